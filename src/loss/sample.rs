//! What goes into the loss of one sample, and what comes out.

use super::Real;

/// What one sample should have been.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target<'a, F> {
    /// The index of its class, in `0..K`.
    Label(usize),
    /// One number per output `[K]`: a distribution, any of the classes, or the numbers themselves.
    Row(&'a [F]),
    /// What another model says.
    Teacher {
        /// The index of its class, where it is known.
        label: Option<usize>,
        /// The other model's logits, `[K]`.
        teacher: &'a [F],
    },
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
    /// class, as in PyTorch. Numbers have no class: their losses leave the weights alone.
    pub class_weights: Option<&'a [F]>,
    /// `ln pi_k` of the training set, `[K]` (see [`super::prior::log_prior`]). May be empty unless the loss
    /// [needs counts](super::Loss::needs_counts).
    pub log_prior: &'a [F],
    /// What each class's cosine gives up, `[K]` (see [`super::Loss::margins`]). May be empty unless the loss
    /// [needs counts](super::Loss::needs_counts).
    pub margins: &'a [F],
}

/// A target and what is known beside it: what the formulas ask about a sample.
pub(super) struct Sample<'a, F> {
    pub(super) target: Target<'a, F>,
    pub(super) context: &'a Context<'a, F>,
}

impl<F: Real> Sample<'_, F> {
    /// The label, for losses that take no rows.
    pub(super) fn label(&self) -> usize {
        match self.target {
            Target::Label(label) => label,
            Target::Row(_) | Target::Teacher { .. } => panic!("this loss takes labels"),
        }
    }

    /// `q_k`: what the target says about a class.
    pub(super) fn share(&self, class: usize) -> F {
        match self.target {
            Target::Label(label) if label == class => F::one(),
            Target::Label(_) => F::zero(),
            Target::Row(row) => row[class],
            Target::Teacher { .. } => panic!("this loss takes no teacher"),
        }
    }

    /// The numbers to be predicted, `[D]`.
    pub(super) fn values(&self) -> &[F] {
        match self.target {
            Target::Row(row) => row,
            Target::Label(_) | Target::Teacher { .. } => panic!("this loss takes numbers"),
        }
    }

    /// The label, where it is known, and the teacher's logits `[K]`.
    pub(super) fn taught(&self) -> (Option<usize>, &[F]) {
        match self.target {
            Target::Teacher { label, teacher } => (label, teacher),
            Target::Label(_) | Target::Row(_) => panic!("this loss takes a teacher's logits"),
        }
    }

    /// `w_k`, 1 without weights.
    pub(super) fn class_weight(&self, class: usize) -> F {
        self.context.class_weights.map_or(F::one(), |weights| weights[class])
    }

    /// What multiplies the term of a class: the label's weight for the whole row, or the weight of the class itself.
    pub(super) fn term_weight(&self, class: usize) -> F {
        match self.target {
            Target::Label(label) => self.class_weight(label),
            Target::Row(_) | Target::Teacher { .. } => self.class_weight(class),
        }
    }
}
