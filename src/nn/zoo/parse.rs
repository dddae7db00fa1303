//! Reading a model's name and its parameters.

use super::{Extras, Join, MODELS, Model, Norm};
use crate::base::spec::{Spec, SpecError, suggest};
use crate::nn::activation::{ACTIVATIONS, Activation};
use crate::nn::epilogue::{POOLS, Pool};

/// Wider layers than this are taken for a slip.
const WIDEST: usize = 16_384;
/// More filters than this are taken for a slip.
const MAX_FILTERS: usize = 1024;

impl Model {
    /// Reads `linear`, `mlp:256,128,activation=tanh`, `cnn:16,32,fc=128`, `lenet:pool=max` ...
    ///
    /// # Errors
    /// For an unknown name or parameter, or a value that cannot be.
    pub fn parse(spec: &Spec) -> Result<Self, SpecError> {
        match spec.name.as_str() {
            "linear" => spec.only(0, &[]).map(|()| Self::Linear),
            "mlp" => parse_mlp(spec),
            "cnn" => parse_cnn(spec),
            "lenet" => {
                spec.only(0, &["activation", "pool"])?;
                // Below a step nothing learns; `mlp` shows that.
                let known = ACTIVATIONS.into_iter().filter(|(_, activation)| *activation != Activation::Step);
                let known: Vec<_> = known.collect();
                let activation = choice(spec, "activation", &known, Activation::Sigmoid)?;
                Ok(Self::Lenet { activation, pool: choice(spec, "pool", &POOLS, Pool::Average)? })
            }
            other => {
                let names: Vec<&str> = MODELS.iter().map(|row| row.name).collect();
                Err(SpecError(format!("unknown model '{other}'{}", suggest(other, &names))))
            }
        }
    }
}

fn parse_mlp(spec: &Spec) -> Result<Model, SpecError> {
    spec.only(usize::MAX, &["activation", "norm", "dropout"])?;
    Ok(Model::Mlp {
        hidden: widths(spec, &[256, 128], WIDEST)?,
        activation: choice(spec, "activation", &ACTIVATIONS, Activation::Relu)?,
        extras: extras(spec)?,
    })
}

fn parse_cnn(spec: &Spec) -> Result<Model, SpecError> {
    spec.only(usize::MAX, &["fc", "activation", "pool", "join", "norm", "dropout"])?;
    let join =
        choice(spec, "join", &[("flatten", Join::Flatten), ("average", Join::Average)], Join::Flatten)?;
    let default = if join == Join::Flatten { 128 } else { 0 };
    let dense = spec.value("fc", default)?;
    within(spec, "fc", dense, 0..=WIDEST)?;
    Ok(Model::Cnn {
        filters: widths(spec, &[16, 32], MAX_FILTERS)?,
        dense: (dense > 0).then_some(dense),
        activation: choice(spec, "activation", &ACTIVATIONS, Activation::Relu)?,
        pool: choice(spec, "pool", &POOLS, Pool::Max)?,
        join,
        extras: extras(spec)?,
    })
}

fn extras(spec: &Spec) -> Result<Extras, SpecError> {
    let norm = choice(spec, "norm", &[("none", Norm::None), ("batch", Norm::Batch)], Norm::None)?;
    match spec.value("dropout", 0.0)? {
        dropout if (0.0..1.0).contains(&dropout) => Ok(Extras { norm, dropout }),
        found => Err(SpecError(format!("{}: dropout must lie in [0, 1), found {found}", spec.name))),
    }
}

fn widths(spec: &Spec, default: &[usize], most: usize) -> Result<Vec<usize>, SpecError> {
    let widths = (0..spec.positional.len()).map(|index| spec.positional::<usize>(index));
    let widths: Vec<usize> = widths.collect::<Result<Option<Vec<_>>, _>>()?.unwrap_or_default();
    widths.iter().try_for_each(|width| within(spec, "widths", *width, 1..=most))?;
    Ok(if widths.is_empty() { default.to_vec() } else { widths })
}

fn within(
    spec: &Spec,
    what: &str,
    value: usize,
    range: std::ops::RangeInclusive<usize>,
) -> Result<(), SpecError> {
    let (least, most) = (range.start(), range.end());
    if range.contains(&value) {
        return Ok(());
    }
    Err(SpecError(format!("{}: {what} must lie in {least}..={most}, found {value}", spec.name)))
}

/// The value of a parameter whose values have names.
fn choice<T: Copy>(spec: &Spec, key: &str, known: &[(&str, T)], default: T) -> Result<T, SpecError> {
    let Some(name) = spec.list(key).map(|names| names.join(",")) else { return Ok(default) };
    known.iter().find(|(known, _)| *known == name).map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        SpecError(format!("{}: no {key} is called '{name}'{}", spec.name, suggest(&name, &names)))
    })
}
