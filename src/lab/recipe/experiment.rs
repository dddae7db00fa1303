//! What a recipe asks, what to watch, and what it expects to find.

use super::metric::Metric;
use super::{ArmId, PaneId, Recipe, SettingError, built_in};
use crate::base::spec::{Spec, suggest};
use serde::{Deserialize, Serialize};

/// A question that several recipes are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExperimentTopic {
    /// What a recipe calls it.
    pub name: &'static str,
    /// The question.
    pub question: &'static str,
}

/// All topics, in the order of a course.
pub const TOPICS: [ExperimentTopic; 8] = [
    ExperimentTopic { name: "tasks", question: "Which loss belongs to which task?" },
    ExperimentTopic { name: "softmax", question: "What does a softmax regression learn?" },
    ExperimentTopic { name: "rare", question: "What becomes of a rare class?" },
    ExperimentTopic { name: "weights", question: "What do class weights do, and what not?" },
    ExperimentTopic { name: "belief", question: "Can the probabilities be trusted?" },
    ExperimentTopic { name: "teaching", question: "What else can teach a model?" },
    ExperimentTopic { name: "descent", question: "How does training get there?" },
    ExperimentTopic { name: "traps", question: "What if the objective, or the data, can be cheated?" },
];

/// What a recipe is for, in words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Experiment {
    /// The recipe's own name.
    pub name: String,
    /// The name of its topic, one of [`TOPICS`].
    pub topic: String,
    /// One sentence that ends in a question mark.
    pub question: String,
    /// Where to look while it runs.
    pub watch: String,
    /// What was found when it was measured.
    pub found: String,
    /// What to try next.
    pub next: String,
    /// Seconds at full speed, about, on two cores.
    pub seconds: f64,
    /// The pane that it opens with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pane: Option<PaneId>,
    /// Whether flags changed what the file says.
    #[serde(skip_serializing_if = "is_false")]
    pub changed: bool,
    /// Whether its arms wait to be stepped.
    #[serde(skip_serializing_if = "is_false")]
    pub paused: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// An expectation as it is written down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectRecipe {
    /// The expectation in words, without the number.
    pub say: String,
    /// What is measured: `balanced-accuracy`, `recall:class=1` ...
    pub metric: String,
    /// The arm it is measured on; absent: A.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arm: Option<String>,
    /// The arm whose value is taken off it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minus: Option<String>,
    /// The step at which it is measured; absent: the last evaluation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<u64>,
    /// The least value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The largest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// An expectation that can be checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// In words, without the number.
    pub say: String,
    /// What is measured.
    pub metric: Metric,
    /// On which arm.
    pub arm: ArmId,
    /// The arm whose value is taken off it.
    pub minus: Option<ArmId>,
    /// At the first evaluation from this step on; `None`: at the last one.
    pub step: Option<u64>,
    /// The least and the largest value; one of them is there.
    pub range: [Option<f64>; 2],
}

impl Expectation {
    /// Checks one entry; `arms` are those of the recipe.
    ///
    /// # Errors
    /// For an unknown metric, an arm that is not there, and an expectation that anything meets.
    pub(super) fn check(entry: &ExpectRecipe, arms: &[ArmId]) -> Result<Self, SettingError> {
        let wrong = |problem: String| SettingError::new(format!("expect '{}'", entry.say), problem);
        let arm = |text: &Option<String>| {
            let id = text.as_deref().map(ArmId::parse).transpose()?;
            match id.filter(|id| !arms.contains(id)) {
                Some(id) => Err(wrong(format!("there is no arm {id}"))),
                None => Ok(id),
            }
        };
        match (entry.min, entry.max) {
            (None, None) => return Err(wrong("expected min, max or both, found neither".into())),
            (min, max) if min.unwrap_or(f64::MIN) <= max.unwrap_or(f64::MAX) => {}
            (min, max) => {
                return Err(wrong(format!("expected min not above max, found {min:?} and {max:?}")));
            }
        }
        if entry.say.is_empty() {
            return Err(SettingError::new(
                "expect",
                format!("'{}' does not say what is expected", entry.metric),
            ));
        }
        let metric = Spec::parse(&entry.metric).and_then(|spec| Metric::parse(&spec));
        Ok(Self {
            say: entry.say.clone(),
            metric: metric.map_err(|error| wrong(error.0))?,
            arm: arm(&entry.arm)?.unwrap_or(ArmId::A),
            minus: arm(&entry.minus)?,
            step: entry.step,
            range: [entry.min, entry.max],
        })
    }
}

impl Experiment {
    /// Checks what a recipe says of itself; a topic is needed among the built-in ones only.
    ///
    /// # Errors
    /// For a question that is missing, and a topic that is not known.
    pub(super) fn check(&self) -> Result<(), SettingError> {
        if self.question.is_empty() {
            return Err(SettingError::new("experiment", "expected a question, found none"));
        }
        if self.topic.is_empty() { Ok(()) } else { self.topic().map(|_| ()) }
    }

    /// The topic it belongs to.
    ///
    /// # Errors
    /// If there is none of that name, with the nearest.
    pub fn topic(&self) -> Result<&'static ExperimentTopic, SettingError> {
        TOPICS.iter().find(|topic| topic.name == self.topic).ok_or_else(|| {
            let problem = format!(
                "unknown topic '{}'{}",
                self.topic,
                suggest(&self.topic, &TOPICS.map(|topic| topic.name))
            );
            SettingError::new("experiment", problem)
        })
    }
}

impl Recipe {
    /// Whether it says that it is one of the program's own.
    pub fn is_built_in(&self) -> bool {
        self.original().is_some()
    }

    /// The name that it has, or none.
    pub fn name(&self) -> &str {
        self.experiment.as_ref().map_or("", |experiment| &experiment.name)
    }

    fn original(&self) -> Option<&'static built_in::BuiltIn> {
        built_in::find(self.name())
    }

    /// Whether its arms wait for a person to begin.
    pub fn waits(&self) -> bool {
        self.experiment.as_ref().is_some_and(|experiment| experiment.paused)
    }

    /// Whether this is the recipe of its name as it is written, whatever the seed: only then its expectations hold. A built-in
    /// one is compared; of a person's own it is known whether flags changed it.
    pub fn is_as_written(&self) -> bool {
        if self.experiment.as_ref().is_some_and(|experiment| experiment.changed) {
            return false;
        }
        let Some(original) = self.original() else { return true };
        Self::from_toml(original.text).is_ok_and(|recipe| Self { seed: self.seed, ..recipe } == *self)
    }
}
