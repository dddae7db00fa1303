use crate::data::fixtures::quiet;
use crate::data::{DataError, Dataset, LoadOptions, load};
use std::fmt::Write;
use std::path::Path;

/// A table of `rows` images of `pixels` numbers, each its label in every pixel, without a line of names.
fn body(rows: usize, pixels: usize) -> String {
    let mut text = String::new();
    for row in 0..rows {
        write!(text, "{}", row % 3).unwrap();
        (0..pixels).for_each(|pixel| write!(text, ",{}", (40 * (row % 3) + pixel) % 256).unwrap());
        text.push('\n');
    }
    text
}

fn named(pixels: usize, name: &dyn Fn(usize) -> String) -> String {
    let names: Vec<String> = (0..pixels).map(name).collect();
    format!("label,{}\n", names.join(","))
}

fn read(files: &[(&str, String)], path: &str) -> Result<Dataset, DataError> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    load(&folder.path().join(path), &LoadOptions::default(), &quiet)
}

#[test]
fn digits_are_read_with_names_of_every_style_and_without() {
    let styles: [&dyn Fn(usize) -> String; 3] =
        [&|at| format!("pixel{at}"), &|at| format!("{}x{}", at / 4 + 1, at % 4 + 1), &|at| at.to_string()];
    for style in styles {
        let set = read(&[("train.csv", named(16, style) + &body(6, 16))], "train.csv").unwrap();
        assert_eq!((set.shape(), set.labels.as_slice()), ([4, 4, 1], &[0, 1, 2, 0, 1, 2][..]));
        assert_eq!(set.image(1)[[3, 3, 0]], 55);
        assert_eq!(set.notes, ["rows of pixels: 4 x 4, grey", "labels from label"]);
    }
    let bare = read(&[("mnist.csv", body(6, 16))], "mnist.csv").unwrap();
    assert_eq!((bare.shape(), bare.class_names.len()), ([4, 4, 1], 3));
    let colours = read(&[("x.csv", named(48, &|at| format!("p{at}")) + &body(6, 48))], "x.csv").unwrap();
    assert_eq!(colours.shape(), [4, 4, 3]);
}

#[test]
fn a_folder_has_parts_and_leaves_tables_without_labels_aside() {
    let pixels = |at: usize| format!("pixel{at}");
    let unlabelled: String =
        body(3, 16).lines().map(|line| line.split_once(',').unwrap().1.to_owned() + "\n").collect();
    let heading = named(16, &pixels);
    let unlabelled = heading.split_once(',').unwrap().1.to_owned() + &unlabelled;
    let train = ("train.csv", heading.clone() + &body(6, 16));
    let alone = read(&[train.clone(), ("test.csv", unlabelled)], "").unwrap();
    assert_eq!((alone.parts.train.len(), alone.parts.test.len()), (6, 0));
    assert!(alone.notes.contains(&"tables without labels left aside: test.csv".to_owned()));
    let both = read(&[train, ("test.csv", heading + &body(3, 16))], "").unwrap();
    assert_eq!((both.parts.train.len(), both.parts.test.len()), (6, 3));
}

#[test]
fn faces_have_all_pixels_in_one_cell_and_their_parts_beside() {
    let cell = |bright: usize| (0..16).map(|at| (bright + at).to_string()).collect::<Vec<_>>().join(" ");
    let mut text = "emotion,pixels,Usage\n".to_owned();
    for (row, part) in ["Training", "Training", "PublicTest", "PrivateTest"].iter().enumerate() {
        writeln!(text, "{},{},{part}", row % 2, cell(10 * row)).unwrap();
    }
    let set = read(&[("fer.csv", text)], "fer.csv").unwrap();
    let parts = &set.parts;
    assert_eq!(
        (parts.train.as_slice(), parts.validation.as_slice(), parts.test.as_slice()),
        (&[0, 1][..], &[2][..], &[3][..])
    );
    assert_eq!(set.image(3)[[0, 1, 0]], 31);
}

#[test]
fn what_is_no_pixel_is_named_by_its_line() {
    let text = named(16, &|at| format!("pixel{at}")) + &body(8, 16) + &body(1, 16).replace(",5,", ",500,");
    let message = read(&[("train.csv", text)], "train.csv").unwrap_err().to_string();
    assert!(message.contains("line 10") && message.contains("'500'"), "{message}");
    // A table of numbers that are no pixels is another matter.
    assert!(!super::detect(Path::new("no/such.csv")));
    let other = read(&[("t.csv", "a,b,c\n1,2,3\n4,5,6\n".to_owned())], "t.csv").unwrap_err().to_string();
    assert!(other.contains("a column of image files"), "{other}");
}
