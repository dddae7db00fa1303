//! The panes of the screen by their names, so that a recipe can say which one it opens with.

use crate::base::spec::suggest;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A pane. Those that make no sense for a task give their place to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaneId {
    /// Values over steps.
    Curves,
    /// What arms predict of the watched picture.
    Prediction,
    /// The confusion matrix; Labels where pictures may have several, Scatter for numbers.
    Confusion,
    /// Classes by how rare they are; Residuals for numbers.
    Imbalance,
    /// Many pictures at once.
    Images,
    /// What is decided at which threshold.
    Decision,
    /// What is inside a network.
    Weights,
    /// What was said and changed.
    Journal,
    /// The shape of the loss.
    Loss,
    /// Pictures from elsewhere.
    Outside,
}

/// All panes.
pub const PANES: [PaneId; 10] = [
    PaneId::Curves,
    PaneId::Prediction,
    PaneId::Confusion,
    PaneId::Imbalance,
    PaneId::Images,
    PaneId::Decision,
    PaneId::Weights,
    PaneId::Journal,
    PaneId::Loss,
    PaneId::Outside,
];

impl PaneId {
    /// Its name, as it stands in recipes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Curves => "curves",
            Self::Prediction => "prediction",
            Self::Confusion => "confusion",
            Self::Imbalance => "imbalance",
            Self::Images => "images",
            Self::Decision => "decision",
            Self::Weights => "weights",
            Self::Journal => "journal",
            Self::Loss => "loss",
            Self::Outside => "outside",
        }
    }

    /// The digit that focuses it, if one does.
    pub fn digit(self) -> Option<u8> {
        let at = PANES.iter().position(|pane| *pane == self)?;
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 0].get(at).copied()
    }

    /// The pane of a name, or of a digit as earlier recipes have it.
    ///
    /// # Errors
    /// If there is none, with the nearest names.
    pub fn parse(text: &str) -> Result<Self, String> {
        let digit = text.parse().ok();
        let is = |pane: &Self| pane.name() == text || digit.is_some() && pane.digit() == digit;
        PANES.into_iter().find(is).ok_or_else(|| {
            let names = PANES.map(Self::name);
            format!("no pane is called '{text}'{}", suggest(text, &names))
        })
    }
}

impl Serialize for PaneId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for PaneId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Named)
    }
}

struct Named;

impl serde::de::Visitor<'_> for Named {
    type Value = PaneId;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a pane")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<PaneId, E> {
        PaneId::parse(text).map_err(E::custom)
    }

    fn visit_i64<E: serde::de::Error>(self, digit: i64) -> Result<PaneId, E> {
        PaneId::parse(&digit.to_string()).map_err(E::custom)
    }

    fn visit_u64<E: serde::de::Error>(self, digit: u64) -> Result<PaneId, E> {
        PaneId::parse(&digit.to_string()).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::recipe::Recipe;

    #[test]
    fn recipes_name_panes_and_earlier_ones_gave_their_digits() {
        for pane in PANES {
            assert_eq!(PaneId::parse(pane.name()), Ok(pane));
            assert_eq!(PaneId::parse(&pane.digit().unwrap().to_string()), Ok(pane));
        }
        let recipe =
            |pane: &str| Recipe::from_toml(&format!("[experiment]\nquestion = \"Why?\"\npane = {pane}"));
        let of = |pane: &str| recipe(pane).unwrap().experiment.unwrap().pane;
        assert_eq!((of("\"weights\""), of("0")), (Some(PaneId::Weights), Some(PaneId::Outside)));
        assert!(recipe("7").unwrap().to_toml().contains("pane = \"weights\""));
        for (wrong, said) in
            [("\"wieghts\"", "no pane is called 'wieghts'; nearest: weights"), ("12", "'12'")]
        {
            let error = recipe(wrong).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
