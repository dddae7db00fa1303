//! Input that cannot be used: exit status 2, a line or two on stderr, and no backtrace.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by a panic")]

#[path = "support/files.rs"]
mod files;

use dl_lab::base::npz::{NpzWriter, Packing};
use files::{idx, program, write_set};
use std::fs;
use std::path::Path;

/// Arguments and what the answer must name, after `run bands`.
const SETTINGS: &[(&[&str], &[&str])] = &[
    (&["--loss", "focall"], &["loss: ", "'focall'", "did you mean 'focal'"]),
    (&["--loss", "focal:gama=2"], &["loss: ", "'gama'", "did you mean 'gamma'"]),
    (&["--loss", "focal:gamma=-1"], &["loss: ", "gamma", "between 0 and 20", "-1"]),
    (&["--loss", "focal:gamma=x"], &["loss: ", "gamma must be a number", "'x'"]),
    (&["--weights", "balancd"], &["weights: ", "'balancd'", "did you mean 'balanced'"]),
    (&["--weights", "effective:beta=2"], &["weights: ", "beta", "2"]),
    (&["--weights", "manual:1,2"], &["weights: ", "expected 3 weights", "found 2"]),
    (&["--sampler", "unifrom"], &["sampler: ", "'unifrom'", "did you mean 'uniform'"]),
    (&["--sampler", "without"], &["sampler: without: expected classes by name or index"]),
    (&["--sampler", "without:0,1,2"], &["sampler: expected a class to be left", "without:0,1,2"]),
    (&["--sampler", "without:7"], &["sampler: without: unknown class '7'"]),
    (&["--model", "lineer"], &["model: ", "'lineer'", "did you mean 'linear'"]),
    (&["--model", "mlp:0"], &["model: ", "widths", "found 0"]),
    (&["--model", "mlp:8,activation=rely"], &["model: ", "'rely'", "did you mean 'relu'"]),
    (&["--imbalance", "exq:100"], &["imbalance: ", "'exq'", "did you mean 'exp'"]),
    (&["--imbalance", "exp:0.5"], &["imbalance: ", "at least 1", "0.5"]),
    (&["--imbalance", "counts:5,5"], &["imbalance", "3", "2"]),
    (&["--imbalance", "counts:5,5,5000"], &["imbalance", "5000"]),
    (&["--optimizer", "sdg"], &["optimizer: ", "'sdg'", "did you mean 'sgd'"]),
    (&["--optimizer", "sgd:momentum=2"], &["optimizer: ", "momentum", "[0, 1)", "found 2"]),
    (&["--schedule", "cosin"], &["schedule: ", "'cosin'", "did you mean 'cosine'"]),
    (&["--reduction", "meen"], &["reduction: ", "'meen'", "did you mean 'mean'"]),
    (&["--pixels", "0..2"], &["pixels: unknown pixels '0..2'", "did you mean '0..1'"]),
    (&["--resize", "stretch"], &["resize: ", "stretch", "squish"]),
    (&["--augment", "filp"], &["augment: ", "'filp'", "did you mean 'flip'"]),
    (&["--augment", "shift:6"], &["augment: shift:6 moves by as much", "6x6", "at most 5"]),
    (&["--no-shuffle", "--sampler", "sqrt"], &["--no-shuffle: ", "sqrt draws"]),
    (&["--init", "bands"], &["init: bands: expected a safetensors file", "a folder"]),
    (&["--init", "nowhere.safetensors"], &["init: nowhere.safetensors: ", "nothing there"]),
    (
        &["--init", "values:1,2"],
        &["init: values: expected 111 numbers (output.weight 3x36, output.bias 3), found 2"],
    ),
    (&["--init", "bias:8,x"], &["init: bias: expected numbers, found 'x'"]),
    (&["--loss", "logistic"], &["loss: logistic: expected two classes", "found 3; softmax-ce"]),
    (&["--loss", "class-index:classes=4"], &["loss: class-index: expected the 3 classes", "found classes=4"]),
    (&["--freeze", "conv1"], &["freeze: expected layers among output", "'conv1'"]),
    (&["--freeze", "output"], &["freeze: output", "leave one to train"]),
    (&["--export", "no/such/net.safetensors"], &["--export: no/such/net.safetensors: ", "no such folder"]),
    (&["--lr", "0"], &["lr: expected a number above 0, found 0"]),
    (&["--lr", "-1"], &["lr: expected a number above 0, found -1"]),
    (&["--lr", "1e7"], &["lr: expected a number above 0 and at most 1,000,000, found 10000000"]),
    (&["--lr", "fast"], &["lr: expected a number or auto, found 'fast'"]),
    (&["--lr", "nan"], &["lr: expected a number above 0, found NaN"]),
    (&["--batch", "0"], &["batch: expected 1 to 65,536, found 0"]),
    (&["--epochs", "0"], &["epochs: expected 1", "found 0"]),
    (&["--steps", "2.5"], &["steps: expected a whole number", "'2.5'"]),
    (&["--valid", "1"], &["valid: expected", "below 0.9", "found 1"]),
    (&["--size", "1"], &["size: expected 4 to 512, found 1"]),
    (&["--threads", "0"], &["--threads: expected 1 to 1024, found 0"]),
    (&["--threads", "many"], &["--threads", "'many'"]),
    (&["--classes", "0,Boots"], &["Boots"]),
    (&["--hold-out", "Boots"], &["'Boots'"]),
    (&["--hold-out", "0", "--classes", "0,1"], &["bands: ", "classes to hold out that are not kept", "'0'"]),
    (&["--ood", "noise,blnak"], &["ood: ", "blnak", "did you mean 'blank'"]),
    (&["--target", "vlaues"], &["target: ", "'vlaues'", "values"]),
    (&["--extra", "counts"], &["extra: ", "NAME=COLUMN", "'counts'"]),
    (&["--label-column", "label"], &["bands: ", "a table, as its columns are asked for", "idx data"]),
    (&["--arm", "B"], &["--arm: expected LETTER:field=value", "'B'"]),
    (&["--arm", "B:wieghts=balanced"], &["arm B: ", "'wieghts'", "did you mean 'weights'"]),
    (&["--arm", "B:loss=focall"], &["arm B: loss: ", "did you mean 'focal'"]),
    (&["--arm", "A:lr=1"], &["arm A is there already"]),
    (&["--arm", "G:lr=1"], &["A to F", "'G'"]),
    (&["--change", "x:lr=1"], &["--change: expected STEP:field=value", "'x:lr=1'"]),
    (&["--change", "3:model=linear"], &["--change: no field 'model' here"]),
    (&["--change", "C@3:lr=1"], &["change: there is no arm C"]),
    (&["--change", "3:extend=0"], &["extend: expected 1 to 1,000,000 epochs, found '0'"]),
    (&["--change", "3:extend=-1"], &["extend: expected a whole number", "'-1'"]),
    (&["--change", "3:weights=manual:1,2"], &["weights: ", "expected 3 weights", "found 2"]),
    (&["--change", "99999:loss=brier", "--epochs", "1"], &["change: loss", "step 99999", "the run has 2"]),
    (&["--set", "lrr=1"], &["--set: no field 'lrr' here", "did you mean 'lr'"]),
    (&["--set", "lr"], &["--set: expected path=value, found 'lr'"]),
    (&["--set", "arm.C.lr=1"], &["--set: there is no arm 'C'"]),
    (&["--recipe", "long-tail-leage"], &["--recipe: 'long-tail-leage'", "did you mean 'long-tail-league'"]),
    (&["--recipe", "wrong.toml"], &["recipe: no field 'wieghts' here", "did you mean 'weights'"]),
    (&["--recipe", "worse.toml"], &["recipe: "]),
    (&["--recipe", "extend.toml"], &["extend: expected a whole number", "1.5"]),
    (&["--los", "focal"], &["--los", "--loss"]),
    (&["--out", "stored"], &["--out: ", "stored", "holds a run already"]),
];

/// The same after `run garments`.
const EMBEDDED: &[(&[&str], &[&str])] = &[
    (&["--classes", "Bag,Bags"], &["garments: ", "'Bags'", "did you mean 'Bag'"]),
    (&["--classes", "Bag"], &["garments: ", "at least two classes", "one class"]),
    (&["--size", "64"], &["size: ", "drawn at 28x28", "found 64"]),
    (&["--resize", "crop"], &["resize: ", "drawn at 28x28", "found crop"]),
    (&["--target", "values"], &["garments: ", "predicted as values", "classes such as T-shirt"]),
    (&["--group-column", "patient"], &["garments: ", "a table", "a drawn set"]),
];

/// A file or folder that cannot be used as data, and what the answer must name beside its path.
const DATA: &[(&str, &[&str])] = &[
    ("garment", &["expected an embedded set's name or the path of a data set", "did you mean 'garments'"]),
    ("stored", &["a stored run", "dl-lab stored", "--recipe stored/recipe.toml"]),
    ("no/such/folder", &["expected", "found nothing there", "check the path"]),
    ("empty", &["expected"]),
    ("truncated", &["at byte", "expected", "found"]),
    ("oversized", &["at byte", "expected", "found"]),
    ("magic", &["at byte 0", "expected the IDX magic", "found"]),
    ("labels", &["row 2", "expected a label below 2", "found 2"]),
    ("stray", &["train-labels-idx1-ubyte row 41", "expected a label below 10", "found 255"]),
    ("counts", &["expected 6 labels", "found 5"]),
    ("one-class", &["at least two classes", "one class"]),
    ("monstrous", &["2147483648 x 60000 x 60000"]),
    ("one-folder", &["at least two classes", "one class"]),
    ("all-broken", &["expected", "found"]),
    ("random.npz", &["a file that starts with the bytes", "idx, npz, cifar, pixels, manifest, folder"]),
    ("cut.npz", &["expected a whole zip archive", "fetch it again"]),
    ("keys.npz", &["train_images and train_labels", "a (2 uint8)", "numpy.savez"]),
    ("data_batch_1.bin", &["whole records of 3073 bytes", "4000 bytes that are none"]),
    ("batch.py", &["a Python pickle", "fetch the binary version"]),
    ("lost.csv", &["a file that exists", "2 rows whose files are not there: gone.png, lost.png"]),
    ("iris.csv", &["a column of image files", "columns width, height", "--path-column"]),
    ("uneven.csv", &["line 3: expected 2 cells", "found 3"]),
];

fn write_bad_files(root: &Path) {
    let pixels = [9; 6 * 16];
    let images = idx(&[6, 4, 4], &pixels);
    let labels = idx(&[6], &[0, 1, 2, 0, 1, 2]);
    let cut = |bytes: &[u8]| bytes[..bytes.len() - 5].to_vec();
    let magic = [b"<!DO".as_slice(), &images[4..]].concat();
    let monstrous = idx(&[1 << 31, 60_000, 60_000], &[]);
    let mut digits: Vec<u8> = (0..60).map(|at| at % 10).collect();
    digits[41] = 255;
    let files: [(&str, Vec<u8>, Vec<u8>); 8] = [
        ("truncated", cut(&images), labels.clone()),
        ("oversized", [images.clone(), vec![0; 3]].concat(), labels.clone()),
        ("magic", magic, labels.clone()),
        ("labels", images.clone(), labels.clone()),
        ("stray", idx(&[60, 4, 4], &[9; 60 * 16]), idx(&[60], &digits)),
        ("counts", images.clone(), idx(&[5], &[0, 1, 2, 0, 1])),
        ("one-class", images, idx(&[6], &[0; 6])),
        ("monstrous", monstrous, labels),
    ];
    for (name, images, labels) in files {
        fs::create_dir(root.join(name)).unwrap();
        fs::write(root.join(name).join("train-images-idx3-ubyte"), images).unwrap();
        fs::write(root.join(name).join("train-labels-idx1-ubyte"), labels).unwrap();
    }
    fs::write(root.join("labels/classes.txt"), "a\nb\n").unwrap();
    fs::create_dir(root.join("empty")).unwrap();
    for folder in ["one-folder/a", "all-broken/a", "all-broken/b"] {
        fs::create_dir_all(root.join(folder)).unwrap();
        let good = folder.starts_with("one");
        let picture = image::RgbImage::from_pixel(8, 8, image::Rgb([200, 10, 10]));
        if good {
            picture.save(root.join(folder).join("1.png")).unwrap();
        } else {
            fs::write(root.join(folder).join("1.jpg"), b"\xff\xd8\xff\xe0 no more").unwrap();
        }
    }
    let noise: Vec<u8> = (0..4096_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    fs::write(root.join("random.npz"), noise).unwrap();
    write_bad_tables(root);
    fs::write(root.join("wrong.toml"), "wieghts = 'none'\n").unwrap();
    fs::write(root.join("worse.toml"), "lr = \n").unwrap();
    fs::write(root.join("extend.toml"), "[[change]]\nstep = 3\nextend = 1.5\n").unwrap();
    fs::create_dir(root.join("stored")).unwrap();
    fs::write(root.join("stored/recipe.toml"), "").unwrap();
    fs::write(root.join("stored/events.jsonl"), "").unwrap();
}

/// Archives, batches and tables that cannot be used.
fn write_bad_tables(root: &Path) {
    let mut npz = NpzWriter::new(Packing::Stored);
    npz.add("a", &ndarray::arr1(&[1_u8, 2])).unwrap();
    let npz = npz.finish().unwrap();
    let files: [(&str, &[u8]); 7] = [
        ("cut.npz", &npz[..npz.len() - 9]),
        ("keys.npz", &npz),
        ("data_batch_1.bin", &[7; 4000]),
        ("batch.py", b"\x80\x02}q\x00"),
        ("lost.csv", b"file,label\ngone.png,a\nlost.png,b\n"),
        ("iris.csv", b"width,height\n1,2\n2,3\n"),
        ("uneven.csv", b"file,label\n0.png,a\n1.png,b,c\n"),
    ];
    for (name, bytes) in files {
        fs::write(root.join(name), bytes).unwrap();
    }
}

/// Runs the program; what is wrong with its refusal, if anything.
fn refusal(root: &Path, arguments: &[&str], fragments: &[&str]) -> Option<String> {
    let output = program(root).args(arguments).output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    let shown = format!("{arguments:?} said:\n{message}");
    if output.status.code() != Some(2) || !output.stdout.is_empty() {
        return Some(format!("exit status {:?}, not 2, or words on stdout: {shown}", output.status.code()));
    }
    if message.lines().count() > 4
        || message.is_empty()
        || message.contains("panicked")
        || message.contains("stack backtrace")
    {
        return Some(format!("not one to four plain lines: {shown}"));
    }
    let missing: Vec<&&str> = fragments.iter().filter(|fragment| !message.contains(**fragment)).collect();
    (!missing.is_empty()).then(|| format!("does not name {missing:?}: {shown}"))
}

#[track_caller]
fn none_wrong(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn bad_settings_are_refused_with_field_value_and_the_nearest() {
    let root = tempfile::tempdir().unwrap();
    write_set(&root.path().join("bands"));
    write_bad_files(root.path());
    let refuse = |(arguments, fragments): &(&[&str], &[&str])| {
        refusal(root.path(), &[&["run", "bands"], *arguments].concat(), fragments)
    };
    none_wrong(&SETTINGS.iter().filter_map(refuse).collect::<Vec<_>>());
}

#[test]
fn settings_that_do_not_fit_an_embedded_set_are_refused() {
    let root = tempfile::tempdir().unwrap();
    let refuse = |(arguments, fragments): &(&[&str], &[&str])| {
        refusal(root.path(), &[&["run", "garments"], *arguments].concat(), fragments)
    };
    none_wrong(&EMBEDDED.iter().filter_map(refuse).collect::<Vec<_>>());
}

#[test]
fn bad_data_are_refused_with_path_place_and_what_was_found() {
    let root = tempfile::tempdir().unwrap();
    write_bad_files(root.path());
    let refuse = |(data, fragments): &(&str, &[&str])| {
        refusal(root.path(), &["run", data], &[&[*data], *fragments].concat())
    };
    none_wrong(&DATA.iter().filter_map(refuse).collect::<Vec<_>>());
}

#[test]
fn words_that_are_no_command_line_are_refused_in_one_line() {
    let root = tempfile::tempdir().unwrap();
    let rows: [(&[&str], &[&str]); 4] = [
        (&["list", "lossess"], &["'lossess'", "losses"]),
        (&["run", "a", "b"], &["'b'"]),
        (&["--colour", "16"], &["--colour", "--color"]),
        (&["run", "--loss"], &["--loss"]),
    ];
    let refuse = |(arguments, fragments): &(&[&str], &[&str])| refusal(root.path(), arguments, fragments);
    none_wrong(&rows.iter().filter_map(refuse).collect::<Vec<_>>());
}

#[test]
fn a_broken_image_is_named_and_counted_and_stops_only_a_strict_run() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("photos");
    for (class, shade) in [("dark", 20), ("light", 230)] {
        fs::create_dir_all(folder.join(class)).unwrap();
        for at in 0..12 {
            let picture = image::GrayImage::from_pixel(8, 8, image::Luma([shade + at]));
            picture.save(folder.join(class).join(format!("{at}.png"))).unwrap();
        }
    }
    fs::write(folder.join("light/broken.jpg"), b"\xff\xd8\xff\xe0 no more").unwrap();
    let output = program(root.path()).args(["run", "photos", "--epochs", "1"]).output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && message.contains("broken.jpg"), "{message}");
    assert_eq!(
        refusal(root.path(), &["run", "photos", "--strict"], &["broken.jpg", "expected", "found"]),
        None
    );
}
