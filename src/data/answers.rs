//! What readers find beside the images, as the targets of a set.

use super::{DataError, DataTargets, Dataset, Parts, Task, classes};
use ndarray::{Array2, Array4, Axis};
use std::collections::BTreeSet;

/// The targets of a set, before its images are there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Supervision {
    /// The class of each image; empty where the task knows no classes.
    labels: Vec<u16>,
    /// What each image should be answered with.
    pub(super) targets: DataTargets,
    /// A name for every class, label or number.
    pub(super) names: Vec<String>,
}

impl Supervision {
    /// One class each.
    pub(super) fn classes(labels: Vec<u16>, names: Vec<String>) -> Self {
        Self { labels, targets: DataTargets::Labels, names }
    }

    /// Targets of any other kind.
    pub(super) fn rows(targets: DataTargets, names: Vec<String>) -> Self {
        Self { labels: Vec::new(), targets, names }
    }

    /// One class each, by name; the classes are sorted. `None` beyond 65,536 classes.
    pub(super) fn named(texts: &[String]) -> Option<Self> {
        let mut names: Vec<String> = texts.iter().collect::<BTreeSet<_>>().into_iter().cloned().collect();
        classes::sort(&mut names);
        if names.len() > classes::MAX_CLASSES {
            return None;
        }
        let numbers: std::collections::HashMap<&str, u16> =
            names.iter().map(String::as_str).zip(0..=u16::MAX).collect();
        let labels = texts.iter().map(|text| numbers[text.as_str()]).collect();
        Some(Self::classes(labels, names.clone()))
    }

    /// As targets beside the main ones: a class becomes a row of zeros and a one.
    pub(super) fn into_extra(self, name: &str) -> super::Extra {
        let targets = match self.targets {
            DataTargets::Labels => DataTargets::Soft(one_hot(&self.labels, self.names.len())),
            other => other,
        };
        super::Extra { name: name.to_owned(), names: self.names, targets }
    }

    /// A set of images with these answers.
    ///
    /// # Errors
    /// As [`Dataset::with_targets`].
    pub(super) fn with_images(
        self,
        name: String,
        images: Array4<u8>,
        parts: Parts,
    ) -> Result<Dataset, DataError> {
        match self.targets {
            DataTargets::Labels => Dataset::new(name, images, self.labels, self.names, parts),
            targets => Dataset::with_targets(name, images, targets, self.names, parts),
        }
    }
}

/// Rows of zeros with a one at each label, `[N, K]`.
pub(super) fn one_hot(labels: &[u16], classes: usize) -> Array2<f32> {
    let mut rows = Array2::zeros((labels.len(), classes));
    rows.rows_mut().into_iter().zip(labels).for_each(|(mut row, label)| row[usize::from(*label)] = 1.0);
    rows
}

/// The column of the only one of a row of zeros.
fn only_one(row: &ndarray::ArrayView1<'_, f32>) -> Option<u16> {
    let ones = row.iter().filter(|number| **number == 1.0).count();
    let zeros = row.iter().filter(|number| **number == 0.0).count();
    let at = row.iter().position(|number| *number == 1.0)?;
    (ones == 1 && zeros + 1 == row.len()).then_some(at as u16)
}

/// Rows of numbers whose meaning follows from them.
pub(super) struct Numbers {
    /// `[N, columns]`.
    pub(super) rows: Array2<f32>,
    /// A name for every column, where they are known.
    pub(super) names: Option<Vec<String>>,
    /// Whether they were stored as whole numbers.
    pub(super) whole: bool,
}

impl Numbers {
    /// Several columns of zeros and ones, or of -1 and 1, are labels, or classes where each row has a single one; shares that
    /// sum to 1 are distributions; others are numbers. What is asked for comes first.
    ///
    /// # Errors
    /// What was found, if a number is not finite.
    pub(super) fn answers(self, target: Option<Task>) -> Result<Supervision, String> {
        if let Some(wrong) = self.rows.iter().find(|number| !number.is_finite()) {
            return Err(wrong.to_string());
        }
        let columns = self.rows.len_of(Axis(1));
        let mut rows = self.rows;
        // Attributes as -1 and 1: there is no other reading of several such columns but numbers that are asked for.
        let signed = columns > 1 && rows.iter().all(|number| [-1.0, 1.0].contains(number));
        if signed && target != Some(Task::Regression) {
            rows.mapv_inplace(|number| number.max(0.0));
        }
        let fits = self.names.filter(|names| names.len() == columns);
        let names = fits.unwrap_or_else(|| match columns {
            1 => vec!["value".to_owned()],
            _ => (0..columns).map(|column| column.to_string()).collect(),
        });
        let binary = columns > 1 && rows.iter().all(|number| [0.0, 1.0].contains(number));
        let share = |row: ndarray::ArrayView1<'_, f32>| {
            row.iter().all(|share| *share >= 0.0) && (row.sum() - 1.0).abs() < 1e-3
        };
        Ok(match target {
            Some(Task::Regression) => Supervision::rows(DataTargets::Values(rows), names),
            Some(Task::MultiLabel) if binary => Supervision::rows(DataTargets::MultiHot(rows), names),
            _ if binary => {
                let single: Option<Vec<u16>> = rows.rows().into_iter().map(|row| only_one(&row)).collect();
                match single {
                    Some(labels) => Supervision::classes(labels, names),
                    None => Supervision::rows(DataTargets::MultiHot(rows), names),
                }
            }
            _ if columns > 1 && !self.whole && rows.rows().into_iter().all(share) => {
                Supervision::rows(DataTargets::Soft(rows), names)
            }
            _ => Supervision::rows(DataTargets::Values(rows), names),
        })
    }
}

/// Brings a set to the targets that are asked for, where that can be done without guessing.
///
/// # Errors
/// Says what the set has instead.
pub(super) fn retarget(mut set: Dataset, kind: Option<Task>) -> Result<Dataset, DataError> {
    let wrong = |found: String| {
        let expected = format!("what can be predicted as {}", kind.map_or("", Task::targets));
        DataError::new(&set.name, expected, found)
    };
    let targets = match (kind, set.task()) {
        (None, _)
        | (Some(Task::Classification), Task::Classification)
        | (Some(Task::MultiLabel), Task::MultiLabel)
        | (Some(Task::Regression), Task::Regression) => return Ok(set),
        (Some(Task::MultiLabel), Task::Classification) => {
            DataTargets::MultiHot(one_hot(&set.labels, set.classes()))
        }
        (Some(Task::Regression), Task::Classification) => {
            let numbers: Option<Vec<f32>> = set.class_names.iter().map(|name| name.parse().ok()).collect();
            let numbers = numbers.ok_or_else(|| wrong(format!("classes such as {}", set.class_names[0])))?;
            let values = set.labels.iter().map(|label| numbers[usize::from(*label)]).collect();
            DataTargets::Values(Array2::from_shape_vec((set.labels.len(), 1), values).unwrap_or_default())
        }
        (Some(Task::Classification), Task::MultiLabel) => {
            let rows = set.targets.rows().into_iter().flat_map(|rows| rows.rows());
            let single: Option<Vec<u16>> = rows.map(|row| only_one(&row)).collect();
            set.labels = single.ok_or_else(|| wrong("images with several labels or none".to_owned()))?;
            DataTargets::Labels
        }
        (Some(_), Task::Regression) => return Err(wrong("numbers".to_owned())),
        (Some(Task::Regression), Task::MultiLabel) => return Err(wrong("labels".to_owned())),
    };
    if matches!(targets, DataTargets::Values(_)) {
        set.class_names = vec!["value".to_owned()];
    }
    if targets.task() != Task::Classification {
        set.labels.fill(0);
    }
    set.targets = targets;
    set.checked()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::fixtures::counted;
    use ndarray::array;

    fn task_of(rows: Array2<f32>, whole: bool) -> (DataTargets, Vec<u16>) {
        let answers = Numbers { rows, names: None, whole }.answers(None).unwrap();
        (answers.targets, answers.labels)
    }

    #[test]
    fn what_numbers_mean_follows_from_them() {
        let single = array![[1.0, 0.0], [0.0, 1.0]];
        assert_eq!(task_of(single.clone(), true), (DataTargets::Labels, vec![0, 1]));
        assert_eq!(task_of(single, false), (DataTargets::Labels, vec![0, 1]), "one-hot rows of floats");
        let several = array![[1.0, 1.0], [0.0, 0.0]];
        assert_eq!(task_of(several.clone(), true).0, DataTargets::MultiHot(several));
        let shares = array![[0.25, 0.75], [1.0, 0.0]];
        assert_eq!(task_of(shares.clone(), false).0, DataTargets::Soft(shares));
        for values in [array![[3.0, 0.0], [1.0, 1.0]], array![[0.5], [1.0]]] {
            assert_eq!(task_of(values.clone(), false).0, DataTargets::Values(values));
        }
        let wrong = Numbers { rows: array![[f32::NAN]], names: None, whole: false };
        assert_eq!(wrong.answers(None).unwrap_err(), "NaN");
    }

    #[test]
    fn classes_become_labels_or_numbers_where_that_needs_no_guess() {
        let several = retarget(counted(&[2, 1]), Some(Task::MultiLabel)).unwrap();
        assert_eq!(several.targets, DataTargets::MultiHot(array![[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]));
        let back = retarget(several, Some(Task::Classification)).unwrap();
        assert_eq!((back.task(), back.labels.as_slice()), (Task::Classification, &[0, 0, 1][..]));
        let values = retarget(back, Some(Task::Regression)).unwrap();
        assert_eq!(values.targets, DataTargets::Values(array![[0.0], [0.0], [1.0]]));
        let error = retarget(values, Some(Task::Classification)).unwrap_err().to_string();
        assert!(error.contains("predicted as labels, found numbers"), "{error}");
        let mut named = counted(&[1, 1]);
        named.class_names = vec!["cat".to_owned(), "dog".to_owned()];
        let error = retarget(named, Some(Task::Regression)).unwrap_err().to_string();
        assert!(error.contains("found classes such as cat"), "{error}");
    }
}
