//! What a file holds, once every number of it is checked.

use super::MAX_CLASSES;
use ndarray::{Array2, ArrayView1, Axis};

/// How far the probabilities of a row may be from 1 in all, that itself included: they may be rounded to two digits.
const SUM_OFF: f64 = 0.01;
/// How far beyond 0 and 1 rounding may take a probability; it is moved back.
const ROUNDING: f64 = 1e-6;

/// Predictions and truth for one of the three tasks.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// One of K classes.
    Classes(ClassInput),
    /// Any of K labels.
    Labels(LabelInput),
    /// D numbers.
    Values(ValueInput),
}

/// One class a row.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassInput {
    /// What `kind` says, `[N, K]`; N is at least 1 and K at least 2.
    pub scores: Array2<f64>,
    /// Below K, `[N]`.
    pub labels: Vec<usize>,
    /// What the scores are.
    pub kind: ScoreKind,
    /// `[K]`.
    pub names: Vec<String>,
}

/// What the scores of classes are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ScoreKind {
    /// Probabilities.
    Probabilities {
        /// The least that the log loss takes, as in scikit-learn the step of the file's numbers beyond 1.
        clip: f64,
    },
    /// Logits that make no probabilities.
    Logits,
    /// 1 for the predicted class and 0 for the others: the file has predicted classes alone.
    Decisions,
}

/// Any labels a row.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelInput {
    /// `[N, K]`, neither 0.
    pub probabilities: Array2<f64>,
    /// What is on, `[N, K]`.
    pub truth: Array2<bool>,
}

/// Numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueInput {
    /// `[N, D]`, neither 0, finite.
    pub predictions: Array2<f64>,
    /// `[N, D]`, finite.
    pub targets: Array2<f64>,
}

impl ClassInput {
    /// Checks probabilities `[N, K]`, of which one column alone is that of class 1.
    pub(super) fn from_probabilities(
        probabilities: Array2<f64>,
        labels: &[i64],
        clip: f64,
        names: Option<Vec<String>>,
    ) -> Result<Self, String> {
        let probabilities = clamped(probabilities)?;
        few("classes", probabilities.ncols())?;
        let scores = match probabilities.ncols() {
            1 => ndarray::concatenate![Axis(1), 1.0 - &probabilities, probabilities],
            _ => probabilities,
        };
        for (row, p) in scores.outer_iter().enumerate() {
            if !sums_to_one(&p) {
                return Err(format!(
                    "probabilities: expected rows that sum to 1, found {:.4} in row {row}; labels that may be on \
                     together need labels [N, K]",
                    p.sum()
                ));
            }
        }
        Self::new(scores, labels, ScoreKind::Probabilities { clip }, names)
    }

    /// Checks logits `[N, K]` that make no probabilities.
    pub(super) fn from_logits(
        logits: Array2<f64>,
        labels: &[i64],
        names: Option<Vec<String>>,
    ) -> Result<Self, String> {
        if logits.ncols() < 2 {
            return Err("logits: expected at least two classes, found one column".into());
        }
        few("classes", logits.ncols())?;
        finite("logits", &logits)?;
        Self::new(logits, labels, ScoreKind::Logits, names)
    }

    /// Checks predicted classes, `[N]`; without names there are as many as the largest number says.
    pub(super) fn from_decisions(
        predicted: &[i64],
        labels: &[i64],
        names: Option<Vec<String>>,
    ) -> Result<Self, String> {
        let largest =
            predicted.iter().chain(labels).copied().max().and_then(|most| usize::try_from(most).ok());
        let classes = names.as_ref().map_or(largest.unwrap_or(0) + 1, Vec::len).max(2);
        few("classes", classes)?;
        let mut scores = Array2::zeros((predicted.len(), classes));
        for (row, class) in predicted.iter().enumerate() {
            let known = usize::try_from(*class).ok().filter(|class| *class < classes);
            let class = known.ok_or_else(|| {
                format!("predictions: expected classes of 0 to {}, found {class} in row {row}", classes - 1)
            })?;
            scores[[row, class]] = 1.0;
        }
        Self::new(scores, labels, ScoreKind::Decisions, names)
    }

    fn new(
        scores: Array2<f64>,
        labels: &[i64],
        kind: ScoreKind,
        names: Option<Vec<String>>,
    ) -> Result<Self, String> {
        let classes = scores.ncols();
        some("labels", labels.len())?;
        let fits = |label: i64| usize::try_from(label).ok().filter(|label| *label < classes);
        let check = |(row, label): (usize, &i64)| {
            fits(*label).ok_or_else(|| {
                format!("labels: expected classes of 0 to {}, found {label} in row {row}", classes - 1)
            })
        };
        let labels = labels.iter().enumerate().map(check).collect::<Result<Vec<usize>, String>>()?;
        let names = names.filter(|names| names.len() == classes);
        let names = names.unwrap_or_else(|| (0..classes).map(|class| class.to_string()).collect());
        Ok(Self { scores, labels, kind, names })
    }
}

impl LabelInput {
    /// Checks probabilities and labels of 0 and 1, `[N, K]` each.
    pub(super) fn new(probabilities: Array2<f64>, labels: &Array2<i64>) -> Result<Self, String> {
        some("labels", labels.len())?;
        few("labels", labels.ncols())?;
        if let Some(((row, column), label)) = labels.indexed_iter().find(|(_, label)| !matches!(label, 0 | 1))
        {
            return Err(format!("labels: expected 0 or 1, found {label} in row {row}, column {column}"));
        }
        Ok(Self { probabilities: clamped(probabilities)?, truth: labels.mapv(|label| label == 1) })
    }
}

impl ValueInput {
    /// Checks predictions and targets, `[N, D]` each.
    pub(super) fn new(predictions: Array2<f64>, targets: Array2<f64>) -> Result<Self, String> {
        some("targets", targets.len())?;
        finite("predictions", &predictions)?;
        finite("targets", &targets)?;
        Ok(Self { predictions, targets })
    }
}

fn some(what: &str, count: usize) -> Result<(), String> {
    if count > 0 { Ok(()) } else { Err(format!("{what}: expected at least one row, found none")) }
}

fn few(what: &str, count: usize) -> Result<(), String> {
    if count <= MAX_CLASSES {
        Ok(())
    } else {
        Err(format!("expected at most {MAX_CLASSES} {what}, found {count}"))
    }
}

fn finite(what: &str, values: &Array2<f64>) -> Result<(), String> {
    let wrong = values.indexed_iter().find(|(_, value)| !value.is_finite());
    wrong.map_or(Ok(()), |((row, column), value)| {
        Err(format!("{what}: expected finite numbers, found {value} in row {row}, column {column}"))
    })
}

/// Whether the probabilities of a row are those of one class each: .33 three times is .99 and a little less or more.
fn sums_to_one(row: &ArrayView1<'_, f64>) -> bool {
    (row.sum() - 1.0).abs() <= SUM_OFF + ROUNDING
}

/// Whether every row is that of one class each.
pub(super) fn sum_to_one(probabilities: &Array2<f64>) -> bool {
    probabilities.rows().into_iter().all(|row| sums_to_one(&row))
}

/// Probabilities without what rounding adds to them.
fn clamped(probabilities: Array2<f64>) -> Result<Array2<f64>, String> {
    let sound = |p: f64| (-ROUNDING..=1.0 + ROUNDING).contains(&p);
    if let Some(((row, column), p)) = probabilities.indexed_iter().find(|(_, p)| !sound(**p)) {
        return Err(format!(
            "probabilities: expected numbers of 0 to 1, found {p} in row {row}, column {column}; \
             logits need a softmax (or a sigmoid each) first"
        ));
    }
    Ok(probabilities.mapv_into(|p| p.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_probabilities_sum_to_one_within_what_two_digits_leave() {
        let read = |row: [f64; 3]| {
            let probabilities = Array2::from_shape_fn((1, 3), |(_, class)| row[class]);
            ClassInput::from_probabilities(probabilities, &[0], 1e-16, None)
        };
        for row in [[0.33, 0.33, 0.33], [0.34, 0.34, 0.33], [0.5, 0.25, 0.25]] {
            assert!(read(row).is_ok(), "{row:?}");
        }
        for row in [[0.33, 0.33, 0.329], [0.34, 0.34, 0.331]] {
            assert!(read(row).unwrap_err().contains("expected rows that sum to 1"), "{row:?}");
        }
        let problem = read([2.0, -1.0, 0.0]).unwrap_err();
        assert!(problem.ends_with("logits need a softmax (or a sigmoid each) first"), "{problem}");
    }
}
