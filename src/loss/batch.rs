//! A whole batch at once, for proofs and explanations. Training goes row by row, in buffers of its own.

use ndarray::{Array2, ArrayRef2, ArrayView2, Axis};

use super::{Context, Loss, Real, Reduction, Target};

/// The targets of a batch.
#[derive(Clone, Copy, Debug)]
pub enum Targets<'a, F> {
    /// One class index per sample, `[N]`.
    Labels(&'a [usize]),
    /// One row per sample, `[N, K]`, rows contiguous.
    Rows(ArrayView2<'a, F>),
    /// A teacher's logits, `[N, K]`, rows contiguous, with the labels where there are any.
    Teacher {
        /// One class index per sample, `[N]`.
        labels: Option<&'a [usize]>,
        /// `[N, K]`.
        teacher: ArrayView2<'a, F>,
    },
}

impl<'a, F: Real> Targets<'a, F> {
    /// The number of samples.
    pub fn len(&self) -> usize {
        match self {
            Self::Labels(labels) => labels.len(),
            Self::Rows(rows) | Self::Teacher { teacher: rows, .. } => rows.nrows(),
        }
    }

    /// Whether there are no samples.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The target of one sample.
    ///
    /// # Panics
    /// If there is no such sample, or a row of targets is not contiguous.
    pub fn get(&self, sample: usize) -> Target<'a, F> {
        match *self {
            Self::Labels(labels) => Target::Label(labels[sample]),
            Self::Rows(rows) => Target::Row(row(&rows, sample)),
            Self::Teacher { labels, teacher } => {
                Target::Teacher { label: labels.map(|labels| labels[sample]), teacher: row(&teacher, sample) }
            }
        }
    }

    /// The targets in order.
    ///
    /// # Panics
    /// As [`Self::get`], while it is run.
    pub fn iter(&self) -> impl Iterator<Item = Target<'a, F>> {
        (0..self.len()).map(|sample| self.get(sample))
    }
}

/// The loss of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch<F> {
    /// The loss of each sample before class weights, `[N]`.
    pub per_sample: Vec<F>,
    /// The loss that is optimised: weighted and reduced.
    pub reduced: F,
    /// `d reduced / d logits`, in the shape of the logits.
    pub grad: Array2<F>,
}

/// Value and gradient of a batch of logits or predictions `[N, K]`.
///
/// # Panics
/// If logits and targets differ in number or a row is not contiguous; otherwise as [`Loss::row`].
pub fn evaluate<F: Real>(
    loss: &Loss,
    logits: &ArrayRef2<F>,
    targets: Targets<'_, F>,
    context: &Context<'_, F>,
    reduction: Reduction,
) -> Batch<F> {
    assert_eq!(logits.nrows(), targets.len(), "one target per row of logits");
    let factor = reduction.factor(targets.iter(), context.class_weights);
    let mut grad = Array2::zeros(logits.dim());
    let mut per_sample = Vec::with_capacity(targets.len());
    let mut sum = F::zero();
    for (sample, mut row_gradient) in grad.axis_iter_mut(Axis(0)).enumerate() {
        let Some(row_gradient) = row_gradient.as_slice_mut() else {
            unreachable!("zeros are in standard layout")
        };
        let value =
            loss.row(contiguous(logits.row(sample).to_slice()), targets.get(sample), context, row_gradient);
        per_sample.push(value.value);
        sum += value.weighted;
    }
    grad.mapv_inplace(|derivative: F| derivative * factor);
    Batch { per_sample, reduced: sum * factor, grad }
}

fn row<'a, F>(rows: &ArrayView2<'a, F>, sample: usize) -> &'a [F] {
    contiguous((*rows).index_axis_move(Axis(0), sample).to_slice())
}

fn contiguous<F>(row: Option<&[F]>) -> &[F] {
    row.unwrap_or_else(|| panic!("rows of logits and targets must be contiguous"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_counted_by_sample_whatever_their_kind() {
        let rows = Array2::<f64>::zeros((2, 3));
        let teacher = Targets::Teacher { labels: None, teacher: rows.view() };
        for (targets, count) in [
            (Targets::Labels(&[]), 0),
            (Targets::Labels(&[0, 1, 1]), 3),
            (Targets::Rows(rows.view()), 2),
            (teacher, 2),
        ] {
            assert_eq!((targets.len(), targets.is_empty()), (count, count == 0), "{targets:?}");
        }
    }
}
