//! What each layer of a network knows, measured once on a copy.

use super::depths;
use super::features::{self, Features};
use super::probe::{self, Labelled};
use crate::base::random;
use crate::lab::bench::Bench;
use crate::lab::learn::predict::argmax;
use crate::lab::record::sheets::{Cloud, Examination, LayerProbe};
use crate::metrics::Principal;
use crate::nn::Network;
use std::sync::Arc;

/// Images that a probe learns from, and images that it is measured on, at most.
const SAMPLE: usize = 2000;

/// A copy of a network, and what it is examined with.
#[derive(Clone, Debug)]
pub struct ProbeSubject {
    /// The copy.
    pub network: Network,
    /// The data.
    pub bench: Arc<Bench>,
    /// The recipe's seed.
    pub seed: u64,
    /// Optimiser steps done when it was copied.
    pub step: u64,
}

impl ProbeSubject {
    /// Measures every layer. Costs from a second for small networks to a few for convolutions; `None` if `cancelled` said so.
    pub fn examine(&self, cancelled: &dyn Fn() -> bool) -> Option<Examination> {
        let parts = &self.bench.dataset.parts;
        let train = balanced(&self.bench, SAMPLE, self.seed);
        let test = sample(&parts.validation, SAMPLE, self.seed);
        let layers: Option<Vec<LayerProbe>> =
            depths(&self.network).map(|depth| self.probe(depth, &train, &test, cancelled)).collect();
        Some(Examination {
            step: self.step,
            learnt_from: train.len() as u64,
            measured_on: test.len() as u64,
            layers: layers?,
            own: self.own(&test),
            cloud: self.cloud(&test),
        })
    }

    fn labels(&self, images: &[u32]) -> Vec<u16> {
        images.iter().map(|index| self.bench.dataset.labels[*index as usize]).collect()
    }

    fn probe(
        &self,
        depth: usize,
        train: &[u32],
        test: &[u32],
        cancelled: &dyn Fn() -> bool,
    ) -> Option<LayerProbe> {
        let known = features::of(&self.network, depth, &self.bench, train);
        let new = features::of(&self.network, depth, &self.bench, test);
        let Features { layer, outputs, values } = known;
        let read = values.ncols();
        let known = Labelled { features: values, labels: self.labels(train) };
        let new = Labelled { features: new.values, labels: self.labels(test) };
        let right = probe::right(known, new, self.bench.dataset.classes(), self.seed, cancelled)?;
        Some(LayerProbe { layer, outputs, read, right })
    }

    fn own(&self, test: &[u32]) -> u64 {
        let logits = features::of(&self.network, self.network.layers().len(), &self.bench, test).values;
        let predicted = logits.rows().into_iter().map(|row| argmax(row.iter().copied()));
        predicted.zip(self.labels(test)).filter(|(predicted, truth)| predicted == truth).count() as u64
    }

    fn cloud(&self, test: &[u32]) -> Option<Cloud> {
        let hidden = depths(&self.network).filter(|depth| *depth < self.network.layers().len());
        let last = hidden.last().unwrap_or(0);
        let Features { layer, values, .. } = features::of(&self.network, last, &self.bench, test);
        Some(Cloud { layer, classes: self.labels(test), plane: Principal::of(&values)? })
    }
}

/// This many images of a part at most, chosen by the seed.
fn sample(part: &[u32], most: usize, seed: u64) -> Vec<u32> {
    let mut chosen = part.to_vec();
    random::shuffle(&mut random::stream(seed, "examined", 0), &mut chosen);
    chosen.truncate(most);
    chosen.sort_unstable();
    chosen
}

/// Images of the thinned training set, as many of each class where it has them: what is common must not crowd out
/// what is rare.
fn balanced(bench: &Bench, most: usize, seed: u64) -> Vec<u32> {
    let labels = &bench.dataset.labels;
    let of_class = |class: usize| -> Vec<u32> {
        let train = bench.dataset.parts.train.iter().copied();
        train.filter(|index| usize::from(labels[*index as usize]) == class).collect()
    };
    let share = most / bench.dataset.classes().max(1);
    let mut chosen: Vec<u32> =
        (0..bench.dataset.classes()).flat_map(|class| sample(&of_class(class), share.max(1), seed)).collect();
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixtures::{COUNTS, trainer_with};

    fn examine(settings: &[&str]) -> Examination {
        let mut trainer = trainer_with(settings);
        for _ in 0..15 {
            trainer.advance().unwrap();
        }
        trainer.subject().examine(&|| false).unwrap()
    }

    #[test]
    fn every_layer_is_measured_the_pixels_first() {
        let found = examine(&["model=mlp:12,5"]);
        let names: Vec<(&str, usize)> =
            found.layers.iter().map(|probe| (probe.layer.as_str(), probe.outputs)).collect();
        assert_eq!(names, [("pixels", 36), ("dense1", 12), ("dense2", 5), ("output", 3)]);
        assert_eq!(
            (found.step, found.learnt_from, found.measured_on),
            (15, COUNTS.iter().sum::<usize>() as u64, 30)
        );
        let (share, interval) = found.accuracy(found.layers[0].right).unwrap();
        assert!(share > 0.5 && interval.contains(share), "bands are easy: {share}");
        let cloud = found.cloud.unwrap();
        assert_eq!((cloud.layer.as_str(), cloud.plane.points.len(), cloud.classes.len()), ("dense2", 30, 30));
    }

    #[test]
    fn dropout_which_changes_nothing_here_is_passed_over() {
        let found = examine(&["model=mlp:12,5,dropout=0.5"]);
        let names: Vec<&str> = found.layers.iter().map(|probe| probe.layer.as_str()).collect();
        assert_eq!(names, ["pixels", "dense1", "dense2", "output"]);
        assert_eq!(found.cloud.unwrap().layer, "dense2");
    }

    #[test]
    fn a_linear_model_lays_out_its_pixels() {
        let found = examine(&["model=linear"]);
        assert_eq!(found.cloud.as_ref().map(|cloud| cloud.layer.as_str()), Some("pixels"));
        assert_eq!(found.layers.len(), 2);
    }

    #[test]
    fn the_plane_shows_the_images_that_the_probes_are_measured_on() {
        let mut subject = trainer_with(&["model=mlp:5"]).subject();
        Arc::get_mut(&mut subject.bench).unwrap().probe.truncate(4);
        let found = subject.examine(&|| false).unwrap();
        let cloud = found.cloud.unwrap();
        assert_eq!((found.measured_on, cloud.plane.points.len()), (30, 30));
        assert_eq!(cloud.classes.iter().filter(|class| **class == 2).count(), 10);
    }

    #[test]
    fn the_same_copy_gives_the_same_numbers_and_training_does_not_notice() {
        assert_eq!(examine(&["model=mlp:12"]), examine(&["model=mlp:12"]));
        let (mut alone, mut watched) = (trainer_with(&[]), trainer_with(&[]));
        for _ in 0..5 {
            watched.subject().examine(&|| false);
            assert_eq!(alone.advance().unwrap(), watched.advance().unwrap());
        }
    }

    #[test]
    fn the_sample_is_as_even_as_the_classes_allow() {
        let trainer = trainer_with(&[]);
        let chosen = balanced(&trainer.bench, 36, 7);
        assert_eq!(trainer.bench.dataset.class_counts(&chosen), [12, 12, 8]);
        assert!(chosen.is_sorted() && sample(&chosen, 10, 7).len() == 10);
    }
}
