//! The panes of the screen by their names, so that a recipe can say which one it opens with.

use crate::base::spec::suggest;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Makes of rows `Name "name": "what it shows";` the enum, the list and the names.
macro_rules! panes {
    ($($pane:ident $name:literal: $shows:literal;)*) => {
        /// A pane. Those that make no sense for a task give their place to another.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum PaneId {
            $(#[doc = concat!("Shows ", $shows, ".")] $pane,)*
        }

        /// All panes, in the order of their digits.
        pub const PANES: [PaneId; [$($name),*].len()] = [$(PaneId::$pane),*];

        /// All panes by name, with what they show.
        pub static PANE_ROWS: [(&str, &str); PANES.len()] = [$(($name, $shows)),*];

        impl PaneId {
            /// Its name, as it stands in recipes.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$pane => $name,)*
                }
            }
        }
    };
}

panes! {
    Curves "curves": "losses, accuracies and other values over the steps";
    Prediction "prediction": "what each arm predicts of the watched image";
    Confusion "confusion": "the confusion matrix; of several labels their table; of numbers a scatter";
    Imbalance "imbalance": "classes by how rare they are; of numbers the residuals";
    Images "images": "many images at once, with what is predicted of them";
    Decision "decision": "what is decided at which threshold: ROC, reliability, simplex";
    Weights "weights": "what is inside a network: weights, features, layers, landscape";
    Journal "journal": "captions and changes, with what was measured then";
    Loss "loss": "the shape of the loss, and where the images are on it";
    Ood "ood": "what is predicted of OOD images";
}

/// What earlier recipes call the pane of OOD images.
const OLD_OOD: &str = "outside";

impl PaneId {
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
        let text = if text == OLD_OOD { Self::Ood.name() } else { text };
        let digit = text.parse().ok();
        let is = |pane: &Self| pane.name() == text || digit.is_some() && pane.digit() == digit;
        PANES.into_iter().find(is).ok_or_else(|| {
            let names = PANES.map(Self::name);
            format!("unknown pane '{text}'{}", suggest(text, &names))
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
        deserializer.deserialize_any(WithPane)
    }
}

struct WithPane;

impl serde::de::Visitor<'_> for WithPane {
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
        assert_eq!((of("\"weights\""), of("0")), (Some(PaneId::Weights), Some(PaneId::Ood)));
        assert!(recipe("7").unwrap().to_toml().contains("pane = \"weights\""));
        for (wrong, expected) in
            [("\"wieghts\"", "unknown pane 'wieghts'; did you mean 'weights'?"), ("12", "'12'")]
        {
            let error = recipe(wrong).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
