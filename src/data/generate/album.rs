//! What every drawn set shares: its images are drawn on all threads, each from a random stream of its own.

use super::DrawRequest;
use super::dice::Dice;
use crate::base::random::stream;
use crate::data::{DataError, OnProgress, Parts, Progress};
use ndarray::Array4;
use rayon::prelude::*;
use std::sync::{Mutex, PoisonError};

/// Reports while a set is drawn. A thread's unit of work lies between two.
const REPORTS: usize = 120;

impl DrawRequest<'_> {
    /// Draws `total` images, `[total, H, W, C]`, and gathers what is known of each, in their order.
    ///
    /// `draw` gets what a thread uses again for image after image, as `tools` made it, the image's own dice, and
    /// the image's index with its bytes, which are 0. Neither the number of threads nor another image changes it.
    ///
    /// # Errors
    /// Never: there is a byte for every pixel.
    pub(super) fn images<T, A: Send>(
        &self,
        (total, progress): (usize, OnProgress<'_>),
        tools: impl Fn() -> T + Sync,
        draw: impl Fn(&mut T, &mut Dice, (usize, &mut [u8])) -> A + Sync,
    ) -> Result<(Array4<u8>, Vec<A>), DataError> {
        let (name, [height, width, channels]) = (self.set.set.name, self.set.set.shape);
        let size = height * width * channels;
        let batch = total.div_ceil(REPORTS).max(1);
        let what = format!("drawing {name}");
        let done = Mutex::new(0);
        let one_batch = |(at, pixels): (usize, &mut [u8])| {
            let mut tools = tools();
            let one = |(index, image)| {
                let mut dice = Dice::new(stream(self.seed, name, index as u64));
                draw(&mut tools, &mut dice, (index, image))
            };
            let known: Vec<A> = (at * batch..).zip(pixels.chunks_exact_mut(size)).map(one).collect();
            // Reported under the lock, so that the numbers arrive in order.
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            *done += known.len();
            progress(Progress { what: &what, done: *done, total });
            known
        };
        let mut pixels = vec![0; total * size];
        let known: Vec<Vec<A>> = pixels.par_chunks_mut(batch * size).enumerate().map(one_batch).collect();
        let images = Array4::from_shape_vec((total, height, width, channels), pixels)
            .map_err(|error| DataError::new(name, "a byte for every pixel", error.to_string()))?;
        Ok((images, known.into_iter().flatten().collect()))
    }
}

/// Parts of these sizes, one after the other.
pub(super) fn parts_in_order([train, validation, test]: [usize; 3]) -> Parts {
    let range = |from: usize, count: usize| (from as u32..(from + count) as u32).collect();
    Parts {
        train: range(0, train),
        validation: range(train, validation),
        test: range(train + validation, test),
        ..Parts::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::generate::{EMBEDDED, LoadOptions, find};

    #[test]
    fn every_set_has_the_same_bytes_whatever_the_number_of_threads() {
        for set in EMBEDDED {
            let drawn = |threads: usize| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                let chosen = find(set.name).unwrap().unwrap();
                pool.install(|| chosen.draw(7, &LoadOptions::default(), &|_| {}).unwrap())
            };
            let (one, three) = (drawn(1), drawn(3));
            assert_eq!((one.shape(), one.name.as_str()), (set.shape, set.name));
            assert!(one.pixels() == three.pixels(), "{}", set.name);
            assert_eq!((one.labels, one.targets, one.extras), (three.labels, three.targets, three.extras));
        }
    }

    #[test]
    fn parts_follow_one_another() {
        let parts = parts_in_order([2, 1, 3]);
        assert_eq!((parts.train, parts.validation, parts.test), (vec![0, 1], vec![2], vec![3, 4, 5]));
    }
}
