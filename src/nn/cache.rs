//! What one layer keeps of one shard between its way forward and its way back.

/// Buffers of a layer for the rows of a shard. A layer uses those it needs; the others are empty.
#[derive(Debug, Default)]
pub(super) struct Cache {
    /// `[rows, outputs]`.
    pub(super) y: Vec<f32>,
    /// dL/dy, `[rows, outputs]`; a layer may change it on its way back.
    pub(super) delta: Vec<f32>,
    /// dL/d(pre-activation) of a dense layer in panels.
    pub(super) packed: Vec<f32>,
    /// What a dense layer took in, packed in blocks of columns.
    pub(super) columns: Vec<f32>,
    /// How much of `columns` and of `packed` the rows of this batch take.
    pub(super) filled: [usize; 2],
    /// What a head wants of the trunk: dL/dx, `[rows, inputs]`, until the trunk comes by.
    pub(super) branch: Vec<f32>,
    /// What pooling needs on its way back.
    pub(super) kept: Vec<f32>,
    /// This shard's part of the gradients of a convolution's tensors, or the gradients that a normalisation waits with.
    pub(super) gradient: Vec<f32>,
    /// By channel, for what a normalisation must know of the whole batch.
    pub(super) sums: Vec<f64>,
}

/// What a shard lends to each of its layers in turn.
pub(super) struct Scratch<'a> {
    /// As much as the largest need.
    pub(super) scratch: &'a mut [f32],
    /// One number for each row, from which its random numbers follow.
    pub(super) keys: &'a [u64],
}

/// What the rows of a batch have passed, or will.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Forward and back.
    Training,
    /// Forward only.
    Evaluation,
}

impl Cache {
    /// Buffers for `rows` rows of this many outputs.
    pub(super) fn new(rows: usize, outputs: usize, phase: Phase) -> Self {
        let y = vec![0.0; rows * outputs];
        match phase {
            Phase::Training => Self { delta: y.clone(), y, ..Self::default() },
            Phase::Evaluation => Self { y, ..Self::default() },
        }
    }
}
