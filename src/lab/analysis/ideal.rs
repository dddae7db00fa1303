//! What an ideal model would do in an arm's place: one whose scores are normal and as far apart as the arm's were measured
//! to be, that was taught with the arm's weight on a class.

use super::one_vs_rest::OneVsRest;
use crate::lab::bench::Bench;
use crate::metrics::Binormal;
use crate::metrics::binormal::Operation;

/// The ideal model of one arm and one class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ideal {
    /// The separation that was measured, and the training images of all others for one of the class.
    pub scores: Binormal,
    /// How many times the class counts beside the others: its weight times what the sampler does.
    pub weight: f64,
}

impl Ideal {
    /// That of an arm's answers on a class and of the prior it was taught, `[K]`. `None` where either tells nothing apart.
    pub fn of(found: &OneVsRest, bench: &Bench, class: usize, taught: &[f64]) -> Option<Self> {
        let odds = |prior: &[f64]| {
            let own = *prior.get(class)?;
            Some(own / (1.0 - own)).filter(|odds| *odds > 0.0 && odds.is_finite())
        };
        let (own, taught) = (odds(&bench.prior())?, odds(taught)?);
        let separation = found.separation.filter(|separation| *separation > 0.0)?;
        Some(Self { scores: Binormal { separation, ratio: 1.0 / own }, weight: taught / own })
    }

    /// What it does where the class is called from a probability on: the lower, the more the class weighs.
    pub fn called_from(&self, p: f64) -> Operation {
        self.scores.weighted(self.weight * (1.0 - p) / p)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::analysis::calibrate::prior_taught;
    use crate::lab::fixtures::{Recorder, trainer_with};
    use crate::lab::record::history::History;

    /// The weight of class 2 in an arm with these settings.
    fn weight(settings: &[&str]) -> f64 {
        let mut trainer = trainer_with(settings);
        let mut history = History::default();
        Recorder::record(&mut trainer, &[]).events.iter().for_each(|event| history.apply(event));
        let predictions = history.latest.as_ref().unwrap().predictions.clone().unwrap();
        let taught = prior_taught(&history, &trainer.bench).unwrap();
        let found = OneVsRest::of(&predictions, &trainer.bench, 2).unwrap();
        let ideal = Ideal::of(&found, &trainer.bench, 2, &taught).unwrap();
        assert_eq!(Some(ideal.scores.separation), found.separation);
        ideal.weight
    }

    #[test]
    fn the_weight_is_that_of_the_class_times_what_the_sampler_does() {
        assert!((weight(&["epochs=3"]) - 1.0).abs() < 1e-9);
        assert!((weight(&["epochs=3", "weights=manual:1,1,20"]) - 20.0).abs() < 1e-4);
        let drawn = weight(&["epochs=3", "sampler=class-balanced"]);
        let both = weight(&["epochs=3", "sampler=class-balanced", "weights=manual:1,1,20"]);
        assert!(drawn > 1.01 && (both / drawn - 20.0).abs() < 1e-3, "{drawn} {both}");
    }

    /// Found of 100 infected, and called of 100,000 healthy, three standard deviations apart.
    #[test]
    fn a_weight_and_the_threshold_that_stands_for_it_are_one() {
        let scores = Binormal { separation: 3.0, ratio: 1000.0 };
        let weighted = Ideal { scores, weight: 1000.0 }.called_from(0.5);
        assert!((weighted.recall - 0.933).abs() < 5e-4 && (weighted.alarms - 0.06681).abs() < 5e-6);
        let lowered = Ideal { scores, weight: 1.0 }.called_from(1.0 / 1001.0);
        assert!((weighted.recall - lowered.recall).abs() < 1e-9);
        let plain = Ideal { scores, weight: 1.0 }.called_from(0.5);
        assert!((plain.recall - 0.211).abs() < 5e-4 && (plain.alarms * 1e5 - 7.0).abs() < 0.5);
    }

    #[test]
    fn a_prior_without_the_class_or_with_nothing_else_has_no_ideal() {
        let mut trainer = trainer_with(&[]);
        let predictions = trainer.evaluate().predictions.unwrap();
        let found = OneVsRest::of(&predictions, &trainer.bench, 2).unwrap();
        for taught in [&[0.5, 0.5, 0.0][..], &[0.0, 0.0, 1.0], &[0.5, 0.5]] {
            assert_eq!(Ideal::of(&found, &trainer.bench, 2, taught), None);
        }
    }
}
