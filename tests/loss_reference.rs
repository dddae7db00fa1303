//! Every loss against PyTorch, or against its definition in sixty digits: value, value of each sample and gradient.

#![allow(clippy::unwrap_used, reason = "a fixture that cannot be read is a failed test")]

#[path = "support/shared.rs"]
mod shared;

use std::path::Path;

use dl_lab::base::spec::Spec;
use dl_lab::loss::{Context, Loss, Real, Reduction, Targets, catalogue, evaluate, prior};
use ndarray::{Array2, ArrayRef2};
use serde::Deserialize;
use serde_json::{Map, Value};
use shared::shared;

#[derive(Deserialize)]
struct Fixtures {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    loss: String,
    title: String,
    params: Map<String, Value>,
    class_weights: Option<Vec<f64>>,
    logits: Vec<Vec<f64>>,
    targets: Value,
    target_kind: String,
    per_sample: Vec<f64>,
    reduced: f64,
    grad: Vec<Vec<f64>>,
}

impl Case {
    /// The loss written as on the command line; training counts and labels beside a teacher are not parameters of it.
    fn parse(&self) -> Loss {
        let own = |key: &str| key != "counts" && key != "labels";
        let named = self.params.iter().filter(|(key, _)| own(key)).map(|(key, value)| {
            let words = match value {
                Value::Array(list) => list.iter().map(ToString::to_string).collect(),
                one => vec![one.to_string()],
            };
            (key.clone(), words)
        });
        let spec = Spec { name: self.loss.clone(), positional: vec![], named: named.collect() };
        Loss::parse(&spec).unwrap_or_else(|error| panic!("{}: {error}", self.title))
    }

    fn check<F: Real>(&self, tolerance: f64) {
        let convert = |values: &[f64]| values.iter().copied().map(F::of).collect::<Vec<F>>();
        let logits = matrix::<F>(&self.logits);
        let weights = self.class_weights.as_deref().map(convert);
        let whole = |value: &Value| serde_json::from_value::<Vec<usize>>(value.clone()).unwrap();
        let loss = self.parse();
        let counts = self.params.get("counts").map(whole).unwrap_or_default();
        let (log_prior, margins) = (prior::log_prior::<F>(&counts), loss.margins::<F>(&counts));
        let context = Context { class_weights: weights.as_deref(), log_prior: &log_prior, margins: &margins };
        let run = |targets| evaluate(&loss, &logits, targets, &context, Reduction::Torch);
        let batch = if self.target_kind == "labels" {
            run(Targets::Labels(&whole(&self.targets)))
        } else {
            let rows = matrix::<F>(&serde_json::from_value::<Vec<Vec<f64>>>(self.targets.clone()).unwrap());
            match self.params.get("labels").map(whole) {
                Some(labels) => run(Targets::Teacher { labels: Some(&labels), teacher: rows.view() }),
                None => run(Targets::Rows(rows.view())),
            }
        };
        let close = |what: &str, found: F, expected: f64| {
            let found = found.to_f64().unwrap();
            assert!(
                (found - expected).abs() <= tolerance * (1.0 + expected.abs()),
                "{loss} ({}), {what}: {found} for {expected}",
                self.title
            );
        };
        close("reduced", batch.reduced, self.reduced);
        assert_eq!(batch.per_sample.len(), self.per_sample.len());
        for (&found, &expected) in batch.per_sample.iter().zip(&self.per_sample) {
            close("a sample", found, expected);
        }
        let expected = matrix::<f64>(&self.grad);
        assert_eq!(batch.grad.dim(), expected.dim());
        for (&found, &expected) in batch.grad.iter().zip(&expected) {
            close("gradient", found, expected);
        }
    }
}

fn matrix<F: Real>(rows: &[Vec<f64>]) -> Array2<F> {
    let shape = (rows.len(), rows[0].len());
    Array2::from_shape_fn(shape, |(row, column)| F::of(rows[row][column]))
}

fn cases(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str::<Fixtures>(&text).unwrap().cases
}

fn own_cases() -> Vec<Case> {
    cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/losses.json"))
}

#[test]
fn double_precision_agrees_with_the_references() {
    for case in own_cases() {
        case.check::<f64>(1e-10);
    }
}

/// The inputs are exact in single precision; what is left is rounding, about 20 units in the last place.
#[test]
fn single_precision_agrees_with_the_references() {
    for case in own_cases() {
        case.check::<f32>(2e-6);
    }
}

#[test]
fn every_loss_of_the_catalogue_has_a_reference() {
    let cases = own_cases();
    for entry in catalogue::ALL {
        assert!(cases.iter().any(|case| case.loss == entry.name), "{} has none", entry.name);
    }
}

#[test]
#[ignore = "needs ../shared"]
fn the_shared_fixtures_agree_too() {
    let path = shared("fixtures/losses.json");
    let cases = cases(&path);
    let own = own_cases();
    for case in cases {
        case.check::<f64>(1e-10);
        assert!(own.iter().any(|own| own.title == case.title && own.loss == case.loss), "{}", case.title);
    }
}

/// Views of a larger matrix are logits too.
#[test]
fn a_slice_of_rows_is_evaluated_like_a_copy_of_it() {
    let all = Array2::from_shape_fn((4, 3), |(row, column)| (row * 2 + column) as f64 / 3.0);
    let part = all.slice(ndarray::s![1..3, ..]);
    let loss = Loss::parse(&Spec::parse("softmax-ce").unwrap()).unwrap();
    let run = |logits: &ArrayRef2<f64>| {
        evaluate(&loss, logits, Targets::Labels(&[0, 2]), &Context::default(), Reduction::Mean)
    };
    assert_eq!(run(&part), run(&part.to_owned()));
}
