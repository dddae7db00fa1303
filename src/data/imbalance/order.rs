//! Which class has which rank.

use crate::base::random;
use crate::base::spec::Spec;
use crate::data::{DataError, classes};
use std::fmt;
use std::path::Path;

/// What decides which classes are rare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ClassOrder {
    /// The last labels are rare.
    Labels,
    /// The recipe's seed.
    Seed,
    /// The classes listed, by name or index; the last of them is the rarest.
    Classes(Vec<String>),
}

impl ClassOrder {
    /// Reads `order=labels`, `order=seed` or `order=CLASS,CLASS,...`; labels where it does not stand.
    pub(super) fn parse(spec: &Spec) -> Self {
        match spec.list("order") {
            None => Self::Labels,
            Some([one]) if one == "labels" => Self::Labels,
            Some([one]) if one == "seed" => Self::Seed,
            Some(list) => Self::Classes(list.to_vec()),
        }
    }

    /// All classes, the most frequent first. Classes that are not listed stand before the listed ones, by label.
    ///
    /// # Errors
    /// If a listed class does not exist or is listed twice.
    pub(super) fn ranking(&self, names: &[String], seed: u64) -> Result<Vec<usize>, DataError> {
        let mut ranking: Vec<usize> = (0..names.len()).collect();
        match self {
            Self::Labels => {}
            Self::Seed => random::shuffle(&mut random::stream(seed, "imbalance order", 0), &mut ranking),
            Self::Classes(list) => {
                let listed = classes::choose(Path::new("order"), names, list)?;
                if listed.len() < list.len() {
                    return Err(DataError::new("order", "every class once", list.join(",")));
                }
                ranking.retain(|class| !listed.contains(class));
                ranking.extend(listed);
            }
        }
        Ok(ranking)
    }
}

impl fmt::Display for ClassOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Labels => Ok(()),
            Self::Seed => f.write_str(",order=seed"),
            Self::Classes(list) => write!(f, ",order={}", list.join(",")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        ["cat", "dog", "owl", "fox"].map(str::to_owned).to_vec()
    }

    fn listed(list: &[&str]) -> ClassOrder {
        ClassOrder::Classes(list.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn labels_keep_their_order_and_listed_classes_come_last() {
        assert_eq!(ClassOrder::Labels.ranking(&names(), 1).unwrap(), [0, 1, 2, 3]);
        assert_eq!(listed(&["fox", "cat"]).ranking(&names(), 1).unwrap(), [1, 2, 3, 0]);
    }

    #[test]
    fn a_seed_gives_one_permutation_and_another_seed_another() {
        let many: Vec<String> = (0..20).map(|class| class.to_string()).collect();
        let ranking = |seed| ClassOrder::Seed.ranking(&many, seed).unwrap();
        assert_eq!(ranking(1), ranking(1));
        assert_ne!(ranking(1), ranking(2));
    }

    #[test]
    fn unknown_and_repeated_classes_are_refused() {
        let message = |order: ClassOrder| order.ranking(&names(), 0).unwrap_err().to_string();
        assert!(message(listed(&["dgo"])).contains("found 'dgo'; did you mean 'dog'?"));
        assert!(message(listed(&["dog", "Dog"])).contains("every class once, found dog,Dog"));
    }
}
