//! How the learning rate changes over a run.

use crate::base::spec::{Spec, SpecError, suggest};
use std::fmt;

/// A factor on the base rate as a function of progress.
#[derive(Clone, Debug, PartialEq)]
pub enum Schedule {
    /// 1 throughout.
    Constant,
    /// (1 + cos(pi t)) / 2: from 1 to 0 over the run.
    Cosine,
    /// `factor` once more at each of the given fractions of the run.
    Step {
        /// What the rate is multiplied with, in (0, 1].
        factor: f32,
        /// Fractions of the run, each in (0, 1).
        at: Vec<f32>,
    },
}

/// One row a schedule: name with parameters, sentence.
pub const SCHEDULES: [(&str, &str); 3] = [
    ("constant", "the same rate throughout"),
    ("cosine", "from the full rate to 0 along half a cosine (default)"),
    ("step", "multiplied by factor=0.1 at=0.5,0.75 of the run"),
];

impl Schedule {
    /// Reads `constant`, `cosine` or `step:factor=0.1,at=0.5,0.75`.
    ///
    /// # Errors
    /// For an unknown name, an unknown parameter or a value out of range.
    pub fn parse(spec: &Spec) -> Result<Self, SpecError> {
        let names = SCHEDULES.map(|(name, _)| name);
        match spec.name.as_str() {
            "constant" => spec.only(0, &[]).map(|()| Self::Constant),
            "cosine" => spec.only(0, &[]).map(|()| Self::Cosine),
            "step" => Self::parse_step(spec),
            other => Err(SpecError(format!("unknown schedule '{other}'{}", suggest(other, &names)))),
        }
    }

    fn parse_step(spec: &Spec) -> Result<Self, SpecError> {
        spec.only(0, &["factor", "at"])?;
        let factor = spec.value("factor", 0.1_f32)?;
        let standard = ["0.5".to_owned(), "0.75".to_owned()];
        let texts = spec.list("at").unwrap_or(&standard);
        let at: Vec<f32> = texts.iter().filter_map(|text| text.parse().ok()).collect();
        let inside = |x: &f32| *x > 0.0 && *x < 1.0;
        if !(factor > 0.0 && factor <= 1.0) {
            return Err(SpecError(format!("step: factor must lie in (0, 1], found {factor}")));
        }
        if at.len() != texts.len() || !at.iter().all(inside) {
            let found = texts.join(",");
            return Err(SpecError(format!("step: at takes fractions between 0 and 1, found '{found}'")));
        }
        Ok(Self::Step { factor, at })
    }

    /// The factor before step `step` of `total`; 1 where `total` is 0.
    pub fn factor(&self, step: u64, total: u64) -> f32 {
        let progress = if total == 0 { 0.0 } else { step as f32 / total as f32 };
        match self {
            Self::Constant => 1.0,
            Self::Cosine => 0.5 * (1.0 + (std::f32::consts::PI * progress.min(1.0)).cos()),
            Self::Step { factor, at } => {
                let passed = at.iter().filter(|boundary| progress >= **boundary).count();
                at.iter().take(passed).fold(1.0, |product, _| product * factor)
            }
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant => f.write_str("constant"),
            Self::Cosine => f.write_str("cosine"),
            Self::Step { factor, at } => {
                let at: Vec<String> = at.iter().map(ToString::to_string).collect();
                write!(f, "step:factor={factor},at={}", at.join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(text: &str) -> Schedule {
        Schedule::parse(&Spec::parse(text).unwrap()).unwrap()
    }

    #[test]
    fn factors_are_those_of_the_formulas() {
        assert_eq!(schedule("constant").factor(7, 10), 1.0);
        assert_eq!(schedule("cosine").factor(0, 10), 1.0);
        assert!((schedule("cosine").factor(5, 10) - 0.5).abs() < 1e-6);
        assert!(schedule("cosine").factor(10, 10) < 1e-6);
        let step = schedule("step:factor=0.5,at=0.3,0.6");
        assert_eq!([0, 3, 6].map(|t| step.factor(t, 10)), [1.0, 0.5, 0.25]);
    }

    #[test]
    fn texts_come_back_and_wrong_ones_are_refused() {
        for text in ["constant", "cosine", "step:factor=0.5,at=0.3,0.6"] {
            assert_eq!(schedule(text).to_string(), text);
        }
        for text in ["cosin", "cosine:x=1", "step:factor=0", "step:at=2", "step:at=x"] {
            assert!(Schedule::parse(&Spec::parse(text).unwrap()).is_err(), "{text}");
        }
    }
}
