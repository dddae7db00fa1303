//! From a model's name to a network for a picture's shape.

use super::activation::{ACTIVATIONS, Activation};
use super::dense::Dense;
use super::network::Network;
use crate::base::spec::{Spec, SpecError, suggest};
use std::fmt;

/// What a model's name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Model {
    /// Softmax regression: one layer from pixels to logits.
    Linear,
    /// Hidden layers of the given widths.
    Mlp {
        /// Widths, first to last; at least one.
        hidden: Vec<usize>,
        /// After each hidden layer.
        activation: Activation,
    },
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
        summary: "hidden layers of the given widths, activation=relu|sigmoid|tanh|step",
    },
];

/// Wider layers than this are taken for a slip.
const WIDEST: usize = 16_384;

impl Model {
    /// Reads `linear` or `mlp:256,128,activation=relu`.
    ///
    /// # Errors
    /// For an unknown name, activation or parameter, or a width that is 0 or absurd.
    pub fn parse(spec: &Spec) -> Result<Self, SpecError> {
        match spec.name.as_str() {
            "linear" => spec.only(0, &[]).map(|()| Self::Linear),
            "mlp" => Self::parse_mlp(spec),
            other => {
                let names: Vec<&str> = MODELS.iter().map(|row| row.name).collect();
                Err(SpecError(format!("no model is called '{other}'{}", suggest(other, &names))))
            }
        }
    }

    fn parse_mlp(spec: &Spec) -> Result<Self, SpecError> {
        spec.only(usize::MAX, &["activation"])?;
        let widths = (0..spec.positional.len()).map(|index| spec.positional::<usize>(index));
        let hidden: Vec<usize> = widths.collect::<Result<Option<Vec<_>>, _>>()?.unwrap_or_default();
        let hidden = if hidden.is_empty() { vec![256, 128] } else { hidden };
        if let Some(width) = hidden.iter().find(|width| !(1..=WIDEST).contains(*width)) {
            return Err(SpecError(format!("mlp: widths lie in 1..={WIDEST}, found {width}")));
        }
        let name = spec.value("activation", "relu".to_owned())?;
        let activation =
            ACTIVATIONS.iter().find(|(known, _)| *known == name).map(|(_, activation)| *activation);
        let names = ACTIVATIONS.map(|(known, _)| known);
        let activation = activation.ok_or_else(|| {
            SpecError(format!("mlp: no activation is called '{name}'{}", suggest(&name, &names)))
        })?;
        Ok(Self::Mlp { hidden, activation })
    }

    /// The network for pictures of `[height, width, channels]` and K outputs, with seeded weights.
    pub fn build(&self, shape: [usize; 3], outputs: usize, seed: u64) -> Network {
        let (hidden, activation) = match self {
            Self::Linear => (&[][..], Activation::Identity),
            Self::Mlp { hidden, activation } => (hidden.as_slice(), *activation),
        };
        let mut inputs: usize = shape.iter().product();
        let mut layers = Vec::with_capacity(hidden.len() + 1);
        for &width in hidden {
            layers.push(Dense::new(seed, &format!("dense{}", layers.len() + 1), inputs, width, activation));
            inputs = width;
        }
        layers.push(Dense::new(seed, "output", inputs, outputs, Activation::Identity));
        Network::new(layers)
    }

    /// How many numbers training would move, without building the network.
    pub fn parameter_count(&self, shape: [usize; 3], outputs: usize) -> usize {
        let hidden = match self {
            Self::Linear => &[][..],
            Self::Mlp { hidden, .. } => hidden.as_slice(),
        };
        let widths: Vec<usize> =
            std::iter::once(shape.iter().product()).chain(hidden.iter().copied()).chain([outputs]).collect();
        widths.windows(2).map(|pair| pair[0] * pair[1] + pair[1]).sum()
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Linear => f.write_str("linear"),
            Self::Mlp { hidden, activation } => {
                let widths: Vec<String> = hidden.iter().map(ToString::to_string).collect();
                write!(f, "mlp:{}", widths.join(","))?;
                match activation {
                    Activation::Relu => Ok(()),
                    other => write!(f, ",activation={}", other.name()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(text: &str) -> Result<Model, SpecError> {
        Model::parse(&Spec::parse(text).unwrap())
    }

    #[test]
    fn parameter_counts_are_those_of_the_shapes() {
        let shape = [28, 28, 1];
        for (text, count) in [("linear", 7_850), ("mlp:256,128", 235_146)] {
            let model = model(text).unwrap();
            assert_eq!(model.parameter_count(shape, 10), count);
            assert_eq!(model.build(shape, 10, 1).parameter_count(), count);
        }
    }

    #[test]
    fn texts_come_back_and_wrong_ones_are_refused() {
        for text in ["linear", "mlp:256,128", "mlp:10,activation=step"] {
            assert_eq!(model(text).unwrap().to_string(), text);
        }
        assert_eq!(model("mlp").unwrap().to_string(), "mlp:256,128");
        for text in ["lineer", "linear:3", "mlp:0", "mlp:x", "mlp:8,activation=rely", "mlp:8,depth=2"] {
            assert!(model(text).is_err(), "{text}");
        }
        assert!(model("mlp:8,activation=rely").unwrap_err().0.contains("nearest: relu"));
    }

    #[test]
    fn twins_of_one_seed_start_alike() {
        let build =
            |seed| model("mlp:7").unwrap().build([4, 4, 1], 3, seed).tensors().next().unwrap().values.clone();
        assert_eq!(build(1), build(1));
        assert_ne!(build(1), build(2));
    }
}
