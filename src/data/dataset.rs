//! A data set: images kept as bytes, their targets, and how it splits.

use super::error::DataError;
use super::origin::Origin;
use super::targets::{DataTargets, Extra, Task};
use ndarray::{ArcArray, Array4, ArrayView3, Axis, Ix4, s};

/// One of the three uses an image may be put to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// To learn from.
    Train,
    /// For the panes while learning.
    Validation,
    /// For the final summary.
    Test,
}

impl Part {
    /// The part that a name in common use means, in letters of any case: `train`, `training_set`, `Validate`, `test-images`,
    /// `dev`. `None` where the name has words that say something else.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        let words = || name.split(['_', '-', '.', ' ']).filter(|word| !word.is_empty());
        let mut parts = words().filter_map(Self::of_word);
        let (first, second) = (parts.next(), parts.next());
        let plain = words().all(|word| BESIDE_PART.contains(&word) || Self::of_word(word).is_some());
        first.filter(|_| plain && second.is_none())
    }

    fn of_word(word: &str) -> Option<Self> {
        match word.strip_suffix("set").unwrap_or(word) {
            "train" | "training" | "trn" => Some(Self::Train),
            "val" | "valid" | "validate" | "validation" | "dev" | "development" => Some(Self::Validation),
            "test" | "testing" | "tst" | "eval" | "evaluation" | "holdout" => Some(Self::Test),
            _ => None,
        }
    }
}

/// Words beside the name of a part that say nothing of their own.
const BESIDE_PART: [&str; 10] =
    ["set", "split", "data", "dataset", "images", "image", "imgs", "img", "files", "folder"];

/// Which images belong to which part; indices into [`Dataset::images`], each in one part at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Images that may be learnt from.
    pub train: Vec<u32>,
    /// Images for the panes, never thinned, never learnt from.
    pub validation: Vec<u32>,
    /// Images for the final summary alone.
    pub test: Vec<u32>,
    /// Images from out of the domain: the OOD set. No model learns from them or is measured by them; their targets mean
    /// nothing.
    pub ood: Vec<u32>,
}

impl Parts {
    /// The parts of images whose uses are listed in the order of the images.
    pub fn of(uses: impl IntoIterator<Item = Part>) -> Self {
        let mut parts = Self::default();
        for (index, part) in (0..).zip(uses) {
            parts.get_mut(part).push(index);
        }
        parts
    }

    /// The images of one part.
    pub fn get_mut(&mut self, part: Part) -> &mut Vec<u32> {
        match part {
            Part::Train => &mut self.train,
            Part::Validation => &mut self.validation,
            Part::Test => &mut self.test,
        }
    }
}

/// Images with their targets.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// A short name for headers: the embedded set's name or the last part of the path.
    pub name: String,
    /// `[N, H, W, C]`, one byte a channel, C = 1 (grey) or 3 (RGB). Shared, so that a set thinned in another way
    /// costs no second copy.
    pub images: ArcArray<u8, Ix4>,
    /// The class of each image, `[N]`, each below `class_names.len()`; all 0 where [`Self::task`] knows no classes.
    pub labels: Vec<u16>,
    /// What each image should be answered with.
    pub targets: DataTargets,
    /// A name for every class (at least two), label or number.
    pub class_names: Vec<String>,
    /// Targets beside the main ones.
    pub extras: Vec<Extra>,
    /// How the set splits.
    pub parts: Parts,
    /// Where each image of [`Parts::ood`] came from, in the same order. Empty where that is not known.
    pub origins: Vec<Origin>,
    /// Which images belong together, such as those of one patient: a number for each, `[N]`. Empty: none do.
    pub groups: Vec<u32>,
    /// The file of each image, `[N]`, as a user would name it. Empty where images share files.
    pub files: Vec<String>,
    /// What a user should know of the loading: files passed over, sizes changed.
    pub notes: Vec<String>,
}

impl Dataset {
    /// Builds a set and checks what every other module relies on.
    ///
    /// # Errors
    /// If there is no image, fewer than two classes have images in the training set, lengths differ, a label
    /// is out of range, the channel count is neither 1 nor 3, or a part holds an index that does not exist.
    pub fn new(
        name: impl Into<String>,
        images: Array4<u8>,
        labels: Vec<u16>,
        class_names: Vec<String>,
        parts: Parts,
    ) -> Result<Self, DataError> {
        Self::build(name.into(), images, (labels, DataTargets::Labels), class_names, parts)
    }

    /// Builds a set of any task. Soft targets make the labels themselves: the largest share, the first of equals.
    ///
    /// # Errors
    /// As [`Self::new`], and if rows of targets are not one an image with one column a name, or cannot be.
    pub fn with_targets(
        name: impl Into<String>,
        images: Array4<u8>,
        targets: DataTargets,
        names: Vec<String>,
        parts: Parts,
    ) -> Result<Self, DataError> {
        let largest = |row: ndarray::ArrayView1<'_, f32>| {
            (1..row.len()).fold(0, |best, at| if row[at] > row[best] { at } else { best }) as u16
        };
        let labels = match &targets {
            DataTargets::Soft(rows) => rows.axis_iter(Axis(0)).map(largest).collect(),
            _ => vec![0; images.len_of(Axis(0))],
        };
        Self::build(name.into(), images, (labels, targets), names, parts)
    }

    fn build(
        name: String,
        images: Array4<u8>,
        (labels, targets): (Vec<u16>, DataTargets),
        class_names: Vec<String>,
        parts: Parts,
    ) -> Result<Self, DataError> {
        let images =
            if images.is_standard_layout() { images } else { images.as_standard_layout().into_owned() };
        let set = Self {
            name,
            images: images.into_shared(),
            labels,
            targets,
            class_names,
            extras: Vec::new(),
            parts,
            origins: Vec::new(),
            groups: Vec::new(),
            files: Vec::new(),
            notes: Vec::new(),
        };
        set.checked()
    }

    /// The same set, checked as the constructors do: for those that have added to it.
    ///
    /// # Errors
    /// As [`Self::with_targets`], and if extras, groups, files or origins are not one an image.
    pub fn checked(self) -> Result<Self, DataError> {
        self.check().map(|()| self)
    }

    fn check(&self) -> Result<(), DataError> {
        let wrong = |expected: String, found: String| Err(DataError::new(&self.name, expected, found));
        let (n, _, _, channels) = self.images.dim();
        if n == 0 || self.images.is_empty() {
            return wrong("at least one image".into(), "none".into());
        }
        if !matches!(channels, 1 | 3) {
            return wrong("1 or 3 channels".into(), format!("{channels}"));
        }
        if self.labels.len() != n {
            return wrong(format!("{n} labels, one an image"), format!("{}", self.labels.len()));
        }
        let classes = self.class_names.len();
        if let Some((row, label)) =
            self.labels.iter().enumerate().find(|(_, label)| usize::from(**label) >= classes)
        {
            return wrong(format!("labels below {classes}"), format!("{label} at image {row}"));
        }
        let parts = [&self.parts.train, &self.parts.validation, &self.parts.test, &self.parts.ood];
        if let Some(index) = parts.into_iter().flatten().find(|index| **index as usize >= n) {
            return wrong(format!("indices below {n}"), format!("{index}"));
        }
        let outside = self.parts.ood.len();
        let lengths = [
            (&self.groups.len(), n, "groups"),
            (&self.files.len(), n, "files"),
            (&self.origins.len(), outside, "origins"),
        ];
        if let Some((length, n, what)) = lengths.into_iter().find(|(length, n, _)| ![0, *n].contains(length))
        {
            return wrong(format!("{n} {what}, one an image"), length.to_string());
        }
        self.targets.check(&self.name, n, classes)?;
        for extra in &self.extras {
            extra.targets.check(&format!("{}, {}", self.name, extra.name), n, extra.names.len())?;
        }
        let classified = self.task() == Task::Classification;
        match self.class_counts(&self.parts.train).iter().filter(|count| **count > 0).count() {
            0 if !classified && self.parts.train.is_empty() => {
                wrong("images to learn from".into(), "none".into())
            }
            0 | 1 if classified => {
                Err(DataError::new(&self.name, "images of at least two classes", "one class")
                    .advise("give a set with one sub-folder or label a class"))
            }
            _ => Ok(()),
        }
    }

    /// Height, width and channels of every image.
    pub fn shape(&self) -> [usize; 3] {
        let (_, height, width, channels) = self.images.dim();
        [height, width, channels]
    }

    /// Which of the three tasks it is.
    pub fn task(&self) -> Task {
        self.targets.task()
    }

    /// The number of classes, K; of labels, or of numbers.
    pub fn classes(&self) -> usize {
        self.class_names.len()
    }

    /// One image, `[H, W, C]`.
    ///
    /// # Panics
    /// If the index is not below N.
    pub fn image(&self, index: u32) -> ArrayView3<'_, u8> {
        self.images.slice(s![index as usize, .., .., ..])
    }

    /// All bytes, image after image, each row after row, channels together.
    ///
    /// # Panics
    /// Never: the constructor takes the array in this order.
    pub fn pixels(&self) -> &[u8] {
        self.images.as_slice().unwrap_or_else(|| unreachable!("the constructor lays the images out in order"))
    }

    /// How many of the given images belong to each class, or have each label, `[K]`; of numbers all do.
    ///
    /// # Panics
    /// If an index is not below N.
    pub fn class_counts(&self, part: &[u32]) -> Vec<usize> {
        let mut counts = vec![0; self.classes()];
        for &index in part {
            match &self.targets {
                DataTargets::Labels | DataTargets::Soft(_) => {
                    counts[usize::from(self.labels[index as usize])] += 1;
                }
                DataTargets::MultiHot(rows) => {
                    counts
                        .iter_mut()
                        .zip(rows.row(index as usize))
                        .for_each(|(count, on)| *count += usize::from(*on > 0.0));
                }
                DataTargets::Values(_) => counts.iter_mut().for_each(|count| *count += 1),
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn set(labels: Vec<u16>, channels: usize, names: usize) -> Result<Dataset, DataError> {
        let images = Array4::zeros((3, 2, 2, channels));
        let names = (0..names).map(|k| format!("class {k}")).collect();
        let parts = Parts { train: vec![0, 1], validation: vec![2], ..Parts::default() };
        Dataset::new("toy", images, labels, names, parts)
    }

    #[test]
    fn a_sound_set_is_taken_and_counted() {
        let set = set(vec![0, 1, 1], 3, 2).unwrap();
        assert_eq!(set.shape(), [2, 2, 3]);
        assert_eq!(set.class_counts(&[0, 1, 2]), [1, 2]);
    }

    fn of(targets: DataTargets, names: &[&str]) -> Result<Dataset, DataError> {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let parts = Parts { train: vec![0, 1], validation: vec![2], ..Parts::default() };
        Dataset::with_targets("toy", Array4::zeros((3, 2, 2, 1)), targets, names, parts)
    }

    #[test]
    fn sets_of_every_task_are_taken_and_counted() {
        let several =
            of(DataTargets::MultiHot(array![[1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]), &["a", "b"]).unwrap();
        assert_eq!((several.task(), several.class_counts(&[0, 1, 2])), (Task::MultiLabel, vec![2, 1]));
        let soft = of(DataTargets::Soft(array![[0.7, 0.3], [0.2, 0.8], [0.5, 0.5]]), &["a", "b"]).unwrap();
        assert_eq!((soft.task(), soft.labels.as_slice()), (Task::Classification, &[0, 1, 0][..]));
        let values = of(DataTargets::Values(array![[7.5], [-1.0], [0.0]]), &["reading"]).unwrap();
        assert_eq!((values.task(), values.class_counts(&[0, 2])), (Task::Regression, vec![2]));
    }

    #[test]
    fn rows_that_cannot_be_are_refused_with_the_image() {
        for (targets, found) in [
            (
                DataTargets::MultiHot(array![[1.0], [0.5], [0.0]]),
                "0 or 1 for every label, found [0.5] at image 1",
            ),
            (DataTargets::Soft(array![[0.7], [1.0], [1.0]]), "sum to 1, found [0.7] at image 0"),
            (DataTargets::Values(array![[0.0], [0.0], [f32::NAN]]), "finite numbers, found [NaN] at image 2"),
            (DataTargets::Values(array![[0.0], [0.0]]), "targets of 3 images in 1 columns, found (2, 1)"),
        ] {
            let error = of(targets, &["a"]).unwrap_err().to_string();
            assert!(error.contains(found), "{error}");
        }
    }

    #[test]
    fn an_unsound_set_is_refused_with_what_was_found() {
        let message = |result: Result<Dataset, DataError>| result.unwrap_err().to_string();
        assert!(message(set(vec![0, 2, 1], 1, 2)).contains("labels below 2, found 2 at image 1"));
        assert!(message(set(vec![0, 1], 1, 2)).contains("3 labels"));
        assert!(message(set(vec![0, 1, 1], 2, 2)).contains("1 or 3 channels, found 2"));
        assert!(message(set(vec![1, 1, 1], 1, 2)).contains("at least two classes"));
    }
}
