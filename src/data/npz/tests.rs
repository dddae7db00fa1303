use super::*;
use crate::base::npz::{NpzWriter, Packing};
use crate::data::fixtures::{npy, npz, quiet, zipped};
use crate::data::{DataTargets, Task};
use ndarray::array;
use proptest::prelude::*;
use std::io::Cursor;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

fn parse_with(bytes: Vec<u8>, options: &LoadOptions) -> Result<Dataset, DataError> {
    let path = Path::new("toy.npz");
    let mut npz = Npz::new(Cursor::new(bytes)).map_err(|error| wrong(path, &error))?;
    from_arrays(path, &mut npz, options, &quiet)
}

fn parse(bytes: Vec<u8>) -> Result<Dataset, DataError> {
    parse_with(bytes, &LoadOptions::default())
}

fn message(members: &[(&str, Vec<u8>)]) -> String {
    parse(npz(members)).unwrap_err().to_string()
}

/// This many 2 x 2 images whose pixels count up from 0 in steps of 5.
fn images(n: u8) -> Vec<u8> {
    npy("|u1", &format!("({n}, 2, 2)"), &(0..4 * n).map(|pixel| 5 * pixel).collect::<Vec<u8>>())
}

fn floats(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// The set of four images with these labels.
fn labelled(labels: Vec<u8>) -> Result<Dataset, DataError> {
    parse(npz(&[("images.npy", images(4)), ("labels.npy", labels)]))
}

#[test]
fn medmnist_keys_make_three_parts_packed_stored_or_zip64() {
    let label = |labels: &[u8]| npy("|u1", &format!("({}, 1)", labels.len()), labels);
    let members = [
        ("train_images.npy", images(4)),
        ("train_labels.npy", label(&[0, 1, 0, 1])),
        ("test_images.npy", images(1)),
        ("test_labels.npy", label(&[1])),
        ("val_images.npy", images(2)),
        ("val_labels.npy", label(&[1, 0])),
        ("mean.npy", npy("<f8", "()", &[0; 8])),
    ];
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for options in [SimpleFileOptions::default(), stored, stored.large_file(true)] {
        let set = parse(zipped(&members, options)).unwrap();
        assert_eq!(set.images.dim(), (7, 2, 2, 1));
        assert_eq!((set.labels.as_slice(), set.images[[3, 1, 1, 0]]), (&[0, 1, 0, 1, 1, 0, 1][..], 75));
        assert_eq!((set.parts.train.len(), set.parts.validation.len(), set.parts.test.len()), (4, 2, 1));
        assert_eq!(set.notes, ["arrays passed over: mean (one float64)"]);
    }
}

#[test]
fn keras_keys_with_floats_and_one_hot_labels_are_classes() {
    let x =
        npy("<f4", "(2, 1, 2, 3)", &floats(&[0.0, 0.5, 1.0, 0.2, 0.4, 0.6, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]));
    let y = npy("<f4", "(2, 2)", &floats(&[0.0, 1.0, 1.0, 0.0]));
    let set = parse(npz(&[("x_train.npy", x), ("y_train.npy", y)])).unwrap();
    assert_eq!((set.shape(), set.labels.as_slice()), ([1, 2, 3], &[1, 0][..]));
    assert_eq!(set.pixels()[..6], [0, 128, 255, 51, 102, 153]);
    assert_eq!(set.notes, ["pixels: 0..1 is black to white"]);
}

#[test]
fn labels_of_every_kind_find_their_task() {
    let several = labelled(npy("|b1", "(4, 2)", &[1, 1, 0, 0, 1, 0, 0, 1])).unwrap();
    assert_eq!((several.task(), several.class_counts(&several.parts.train)), (Task::MultiLabel, vec![2, 2]));
    let soft = labelled(npy("<f4", "(4, 2)", &floats(&[0.5, 0.5, 1.0, 0.0, 0.25, 0.75, 0.0, 1.0]))).unwrap();
    assert!(matches!(soft.targets, DataTargets::Soft(_)) && soft.labels == [0, 0, 1, 1]);
    let values = labelled(npy(">f4", "(4,)", &[1.5_f32; 4].map(f32::to_be_bytes).concat())).unwrap();
    assert_eq!(values.targets, DataTargets::Values(array![[1.5], [1.5], [1.5], [1.5]]));
    let wide = labelled(npy(">i8", "(4, 1)", &[3_i64, 7, 3, 7].map(i64::to_be_bytes).concat())).unwrap();
    assert_eq!(wide.class_counts(&wide.parts.train)[7], 2);
}

#[test]
fn numbers_may_be_asked_for_and_arrays_that_cannot_be_read_are_passed_over() {
    let members = [
        ("x.npy", images(4)),
        ("y.npy", npy("|u1", "(4,)", &[0, 1, 1, 0])),
        ("who.npy", npy("|S3", "(2,)", b"yesno\0")),
    ];
    let options = LoadOptions { target: Some(Task::Regression), ..LoadOptions::default() };
    let set = parse_with(npz(&members), &options).unwrap();
    assert_eq!(set.targets, DataTargets::Values(array![[0.0], [1.0], [1.0], [0.0]]));
    assert_eq!(set.notes, ["arrays passed over: who (2 text)"]);
}

#[test]
fn channels_first_squares_in_a_row_and_binary_pixels_are_seen() {
    let with =
        |images: Vec<u8>| parse(npz(&[("x.npy", images), ("y.npy", npy("|u1", "(2,)", &[0, 1]))])).unwrap();
    let first = with(npy("|u1", "(2, 3, 1, 2)", &[1, 2, 11, 12, 21, 22, 0, 0, 0, 0, 0, 0]));
    assert_eq!((first.shape(), &first.pixels()[..6]), ([1, 2, 3], &[1, 11, 21, 2, 12, 22][..]));
    let flat = with(npy("<i2", "(2, 4)", &[9, 0, 8, 0, 7, 0, 6, 0, 5, 0, 4, 0, 3, 0, 2, 0]));
    assert_eq!((flat.shape(), &flat.pixels()[..4]), ([2, 2, 1], &[9, 8, 7, 6][..]));
    let binary = with(npy("|u1", "(2, 1, 2)", &[0, 1, 1, 0]));
    assert_eq!(binary.pixels(), [0, 255, 255, 0]);
}

#[test]
fn what_does_not_fit_is_named_with_all_keys() {
    let labels = |n: u8| npy("|u1", &format!("({n},)"), &vec![1; usize::from(n)]);
    let keys = message(&[("arr_0.npy", images(2)), ("b.npy", labels(2))]);
    assert!(keys.contains("expected train_images and train_labels"), "{keys}");
    assert!(keys.contains("found arr_0 (2 x 2 x 2 uint8), b (2 uint8)"), "{keys}");
    for (members, part) in [
        (vec![("x_train.npy", images(2))], "one array of images and one of labels"),
        (
            vec![("x.npy", images(2)), ("y.npy", labels(3))],
            "expected 2 rows of labels, one an image, found y (3",
        ),
        (vec![("x.npy", labels(4)), ("y.npy", labels(4))], "expected images: N x height x width"),
        (vec![("readme.txt", vec![1])], "or images and labels, found readme.txt (its end too early)"),
        (
            vec![("x.npy", npy("<f4", "(1, 1, 1)", &floats(&[-3.5]))), ("y.npy", labels(1))],
            "expected pixels from 0 to 1 or from 0 to 255, found numbers from -3.5 to -3.5",
        ),
        (
            vec![("x.npy", npy("<f4", "(1, 1, 1)", &floats(&[f32::NAN]))), ("y.npy", labels(1))],
            "some that are no finite numbers",
        ),
        (
            vec![("x.npy", images(1)), ("y.npy", npy("|i1", "(1,)", &[0xff]))],
            "row 0: expected a label from 0 to 65535, found -1",
        ),
        (
            vec![("x.npy", npy("|u1", "(9, 2, 2)", &[1])), ("y.npy", labels(9))],
            "array x to be 36 bytes for shape [9, 2, 2] of uint8, found 1",
        ),
        (vec![("x.npy", b"no array".to_vec())], "found x (no such file)"),
    ] {
        assert!(message(&members).contains(part), "{part}: {}", message(&members));
    }
    let monstrous = npy("|u1", "(1, 2147483648, 60000)", &[]);
    assert!(message(&[("x.npy", monstrous), ("y.npy", labels(1))]).contains("1 x 2147483648 x 60000 x 1"));
}

#[test]
fn an_archive_cut_short_or_damaged_is_refused() {
    let sound = npz(&[("x.npy", images(4)), ("y.npy", npy("|u1", "(4,)", &[0, 1, 1, 0]))]);
    let cut = parse(sound[..sound.len() - 9].to_vec()).unwrap_err().to_string();
    assert!(cut.contains("expected a whole zip archive"), "{cut}");
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut flipped = zipped(&[("x.npy", images(4)), ("y.npy", npy("|u1", "(4,)", &[0, 1, 1, 0]))], stored);
    let pixel = flipped.windows(3).position(|bytes| bytes == [5, 10, 15]).unwrap();
    flipped[pixel] = 99;
    let error = parse(flipped).unwrap_err().to_string();
    assert!(
        error.contains("array x to be content that has its checksum") && error.contains("fetch it again"),
        "{error}"
    );
}

#[test]
fn a_folder_with_one_archive_is_read_and_one_with_two_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = npz(&[("x.npy", images(4)), ("y.npy", npy("|u1", "(4,)", &[0, 1, 1, 0]))]);
    std::fs::write(folder.path().join("set.data"), &bytes).unwrap();
    std::fs::write(folder.path().join("other.zip"), npz(&[("readme.txt", vec![])])).unwrap();
    let load = || crate::data::load(folder.path(), &LoadOptions::default(), &quiet);
    assert_eq!(load().unwrap().labels, [0, 1, 1, 0]);
    std::fs::write(folder.path().join("twin.npz"), &bytes).unwrap();
    let error = load().unwrap_err().to_string();
    assert!(error.contains("found set.data, twin.npz; give one of them"), "{error}");
}

proptest! {
    #[test]
    fn mutated_archives_never_panic(
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
        packed in any::<bool>(),
    ) {
        let method = if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default().compression_method(method);
        let mut bytes =
            zipped(&[("x.npy", images(4)), ("y.npy", npy("<i4", "(4, 1)", &[0; 16]))], options);
        places.into_iter().for_each(|(place, byte)| *place.get_mut(&mut bytes) = byte);
        bytes.truncate(cut.map_or(bytes.len(), |cut| cut.index(bytes.len())));
        let _ = parse(bytes);
    }

    #[test]
    fn arbitrary_arrays_never_panic(
        descr in "[<>|=]?[uifbSUOc][0-9]{1,2}",
        shape in "\\(([0-9]{1,3}, ?){0,5}\\)",
        elements in prop::collection::vec(any::<u8>(), 0..200),
        labels in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        let y = npy("|u1", &format!("({},)", labels.len()), &labels);
        let _ = parse(npz(&[("x.npy", npy(&descr, &shape, &elements)), ("y.npy", y.clone())]));
        let _ = parse(npz(&[("y.npy", npy(&descr, &shape, &elements)), ("x.npy", images(4))]));
    }
}

#[test]
fn few_whole_labels_stored_as_floats_are_classes_unless_numbers_are_asked_for() {
    let labels = npy("<f4", "(4,)", &floats(&[0.0, 1.0, 1.0, 0.0]));
    let set = |target| {
        let options = LoadOptions { target, ..LoadOptions::default() };
        parse_with(npz(&[("images.npy", images(4)), ("labels.npy", labels.clone())]), &options).unwrap()
    };
    assert_eq!((set(None).task(), set(None).labels), (Task::Classification, vec![0, 1, 1, 0]));
    assert_eq!(set(Some(Task::Classification)).task(), Task::Classification);
    assert_eq!(set(Some(Task::Regression)).task(), Task::Regression);
    let ages = npy("<f4", "(4,)", &floats(&[31.0, 42.5, 17.0, 55.0]));
    assert_eq!(labelled(ages).unwrap().task(), Task::Regression);
}

#[test]
fn a_range_that_is_asked_for_wins_over_what_the_numbers_look_like() {
    let options = LoadOptions { range: Some(PixelRange::parse("0..100").unwrap()), ..LoadOptions::default() };
    let labels = npy("|u1", "(4,)", &[0, 1, 0, 1]);
    let set = parse_with(npz(&[("images.npy", images(4)), ("labels.npy", labels)]), &options).unwrap();
    assert_eq!((set.images[[0, 0, 1, 0]], set.images[[3, 1, 1, 0]]), (13, 191), "5 and 75 of 100");
    assert!(set.notes.iter().any(|note| note == "pixels: 0..100 is black to white"), "{:?}", set.notes);
}

#[test]
fn texts_are_names_of_classes_as_labels_and_beside_numbers() {
    let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let archive = |add: &dyn Fn(&mut NpzWriter)| {
        let mut writer = NpzWriter::new(Packing::Stored);
        writer.add("images", &ndarray::Array3::from_shape_fn((4, 2, 2), |(n, ..)| n as u8 * 50)).unwrap();
        add(&mut writer);
        parse(writer.finish().unwrap())
    };
    let named = archive(&|writer| {
        writer.add_texts("labels", &texts(&["tea", "caf\u{e9}", "tea", "cafe\u{301}"])).unwrap();
    });
    let named = named.unwrap();
    assert_eq!(
        (named.class_names.as_slice(), named.labels.as_slice()),
        (&texts(&["caf\u{e9}", "tea"])[..], &[1, 0, 1, 0][..])
    );
    let beside = |names: &[&str]| {
        archive(&|writer| {
            writer.add("labels", &ndarray::arr1(&[0_u8, 1, 1, 0])).unwrap();
            writer.add_texts("class_names", &texts(names)).unwrap();
        })
    };
    let set = beside(&["yes", "no"]).unwrap();
    assert_eq!((set.class_names, set.notes), (texts(&["yes", "no"]), vec![]));
    assert!(
        beside(&["yes"])
            .unwrap_err()
            .to_string()
            .contains("a name for each of 2 classes in class_names, found 1")
    );
    assert!(beside(&["a", "a"]).unwrap_err().to_string().contains("'a' twice"));
}

#[test]
fn arrays_beside_each_other_are_a_set() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: Vec<u8>| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("X_train.npy", images(4));
    assert!(!detect(folder.path()));
    write("y_train.npy", npy("|u1", "(4,)", &[0, 1, 1, 0]));
    write("X_test.npy", images(2));
    write("y_test.npy", npy("|u1", "(2,)", &[0, 1]));
    assert!(detect(folder.path()));
    let set = crate::data::load(folder.path(), &LoadOptions::default(), &quiet).unwrap();
    assert_eq!((set.parts.train.len(), set.parts.test.len(), set.shape()), (4, 2, [2, 2, 1]));
}
