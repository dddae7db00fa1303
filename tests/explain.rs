//! `dl-lab explain`: worked numbers as they are printed, the JSON protocol against the fixtures, and questions that are none.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by a panic")]

#[path = "support/files.rs"]
mod files;
#[path = "support/shared.rs"]
mod shared;

use files::program;
use serde_json::{Value, json};
use shared::shared;
use std::path::Path;

/// What `explain` prints for these arguments and this standard input.
#[track_caller]
fn explain(arguments: &[&str], input: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = program(folder.path()).arg("explain").args(arguments).write_stdin(input).output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && message.is_empty(), "{arguments:?}: {message}");
    String::from_utf8(output.stdout).unwrap()
}

/// The numbers of the line that begins with a word, in a table.
#[track_caller]
fn line(text: &str, table: &str, name: &str) -> Vec<f64> {
    let rest = &text[text.find(table).unwrap_or_else(|| panic!("no '{table}' in\n{text}"))..];
    let line = rest.lines().find(|line| line.trim_start().starts_with(name));
    let line = line.unwrap_or_else(|| panic!("no line '{name}' in\n{rest}"));
    let words = line.trim_start()[name.len()..].split_whitespace();
    words.filter(|word| *word != "<").map_while(|word| word.parse().ok()).collect()
}

#[track_caller]
fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    let near = found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-4);
    assert!(near, "{found:?} for {expected:?}");
}

const OUTPUTS: &str = "from outputs to probabilities";
const GRADIENT: &str = "from probabilities to the gradient";
const GRADIENTS: &str = "the gradient of each loss";
const COST: &str = "what it costs";

#[test]
fn two_classes_cost_squares_of_032_and_a_surprise_of_05108_nats() {
    let text = explain(&["--example", "two-classes"], "");
    close(&line(&text, COST, "loss"), &[0.5108, 0.32]);
    close(&line(&text, COST, "loss in bits"), &[0.7370]);
    close(&line(&text, GRADIENTS, "0"), &[0.6, 1.0, -0.4, -0.4, -0.384]);
    assert!(text.contains("0.2218 has taken the logarithm to base 10"), "{text}");
}

#[test]
fn the_softmax_and_the_division_by_the_sum_stand_beside_each_other() {
    let text = explain(&["--example", "softmax-or-shares"], "");
    // logit, exp, naive, exp(z - max), softmax, sigmoid, z / sum z
    close(&line(&text, OUTPUTS, "2"), &[4.0, 54.5982, 0.8098, 1.0, 0.8098, 0.9820, 0.5]);
    for (class, softmax, share) in [("0", 0.0403, 0.125), ("1", 0.1096, 0.25), ("3", 0.0403, 0.125)] {
        let row = line(&text, OUTPUTS, class);
        close(&[row[4], row[6]], &[softmax, share]);
    }
}

#[test]
fn a_probability_of_72_per_cent_is_a_surprise_of_03285() {
    let text = explain(&["--example", "surprise"], "");
    close(&line(&text, COST, "loss"), &[0.3285, 0.4739]);
    close(&line(&text, GRADIENT, "dog"), &[0.72, 1.0, -0.28, -0.28]);
}

#[test]
fn three_answers_have_a_sum_and_a_mean() {
    let text = explain(&["--example", "several-labels"], "");
    close(&line(&text, COST, "loss"), &[0.0271, 0.0391]);
    close(&line(&text, COST, "sum of the surprises"), &[0.0812, 0.1172]);
    close(&line(&text, GRADIENT, "fish"), &[0.96, 1.0, -0.04, 0.0408, -0.0133]);
}

#[test]
fn a_soft_label_has_an_entropy_that_no_cross_entropy_falls_below() {
    let text = explain(&["--example", "soft-label"], "");
    close(&line(&text, COST, "entropy of the truth"), &[0.8018, 0.8018]);
    let [ce, kl] = line(&text, COST, "loss")[..] else { panic!("{text}") };
    close(&[ce - kl], &[0.8018]);
    assert!(text.contains("1.1568 bits"), "{text}");
    let itself = ["softmax-ce", "--probabilities", "0.1,0.2,0.7", "--target", "0.1,0.2,0.7"];
    close(&line(&explain(&itself, ""), COST, "loss"), &[0.8018, 1.1568]);
}

#[test]
fn equal_outputs_compete_under_a_softmax_and_do_not_under_sigmoids() {
    let text = explain(&["--example", "competition"], "");
    let row = line(&text, OUTPUTS, "1");
    close(&[row[4], row[5]], &[1.0 / 3.0, 0.7311]);
    close(&line(&text, COST, "loss"), &[1.0986, 2.9398]);
    close(&line(&text, GRADIENTS, "sum"), &[0.0, 1.1932]);
}

#[test]
fn the_numbers_of_a_worked_sample_are_printed_with_their_check() {
    let text =
        explain(&["softmax-ce", "--logits", "2,1,0.1,-1,0.5", "--target", "2", "--check", "--jacobian"], "");
    close(&line(&text, COST, "loss"), &[2.4824, 3.5814]);
    close(&line(&text, GRADIENT, "2"), &[0.0835, 1.0, -0.9165, -0.9165, -0.9165]);
    close(&line(&text, "the Jacobian", "i = 1"), &[-0.1148, 0.1633, -0.0172, -0.0057, -0.0256]);
    let weighted = explain(
        &["softmax-ce", "--logits", "2,1,0.1,-1,0.5", "--target", "2", "--weights", "1,1,2.9156,1,1"],
        "",
    );
    close(&line(&weighted, COST, "after class weights"), &[7.2377, 10.4418]);
    close(&line(&weighted, GRADIENT, "0"), &[0.5585, 0.0, 0.5585, 1.6285]);
}

#[test]
fn the_jacobian_of_a_certain_prediction_sums_to_0() {
    let text = explain(&["softmax-ce", "--logits", "100,-100,0", "--target", "1", "--jacobian"], "");
    let jacobian = text.lines().skip_while(|line| !line.starts_with("the Jacobian"));
    let rows: Vec<Vec<&str>> = jacobian.map(|line| line.split_whitespace().collect()).collect();
    let sums = rows.iter().find(|row| row.first() == Some(&"sum")).unwrap();
    assert_eq!(sums[1..], ["0.0000", "0.0000", "0.0000"], "{text}");
    let first = rows.iter().find(|row| row.starts_with(&["i", "=", "0"])).unwrap();
    assert_eq!(first[3..], ["3.7e-44", "-1.4e-87", "-3.7e-44"], "{text}");
}

#[test]
fn large_logits_overflow_in_the_naive_column_only() {
    let text = explain(&["--logits", "1000,999,-3000", "--target", "1"], "");
    let row = text.lines().find(|line| line.trim_start().starts_with("1 <")).unwrap();
    let words: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(words[2..], ["999.0000", "inf", "inf/inf", "0.3679", "0.2689", "1.0000"], "{text}");
    close(&line(&text, COST, "loss"), &[1.3133, 1.8946]);
    let small = explain(&["--logits=-1000,-999", "--target", "1"], "");
    assert!(small.contains("0/0"), "{small}");
}

#[test]
fn tables_fit_80_columns() {
    let named =
        ["two-classes", "softmax-or-shares", "surprise", "several-labels", "soft-label", "competition"];
    let mut questions: Vec<Vec<&str>> = named.iter().map(|name| vec!["--example", *name]).collect();
    questions.extend([
        vec!["softmax-ce,brier,mae", "--logits", "2,1,-0.1", "--target", "2", "--weights", "1,2,3"],
        vec!["ordinal", "--logits", "2,0.5,-1", "--target", "1", "--check"],
        vec!["distillation", "--logits", "2,1", "--target", "3,1", "--set", "label=0", "--check"],
        vec!["logistic", "--logits", "2", "--target", "1", "--check"],
        vec!["class-index", "--set", "classes=5", "--logits", "2.3", "--target", "4", "--check"],
        vec!["logistic,logistic-square", "--logits", "-8", "--target", "1", "--weights", "1,2"],
        vec!["ldam", "--logits", "0.5,0.3", "--target", "1", "--set", "counts=90,10", "--check"],
        vec!["sigmoid-bce,sigmoid-focal,asl", "--logits", "2,-1", "--target", "1,0"],
        vec!["mse,huber,mae-regression", "--logits", "3,-1", "--target", "2.5,4"],
        vec!["softmax-ce", "--logits", "2,1,0.1,-1,0.5", "--target", "2", "--check", "--jacobian"],
    ]);
    for arguments in questions {
        let text = explain(&arguments, "");
        let long: Vec<&str> = text.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(long.is_empty(), "{arguments:?}: {long:#?}");
        assert!(!text.contains("NaN"), "{text}");
    }
}

#[test]
fn every_loss_of_the_catalogue_can_be_taken_apart() {
    for entry in dl_lab::loss::catalogue::ALL {
        let target = match entry.targets[0].name() {
            "label" => "1",
            _ => "0.5,2",
        };
        let set: &[&str] = match entry.name {
            "ldam" | "logit-adjusted" => &["--set", "counts=9,1"],
            "class-index" => &["--set", "classes=2"],
            _ => &[],
        };
        let logits = if entry.name.starts_with("logistic") || entry.name == "class-index" {
            "0.3"
        } else {
            "0.3,-0.2"
        };
        let arguments = [&[entry.name, "--logits", logits, "--target", target, "--json"], set].concat();
        let found: Value = serde_json::from_str(&explain(&arguments, "")).unwrap();
        for (gradient, check) in
            found["gradient"].as_array().unwrap().iter().zip(found["check"].as_array().unwrap())
        {
            assert!((gradient.as_f64().unwrap() - check.as_f64().unwrap()).abs() < 1e-6, "{found}");
        }
    }
}

/// The cases of a file of fixtures; none where it is not here.
fn cases(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["cases"].as_array().unwrap().clone()
}

/// The numbers of a value, however nested.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        number => vec![number.as_f64().unwrap_or_else(|| panic!("{number} is no number"))],
    }
}

#[test]
fn every_case_of_the_fixtures_is_answered_on_standard_output() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases = cases(&here.join("tests/fixtures/losses.json"));
    assert!(cases.len() > 50);
    assert_answered(&cases);
}

#[test]
#[ignore = "needs ../shared"]
fn every_case_of_the_shared_fixtures_is_answered() {
    assert_answered(&cases(&shared("fixtures/losses.json")));
}

fn assert_answered(cases: &[Value]) {
    let answers: Vec<Value> =
        serde_json::from_str(&explain(&["--json"], &Value::Array(cases.to_vec()).to_string())).unwrap();
    assert_eq!(answers.len(), cases.len());
    for (case, answer) in cases.iter().zip(&answers) {
        for key in ["per_sample", "reduced", "grad"] {
            let (found, expected) = (numbers(&answer[key]), numbers(&case[key]));
            assert_eq!(found.len(), expected.len(), "{case}");
            for (found, expected) in found.iter().zip(&expected) {
                let near = (found - expected).abs() <= 1e-9 * (1.0 + expected.abs());
                assert!(near, "{} ({}), {key}: {found} for {expected}", case["loss"], case["title"]);
            }
        }
        assert_eq!(answer.as_object().unwrap().len(), 4, "{answer}");
    }
    let one = explain(&["--json"], &cases[0].to_string());
    assert_eq!(serde_json::from_str::<Value>(&one).unwrap(), answers[0]);
}

#[test]
fn probabilities_follow_from_the_loss_and_are_null_where_there_are_none() {
    let case = |loss: &str, targets: Value| {
        let case = json!({ "loss": loss, "logits": [[0.0, 0.0]], "targets": targets });
        let answer: Value = serde_json::from_str(&explain(&["--json"], &case.to_string())).unwrap();
        answer["probabilities"].clone()
    };
    assert_eq!(case("softmax-ce", json!([1])), json!([[0.5, 0.5]]));
    assert_eq!(case("sigmoid-bce", json!([[1, 1]])), json!([[0.5, 0.5]]));
    assert_eq!(case("sigmoid-bce", json!([1])), json!([[0.5, 0.5]]));
    assert_eq!(case("ordinal", json!([2])), json!([[0.5, 0.0, 0.5]]));
    assert_eq!(case("hinge", json!([1])), Value::Null);
    assert_eq!(case("mse", json!([[1, 1]])), Value::Null);
}

#[test]
fn a_label_leaves_sigmoids_as_the_table_prints_them() {
    let case = json!({ "loss": "sigmoid-bce", "logits": [[0.5, 0.3]], "targets": [1] });
    let answer: Value = serde_json::from_str(&explain(&["--json"], &case.to_string())).unwrap();
    close(&numbers(&answer["probabilities"]), &[0.6225, 0.5744]);
    let text = explain(&["sigmoid-bce", "--logits", "0.5,0.3", "--target", "1"], "");
    close(&[line(&text, GRADIENT, "0")[0], line(&text, GRADIENT, "1")[0]], &[0.6225, 0.5744]);
}

#[test]
fn a_question_that_is_none_is_refused_in_one_line_with_status_2() {
    let logits = ["--logits", "1,2"];
    let with = |more: &[&'static str]| [&["softmax-ce"], &logits[..], more].concat();
    let rows: Vec<(Vec<&str>, &str, &str)> = vec![
        (vec![], "", "--example with one of two-classes"),
        (vec!["softmax-ce"], "", "expected a loss with --logits and --target"),
        (with(&[]), "", "--target: expected a label such as 2"),
        (with(&["--target", "2"]), "", "softmax-ce: expected a label from 0 to 1, found 2"),
        (with(&["--target", "1,1"]), "", "shares of at least 0 that sum to 1"),
        (with(&["--target", "0.5"]), "", "--target: expected a label"),
        (with(&["--target", "x"]), "", "--target: expected numbers separated by commas, found 'x'"),
        (
            with(&["--target", "0", "--weights", "1"]),
            "",
            "weights: expected 2 values, one per class, found 1",
        ),
        (with(&["--target", "0", "--set", "gamma=2"]), "", "none of the losses has a parameter 'gamma'"),
        (with(&["--target", "0", "--set", "label_smothing=2"]), "", "did you mean 'label_smoothing'?"),
        (with(&["--target", "0", "--set", "label_smoothing"]), "", "expected key=value"),
        (with(&["--target", "0", "--probabilities", "1"]), "", "--probabilities"),
        (vec!["focl", "--logits", "1,2", "--target", "0"], "", "did you mean 'focal'?"),
        (vec!["softmax-ce", "--logits", "1,inf", "--target", "0"], "", "--logits: expected numbers"),
        (
            vec!["softmax-ce", "--probabilities", "0.5,0.6", "--target", "0"],
            "",
            "sum to 1, found a sum of 1.1",
        ),
        (vec!["softmax-ce", "--probabilities", "0,1", "--target", "0"], "", "no finite logit gives 0 or 1"),
        (vec!["hinge", "--probabilities", "0.5,0.5", "--target", "0"], "", "no probability belongs"),
        (
            vec!["softmax-ce,mse", "--logits", "1,2", "--target", "0"],
            "",
            "mse: expected numbers, found a label",
        ),
        (vec!["msle", "--logits=-1", "--target", "3"], "", "msle: expected predictions above -1"),
        (vec!["ldam", "--logits", "1,2", "--target", "0"], "", "ldam needs the training counts, 2 of them"),
        (vec!["softmax-ce,ordinal", "--logits", "1,2", "--target", "0"], "", "ordinal has one output fewer"),
        (vec!["mse", "--logits", "1", "--target", "0", "--jacobian"], "", "--jacobian"),
        (vec!["--example", "two-clases"], "", "did you mean 'two-classes'?"),
        (
            vec!["mse", "--logits", "1,2", "--target", "1,2", "--weights", "1,3", "--json"],
            "",
            "weights: mse compares numbers, which have no class",
        ),
        (vec!["--json"], "", "expected one case as a JSON object"),
        (vec!["--json"], "[{\"loss\":\"mse\",\"logits\":[[1]]}]", "case 0: missing field `targets`"),
    ];
    for (arguments, input, problem) in rows {
        refused(&arguments, input, problem);
    }
}

#[test]
fn a_loss_on_one_output_for_classes_is_refused_several_and_asks_how_many_classes_there_are() {
    let problem = "logistic: expected one logit, found 2";
    refused(&["logistic", "--logits", "1,2", "--target", "0"], "", problem);
    let problem = "class-index: expected classes=K, how many";
    refused(&["class-index", "--logits", "1", "--target", "0"], "", problem);
}

#[track_caller]
fn refused(arguments: &[&str], input: &str, problem: &str) {
    let folder = tempfile::tempdir().unwrap();
    let output = program(folder.path()).arg("explain").args(arguments).write_stdin(input).output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
    assert!(message.contains(problem) && message.trim_end().lines().count() == 1, "{arguments:?}: {message}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
}
