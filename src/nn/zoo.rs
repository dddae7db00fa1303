//! From a model's name to a network for an image's shape.

mod parse;
mod plan;
#[cfg(test)]
mod tests;

pub use plan::{Planned, ShapeError};

use super::activation::Activation;
use super::epilogue::Pool;
use super::network::Network;
use super::shape::Shape;
use std::fmt;

/// What a model's name says.
#[derive(Clone, Debug, PartialEq)]
pub enum Model {
    /// Softmax regression: one layer from pixels to logits.
    Linear,
    /// Hidden layers of the given widths.
    Mlp {
        /// Widths, first to last; at least one.
        hidden: Vec<usize>,
        /// After each hidden layer.
        activation: Activation,
        /// What stands beside the layers.
        extras: Extras,
    },
    /// Convolutions 3x3 that keep the size, each with an activation and a pooling that halves it; then a dense layer.
    Cnn {
        /// Filters of each convolution; at least one.
        filters: Vec<usize>,
        /// Width of the dense layer before the outputs; `None`: there is none.
        dense: Option<usize>,
        /// After each convolution and the dense layer.
        activation: Activation,
        /// After each convolution.
        pool: Pool,
        /// Between the last convolution and what follows.
        join: Join,
        /// What stands beside the layers.
        extras: Extras,
    },
    /// `LeNet`-5 (1998) in its usual form: conv 5x5 (6, padded), conv 5x5 (16), dense 120, 84.
    Lenet {
        /// After every layer but the last.
        activation: Activation,
        /// After each convolution.
        pool: Pool,
    },
}

/// What may stand beside the layers of a model.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extras {
    /// Between each hidden layer and its activation.
    pub norm: Norm,
    /// The share of numbers lost before each dense layer behind the first layer, in [0, 1).
    pub dropout: f32,
}

/// Whether activations are normalised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Norm {
    /// They are not.
    #[default]
    None,
    /// Over the batch, by channel.
    Batch,
}

/// How images become a list of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Every number of every channel.
    Flatten,
    /// The mean of each channel: any size of image gives as many numbers.
    Average,
}

/// One row a model.
pub struct ModelRow {
    /// The name before the colon.
    pub name: &'static str,
    /// An example that builds.
    pub example: &'static str,
    /// One sentence.
    pub summary: &'static str,
}

/// All models.
pub const MODELS: &[ModelRow] = &[
    ModelRow {
        name: "linear",
        example: "linear",
        summary: "softmax regression: one layer from pixels to logits (default)",
    },
    ModelRow {
        name: "mlp",
        example: "mlp:256,128",
        summary: "hidden layers of the given widths, activation=relu|sigmoid|tanh|step, norm=batch, dropout=0.5",
    },
    ModelRow {
        name: "cnn",
        example: "cnn:16,32,fc=128",
        summary: "3x3 convolutions with these numbers of filters, each halved by pool=max|avg, then a dense layer fc (0: none); \
                  activation=, norm=batch, dropout=, join=average",
    },
    ModelRow {
        name: "lenet",
        example: "lenet",
        summary: "LeNet-5: two convolutions 5x5 and three dense layers, activation=sigmoid|tanh|relu, pool=avg|max",
    },
];

/// How a network ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// The number of outputs, K.
    pub count: usize,
    /// Whether they are cosines, as margin losses want them, and not the sums of a linear layer.
    pub normalised: bool,
}

impl From<usize> for Output {
    fn from(count: usize) -> Self {
        Self { count, normalised: false }
    }
}

impl Model {
    /// The network for images of `[height, width, channels]` and K outputs, with seeded weights.
    ///
    /// # Errors
    /// Names the layer that the shape does not fit.
    pub fn build(&self, shape: Shape, outputs: impl Into<Output>, seed: u64) -> Result<Network, ShapeError> {
        let layers = self.plan(shape, outputs)?;
        Ok(Network::new(layers.iter().map(|layer| layer.build(seed))))
    }

    /// Whether there is nothing between inputs and outputs.
    pub fn is_linear(&self) -> bool {
        *self == Self::Linear
    }

    /// Whether activations are normalised over the batch.
    pub fn is_normalised(&self) -> bool {
        match self {
            Self::Mlp { extras, .. } | Self::Cnn { extras, .. } => extras.norm == Norm::Batch,
            Self::Linear | Self::Lenet { .. } => false,
        }
    }

    /// How many numbers training would move, without building the network.
    ///
    /// # Errors
    /// As [`Self::build`].
    pub fn parameter_count(&self, shape: Shape, outputs: impl Into<Output>) -> Result<usize, ShapeError> {
        Ok(self.plan(shape, outputs)?.iter().map(Planned::parameters).sum())
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |widths: &[usize]| widths.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        match self {
            Self::Linear => f.write_str("linear"),
            Self::Mlp { hidden, activation, extras } => {
                write!(f, "mlp:{}", list(hidden))?;
                write_activation(f, ",", *activation, Activation::Relu)?;
                extras.fmt(f)
            }
            Self::Cnn { filters, dense, activation, pool, join, extras } => {
                write!(f, "cnn:{},fc={}", list(filters), dense.unwrap_or(0))?;
                write_activation(f, ",", *activation, Activation::Relu)?;
                if *pool != Pool::Max {
                    write!(f, ",pool={}", pool.name())?;
                }
                if *join == Join::Average {
                    f.write_str(",join=average")?;
                }
                extras.fmt(f)
            }
            Self::Lenet { activation, pool } => {
                f.write_str("lenet")?;
                write_activation(f, ":", *activation, Activation::Sigmoid)?;
                let separator = if *activation == Activation::Sigmoid { ":" } else { "," };
                if *pool == Pool::Average { Ok(()) } else { write!(f, "{separator}pool={}", pool.name()) }
            }
        }
    }
}

impl fmt::Display for Extras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.norm == Norm::Batch {
            f.write_str(",norm=batch")?;
        }
        if self.dropout > 0.0 { write!(f, ",dropout={}", self.dropout) } else { Ok(()) }
    }
}

fn write_activation(
    f: &mut fmt::Formatter<'_>,
    separator: &str,
    activation: Activation,
    default: Activation,
) -> fmt::Result {
    if activation == default { Ok(()) } else { write!(f, "{separator}activation={}", activation.name()) }
}
