//! One data set, ready for its arms: read, split, thinned, with what all arms share.

pub mod optimum;
mod scale;
mod soft;
mod source;

pub use scale::PixelScale;
pub use soft::Soft;

use super::recipe::{CheckedRecipe, Pixels, SettingError};
use crate::base::random;
use crate::base::spec::{Spec, SpecError};
use crate::data::augment::Drawn;
use crate::data::generate::{self, Embedded};
use crate::data::{
    DataError, Dataset, Imbalance, OnProgress, Parts, Task, keep_share, repeated, split_validation,
    unvalidated,
};
use optimum::Optimum;
use std::sync::OnceLock;

/// Images of the training set that are evaluated beside the validation set, at most.
const TRAIN_SAMPLE: usize = 5_000;
/// Images of the probe, at most.
const PROBE: usize = 500;

/// What can go wrong before an arm trains.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The data.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A setting that does not fit the data.
    #[error(transparent)]
    Setting(#[from] SettingError),
}

/// A data set with what its arms share.
#[derive(Debug)]
pub struct Bench {
    /// The images; the training set is thinned.
    pub dataset: Dataset,
    /// How the set was split before the thinning, with the training images that the recipe keeps.
    whole: Parts,
    /// How the training set was thinned, as in a recipe.
    pub imbalance: String,
    /// Images of each class in the thinned training set, `[K]`.
    pub counts: Vec<usize>,
    /// The mean of each column of the targets over the training set; empty where images have one class each.
    pub means: Vec<f64>,
    /// What is known of the validation set's targets where these are shares of the classes.
    pub soft: Option<Soft>,
    /// What turns bytes into inputs, by name.
    pub pixels: Pixels,
    /// The same as numbers.
    pub scale: PixelScale,
    /// A fixed sample of the thinned training set, for its loss at evaluations.
    pub train_sample: Vec<u32>,
    /// A fixed, stratified part of the validation set, for long epochs.
    pub probe: Vec<u32>,
    /// What stands for the content of the data, split and thinned as they are: the same data give the same.
    pub fingerprint: String,
    /// The best linear model of numbers, once it was asked for.
    pub(super) optimum: OnceLock<Option<Optimum>>,
}

impl Bench {
    /// Reads or draws the data of a recipe, splits and thins them.
    ///
    /// # Errors
    /// For data that cannot be used and settings that do not fit them.
    pub fn prepare(recipe: &CheckedRecipe, progress: OnProgress<'_>) -> Result<Self, BenchError> {
        let dataset = source::read(recipe, progress)?;
        Self::from_dataset(dataset, recipe, generate::named(&recipe.recipe.data), progress)
    }

    /// The same images thinned in another way; nothing is read again.
    ///
    /// # Errors
    /// For settings that do not fit the data.
    pub fn prepare_again(&self, recipe: &CheckedRecipe) -> Result<Self, BenchError> {
        let mut dataset = self.dataset.clone();
        dataset.parts = self.whole.clone();
        Self::from_parts(dataset, recipe, generate::named(&recipe.recipe.data))
    }

    pub(super) fn from_dataset(
        mut dataset: Dataset,
        recipe: &CheckedRecipe,
        embedded: Option<&Embedded>,
        progress: OnProgress<'_>,
    ) -> Result<Self, BenchError> {
        split_validation(&mut dataset, recipe.recipe.valid, recipe.recipe.seed);
        if let Some(most) = recipe.recipe.train {
            keep_share(&mut dataset, most, recipe.recipe.seed);
        }
        dataset.notes.extend(unvalidated(&dataset));
        if embedded.is_none() {
            // Equal images that were drawn independently give nothing away: on so few pixels they must happen.
            dataset.notes.extend(repeated(&dataset));
        }
        source::fill_tray(&mut dataset, recipe, progress)?;
        Self::from_parts(dataset, recipe, embedded)
    }

    fn from_parts(
        mut dataset: Dataset,
        recipe: &CheckedRecipe,
        embedded: Option<&Embedded>,
    ) -> Result<Self, BenchError> {
        if dataset.parts.validation.is_empty() {
            let problem = "leaves no image to validate on; give a larger fraction or more images a class";
            return Err(SettingError::new("valid", format!("{} {problem}", recipe.recipe.valid)).into());
        }
        let seed = recipe.recipe.seed;
        let whole = dataset.parts.clone();
        let classes = dataset.task() == Task::Classification;
        let imbalance = match &recipe.imbalance {
            Some(imbalance) if !classes && !imbalance.is_none() => {
                return Err(no_classes(imbalance, &dataset).into());
            }
            Some(imbalance) => imbalance.clone(),
            None => default_imbalance(embedded.filter(|_| classes))?,
        };
        if classes {
            let thinned = imbalance.thin(&mut dataset, seed);
            thinned.map_err(|error| SettingError::new("imbalance", error.to_string()))?;
        }
        let counts = dataset.class_counts(&dataset.parts.train);
        let mut asked = recipe.expectations.iter().map(|expectation| &expectation.metric);
        asked.try_for_each(|metric| metric.fits(&dataset.class_names)).map_err(not_there)?;
        Ok(Self {
            imbalance: imbalance.to_string(),
            means: means(&dataset),
            soft: Soft::of(&dataset),
            pixels: recipe.pixels,
            scale: PixelScale::of(recipe.pixels, &dataset),
            train_sample: stratified(&dataset, &dataset.parts.train, TRAIN_SAMPLE, seed, "train-sample"),
            probe: stratified(&dataset, &dataset.parts.validation, PROBE, seed, "probe"),
            fingerprint: dataset.fingerprint(),
            optimum: OnceLock::new(),
            counts,
            whole,
            dataset,
        })
    }

    /// The class or label with the fewest training images among those that have any, the last of equals.
    pub fn rarest(&self) -> Option<usize> {
        self.rarest_among(|_| true)
    }

    /// The same among some of them.
    pub fn rarest_among(&self, asked: impl Fn(usize) -> bool) -> Option<usize> {
        let outputs = if self.dataset.task() == Task::Regression { 0 } else { self.counts.len() };
        let known = (0..outputs).filter(|class| self.counts[*class] > 0 && asked(*class));
        known.min_by_key(|class| (self.counts[*class], std::cmp::Reverse(*class)))
    }

    /// The share of each class in the thinned training set, or of the images that have each label, `[K]`.
    pub fn prior(&self) -> Vec<f64> {
        let n: usize = match self.dataset.task() {
            Task::Classification => self.counts.iter().sum(),
            Task::MultiLabel | Task::Regression => self.dataset.parts.train.len(),
        };
        self.counts.iter().map(|count| *count as f64 / n as f64).collect()
    }

    /// Writes the inputs of the given images, one row each.
    ///
    /// # Panics
    /// If `out` is not of the images' size.
    pub fn gather(&self, images: impl Iterator<Item = u32> + Clone, out: &mut [f32]) {
        let size: usize = self.dataset.shape().iter().product();
        let pixels = self.dataset.pixels();
        let bytes = |index: u32| &pixels[index as usize * size..][..size];
        images.clone().for_each(|index| crate::kernels::fetch(bytes(index)));
        for (row, index) in out.chunks_exact_mut(size).zip(images) {
            self.scale.apply(bytes(index), row);
        }
    }

    /// What writes the inputs of some of these images: those of the rows from `first` on, as many as there is room for.
    pub fn inputs_of<'a>(&'a self, images: &'a [u32]) -> impl Fn(usize, &mut [f32]) + Sync + 'a {
        let size: usize = self.dataset.shape().iter().product();
        move |first, out| {
            self.gather(images[first..first + out.len() / size].iter().copied(), out);
        }
    }

    /// Changes the inputs of one image as was drawn for it.
    ///
    /// # Panics
    /// If `inputs` is not of the images' size.
    pub fn change(&self, drawn: &Drawn, inputs: &mut [f32]) {
        drawn.apply(inputs, self.dataset.shape()[1], self.scale.black());
    }
}

/// An expectation of a class that the data do not have.
fn not_there(error: SpecError) -> SettingError {
    SettingError::new("expect", error.0)
}

/// Whether no class has more than a tenth fewer images than the largest: class weights would all be about 1.
pub fn nearly_balanced(counts: &[usize]) -> bool {
    let (least, most) = (counts.iter().min(), counts.iter().max());
    least.zip(most).is_some_and(|(least, most)| *least as f64 > 0.9 * *most as f64)
}

/// The mean of each column of the targets over the training set.
fn means(dataset: &Dataset) -> Vec<f64> {
    let (Some(rows), part) = (dataset.targets.rows(), &dataset.parts.train) else { return Vec::new() };
    let mean = |column: usize| {
        let sum: f64 = part.iter().map(|index| f64::from(rows[[*index as usize, column]])).sum();
        sum / part.len().max(1) as f64
    };
    (0..rows.ncols()).map(mean).collect()
}

/// Only classes can be thinned apart.
fn no_classes(imbalance: &Imbalance, dataset: &Dataset) -> SettingError {
    let task = dataset.task().name();
    let problem =
        format!("expected none, as the images of a {task} set have no classes to thin, found {imbalance}");
    SettingError::new("imbalance", problem)
}

fn default_imbalance(embedded: Option<&Embedded>) -> Result<Imbalance, SettingError> {
    let text = embedded.map_or("none", |set| set.imbalance);
    let spec = Spec::parse(text).and_then(|spec| Imbalance::parse(&spec));
    spec.map_err(|error| SettingError::new("imbalance", error.0))
}

/// At most `most` images of a part: the same share of every class, at least one of each, chosen by the seed.
fn stratified(dataset: &Dataset, part: &[u32], most: usize, seed: u64, purpose: &str) -> Vec<u32> {
    if part.len() <= most {
        return part.to_vec();
    }
    let mut chosen = Vec::with_capacity(most + dataset.classes());
    for class in 0..dataset.classes() {
        let mut members: Vec<u32> = part
            .iter()
            .copied()
            .filter(|index| usize::from(dataset.labels[*index as usize]) == class)
            .collect();
        random::shuffle(&mut random::stream(seed, purpose, class as u64), &mut members);
        let share = (members.len() * most).div_ceil(part.len());
        chosen.extend(members.into_iter().take(share));
    }
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixtures::{COUNTS, bench_of, dataset, recipe};
    use std::sync::Arc;

    fn bench(settings: &[&str]) -> Arc<Bench> {
        bench_of(dataset(COUNTS), &recipe(settings))
    }

    #[test]
    fn only_the_training_part_is_thinned_and_the_whole_is_kept() {
        let thinned = bench(&["imbalance=counts:10,5,2"]);
        assert_eq!(
            (thinned.counts.as_slice(), thinned.dataset.parts.validation.len()),
            (&[10, 5, 2][..], 30)
        );
        assert_eq!(thinned.dataset.parts.test.len(), 18);
        let prior = thinned.prior();
        assert!((prior.iter().sum::<f64>() - 1.0).abs() < 1e-12 && (prior[0] - 10.0 / 17.0).abs() < 1e-12);
        let again = thinned.prepare_again(&recipe(&["imbalance=counts:40,20,8"]).check().unwrap()).unwrap();
        assert_eq!(again.counts, COUNTS, "thinning starts from the whole set");
        assert!(again.dataset.pixels().as_ptr() == thinned.dataset.pixels().as_ptr(), "no image is copied");
    }

    #[test]
    fn a_share_of_the_training_images_is_kept_before_they_are_thinned() {
        let kept = bench(&["train=34", "imbalance=counts:10,5,2"]);
        assert_eq!((kept.counts.as_slice(), kept.dataset.parts.validation.len()), (&[10, 5, 2][..], 30));
        let again = kept.prepare_again(&recipe(&["train=34", "imbalance=none"]).check().unwrap()).unwrap();
        assert_eq!(again.counts, [20, 10, 4]);
        assert!(again.dataset.notes.iter().any(|note| note.contains("34 of 68 images")));
        assert!(!recipe(&["train=34"]).has_images_of(&recipe(&[])));
    }

    #[test]
    fn own_data_keep_their_counts_and_a_thinning_that_does_not_fit_names_its_field() {
        assert_eq!((bench(&[]).counts.as_slice(), bench(&[]).imbalance.as_str()), (&COUNTS[..], "none"));
        let checked = recipe(&["imbalance=counts:1,2"]).check().unwrap();
        let error = Bench::from_dataset(dataset(COUNTS), &checked, None, &|_| {}).unwrap_err().to_string();
        assert!(error.starts_with("imbalance: ") && error.contains("expected 3 counts"), "{error}");
    }

    #[test]
    fn inputs_are_bytes_scaled_as_the_recipe_says() {
        let inputs = |pixels: &str| {
            let bench = bench(&[&format!("pixels={pixels}")]);
            let mut out = vec![0.0; bench.dataset.parts.train.len() * 36];
            bench.gather(bench.dataset.parts.train.iter().copied(), &mut out);
            (f32::from(bench.dataset.pixels()[0]), out)
        };
        let (byte, unit) = inputs("0..1");
        assert!((unit[0] - byte / 255.0).abs() < 1e-6);
        assert!((inputs("-1..1").1[0] - (byte / 127.5 - 1.0)).abs() < 1e-5);
        let standard = inputs("standardised").1;
        let mean = standard.iter().sum::<f32>() / standard.len() as f32;
        let variance = standard.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / standard.len() as f32;
        assert!(mean.abs() < 1e-3 && (variance - 1.0).abs() < 1e-3, "{mean} {variance}");
    }

    #[test]
    fn changed_inputs_are_those_of_the_changed_image() {
        let mut settings = recipe(&["pixels=standardised"]);
        settings.set("augment=crop:2+shift:1+flip").unwrap();
        let bench = bench_of(dataset(COUNTS), &settings);
        let augment = &settings.check().unwrap().arms[0].settings.augment;
        for key in 0..40 {
            let (drawn, mut inputs) = (augment.draw(7, key), [0.0; 36]);
            bench.gather([3].into_iter(), &mut inputs);
            bench.change(&drawn, &mut inputs);
            let mut changed: Vec<u8> = bench.dataset.image(3).iter().copied().collect();
            drawn.apply(&mut changed, 6, &[0]);
            let mut expected = [0.0; 36];
            bench.scale.apply(&changed, &mut expected);
            assert_eq!(inputs, expected, "{key}");
        }
    }

    #[test]
    fn a_sample_keeps_the_shares_of_the_classes_and_at_least_one_of_each() {
        let set = dataset([400, 40, 4]);
        let sample = stratified(&set, &set.parts.train, 111, 7, "test");
        assert_eq!(set.class_counts(&sample), [100, 10, 1]);
        assert!(sample.is_sorted());
        assert_eq!(sample, stratified(&set, &set.parts.train, 111, 7, "test"));
        assert_ne!(sample, stratified(&set, &set.parts.train, 111, 8, "test"));
        assert_eq!(stratified(&set, &set.parts.train, 1000, 7, "test"), set.parts.train);
    }

    #[test]
    fn weights_would_be_about_one_within_a_tenth() {
        assert!(nearly_balanced(&[204, 208, 200]) && !nearly_balanced(&[90, 100]) && !nearly_balanced(&[]));
    }

    #[test]
    fn a_set_without_images_to_validate_on_is_refused() {
        let mut set = dataset(COUNTS);
        set.parts.validation.clear();
        let error =
            Bench::from_dataset(set, &recipe(&["valid=0"]).check().unwrap(), None, &|_| {}).unwrap_err();
        assert!(error.to_string().starts_with("valid: 0 leaves no image"), "{error}");
    }
}
