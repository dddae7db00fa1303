//! Some of the images of a set, with all that belongs to them.

use super::{DataError, DataTargets, Dataset, Parts};
use ndarray::Array4;

impl Dataset {
    /// Keeps the images at `kept` (ascending) and drops the others, within the memory that holds them.
    ///
    /// Classes keep their numbers. The result is not checked: see [`Dataset::checked`].
    ///
    /// # Errors
    /// Never for indices below N in ascending order.
    pub(super) fn keep_images(self, kept: &[usize]) -> Result<Self, DataError> {
        if kept.len() == self.labels.len() {
            return Ok(self);
        }
        let [height, width, channels] = self.shape();
        let bytes = height * width * channels;
        let mut pixels = self.images.into_owned().into_raw_vec_and_offset().0;
        for (to, from) in kept.iter().enumerate() {
            pixels.copy_within(from * bytes..(from + 1) * bytes, to * bytes);
        }
        pixels.truncate(kept.len() * bytes);
        pixels.shrink_to_fit();
        let images = Array4::from_shape_vec((kept.len(), height, width, channels), pixels)
            .map_err(|error| DataError::new(&self.name, "images of one shape", error.to_string()))?;
        let mut extras = self.extras;
        extras.iter_mut().for_each(|extra| extra.targets = extra.targets.select(kept));
        let fate = fate(self.labels.len(), kept);
        let tray = self.parts.ood.iter().zip(self.origins);
        let origins = tray.filter(|(index, _)| fate[**index as usize].is_some()).map(|(_, origin)| origin);
        Ok(Self {
            images: images.into_shared(),
            labels: of(&self.labels, kept),
            targets: self.targets.select(kept),
            groups: of(&self.groups, kept),
            files: of(&self.files, kept),
            origins: origins.collect(),
            parts: follow(&self.parts, &fate),
            extras,
            ..self
        })
    }
}

/// Those of a list that may be empty.
fn of<T: Clone>(all: &[T], kept: &[usize]) -> Vec<T> {
    if all.is_empty() { Vec::new() } else { kept.iter().map(|index| all[*index].clone()).collect() }
}

/// The new index of every one of `n` images, where it has one.
fn fate(n: usize, kept: &[usize]) -> Vec<Option<u32>> {
    let mut fate = vec![None; n];
    (0..).zip(kept).for_each(|(new, old)| fate[*old] = Some(new));
    fate
}

fn follow(parts: &Parts, fate: &[Option<u32>]) -> Parts {
    let of = |part: &[u32]| part.iter().filter_map(|index| fate[*index as usize]).collect();
    Parts {
        train: of(&parts.train),
        validation: of(&parts.validation),
        test: of(&parts.test),
        ood: of(&parts.ood),
    }
}

impl DataTargets {
    /// The same targets with some of their outputs, in the order of `kept`; shares are brought back to a sum of 1.
    ///
    /// # Panics
    /// If there is no such output.
    #[must_use]
    pub(super) fn select_outputs(&self, kept: &[usize]) -> Self {
        // A selection of columns lies column by column; rows of targets are read as slices.
        let of = |rows: &ndarray::Array2<f32>| {
            rows.select(ndarray::Axis(1), kept).as_standard_layout().into_owned()
        };
        match self {
            Self::Labels => Self::Labels,
            Self::MultiHot(rows) => Self::MultiHot(of(rows)),
            Self::Values(rows) => Self::Values(of(rows)),
            Self::Soft(rows) => {
                let mut rows = of(rows);
                for mut row in rows.rows_mut() {
                    let sum = row.sum();
                    let even = 1.0 / row.len() as f32;
                    row.mapv_inplace(|share| if sum > 0.0 { share / sum } else { even });
                }
                Self::Soft(rows)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Extra, Origin};
    use ndarray::array;

    #[test]
    fn all_that_belongs_to_an_image_goes_with_it() {
        let images = Array4::from_shape_fn((4, 1, 2, 1), |(index, ..)| index as u8);
        let targets = DataTargets::MultiHot(array![[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]);
        let parts = Parts { train: vec![0, 2], test: vec![1], ood: vec![3], ..Parts::default() };
        let names = ["a", "b"].map(str::to_owned).to_vec();
        let mut set = Dataset::with_targets("toy", images, targets, names, parts).unwrap();
        set.extras = vec![Extra {
            name: "numbers".to_owned(),
            names: vec!["x".to_owned()],
            targets: DataTargets::Values(array![[0.0], [1.0], [2.0], [3.0]]),
        }];
        (set.groups, set.files) = (vec![9, 8, 7, 6], ["0", "1", "2", "3"].map(str::to_owned).to_vec());
        set.origins = vec![Origin::Noise];
        let set = set.keep_images(&[1, 2, 3]).unwrap().checked().unwrap();
        assert_eq!(set.pixels(), [1, 1, 2, 2, 3, 3]);
        assert_eq!(set.targets.rows().unwrap().column(0).to_vec(), [0.0, 1.0, 0.0]);
        assert_eq!(set.extras[0].targets, DataTargets::Values(array![[1.0], [2.0], [3.0]]));
        assert_eq!((set.groups, set.files.concat()), (vec![8, 7, 6], "123".to_owned()));
        assert_eq!((set.parts.train, set.parts.test, set.parts.ood), (vec![1], vec![0], vec![2]));
        assert_eq!(set.origins, [Origin::Noise]);
    }

    #[test]
    fn shares_of_some_classes_sum_to_one_again() {
        let soft = DataTargets::Soft(array![[0.5, 0.25, 0.25], [1.0, 0.0, 0.0]]);
        assert_eq!(soft.select_outputs(&[1, 2]), DataTargets::Soft(array![[0.5, 0.5], [0.5, 0.5]]));
    }
}
