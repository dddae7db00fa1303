//! The three tasks from end to end, on images that people have.

#![allow(clippy::unwrap_used, reason = "a line that is missing is a failed test")]

#[path = "support/shared.rs"]
mod shared;

use serde_json::Value;
use shared::data;
use std::path::Path;
use std::process::Command;

/// Runs the program and gives back the lines of its standard output.
fn lines(words: &[&str], cache: &Path) -> Vec<Value> {
    let output =
        Command::new(env!("CARGO_BIN_EXE_dl-lab")).args(words).env("DL_LAB_CACHE", cache).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("a number, not {value}"))
}

/// The summary of a run with `--json`, and the folder of `--out`.
fn run(data: &Path, words: &[&str], out: &Path) -> Value {
    let data = data.display().to_string();
    let folder = out.join("run").display().to_string();
    let words = [&["run", &data, "--json", "--out", &folder], words].concat();
    let last = lines(&words, out).pop().unwrap();
    assert_eq!(last["event"], "summary");
    last
}

/// What `score` says of the last predictions of an arm.
fn scored(out: &Path, file: &str) -> Value {
    let file = out.join("run").join(file).display().to_string();
    let output =
        Command::new(env!("CARGO_BIN_EXE_dl-lab")).args(["score", &file, "--json"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn same(summary: &Value, score: &Value, keys: &[&str]) {
    for key in keys {
        let (a, b) = (number(&summary[key]), number(&score[key]));
        assert!((a - b).abs() < 1e-5, "{key}: {a} in the summary, {b} scored");
    }
}

#[test]
#[ignore = "needs ../shared"]
fn blood_cells_are_labelled_better_than_by_chance_and_scored_alike() {
    let data = data("blood-cells");
    let out = tempfile::tempdir().unwrap();
    let aux = ["--aux", "counts@dense1:huber,factor=0.02", "--arm", "B:aux=none"];
    let words = [&["--size", "32", "--model", "mlp:32", "--epochs", "30", "--lr", "0.02"][..], &aux].concat();
    let summary = run(&data, &words, out.path());
    for arm in summary["arms"].as_array().unwrap() {
        // Nearly every image shows red cells; platelets and white cells are what there is to learn.
        let precision = arm["average_precision"].as_array().unwrap();
        assert_eq!(precision.len(), 3);
        assert!(number(&arm["map"]) > 0.7 && number(&arm["hamming"]) < 0.3, "{arm}");
        assert!(number(&arm["micro_f1"]) > 0.8 && number(&arm["lrap"]) > 0.9, "{arm}");
        assert_eq!(arm["loss"], "sigmoid-bce");
        assert!(arm.get("accuracy").is_none() && arm.get("confusion").is_none(), "classes are not asked for");
    }
    let score = scored(out.path(), "predictions-A.npz");
    same(&summary["arms"][0], &score, &["hamming", "subset_accuracy", "micro_f1", "macro_f1", "map", "lrap"]);
    assert_ne!(summary["arms"][0]["loss_plain"], summary["arms"][1]["loss_plain"], "a head beside it tells");
}

#[test]
#[ignore = "needs ../shared"]
fn blood_cells_are_counted_better_than_by_their_mean_and_scored_alike() {
    let data = data("blood-cells");
    let out = tempfile::tempdir().unwrap();
    // Slow enough that 150 epochs do not fit what is chance in some 300 photos.
    let words =
        ["--target", "values", "--size", "16", "--epochs", "150", "--lr", "0.005", "--pixels", "0..1"];
    let summary = run(&data, &words, out.path());
    let arm = &summary["arms"][0];
    assert_eq!(arm["loss"], "mse");
    assert!(number(&arm["rmse"]) < 0.95 * number(&arm["baseline_rmse"]) && number(&arm["r2"]) > 0.0, "{arm}");
    assert!(number(&arm["least_squares_rmse"]) > 0.0, "{arm}");
    assert!(arm.get("recall").is_none() && arm.get("macro_f1").is_none(), "numbers have no classes");
    let score = scored(out.path(), "predictions-A.npz");
    same(arm, &score, &["mae", "rmse", "r2"]);
}

/// A label that is taken away leaves the others to be learnt, and the images that had it in the OOD set.
#[test]
#[ignore = "needs ../shared"]
fn a_label_may_be_held_out() {
    let data = data("blood-cells");
    let out = tempfile::tempdir().unwrap();
    let words = ["--hold-out", "WBC", "--ood", "noise", "--size", "16", "--steps", "5"];
    let summary = run(&data, &words, out.path());
    let arm = &summary["arms"][0];
    assert_eq!(arm["average_precision"].as_array().unwrap().len(), 2);
    assert!(arm["outside"]["separations"]["max-logit"]["auroc"].is_number(), "{}", arm["outside"]);
}

#[test]
#[ignore = "needs ../shared"]
fn pneumonia_is_told_from_healthy_lungs_as_a_class_and_as_a_label() {
    let data = data("pneumonia");
    let out = tempfile::tempdir().unwrap();
    let words = ["--model", "mlp:64", "--epochs", "8", "--arm", "B:loss=sigmoid-bce"];
    let summary = run(&data, &words, out.path());
    for arm in summary["arms"].as_array().unwrap() {
        assert!(number(&arm["balanced_accuracy"]) > 0.72, "{arm}");
        assert!(number(&arm["accuracy"]) > number(&arm["majority_baseline"]) + 0.1, "{arm}");
    }
    same(
        &summary["arms"][0],
        &scored(out.path(), "test-A.npz"),
        &["accuracy", "macro_f1", "balanced_accuracy"],
    );
}

/// What a run writes teaches another: the student agrees with the labels though it never saw one.
#[test]
fn a_stored_run_teaches_a_smaller_network() {
    let out = tempfile::tempdir().unwrap();
    let teacher = run(Path::new("garments"), &["--steps", "600", "--model", "mlp:64"], out.path());
    let student = tempfile::tempdir().unwrap();
    let stored = out.path().join("run").display().to_string();
    let words =
        ["--steps", "600", "--model", "mlp:16", "--loss", "distillation:alpha=1", "--teacher", &stored];
    let summary = run(Path::new("garments"), &words, student.path());
    let accuracy = |summary: &Value| number(&summary["arms"][0]["prior_accuracy"]);
    assert!(
        accuracy(&summary) > 0.9 * accuracy(&teacher),
        "{} of {}",
        accuracy(&summary),
        accuracy(&teacher)
    );
}
