//! What all shards of a batch share of one layer.

/// Numbers of a layer made once a batch. A layer uses those it needs; the others are empty.
#[derive(Debug, Default)]
pub(super) struct Common {
    /// Read on the way forward.
    pub(super) forward: Vec<f32>,
    /// Read on the way back.
    pub(super) backward: Vec<f32>,
    /// The gradients of its tensors, laid out as these, where they are not made by the step itself.
    pub(super) gradients: [Vec<f32>; 2],
}
