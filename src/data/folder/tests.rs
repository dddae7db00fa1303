use super::*;
use crate::data::fixtures::{plain, quiet, write_png};
use crate::data::resize::Resize;
use image::ImageFormat::{Bmp, Gif, Jpeg, Png, Tiff, WebP};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgba, RgbaImage};
use std::fs;
use std::io::Cursor;
use tempfile::TempDir;

const RED: [u8; 3] = [200, 10, 10];
const GREY: [u8; 3] = [90; 3];

fn load_with(path: &Path, options: &LoadOptions) -> Result<Dataset, DataError> {
    crate::data::load(path, options, &quiet)
}

fn load(path: &Path) -> Result<Dataset, DataError> {
    load_with(path, &LoadOptions::default())
}

/// A folder with 4 x 4 images of these colours at these paths.
fn gallery(pictures: &[(&str, [u8; 3])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, colour) in pictures {
        write_png(&folder.path().join(path), &plain(4, 4, *colour));
    }
    folder
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn noted(set: &Dataset, text: &str) -> bool {
    set.notes.iter().any(|note| note.contains(text))
}

#[test]
fn every_format_is_read_whatever_the_file_is_called() {
    let folder = gallery(&[("a/0.png", RED), ("b/0.png", RED)]);
    let names = ["b/1", "b/2.txt", "b/3.png", "b/4.x", "b/5.jpg", "b/6"];
    for (format, name) in [Png, Jpeg, Gif, Bmp, WebP, Tiff].iter().zip(names) {
        fs::write(folder.path().join(name), encoded(&plain(4, 4, RED), *format)).unwrap();
    }
    let set = load(folder.path()).unwrap();
    assert_eq!(set.images.dim(), (8, 4, 4, 3));
    for picture in set.images.outer_iter() {
        let far = |channel: usize| i32::from(picture[[2, 2, channel]]).abs_diff(i32::from(RED[channel]));
        assert!((0..3).all(|channel| far(channel) <= 3), "{picture:?}");
    }
    assert!(set.notes.is_empty(), "{:?}", set.notes);
}

#[test]
fn grey_images_of_every_depth_share_one_channel_and_one_of_colour_makes_three() {
    let folder = gallery(&[("a/rgb.png", GREY)]);
    let deep = image::ImageBuffer::<Luma<u16>, Vec<u16>>::from_pixel(4, 4, Luma([90 * 257]));
    write_png(&folder.path().join("a/deep.png"), &deep.into());
    write_png(&folder.path().join("b/grey.png"), &GrayImage::from_pixel(4, 4, Luma([90])).into());
    let gif = encoded(&plain(4, 4, GREY), ImageFormat::Gif);
    fs::write(folder.path().join("b/palette.gif"), gif).unwrap();
    let set = load(folder.path()).unwrap();
    assert_eq!(set.images.dim(), (4, 4, 4, 1));
    assert!(set.images.iter().all(|pixel| *pixel == 90));
    write_png(&folder.path().join("b/red.png"), &plain(4, 4, RED));
    let set = load(folder.path()).unwrap();
    assert_eq!(set.images.dim(), (5, 4, 4, 3));
    assert!(noted(&set, "4 of 5 images are grey"), "{:?}", set.notes);
}

#[test]
fn transparency_is_white_and_said() {
    let folder = gallery(&[("a/0.png", GREY)]);
    write_png(&folder.path().join("b/0.png"), &RgbaImage::from_pixel(4, 4, Rgba([9, 9, 9, 0])).into());
    let set = load(folder.path()).unwrap();
    assert_eq!((set.images[[0, 0, 0, 0]], set.images[[1, 0, 0, 0]]), (90, 255));
    assert!(noted(&set, "1 image with transparency laid on white"));
}

#[test]
fn exif_orientation_is_honoured() {
    // A TIFF header (big-endian) with one tag: orientation 6, a quarter turn to the right.
    let exif =
        [&b"Exif\0\0MM\0*\0\0\0\x08\0\x01"[..], &[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]]
            .concat();
    // Dark above bright, 8 x 16: turned to the right, the dark half is on the right of 16 x 8.
    let upright = DynamicImage::from(GrayImage::from_fn(8, 16, |_, y| Luma([if y < 8 { 0 } else { 255 }])));
    let jpeg = encoded(&upright, ImageFormat::Jpeg);
    let length = (exif.len() as u16 + 2).to_be_bytes();
    let tagged = [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat();
    let folder = tempfile::tempdir().unwrap();
    for class in ["a", "b"] {
        fs::create_dir(folder.path().join(class)).unwrap();
        fs::write(folder.path().join(class).join("photo.jpg"), &tagged).unwrap();
    }
    let set = load(folder.path()).unwrap();
    assert_eq!(set.shape(), [8, 16, 1]);
    assert!(set.images[[0, 4, 2, 0]] > 200 && set.images[[0, 4, 13, 0]] < 50);
    assert!(noted(&set, "2 images turned"), "{:?}", set.notes);
}

#[test]
fn parts_are_recognised_and_a_class_called_train_is_a_class() {
    let split = gallery(&[
        ("train/a/0.png", RED),
        ("train/b/0.png", RED),
        ("train/b/1.png", RED),
        ("valid/a/0.png", RED),
        ("test/b/0.png", RED),
        ("test/c/0.png", RED),
        ("extra/x.png", RED),
    ]);
    let set = load(split.path()).unwrap();
    assert_eq!(set.class_names, ["a", "b", "c"]);
    assert_eq!(set.labels, [0, 1, 1, 0, 1, 2]);
    assert_eq!(set.parts, Parts { train: vec![0, 1, 2], validation: vec![3], test: vec![4, 5], ood: vec![] });
    assert!(noted(&set, "no training images of c") && noted(&set, "1 outside the class folders"));
    let vehicles = gallery(&[("bus/0.png", RED), ("train/0.png", RED)]);
    assert_eq!(load(vehicles.path()).unwrap().class_names, ["bus", "train"]);
    let untrained = gallery(&[("val/a/0.png", RED), ("test/a/0.png", RED)]);
    assert!(load(untrained.path()).unwrap_err().to_string().contains("a folder 'train'"));
}

#[test]
fn classes_sort_as_numbers_and_a_lone_outer_folder_is_stepped_into() {
    let folder = gallery(&[("Data/10/0.png", RED), ("Data/9/deep/0.png", RED), ("Data/1/0.png", RED)]);
    assert_eq!(load(folder.path()).unwrap().class_names, ["1", "9", "10"]);
}

#[test]
fn hidden_and_stray_files_are_passed_over_and_counted() {
    let folder = gallery(&[("a/0.png", RED), ("b/0.png", RED), ("a/.hidden.png", RED), (".git/x.png", RED)]);
    fs::write(folder.path().join("README"), "text").unwrap();
    fs::write(folder.path().join("b/notes.txt"), "text").unwrap();
    let set = load(folder.path()).unwrap();
    assert_eq!(set.labels.len(), 2);
    assert!(noted(&set, "1 file that is no image passed over"), "{:?}", set.notes);
    assert!(noted(&set, "passed over: 2 hidden, 1 outside the class folders"), "{:?}", set.notes);
}

#[test]
fn broken_images_are_named_and_left_out_unless_strict() {
    let folder = gallery(&[("a/0.png", RED), ("b/0.png", GREY)]);
    let jpeg = encoded(&plain(64, 64, RED), ImageFormat::Jpeg);
    fs::write(folder.path().join("a/cut.jpg"), &jpeg[..jpeg.len() - 20]).unwrap();
    fs::write(folder.path().join("a/empty.png"), "").unwrap();
    let png = encoded(&plain(4, 4, RED), ImageFormat::Png);
    fs::write(folder.path().join("b/cut.png"), &png[..png.len() - 30]).unwrap();
    let set = load(folder.path()).unwrap();
    assert_eq!((set.labels.as_slice(), set.images[[1, 0, 0, 0]]), (&[0, 1][..], 90));
    let notes = set.notes.join("; ");
    for text in ["a/cut.jpg (the JPEG is cut short)", "b/cut.png", "a/empty.png (its content is no image)"] {
        assert!(notes.contains(text), "{notes}");
    }
    let strict = LoadOptions { strict: true, ..LoadOptions::default() };
    let error = load_with(folder.path(), &strict).unwrap_err().to_string();
    assert!(error.contains("empty.png: expected an image that can be decoded"), "{error}");
}

#[test]
fn a_folder_of_broken_images_says_what_is_wrong_with_them() {
    let folder = gallery(&[("a/0.png", RED), ("b/0.png", RED)]);
    for class in ["a/0.png", "b/0.png"] {
        let png = fs::read(folder.path().join(class)).unwrap();
        fs::write(folder.path().join(class), &png[..png.len() - 30]).unwrap();
    }
    let error = load(folder.path()).unwrap_err().to_string();
    assert!(error.contains("expected images that can be decoded, found 2 broken images"), "{error}");
}

#[test]
fn an_image_that_announces_monstrous_sides_is_broken_not_allocated() {
    let folder = gallery(&[("a/0.png", RED), ("b/0.png", RED)]);
    let mut bmp = encoded(&plain(4, 4, RED), ImageFormat::Bmp);
    bmp[18..22].copy_from_slice(&60_000_u32.to_le_bytes());
    bmp[22..26].copy_from_slice(&60_000_u32.to_le_bytes());
    fs::write(folder.path().join("b/bomb.bmp"), bmp).unwrap();
    let set = load(folder.path()).unwrap();
    assert!(set.labels.len() == 2 && noted(&set, "b/bomb.bmp"), "{:?}", set.notes);
}

#[test]
fn sizes_that_differ_become_one_and_options_win() {
    let folder = gallery(&[("a/0.png", RED), ("b/0.png", RED)]);
    write_png(&folder.path().join("a/wide.png"), &plain(80, 20, RED));
    let set = load(folder.path()).unwrap();
    assert_eq!(set.shape(), [32, 32, 3]);
    assert!(noted(&set, "sizes differ (4 x 4 to 80 x 20): brought to 32 x 32 (crop)"));
    let options = LoadOptions { size: Some(8), resize: Some(Resize::Fit), ..LoadOptions::default() };
    let set = load_with(folder.path(), &options).unwrap();
    assert_eq!((set.shape(), set.images[[1, 0, 4, 0]], set.images[[1, 4, 4, 0]]), ([8, 8, 3], 0, 200));
}

#[test]
fn only_wanted_classes_are_decoded() {
    let folder = gallery(&[("a/0.png", RED), ("b/0.png", RED), ("c/0.png", RED)]);
    fs::write(folder.path().join("b/broken.png"), "not").unwrap();
    let classes = |list: &[&str]| LoadOptions {
        classes: list.iter().map(|name| (*name).to_owned()).collect(),
        strict: true,
        ..LoadOptions::default()
    };
    assert_eq!(load_with(folder.path(), &classes(&["2", "0"])).unwrap().class_names, ["a", "c"]);
    let error = load_with(folder.path(), &classes(&["a", "dog"])).unwrap_err().to_string();
    assert!(error.contains("found 'dog'; known: a, b, c"), "{error}");
}

#[test]
fn folders_without_images_or_with_one_class_are_refused() {
    let message = |folder: &TempDir| load(folder.path()).unwrap_err().to_string();
    assert!(message(&tempfile::tempdir().unwrap()).contains("found nothing in it"));
    assert!(message(&gallery(&[("0.png", RED), ("1.png", RED)])).contains("found 2 images"));
    assert!(message(&gallery(&[("a/0.png", RED)])).contains("at least two classes"));
    let stray = gallery(&[]);
    for class in ["a", "b"] {
        fs::create_dir(stray.path().join(class)).unwrap();
        fs::write(stray.path().join(class).join("x.txt"), "text").unwrap();
    }
    assert!(message(&stray).contains("found 2 other files"));
}

#[cfg(unix)]
#[test]
fn links_in_circles_end_and_dead_links_are_passed_over() {
    use std::os::unix::fs::symlink;
    let folder = gallery(&[("a/0.png", RED), ("b/0.png", RED)]);
    symlink("..", folder.path().join("a/up")).unwrap();
    symlink("../b", folder.path().join("b/self")).unwrap();
    symlink(".", folder.path().join("c")).unwrap();
    symlink("nowhere", folder.path().join("b/dead.png")).unwrap();
    let set = load(folder.path()).unwrap();
    assert_eq!((set.labels.as_slice(), set.class_names.concat()), (&[0, 1][..], "ab".to_owned()));
    assert!(
        noted(
            &set,
            "1 neither file nor folder, 2 folders seen already (links), c (holds the same classes again)"
        ),
        "{:?}",
        set.notes
    );
}

#[test]
fn names_of_splits_are_never_classes_where_that_is_all_there_is() {
    for names in [["train", "test"], ["Train", "Validate"], ["training_set", "test-images"], ["dev", "eval"]]
    {
        let files = names.map(|name| format!("{name}/0.png"));
        let folder = gallery(&files.each_ref().map(|file| (file.as_str(), RED)));
        let message = load(folder.path()).unwrap_err().to_string();
        assert!(message.contains("which are no names of classes"), "{message}");
        assert!(message.contains("put the images of each class into a folder"), "{message}");
    }
}

#[test]
fn splits_are_known_in_all_their_spellings() {
    for [train, test] in
        [["training_set", "test_set"], ["Train", "Test"], ["trainset", "holdout"], ["set/train", "set/eval"]]
    {
        let files: Vec<String> = ["a/0", "b/1"]
            .iter()
            .flat_map(|file| [format!("{train}/{file}.png"), format!("{test}/{file}.png")])
            .collect();
        let set =
            load(gallery(&files.iter().map(|file| (file.as_str(), RED)).collect::<Vec<_>>()).path()).unwrap();
        assert_eq!(
            (set.class_names.concat(), set.parts.train.len(), set.parts.test.len()),
            ("ab".into(), 2, 2),
            "{train}"
        );
    }
}

#[test]
fn a_class_called_train_keeps_its_siblings() {
    let flat = gallery(&[("train/0.png", RED), ("bus/1.png", RED), ("car/2.png", GREY)]);
    assert_eq!(load(flat.path()).unwrap().class_names, ["bus", "car", "train"]);
    let deep = gallery(&[
        ("train/fast/0.png", RED),
        ("train/slow/1.png", RED),
        ("bus/2.png", RED),
        ("car/3.png", GREY),
    ]);
    assert_eq!(load(deep.path()).unwrap().class_names, ["bus", "car", "train"]);
}

#[cfg(target_os = "linux")]
#[test]
fn folders_whose_names_are_no_text_stay_apart_and_one_name_written_in_two_ways_is_one_class() {
    use std::os::unix::ffi::OsStrExt;
    let folder = gallery(&[("tea/0.png", RED)]);
    for name in [&b"caf\xe9"[..], b"caf\xe8", "cafe\u{301}".as_bytes(), "caf\u{e9}".as_bytes()] {
        let class = folder.path().join(std::ffi::OsStr::from_bytes(name));
        write_png(&class.join("1.png"), &plain(4, 4, RED));
    }
    let set = load(folder.path()).unwrap();
    assert_eq!(set.class_names, ["caf\\xe8", "caf\\xe9", "caf\u{e9}", "tea"]);
    assert!(noted(&set, "differ in their Unicode form are one class: caf\u{e9}"), "{:?}", set.notes);
}

#[test]
fn twelve_bits_in_sixteen_are_spread_over_all_of_black_to_white() {
    let folder = tempfile::tempdir().unwrap();
    for (path, value) in [("a/0.png", 1000), ("a/1.png", 1010), ("b/2.png", 3000), ("b/3.png", 4095)] {
        let deep = image::ImageBuffer::<Luma<u16>, Vec<u16>>::from_pixel(4, 4, Luma([value]));
        write_png(&folder.path().join(path), &deep.into());
    }
    let first = |set: &Dataset| set.images.outer_iter().map(|image| image[[0, 0, 0]]).collect::<Vec<u8>>();
    let set = load(folder.path()).unwrap();
    assert_eq!(first(&set), [62, 63, 187, 255]);
    assert!(
        noted(&set, "images of 16 bits: 0..4095 is black to white; the largest number is 4095"),
        "{:?}",
        set.notes
    );
    let range = Some(crate::data::PixelRange::parse("1000..3000").unwrap());
    let set = load_with(folder.path(), &LoadOptions { range, ..LoadOptions::default() }).unwrap();
    assert_eq!(first(&set), [0, 1, 255, 255]);
}

#[test]
fn pictures_of_grey_and_colour_maps_are_read_and_formats_that_are_not_are_named_with_what_to_do() {
    let folder = gallery(&[("a/0.png", RED)]);
    fs::create_dir_all(folder.path().join("b")).unwrap();
    fs::write(folder.path().join("b/1.pgm"), b"P5\n4 4\n255\n0123456789abcdef").unwrap();
    fs::write(folder.path().join("b/2.ppm"), [&b"P6\n4 4\n255\n"[..], &RED.repeat(16)].concat()).unwrap();
    let strangers =
        [("3.heic", &b"\0\0\0\x18ftypheic\0\0\0\0"[..]), ("4.avif", b"\0\0\0\x1cftypavif\0\0\0\0")];
    for (name, bytes) in strangers {
        fs::write(folder.path().join("b").join(name), bytes).unwrap();
    }
    let set = load(folder.path()).unwrap();
    assert_eq!((set.images.dim(), set.labels.as_slice()), ((3, 4, 4, 3), &[0, 1, 1][..]));
    for note in [
        "b/3.heic (a HEIC image: save it as PNG or JPEG)",
        "b/4.avif (an AVIF image: save it as PNG or JPEG)",
    ] {
        assert!(noted(&set, note), "{:?}", set.notes);
    }
}
