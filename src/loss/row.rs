//! One sample: logits and target in, value and gradient out.

use super::{Loss, Real, prior, scores, sigmoid, softmax};

/// What one sample should have been.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target<'a, F> {
    /// The index of its class, in `0..K`.
    Label(usize),
    /// One number per class `[K]`: a distribution for the softmax family, any of the classes for the sigmoid family.
    Row(&'a [F]),
}

/// The loss of one sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowValue<F> {
    /// Before class weights.
    pub value: F,
    /// After them; what the gradient belongs to.
    pub weighted: F,
}

/// What a loss may know besides the sample.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Context<'a, F> {
    /// `w_k`, `[K]`. A label's weight multiplies its row; with soft or multi-hot targets each weight acts on the term of its
    /// class, as in PyTorch.
    pub class_weights: Option<&'a [F]>,
    /// `ln pi_k` of the training set, `[K]` (see [`prior::log_prior`]). May be empty unless the loss
    /// [needs counts](Loss::needs_counts).
    pub log_prior: &'a [F],
}

impl Loss {
    /// The loss of one sample with logits `[K]`. `grad` `[K]` receives `d weighted / d logits`, before any reduction.
    ///
    /// Nothing is allocated: `grad` is the scratch space too.
    ///
    /// # Panics
    /// If lengths differ, if a label is not below K, if a row is given to a loss that takes labels only
    /// ([`Loss::accepts_rows`]), or if the prior or `pos_weight` does not fit ([`Loss::check`]).
    pub fn row<F: Real>(
        &self,
        logits: &[F],
        target: Target<'_, F>,
        context: &Context<'_, F>,
        grad: &mut [F],
    ) -> RowValue<F> {
        grad.copy_from_slice(logits);
        let sample = Sample { target, class_weights: context.class_weights };
        match self {
            Self::SoftmaxCe { label_smoothing } => {
                softmax::cross_entropy(&sample, F::of(*label_smoothing), grad)
            }
            Self::Focal { gamma } => softmax::of_truth(&sample, grad, softmax::focal(F::of(*gamma))),
            Self::Poly1 { epsilon } => softmax::of_truth(&sample, grad, softmax::poly1(F::of(*epsilon))),
            Self::Gce { q } => softmax::of_truth(&sample, grad, softmax::gce(F::of(*q))),
            Self::Mae => softmax::of_truth(&sample, grad, softmax::mae()),
            Self::Brier => softmax::brier(&sample, grad),
            Self::LogitAdjusted { tau } => {
                prior::adjust(grad, F::of(*tau), context.log_prior);
                softmax::of_truth(&sample, grad, softmax::plain)
            }
            Self::SigmoidBce { pos_weight } => sigmoid::binary_cross_entropy(&sample, pos_weight, grad),
            Self::MseLogits => scores::squared_error(&sample, grad),
            Self::Hinge { margin } => scores::hinge(&sample, F::of(*margin), grad),
        }
    }
}

/// A target and the class weights: what the formulas ask about a sample.
pub(super) struct Sample<'a, F> {
    pub(super) target: Target<'a, F>,
    class_weights: Option<&'a [F]>,
}

impl<F: Real> Sample<'_, F> {
    /// The label, for losses that take no rows.
    pub(super) fn label(&self) -> usize {
        match self.target {
            Target::Label(label) => label,
            Target::Row(_) => panic!("this loss takes labels, not rows"),
        }
    }

    /// `q_k`: what the target says about a class.
    pub(super) fn share(&self, class: usize) -> F {
        match self.target {
            Target::Label(label) if label == class => F::one(),
            Target::Label(_) => F::zero(),
            Target::Row(row) => row[class],
        }
    }

    /// `w_k`, 1 without weights.
    pub(super) fn class_weight(&self, class: usize) -> F {
        self.class_weights.map_or(F::one(), |weights| weights[class])
    }

    /// What multiplies the term of a class: the label's weight for the whole row, or the weight of the class itself.
    pub(super) fn term_weight(&self, class: usize) -> F {
        match self.target {
            Target::Label(label) => self.class_weight(label),
            Target::Row(_) => self.class_weight(class),
        }
    }
}
