//! One sample: outputs and target in, value and gradient out.

use super::link::Link;
use super::sample::{Context, RowValue, Sample, Target};
use super::{
    Loss, Numbering, Real, index, logit, normalised, ordinal, prior, regression, scores, sigmoid, softmax,
    teacher,
};

impl Loss {
    /// The loss of one sample with logits or predictions `[outputs]`. `grad` `[outputs]` receives `d weighted / d logits`,
    /// before any reduction.
    ///
    /// Nothing is allocated: `grad` is the scratch space too. Predictions at or below -1 give msle a value that is infinite
    /// or not a number; [`Loss::check_sample`] says so beforehand.
    ///
    /// # Panics
    /// If lengths differ, if a label is not below K, if the loss does not [take](Loss::takes) such a target, or if the
    /// prior, the margins, `pos_weight` or `costs` do not fit ([`Loss::check`]).
    pub fn row<F: Real>(
        &self,
        logits: &[F],
        target: Target<'_, F>,
        context: &Context<'_, F>,
        grad: &mut [F],
    ) -> RowValue<F> {
        grad.copy_from_slice(logits);
        self.in_place(target, context, grad)
    }

    /// The loss of one sample with what a network emits, and its gradient there: as [`Self::row`], but that msle sees the
    /// outputs through a softplus, which keeps its predictions above -1.
    ///
    /// # Panics
    /// As [`Self::row`].
    pub fn output_row<F: Real>(
        &self,
        outputs: &[F],
        target: Target<'_, F>,
        context: &Context<'_, F>,
        grad: &mut [F],
    ) -> RowValue<F> {
        if self.link() != Link::Softplus {
            return self.row(outputs, target, context, grad);
        }
        grad.copy_from_slice(outputs);
        F::softplus_each(grad);
        let row = self.in_place(target, context, grad);
        for (slope, &output) in grad.iter_mut().zip(outputs) {
            *slope *= Link::Softplus.slope(output);
        }
        row
    }

    /// Replaces the logits or predictions in `grad` by the gradient.
    fn in_place<F: Real>(
        &self,
        target: Target<'_, F>,
        context: &Context<'_, F>,
        grad: &mut [F],
    ) -> RowValue<F> {
        let sample = Sample { target, class_weights: context.class_weights };
        let of = F::of;
        match self {
            Self::SoftmaxCe { label_smoothing } => {
                softmax::cross_entropy(&sample, of(*label_smoothing), grad)
            }
            Self::Kl => softmax::divergence(&sample, grad),
            Self::Focal { gamma } => softmax::of_truth(&sample, grad, softmax::focal(of(*gamma))),
            Self::Poly1 { epsilon } => softmax::of_truth(&sample, grad, softmax::poly1(of(*epsilon))),
            Self::Gce { q } => softmax::of_truth(&sample, grad, softmax::gce(of(*q))),
            Self::SymmetricCe { alpha, beta, log_zero } => {
                softmax::of_truth(&sample, grad, softmax::symmetric(of(*alpha), of(*beta), of(*log_zero)))
            }
            Self::Mae => softmax::of_truth(&sample, grad, softmax::mae()),
            Self::Brier => softmax::brier(&sample, grad),
            Self::LogitAdjusted { tau } => {
                prior::adjust(grad, of(*tau), context.log_prior);
                softmax::of_truth(&sample, grad, softmax::plain)
            }
            Self::Ldam { scale, .. } => prior::with_margin(&sample, of(*scale), context.margins, grad),
            Self::ExpectedCost { costs } => softmax::expected_cost(&sample, costs, grad),
            Self::L1Normalised => normalised::cross_entropy(&sample, grad),
            Self::SigmoidBce { pos_weight } => sigmoid::binary_cross_entropy(&sample, pos_weight, grad),
            Self::SigmoidFocal { gamma, alpha } => sigmoid::focal(&sample, of(*gamma), of(*alpha), grad),
            Self::Asl { gamma_pos, gamma_neg, clip } => {
                sigmoid::asymmetric(&sample, [*gamma_pos, *gamma_neg, *clip].map(of), grad)
            }
            Self::MseLogits => scores::squared_error(&sample, grad),
            Self::Hinge { margin } => scores::hinge(&sample, of(*margin), grad),
            Self::CrammerSinger { margin } => scores::strongest_rival(&sample, of(*margin), grad),
            Self::Logistic => logit::logistic(&sample, grad),
            Self::LogisticSquare => logit::squared(&sample, grad),
            Self::ClassIndex { order, classes } => {
                index::squared(&sample, Numbering { classes: *classes as usize, order: *order as u64 }, grad)
            }
            Self::Ordinal => ordinal::thresholds(&sample, grad),
            Self::Mse => regression::squared(&sample, grad),
            Self::MaeRegression => regression::absolute(&sample, grad),
            Self::Huber { delta } => regression::huber(&sample, of(*delta), grad),
            Self::Msle => regression::squared_logarithmic(&sample, grad),
            Self::Poisson => regression::poisson(&sample, grad),
            Self::SignedDifference => regression::signed_difference(&sample, grad),
            Self::Embedding => regression::distance(&sample, grad),
            Self::Distillation { temperature, alpha } => {
                teacher::distill(&sample, of(*temperature), of(*alpha), grad)
            }
        }
    }
}
