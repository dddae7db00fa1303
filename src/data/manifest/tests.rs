use super::*;
use crate::data::fixtures::{plain, quiet, write_png};
use crate::data::{Columns, Task};
use ndarray::array;
use proptest::prelude::*;
use std::fs::write;
use tempfile::TempDir;

/// A folder with images of these names and texts in these files; every image has a colour of its own.
fn folder(images: &[&str], texts: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (at, name) in (0..).zip(images) {
        write_png(&folder.path().join(name), &plain(2, 2, [at, 2 * at, 9]));
    }
    for (name, text) in texts {
        write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The images `0.png` to `5.png`, and a table beside them.
fn six(table: &str) -> TempDir {
    folder(&["0.png", "1.png", "2.png", "3.png", "4.png", "5.png"], &[("table.csv", table)])
}

fn load_with(path: &Path, change: impl Fn(&mut LoadOptions)) -> Result<Dataset, DataError> {
    let mut options = LoadOptions::default();
    change(&mut options);
    crate::data::load(path, &options, &quiet)
}

fn load(path: &Path) -> Dataset {
    load_with(path, |_| {}).unwrap_or_else(|error| panic!("{error}"))
}

fn message(path: &Path) -> String {
    load_with(path, |_| {}).unwrap_err().to_string()
}

fn noted(set: &Dataset, text: &str) -> bool {
    set.notes.iter().any(|note| note.contains(text))
}

/// The first channel of each image, by which `folder` numbers them.
fn numbers(set: &Dataset) -> Vec<u8> {
    set.images.outer_iter().map(|image| image[[0, 0, 0]]).collect()
}

#[test]
fn one_label_a_row_is_a_class_with_and_without_a_header() {
    for header in ["", "file,label\n"] {
        let folder = six(&format!("{header}0.png,cat\n1.png,dog\n2.png,cat\n3.png,dog\n"));
        let set = load(folder.path());
        assert_eq!(
            (set.class_names.concat(), set.labels.as_slice()),
            ("catdog".to_owned(), &[0, 1, 0, 1][..])
        );
        assert_eq!(
            (numbers(&set), set.files.concat()),
            (vec![0, 1, 2, 3], "0.png1.png2.png3.png".to_owned())
        );
        let file = load(&folder.path().join("table.csv"));
        assert_eq!((file.labels, file.name.as_str()), (set.labels, "table.csv"));
    }
}

#[test]
fn several_labels_in_a_cell_are_labels_and_an_empty_cell_is_none() {
    let folder = six("file,labels\n0.png,b; a\n1.png,\n2.png,a\n");
    let set = load(folder.path());
    assert_eq!(set.targets, DataTargets::MultiHot(array![[1.0, 1.0], [0.0, 0.0], [1.0, 0.0]]));
    assert!(
        noted(&set, "columns: files from file, labels from labels (several, separated by ';')"),
        "{:?}",
        set.notes
    );
}

#[test]
fn columns_of_zeros_and_ones_are_classes_or_labels() {
    let single = six("file,cat,dog\n0.png,1,0\n1.png,0,1\n2.png,1,0\n");
    let set = load(single.path());
    assert_eq!(
        (set.task(), set.labels.as_slice(), set.class_names.concat()),
        (Task::Classification, &[0, 1, 0][..], "catdog".to_owned())
    );
    let several = six("file,cat,dog\n0.png,1,1\n1.png,0,0\n2.png,1,0\n");
    assert_eq!(
        load(several.path()).targets,
        DataTargets::MultiHot(array![[1.0, 1.0], [0.0, 0.0], [1.0, 0.0]])
    );
}

#[test]
fn numbers_are_predicted_or_stand_beside_the_labels() {
    let folder =
        six("file,red_count,white_count,kind\n0.png,3,1,a\n1.png,4,0.5,b\n2.png,5,2,a\n3.png,9,2,b\n");
    let classes = load(folder.path());
    assert_eq!((classes.task(), classes.class_names.concat()), (Task::Classification, "ab".to_owned()));
    assert_eq!((classes.extras[0].name.as_str(), classes.extras[0].names.len()), ("counts", 2));
    assert!(noted(&classes, "extra counts from red_count, white_count"), "{:?}", classes.notes);
    let values = load_with(folder.path(), |options| options.target = Some(Task::Regression)).unwrap();
    assert_eq!(values.targets, DataTargets::Values(array![[3.0, 1.0], [4.0, 0.5], [5.0, 2.0], [9.0, 2.0]]));
    assert_eq!(
        (values.extras[0].name.as_str(), &values.extras[0].targets),
        ("kind", &DataTargets::Soft(array![[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]))
    );
    let one =
        load_with(folder.path(), |options| options.columns.labels = vec!["white_count".to_owned()]).unwrap();
    assert_eq!(one.class_names, ["white_count"]);
}

#[test]
fn options_say_what_columns_are_for_by_name_or_number() {
    let folder = six("a,b,c,d\n0.png,1.png,x,7\n1.png,2.png,y,8\n2.png,3.png,x,9\n3.png,4.png,y,9\n");
    let set = load_with(folder.path(), |options| {
        options.columns = Columns {
            path: Some("b".to_owned()),
            labels: vec!["2".to_owned()],
            extras: vec![("size".to_owned(), vec!["d".to_owned()])],
            ..Columns::default()
        };
    });
    let set = set.unwrap();
    assert_eq!((numbers(&set), set.labels.as_slice()), (vec![1, 2, 3, 4], &[0, 1, 0, 1][..]));
    assert_eq!(set.extras[0].targets, DataTargets::Values(array![[7.0], [8.0], [9.0], [9.0]]));
    let wrong = load_with(folder.path(), |options| options.columns.split = Some("e".to_owned())).unwrap_err();
    assert!(
        wrong
            .to_string()
            .contains("a column by name or number below 4, found 'e'; did you mean 'a', 'b' or 'c'?"),
        "{wrong}"
    );
    let text =
        load_with(folder.path(), |options| options.columns.labels = vec!["c".to_owned(), "d".to_owned()])
            .unwrap_err();
    assert!(text.to_string().contains("expected numbers in column c, found 'x'"), "{text}");
}

#[test]
fn a_column_or_names_of_tables_or_lists_split_the_set() {
    let column = six("file,label,subset\n0.png,a,train\n1.png,b,Train\n2.png,a,valid\n3.png,b,test\n");
    let set = load(column.path());
    assert_eq!((set.parts.train, set.parts.validation, set.parts.test), (vec![0, 1], vec![2], vec![3]));
    let images = ["0.png", "1.png", "2.png", "3.png"];
    let (head, rest) = ("file,label\n0.png,a\n1.png,b\n", "file,label\n2.png,a\n");
    let tables =
        folder(&images, &[("set_train.csv", head), ("set_val.csv", rest), ("set_test.csv", "file\n3.png\n")]);
    for path in [tables.path().to_owned(), tables.path().join("set_train.csv")] {
        let set = load(&path);
        assert_eq!((set.parts.train, set.parts.validation), (vec![0, 1], vec![2]));
        assert!(set.notes.iter().any(|note| note == "set_test.csv passed over: its columns are others"));
    }
    assert_eq!(load(&column.path().join("table.csv")).parts.test, [3]);
    let lists = folder(
        &images,
        &[
            ("all.csv", "file,label\n0.png,a\n1.png,b\n2.png,a\n3.png,b\n"),
            ("train.txt", "0.png\n1\n"),
            ("test.txt", "x/2.png\n"),
        ],
    );
    let set = load(lists.path());
    assert_eq!((set.parts.train.as_slice(), set.parts.test.as_slice()), (&[0, 1][..], &[2][..]));
    assert!(noted(&set, "1 row left out that no list names"), "{:?}", set.notes);
}

#[test]
fn lists_name_classes_by_number_or_by_folder() {
    let images = ["a/0.png", "a/1.png", "b/2.png", "b/3.png"];
    let numbered = folder(&images, &[("train.txt", "a/0.png 4\nb/2.png 7\n"), ("test.txt", "a/1.png 4\n")]);
    let set = load(&numbered.path().join("train.txt"));
    assert_eq!((set.class_names.concat(), set.parts.test), ("47".to_owned(), vec![2]));
    let folders = folder(&images, &[("train.txt", "a/0.png\nb/2.png\nb/3.png\n")]);
    let set = load(&folders.path().join("train.txt"));
    assert_eq!((set.class_names.concat(), set.labels), ("ab".to_owned(), vec![0, 1, 1]));
}

#[test]
fn files_are_found_by_paths_of_other_machines_and_without_their_ending() {
    let folder = folder(
        &["images/0.png", "images/deep/1.png", "2.png", "images/3.png"],
        &[(
            "table.csv",
            "image_id,label\nC:\\Users\\me\\set\\images\\0.png,a\n/home/me/deep/1.png,b\n./2.png,a\n3,b\n",
        )],
    );
    let set = load(folder.path());
    assert_eq!(numbers(&set), [0, 1, 2, 3]);
    assert_eq!(set.files[1], format!("images{0}deep{0}1.png", std::path::MAIN_SEPARATOR));
}

#[test]
fn missing_repeated_and_contradicting_files_are_counted_and_named() {
    let folder = six("file,label\n0.png,a\n1.png,b\n0.png,a\n2.png,a\n2.png,b\nno.png,a\n3.png,\n4.png,b\n");
    let set = load(folder.path());
    assert_eq!(numbers(&set), [0, 1, 4]);
    for note in [
        "1 row whose file is missing left out: no.png",
        "1 row without a label left out: 3.png",
        "2 rows name a file again",
        "1 file left out whose rows contradict each other: 2.png",
    ] {
        assert!(noted(&set, note), "{:?}", set.notes);
    }
    let strict = load_with(folder.path(), |options| options.strict = true).unwrap_err().to_string();
    assert!(strict.contains("expected files that exist, found no.png"), "{strict}");
}

#[test]
fn images_of_one_patient_are_one_group() {
    let folder = six(
        "file,label,patient_id,split\n0.png,a,p1,train\n1.png,b,p2,train\n2.png,a,p1,test\n3.png,b,,train\n4.png,a,,train\n",
    );
    let set = load(folder.path());
    assert_eq!(set.groups, [1, 2, 1, 4, 5]);
    assert!(noted(&set, "1 group has images in several parts: p1"), "{:?}", set.notes);
    assert!(noted(&set, "parts from split, groups from patient_id"), "{:?}", set.notes);
}

#[test]
fn what_is_not_clear_is_asked_for() {
    let two = six("file,shape,colour\n0.png,round,red\n1.png,flat,red\n2.png,round,blue\n3.png,flat,blue\n");
    assert!(message(two.path()).contains("found columns file, shape, colour; name it with --label-column"));
    let none = folder(&[], &[("iris.csv", "width,height\n1,2\n2,3\n")]);
    let path = none.path().join("iris.csv");
    assert!(message(&path).contains("expected a column of image files, found columns width, height"));
    let gone = folder(&[], &[("table.csv", "file,label\n0.png,a\n1.png,b\n")]);
    assert!(message(gone.path()).contains("found 2 rows whose files are not there: 0.png, 1.png"));
    let part = six("file,label,fold\n0.png,a,1\n1.png,b,2\n");
    let error =
        load_with(part.path(), |options| options.columns.split = Some("fold".to_owned())).unwrap_err();
    assert!(error.to_string().contains("found 2 rows of no known split: 0.png in line 2 ('1')"), "{error}");
    let several =
        folder(&["0.png"], &[("a.csv", "file,label\n0.png,a\n"), ("b.csv", "file,label\n0.png,b\n")]);
    assert!(message(several.path()).contains("found a.csv, b.csv; give one of them"));
}

#[test]
fn a_stray_table_beside_class_folders_changes_nothing() {
    let folder = folder(
        &["a/0.png", "b/1.png"],
        &[("results.csv", "file,accuracy\nother.png,0.5\n"), ("notes.csv", "x,y\n1,2\n")],
    );
    assert_eq!(load(folder.path()).class_names, ["a", "b"]);
}

#[test]
fn columns_are_asked_of_tables_alone() {
    let folder = folder(&["a/0.png", "b/1.png"], &[]);
    let error =
        load_with(folder.path(), |options| options.columns.path = Some("file".to_owned())).unwrap_err();
    assert!(
        error.to_string().contains("expected a table, as its columns are asked for, found folder data"),
        "{error}"
    );
}

proptest! {
    #[test]
    fn arbitrary_tables_never_panic(text in "([a-z01.;|\"\\\\/:,\t\n -]|\\.png|train|label|file|0\\.5){0,120}") {
        let folder = tempfile::tempdir().unwrap();
        write_png(&folder.path().join("a.png"), &plain(1, 1, [1, 2, 3]));
        for name in ["t.csv", "train.txt"] {
            write(folder.path().join(name), &text).unwrap();
            for kind in [None, Some(Task::Classification), Some(Task::MultiLabel), Some(Task::Regression)] {
                let _ = load_with(&folder.path().join(name), |options| options.target = kind);
            }
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = ManifestTable::parse(Path::new("t.csv"), &bytes, &[]);
    }
}

#[test]
fn a_split_column_with_odd_cells_is_used_and_the_odd_rows_are_named() {
    let rows = "0.png,a,train\n1.png,b,train\n2.png,a,test\n3.png,b,test\n4.png,a,\n5.png,b,later\n";
    let folder = six(&format!("file,label,split\n{rows}"));
    let set = load(folder.path());
    assert_eq!((numbers(&set), set.parts.train.len(), set.parts.test.len()), (vec![0, 1, 2, 3], 2, 2));
    let note = "2 rows of no known split left out: 4.png in line 6 (''), 5.png in line 7 ('later')";
    assert!(noted(&set, note), "{:?}", set.notes);
    let strict = load_with(folder.path(), |options| options.strict = true).unwrap_err().to_string();
    assert!(strict.contains("expected train, val or test in every row"), "{strict}");
}

#[test]
fn a_missing_label_is_missing_however_it_is_written_and_another_columns_drops_nothing() {
    for missing in ["NA", "nan", "null", "None", "N/A", "<NA>", ""] {
        let folder = six(&format!(
            "file,label,age\n0.png,cat,30\n1.png,dog,NA\n2.png,{missing},30\n3.png,cat,31\n4.png,dog,\n"
        ));
        let set = load(folder.path());
        assert_eq!(
            (set.class_names.concat(), numbers(&set)),
            ("catdog".to_owned(), vec![0, 1, 3, 4]),
            "{missing}"
        );
        assert!(noted(&set, "1 row without a label left out: 2.png"), "{missing}: {:?}", set.notes);
    }
    let folder = six("file,label\n0.png,none\n1.png,ring\n2.png,none\n3.png,ring\n");
    assert_eq!(load(folder.path()).class_names, ["none", "ring"], "a word in small letters is a class");
}

#[test]
fn a_table_that_is_no_utf8_is_read_as_latin_1_and_no_two_classes_become_one() {
    let folder = six("");
    let text: Vec<u8> = (0..6)
        .flat_map(|at| {
            let name: &[u8] = [&b"caf\xe9"[..], b"caf\xe8", b"tea"][at % 3];
            [format!("{at}.png,").as_bytes(), name, b"\n"].concat()
        })
        .collect();
    write(folder.path().join("table.csv"), [&b"file,label\n"[..], &text].concat()).unwrap();
    let set = load(folder.path());
    assert_eq!(set.class_names, ["caf\u{e8}", "caf\u{e9}", "tea"]);
    assert!(noted(&set, "the table is no UTF-8: read as Latin-1"), "{:?}", set.notes);
}

#[test]
fn images_are_found_by_looking_them_up_whatever_column_and_folder_they_are_in() {
    let images = ["train/0001.png", "train/0002.PNG", "train/0003.png", "train/0004.png", "test/0101.png"];
    let kaggle = folder(
        &images,
        &[
            ("train.csv", "id,label\n0001,a\n0002,b\n0003,a\n0004,b\n"),
            ("sample_submission.csv", "id,label\n0101,a\n"),
        ],
    );
    let set = load(kaggle.path());
    assert_eq!((numbers(&set), set.class_names.concat()), (vec![0, 1, 2, 3], "ab".to_owned()));
    assert!(noted(&set, "files from id, labels from label"), "{:?}", set.notes);

    let breeds = folder(
        &["dogs/d0.png", "dogs/d1.png", "dogs/d2.png", "dogs/d3.png"],
        &[("labels.csv", "id,breed\nd0,pug\nd1,pug\nd2,chow\nd3,chow\n")],
    );
    assert_eq!(load(breeds.path()).class_names, ["chow", "pug"]);

    let beside = folder(&["images/0.png", "images/1.png"], &[]);
    std::fs::create_dir(beside.path().join("annotations")).unwrap();
    let boxes = "filename,width,height,class,xmin,ymin,xmax,ymax\n0.png,2,2,a,0,0,1,1\n1.png,2,2,b,0,0,1,1\n";
    write(beside.path().join("annotations/labels.csv"), boxes).unwrap();
    let set = load(beside.path());
    assert_eq!((set.class_names.concat(), set.extras.len()), ("ab".to_owned(), 0), "boxes are no targets");
}

#[test]
fn tables_inside_the_folders_of_splits_make_a_set() {
    let images = ["train/0.png", "train/1.png", "test/0.png", "test/1.png"];
    let table = "file_name,label\n0.png,a\n1.png,b\n";
    let folder = folder(&images, &[("train/metadata.csv", table), ("test/metadata.csv", table)]);
    let set = load(folder.path());
    assert_eq!((numbers(&set), set.parts.train, set.parts.test), (vec![0, 1, 2, 3], vec![0, 1], vec![2, 3]));
}

#[test]
fn numbers_of_a_stray_table_are_no_names_of_images() {
    let files: Vec<String> = (0..40).map(|at| format!("{}/{at}.png", ["a", "b"][at % 2])).collect();
    let names: Vec<&str> = files.iter().map(String::as_str).collect();
    let epochs = (0..10).map(|at| format!("{at},0.{at}\n")).collect::<Vec<_>>().concat();
    let folder = folder(&names, &[("losses.csv", &format!("epoch,loss\n{epochs}"))]);
    assert_eq!(load(folder.path()).class_names, ["a", "b"]);
}
