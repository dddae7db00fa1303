//! A sentence with its evidence, and the action that answers it.

/// What a caption is about; each is said once until something changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// An arm began.
    Start,
    /// A setting changed.
    Change,
    /// The last epoch is done.
    Rest,
    /// The numbers left the finite range, or the arm broke down.
    End,
    /// Accuracy under the training prior is the majority baseline.
    Majority,
    /// A class is never predicted.
    Silent(usize),
    /// The loss is far above what needs no image: the steps are too large.
    TooFast,
    /// The loss falls while the answers stay the same.
    Surer,
    /// The validation loss rises while the training loss falls.
    Overfitting,
    /// Class weights and a rebalancing sampler together.
    DoubleCorrection,
    /// All weights would be 1.
    Balanced,
    /// The objective has no floor.
    NoFloor,
    /// Class weights that waited have begun to act.
    Weighted,
}

/// How much a caption wants attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// For the record.
    Note,
    /// Worth an answer.
    Advice,
    /// Something is wrong.
    Alarm,
}

/// One sentence with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// What it is about.
    pub topic: Topic,
    /// How much it wants attention.
    pub weight: Weight,
    /// The sentence; a class stands as `{k}`, its number in braces, for the reader to name.
    pub text: String,
    /// The name of the action that answers it.
    pub answer: Option<&'static str>,
}

impl Caption {
    pub(super) fn new(
        topic: Topic,
        weight: Weight,
        text: impl Into<String>,
        answer: Option<&'static str>,
    ) -> Self {
        Self { topic, weight, text: text.into(), answer }
    }

    /// Whether it tells of something that happens, and not of a state that lasts.
    pub fn is_event(&self) -> bool {
        matches!(self.topic, Topic::Start | Topic::Change | Topic::Rest | Topic::End)
    }

    /// The sentence with classes named.
    pub fn named(&self, names: &[String]) -> String {
        let braces = |(class, name): (usize, &String)| (format!("{{{class}}}"), format!("'{name}'"));
        names
            .iter()
            .enumerate()
            .map(braces)
            .fold(self.text.clone(), |text, (from, to)| text.replace(&from, &to))
    }
}
