//! Making a training set imbalanced: a profile says how many images each rank keeps, an order which class has
//! which rank.

mod order;
mod profile;
mod thin;

use crate::base::spec::{Spec, SpecError, suggest};
use order::ClassOrder;
use profile::Profile;
use std::fmt;

pub use thin::Thinned;

/// A parsed imbalance: profile and order. Written `exp:100`, `step:100,0.5,order=seed`, `linear:10,order=2,4`, ...
#[derive(Clone, Debug, PartialEq)]
pub struct Imbalance {
    profile: Profile,
    order: ClassOrder,
}

/// One row of [`IMBALANCES`].
pub struct ImbalanceRow {
    /// What stands before the colon.
    pub name: &'static str,
    /// What follows it; every profile but `none` also takes `order=`.
    pub parameters: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    build: fn(&Spec) -> Result<Profile, SpecError>,
}

/// Every profile. Rank 0 is the most frequent class, rank K-1 the rarest; counts are truncated and at least 1.
pub const IMBALANCES: [ImbalanceRow; 6] = [
    ImbalanceRow {
        name: "none",
        parameters: "",
        summary: "Keeps every training image.",
        build: |_| Ok(Profile::None),
    },
    ImbalanceRow {
        name: "exp",
        parameters: "RATIO",
        summary: "Long tail: counts fall from n to n/RATIO by a constant factor from rank to rank.",
        build: |spec| Ok(Profile::Exponential { ratio: ratio(spec)? }),
    },
    ImbalanceRow {
        name: "step",
        parameters: "RATIO,FRACTION=0.5",
        summary: "The last FRACTION of the classes keep n/RATIO images, the others n.",
        build: |spec| Ok(Profile::Step { ratio: ratio(spec)?, fraction: fraction(spec)? }),
    },
    ImbalanceRow {
        name: "linear",
        parameters: "RATIO",
        summary: "Counts fall from n to n/RATIO by a constant difference from rank to rank.",
        build: |spec| Ok(Profile::Linear { ratio: ratio(spec)? }),
    },
    ImbalanceRow {
        name: "binary",
        parameters: "N",
        summary: "One class against the rest, 1 : N: the last class keeps one image for N of all others together.",
        build: |spec| Ok(Profile::Binary { ratio: ratio(spec)? }),
    },
    ImbalanceRow {
        name: "counts",
        parameters: "N0,N1,...",
        summary: "Exactly these counts, one a class.",
        build: counts,
    },
];

impl Imbalance {
    /// Keeps every training image.
    pub const NONE: Self = Self { profile: Profile::None, order: ClassOrder::Labels };

    /// Whether every image stays.
    pub fn is_none(&self) -> bool {
        self.profile == Profile::None
    }

    /// Reads an imbalance from its name and arguments.
    ///
    /// # Errors
    /// If the name is unknown (with the nearest), an argument is missing, superfluous or out of range: ratios are
    /// finite and at least 1, a fraction is between 0 and 1, counts are at least 1.
    pub fn parse(spec: &Spec) -> Result<Self, SpecError> {
        let row = IMBALANCES.iter().find(|row| row.name == spec.name).ok_or_else(|| {
            let known = IMBALANCES.map(|row| row.name);
            SpecError(format!("unknown imbalance '{}'{}", spec.name, suggest(&spec.name, &known)))
        })?;
        let (positional, keys): (_, &[&str]) = match row.name {
            "none" => (0, &[]),
            "step" => (2, &["order"]),
            "counts" => (usize::MAX, &["order"]),
            _ => (1, &["order"]),
        };
        spec.only(positional, keys)?;
        Ok(Self { profile: (row.build)(spec)?, order: ClassOrder::parse(spec) })
    }
}

impl fmt::Display for Imbalance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.profile, self.order)
    }
}

fn ratio(spec: &Spec) -> Result<f64, SpecError> {
    let wrong = |found: &str| {
        SpecError(format!("{}: the ratio must be a number of at least 1, found {found}", spec.name))
    };
    match spec.positional::<f64>(0)? {
        None => Err(wrong("none")),
        Some(ratio) if ratio.is_finite() && ratio >= 1.0 => Ok(ratio),
        Some(ratio) => Err(wrong(&ratio.to_string())),
    }
}

fn fraction(spec: &Spec) -> Result<f64, SpecError> {
    let fraction = spec.positional(1)?.unwrap_or(0.5);
    if 0.0 < fraction && fraction < 1.0 {
        return Ok(fraction);
    }
    Err(SpecError(format!("{}: the fraction must be between 0 and 1, found {fraction}", spec.name)))
}

fn counts(spec: &Spec) -> Result<Profile, SpecError> {
    let count = |index| match spec.positional::<usize>(index)? {
        Some(0) | None => Err(SpecError("counts: every count must be at least 1, found 0".to_owned())),
        Some(count) => Ok(count),
    };
    let counts = (0..spec.positional.len()).map(count).collect::<Result<Vec<_>, _>>()?;
    match counts.len() {
        0 | 1 => Err(SpecError("counts: one count a class is needed, such as counts:500,50,5".to_owned())),
        _ => Ok(Profile::Counts(counts)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Imbalance, SpecError> {
        Imbalance::parse(&Spec::parse(text).unwrap())
    }

    #[test]
    fn what_is_read_is_written_back() {
        for text in [
            "none",
            "exp:100",
            "exp:2.5,order=seed",
            "step:100,0.5",
            "linear:10,order=Coat,4",
            "binary:1000",
            "counts:5000,40",
            "counts:9,8,7,order=seed",
        ] {
            assert_eq!(parse(text).unwrap().to_string(), text);
        }
        assert_eq!(parse("step:100").unwrap(), parse("step:100,0.5,order=labels").unwrap());
        assert_eq!(parse("none").unwrap(), Imbalance::NONE);
    }

    #[test]
    fn every_row_of_the_table_can_be_read() {
        for row in IMBALANCES {
            let arguments = ["", ":10", ":10,20"];
            assert!(arguments.iter().any(|arguments| parse(&format!("{}{arguments}", row.name)).is_ok()));
        }
    }

    #[test]
    fn wrong_arguments_are_refused_by_name() {
        for (text, part) in [
            ("expo:100", "did you mean 'exp'?"),
            ("exp", "found none"),
            ("exp:0.5", "at least 1, found 0.5"),
            ("exp:inf", "found inf"),
            ("linear:NaN", "found NaN"),
            ("exp:ten", "must be a number, found 'ten'"),
            ("exp:10,20", "takes one argument without a name, got 2"),
            ("exp:10,ordr=seed", "did you mean 'order'?"),
            ("none:1", "takes no arguments without a name"),
            ("step:10,1", "between 0 and 1, found 1"),
            ("counts:5,0", "at least 1, found 0"),
            ("counts:5", "one count a class"),
            ("counts:5,-1", "a whole number"),
        ] {
            let error = parse(text).unwrap_err().0;
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
