//! One sample: outputs and target in, value and gradient out.

use super::link::Link;
use super::sample::{Context, RowValue, Sample, Target};
use super::{Loss, Real};

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
        self.in_place(&Sample { target, context }, grad)
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
        let row = self.in_place(&Sample { target, context }, grad);
        for (derivative, &output) in grad.iter_mut().zip(outputs) {
            *derivative *= Link::Softplus.derivative(output);
        }
        row
    }
}
