//! One loss on one head: what it is compared with, what it knows of the classes, and how much it counts.

use super::fit;
use super::source::TargetSource;
use crate::data::DataTargets;
use crate::lab::bench::Bench;
use crate::lab::learn::teacher_outputs::TeacherOutputs;
use crate::lab::recipe::{Aux, SettingError, Settings};
use crate::loss::{Context, Loss, Reduction, RowValue, Target};
use std::sync::Arc;

/// A loss on a head.
#[derive(Clone, Debug)]
pub(super) struct TermHead {
    /// `loss` for the main one, `symptoms@dense1` for another.
    pub(super) name: String,
    pub(super) loss: Loss,
    /// What multiplies value and gradient.
    pub(super) factor: f32,
    pub(super) source: TargetSource,
    /// How many outputs the head has.
    pub(super) outputs: usize,
    /// `[K]`; `None` where all are 1.
    pub(super) class_weights: Option<Vec<f32>>,
    /// `ln pi_k` of the thinned training set, `[K]`; empty where no counts belong to the targets.
    log_prior: Vec<f32>,
    margins: Vec<f32>,
}

impl TermHead {
    /// The loss on the end of the stack.
    pub(super) fn main(
        settings: &Settings,
        bench: &Bench,
        teacher_outputs: Option<&Arc<TeacherOutputs>>,
    ) -> Result<Self, SettingError> {
        let loss = fit::main_loss(settings, bench)?;
        let source = fit::main_source(&loss, bench, teacher_outputs)?;
        let weights = fit::class_weights(&settings.weights, bench)?;
        let log_prior = bench.prior().iter().map(|pi| (pi + 1e-12).ln() as f32).collect();
        Ok(Self {
            name: "loss".to_owned(),
            factor: 1.0,
            outputs: loss.outputs(bench.dataset.classes()),
            class_weights: (!settings.weights.is_none()).then_some(weights),
            log_prior,
            margins: loss.margins(&bench.counts),
            source,
            loss,
        })
    }

    /// The loss on a head of its own. It knows neither class weights nor a prior.
    pub(super) fn auxiliary(
        aux: &Aux,
        bench: &Bench,
        teacher_outputs: Option<&Arc<TeacherOutputs>>,
    ) -> Result<Self, SettingError> {
        let (source, width) = fit::auxiliary_source(aux, bench, teacher_outputs)?;
        Ok(Self {
            name: aux.name(),
            factor: aux.factor,
            outputs: aux.loss.outputs(width),
            class_weights: None,
            log_prior: Vec::new(),
            margins: Vec::new(),
            source,
            loss: aux.loss.for_classes(width),
        })
    }

    /// What an image should have been answered with on this head.
    pub(super) fn target<'a>(&'a self, bench: &'a Bench, image: u32) -> Target<'a, f32> {
        let at = image as usize;
        let label = || usize::from(bench.dataset.labels[at]);
        let of = |targets: &'a DataTargets| match targets.rows() {
            None => Target::Label(label()),
            Some(rows) => Target::Row(fit::contiguous(rows.row(at).to_slice())),
        };
        match &self.source {
            TargetSource::Main => of(&bench.dataset.targets),
            TargetSource::Classes => Target::Label(label()),
            TargetSource::Extra(extra) => of(&bench.dataset.extras[*extra].targets),
            TargetSource::Logits(teacher_outputs) => {
                let known = bench.dataset.targets == DataTargets::Labels;
                Target::Teacher { label: known.then(label), teacher: teacher_outputs.logits(image) }
            }
            TargetSource::Features(teacher_outputs) => Target::Row(teacher_outputs.features(image)),
        }
    }

    /// The loss of one row; leaves the gradient, before any reduction and without the factor, in `delta`.
    pub(super) fn row(
        &self,
        outputs: &[f32],
        target: Target<'_, f32>,
        weighted: bool,
        delta: &mut [f32],
    ) -> RowValue<f32> {
        let class_weights = self.class_weights.as_deref().filter(|_| weighted);
        let context = Context { class_weights, log_prior: &self.log_prior, margins: &self.margins };
        self.loss.output_row(outputs, target, &context, delta)
    }

    /// What the sum over these images is divided by: their number, or the sum of their weights.
    pub(super) fn divisor(
        &self,
        reduction: Reduction,
        bench: &Bench,
        images: impl Iterator<Item = u32>,
        weighted: bool,
    ) -> f32 {
        let weights = self.class_weights.as_deref().filter(|_| weighted);
        reduction.divisor(images.map(|image| self.target(bench, image)), weights)
    }
}
