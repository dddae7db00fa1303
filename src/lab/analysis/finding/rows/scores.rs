//! What the scores of one class against all others can do, whatever the threshold.

use crate::lab::analysis::finding::metric::{Metric, MetricRow};
use crate::lab::analysis::finding::subject::Subject;
use crate::metrics::binormal::{Operation, separation};
use crate::metrics::ranking::{average_precision, roc_auc};
use crate::metrics::{Binary, Binormal};
use std::rc::Rc;

pub(super) const AUROC: MetricRow = MetricRow {
    name: "auroc",
    takes: &["class"],
    summary: "The chance that a picture of the class scores above another; one half tells nothing.",
    measure: |subject, metric| Scores::of(subject, metric)?.ranked(roc_auc),
};

pub(super) const AVERAGE_PRECISION: MetricRow = MetricRow {
    name: "average-precision",
    takes: &["class"],
    summary: "The mean precision over the pictures of the class; its share of all pictures tells nothing.",
    measure: |subject, metric| Scores::of(subject, metric)?.ranked(average_precision),
};

pub(super) const SEPARATION: MetricRow = MetricRow {
    name: "separation",
    takes: &["class"],
    summary: "The distance of the class's mean log-odds from that of the others, in standard deviations (d').",
    measure: |subject, metric| Scores::of(subject, metric)?.ranked(separation),
};

pub(super) const MIDDLE_ODDS: MetricRow = MetricRow {
    name: "middle-odds",
    takes: &["class"],
    summary: "The log-odds half-way between the means of the class and of the others: ln(prior odds) + ln(weight) for an \
              ideal model.",
    measure: |subject, metric| Scores::of(subject, metric)?.middle(),
};

pub(super) const MEAN_PROBABILITY: MetricRow = MetricRow {
    name: "mean-probability",
    takes: &["class", "weight"],
    summary: "The mean probability of the class once the log-odds are lowered by ln(weight); 1 leaves them.",
    measure: |subject, metric| {
        let Scores { odds, .. } = Scores::of(subject, metric)?;
        let lowered = metric.number("weight")?.ln();
        let sum: f64 = odds.iter().map(|odds| 1.0 / (1.0 + (lowered - odds).exp())).sum();
        Some(sum / odds.len() as f64)
    },
};

pub(super) const RECALL_AT: MetricRow = MetricRow {
    name: "recall-at",
    takes: &["class", "threshold"],
    summary: "The recall of the class where it is called from this probability on.",
    measure: |subject, metric| Scores::of(subject, metric)?.at(metric)?.recall(),
};

pub(super) const ALARMS_AT: MetricRow = MetricRow {
    name: "alarms-at",
    takes: &["class", "threshold"],
    summary: "The share of the others that are called, too, from this probability on.",
    measure: |subject, metric| alarms(&Scores::of(subject, metric)?.at(metric)?),
};

pub(super) const BEYOND_RECALL: MetricRow = MetricRow {
    name: "recall-beyond-ideal",
    takes: &["class", "weight"],
    summary: "Recall at one half less that of an ideal model of the same separation and this weight.",
    measure: |subject, metric| {
        let scores = Scores::of(subject, metric)?;
        Some(scores.above(0.0).recall()? - scores.ideal(metric)?.recall)
    },
};

pub(super) const BEYOND_ALARMS: MetricRow = MetricRow {
    name: "alarms-beyond-ideal",
    takes: &["class", "weight"],
    summary: "The share of false alarms at one half less that of an ideal model of the same separation and this weight.",
    measure: |subject, metric| {
        let scores = Scores::of(subject, metric)?;
        Some(alarms(&scores.above(0.0))? - scores.ideal(metric)?.alarms)
    },
};

fn alarms(counts: &Binary) -> Option<f64> {
    let others = counts.false_positives + counts.true_negatives;
    (others > 0).then(|| counts.false_positives as f64 / others as f64)
}

/// The log-odds of one class on every picture, with whether it is of the class.
struct Scores {
    odds: Rc<[f64]>,
    positive: Vec<bool>,
    /// Training pictures of the other classes for one of this.
    ratio: f64,
}

impl Scores {
    /// `None` where the loss declares no probabilities, and of a class that is not there.
    fn of(subject: &Subject<'_>, metric: &Metric) -> Option<Self> {
        let class = metric.class("class", subject)?;
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

    /// What becomes of all pictures if those with these log-odds or more are called.
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
