//! The readers against real data sets, which lie beside the repository and not in it.

#[path = "support/shared.rs"]
mod shared;

use dl_lab::data::{CLOTHES, Dataset, LoadOptions, load};
use shared::data;
use std::path::Path;

fn read(path: &Path, options: &LoadOptions) -> Dataset {
    load(path, options, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
#[ignore = "needs ../shared"]
fn fashion_mnist_has_its_counts_names_and_pixels() {
    let path = data("fashion-mnist");
    let set = read(&path, &LoadOptions::default());
    assert_eq!(set.images.dim(), (70_000, 28, 28, 1));
    assert_eq!(set.class_names, CLOTHES);
    assert_eq!(set.class_counts(&set.parts.train), [6000; 10]);
    assert_eq!(set.class_counts(&set.parts.test), [1000; 10]);
    assert_eq!((set.labels[0], set.labels[1], set.labels[60_000]), (9, 0, 9));
    // The mean pixel of the training images, 0.2860 of white, is the figure that is quoted everywhere.
    let pixels = set.images.as_slice().unwrap();
    let mean = pixels[..60_000 * 784].iter().map(|pixel| f64::from(*pixel)).sum::<f64>()
        / (60_000.0 * 784.0 * 255.0);
    assert!((mean - 0.2860).abs() < 5e-5, "{mean}");
}

#[test]
#[ignore = "needs ../shared"]
fn some_classes_of_fashion_mnist_by_name_or_by_index() {
    let path = data("fashion-mnist");
    for classes in [["Shirt", "T-shirt"], ["6", "0"]] {
        let classes = classes.map(str::to_owned).to_vec();
        let set = read(&path, &LoadOptions { classes, ..LoadOptions::default() });
        assert_eq!(set.class_names, ["T-shirt", "Shirt"]);
        assert_eq!(set.class_counts(&set.parts.train), [6000; 2]);
        assert_eq!(set.class_counts(&set.parts.test), [1000; 2]);
    }
}

#[test]
#[ignore = "needs ../shared"]
fn the_lone_pair_of_kmnist_is_for_training() {
    let path = data("kmnist");
    let set = read(&path, &LoadOptions::default());
    assert_eq!((set.images.dim(), set.class_names[9].as_str()), ((10_000, 28, 28, 1), "9"));
    assert_eq!(set.class_counts(&set.parts.train), [1000; 10]);
    let same = read(&path.join("t10k-images-idx3-ubyte.gz"), &LoadOptions::default());
    assert!(same.images == set.images && same.labels == set.labels);
}

#[test]
#[ignore = "needs ../shared"]
fn photographs_of_signs_of_two_sizes_are_found_and_turned() {
    let path = data("sign-digits");
    let set = read(&path, &LoadOptions { strict: true, ..LoadOptions::default() });
    assert_eq!(set.class_names.concat(), "0123456789");
    assert_eq!(set.images.dim(), (2062, 32, 32, 3));
    assert_eq!(set.class_counts(&set.parts.train).iter().sum::<usize>(), 2062);
    assert!(set.notes.iter().any(|note| note == "3 images turned as their EXIF tag says"), "{:?}", set.notes);
}
