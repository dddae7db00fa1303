//! The layers of a model for an image's shape, before any of them is built.

use super::{Extras, Join, Model, Norm, Output};
use crate::nn::activation::Activation;
use crate::nn::average::GlobalAverage;
use crate::nn::conv::{Conv, Geometry};
use crate::nn::cosine::Cosine;
use crate::nn::dense::Dense;
use crate::nn::dropout::Dropout;
use crate::nn::epilogue::{Epilogue, Pool};
use crate::nn::layer::Layer;
use crate::nn::norm::BatchNorm;
use crate::nn::shape::Shape;

/// More weights of one layer than this are taken for a slip.
const MAX_WEIGHTS: usize = 100_000_000;

/// A shape that a layer cannot take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{layer} {problem}")]
pub struct ShapeError {
    /// The layer.
    pub layer: String,
    /// What it takes, what it was given, what to do.
    pub problem: String,
}

/// A layer to be built.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Unique in its network.
    pub name: String,
    /// What it takes.
    pub input: Shape,
    kind: PlanKind,
}

#[derive(Clone, Copy, Debug)]
enum PlanKind {
    Dense { outputs: usize, activation: Activation },
    Conv { kernel: usize, padding: usize, filters: usize, finish: Epilogue },
    Norm(Epilogue),
    Dropout(f32),
    Average,
    Cosine(usize),
}

impl Model {
    /// The layers for images of `[height, width, channels]` and K outputs, first to last.
    ///
    /// # Errors
    /// Names the layer that the shape does not fit.
    pub fn plan(&self, shape: Shape, outputs: impl Into<Output>) -> Result<Vec<Planned>, ShapeError> {
        let mut plan = Plan { layers: Vec::new(), shape };
        match self {
            Self::Linear => {}
            Self::Mlp { hidden, activation, extras } => {
                for width in hidden {
                    plan.hidden(*width, *activation, *extras)?;
                }
            }
            Self::Cnn { filters, dense, activation, pool, join, extras } => {
                let finish = Epilogue { activation: *activation, pool: *pool };
                for filters in filters {
                    plan.stage([3, 1, *filters], finish, extras.norm)?;
                }
                if *join == Join::Average {
                    plan.push("average", PlanKind::Average)?;
                }
                if let Some(width) = dense {
                    plan.hidden(*width, *activation, *extras)?;
                }
            }
            Self::Lenet { activation, pool } => {
                let finish = Epilogue { activation: *activation, pool: *pool };
                plan.stage([5, 2, 6], finish, Norm::None)?;
                plan.stage([5, 0, 16], finish, Norm::None)?;
                for width in [120, 84] {
                    plan.hidden(width, *activation, Extras::default())?;
                }
            }
        }
        plan.drop(self.dropout())?;
        let Output { count: outputs, normalised } = outputs.into();
        let linear = PlanKind::Dense { outputs, activation: Activation::Identity };
        plan.push("output", if normalised { PlanKind::Cosine(outputs) } else { linear })?;
        Ok(plan.layers)
    }

    fn dropout(&self) -> f32 {
        match self {
            Self::Mlp { extras, .. } | Self::Cnn { extras, .. } => extras.dropout,
            Self::Linear | Self::Lenet { .. } => 0.0,
        }
    }
}

struct Plan {
    layers: Vec<Planned>,
    /// What the next layer takes.
    shape: Shape,
}

impl Plan {
    /// A convolution of `[kernel, padding, filters]` with what follows it.
    fn stage(
        &mut self,
        [kernel, padding, filters]: [usize; 3],
        finish: Epilogue,
        norm: Norm,
    ) -> Result<(), ShapeError> {
        let plain = Epilogue { activation: Activation::Identity, pool: Pool::None };
        let inner = if norm == Norm::Batch { plain } else { finish };
        self.push("conv", PlanKind::Conv { kernel, padding, filters, finish: inner })?;
        if norm == Norm::Batch { self.push("norm", PlanKind::Norm(finish)) } else { Ok(()) }
    }

    /// A dense layer with what belongs to it.
    fn hidden(&mut self, outputs: usize, activation: Activation, extras: Extras) -> Result<(), ShapeError> {
        self.drop(extras.dropout)?;
        let inner = if extras.norm == Norm::Batch { Activation::Identity } else { activation };
        self.push("dense", PlanKind::Dense { outputs, activation: inner })?;
        let finish = Epilogue { activation, pool: Pool::None };
        if extras.norm == Norm::Batch { self.push("norm", PlanKind::Norm(finish)) } else { Ok(()) }
    }

    /// Dropout before the next layer, except before the first one.
    fn drop(&mut self, rate: f32) -> Result<(), ShapeError> {
        if rate > 0.0 && !self.layers.is_empty() {
            self.push("dropout", PlanKind::Dropout(rate))
        } else {
            Ok(())
        }
    }

    /// Adds a layer; those that a network has several of are numbered.
    fn push(&mut self, stem: &str, kind: PlanKind) -> Result<(), ShapeError> {
        let number = 1 + self.layers.iter().filter(|layer| layer.name.starts_with(stem)).count();
        let name = match kind {
            PlanKind::Average | PlanKind::Cosine(_) => stem.to_owned(),
            PlanKind::Dense { activation: Activation::Identity, .. } if stem == "output" => stem.to_owned(),
            _ => format!("{stem}{number}"),
        };
        let input = match kind {
            PlanKind::Dense { .. } | PlanKind::Cosine(_) => [1, 1, self.shape.iter().product()],
            _ => self.shape,
        };
        let layer = Planned { name, input, kind };
        self.shape = layer.output()?;
        self.layers.push(layer);
        Ok(())
    }
}

impl Planned {
    fn geometry(&self, [kernel, padding, filters]: [usize; 3]) -> Geometry {
        Geometry { input: self.input, kernel, padding, filters }
    }

    /// The shape of its outputs, if it can have any.
    fn output(&self) -> Result<Shape, ShapeError> {
        let error = |problem| Err(ShapeError { layer: self.name.clone(), problem });
        if self.parameters() > MAX_WEIGHTS {
            let count = self.parameters();
            return error(format!(
                "would have {count} weights, and the most is {MAX_WEIGHTS}; give smaller images or more pooling"
            ));
        }
        let pooled = |shape: Shape, finish: Epilogue| {
            let [height, width] = finish.output(shape.into());
            [height, width, shape[2]]
        };
        let output = match self.kind {
            PlanKind::Dense { outputs, .. } | PlanKind::Cosine(outputs) => [1, 1, outputs],
            PlanKind::Conv { kernel, padding, filters, finish } => {
                pooled(self.geometry([kernel, padding, filters]).map(), finish)
            }
            PlanKind::Norm(finish) => pooled(self.input, finish),
            PlanKind::Dropout(_) => self.input,
            PlanKind::Average => [1, 1, self.input[2]],
        };
        if output.contains(&0) {
            let [height, width, _] = self.input;
            return error(format!(
                "leaves nothing of a {height}x{width} image; give larger images (--size) or fewer layers"
            ));
        }
        Ok(output)
    }

    /// How many numbers training moves in it.
    pub fn parameters(&self) -> usize {
        match self.kind {
            PlanKind::Dense { outputs, .. } => (self.input.iter().product::<usize>() + 1) * outputs,
            PlanKind::Conv { kernel, filters, .. } => (kernel * kernel * self.input[2] + 1) * filters,
            PlanKind::Norm(_) => 2 * self.input[2],
            PlanKind::Cosine(outputs) => self.input.iter().product::<usize>() * outputs,
            PlanKind::Dropout(_) | PlanKind::Average => 0,
        }
    }

    pub(super) fn build(&self, seed: u64) -> Layer {
        let name = self.name.as_str();
        match self.kind {
            PlanKind::Dense { outputs, activation } => {
                Dense::new(seed, name, self.input.iter().product(), outputs, activation).into()
            }
            PlanKind::Conv { kernel, padding, filters, finish } => {
                Conv::new(seed, name, self.geometry([kernel, padding, filters]), finish).into()
            }
            PlanKind::Norm(finish) => BatchNorm::new(name, self.input, finish).into(),
            PlanKind::Dropout(rate) => {
                Dropout { name: name.to_owned(), shape: self.input, rate, seed }.into()
            }
            PlanKind::Cosine(outputs) => Cosine::new(seed, name, self.input.iter().product(), outputs).into(),
            PlanKind::Average => GlobalAverage { name: name.to_owned(), input: self.input }.into(),
        }
    }
}
