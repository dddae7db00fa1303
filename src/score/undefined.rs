//! Why numbers are null.

use serde::Serialize;
use std::collections::BTreeMap;

/// Reasons by the path of their key, such as `cohen_kappa` or `precision.2`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Undefined(BTreeMap<String, String>);

impl Undefined {
    /// Keeps the reason if there is no value.
    pub(super) fn note(&mut self, key: &str, value: Option<f64>, reason: impl FnOnce() -> String) {
        if value.is_none() {
            self.0.insert(key.to_owned(), reason());
        }
    }

    /// The same for one value per class, label or output.
    pub(super) fn note_each(&mut self, key: &str, values: &[Option<f64>], reason: impl Fn(usize) -> String) {
        for (at, value) in values.iter().enumerate() {
            self.note(&format!("{key}.{at}"), *value, || reason(at));
        }
    }

    /// Paths and reasons, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, reason)| (key.as_str(), reason.as_str()))
    }
}
