//! Files there and back, files that fit in part, and files that cannot be used.

use super::*;
use crate::lab::fixtures::{COUNTS, arm_on, bench_of, dataset, recipe, trainer_with};
use crate::lab::learn::teacher::arm_of;
use crate::lab::learn::trainer::Trainer;
use crate::lab::recipe::ArmId;
use safetensors::serialize;

const IMAGES: Shape = [6, 6, 1];

/// A file with these tensors.
fn file(folder: &tempfile::TempDir, tensors: &[(&str, &[usize], &[f32])]) -> PathBuf {
    let bytes = |values: &[f32]| values.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>();
    let bytes: Vec<Vec<u8>> = tensors.iter().map(|(.., values)| bytes(values)).collect();
    let views = tensors.iter().zip(&bytes).map(|((name, shape, _), bytes)| {
        (*name, TensorView::new(Dtype::F32, shape.to_vec(), bytes).unwrap())
    });
    let path = folder.path().join("some.safetensors");
    std::fs::write(&path, serialize(views, None).unwrap()).unwrap();
    path
}

fn network(settings: &[&str]) -> Network {
    trainer_with(settings).network().clone()
}

fn values(network: &Network) -> Vec<Vec<f32>> {
    network.tensors().map(|tensor| tensor.values.clone()).collect()
}

fn trained(settings: &[&str]) -> Trainer {
    let mut trainer = trainer_with(settings);
    for _ in 0..5 {
        assert!(trainer.advance().unwrap().objective.is_finite());
    }
    trainer
}

#[test]
fn a_network_that_was_written_begins_again_with_the_same_logits() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.safetensors");
    let init = format!("init={}", path.display());
    for model in ["model=linear", "model=mlp:7,5", "model=cnn:4,fc=6,norm=batch,dropout=0.25"] {
        let from = trained(&[model]);
        write(&path, from.network(), IMAGES).unwrap();
        let to = trainer_with(&[model, "seed=8", &init]);
        assert!(to.notes.is_empty(), "{model}: {:?}", to.notes);
        assert_eq!(values(to.network()), values(from.network()), "{model}");
        let again = arm_on(&from.bench, &recipe(&[model, &init]), ArmId::A);
        let part = &from.bench.dataset.parts.validation;
        assert_eq!(again.predict(part).logits, from.predict(part).logits, "{model}");
    }
    let content = std::fs::read(&path).unwrap();
    let file = SafeTensors::deserialize(&content).unwrap();
    let mut all: Vec<String> = file.iter().map(|(name, view)| described(name, view.shape())).collect();
    all.sort_unstable();
    assert!(all.contains(&"conv1.weight 4x1x3x3".to_owned()), "{all:?}");
    assert!(
        all.contains(&"dense1.weight 6x36".to_owned()) && all.contains(&"output.bias 3".to_owned()),
        "{all:?}"
    );
    assert!(all.iter().any(|tensor| tensor.ends_with(".running_var 4")), "{all:?}");
}

#[test]
fn what_fits_is_filled_and_the_rest_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.safetensors");
    write(&path, trained(&["model=mlp:7,5"]).network(), IMAGES).unwrap();
    let mut wider = network(&["model=mlp:7,9", "seed=8"]);
    let before = values(&wider);
    let note = begin(&mut wider, IMAGES, &path).unwrap().unwrap();
    let expected = "3 of 6 tensors filled; as initialised: dense2.weight (expected 9x7, found 5x7), \
                    dense2.bias (expected 9, found 5), output.weight (expected 3x9, found 3x5)";
    assert_eq!(note, expected);
    let after = values(&wider);
    assert!(before[0] != after[0] && before[1] != after[1], "dense1");
    assert_eq!(before[2..5], after[2..5], "dense2, and the weight of output");
    let linear = file(&folder, &[("output.bias", &[3], &[1.0, 2.0, 3.0]), ("extra", &[1], &[f32::NAN])]);
    let mut network = network(&[]);
    let note = begin(&mut network, IMAGES, &linear).unwrap().unwrap();
    assert_eq!(note, "1 of 2 tensors filled; as initialised: output.weight");
    assert_eq!(network.tensors().nth(1).unwrap().values[..3], [1.0, 2.0, 3.0]);
}

#[test]
fn a_file_of_which_nothing_fits_is_refused_with_what_both_have() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, &[("fc.weight", &[2, 2], &[0.0; 4]), ("output.bias", &[4], &[0.0; 4])]);
    let error = begin(&mut network(&[]), IMAGES, &path).unwrap_err();
    let expected = "nothing in it fits: expected output.weight 3x36, output.bias 3, \
                    found fc.weight 2x2, output.bias 4";
    assert_eq!(error, expected);
    let long = "x".repeat(5000);
    let path = file(&folder, &[("\u{1b}[2J\n", &[1], &[0.0]), (&long, &[1], &[0.0])]);
    let error = begin(&mut network(&[]), IMAGES, &path).unwrap_err();
    assert!(error.len() < 300 && !error.contains(|c: char| c.is_control()), "{error}");
}

#[test]
fn numbers_that_are_not_finite_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for wrong in [f32::NAN, f32::INFINITY] {
        let path = file(&folder, &[("output.bias", &[3], &[0.0, wrong, 0.0])]);
        let error = begin(&mut network(&[]), IMAGES, &path).unwrap_err();
        assert_eq!(error, "expected finite numbers, and variances of 0 or more, found others in output.bias");
    }
}

#[test]
fn broken_files_are_refused_in_one_line_whatever_they_declare() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.safetensors");
    let with = |header: &str| [&(header.len() as u64).to_le_bytes()[..], header.as_bytes()].concat();
    let entry = |name: &str, size: u64, from: u64| {
        let to = from + size;
        format!("\"{name}\":{{\"dtype\":\"U8\",\"shape\":[{size}],\"data_offsets\":[{from},{to}]}}")
    };
    let huge = with(&format!("{{{}}}", entry("output.bias", 1 << 60, 0)));
    let sound = file(&folder, &[("output.bias", &[3], &[0.0; 3])]);
    let sound = std::fs::read(sound).unwrap();
    let broken: [&[u8]; 7] = [
        b"",
        b"short",
        &u64::MAX.to_le_bytes(),
        &with("{\"output.bias\": nothing\n\n}"),
        &huge,
        &sound[..sound.len() - 1],
        b"PK\x03\x04 another format altogether",
    ];
    for content in broken {
        std::fs::write(&path, content).unwrap();
        let error = begin(&mut network(&[]), IMAGES, &path).unwrap_err();
        assert!(error.starts_with("expected a safetensors file, found a broken one"), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
    let error = |path: &Path| begin(&mut network(&[]), IMAGES, path).unwrap_err();
    assert!(error(folder.path()).contains("such as a folder"));
    assert!(error(&folder.path().join("nowhere")).contains("found nothing there"));
    File::create(&path).unwrap().set_len(MAX_BYTES + 1).unwrap();
    assert!(error(&path).contains("expected at most 1073741824 bytes, found 1073741825"));
}

#[test]
fn the_letter_goes_in_before_the_extension_where_there_are_several_arms() {
    let name = |path: &str, arms| name_of(Path::new(path), ArmId::A, arms).display().to_string();
    assert_eq!(
        (name("out/net.safetensors", 1), name("net", 1)),
        ("out/net.safetensors".into(), "net".into())
    );
    assert_eq!(
        (name("out/net.safetensors", 2), name("net", 2)),
        ("out/net-A.safetensors".into(), "net-A".into())
    );
}

#[test]
fn an_arm_names_itself_its_field_and_the_file() {
    let mut recipe = recipe(&[]);
    recipe.add_arm("B:init=nowhere.safetensors").unwrap();
    let bench = bench_of(dataset(COUNTS), &recipe);
    let checked = recipe.check().unwrap();
    let pool = crate::lab::drive::worker::pool(Some(1)).unwrap();
    let error = arm_of(bench, &checked, &checked.arms[1], pool).err().unwrap().to_string();
    assert!(error.starts_with("arm B: init: nowhere.safetensors: expected a safetensors file"), "{error}");
}
