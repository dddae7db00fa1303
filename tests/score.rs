//! `dl-lab score` and the metrics behind it, against scikit-learn and NumPy.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by a panic")]

#[path = "support/files.rs"]
mod files;

use dl_lab::base::npz::{self, NpzWriter, Packing};
use dl_lab::metrics::LeastSquares;
use dl_lab::metrics::ood::Separation;
use dl_lab::score;
use files::{program, write_set};
use ndarray::{Array1, Array2, ShapeBuilder};
use proptest::prelude::*;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

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

/// An npz file of two arrays.
fn write(path: &Path, first: (&str, &dyn Any), second: (&str, &dyn Any)) {
    let mut npz = NpzWriter::new(Packing::Deflated);
    for (name, array) in [first, second] {
        array.add(name, &mut npz);
    }
    fs::write(path, npz.finish().unwrap()).unwrap();
}

/// An array of whatever kind.
trait Any {
    fn add(&self, name: &str, npz: &mut NpzWriter);
}

impl<T: npz::Element, D: ndarray::Dimension> Any for ndarray::Array<T, D> {
    fn add(&self, name: &str, npz: &mut NpzWriter) {
        npz.add(name, self).unwrap();
    }
}

/// The object that `score --json` prints.
#[track_caller]
fn scored(folder: &Path, arguments: &[&str]) -> Value {
    let output = program(folder).arg("score").args(arguments).arg("--json").output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The report for people.
#[track_caller]
fn report(folder: &Path, arguments: &[&str]) -> String {
    let output = program(folder).arg("score").args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Everything expected is found within 1e-5, and what is null has a reason.
fn agree(what: &str, found: &Value, expected: &Value) {
    for (key, expected) in expected.as_object().unwrap() {
        let path = format!("{what}: {key}");
        same(&path, &found[key], expected);
        if expected.is_null() {
            assert!(found["undefined"][key].is_string(), "{path} has no reason: {}", found["undefined"]);
        }
        for (at, value) in expected.as_array().into_iter().flatten().enumerate() {
            let reason = &found["undefined"][format!("{key}.{at}")];
            assert_eq!(value.is_null(), reason.is_string(), "{path}.{at}: {reason}");
        }
    }
}

fn same(path: &str, found: &Value, expected: &Value) {
    match (found, expected) {
        (Value::Array(found), Value::Array(expected)) => {
            assert_eq!(found.len(), expected.len(), "{path}");
            found.iter().zip(expected).for_each(|(found, expected)| same(path, found, expected));
        }
        (Value::Number(found), Value::Number(expected)) => {
            let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
            assert!((found - expected).abs() < 1e-5, "{path}: {found} for {expected}");
        }
        _ => assert_eq!(found, expected, "{path}"),
    }
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

#[test]
fn every_number_of_classes_is_that_of_scikit_learn() {
    let folder = tempfile::tempdir().unwrap();
    for case in fixtures()["classes"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let labels: Array1<i64> = numbers(&case["labels"]).into_iter().map(|x| x as i64).collect();
        let path = folder.path().join("p.npz");
        if name == "one probability a row" {
            let p = Array1::from(numbers(&case["probabilities"]));
            write(&path, ("probabilities", &p), ("labels", &labels.mapv(|label| label == 1)));
        } else {
            let p = matrix(&case["probabilities"]);
            let column = labels.mapv(|label| label as u8).insert_axis(ndarray::Axis(1));
            match case["type"].as_str().unwrap() {
                "f4" => write(&path, ("probabilities", &p.mapv(|p| p as f32)), ("labels", &column)),
                _ => write(&path, ("probabilities", &p), ("labels", &labels)),
            }
        }
        let found = scored(folder.path(), &["p.npz"]);
        agree(name, &found, &case["expected"]);
        let keys: Vec<&String> = found.as_object().unwrap().keys().collect();
        let expected = case["expected"].as_object().unwrap().keys().count() + 1;
        assert_eq!(keys.len(), expected, "the keys of the reference and undefined: {keys:?}");
    }
}

#[test]
fn csv_gives_the_numbers_of_npz() {
    let folder = tempfile::tempdir().unwrap();
    let case = &fixtures()["classes"][0];
    let rows: Vec<String> = case["probabilities"]
        .as_array()
        .unwrap()
        .iter()
        .zip(numbers(&case["labels"]))
        .map(|(p, label)| {
            let p: Vec<String> = numbers(p).iter().map(f64::to_string).collect();
            format!("{label},{}", p.join(","))
        })
        .collect();
    let body = rows.join("\n");
    let named = |row: &String| {
        let (label, p) = row.split_once(',').unwrap();
        let name = ["\"a, b\"", "c", "d"][label.parse::<usize>().unwrap()];
        format!("{name},{p}\r\n")
    };
    let moved = |row: &String| {
        let (label, p) = row.split_once(',').unwrap();
        format!("{}\t{label}\n", p.replace(',', "\t"))
    };
    for (what, text) in [
        ("a line of names", format!("label,p0,p1,p2\n{body}\n")),
        ("no line of names", body.clone()),
        ("a byte-order mark", format!("\u{feff}label,p0,p1,p2\n{body}")),
        ("semicolons", format!("label;p0;p1;p2\n{}", body.replace(',', ";"))),
        ("the label last", format!("0\t1\t2\tlabel\n{}", rows.iter().map(moved).collect::<String>())),
        ("named classes", format!("label,\"a, b\",c,d\r\n{}", rows.iter().map(named).collect::<String>())),
    ] {
        fs::write(folder.path().join("p.csv"), text).unwrap();
        agree(what, &scored(folder.path(), &["p.csv"]), &case["expected"]);
    }
    let text = report(folder.path(), &["p.csv"]);
    assert!(text.contains("a, b") && text.contains("rows are the truth"), "{text}");
}

#[test]
fn columns_of_numbered_classes_may_stand_in_any_order() {
    let folder = tempfile::tempdir().unwrap();
    let of = |text: &str| {
        fs::write(folder.path().join("p.csv"), text).unwrap();
        scored(folder.path(), &["p.csv"])
    };
    let turned = of("p1,label,p0\n0.2,0,0.8\n0.9,1,0.1\n0.7,1,0.3\n");
    assert_eq!(turned, of("label,p0,p1\n0,0.8,0.2\n1,0.1,0.9\n1,0.3,0.7\n"));
    assert_eq!(turned["accuracy"], 1.0);
    assert_eq!(of("label,p1\n0,0.2\n1,0.9\n")["accuracy"], 1.0);
    // As texts are sorted: p0, p1, p10, p2 ...
    let mut names: Vec<String> = (0..11).map(|class| format!("p{class}")).collect();
    names.sort();
    let row = |class: usize| {
        let cells = names.iter().map(|name| if *name == format!("p{class}") { ",1" } else { ",0" });
        format!("{class}{}\n", cells.collect::<String>())
    };
    let text = format!("label,{}\n{}", names.join(","), (0..11).map(row).collect::<String>());
    assert_eq!(of(&text)["accuracy"], 1.0, "{text}");
}

#[test]
fn every_number_of_labels_is_that_of_scikit_learn() {
    let folder = tempfile::tempdir().unwrap();
    for case in fixtures()["labels"].as_array().unwrap() {
        let labels = matrix(&case["labels"]).mapv(|x| x as u8);
        write(
            &folder.path().join("p.npz"),
            ("probabilities", &matrix(&case["probabilities"])),
            ("labels", &labels),
        );
        let threshold = case["threshold"].as_f64().unwrap().to_string();
        let found = scored(folder.path(), &["p.npz", "--thresholds", &threshold]);
        agree(case["name"].as_str().unwrap(), &found, &case["expected"]);
        let shares = &found["together"];
        for (a, row) in labels.columns().into_iter().enumerate() {
            let mean = row.iter().map(|x| f64::from(*x)).sum::<f64>() / row.len() as f64;
            close("the diagonal is how often a label is on", mean, &shares["joint"][a][a]);
        }
        let text = report(folder.path(), &["p.npz", "--costs", "9:1", "--thresholds", "cost"]);
        assert!(text.contains("0.100") && text.contains("Hamming") && text.contains("given"), "{text}");
    }
    let best = scored(folder.path(), &["p.npz", "--thresholds", "best-f1"]);
    assert_eq!(best["thresholds"], best["best_f1_thresholds"]);
    let half = scored(folder.path(), &["p.npz"]);
    assert!(best["macro_f1"].as_f64().unwrap() >= half["macro_f1"].as_f64().unwrap());
}

#[test]
fn every_number_of_values_is_that_of_scikit_learn() {
    let folder = tempfile::tempdir().unwrap();
    for case in fixtures()["values"].as_array().unwrap() {
        let path = folder.path().join("p.npz");
        if case["targets"][0].is_array() {
            let predictions = matrix(&case["predictions"]);
            // In the order of Fortran: the same rows all the same.
            let mut turned = Array2::zeros(predictions.dim().f());
            turned.assign(&predictions);
            write(&path, ("predictions", &turned), ("targets", &matrix(&case["targets"])));
        } else {
            let column = Array1::from(numbers(&case["targets"])).insert_axis(ndarray::Axis(1));
            write(&path, ("predictions", &Array1::from(numbers(&case["predictions"]))), ("targets", &column));
        }
        agree(case["name"].as_str().unwrap(), &scored(folder.path(), &["p.npz"]), &case["expected"]);
        assert!(report(folder.path(), &["p.npz"]).contains("quantiles"));
    }
}

#[test]
fn a_threshold_moves_the_decision_between_two_classes() {
    let folder = tempfile::tempdir().unwrap();
    let p = Array1::from(vec![0.9, 0.3, 0.2, 0.05]);
    write(
        &folder.path().join("p.npz"),
        ("probabilities", &p),
        ("labels", &Array1::from(vec![1_u8, 1, 0, 0])),
    );
    let recall = |more: &[&str]| scored(folder.path(), &[&["p.npz"], more].concat())["recall"].clone();
    assert_eq!(recall(&[]), serde_json::json!([1.0, 0.5]));
    assert_eq!(recall(&["--thresholds", "0.25"]), serde_json::json!([1.0, 1.0]));
    assert_eq!(recall(&["--thresholds", "best-f1"]), serde_json::json!([1.0, 1.0]));
    assert_eq!(recall(&["--thresholds", "cost", "--costs", "9:1"]), serde_json::json!([0.5, 1.0]));
    let text = report(folder.path(), &["p.npz", "--thresholds", "cost", "--costs", "9:1"]);
    assert!(text.contains("mean cost  0.2500 a row") && text.contains("from 0.1000 on"), "{text}");
}

#[test]
fn a_run_is_scored_as_its_summary_says() {
    let folder = tempfile::tempdir().unwrap();
    write_set(&folder.path().join("bands"));
    let arguments =
        ["run", "bands", "--steps", "20", "--out", "stored", "--json", "--arm", "B:loss=mse-logits"];
    let output = program(folder.path()).args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let summary: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    for (arm, file) in [(0, "stored/test-A.npz"), (1, "stored/test-B.npz")] {
        let (stored, found) = (&summary["arms"][arm], scored(folder.path(), &[file]));
        for key in [
            "accuracy",
            "majority_baseline",
            "balanced_accuracy",
            "macro_f1",
            "recall",
            "precision",
            "confusion",
        ] {
            assert_eq!(found[key], stored[key], "{file}: {key}");
        }
        if arm == 0 {
            same("log loss", &found["log_loss"], &stored["loss_plain"]);
        } else {
            assert!(found["log_loss"].is_null() && found["undefined"]["log_loss"].is_string(), "{found}");
        }
    }
    assert!(report(folder.path(), &["stored/predictions-A.npz"]).contains("always the majority class"));
}

#[test]
fn the_report_keeps_to_the_width_of_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let case = &fixtures()["classes"][2];
    let labels: Array1<u16> = numbers(&case["labels"]).into_iter().map(|x| x as u16).collect();
    write(
        &folder.path().join("p.npz"),
        ("probabilities", &matrix(&case["probabilities"])),
        ("labels", &labels),
    );
    let text = report(folder.path(), &["p.npz"]);
    assert!(text.lines().all(|line| line.len() <= 100), "{text}");
    let (rows, classes) = (60, 30);
    let p = Array2::from_shape_fn(
        (rows, classes),
        |(row, class)| if class == row % classes % 29 { 1.0 } else { 0.0_f32 },
    );
    let labels: Array1<u32> = (0..rows).map(|row| (row % classes) as u32).collect();
    write(&folder.path().join("many.npz"), ("probabilities", &p), ("labels", &labels));
    let text = report(folder.path(), &["many.npz"]);
    assert!(text.contains("      2  29 taken for 0") && text.lines().all(|line| line.len() <= 100), "{text}");
}

/// Files that cannot be scored, and what the one line must name.
fn refused(folder: &TempDir, arguments: &[&str], names: &[&str]) {
    let output = program(folder.path()).arg("score").args(arguments).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}: {message}");
    assert!(message.lines().count() == 1 && message.len() < 400, "{arguments:?}: {message}");
    names.iter().for_each(|name| assert!(message.contains(name), "{arguments:?}: {name}: {message}"));
}

#[test]
fn arrays_that_cannot_be_scored_are_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let p = || ndarray::array![[0.5, 0.5], [0.25, 0.75]];
    let labels = || ndarray::array![0_i64, 1];
    let path = folder.path().join("p.npz");
    let check = |first: (&str, &dyn Any), second: (&str, &dyn Any), names: &[&str]| {
        write(&path, first, second);
        refused(&folder, &["p.npz"], names);
    };
    check(("p", &p()), ("labels", &labels()), &["expected probabilities and labels", "found p, labels"]);
    check(("probabilities", &p()), ("labels", &ndarray::array![0_i64]), &["expected shape [2]", "found [1]"]);
    let three = ndarray::array![[0_i64, 1, 1], [0, 0, 1]];
    check(("probabilities", &p()), ("labels", &three), &["shape [2, 2] of probabilities", "found [2, 3]"]);
    let two = ndarray::array![[0_i64, 1], [2, 0]];
    check(("probabilities", &p()), ("labels", &two), &["expected 0 or 1, found 2 in row 1, column 0"]);
    check(
        ("probabilities", &p()),
        ("labels", &ndarray::array![0_i64, 2]),
        &["classes of 0 to 1, found 2 in row 1"],
    );
    check(("probabilities", &p()), ("labels", &ndarray::array![0_i64, -1]), &["found -1 in row 1"]);
    check(("probabilities", &p()), ("labels", &ndarray::array![0.0, 0.5]), &["whole numbers, found 0.5"]);
    let wrong = ndarray::array![[0.5, 0.5], [0.9, 0.75]];
    check(
        ("probabilities", &wrong),
        ("labels", &labels()),
        &["sum to 1, found 1.65", "row 1", "labels [N, K]"],
    );
    let wrong = ndarray::array![[0.5, 0.5], [1.5, -0.5]];
    check(("probabilities", &wrong), ("labels", &labels()), &["0 to 1, found 1.5 in row 1, column 0"]);
    let wrong = ndarray::array![[0.5, 0.5], [f64::NAN, 0.5]];
    check(("probabilities", &wrong), ("labels", &labels()), &["found NaN in row 1, column 0"]);
    check(("predictions", &wrong), ("targets", &p()), &["predictions: expected finite numbers, found NaN"]);
    check(("predictions", &p()), ("targets", &labels()), &["shape [2, 2] of predictions, found [2, 1]"]);
    let cube = ndarray::Array3::<f64>::zeros((2, 2, 2));
    check(("probabilities", &cube), ("labels", &labels()), &["shape [N] or [N, K], found [2, 2, 2]"]);
    let none = (Array2::<f64>::zeros((0, 3)), Array1::<i64>::zeros(0));
    check(("probabilities", &none.0), ("labels", &none.1), &["at least one row, found none"]);
    let wide = (Array2::<f32>::zeros((1, 5000)), Array1::<i64>::zeros(1));
    check(("probabilities", &wide.0), ("labels", &wide.1), &["at most 4096 classes, found 5000"]);
}

#[test]
fn other_files_and_settings_are_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("one.npy"), npz::npy(&labels())).unwrap();
    refused(&folder, &["one.npy"], &["one.npy: ", "a single array"]);
    refused(&folder, &["none.npz"], &["none.npz: ", "No such file"]);
    refused(&folder, &["."], &["a regular file"]);
    for (text, names) in [
        ("", &["label,p0,p1,...", "an empty file"][..]),
        ("PK\u{3}\u{4} and no more", &["a whole zip archive"]),
        ("GIF89a\0\0", &["expected an npz file, or CSV", "neither"]),
        ("just a text", &["label,p0,p1,...", "just a text"]),
        ("label,p0,p1\n", &["at least one row"]),
        ("label,p0,p1\n0,0.5,0.5\n1,0.5\n", &["line 3: expected 3 columns as above, found 2"]),
        ("label,p0,p1\n0,0.5,half\n", &["line 2: expected a number in column 3, found \"half\""]),
        ("label,p0,p1\nx,0.5,0.5\n", &["the number of a class, found \"x\" in row 0"]),
        ("label,p0,p2\n0,0.5,0.5\n", &["expected columns p0 to p1, found no p1"]),
        ("label,p1,p2\n0,0.5,0.5\n", &["expected columns p0 to p1, found no p0"]),
        ("label,p1,p0,p1\n0,0.5,0.5,0\n", &["expected columns p0 to p2, found p1 twice"]),
        ("label,p0\n0,0.5\n", &["expected p1, since one column alone is that of class 1, found p0"]),
        ("label,cat,dog\ncow,0.5,0.5\n", &["or the name of a column, found \"cow\""]),
    ] {
        fs::write(folder.path().join("p.csv"), text).unwrap();
        refused(&folder, &["p.csv"], names);
    }
    fs::write(folder.path().join("p.csv"), "0,0.5,0.25,0.25\n1,0.5,0.25,0.25").unwrap();
    refused(&folder, &["p.csv", "--thresholds", "0.5"], &["--thresholds: ", "two classes, found 3 classes"]);
    refused(&folder, &["p.csv", "--costs", "2:1"], &["--costs: ", "two classes, found 3 classes"]);
    refused(&folder, &["p.csv", "--costs", "2"], &["--costs: expected MISS:ALARM"]);
}

fn labels() -> Array1<i64> {
    ndarray::array![0, 1]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_table_makes_it_panic(text in "([0-9a.,;\"\n -]|label|p0|nan|1e99|\u{feff}|\r\n|\t){0,60}", bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        survive(text.as_bytes());
        survive(&bytes);
    }

    #[test]
    fn no_archive_makes_it_panic(at in 0..1000_usize, bytes in prop::collection::vec(any::<u8>(), 1..6), end in 0..1000_usize) {
        let mut npz = NpzWriter::new(Packing::Stored);
        npz.add("probabilities", &ndarray::array![[0.5_f32, 0.5], [0.25, 0.75]]).unwrap();
        npz.add("labels", &labels()).unwrap();
        let mut damaged = npz.finish().unwrap();
        let length = damaged.len();
        survive(&damaged[..end % length]);
        for (place, byte) in damaged[at % length..].iter_mut().zip(&bytes) {
            *place = *byte;
        }
        survive(&damaged);
    }
}

/// Whatever a file holds: numbers, or one line.
fn survive(bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("any");
    fs::write(&path, bytes).unwrap();
    match score::read(&path) {
        Ok(score::Input::Classes(input)) => {
            score::ClassScore::new(&input, &score::ThresholdChoice::default()).unwrap();
        }
        Ok(score::Input::Labels(input)) => {
            score::LabelScore::new(&input, &score::ThresholdChoice::default()).unwrap();
        }
        Ok(score::Input::Values(input)) => drop(score::ValueScore::new(&input)),
        Err(error) => assert_eq!(error.to_string().lines().count(), 1, "{error}"),
    }
}
