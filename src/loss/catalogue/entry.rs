//! What a row of the catalogue holds.

use crate::base::spec::{Spec, SpecError};
use crate::loss::{Positive, ProbabilityMap};

/// One loss.
#[derive(Debug)]
pub struct LossEntry {
    /// The name on the command line.
    pub name: &'static str,
    /// Other names of the same loss at its defaults.
    pub aliases: &'static [&'static str],
    /// What its outputs mean.
    pub family: Family,
    /// What the last layer must be like.
    pub head: Head,
    /// Which targets it takes.
    pub targets: &'static [TargetKind],
    /// In the order in which they are written.
    pub parameters: &'static [Parameter],
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// The loss of one sample: of label y, of shares q, of numbers t.
    pub formula: &'static str,
    /// The three questions that every loss answers.
    pub questions: Questions,
    /// When to take it, or what to beware of, in one sentence.
    pub advice: &'static str,
    /// What its value is, at its defaults.
    pub measure: ValueMeasure,
    /// Where the probabilities that it compares with the target are not those that the outputs are shown as: which they are.
    pub moved: Option<&'static str>,
}

/// The three questions that every loss answers, each without a full stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Questions {
    /// What does the model produce?
    pub produces: &'static str,
    /// What is that compared with?
    pub compared_with: &'static str,
    /// How?
    pub how: &'static str,
}

/// What the value of a loss is, for a sample with a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueMeasure {
    /// `-ln p_y` of the probabilities that its outputs are shown as, in nats.
    Nll,
    /// A surprisal in nats, so that it means something in bits too, but not that one.
    Surprisal,
    /// In units of its own.
    Other,
}

impl LossEntry {
    /// What is so of most losses; everything else is said by each.
    pub(super) const PLAIN: Self = Self {
        name: "",
        aliases: &[],
        family: Family::Softmax,
        head: Head::Plain,
        targets: &[],
        parameters: &[],
        summary: "",
        formula: "",
        questions: Questions { produces: "", compared_with: "", how: "" },
        advice: "",
        measure: ValueMeasure::Other,
        moved: None,
    };

    /// The error of something that it is not defined for.
    pub(in crate::loss) fn refuse<T>(
        &self,
        expected: &str,
        found: impl std::fmt::Display,
    ) -> Result<T, SpecError> {
        Err(SpecError(format!("{}: expected {expected}, found {found}", self.name)))
    }

    /// Whether it can be told such targets.
    pub fn takes(&self, kind: TargetKind) -> bool {
        self.targets.contains(&kind)
    }

    /// What it takes, for messages: `a label` or `a distribution`.
    pub(in crate::loss) fn wants(&self) -> &'static str {
        match self.targets {
            [TargetKind::Label, TargetKind::Distribution, ..] => "a label or a distribution",
            [TargetKind::Label, TargetKind::MultiHot, ..] => "a label or a multi-hot row",
            [TargetKind::Label, ..] => "a label",
            [TargetKind::Values, ..] => "numbers",
            [TargetKind::Teacher, ..] => "a teacher's logits",
            _ => "targets",
        }
    }
}

/// What the outputs of a network mean to a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// One choice among the classes: the softmax makes the probabilities sum to 1.
    Softmax,
    /// One choice among the classes: made positive and divided by their sum.
    Normalised(&'static Positive),
    /// One choice among ordered classes: the logits of being above each of them but the last.
    Cumulative,
    /// One of two classes: the logit of the second one.
    Logit,
    /// The number of the class, as if it were a quantity.
    ClassNumber,
    /// One yes or no for each class: all may say no.
    Sigmoid,
    /// Scores to be compared; no probability belongs to them.
    Scores,
    /// Numbers.
    Values,
    /// The features of a layer, to be like those of another model.
    Features,
}

impl Family {
    /// In a word or two, for tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Softmax => "softmax",
            Self::Normalised(_) => "L1-normalised",
            Self::Cumulative => "cumulative",
            Self::Logit => "one logit",
            Self::ClassNumber => "class number",
            Self::Sigmoid => "sigmoid",
            Self::Scores => "scores",
            Self::Values => "values",
            Self::Features => "features",
        }
    }

    /// How such outputs become probabilities of classes that exclude each other.
    pub fn probability_map(self) -> ProbabilityMap {
        match self {
            Self::Softmax => ProbabilityMap::Softmax,
            Self::Normalised(positive) => ProbabilityMap::Normalised(positive),
            // One threshold, between the two of them.
            Self::Cumulative | Self::Logit => ProbabilityMap::Cumulative,
            Self::Sigmoid => ProbabilityMap::NormalisedSigmoid,
            Self::ClassNumber | Self::Scores | Self::Values | Self::Features => ProbabilityMap::None,
        }
    }
}

/// What the last layer must be like. Arms can only change between losses of one head while they train.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// One linear output per class, label or number.
    Plain,
    /// One cosine per class: features and each class's weights are divided by their length.
    Cosines,
    /// One linear output per threshold between two neighbouring classes.
    Thresholds,
    /// One linear output for two classes.
    Logit,
    /// One linear output, the number of the class.
    Number,
}

impl Head {
    /// How many outputs it has for this many classes, labels or numbers.
    pub fn outputs(self, classes: usize) -> usize {
        match self {
            Self::Plain | Self::Cosines => classes,
            Self::Thresholds => classes.saturating_sub(1),
            Self::Logit | Self::Number => 1,
        }
    }
}

/// What a sample's target may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// One class.
    Label,
    /// Shares of the classes that sum to 1.
    Distribution,
    /// A yes or no for each class.
    MultiHot,
    /// Numbers.
    Values,
    /// The logits of another model, with a label where there is one.
    Teacher,
}

impl TargetKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Label, Self::Distribution, Self::MultiHot, Self::Values, Self::Teacher];

    /// The word in lists.
    pub fn name(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Distribution => "distribution",
            Self::MultiHot => "multi-hot",
            Self::Values => "values",
            Self::Teacher => "teacher",
        }
    }
}

/// A parameter of a loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// The key on the command line.
    pub name: &'static str,
    /// `None` for a list, which is empty where it is not given.
    pub default: Option<f64>,
    /// The smallest value allowed.
    pub min: f64,
    /// The largest value allowed.
    pub max: f64,
    /// What it does.
    pub meaning: &'static str,
}

impl Parameter {
    pub(super) const fn number(
        name: &'static str,
        default: f64,
        [min, max]: [f64; 2],
        meaning: &'static str,
    ) -> Self {
        Self { name, default: Some(default), min, max, meaning }
    }

    pub(super) const fn list(name: &'static str, [min, max]: [f64; 2], meaning: &'static str) -> Self {
        Self { name, default: None, min, max, meaning }
    }

    /// The values at which it does nothing and need not be written: an empty list, or a default of 0.
    pub(in crate::loss) fn off(&self) -> &'static [f64] {
        match self.default {
            Some(0.0) => &[0.0],
            _ => &[],
        }
    }

    pub(super) fn check(&self, loss: &str, value: f64) -> Result<f64, SpecError> {
        let Self { name, min, max, .. } = self;
        if (*min..=*max).contains(&value) {
            return Ok(value);
        }
        Err(SpecError(format!("{loss}: {name} must be between {min} and {max}, found {value}")))
    }
}

/// What was written after the name of a loss, with the row that says how to read it.
pub(in crate::loss) struct Arguments<'a> {
    pub(in crate::loss) spec: &'a Spec,
    pub(in crate::loss) entry: &'static LossEntry,
}

impl Arguments<'_> {
    /// # Panics
    /// If the row has no parameter of this name.
    fn parameter(&self, name: &str) -> &'static Parameter {
        let found = self.entry.parameters.iter().find(|parameter| parameter.name == name);
        found.unwrap_or_else(|| panic!("{} has a row for its parameter {name}", self.entry.name))
    }

    /// The value of a parameter that is a number.
    pub(super) fn number(&self, name: &str) -> Result<f64, SpecError> {
        let parameter = self.parameter(name);
        let value = self.spec.value(parameter.name, parameter.default.unwrap_or_default())?;
        parameter.check(self.entry.name, value)
    }

    /// The value of a parameter that is a whole number.
    pub(super) fn whole(&self, name: &str) -> Result<f64, SpecError> {
        let (loss, value) = (self.entry.name, self.number(name)?);
        if value.fract() == 0.0 {
            return Ok(value);
        }
        Err(SpecError(format!("{loss}: {name} must be a whole number, found {value}")))
    }

    /// The values of a parameter that is a list.
    pub(super) fn list(&self, name: &str) -> Result<Vec<f64>, SpecError> {
        let (loss, parameter) = (self.entry.name, self.parameter(name));
        let words = self.spec.list(name).unwrap_or_default().iter();
        words
            .map(|word| {
                let value = word
                    .parse()
                    .map_err(|_| SpecError(format!("{loss}: {name} must be numbers, found '{word}'")))?;
                parameter.check(loss, value)
            })
            .collect()
    }
}
