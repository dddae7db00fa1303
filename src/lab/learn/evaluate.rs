//! Measuring a network: its predictions on one set of images and every number that follows from them.

use super::objective::{Measured, Objective};
use super::predict::predict;
use crate::lab::bench::Bench;
use crate::lab::record::evaluation::{Evaluation, MAX_PARAMETERS, TaskReport};
use crate::lab::record::ood::OodResults;
use crate::lab::record::predictions::Predictions;
use crate::metrics::{Report, ValueReport, multilabel};
use crate::nn::Network;
use ndarray::Array2;
use std::sync::Arc;

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
    /// What the given images cost.
    pub fn measure(&self, indices: &[u32]) -> Measured {
        let heads = self.network.predict_heads(indices.len(), self.bench.inputs_of(indices));
        self.cost(&heads, indices)
    }

    /// What these outputs of the heads cost, `[N, outputs]` each.
    fn cost(&self, heads: &[Array2<f32>], indices: &[u32]) -> Measured {
        let flat: Vec<&[f32]> = heads.iter().filter_map(|outputs| outputs.as_slice()).collect();
        self.objective.measure(self.bench, &flat, indices, self.network.lengths())
    }

    /// Evaluates the given images, and says what they cost; what depends on the training interval is left to the caller.
    pub fn evaluate(&self, indices: &[u32], train: &Measured) -> (Evaluation, Measured) {
        let Self { network, objective, bench } = self;
        let mut heads = network.predict_heads(indices.len(), bench.inputs_of(indices));
        let measured = self.cost(&heads, indices);
        let predictions =
            Predictions::from_logits(indices.to_vec(), heads.swap_remove(0), objective.reading());
        let confusion = predictions.confusion(bench);
        let elsewhere = predict(network, bench, &bench.dataset.parts.ood, objective.reading());
        let evaluation = Evaluation {
            train: train.losses(),
            validation: measured.losses(),
            report: Report::new(&confusion, &bench.counts),
            confusion,
            by_task: by_task(&predictions, bench),
            ood: OodResults::of(&predictions, elsewhere).map(Box::new),
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
    let small = network.parameter_count() <= MAX_PARAMETERS;
    let numbers = small.then(|| network.parameters(bench.dataset.shape()))?;
    numbers.iter().all(|x| x.is_finite()).then_some(numbers)
}

/// What only the task has: of labels, the report under thresholds of one half.
fn by_task(predictions: &Predictions, bench: &Bench) -> TaskReport {
    let thresholds = vec![multilabel::HALF; bench.dataset.classes()];
    if let Some(labels) = predictions.label_report(bench, &thresholds) {
        return TaskReport::MultiLabel(Box::new(labels));
    }
    match (predictions.values(), predictions.truth(bench)) {
        (Some(values), Some(truth)) => {
            let report = ValueReport::new(&truth.mapv(f64::from), &values.mapv(f64::from), &bench.means);
            TaskReport::Regression(Box::new(report))
        }
        _ => TaskReport::Classification,
    }
}

#[cfg(test)]
mod tests {
    use crate::lab::fixtures::trainer_with;
    use crate::lab::record::evaluation::{Losses, MAX_PARAMETERS};
    use crate::loss::Numbering;

    #[test]
    fn a_network_of_sixteen_numbers_says_them_and_a_larger_one_does_not() {
        let parameters = |model| {
            let trainer = trainer_with(&[model]);
            (trainer.network().parameter_count(), trainer.probe().parameters)
        };
        let (count, numbers) = parameters("model=cnn:1,fc=0,join=average");
        assert_eq!((count, numbers.map(|numbers| numbers.len())), (MAX_PARAMETERS, Some(16)));
        assert_eq!(parameters("model=linear"), (111, None));
    }

    #[test]
    fn the_number_of_a_class_is_read_as_the_class_that_it_is_nearest_to() {
        let mut trainer = trainer_with(&["loss=class-index:order=2"]);
        let settings = trainer.started().settings;
        assert_eq!(settings.text("loss"), "class-index:order=2,classes=3");
        let numbering = Numbering { classes: 3, order: 2 };
        let predictions = trainer.predict(&trainer.bench.dataset.parts.validation);
        assert_eq!(predictions.logits.dim(), (30, 1));
        for (output, predicted) in predictions.logits.iter().zip(&predictions.predicted) {
            assert_eq!(numbering.nearest(*output), usize::from(*predicted));
        }
        assert!(predictions.probabilities().is_none());
        let evaluation = trainer.evaluate();
        assert!(evaluation.validation.unweighted.is_none() && evaluation.validation.objective.is_some());
    }

    #[test]
    fn an_empty_part_has_no_numbers() {
        let evaluation = trainer_with(&[]).evaluate_finally(&[]);
        assert_eq!(evaluation.validation, Losses { unweighted: None, objective: None });
        assert_eq!((evaluation.report.accuracy, evaluation.report.macro_f1), (None, None));
        assert!(evaluation.train.unweighted.is_some());
    }
}
