//! How a gradient becomes a change of the weights. One file a rule, and the table of them.

mod adam;
mod rmsprop;
mod sgd;
mod slot;

use crate::base::spec::{Spec, SpecError, suggest};
use std::fmt;

pub use slot::{Penalty, Slot};

/// What the command line and the help know about a rule.
#[derive(Debug)]
pub struct RuleEntry {
    /// The name on the command line.
    pub name: &'static str,
    /// What it is, with its parameters and their defaults.
    pub summary: &'static str,
}

/// An update rule with its constants. Its `Display` writes what [`Rule::read`] reads.
trait Rule: Copy + fmt::Display {
    /// Its row of the table.
    const ENTRY: &'static RuleEntry;

    /// Reads its constants.
    ///
    /// # Errors
    /// For an unknown parameter or a value out of range.
    fn read(spec: &Spec) -> Result<Self, SpecError>;

    /// Moves the values of one slot. `step` counts from 1.
    fn update(self, slot: Slot<'_>, rate: f32, step: u64);

    /// The rate at which the error of a quadratic loss with this largest curvature begins to grow; `None` where it depends
    /// on more than the curvature.
    fn largest_stable_rate(self, curvature: f64) -> Option<f64>;
}

/// Makes of rows `Name: file,` the enum [`Optimizer`] and the table [`OPTIMIZERS`].
macro_rules! optimizers {
    ($($name:ident: $file:ident,)*) => {
        $(pub use $file::$name;)*

        /// An update rule with its constants.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Optimizer {
            $(
                #[doc = concat!("See [`", stringify!($name), "`].")]
                $name($name),
            )*
        }

        /// Every rule, the default first.
        pub static OPTIMIZERS: [&RuleEntry; [$(stringify!($name)),*].len()] = [$($name::ENTRY),*];

        impl Optimizer {
            /// Reads `sgd:momentum=0.9`, `adam`, `adamw:decay=0.01` ...
            ///
            /// # Errors
            /// For an unknown name or parameter or a value out of range.
            pub fn parse(spec: &Spec) -> Result<Self, SpecError> {
                $(if spec.name == $name::ENTRY.name {
                    return $name::read(spec).map(Self::$name);
                })*
                let names = OPTIMIZERS.map(|entry| entry.name);
                Err(SpecError(format!("unknown optimizer '{}'{}", spec.name, suggest(&spec.name, &names))))
            }

            /// Moves the values of one slot. `step` counts from 1.
            pub fn update(&self, slot: Slot<'_>, rate: f32, step: u64) {
                match self { $(Self::$name(own) => own.update(slot, rate, step)),* }
            }

            /// The rate at which the error of a quadratic loss with this largest curvature begins to grow; `None` where it
            /// depends on more than the curvature.
            pub fn largest_stable_rate(&self, curvature: f64) -> Option<f64> {
                match self { $(Self::$name(own) => own.largest_stable_rate(curvature)),* }
            }
        }

        impl fmt::Display for Optimizer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$name(own) => own.fmt(f)),* }
            }
        }
    };
}

// A row each: the name of its type and the file that it stands in.
optimizers! {
    Sgd: sgd,
    Adam: adam,
    AdamW: adam,
    RmsProp: rmsprop,
}

/// A constant in [0, 1).
fn fraction(spec: &Spec, key: &str, default: f32) -> Result<f32, SpecError> {
    match spec.value(key, default)? {
        x if (0.0..1.0).contains(&x) => Ok(x),
        x => Err(SpecError(format!("{}: {key} must lie in [0, 1), found {x}", spec.name))),
    }
}

/// A finite constant of 0 or more.
fn positive(spec: &Spec, key: &str, default: f32) -> Result<f32, SpecError> {
    match spec.value(key, default)? {
        x if x >= 0.0 && x.is_finite() => Ok(x),
        x => Err(SpecError(format!("{}: {key} must be 0 or more, found {x}", spec.name))),
    }
}

#[cfg(test)]
mod tests;
