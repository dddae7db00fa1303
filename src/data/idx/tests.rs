use super::*;
use crate::data::CLOTHES;
use crate::data::fixtures::{gzip, idx, quiet};
use proptest::prelude::*;
use std::fs::write;
use tempfile::TempDir;

/// Four images of 2 x 3 whose pixels count up from `first`, and their labels.
fn pair(first: u8) -> (Vec<u8>, Vec<u8>) {
    let pixels: Vec<u8> = (0..24).map(|pixel| first + pixel).collect();
    (idx(8, &[4, 2, 3], &pixels), idx(8, &[4], &[0, 1, 1, 0]))
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn load(path: &Path) -> Result<Dataset, DataError> {
    crate::data::load(path, &LoadOptions::default(), &quiet)
}

fn message(files: &[(&str, &[u8])]) -> String {
    load(folder(files).path()).unwrap_err().to_string()
}

#[test]
fn four_files_plain_and_gzip_are_two_parts() {
    let ((train, train_labels), (test, test_labels)) = (pair(0), pair(100));
    let folder = folder(&[
        ("train-images-idx3-ubyte.gz", &gzip(&train)),
        ("train-labels-idx1-ubyte", &train_labels),
        ("t10k-images-idx3-ubyte", &test),
        ("t10k-labels-idx1-ubyte.gz", &gzip(&test_labels)),
    ]);
    let set = load(folder.path()).unwrap();
    assert_eq!(set.images.dim(), (8, 2, 3, 1));
    assert_eq!((set.images[[0, 1, 2, 0]], set.images[[4, 0, 0, 0]], set.images[[7, 1, 2, 0]]), (5, 100, 123));
    assert_eq!(set.labels, [0, 1, 1, 0, 0, 1, 1, 0]);
    assert_eq!((set.parts.train, set.parts.test), (vec![0, 1, 2, 3], vec![4, 5, 6, 7]));
    assert_eq!(set.class_names, ["0", "1"]);
}

#[test]
fn one_pair_of_any_names_is_the_training_part() {
    let (images, labels) = pair(0);
    for (first, second) in [("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"), ("pixels.bin", "truth.bin")]
    {
        let set =
            load(folder(&[(first, &images), (second, &labels), ("SOURCE.txt", b"text")]).path()).unwrap();
        assert_eq!((set.parts.train.len(), set.parts.test.len()), (4, 0));
    }
}

#[test]
fn a_file_of_images_finds_its_labels_and_a_plain_file_wins_over_its_packed_twin() {
    let ((images, labels), (others, _)) = (pair(0), pair(9));
    let folder = folder(&[
        ("train-images-idx3-ubyte", &images),
        ("train-labels-idx1-ubyte", &labels),
        ("train-labels-idx1-ubyte.gz", b"\x1f\x8bnonsense"),
        ("t10k-images-idx3-ubyte", &others),
        ("t10k-labels-idx1-ubyte", &labels),
    ]);
    let set = load(&folder.path().join("t10k-images-idx3-ubyte")).unwrap();
    assert_eq!((set.images[[0, 0, 0, 0]], set.parts.train.len()), (9, 4));
    assert_eq!(load(folder.path()).unwrap().parts.train.len(), 4);
    let error = load(&folder.path().join("t10k-labels-idx1-ubyte")).unwrap_err().to_string();
    assert!(error.contains("expected images") && error.contains("found 4 unsigned bytes"), "{error}");
}

#[test]
fn colour_and_wide_labels_are_read() {
    let images = idx(8, &[2, 1, 1, 3], &[1, 2, 3, 4, 5, 6]);
    let labels = idx(0x0c, &[2], &[0, 0, 0, 1, 0, 0, 1, 0]);
    let set = load(folder(&[("images", &images), ("labels", &labels)]).path()).unwrap();
    assert_eq!(set.shape(), [1, 1, 3]);
    assert_eq!((set.class_names, set.labels), (vec!["1".to_owned(), "256".to_owned()], vec![0, 1]));
}

#[test]
fn fashion_names_come_from_a_readme_and_a_file_of_names_wins() {
    let images = idx(8, &[10, 1, 1], &[0; 10]);
    let labels = idx(8, &[10], &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    let folder = folder(&[("images", &images), ("labels", &labels)]);
    assert_eq!(load(folder.path()).unwrap().class_names[9], "9");
    write(folder.path().join("README.md"), "This is Fashion-MNIST.").unwrap();
    assert_eq!(load(folder.path()).unwrap().class_names, CLOTHES);
    write(folder.path().join("labels.txt"), "a\nb\nc\nd\n\ne\nf\ng\nh\ni\nj\n").unwrap();
    assert_eq!(load(folder.path()).unwrap().class_names.concat(), "abcdefghij");
}

#[test]
fn too_few_or_repeated_names_are_refused_with_their_row() {
    let (images, labels) = pair(0);
    let few = message(&[("images", &images), ("labels", &labels), ("classes.txt", b"only\n")]);
    assert!(few.contains("labels row 1: expected a label below 1") && few.contains("found 1"), "{few}");
    let twice = message(&[("images", &images), ("labels", &labels), ("classes.txt", b"a\na\n")]);
    assert!(twice.contains("classes.txt row 1") && twice.contains("'a' again"), "{twice}");
}

#[test]
fn truncated_and_oversized_files_say_where() {
    let (images, labels) = pair(0);
    let cut = &images[..images.len() - 1];
    let longer = [images.as_slice(), &[0]].concat();
    for (bytes, parts) in [
        (cut.to_vec(), ["at byte 39", "40 bytes for 4 x 2 x 3 unsigned bytes"]),
        (gzip(cut), ["at byte 39", "cut short"]),
        (longer.clone(), ["at byte 40", "found 41"]),
        (gzip(&longer), ["at byte 40", "found more"]),
        (images[..10].to_vec(), ["at byte 10", "at least 12 bytes"]),
        (gzip(&images)[..30].to_vec(), ["damaged or cut short", "images"]),
    ] {
        let message = message(&[("images", &bytes), ("labels", &labels)]);
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    }
}

#[test]
fn a_wrong_magic_is_shown() {
    let (images, labels) = pair(0);
    let message =
        message(&[("train-images-idx3-ubyte", b"<!DOCTYPE html>"), ("train-labels-idx1-ubyte", &labels)]);
    assert!(message.contains("at byte 0: expected the IDX magic 00 00 08 03"), "{message}");
    assert!(message.contains("found 3c 21 44 4f"), "{message}");
    let floats = idx(0x0d, &[4, 1, 1], &[0; 16]);
    let wrong = self::message(&[("images", &floats), ("labels", &labels)]);
    assert!(wrong.contains("4 x 1 x 1 32-bit floats"), "{wrong}");
    let wrong = self::message(&[("images", &images), ("labels", &idx(0x0e, &[4], &[0; 32]))]);
    assert!(wrong.contains("labels: N whole numbers"), "{wrong}");
}

#[test]
fn counts_that_differ_labels_out_of_range_and_lone_files_are_refused() {
    let (images, labels) = pair(0);
    let three = idx(8, &[3], &[0, 1, 0]);
    assert!(message(&[("images", &images), ("labels", &three)]).contains("4 labels, one for each image"));
    for (wide, found) in [([0, 1, 0, 0], "65536"), ([255, 255, 255, 255], "-1")] {
        let labels = idx(0x0c, &[4], &[[0; 4], [0; 4], wide, [0; 4]].concat());
        let message = message(&[("images", &images), ("labels", &labels)]);
        assert!(message.contains("row 2") && message.contains(&format!("found {found}")), "{message}");
    }
    assert!(message(&[("images", &images)]).contains("an IDX file of labels beside it"));
    assert!(message(&[("labels", &labels)]).contains("an IDX file of images beside it"));
    let same = idx(8, &[4], &[1; 4]);
    assert!(message(&[("images", &images), ("labels", &same)]).contains("at least two classes"));
}

#[test]
fn two_training_pairs_or_none_are_refused() {
    let (images, labels) = pair(0);
    let names = |first: &'static str, second: &'static str| {
        let of = |key: &str, role: &str| format!("{key}-{role}-ubyte");
        let files = [(of(first, "images"), &images), (of(first, "labels"), &labels)];
        let more = [(of(second, "images"), &images), (of(second, "labels"), &labels)];
        let all: Vec<(String, &Vec<u8>)> = files.into_iter().chain(more).collect();
        message(&all.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>())
    };
    assert!(names("digits-train", "letters-train").contains("at most one pair"));
    assert!(names("t10k", "val").contains("a pair of files for training"));
}

#[test]
fn a_header_of_monstrous_size_is_refused_before_allocating() {
    let (_, labels) = pair(0);
    for images in
        [idx(8, &[1 << 31, 60_000, 60_000], &[]), gzip(&idx(8, &[1 << 31, 60_000, 60_000], &[0; 9000]))]
    {
        let message = message(&[("images", &images), ("labels", &labels)]);
        assert!(message.contains("2147483648 x 60000 x 60000"), "{message}");
    }
    let message = message(&[("images", &gzip(&idx(8, &[4, 9999, 9999], &[]))), ("labels", &labels)]);
    assert!(message.contains("holds at most"), "{message}");
}

#[test]
fn a_gzip_bomb_is_not_unpacked_beyond_what_its_header_announces() {
    let (images, labels) = pair(0);
    let bomb = gzip(&[images, vec![0; 64 << 20]].concat());
    let message = message(&[("images", &bomb), ("labels", &labels)]);
    assert!(message.contains("at byte 40") && message.contains("found more"), "{message}");
}

#[test]
fn classes_and_size_are_applied_and_progress_counts_bytes() {
    let (images, labels) = (idx(8, &[6, 2, 2], &[7; 24]), idx(8, &[6], &[0, 1, 2, 2, 1, 0]));
    let folder = folder(&[("images", &images), ("labels", &labels)]);
    let options = LoadOptions {
        size: Some(4),
        classes: vec!["0".to_owned(), "2".to_owned()],
        ..LoadOptions::default()
    };
    let most = std::sync::atomic::AtomicUsize::new(0);
    let report = |progress: crate::data::Progress<'_>| {
        assert_eq!(progress.total, 24);
        most.fetch_max(progress.done, std::sync::atomic::Ordering::Relaxed);
    };
    let set = crate::data::load(folder.path(), &options, &report).unwrap();
    assert_eq!((set.images.dim(), set.class_names.concat()), ((4, 4, 4, 1), "02".to_owned()));
    assert!(set.images.iter().all(|pixel| *pixel == 7));
    assert_eq!(most.into_inner(), 24);
}

/// Everything the reader does with the bytes of one file, without a file system.
fn parse(bytes: &[u8]) -> Result<(), DataError> {
    let path = Path::new("arbitrary");
    let open = || IdxSource::new(path, std::io::Cursor::new(bytes.to_vec()), bytes.len() as u64).unwrap();
    let _ = labels::from_source(path, open());
    let mut source = open();
    let header = IdxHeader::read(&mut source)?;
    header.image_shape(path)?;
    header.check_length(&source)?;
    let mut pixels = vec![0; limits::set_bytes(path, &header.sizes)?];
    // What passes `expect` can be no larger than the file allows, so this allocation is bounded by it.
    assert!(pixels.len() as u64 <= 1032 * bytes.len() as u64);
    source.fill(&mut pixels, None)?;
    source.finish()
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic_nor_allocate_beyond_the_file(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&bytes);
        let _ = parse(&gzip(&bytes));
    }

    #[test]
    fn arbitrary_sizes_after_a_sound_magic_are_taken_only_when_they_fit(
        code in 8..15_u8,
        sizes in prop::collection::vec(prop_oneof![0..5_u32, any::<u32>()], 1..5),
        tail in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let bytes = idx(code, &sizes, &tail);
        let elements = sizes.iter().try_fold(1_u64, |product, size| product.checked_mul(u64::from(*size)));
        let images = code == 8 && (sizes.len() == 3 || (sizes.len() == 4 && matches!(sizes[3], 1 | 3)));
        let fits = images && elements == Some(tail.len() as u64) && elements != Some(0);
        prop_assert_eq!(parse(&bytes).is_ok(), fits);
        let _ = parse(&gzip(&bytes));
    }
}
