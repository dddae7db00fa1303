//! The OOD set: images from out of the domain, laid beside a set in its own size and colours.

use super::generate::{self, Chosen};
use super::resize::{PixelView, ResizeTarget};
use super::{
    DataError, DataTargets, Dataset, LoadOptions, OnProgress, Origin, Resize, SIZES, folder, limits, load,
};
use crate::base::random;
use crate::base::spec::suggest;
use ndarray::{Array2, Array4};
use std::path::Path;
use std::sync::Arc;

/// Most images of another set, or of this one inverted.
const MOST: usize = 1000;
/// Images of noise.
const NOISE: usize = 300;
/// Grey levels of blank images, from black to white.
const LEVELS: u16 = 32;

/// What the OOD set is filled with.
#[derive(Clone, Debug)]
pub enum OodSource {
    /// Images whose every byte is drawn uniformly.
    Noise,
    /// Images of one grey level.
    Blank,
    /// Validation images with dark and bright exchanged.
    Inverted,
    /// An embedded set.
    Embedded(Chosen),
    /// A set, a folder of images, or an image.
    Path(std::path::PathBuf),
}

/// The names that are no sets.
const WORDS: [(&str, OodSource); 3] =
    [("noise", OodSource::Noise), ("blank", OodSource::Blank), ("inverted", OodSource::Inverted)];

impl OodSource {
    /// Reads `noise`, `blank`, `inverted`, an embedded set's name or a path that exists.
    ///
    /// # Errors
    /// If it is none of these, with the nearest names.
    pub fn parse(text: &str) -> Result<Self, DataError> {
        let word = WORDS.into_iter().find(|(name, _)| *name == text).map(|(_, what)| what);
        let path = || Path::new(text).exists().then(|| Self::Path(text.into()));
        let drawn = generate::find(text).map_err(|error| DataError::new(text, "an embedded set", error.0))?;
        word.or_else(|| drawn.map(Self::Embedded)).or_else(path).ok_or_else(|| {
            let sets = generate::EMBEDDED.iter().map(|set| set.name);
            let known: Vec<&str> = WORDS.iter().map(|(name, _)| *name).chain(sets).collect();
            let expected = "noise, blank, inverted, an embedded set's name or a path";
            DataError::new(text, expected, "none of them")
                .advise(suggest(text, &known).trim_start_matches("; "))
        })
    }
}

/// Images on their way into the OOD set.
struct Found {
    origin: Origin,
    pixels: Vec<u8>,
}

/// Lays images into [`Parts::ood`](super::Parts::ood) and notes how many of each kind are there now.
/// Cut the validation set before.
///
/// # Errors
/// If a set cannot be read, or all images together would be too large.
pub fn fill(
    set: &mut Dataset,
    ood_sources: &[OodSource],
    (seed, options): (u64, &LoadOptions),
    progress: OnProgress<'_>,
) -> Result<(), DataError> {
    for (at, ood_sources) in (0..).zip(ood_sources) {
        let found = match ood_sources {
            OodSource::Noise => noise(set, seed),
            OodSource::Blank => blank(set),
            OodSource::Inverted => inverted(set),
            OodSource::Embedded(embedded) => {
                let other = embedded.draw(seed, &LoadOptions::default(), progress)?;
                sample(set, &other, random::combine(&[seed, at]), options.resize)
            }
            OodSource::Path(path) => {
                let other = others(path, set, options, progress)?;
                sample(set, &other, random::combine(&[seed, at]), options.resize)
            }
        };
        add(set, found)?;
    }
    set.notes.extend(note(set));
    Ok(())
}

fn noise(set: &Dataset, seed: u64) -> Found {
    let bytes = set.shape().iter().product();
    let one = |image| {
        let mut stream = random::stream(seed, "noise images", image);
        (0..bytes).map(move |_| random::below(&mut stream, 256) as u8)
    };
    Found { origin: Origin::Noise, pixels: (0..NOISE as u64).flat_map(one).collect() }
}

fn blank(set: &Dataset) -> Found {
    let bytes = set.shape().iter().product();
    let level = |level: u16| (255 * level / (LEVELS - 1)) as u8;
    Found { origin: Origin::Blank, pixels: (0..LEVELS).flat_map(|at| vec![level(at); bytes]).collect() }
}

fn inverted(set: &Dataset) -> Found {
    let validation = &set.parts.validation;
    let step = validation.len().div_ceil(MOST).max(1);
    let pictures = validation.iter().step_by(step);
    let pixels =
        pictures.flat_map(|index| set.image(*index).iter().map(|byte| 255 - byte).collect::<Vec<_>>());
    Found { origin: Origin::Inverted, pixels: pixels.collect() }
}

/// Another set, or images without classes, read as near to the size of `set` as squares come.
fn others(
    path: &Path,
    set: &Dataset,
    options: &LoadOptions,
    progress: OnProgress<'_>,
) -> Result<Dataset, DataError> {
    let [height, width, _] = set.shape();
    let side = height.max(width) as u32;
    let size = Some(side).filter(|side| SIZES.contains(side));
    let options =
        LoadOptions { size, resize: options.resize, cache: options.cache.clone(), ..LoadOptions::default() };
    let loose = folder::read_loose(path, &options, progress);
    loose.unwrap_or_else(|| load(path, &options, progress))
}

/// Images of another set's test set, or of all of it, in the shape of `set`.
fn sample(set: &Dataset, other: &Dataset, seed: u64, resize: Option<Resize>) -> Found {
    let mut chosen = other.parts.test.clone();
    if chosen.is_empty() {
        chosen = [other.parts.train.as_slice(), &other.parts.validation].concat();
    }
    random::shuffle(&mut random::stream(seed, "OOD images", 0), &mut chosen);
    chosen.truncate(MOST);
    chosen.sort_unstable();
    let [height, width, channels] = set.shape();
    let sizes = [(other.shape()[1] as u32, other.shape()[0] as u32), (width as u32, height as u32)];
    let how = resize.unwrap_or(ResizeTarget::choose(&sizes, &LoadOptions::default()).how);
    let target = ResizeTarget { width: width as u32, height: height as u32, how };
    let mut pixels = vec![0; chosen.len() * height * width * channels];
    let size: usize = other.shape().iter().product();
    for (out, index) in pixels.chunks_exact_mut(height * width * channels).zip(&chosen) {
        let own = &other.pixels()[*index as usize * size..][..size];
        let coloured = recoloured(own, other.shape()[2], channels);
        let [height, width, _] = other.shape();
        target.write(PixelView { pixels: &coloured, width, height, channels }, out);
    }
    Found { origin: Origin::Set(Arc::from(other.name.as_str())), pixels }
}

/// Pixels with another number of channels: grey thrice, or the brightness of a colour (ITU-R BT.601).
fn recoloured(pixels: &[u8], from: usize, to: usize) -> Vec<u8> {
    let brightness = |pixel: &[u8]| {
        let [red, green, blue] = [0, 1, 2].map(|channel| u32::from(pixel[channel]));
        ((299 * red + 587 * green + 114 * blue + 500) / 1000) as u8
    };
    match (from, to) {
        (1, 3) => pixels.iter().flat_map(|grey| [*grey; 3]).collect(),
        (3, 1) => pixels.chunks_exact(3).map(brightness).collect(),
        _ => pixels.to_vec(),
    }
}

/// Appends images to the set and lists them in the OOD set.
fn add(set: &mut Dataset, found: Found) -> Result<(), DataError> {
    let [height, width, channels] = set.shape();
    let old = set.labels.len();
    let count = found.pixels.len() / (height * width * channels);
    let n = old + count;
    limits::set_bytes(Path::new(&set.name), &[n, height, width, channels].map(|side| side as u64))?;
    let images = std::mem::replace(&mut set.images, Array4::zeros((0, 0, 0, 0)).into_shared());
    let mut pixels = images.into_owned().into_raw_vec_and_offset().0;
    pixels.extend(found.pixels);
    let images = Array4::from_shape_vec((n, height, width, channels), pixels);
    let images =
        images.map_err(|error| DataError::new(&set.name, "images of one shape", error.to_string()))?;
    set.images = images.into_shared();
    set.labels.resize(n, 0);
    set.targets = padded(&set.targets, count);
    set.extras.iter_mut().for_each(|extra| extra.targets = padded(&extra.targets, count));
    if !set.groups.is_empty() {
        set.groups.resize(n, u32::MAX);
    }
    if !set.files.is_empty() {
        set.files.resize(n, found.origin.to_string());
    }
    set.parts.ood.extend(old as u32..n as u32);
    set.origins.extend(vec![found.origin; count]);
    Ok(())
}

/// Targets with rows that mean nothing behind them.
fn padded(targets: &DataTargets, count: usize) -> DataTargets {
    let below = |rows: &Array2<f32>, first: f32| {
        let mut more = Array2::zeros((count, rows.ncols()));
        more.column_mut(0).fill(first);
        ndarray::concatenate![ndarray::Axis(0), *rows, more]
    };
    match targets {
        DataTargets::Labels => DataTargets::Labels,
        DataTargets::Soft(rows) => DataTargets::Soft(below(rows, 1.0)),
        DataTargets::MultiHot(rows) => DataTargets::MultiHot(below(rows, 0.0)),
        DataTargets::Values(rows) => DataTargets::Values(below(rows, 0.0)),
    }
}

/// How many images of each origin lie in the OOD set.
fn note(set: &Dataset) -> Option<String> {
    let mut counts: Vec<(&Origin, usize)> = Vec::new();
    for origin in &set.origins {
        match counts.iter_mut().find(|(known, _)| *known == origin) {
            Some((_, count)) => *count += 1,
            None => counts.push((origin, 1)),
        }
    }
    let texts: Vec<String> = counts.iter().map(|(origin, count)| format!("{origin} ({count})")).collect();
    (!texts.is_empty()).then(|| format!("OOD images: {}", texts.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::fixtures::{counted, plain, quiet, write_png};
    use crate::data::{Parts, split_validation};
    use ndarray::array;

    fn filled(mut set: Dataset, ood_sources: &[OodSource]) -> Dataset {
        fill(&mut set, ood_sources, (7, &LoadOptions::default()), &quiet).unwrap();
        set.checked().unwrap()
    }

    fn grey(side: usize) -> Dataset {
        let images = Array4::from_elem((4, side, side, 1), 200);
        let parts = Parts { train: vec![0, 1], validation: vec![2, 3], ..Parts::default() };
        Dataset::new("grey", images, vec![0, 1, 0, 1], ["a", "b"].map(str::to_owned).to_vec(), parts).unwrap()
    }

    #[test]
    fn noise_blank_and_inverted_images_lie_behind_the_set() {
        let set = filled(grey(4), &[OodSource::Noise, OodSource::Blank, OodSource::Inverted]);
        assert_eq!(set.parts.ood, (4..4 + 300 + 32 + 2).collect::<Vec<u32>>());
        let noise = &set.pixels()[4 * 16..304 * 16];
        let mean = noise.iter().map(|byte| f64::from(*byte)).sum::<f64>() / noise.len() as f64;
        assert!((mean - 127.5).abs() < 4.0 && noise.contains(&0) && noise.contains(&255), "{mean}");
        assert_eq!((set.image(304)[[0, 0, 0]], set.image(335)[[3, 3, 0]]), (0, 255));
        assert_eq!((set.image(337)[[1, 1, 0]], &set.origins[333]), (55, &Origin::Inverted));
        assert_eq!(set.notes, ["OOD images: noise (300); blank (32); inverted (2)"]);
        assert_eq!((set.labels.len(), set.parts.train.len()), (338, 2));
        let again = filled(grey(4), &[OodSource::Noise]);
        assert!(again.pixels()[..304 * 16] == set.pixels()[..304 * 16], "the seed decides");
    }

    #[test]
    fn another_set_comes_in_the_size_and_colours_of_this_one() {
        let folder = tempfile::tempdir().unwrap();
        for (at, name) in ["a/0.png", "b/0.png"].into_iter().enumerate() {
            write_png(&folder.path().join(name), &plain(9, 9, [100 * at as u8, 100, 100]));
        }
        let set = filled(grey(6), &[OodSource::Path(folder.path().to_owned())]);
        assert_eq!((set.parts.ood.as_slice(), set.shape()), (&[4, 5][..], [6, 6, 1]));
        assert_eq!([4, 5].map(|index| set.image(index)[[3, 3, 0]]), [70, 100]);
        let mut colour = counted(&[2, 2]);
        colour.images = Array4::zeros((4, 4, 4, 3)).into_shared();
        let set = filled(colour, &[OodSource::parse("garments").unwrap()]);
        assert_eq!((set.parts.ood.len(), set.origins[0].to_string()), (1000, "garments".to_owned()));
    }

    #[test]
    fn images_need_no_classes() {
        let folder = tempfile::tempdir().unwrap();
        write_png(&folder.path().join("0.png"), &plain(5, 5, [9; 3]));
        write_png(&folder.path().join("1.png"), &plain(5, 5, [9; 3]));
        let all = filled(grey(5), &[OodSource::Path(folder.path().to_owned())]);
        let one = filled(grey(5), &[OodSource::Path(folder.path().join("1.png"))]);
        assert_eq!((all.parts.ood.len(), one.parts.ood.len()), (2, 1));
        assert_eq!(one.origins[0].to_string(), "1.png");
    }

    #[test]
    fn targets_of_every_kind_grow_with_the_set() {
        for targets in [
            DataTargets::Soft(array![[0.5, 0.5], [1.0, 0.0], [0.0, 1.0]]),
            DataTargets::MultiHot(array![[1.0, 1.0], [0.0, 0.0], [0.0, 1.0]]),
            DataTargets::Values(array![[3.0, 1.0], [2.0, 5.0], [0.0, 1.0]]),
        ] {
            let parts = Parts { train: vec![0, 1, 2], ..Parts::default() };
            let names = ["a", "b"].map(str::to_owned).to_vec();
            let images = Array4::zeros((3, 4, 4, 1));
            let mut set = Dataset::with_targets("toy", images, targets, names, parts).unwrap();
            (set.groups, set.files) = (vec![1, 2, 3], vec!["x".to_owned(); 3]);
            split_validation(&mut set, 0.3, 0);
            let counts = set.class_counts(&set.parts.train);
            let set = filled(set, &[OodSource::Blank]);
            assert_eq!((set.parts.ood.len(), set.files[3].as_str()), (32, "blank"));
            assert_eq!(set.class_counts(&set.parts.train), counts);
        }
    }

    #[test]
    fn what_is_neither_a_word_nor_a_path_is_refused() {
        let error = OodSource::parse("nosie").unwrap_err().to_string();
        assert!(
            error.contains("nosie: expected noise, blank, inverted")
                && error.contains("did you mean 'noise'?"),
            "{error}"
        );
    }
}
