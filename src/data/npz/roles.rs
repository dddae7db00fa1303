//! Which arrays are the images and which their labels, by the names that people give them.

use super::member::{ArrayMember, listed};
use crate::data::{DataError, Part};
use std::path::Path;

/// What an array holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ArrayRole {
    Images,
    Labels,
}

/// Words for what an array holds.
const ROLES: [(&str, ArrayRole); 12] = [
    ("images", ArrayRole::Images),
    ("image", ArrayRole::Images),
    ("imgs", ArrayRole::Images),
    ("img", ArrayRole::Images),
    ("x", ArrayRole::Images),
    ("data", ArrayRole::Images),
    ("pixels", ArrayRole::Images),
    ("labels", ArrayRole::Labels),
    ("label", ArrayRole::Labels),
    ("y", ArrayRole::Labels),
    ("targets", ArrayRole::Labels),
    ("target", ArrayRole::Labels),
];

/// Images with their labels.
pub(super) struct ArrayPair {
    /// What they are for.
    pub(super) part: Part,
    /// The images.
    pub(super) images: ArrayMember,
    /// Their labels.
    pub(super) labels: ArrayMember,
}

/// The arrays of an archive, each with its role.
pub(super) struct ArrayRoles {
    /// By part, training first; at least one.
    pub(super) pairs: Vec<ArrayPair>,
    /// Arrays of no known role.
    pub(super) others: Vec<ArrayMember>,
}

impl ArrayRoles {
    /// Gives every array its role. A lone pair is for training.
    ///
    /// # Errors
    /// If there are no images, or a part lacks its images or labels or has them twice; all arrays are listed.
    pub(super) fn of(path: &Path, arrays: Vec<ArrayMember>) -> Result<Self, DataError> {
        let described: Vec<String> = arrays.iter().map(ArrayMember::describe).collect();
        let wrong = |expected: &str| {
            Err(DataError::new(path, expected, listed(described.iter().cloned()))
                .advise("save one array of images and one of labels, as numpy.savez(file, x=..., y=...)"))
        };
        let mut others = Vec::new();
        let mut known: Vec<(Part, ArrayRole, ArrayMember)> = Vec::new();
        for array in arrays {
            match role(&array.key) {
                Some((part, role)) => known.push((part, role, array)),
                None => others.push(array),
            }
        }
        let mut pairs = Vec::new();
        for part in [Part::Train, Part::Validation, Part::Test] {
            let mut of = |wanted: ArrayRole| -> Vec<ArrayMember> {
                known
                    .extract_if(.., |(p, role, _)| (*p, *role) == (part, wanted))
                    .map(|(.., array)| array)
                    .collect()
            };
            match (of(ArrayRole::Images).as_slice(), of(ArrayRole::Labels).as_slice()) {
                ([], []) => {}
                ([images], [labels]) => {
                    pairs.push(ArrayPair { part, images: images.clone(), labels: labels.clone() });
                }
                _ => return wrong("one array of images and one of labels for each part"),
            }
        }
        match pairs.as_mut_slice() {
            [] => return wrong("train_images and train_labels, x_train and y_train, or images and labels"),
            [only] => only.part = Part::Train,
            [first, ..] if first.part != Part::Train => {
                return wrong("images for training (train_images or x_train)");
            }
            _ => {}
        }
        Ok(Self { pairs, others })
    }
}

/// Whether arrays of these names have images and labels among them.
pub(super) fn are_a_set(names: &[String]) -> bool {
    let has = |wanted: ArrayRole| names.iter().filter_map(|name| role(name)).any(|(_, role)| role == wanted);
    has(ArrayRole::Images) && has(ArrayRole::Labels)
}

/// Part and role that a name speaks of, such as `x_train`.
fn role(key: &str) -> Option<(Part, ArrayRole)> {
    let (mut part, mut role) = (None, None);
    for word in key.to_lowercase().split(['_', '-', '.', ' ', '/']) {
        let a_part = Part::named(word);
        let a_role = ROLES.iter().find(|(name, _)| *name == word).map(|(_, role)| *role);
        match (a_part, a_role) {
            (Some(found), _) if part.is_none() => part = Some(found),
            (_, Some(found)) if role.is_none() => role = Some(found),
            _ => return None,
        }
    }
    Some((part.unwrap_or(Part::Train), role?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_medmnist_keras_and_plain_ones_are_known() {
        for (key, part, images) in [
            ("train_images", Part::Train, true),
            ("val_labels", Part::Validation, false),
            ("x_test", Part::Test, true),
            ("Y_train", Part::Train, false),
            ("images", Part::Train, true),
            ("y", Part::Train, false),
        ] {
            assert!(
                role(key) == Some((part, if images { ArrayRole::Images } else { ArrayRole::Labels })),
                "{key}"
            );
        }
        assert!(["arr_0", "train", "x_y", "train_images_mean", ""].iter().all(|key| role(key).is_none()));
    }
}
