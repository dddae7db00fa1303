//! One evaluation: the predictions on one set of pictures and every number that follows from them.
//!
//! The report on classes is always there, and empty where pictures have no one class; those on labels and on numbers
//! stand beside it. One enum of three would say the same, but every stored log and every pane of classes would have to
//! ask which it is.

mod predictions;

pub use predictions::{Predictions, Reading};

use super::objective::{Losses, Measured, Objective};
use super::terms::Terms;
use crate::lab::bench::Bench;
use crate::lab::record::outside::Outside;
use crate::metrics::{Confusion, LabelReport, Report, ValueReport, multilabel};
use crate::nn::Network;
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Networks with more trained numbers do not say them: nobody could read them.
pub const MOST_PARAMETERS: usize = 16;

/// Everything that panes show of an arm at one step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Evaluation {
    /// Loss on a fixed sample of the thinned training part.
    pub train: Losses,
    /// Loss on the evaluated part.
    pub validation: Losses,
    /// Numbers that follow from the confusion matrix and the training counts.
    pub report: Report,
    /// Rows are truth; empty where pictures have no one class.
    pub confusion: Confusion,
    /// What is known of each label, where a picture may have several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<Box<LabelReport>>,
    /// What is known of each number, where numbers are predicted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Box<ValueReport>>,
    /// What is said of pictures from elsewhere, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside: Option<Box<Outside>>,
    /// The terms of the objective, where it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    /// Each class's share of the sum of |dL/dlogits| since the last evaluation, `[K]`; `None` before the first step.
    pub gradient_share: Vec<Option<f64>>,
    /// For label models: the share of pictures for which every sigmoid says no.
    pub none_of_these: Option<f64>,
    /// Every trained number of a network with at most [`MOST_PARAMETERS`] of them, in the order of
    /// [`Network::parameters`]: a dense layer's weights row by row of its outputs, then its biases. `None` for larger ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Vec<f32>>,
    /// The rate of the next step.
    pub lr: f32,
    /// Seconds of training steps since the last evaluation.
    pub seconds: f64,
    /// Pictures learnt from per second of training steps since the last evaluation.
    pub images_per_second: Option<f64>,
    /// The predictions; a run folder keeps the last ones beside its log.
    #[serde(skip)]
    pub predictions: Option<Arc<Predictions>>,
}

/// What an evaluation is made of, beside its predictions.
pub struct Evaluator<'a> {
    /// The network as it stands.
    pub network: &'a Network,
    /// What it minimises.
    pub objective: &'a Objective,
    /// The data.
    pub bench: &'a Bench,
}

impl Evaluator<'_> {
    /// What the given pictures cost.
    pub fn measure(&self, indices: &[u32]) -> Measured {
        self.objective.measure(self.bench, &self.heads(indices, None), indices, self.network.lengths())
    }

    /// What every head says of some pictures, `[N, outputs]` each; the main one's logits may be known.
    fn heads(&self, indices: &[u32], known: Option<&Array2<f32>>) -> Vec<Vec<f32>> {
        let heads = 0..=self.network.heads().len();
        let flat = |logits: &Array2<f32>| logits.iter().copied().collect();
        let of = |head| match known.filter(|_| head == 0) {
            Some(logits) => flat(logits),
            None => flat(&predictions::outputs(self.network, self.bench, indices, head)),
        };
        heads.map(of).collect()
    }

    /// Evaluates the given pictures, and says what they cost; what depends on the training interval is left to the caller.
    pub fn evaluate(&self, indices: &[u32], train: &Measured) -> (Evaluation, Measured) {
        let Self { network, objective, bench } = self;
        let predictions = Predictions::of(network, bench, indices, objective.reading());
        let confusion = predictions.confusion(bench);
        let heads = self.heads(indices, Some(&predictions.logits));
        let elsewhere = Predictions::of(network, bench, &bench.dataset.parts.outside, objective.reading());
        let measured = objective.measure(bench, &heads, indices, network.lengths());
        let evaluation = Evaluation {
            train: train.losses(),
            validation: measured.losses(),
            report: Report::new(&confusion, &bench.counts),
            confusion,
            labels: label_report(&predictions, bench),
            values: value_report(&predictions, bench),
            outside: Outside::of(&predictions, elsewhere).map(Box::new),
            terms: None,
            gradient_share: vec![None; bench.dataset.classes()],
            none_of_these: predictions.none_of_these(),
            parameters: parameters(network, bench),
            lr: 0.0,
            seconds: 0.0,
            images_per_second: None,
            predictions: Some(Arc::new(predictions)),
        };
        (evaluation, measured)
    }
}

/// All trained numbers of a network that is small enough; numbers that are not finite would be no JSON.
fn parameters(network: &Network, bench: &Bench) -> Option<Vec<f32>> {
    let small = network.parameter_count() <= MOST_PARAMETERS;
    let numbers = small.then(|| network.parameters(bench.dataset.shape()))?;
    numbers.iter().all(|x| x.is_finite()).then_some(numbers)
}

/// The position of the largest value, the first of equals.
pub fn argmax(values: impl Iterator<Item = f32>) -> u16 {
    let best = values
        .enumerate()
        .fold((0, f32::NEG_INFINITY), |best, (at, value)| if value > best.1 { (at, value) } else { best });
    best.0 as u16
}

/// The report on labels under thresholds of one half, where pictures may have several.
fn label_report(predictions: &Predictions, bench: &Bench) -> Option<Box<LabelReport>> {
    let thresholds = vec![multilabel::HALF; bench.dataset.classes()];
    predictions.label_report(bench, &thresholds).map(Box::new)
}

fn value_report(predictions: &Predictions, bench: &Bench) -> Option<Box<ValueReport>> {
    let (values, truth) = (predictions.values()?, predictions.truth(bench)?);
    Some(Box::new(ValueReport::new(&truth.mapv(f64::from), &values.mapv(f64::from), &bench.means)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixtures::trainer_with;
    use crate::loss::{Numbering, ProbabilityMap};

    fn predictions(logits: [[f32; 3]; 2], map: ProbabilityMap) -> Predictions {
        Predictions::from_logits(vec![4, 9], Array2::from(logits.to_vec()), map)
    }

    #[test]
    fn the_first_of_the_largest_wins() {
        assert_eq!(
            [[1.0, 3.0, 3.0], [0.0, 0.0, 0.0], [-2.0, -3.0, -1.0]].map(|row| argmax(row.into_iter())),
            [1, 0, 2]
        );
    }

    #[test]
    fn surprisal_and_probabilities_are_two_views_of_one_map() {
        let predictions = predictions([[2.0, 0.0, -1.0], [0.5, 0.5, 3.0]], ProbabilityMap::NormalisedSigmoid);
        let probabilities = predictions.probabilities().unwrap();
        for row in 0..2 {
            assert!((probabilities.row(row).sum() - 1.0).abs() < 1e-6);
            for class in 0..3 {
                let surprisal = predictions.surprisal(row, class).unwrap();
                assert!((surprisal + probabilities[[row, class]].ln()).abs() < 1e-5);
            }
        }
        assert_eq!((predictions.position(9), predictions.position(5)), (Some(1), None));
    }

    #[test]
    fn a_loss_without_probabilities_declares_none() {
        let predictions = predictions([[2.0, 0.0, -1.0]; 2], ProbabilityMap::None);
        assert!(predictions.probabilities().is_none() && predictions.surprisal(0, 0).is_none());
        assert_eq!(predictions.predicted, [0, 0]);
    }

    #[test]
    fn only_a_label_model_may_say_none_of_these() {
        let logits = [[-2.0, -0.1, -1.0], [-2.0, 0.1, -1.0]];
        assert_eq!(predictions(logits, ProbabilityMap::NormalisedSigmoid).none_of_these(), Some(0.5));
        assert_eq!(predictions(logits, ProbabilityMap::Softmax).none_of_these(), None);
    }

    #[test]
    fn a_network_of_sixteen_numbers_says_them_and_a_larger_one_does_not() {
        let parameters = |model| {
            let trainer = trainer_with(&[model]);
            (trainer.network().parameter_count(), trainer.probe().parameters)
        };
        let (count, numbers) = parameters("model=cnn:1,fc=0,join=average");
        assert_eq!((count, numbers.map(|numbers| numbers.len())), (MOST_PARAMETERS, Some(16)));
        assert_eq!(parameters("model=linear"), (111, None));
    }

    #[test]
    fn the_number_of_a_class_is_read_as_the_class_that_it_is_nearest_to() {
        let mut trainer = trainer_with(&["loss=class-index:order=2"]);
        let settings = trainer.started().settings;
        assert!(settings.contains(&("loss".to_owned(), "class-index:order=2,classes=3".to_owned())));
        let numbering = Numbering { classes: 3, order: 2 };
        let predictions = trainer.predict(&trainer.bench.dataset.parts.validation);
        assert_eq!(predictions.logits.dim(), (30, 1));
        for (output, predicted) in predictions.logits.iter().zip(&predictions.predicted) {
            assert_eq!(numbering.nearest(*output), usize::from(*predicted));
        }
        assert!(predictions.probabilities().is_none());
        let evaluation = trainer.evaluate();
        assert!(evaluation.validation.plain.is_none() && evaluation.validation.objective.is_some());
    }

    #[test]
    fn an_empty_part_has_no_numbers() {
        let evaluation = trainer_with(&[]).evaluate_finally(&[]);
        assert_eq!(evaluation.validation, Losses { plain: None, objective: None });
        assert_eq!((evaluation.report.accuracy, evaluation.report.macro_f1), (None, None));
        assert!(evaluation.train.plain.is_some());
    }
}
