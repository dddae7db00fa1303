//! What the scores of one class against all others can do, whatever the threshold.

use crate::lab::analysis::finding::subject::Subject;
use crate::lab::recipe::metric::{Metric, OfScores};
use crate::metrics::binormal::{Operation, separation};
use crate::metrics::ranking::{average_precision, roc_auc};
use crate::metrics::{Binary, Binormal};
use std::rc::Rc;

/// Measures one of them; `None` where it is not defined or was not measured.
pub(super) fn measure(of: OfScores, subject: &Subject<'_>, metric: &Metric) -> Option<f64> {
    match of {
        OfScores::Auroc => Scores::of(subject, metric)?.ranked(roc_auc),
        OfScores::AveragePrecision => Scores::of(subject, metric)?.ranked(average_precision),
        OfScores::Separation => Scores::of(subject, metric)?.ranked(separation),
        OfScores::MiddleOdds => Scores::of(subject, metric)?.middle(),
        OfScores::MeanProbability => {
            let Scores { odds, .. } = Scores::of(subject, metric)?;
            let lowered = metric.number("weight")?.ln();
            let sum: f64 = odds.iter().map(|odds| 1.0 / (1.0 + (lowered - odds).exp())).sum();
            Some(sum / odds.len() as f64)
        }
        OfScores::RecallAt => Scores::of(subject, metric)?.at(metric)?.recall(),
        OfScores::AlarmsAt => alarms(&Scores::of(subject, metric)?.at(metric)?),
        OfScores::BeyondRecall => {
            let scores = Scores::of(subject, metric)?;
            Some(scores.above(0.0).recall()? - scores.ideal(metric)?.recall)
        }
        OfScores::BeyondAlarms => {
            let scores = Scores::of(subject, metric)?;
            Some(alarms(&scores.above(0.0))? - scores.ideal(metric)?.alarms)
        }
    }
}

fn alarms(counts: &Binary) -> Option<f64> {
    let others = counts.false_positives + counts.true_negatives;
    (others > 0).then(|| counts.false_positives as f64 / others as f64)
}

/// The log-odds of one class on every image, with whether it is of the class.
struct Scores {
    odds: Rc<[f64]>,
    positive: Vec<bool>,
    /// Training images of the other classes for one of this.
    ratio: f64,
}

impl Scores {
    /// `None` where the loss declares no probabilities, and of a class that is not there.
    fn of(subject: &Subject<'_>, metric: &Metric) -> Option<Self> {
        let class = subject.class(metric)?;
        let odds = subject.log_odds(class)?;
        let counts = &subject.bench.counts;
        let others = counts.iter().sum::<usize>() - counts[class];
        let positive = subject.labels()?.into_iter().map(|label| label == class).collect();
        Some(Self { odds, positive, ratio: others as f64 / counts[class] as f64 })
    }

    fn ranked(&self, by: fn(&[f64], &[bool]) -> Option<f64>) -> Option<f64> {
        by(&self.odds, &self.positive)
    }

    /// The mean of the two means.
    fn middle(&self) -> Option<f64> {
        let mean = |wanted: bool| {
            let of = self.odds.iter().zip(&self.positive).filter(|(_, is)| **is == wanted);
            let odds: Vec<f64> = of.map(|(odds, _)| *odds).collect();
            (!odds.is_empty()).then(|| odds.iter().sum::<f64>() / odds.len() as f64)
        };
        Some(0.5 * (mean(true)? + mean(false)?))
    }

    /// What becomes of all images if those with these log-odds or more are called.
    fn above(&self, threshold: f64) -> Binary {
        let mut counts = Binary::default();
        let called = self.odds.iter().map(|odds| *odds >= threshold);
        called.zip(&self.positive).for_each(|(called, is)| counts.record(*is, called));
        counts
    }

    fn at(&self, metric: &Metric) -> Option<Binary> {
        let threshold = metric.number("threshold")?;
        Some(self.above((threshold / (1.0 - threshold)).ln()))
    }

    /// What an ideal model of the measured separation would do under a weight.
    fn ideal(&self, metric: &Metric) -> Option<Operation> {
        let separation = self.ranked(separation)?;
        Some(Binormal { separation, ratio: self.ratio }.weighted(metric.number("weight")?))
    }
}
