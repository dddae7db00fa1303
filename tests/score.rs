//! `dl-lab score` and the metrics behind it, against scikit-learn and NumPy.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by a panic")]

use dl_lab::metrics::LeastSquares;
use dl_lab::metrics::ood::Separation;
use ndarray::Array2;
use serde_json::Value;

fn fixtures() -> Value {
    serde_json::from_str(include_str!("fixtures/score.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn matrix(value: &Value) -> Array2<f64> {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(numbers).collect();
    Array2::from_shape_fn((rows.len(), rows[0].len()), |(row, column)| rows[row][column])
}

#[track_caller]
fn close(what: &str, found: f64, expected: &Value) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() < 1e-9 * (1.0 + expected.abs()), "{what}: {found} for {expected}");
}

#[test]
fn separations_are_those_of_scikit_learn() {
    for case in fixtures()["separations"].as_array().unwrap() {
        let found = Separation::of(&numbers(&case["inside"]), &numbers(&case["outside"])).unwrap();
        close("auroc", found.auroc, &case["expected"]["auroc"]);
        close("aupr_in", found.aupr_in, &case["expected"]["aupr_in"]);
        close("aupr_out", found.aupr_out, &case["expected"]["aupr_out"]);
    }
}

#[test]
fn the_optimum_of_a_linear_model_is_that_of_numpy() {
    for case in fixtures()["optima"].as_array().unwrap() {
        let inputs = matrix(&case["inputs"]).mapv(|x| x as f32);
        let targets = matrix(&case["targets"]).mapv(|x| x as f32);
        let row = |at: usize, out: &mut [f32]| out.copy_from_slice(&inputs.row(at).to_vec());
        let found = LeastSquares::solve(inputs.ncols(), &targets, row).unwrap();
        assert_eq!(found.rank as u64, case["rank"].as_u64().unwrap());
        close("mse", found.mse, &case["mse"]);
        close("mae", found.mae, &case["mae"]);
    }
}
