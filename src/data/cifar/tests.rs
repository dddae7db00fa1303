use super::*;
use crate::data::fixtures::quiet;
use proptest::prelude::*;
use std::fs::write;
use tempfile::TempDir;

/// A record whose planes count up from 0, 100 and 200.
fn record(labels: &[u8]) -> Vec<u8> {
    let plane = |first: u8| (0..PLANE).map(move |at| first + (at % 50) as u8);
    labels.iter().copied().chain([0, 100, 200].into_iter().flat_map(plane)).collect()
}

fn batch(labels: &[&[u8]]) -> Vec<u8> {
    labels.iter().flat_map(|labels| record(labels)).collect()
}

fn folder(files: &[(&str, Vec<u8>)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn load(path: &Path) -> Result<Dataset, DataError> {
    crate::data::load(path, &LoadOptions::default(), &quiet)
}

#[test]
fn batches_of_cifar_10_are_parts_and_planes_become_pixels() {
    let names: Vec<String> = (0..10).map(|class| format!("class {class}")).collect();
    let folder = folder(&[
        ("data_batch_1.bin", batch(&[&[3], &[0]])),
        ("data_batch_2.bin", batch(&[&[3]])),
        ("test_batch.bin", batch(&[&[0]])),
        ("batches.meta.txt", names.join("\n").into_bytes()),
        ("readme.html", b"<html>".to_vec()),
    ]);
    let set = load(folder.path()).unwrap();
    assert_eq!(set.images.dim(), (4, 32, 32, 3));
    assert_eq!(set.pixels()[3..6], [1, 101, 201]);
    assert_eq!((set.parts.train.as_slice(), set.parts.test.as_slice()), (&[0, 1, 2][..], &[3][..]));
    assert_eq!(set.class_names, ["class 0", "class 3"]);
    let file = load(&folder.path().join("data_batch_1.bin")).unwrap();
    assert_eq!((file.labels, file.parts.train.len()), (vec![1, 0], 2));
}

#[test]
fn fine_labels_of_cifar_100_are_the_classes_and_coarse_ones_an_extra() {
    let folder =
        folder(&[("train.bin", batch(&[&[19, 99], &[4, 7], &[4, 8]])), ("test.bin", batch(&[&[4, 7]]))]);
    let set = load(folder.path()).unwrap();
    assert_eq!(
        (set.class_names.as_slice(), set.labels.as_slice()),
        (&["7", "8", "99"].map(str::to_owned)[..], &[2, 0, 1, 0][..])
    );
    let coarse = &set.extras[0];
    assert_eq!((coarse.name.as_str(), coarse.names.len()), ("coarse", 20));
    let ones: Vec<usize> = coarse
        .targets
        .rows()
        .unwrap()
        .rows()
        .into_iter()
        .map(|row| row.iter().position(|x| *x == 1.0).unwrap())
        .collect();
    assert_eq!(ones, [19, 4, 4, 4]);
}

#[test]
fn what_is_no_whole_batch_is_refused() {
    let cut = batch(&[&[1], &[2]])[..4000].to_vec();
    let cut = folder(&[("data_batch_1.bin", cut)]);
    let error = load(cut.path()).unwrap_err().to_string();
    assert!(error.contains("data_batch_1.bin: expected whole records of 3073 bytes"), "{error}");
    let both = folder(&[("data_batch_1.bin", batch(&[&[1]])), ("train.bin", batch(&[&[1, 2]]))]);
    assert!(load(both.path()).unwrap_err().to_string().contains("one of CIFAR-10 and CIFAR-100"));
    let test = folder(&[("test_batch.bin", batch(&[&[1]])), ("val_batch.bin", batch(&[&[1]]))]);
    assert!(load(test.path()).unwrap_err().to_string().contains("a batch for training"));
    let names =
        folder(&[("data_batch_1.bin", batch(&[&[1], &[2]])), ("batches.meta.txt", b"a\nb\n".to_vec())]);
    assert!(load(names.path()).unwrap_err().to_string().contains("10 class names, one a line, found 2"));
    let late: Vec<Vec<u8>> =
        (0..300_u16).map(|at| record(&[if at == 250 { 10 } else { (at % 10) as u8 }])).collect();
    let late = folder(&[("data_batch_1.bin", late.concat())]);
    let error = load(late.path()).unwrap_err().to_string();
    assert!(error.contains("row 250: expected a label below 10, found 10"), "{error}");
}

proptest! {
    #[test]
    fn arbitrary_records_never_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        length in 0..10_000_usize,
        hundred in any::<bool>(),
    ) {
        let version = if hundred { Version::Hundred } else { Version::Ten };
        let bytes: Vec<u8> = bytes.iter().copied().cycle().take(if bytes.is_empty() { 0 } else { length }).collect();
        let mut out = vec![0; bytes.len() / version.bytes() * 3 * PLANE];
        let meter = Meter::new("", 0, &quiet);
        let _ = records(Path::new("arbitrary"), bytes.as_slice(), version, &mut out, &meter);
    }
}
