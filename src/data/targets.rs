//! What a set asks of its images.

use super::DataError;
use crate::base::spec::{SpecError, suggest};
use ndarray::Array2;

/// What every image should be answered with. Rows stand in the order of the images, one column an output.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum DataTargets {
    /// One class each: [`Dataset::labels`](super::Dataset::labels).
    #[default]
    Labels,
    /// A distribution over the classes, `[N, K]`, each row summing to 1;
    /// [`Dataset::labels`](super::Dataset::labels) are its largest.
    Soft(Array2<f32>),
    /// Any of the labels, none to all of them: 1 or 0, `[N, K]`.
    MultiHot(Array2<f32>),
    /// Numbers, `[N, D]`, finite.
    Values(Array2<f32>),
}

/// The three canonical tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// One of K classes.
    Classification,
    /// Any of K labels.
    MultiLabel,
    /// D numbers.
    Regression,
}

/// Every task with the name of its targets.
pub const TARGETS: [(&str, Task); 3] =
    [("labels", Task::Classification), ("multi-label", Task::MultiLabel), ("values", Task::Regression)];

impl Task {
    /// The task whose targets are called so.
    ///
    /// # Errors
    /// If there is none, with the nearest names.
    pub fn of_targets(name: &str) -> Result<Self, SpecError> {
        let row = TARGETS.iter().find(|(known, _)| *known == name.trim());
        row.map(|(_, task)| *task).ok_or_else(|| {
            let known = TARGETS.map(|(name, _)| name);
            SpecError(format!("unknown target '{name}'{}", suggest(name, &known)))
        })
    }

    /// What its targets are called on the command line.
    pub fn targets(self) -> &'static str {
        match self {
            Self::Classification => "labels",
            Self::MultiLabel => "multi-label",
            Self::Regression => "values",
        }
    }

    /// What it is called: `classification`, `multi-label` or `regression`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Classification => "classification",
            Self::MultiLabel => "multi-label",
            Self::Regression => "regression",
        }
    }
}

/// Targets beside the main ones, for auxiliary heads.
#[derive(Clone, Debug, PartialEq)]
pub struct Extra {
    /// What they are called on the command line.
    pub name: String,
    /// A name for every column.
    pub names: Vec<String>,
    /// Never [`DataTargets::Labels`]: a class beside the main one is a [`DataTargets::Soft`] of zeros and a one.
    pub targets: DataTargets,
}

impl DataTargets {
    /// The task that they make.
    pub fn task(&self) -> Task {
        match self {
            Self::Labels | Self::Soft(_) => Task::Classification,
            Self::MultiHot(_) => Task::MultiLabel,
            Self::Values(_) => Task::Regression,
        }
    }

    /// `[N, outputs]`; `None` where the classes say everything.
    pub fn rows(&self) -> Option<&Array2<f32>> {
        match self {
            Self::Labels => None,
            Self::Soft(rows) | Self::MultiHot(rows) | Self::Values(rows) => Some(rows),
        }
    }

    /// The same targets of some of the images, in the order of `kept`.
    ///
    /// # Panics
    /// If there is no such image.
    #[must_use]
    pub fn select(&self, kept: &[usize]) -> Self {
        let of = |rows: &Array2<f32>| rows.select(ndarray::Axis(0), kept);
        match self {
            Self::Labels => Self::Labels,
            Self::Soft(rows) => Self::Soft(of(rows)),
            Self::MultiHot(rows) => Self::MultiHot(of(rows)),
            Self::Values(rows) => Self::Values(of(rows)),
        }
    }

    /// Checks the rows of `n` images with this many outputs.
    ///
    /// # Errors
    /// Names the set and the first row that cannot be.
    pub fn check(&self, set: &str, n: usize, outputs: usize) -> Result<(), DataError> {
        let Some(rows) = self.rows() else { return Ok(()) };
        if rows.dim() != (n, outputs) {
            let expected = format!("targets of {n} images in {outputs} columns");
            return Err(DataError::new(set, expected, format!("{:?}", rows.dim())));
        }
        let (expected, fits): (_, fn(&[f32]) -> bool) = match self {
            Self::Soft(_) => ("shares of at least 0 that sum to 1", |row| {
                row.iter().all(|x| *x >= 0.0) && (row.iter().sum::<f32>() - 1.0).abs() < 1e-3
            }),
            Self::MultiHot(_) => ("0 or 1 for every label", |row| row.iter().all(|x| [0.0, 1.0].contains(x))),
            Self::Labels | Self::Values(_) => ("finite numbers", |row| row.iter().all(|x| x.is_finite())),
        };
        let wrong = rows.rows().into_iter().map(|row| row.to_vec()).enumerate().find(|(_, row)| !fits(row));
        wrong.map_or(Ok(()), |(image, row)| {
            Err(DataError::new(set, expected, format!("{row:?} at image {image}")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_by_name() {
        for (name, task) in TARGETS {
            assert_eq!((Task::of_targets(name).unwrap(), task.targets()), (task, name));
        }
        assert!(Task::of_targets("vlaues").unwrap_err().0.contains("values"));
    }
}
