//! Data sets laid out as people have them on disk, each with what a reader must make of it.

use super::fixtures::{plain, quiet, write_png};
use super::{Columns, DataError, Dataset, LabelPattern, LoadOptions, Task, load};
use std::fmt::Write;
use tempfile::TempDir;

/// A folder that is being filled.
struct OnDisk(TempDir);

impl OnDisk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// An image whose red tells which class it shows.
    fn image(self, path: &str, class: usize) -> Self {
        self.shade(path, [60 * class as u8 + path.len() as u8, 7, path.bytes().fold(0, u8::wrapping_add)])
    }

    /// An image of one colour.
    fn shade(self, path: &str, colour: [u8; 3]) -> Self {
        write_png(&self.0.path().join(path), &plain(4, 4, colour));
        self
    }

    /// Images of two classes under names with a number in place of `{}`.
    fn images(self, count: usize, path: &str) -> Self {
        (0..count).fold(self, |layout, at| layout.image(&path.replace("{}", &at.to_string()), at % 2))
    }

    fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    /// A table with this header and a row for each number below `count`.
    fn table(self, path: &str, header: &str, count: usize, row: impl Fn(usize) -> String) -> Self {
        let mut text = format!("{header}\n");
        (0..count).for_each(|at| writeln!(text, "{}", row(at)).unwrap());
        self.file(path, text)
    }

    fn load_with(&self, change: impl Fn(&mut LoadOptions)) -> Result<Dataset, DataError> {
        let mut options = LoadOptions::default();
        change(&mut options);
        load(self.0.path(), &options, &quiet)
    }

    fn load(&self) -> Dataset {
        self.load_with(|_| {}).unwrap_or_else(|error| panic!("{error}"))
    }

    fn refusal(&self) -> String {
        self.load_with(|_| {}).unwrap_err().to_string()
    }
}

fn letter(at: usize) -> char {
    ['a', 'b'][at % 2]
}

/// Names of classes and images of each part.
fn summary(set: &Dataset) -> (String, [usize; 3]) {
    let parts = &set.parts;
    (set.class_names.join("|"), [parts.train.len(), parts.validation.len(), parts.test.len()])
}

#[track_caller]
fn noted(set: &Dataset, text: &str) {
    assert!(set.notes.iter().any(|note| note.contains(text)), "{text}: {:?}", set.notes);
}

#[test]
fn kaggle_tables_name_images_without_endings_beside_predictions_to_hand_in() {
    let layout = OnDisk::new()
        .images(8, "train/a00{}.png")
        .images(8, "test/b10{}.png")
        .table("train.csv", "id,label", 8, |at| format!("a00{at},{}", letter(at)))
        .table("sample_submission.csv", "id,label", 8, |at| format!("b10{at},a"))
        .file("notes.csv", "who,when\nme,1\n");
    let set = layout.load();
    assert_eq!(summary(&set), ("a|b".to_owned(), [8, 0, 0]));
    noted(&set, "columns: files from id, labels from label");
    noted(&set, "tables left aside: sample_submission.csv, notes.csv");
}

#[test]
fn a_table_below_annotations_finds_images_in_the_folder_beside() {
    let layout = OnDisk::new().images(6, "images/{}.png").table(
        "annotations/labels.csv",
        "filename,width,height,class,xmin,ymin,xmax,ymax",
        6,
        |at| format!("{at}.png,4,4,{},1,1,2,2", letter(at)),
    );
    let set = layout.load();
    assert_eq!((summary(&set).0.as_str(), set.extras.len()), ("a|b", 0), "corners of boxes are no targets");
}

#[test]
fn a_table_wins_over_folders_of_other_names() {
    let layout = OnDisk::new().images(6, "bee_imgs/{}.png").images(2, "plots/p{}.png").table(
        "data.csv",
        "file,date,place,health",
        6,
        |at| format!("{at}.png,1/2,x,{}", ["ok", "ill"][at % 2]),
    );
    let set = layout.load_with(|options| options.columns.labels = vec!["health".into()]).unwrap();
    assert_eq!(summary(&set), ("ill|ok".to_owned(), [6, 0, 0]));
}

#[test]
fn splits_go_by_many_names_and_may_lie_one_folder_down() {
    for [train, val, test] in
        [["training_set", "dev", "test_set"], ["Train", "Validate", "Test"], ["x/trn", "x/valid", "x/eval"]]
    {
        let set = OnDisk::new()
            .images(3, &format!("{train}/cats/{{}}.png"))
            .images(3, &format!("{train}/dogs/d{{}}.png"))
            .images(2, &format!("{val}/cats/v{{}}.png"))
            .images(1, &format!("{test}/dogs/t{{}}.png"))
            .load();
        assert_eq!(summary(&set), ("cats|dogs".to_owned(), [6, 2, 1]), "{train}");
    }
}

#[test]
fn a_copy_of_the_whole_set_inside_itself_is_left_aside() {
    let set = OnDisk::new()
        .images(3, "a/{}.png")
        .images(3, "b/b{}.png")
        .images(3, "set/a/{}.png")
        .images(3, "set/b/b{}.png")
        .load();
    assert_eq!(summary(&set), ("a|b".to_owned(), [6, 0, 0]));
    noted(&set, "set (holds the same classes again)");
}

#[test]
fn folders_of_images_and_masks_are_no_classes() {
    let masks = OnDisk::new().images(3, "images/{}.png").images(3, "masks/{}.png");
    let message = masks.refusal();
    assert!(message.contains("images, masks, which are no names of classes"), "{message}");
    let beside =
        OnDisk::new().images(3, "cat/{}.png").images(3, "dog/d{}.png").images(3, "masks/m{}.png").load();
    assert_eq!(summary(&beside), ("cat|dog".to_owned(), [6, 0, 0]));
    noted(&beside, "masks (no class by its name)");
}

#[test]
fn labels_come_from_names_of_files_where_that_is_asked_for() {
    let layout = OnDisk::new()
        .images(4, "train/cat.{}.png")
        .images(3, "train/dog.{}.png")
        .images(2, "val/dog.{}.png")
        .images(2, "test/{}.png");
    assert!(layout.refusal().contains("--label-from"), "{}", layout.refusal());
    let set =
        layout.load_with(|o| o.label_from = Some(LabelPattern::parse("{label}.*.png").unwrap())).unwrap();
    assert_eq!(summary(&set), ("cat|dog".to_owned(), [7, 2, 0]));
    noted(&set, "2 images left out whose names do not fit {label}.*.png: test/0.png, test/1.png");
    let none = layout.load_with(|o| o.label_from = Some(LabelPattern::parse("{label}-*").unwrap()));
    assert!(none.unwrap_err().to_string().contains("such as"));
}

#[test]
fn one_cell_holds_several_labels_however_they_are_written() {
    let texts = ["cat,haze", "haze", "cat", "dog", "dog,haze", "cat"];
    let lists = ["['cat', 'haze']", "['haze']", "['cat']", "['dog']", "['dog', 'haze']", "['cat']"];
    let blanks = texts.map(|text| text.replace(',', " "));
    let tables: [Vec<String>; 3] = [
        texts.iter().map(|text| format!("\"{text}\"")).collect(),
        lists.iter().map(|text| format!("\"{text}\"")).collect(),
        blanks.to_vec(),
    ];
    for cells in tables {
        let layout = OnDisk::new()
            .images(6, "{}.png")
            .table("t.csv", "file,tags", 6, |at| format!("{at}.png,{}", cells[at]));
        let set = layout.load_with(|options| options.target = Some(Task::MultiLabel)).unwrap();
        assert_eq!(set.class_names, ["cat", "dog", "haze"], "{cells:?}");
        noted(&set, "(several, ");
    }
    // Without --target, a comma may be part of a name: it is kept, and a note names the option.
    let layout = OnDisk::new()
        .images(6, "{}.png")
        .table("t.csv", "file,tags", 6, |at| format!("{at}.png,\"{}\"", texts[at]));
    noted(&layout.load(), "--target multi-label");
    let set = layout.load_with(|options| options.columns.separator = Some(',')).unwrap();
    assert_eq!((set.task(), set.class_names.len()), (Task::MultiLabel, 3));
}

#[test]
fn class_names_with_commas_stay_whole() {
    let set = OnDisk::new()
        .images(6, "{}.png")
        .table("t.csv", "file,breed", 6, |at| {
            format!("{at}.png,\"{}\"", ["dog, small", "dog, large"][at % 2])
        })
        .load();
    assert_eq!(set.class_names, ["dog, large", "dog, small"]);
}

#[test]
fn images_are_found_with_a_folder_and_a_suffix_that_are_named() {
    let layout = OnDisk::new()
        .images(6, "elsewhere/deep/s{}_left.png")
        .images(6, "elsewhere/deep/s{}_right.png")
        .table("lists/t.csv", "who,breed", 6, |at| format!("s{at},{}", letter(at)));
    let table = layout.0.path().join("lists/t.csv");
    let columns = Columns {
        path: Some("who".into()),
        folder: Some(layout.0.path().join("elsewhere")),
        suffix: Some("_right.png".into()),
        ..Columns::default()
    };
    let set = load(&table, &LoadOptions { columns, ..LoadOptions::default() }, &quiet).unwrap();
    assert_eq!((summary(&set).1[0], set.files.iter().all(|file| file.ends_with("_right.png"))), (6, true));
    let columns = Columns { folder: Some("no/such".into()), ..Columns::default() };
    let missing = load(&table, &LoadOptions { columns, ..LoadOptions::default() }, &quiet).unwrap_err();
    assert!(missing.to_string().contains("--image-folder"), "{missing}");
}

#[test]
fn a_header_is_known_by_a_column_that_is_asked_for() {
    let layout = OnDisk::new().images(4, "{}.png").file("t.csv", "wo,was\n0,k\n1,l\n2,k\n3,l\n");
    let columns = Columns { path: Some("wo".into()), labels: vec!["was".into()], ..Columns::default() };
    let set = layout.load_with(|options| options.columns = columns.clone()).unwrap();
    assert_eq!(summary(&set), ("k|l".to_owned(), [4, 0, 0]));
}

#[test]
fn labels_that_pandas_made_floats_are_the_same_classes() {
    let set = OnDisk::new()
        .images(6, "{}.png")
        .table("t.csv", "file,label", 6, |at| format!("{at}.png,{}", ["1.0", "2", "1", "2.0", "1", "2"][at]))
        .load();
    assert_eq!((set.class_names.join("|"), set.labels), ("1|2".to_owned(), vec![0, 1, 0, 1, 0, 1]));
}

#[test]
fn attributes_of_minus_one_and_one_are_labels() {
    let set = OnDisk::new()
        .images(4, "{}.png")
        .table("t.csv", "image_id,Smiling,Young,Bald", 4, |at| {
            format!("{at}.png,{},{},-1", [1, -1][at % 2], [1, -1][at / 2])
        })
        .load();
    assert_eq!((set.task(), set.class_counts(&set.parts.train)), (Task::MultiLabel, vec![2, 2, 0]));
    noted(&set, "(-1: no, 1: yes)");
}

#[test]
fn two_eyes_of_a_row_are_images_of_their_own_that_stay_together() {
    let set = OnDisk::new()
        .images(4, "img/{}_l.png")
        .images(4, "img/{}_r.png")
        .images(4, "mask/{}_m.png")
        .table("t.csv", "left,right,mask,label", 4, |at| {
            format!("{at}_l.png,{at}_r.png,{at}_m.png,{}", letter(at))
        })
        .load();
    assert_eq!(summary(&set), ("a|b".to_owned(), [8, 0, 0]));
    assert_eq!(set.groups, [0, 0, 1, 1, 2, 2, 3, 3]);
    noted(&set, "files from left and right (an image each, a row's together)");
}

#[test]
fn spreadsheets_say_what_separates_their_cells() {
    let set = OnDisk::new()
        .images(4, "{}.png")
        .file("t.csv", "sep=;\r\nfile;label\r\n0.png;a\r\n1.png;b\r\n2.png;a\r\n3.png;b\r\n")
        .load();
    assert_eq!(summary(&set), ("a|b".to_owned(), [4, 0, 0]));
}

#[test]
fn two_columns_of_one_name_are_refused() {
    let layout = OnDisk::new().images(4, "{}.png").file("t.csv", "file,label,label\n0.png,a,b\n1.png,b,a\n");
    assert!(layout.refusal().contains("'label' twice"), "{}", layout.refusal());
}

#[test]
fn torchvision_keeps_idx_files_in_raw_and_qmnist_has_rows_of_labels() {
    let images = |n: u8| {
        [&[0, 0, 8, 3, 0, 0, 0, n, 0, 0, 0, 2, 0, 0, 0, 2][..], &vec![9; 4 * usize::from(n)]].concat()
    };
    let labels =
        |n: u8| [&[0, 0, 8, 1, 0, 0, 0, n][..], &(0..n).map(|at| at % 2).collect::<Vec<u8>>()].concat();
    let layout = OnDisk::new()
        .file("MNIST/raw/train-images-idx3-ubyte", images(4))
        .file("MNIST/raw/train-labels-idx1-ubyte", labels(4))
        .file("MNIST/raw/t10k-images-idx3-ubyte", images(2))
        .file("MNIST/raw/t10k-labels-idx1-ubyte", labels(2));
    assert_eq!(summary(&layout.load()), ("0|1".to_owned(), [4, 0, 2]));
    let mut rows = vec![0, 0, 12, 2, 0, 0, 0, 4, 0, 0, 0, 3];
    (0..4_u8).for_each(|at| rows.extend([0, 0, 0, at % 2, 0, 0, 9, 9, 0, 0, 0, at]));
    let qmnist = OnDisk::new()
        .file("qmnist-train-images-idx3-ubyte", images(4))
        .file("qmnist-train-labels-idx2-int", rows);
    assert_eq!(qmnist.load().labels, [0, 1, 0, 1]);
}

#[test]
fn what_is_no_data_set_is_named_with_what_to_do() {
    let coco = OnDisk::new().file("annotations.json", "{\"images\": []}").file("LICENSE", "x").refusal();
    assert!(coco.contains("1 JSON file in COCO's form") && coco.contains("a table (CSV)"), "{coco}");
    let zip = OnDisk::new().file("set.zip", "PK\x03\x04");
    assert!(zip.refusal().contains("unpack it"), "{}", zip.refusal());
    let parquet = OnDisk::new().file("data/train-0.parquet", "PAR1").refusal();
    assert!(parquet.contains("1 parquet file"), "{parquet}");
    let flat = OnDisk::new().images(3, "cat.{}.png").refusal();
    assert!(flat.contains("3 images") && flat.contains("--label-from"), "{flat}");
    assert!(OnDisk::new().refusal().contains("nothing in it"));
}

/// Layouts that nobody reported: rules carry them, not names.
mod further {
    use super::*;

    #[test]
    fn a_table_of_tabs_in_a_folder_of_its_own_with_images_two_folders_down() {
        let set = OnDisk::new()
            .images(6, "photos/2024/may/{}.png")
            .table("labels.tsv", "photo\tkind", 6, |at| format!("{at}.png\t{}", letter(at)))
            .load();
        assert_eq!(summary(&set), ("a|b".to_owned(), [6, 0, 0]));
    }

    #[test]
    fn paths_of_another_machine_with_backslashes() {
        let set = OnDisk::new()
            .images(6, "imgs/{}.png")
            .table("t.csv", "path,label", 6, |at| format!("C:\\data\\imgs\\{at}.png,{}", letter(at)))
            .load();
        assert_eq!(summary(&set).1, [6, 0, 0]);
    }

    #[test]
    fn endings_in_other_letters_than_the_files() {
        let set = OnDisk::new()
            .images(6, "imgs/{}.PNG")
            .table("t.csv", "file,label", 6, |at| format!("{at}.png,{}", letter(at)))
            .load();
        assert_eq!(summary(&set).1, [6, 0, 0]);
    }

    #[test]
    fn a_table_a_part_with_the_same_names_of_images_in_each() {
        let layout = OnDisk::new()
            .images(6, "train/{}.png")
            .images(4, "test/{}.png")
            .table("train/labels.csv", "file,label", 6, |at| format!("{at}.png,{}", letter(at)))
            .table("test/labels.csv", "file,label", 4, |at| format!("{at}.png,{}", letter(at)));
        let set = layout.load();
        assert_eq!(summary(&set), ("a|b".to_owned(), [6, 0, 4]));
        assert!(set.files.iter().any(|file| file.starts_with("test/")), "{:?}", set.files);
    }

    #[test]
    fn a_split_in_the_names_of_tables_and_no_folders() {
        let set = OnDisk::new()
            .images(6, "{}.png")
            .table("train.csv", "file,label", 4, |at| format!("{at}.png,{}", letter(at)))
            .table("val.csv", "file,label", 2, |at| format!("{}.png,{}", at + 4, letter(at)))
            .load();
        assert_eq!(summary(&set), ("a|b".to_owned(), [4, 2, 0]));
    }

    #[test]
    fn a_folder_a_class_below_one_called_images() {
        let set = OnDisk::new().images(3, "images/cat/{}.png").images(3, "images/dog/d{}.png").load();
        assert_eq!(summary(&set), ("cat|dog".to_owned(), [6, 0, 0]));
    }

    #[test]
    fn one_hot_columns_beside_a_column_of_files() {
        let set = OnDisk::new()
            .images(6, "{}.png")
            .table("t.csv", "image,MEL,NV", 6, |at| format!("{at},{}.0,{}.0", 1 - at % 2, at % 2))
            .load();
        assert_eq!(summary(&set), ("MEL|NV".to_owned(), [6, 0, 0]));
    }

    #[test]
    fn hidden_files_and_leavings_of_systems_are_no_classes() {
        let set = OnDisk::new()
            .images(3, "a/{}.png")
            .images(3, "b/b{}.png")
            .file(".ipynb_checkpoints/x.png", "no image")
            .file("__MACOSX/a/._0.png", "no image")
            .file("a/Thumbs.db", "x")
            .load();
        assert_eq!(summary(&set), ("a|b".to_owned(), [6, 0, 0]));
    }

    #[test]
    fn a_table_that_names_more_images_than_there_are() {
        let set = OnDisk::new()
            .images(6, "imgs/{}.png")
            .table("t.csv", "file,label", 9, |at| format!("{at}.png,{}", letter(at)))
            .load();
        assert_eq!(summary(&set).1, [6, 0, 0]);
        noted(&set, "3 rows whose files are missing left out: 6.png, 7.png, 8.png");
    }

    #[test]
    fn ids_of_numbers_with_zeros_in_front_that_a_spreadsheet_took_away() {
        let layout = OnDisk::new()
            .images(6, "imgs/000{}.png")
            .table("t.csv", "id,label", 6, |at| format!("{at},{}", letter(at)));
        // Nothing says that 0001.png is 1: it is refused, never guessed.
        assert!(!layout.refusal().is_empty());
    }
}
