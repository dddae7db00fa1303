//! The formats people have, read from real sets, which lie beside the repository and not in it, and one set from
//! table to summary.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by a panic")]

#[path = "support/files.rs"]
mod files;
#[path = "support/shared.rs"]
mod shared;

use dl_lab::data::{Columns, Dataset, LoadOptions, Task, load};
use shared::data;
use std::path::Path;

/// The columns of numbers of the blood cells.
const COUNTS: [&str; 3] = ["rbc_count", "wbc_count", "platelet_count"];

fn read(path: &Path, options: &LoadOptions) -> Dataset {
    load(path, options, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
#[ignore = "needs ../shared"]
fn the_pneumonia_archive_is_read_as_a_file_and_as_its_folder() {
    let folder = data("pneumonia");
    let set = read(&folder, &LoadOptions::default());
    assert_eq!(set.images.dim(), (5030, 28, 28, 1));
    let counts =
        [&set.parts.train, &set.parts.validation, &set.parts.test].map(|part| set.class_counts(part));
    assert_eq!(counts, [[388, 3494], [135, 389], [234, 390]]);
    assert!(set.notes.is_empty(), "{:?}", set.notes);
    let file = read(&folder.join("pneumoniamnist.npz"), &LoadOptions::default());
    assert!(file.images == set.images && file.labels == set.labels && file.parts == set.parts);
}

#[test]
#[ignore = "needs ../shared"]
fn blood_cells_are_several_labels_with_their_counts_beside_them() {
    let folder = data("blood-cells");
    let set = read(&folder, &LoadOptions { strict: true, ..LoadOptions::default() });
    assert_eq!((set.task(), set.images.dim()), (Task::MultiLabel, (364, 32, 32, 3)));
    assert_eq!(set.class_names, ["Platelets", "RBC", "WBC"]);
    assert_eq!(set.class_counts(&set.parts.train), [201, 349, 358]);
    let counts = &set.extras[0];
    assert_eq!((counts.name.as_str(), counts.names.as_slice()), ("counts", &COUNTS.map(str::to_owned)[..]));
    assert_eq!(counts.targets.rows().unwrap().row(4).to_vec(), [11.0, 1.0, 1.0]);
    let file = read(&folder.join("counts.csv"), &LoadOptions::default());
    assert!(file.images == set.images && file.targets == set.targets && file.extras == set.extras);
}

#[test]
#[ignore = "needs ../shared"]
fn the_counts_of_blood_cells_are_predicted_by_kind_or_by_column() {
    let folder = data("blood-cells");
    let kind = read(&folder, &LoadOptions { target: Some(Task::Regression), ..LoadOptions::default() });
    let labels = COUNTS.map(str::to_owned).to_vec();
    let columns = Columns { labels, ..Columns::default() };
    let column = read(&folder, &LoadOptions { columns, ..LoadOptions::default() });
    for set in [kind, column] {
        assert_eq!(
            (set.task(), set.class_names.as_slice()),
            (Task::Regression, &COUNTS.map(str::to_owned)[..])
        );
        assert_eq!(set.targets.rows().unwrap().row(0).to_vec(), [19.0, 1.0, 0.0]);
        assert_eq!((set.extras.len(), set.extras[0].name.as_str()), (1, "labels"));
        assert_eq!(set.extras[0].names, ["Platelets", "RBC", "WBC"]);
    }
}

#[test]
fn a_table_is_trained_with_a_class_held_out_and_everything_is_said() {
    let root = tempfile::tempdir().unwrap();
    let mut table = vec!["file,kind,patient_id,age".to_owned(), "gone.png,dark,p1,3".to_owned()];
    for at in 0..60_u8 {
        // The second half shows what the first half does, of other patients.
        let shade = 8 * (at % 30 / 3) + 80 * (at % 3);
        let picture = image::GrayImage::from_pixel(6, 6, image::Luma([shade]));
        picture.save(root.path().join(format!("{at}.png"))).unwrap();
        let (kind, age) = (["dark", "light", "odd"][usize::from(at % 3)], 20 + at % 7);
        table.push(format!("C:\\set\\{at}.png,{kind},p{},{age}", at / 6));
    }
    std::fs::write(root.path().join("set.csv"), table.join("\n")).unwrap();
    let run = |more: &[&str]| {
        let words = [
            "run",
            "set.csv",
            "--epochs",
            "1",
            "--valid",
            "0.3",
            "--hold-out",
            "odd",
            "--ood",
            "noise,blank",
        ];
        let output = files::program(root.path()).args(words).args(more).output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{message}");
        message
    };
    let message = run(&[]);
    for note in [
        "columns: files from file, labels from kind, groups from patient_id, extra age from age",
        "1 row whose file is missing left out: gone.png",
        "OOD images: odd, held out (20); noise (300); blank (32)",
        "in another part too",
    ] {
        assert!(message.contains(note), "{note}: {message}");
    }
    assert!(run(&["--target", "multi-label"]).contains("labels from kind (several"));
}
