//! Where the images of an arm are on the axis of a shape, and how large their gradients are.

use super::{ShapeSubject, Side};
use crate::data::Task;
use crate::lab::bench::Bench;
use crate::lab::record::predictions::Predictions;
use crate::loss::catalogue::TargetKind;
use crate::loss::{Context, Link, Loss, ProbabilityMap, Target, prior, stable};

/// Bins of a histogram.
pub const BINS: usize = 20;

/// The ends of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AxisSpan {
    /// The left end.
    pub low: f64,
    /// The right end.
    pub high: f64,
}

impl AxisSpan {
    /// Probabilities.
    pub const UNIT: Self = Self { low: 0.0, high: 1.0 };

    /// Numbers up to `reach` away from 0; up to 1 where that is no length.
    pub fn around(reach: f64) -> Self {
        let reach = Some(reach).filter(|reach| reach.is_finite() && *reach > 0.0).unwrap_or(1.0);
        Self { low: -reach, high: reach }
    }

    /// The bin of a value; beyond an end, the last one there.
    pub fn bin(self, x: f64) -> usize {
        let place = (x - self.low) / (self.high - self.low) * BINS as f64;
        (place.max(0.0) as usize).min(BINS - 1)
    }

    /// Where a share of the way from left to right is.
    pub fn at(self, share: f64) -> f64 {
        self.low + (self.high - self.low) * share
    }

    /// The middle of a bin.
    pub fn middle(self, bin: usize) -> f64 {
        self.at((bin as f64 + 0.5) / BINS as f64)
    }
}

/// The samples in one bin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// How many.
    pub samples: u64,
    /// The sum of their `|dL/dz|` at the output of the truth, class weights and priors with it; `None` where the loss needs
    /// a teacher.
    pub gradient_size: Option<f64>,
}

/// What is known of one sample: its place on the axis and the size of its gradient.
struct Place {
    x: f64,
    gradient_size: Option<f64>,
}

/// The samples of a subject among predictions, in [`BINS`] bins; `weights` are the class weights in force, `[K]`.
pub fn spread(
    predictions: &Predictions,
    bench: &Bench,
    (loss, weights): (&Loss, &[f32]),
    subject: ShapeSubject,
    span: AxisSpan,
) -> Vec<Bin> {
    let ask = Ask {
        bench,
        loss,
        weights,
        log_prior: prior::log_prior(&bench.counts),
        margins: loss.margins(&bench.counts),
        subject,
    };
    let mut bins = vec![Bin { samples: 0, gradient_size: Some(0.0) }; BINS];
    let mut count = |place: Place| {
        if place.x.is_finite() {
            let bin = &mut bins[span.bin(place.x)];
            bin.samples += 1;
            bin.gradient_size =
                bin.gradient_size.zip(place.gradient_size).map(|(sum, gradient_size)| sum + gradient_size);
        }
    };
    // Thousands of images a frame: nothing is allocated for each.
    let logits = predictions.logits.as_standard_layout();
    let mut gradient = vec![0.0; logits.ncols()];
    for (row, &image) in logits.rows().into_iter().zip(&predictions.indices) {
        if let Some(outputs) = row.to_slice() {
            ask.places(outputs, image as usize, &mut gradient, &mut count);
        }
    }
    bins
}

/// What every sample is asked.
struct Ask<'a> {
    bench: &'a Bench,
    loss: &'a Loss,
    weights: &'a [f32],
    log_prior: Vec<f32>,
    margins: Vec<f32>,
    subject: ShapeSubject,
}

impl Ask<'_> {
    /// The places of one image: that of its class, or of each output that the subject holds.
    fn places(&self, outputs: &[f32], at: usize, gradient: &mut [f32], each: &mut dyn FnMut(Place)) {
        let set = &self.bench.dataset;
        let is_subject = |column: &usize| self.subject.of.is_none_or(|of| of == *column);
        let columns = || (0..outputs.len()).filter(is_subject);
        let truth = usize::from(set.labels[at]);
        let rows = set.targets.rows().map(|rows| rows.row(at));
        let row = rows.as_ref().and_then(ndarray::ArrayBase::to_slice);
        if set.task() == Task::Classification && !is_subject(&truth) {
            return;
        }
        let known = self.gradient(outputs, truth, row, gradient);
        let gradient_size = |output: usize| known.then(|| f64::from(gradient[output].abs()));
        match (set.task(), row) {
            (Task::Classification, _) => {
                // Of thresholds, the one just below the truth, or the lowest.
                let output = truth.min(outputs.len() - 1);
                each(Place { x: self.probability(outputs, truth), gradient_size: gradient_size(output) });
            }
            (Task::MultiLabel, Some(row)) => {
                let on = |column: &usize| (row[*column] > 0.0) == (self.subject.side == Side::On);
                let x = |column: usize| f64::from(stable::sigmoid(outputs[column]));
                columns()
                    .filter(on)
                    .for_each(|column| each(Place { x: x(column), gradient_size: gradient_size(column) }));
            }
            (Task::Regression, Some(row)) => {
                let link: Link = self.loss.link();
                let residual = |column: usize| f64::from(link.value(outputs[column]) - row[column]);
                columns().for_each(|column| {
                    each(Place { x: residual(column), gradient_size: gradient_size(column) });
                });
            }
            _ => {}
        }
    }

    /// The probability of the truth; of scores, the sigmoid of the lead over the strongest rival; of sigmoids, that of the
    /// truth for itself. Not a number where the output is the number of a class.
    fn probability(&self, outputs: &[f32], truth: usize) -> f64 {
        match self.loss.probability_map() {
            ProbabilityMap::Numbered(_) => f64::NAN,
            ProbabilityMap::NormalisedSigmoid => f64::from(stable::sigmoid(outputs[truth])),
            map => map.log_probability(outputs, truth).map_or_else(
                || {
                    let others = outputs.iter().enumerate().filter(|(class, _)| *class != truth);
                    let rival = others.map(|(_, z)| *z).fold(f32::NEG_INFINITY, f32::max);
                    f64::from(stable::sigmoid(outputs[truth] - rival))
                },
                |log| f64::from(log).exp(),
            ),
        }
    }

    /// Writes the gradient of one image, and says whether there is one.
    fn gradient(&self, outputs: &[f32], label: usize, row: Option<&[f32]>, gradient: &mut [f32]) -> bool {
        let classes = self.bench.dataset.task() == Task::Classification;
        let target = match row {
            _ if self.loss.takes(TargetKind::Teacher) => return false,
            Some(row) if !classes || self.loss.takes(TargetKind::Distribution) => Target::Row(row),
            _ => Target::Label(label),
        };
        let context = Context {
            class_weights: Some(self.weights).filter(|weights| weights.len() == self.bench.counts.len()),
            log_prior: &self.log_prior,
            margins: &self.margins,
        };
        self.loss.output_row(outputs, target, &context, gradient);
        true
    }
}

/// How far the furthest residual of some predictions is from 0, over the columns of a subject.
pub fn reach(predictions: &Predictions, bench: &Bench, subject: ShapeSubject) -> Option<f64> {
    let (values, truth) = (predictions.values()?, predictions.truth(bench)?);
    let residuals = (&values - &truth).mapv(f64::from);
    let columns = residuals.columns().into_iter().enumerate();
    let own = columns.filter(|(column, _)| subject.of.is_none_or(|of| of == *column));
    own.flat_map(|(_, column)| column.to_vec()).map(f64::abs).filter(|r| r.is_finite()).reduce(f64::max)
}
