//! The shape of a loss: value and gradient of one sample while its output goes through all that it may say, and where the
//! samples of an arm are on that way.
//!
//! Of classes, the truth competes with all others taken together: outputs `(z, 0)`. A label is a sigmoid of its own, a
//! number stands for itself.

mod spread;

pub use spread::{AxisSpan, BINS, Bin, reach, spread};

use crate::data::Task;
use crate::lab::bench::Bench;
use crate::loss::catalogue::{self, Family, LossEntry, TargetKind};
use crate::loss::{Context, Loss, ProbabilityMap, Target, prior};

/// How sure of the truth the teacher is that distillation is drawn with.
pub const TEACHER: f64 = 0.9;

/// Whether a label is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// It is; of classes: the truth.
    #[default]
    On,
    /// It is not.
    Off,
}

/// Which samples a shape is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShapeSubject {
    /// Their class, the label or the number; `None`: any, with weights of 1 and no prior.
    pub of: Option<usize>,
    /// For labels.
    pub side: Side,
}

impl ShapeSubject {
    /// All subjects of this many classes, labels or numbers.
    pub fn all(task: Task, width: usize) -> Vec<Self> {
        let sides: &[Side] = if task == Task::MultiLabel { &[Side::On, Side::Off] } else { &[Side::On] };
        let each = std::iter::once(None).chain((0..width).map(Some));
        each.flat_map(|of| sides.iter().map(move |side| Self { of, side: *side })).collect()
    }
}

/// A place on the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The probability of the truth, the sigmoid of the label, or prediction less target.
    pub x: f64,
    /// The loss with its class weight.
    pub value: f64,
    /// `dL/dz` at the output of the truth.
    pub derivative: f64,
}

/// A loss on the samples of one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct LossShape {
    loss: Loss,
    side: Side,
    weight: f64,
    log_prior: Vec<f64>,
    margins: Vec<f64>,
    target: f64,
}

impl LossShape {
    /// The shape of a loss with these class weights `[K]` on samples of a bench.
    pub fn new(loss: &Loss, bench: &Bench, weights: &[f32], subject: ShapeSubject) -> Self {
        let counts = &bench.counts;
        let count = subject.of.and_then(|class| counts.get(class).copied());
        let pair = count.map_or([1, 1], |count| [count, counts.iter().sum::<usize>() - count]);
        let margins: Vec<f64> = match subject.of.filter(|_| count.is_some()) {
            Some(class) => loss.margins(counts).get(class).map(|margin| vec![*margin, 0.0]),
            None => None,
        }
        .unwrap_or_else(|| loss.margins(&[1, 1]));
        let weight = subject.of.and_then(|class| weights.get(class)).map_or(1.0, |weight| f64::from(*weight));
        let means = &bench.means;
        let mean = match subject.of {
            Some(column) => means.get(column).copied(),
            None => (!means.is_empty()).then(|| means.iter().sum::<f64>() / means.len() as f64),
        };
        Self {
            loss: loss.for_one(subject.of),
            side: subject.side,
            weight,
            log_prior: prior::log_prior(&pair),
            margins,
            target: mean.unwrap_or(0.0),
        }
    }

    /// The number that predictions are compared with where there are numbers: the mean of the training set.
    pub fn target(&self) -> f64 {
        self.target
    }

    /// Value and gradient at a place; `None` where no finite output leads there.
    pub fn at(&self, x: f64) -> Option<Point> {
        let family = self.loss.family();
        // A number between classes is no way from one of them to the others.
        if family == Family::ClassNumber {
            return None;
        }
        // Cosines are multiplied by it, so that what competes is their product.
        let scale = match self.loss.probability_map() {
            ProbabilityMap::ScaledSoftmax(scale) => scale,
            _ => 1.0,
        };
        let both = [self.output(x)? / scale, 0.0];
        let threshold = matches!(family, Family::Cumulative | Family::Logit);
        let alone = threshold || matches!(family, Family::Sigmoid | Family::Values);
        let outputs = if alone { &both[..1] } else { &both[..] };
        let teacher = [logit(TEACHER), 0.0];
        let row = [if family == Family::Values { self.target } else { f64::from(self.side == Side::On) }];
        let target = match family {
            Family::Values | Family::Sigmoid => Target::Row(&row),
            Family::Cumulative | Family::Logit => Target::Label(1),
            _ if self.loss.takes(TargetKind::Teacher) => {
                Target::Teacher { label: Some(0), teacher: &teacher }
            }
            _ => Target::Label(0),
        };
        let weights = if threshold { [1.0, self.weight] } else { [self.weight, 1.0] };
        let weights = if family == Family::Sigmoid { &weights[..1] } else { &weights[..] };
        let context =
            Context { class_weights: Some(weights), log_prior: &self.log_prior, margins: &self.margins };
        let mut gradient = [0.0; 2];
        let value = self.loss.output_row(outputs, target, &context, &mut gradient[..outputs.len()]).weighted;
        let derivative = gradient[0] / scale;
        (value.is_finite() && derivative.is_finite()).then_some(Point { x, value, derivative })
    }

    /// The output of the truth that leads to a place.
    fn output(&self, x: f64) -> Option<f64> {
        let family = self.loss.family();
        if family == Family::Values {
            return self.loss.link().inverse(self.target + x);
        }
        let open = (0.0 < x && x < 1.0).then_some(x)?;
        if let Family::Normalised(positive) = family {
            positive.against_zero(open)
        } else {
            Some(logit(open))
        }
    }
}

fn logit(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

/// The losses of a task whose shape can be drawn, at their defaults, in the order of the catalogue.
pub fn losses(task: Task) -> impl Iterator<Item = Loss> {
    let kind = match task {
        Task::Classification => TargetKind::Label,
        Task::MultiLabel => TargetKind::MultiHot,
        Task::Regression => TargetKind::Values,
    };
    let drawn = |entry: &&LossEntry| !matches!(entry.family, Family::Features | Family::ClassNumber);
    catalogue::fitting(kind).filter(drawn).filter_map(|entry| entry.name.parse().ok())
}

#[cfg(test)]
mod tests;
