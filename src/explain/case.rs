//! Batches that other programs ask about: one case of logits, targets and a loss as a JSON object, in the shape of
//! `tests/fixtures/losses.json`, and the answer as another.

use super::question::unheeded;
use crate::base::spec::Spec;
use crate::loss::{Context, Loss, Reduction, TargetKind, Targets, evaluate, prior};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One batch under one loss. Other keys are ignored.
#[derive(Debug, Deserialize)]
pub struct Case {
    loss: String,
    #[serde(default)]
    params: Map<String, Value>,
    class_weights: Option<Vec<f64>>,
    logits: Vec<Vec<f64>>,
    targets: Value,
    reduction: Option<String>,
}

/// What a loss says about a batch.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseAnswer {
    /// The loss of each sample before class weights, `[N]`.
    pub per_sample: Vec<f64>,
    /// The loss that is optimised: weighted and reduced.
    pub reduced: f64,
    /// `d reduced / d logits`, `[N][outputs]`.
    pub grad: Vec<Vec<f64>>,
    /// `[N][K]`: of losses on sigmoids each sigmoid for itself, otherwise rows that sum to 1; `None` where no probability
    /// belongs to the outputs.
    pub probabilities: Option<Vec<Vec<f64>>>,
}

/// The targets of a case.
enum Given {
    Labels(Vec<usize>),
    Rows(Array2<f64>),
    Teacher { labels: Option<Vec<usize>>, teacher: Array2<f64> },
}

impl Given {
    fn targets(&self) -> Targets<'_, f64> {
        match self {
            Self::Labels(labels) => Targets::Labels(labels),
            Self::Rows(rows) => Targets::Rows(rows.view()),
            Self::Teacher { labels, teacher } => {
                Targets::Teacher { labels: labels.as_deref(), teacher: teacher.view() }
            }
        }
    }
}

/// Answers one case object or an array of them, in the same order and the same shape.
///
/// # Errors
/// If the text is no JSON or a case cannot be computed: names the case, the key and what was expected.
pub fn answer(text: &str) -> Result<Value, String> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| format!("expected one case as a JSON object, or an array of cases: {error}"))?;
    match value {
        Value::Array(cases) => {
            let one = |(at, case)| answer_one(case).map_err(|error| format!("case {at}: {error}"));
            cases.into_iter().enumerate().map(one).collect::<Result<Vec<Value>, String>>().map(Value::Array)
        }
        case => answer_one(case),
    }
}

fn answer_one(case: Value) -> Result<Value, String> {
    if !case.is_object() {
        return Err(format!("expected an object with loss, logits and targets, found {}", kind(&case)));
    }
    let case: Case = serde_json::from_value(case).map_err(|error| error.to_string())?;
    serde_json::to_value(case.answer()?).map_err(|error| error.to_string())
}

impl Case {
    /// Computes the case.
    ///
    /// # Errors
    /// Names the key and what was expected.
    pub fn answer(&self) -> Result<CaseAnswer, String> {
        let loss = self.read_loss()?;
        let logits = matrix("logits", &self.logits)?;
        let given = self.given(&loss, logits.ncols())?;
        let reduction = Spec::parse(self.reduction.as_deref().unwrap_or("torch"));
        let reduction =
            reduction.and_then(|spec| Reduction::parse(&spec)).map_err(|error| error.to_string())?;
        let classes = loss.probability_map().classes(logits.ncols());
        let counts = self.counts(&loss, classes)?;
        self.check(&loss, &logits, &given, classes)?;
        let (log_prior, margins) = (prior::log_prior(&counts), loss.margins(&counts));
        let context = Context {
            class_weights: self.class_weights.as_deref(),
            log_prior: &log_prior,
            margins: &margins,
        };
        let batch = evaluate(&loss, &logits, given.targets(), &context, reduction);
        Ok(CaseAnswer {
            per_sample: batch.per_sample,
            reduced: batch.reduced,
            grad: batch.grad.rows().into_iter().map(|row| row.to_vec()).collect(),
            probabilities: probabilities(&loss, &logits),
        })
    }

    /// The loss with those of `params` that are its own.
    fn read_loss(&self) -> Result<Loss, String> {
        let mut spec = Spec::parse(&self.loss).map_err(|error| format!("loss: {error}"))?;
        for (key, value) in &self.params {
            if ["counts", "labels"].contains(&key.as_str()) || value.is_null() {
                continue;
            }
            let mut words = Vec::new();
            flatten(value, &mut words)
                .map_err(|found| format!("params.{key}: expected numbers, found {found}"))?;
            spec.named.push((key.clone(), words));
        }
        Loss::parse(&spec).map_err(|error| format!("loss: {error}"))
    }

    fn counts(&self, loss: &Loss, classes: usize) -> Result<Vec<usize>, String> {
        let counts = match self.params.get("counts") {
            Some(counts) => whole("params.counts", counts)?,
            None => Vec::new(),
        };
        if loss.needs_counts() && counts.len() != classes {
            let found = counts.len();
            return Err(format!(
                "params.counts: {} needs the training counts of {classes} classes, found {found}",
                loss.name()
            ));
        }
        Ok(counts)
    }

    fn given(&self, loss: &Loss, outputs: usize) -> Result<Given, String> {
        let Value::Array(targets) = &self.targets else {
            return Err(format!("targets: expected an array, found {}", kind(&self.targets)));
        };
        let taught = loss.takes(TargetKind::Teacher);
        if targets.first().is_some_and(Value::is_array) || loss.takes(TargetKind::Values) || taught {
            let row = |value: &Value| match value {
                // A single number to predict may stand without brackets.
                Value::Number(_) if outputs == 1 => numbers("targets", &Value::Array(vec![value.clone()])),
                row => numbers("targets", row),
            };
            let rows = targets.iter().map(row).collect::<Result<Vec<_>, String>>()?;
            let rows = matrix("targets", &rows)?;
            if !taught {
                return Ok(Given::Rows(rows));
            }
            let labels = self.params.get("labels").filter(|labels| !labels.is_null());
            let labels = labels.map(|labels| whole("params.labels", labels)).transpose()?;
            return Ok(Given::Teacher { labels, teacher: rows });
        }
        whole("targets", &self.targets).map(Given::Labels)
    }

    fn check(&self, loss: &Loss, logits: &Array2<f64>, given: &Given, classes: usize) -> Result<(), String> {
        let samples = logits.nrows();
        let same = |key: &str, found: usize, expected: usize| {
            if found == expected { Ok(()) } else { Err(format!("{key}: expected {expected}, found {found}")) }
        };
        same("targets", given.targets().len(), samples)?;
        if let Given::Teacher { labels: Some(labels), .. } = given {
            same("params.labels", labels.len(), samples)?;
        }
        if let Some(weights) = &self.class_weights {
            same("class_weights", weights.len(), classes)?;
            if let Some(wrong) = weights.iter().find(|weight| **weight < 0.0) {
                return Err(format!(
                    "class_weights: a weight is a number that is not negative, found {wrong}"
                ));
            }
            if let Some(problem) = unheeded(loss, weights) {
                return Err(format!("class_weights: {problem}"));
            }
        }
        loss.check(classes).map_err(|error| error.to_string())?;
        for (at, (row, target)) in logits.rows().into_iter().zip(given.targets().iter()).enumerate() {
            loss.check_sample(&row.to_vec(), target).map_err(|error| format!("sample {at}: {error}"))?;
        }
        Ok(())
    }
}

fn probabilities(loss: &Loss, logits: &Array2<f64>) -> Option<Vec<Vec<f64>>> {
    // The loss sees each sigmoid for itself, whether the target is a label or a row.
    let map = loss.probability_map_for(TargetKind::MultiHot);
    let row = |row: ndarray::ArrayView1<'_, f64>| {
        let mut p = vec![0.0; map.classes(row.len())];
        map.probabilities(&row.to_vec(), &mut p).then_some(p)
    };
    logits.rows().into_iter().map(row).collect()
}

/// Rows of one length as a matrix.
fn matrix(key: &str, rows: &[Vec<f64>]) -> Result<Array2<f64>, String> {
    let columns = rows.first().map_or(0, Vec::len);
    if columns == 0 {
        return Err(format!("{key}: expected at least one row of at least one number, found none"));
    }
    if let Some((at, row)) = rows.iter().enumerate().find(|(_, row)| row.len() != columns) {
        return Err(format!(
            "{key}: expected {columns} numbers in every row, found {} in row {at}",
            row.len()
        ));
    }
    Ok(Array2::from_shape_fn((rows.len(), columns), |(row, column)| rows[row][column]))
}

fn numbers(key: &str, value: &Value) -> Result<Vec<f64>, String> {
    let error = |found: &Value| format!("{key}: expected rows of numbers, found {}", kind(found));
    let Value::Array(items) = value else { return Err(error(value)) };
    items.iter().map(|item| item.as_f64().ok_or_else(|| error(item))).collect()
}

fn whole(key: &str, value: &Value) -> Result<Vec<usize>, String> {
    let error = |found: String| format!("{key}: expected whole numbers from 0 on, found {found}");
    let Value::Array(items) = value else { return Err(error(kind(value))) };
    let one = |item: &Value| {
        let number = item.as_f64().filter(|x| *x >= 0.0 && x.fract() == 0.0 && *x < 1e15);
        number.map(|x| x as usize).ok_or_else(|| error(kind(item)))
    };
    items.iter().map(one).collect()
}

/// Numbers as words of a spec; tables row by row.
fn flatten(value: &Value, words: &mut Vec<String>) -> Result<(), String> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| flatten(item, words)),
        Value::Number(number) => {
            words.push(number.to_string());
            Ok(())
        }
        other => Err(kind(other)),
    }
}

/// A value in a few words, for messages.
fn kind(value: &Value) -> String {
    match value {
        Value::Object(_) => "an object".to_owned(),
        Value::Array(items) => format!("an array of {}", items.len()),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_case_gives_an_object_and_several_an_array_in_the_same_order() {
        let case = r#"{"loss":"softmax-ce","logits":[[0.0,0.0]],"targets":[1],"title":"ignored"}"#;
        let one = answer(case).unwrap();
        assert_eq!(one["per_sample"][0], 2_f64.ln());
        assert_eq!((&one["grad"][0][0], &one["probabilities"][0][1]), (&0.5.into(), &0.5.into()));
        let other = r#"{"loss":"hinge","logits":[[0.0,3.0]],"targets":[0]}"#;
        let both = answer(&format!("[{other},{case}]")).unwrap();
        assert_eq!(both[1], one);
        assert_eq!((&both[0]["reduced"], &both[0]["probabilities"]), (&4.0.into(), &Value::Null));
    }

    #[test]
    fn class_weights_are_reduced_as_torch_does_unless_the_case_says_mean() {
        let case = |reduction: &str| {
            let text = format!(
                r#"{{"loss":"softmax-ce","class_weights":[1,3],"logits":[[0,0],[0,0]],"targets":[0,1]{reduction}}}"#
            );
            answer(&text).unwrap()["reduced"].as_f64().unwrap()
        };
        assert!((case("") - 2_f64.ln()).abs() < 1e-12);
        assert!((case(r#","reduction":"mean""#) - 2.0 * 2_f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn tables_teachers_and_single_numbers_are_read() {
        let cost =
            r#"{"loss":"expected-cost","params":{"costs":[[0,4],[1,0]]},"logits":[[0,0]],"targets":[0]}"#;
        assert_eq!(answer(cost).unwrap()["reduced"], 2.0);
        let taught = r#"{"loss":"distillation","params":{"temperature":1,"alpha":1},"logits":[[0,0]],"targets":[[0,0]]}"#;
        assert_eq!(answer(taught).unwrap()["reduced"], 0.0);
        let price = r#"{"loss":"mse","class_weights":[1],"logits":[[3],[4]],"targets":[1,4]}"#;
        assert_eq!(answer(price).unwrap()["per_sample"], serde_json::json!([4.0, 0.0]));
    }

    #[test]
    fn what_cannot_be_computed_is_named_with_its_case() {
        for (text, problem) in [
            ("{", "expected one case as a JSON object"),
            ("3", "expected an object with loss, logits and targets, found 3"),
            (r#"[{"loss":"mse"}]"#, "case 0: missing field `logits`"),
            (r#"{"loss":"focl","logits":[[1]],"targets":[0]}"#, "did you mean 'focal'?"),
            (r#"{"loss":"focal","params":{"gama":2},"logits":[[1]],"targets":[0]}"#, "no parameter 'gama'"),
            (
                r#"{"loss":"focal","params":{"gamma":"x"},"logits":[[1]],"targets":[0]}"#,
                "params.gamma: expected numbers",
            ),
            (r#"{"loss":"focal","logits":[[1,2],[1]],"targets":[0,0]}"#, "found 1 in row 1"),
            (r#"{"loss":"focal","logits":[],"targets":[]}"#, "logits: expected at least one row"),
            (r#"{"loss":"focal","logits":[[1,2]],"targets":[0,1]}"#, "targets: expected 1, found 2"),
            (
                r#"{"loss":"focal","logits":[[1,2]],"targets":[2]}"#,
                "sample 0: focal: expected a label from 0 to 1, found 2",
            ),
            (
                r#"{"loss":"focal","logits":[[1,2]],"targets":[0.5]}"#,
                "targets: expected whole numbers from 0 on, found 0.5",
            ),
            (r#"{"loss":"focal","logits":[[1,2]],"targets":"a"}"#, "targets: expected an array, found \"a\""),
            (
                r#"{"loss":"msle","logits":[[-2]],"targets":[[1]]}"#,
                "sample 0: msle: expected predictions above -1",
            ),
            (
                r#"{"loss":"ldam","logits":[[1,2]],"targets":[0]}"#,
                "params.counts: ldam needs the training counts of 2",
            ),
            (
                r#"{"loss":"mae","class_weights":[1],"logits":[[1,2]],"targets":[0]}"#,
                "class_weights: expected 2, found 1",
            ),
            (
                r#"{"loss":"mse","class_weights":[1,3],"logits":[[1,2]],"targets":[[1,2]]}"#,
                "class_weights: mse compares numbers, which have no class: expected no weights, or 1 for each, found 3",
            ),
            (r#"{"loss":"mae","reduction":"sum","logits":[[1,2]],"targets":[0]}"#, "unknown reduction 'sum'"),
        ] {
            let error = answer(text).unwrap_err();
            assert!(error.contains(problem) && !error.contains('\n'), "{text}: {error}");
        }
    }
}
