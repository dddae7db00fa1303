//! The real binary without a screen: what it prints, where, and with which exit status.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by a panic")]

#[path = "support/files.rs"]
mod files;

use files::{program, write_set};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use tempfile::TempDir;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_set(&folder.path().join("bands"));
    folder
}

/// The standard output of a run that must succeed.
#[track_caller]
fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = program(folder).args(arguments).output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {message}");
    String::from_utf8(output.stdout).unwrap()
}

/// `run bands --json` with more arguments, as values.
#[track_caller]
fn events(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    let text = run(folder, &[&["run", "bands", "--json"], arguments].concat());
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The same without what depends on the clock.
fn timeless(mut events: Vec<Value>) -> Vec<Value> {
    fn clean(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.retain(|name, _| name != "seconds" && name != "images_per_second");
                fields.values_mut().for_each(clean);
            }
            Value::Array(items) => items.iter_mut().for_each(clean),
            _ => {}
        }
    }
    events.iter_mut().for_each(clean);
    events
}

fn stored(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path.join("events.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of<'a>(events: &'a [Value], name: &str) -> Vec<&'a Value> {
    events.iter().filter(|event| event["event"] == name).collect()
}

/// Arms of the summary line.
fn arms(events: &[Value]) -> &[Value] {
    events.last().unwrap()["arms"].as_array().unwrap()
}

const TWINS: [&str; 6] =
    ["--imbalance", "exp:10", "--model", "mlp:16", "--arm", "B:weights=balanced;loss=focal:gamma=2"];

#[test]
fn neither_threads_nor_a_folder_change_the_canonical_events() {
    let folder = folder();
    let with = |more: &[&str]| timeless(events(folder.path(), &[&TWINS[..], more].concat()));
    let one = with(&["--threads", "1"]);
    assert_eq!(one, with(&["--threads", "2"]));
    assert_eq!(one, with(&["--threads", "3", "--out", "run"]));
    let log = timeless(stored(&folder.path().join("run")));
    assert_eq!(log, one[..one.len() - 1], "the summary is no event of the log");
    for name in ["recipe.toml", "predictions-A.npz", "predictions-B.npz", "test-A.npz", "test-B.npz"] {
        assert!(folder.path().join("run").join(name).is_file(), "{name}");
    }
    let again = with(&["--seed", "8"]);
    assert_ne!(one, again);
    let recipe = ["run", "--json", "--recipe", "run/recipe.toml"];
    let text = run(folder.path(), &recipe);
    let repeated = timeless(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect());
    assert_eq!(one, repeated, "a stored recipe makes its run again");
}

#[test]
fn the_summary_has_its_keys_and_says_null_where_nothing_is_defined() {
    let folder = folder();
    let events = events(folder.path(), &["--arm", "B:lr=1000000;loss=mse-logits", "--epochs", "40"]);
    let summary = events.last().unwrap();
    assert_eq!((&summary["event"], &summary["part"]), (&"summary".into(), &"test".into()));
    let [sound, lost] = arms(&events) else { panic!("two arms: {summary}") };
    let keys = "arm loss weights model steps epochs train_loss accuracy majority_baseline prior_accuracy \
                prior_majority_baseline balanced_accuracy macro_f1 recall precision confusion images_per_second";
    for key in keys.split_whitespace() {
        assert!(sound.get(key).is_some() && lost.get(key).is_some(), "{key}");
    }
    assert_eq!(
        (&sound["arm"], &sound["loss"], &sound["weights"]),
        (&"A".into(), &"softmax-ce".into(), &"none".into())
    );
    assert!(sound["accuracy"].as_f64().unwrap() > 0.6, "{sound}");
    let total: u64 = sound["confusion"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row.as_array().unwrap())
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(total, 60, "the whole test set");
    for key in ["train_loss", "accuracy", "balanced_accuracy", "macro_f1"] {
        assert!(lost[key].is_null(), "an arm that diverged has no {key}: {}", lost[key]);
    }
    assert!(lost["recall"].as_array().unwrap().iter().all(Value::is_null));
    let ends = of(&events, "ended");
    assert_eq!((&ends[0]["outcome"], &ends[1]["outcome"]), (&"completed".into(), &"diverged".into()));
    assert!(ends[1]["what"].as_str().unwrap().contains("step") && ends[1]["layer"].is_string());
}

#[test]
fn an_exported_network_is_what_another_run_begins_with() {
    let folder = folder();
    let train = ["--epochs", "3", "--arm", "B:model=mlp:16", "--export", "net.safetensors"];
    let first = events(folder.path(), &train);
    assert!(
        folder.path().join("net-A.safetensors").is_file()
            && folder.path().join("net-B.safetensors").is_file()
    );
    let again = ["--epochs", "1", "--init", "net-A.safetensors", "--export", "alone.safetensors"];
    let again = events(folder.path(), &again);
    let (evaluated, begun) = (of(&first, "evaluated"), of(&again, "evaluated"));
    let last = evaluated.iter().rfind(|event| event["arm"] == "A").unwrap();
    assert_eq!(begun[0]["validation"], last["validation"], "it starts where the other ended");
    assert_ne!(begun[0]["validation"], evaluated[0]["validation"]);
    assert!(folder.path().join("alone.safetensors").is_file(), "one arm has no letter");
    let arguments = ["run", "bands", "--epochs", "1", "--model", "mlp:16,4", "--init", "net-B.safetensors"];
    let output = program(folder.path()).args(arguments).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    let note = "note: arm A: init net-B.safetensors: 3 of 6 tensors filled; as initialised: dense2.weight, \
                dense2.bias, output.weight (expected 3x4, found 3x16)";
    assert!(message.lines().any(|line| line == note), "{message}");
}

#[test]
fn every_arm_speaks_in_the_order_of_the_protocol() {
    let folder = folder();
    let events = events(folder.path(), &[&TWINS[..], &["--change", "B@4:lr=0.2"]].concat());
    for arm in ["A", "B"] {
        let own: Vec<&Value> = events.iter().filter(|event| event["arm"] == arm).collect();
        assert_eq!((&own[0]["event"], &own[1]["event"]), (&"started".into(), &"evaluated".into()));
        assert_eq!((&own[1]["step"], &own[own.len() - 1]["event"]), (&0.into(), &"ended".into()));
        assert_eq!(own.iter().filter(|event| event["event"] == "ended").count(), 1);
        assert!(own.windows(2).all(|pair| pair[0]["step"].as_u64() <= pair[1]["step"].as_u64()));
        let points: usize = own.iter().filter_map(|event| event["plain"].as_array()).map(Vec::len).sum();
        assert_eq!(Some(points as u64), own[own.len() - 1]["step"].as_u64(), "no step is lost");
    }
    let changed = of(&events, "changed");
    assert_eq!((changed.len(), &changed[0]["arm"], &changed[0]["step"]), (1, &"B".into(), &4.into()));
    assert_eq!((&changed[0]["from"], &changed[0]["to"]), (&"0.05".into(), &"0.2".into()));
}

#[test]
fn flags_recipes_and_set_reach_the_same_fields() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(
        path.join("mine.toml"),
        "data = 'bands'\nepochs = 2\nlr = 0.01\n[[arm]]\nname = 'B'\nloss = 'brier'\n",
    )
    .unwrap();
    let steps = |arguments: &[&str]| arms(&events(path, arguments))[0]["steps"].as_u64().unwrap();
    assert_eq!(steps(&["--epochs", "3", "--batch", "50"]), 3 * 5, "216 images in batches of 50");
    assert_eq!(steps(&["--epochs", "3", "--steps", "7"]), 7);
    assert_eq!(steps(&["--set", "steps=9", "--steps", "7"]), 9);
    assert_eq!(steps(&["--steps", "4", "--change", "4:extend=1"]), 4 + 2);
    let mine = timeless(events(path, &["--recipe", "mine.toml"]));
    let [a, b] = arms(&mine) else { panic!("two arms") };
    assert_eq!((&a["steps"], &a["loss"], &b["loss"]), (&4.into(), &"softmax-ce".into(), &"brier".into()));
    let flags = events(path, &["--epochs", "2", "--lr", "0.01", "--arm", "B:loss=brier"]);
    assert_eq!(mine, timeless(flags));
    let set = events(
        path,
        &["--recipe", "mine.toml", "--lr", "9", "--set", "lr=0.01", "--set", "arm.B.loss=brier"],
    );
    assert_eq!(mine, timeless(set), "--set comes last");
    let built_in = events(path, &["--recipe", "zero-slope", "--steps", "2", "--set", "model=linear"]);
    assert_eq!(arms(&built_in).len(), 3);
}

#[test]
fn a_table_for_people_stands_alone_on_standard_output() {
    let folder = folder();
    let output = program(folder.path())
        .args(["run", "bands", "--arm", "B:weights=inverse", "--out", "run"])
        .output()
        .unwrap();
    let (table, message) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].starts_with("arm") && lines[1].starts_with('A') && lines[2].starts_with('B'), "{table}");
    assert!(lines[3].contains("always the majority class"), "{table}");
    assert!(lines[4].contains("on the test set"), "{table}");
    assert!(lines.iter().all(|line| line.len() <= 120), "{table}");
    assert!(!table.contains("one seed"), "nothing was asked: {table}");
    assert!(message.contains("stored in run") && !table.contains("stored"), "{message}");
}

#[test]
fn every_list_has_names_and_sentences() {
    let folder = tempfile::tempdir().unwrap();
    let lists =
        ["data", "models", "losses", "weights", "samplers", "optimizers", "recipes", "metrics", "keys"];
    let known = [
        "garments",
        "linear",
        "softmax-ce",
        "effective",
        "class-balanced",
        "adamw",
        "long-tail-league",
        "balanced-accuracy",
        "quit",
    ];
    let rows =
        |arguments: &[&str]| -> Vec<Value> { serde_json::from_str(&run(folder.path(), arguments)).unwrap() };
    let mut together = 0;
    for (what, name) in lists.iter().zip(known) {
        let rows = rows(&["list", what, "--json"]);
        let text = run(folder.path(), &["list", what]);
        for row in &rows {
            assert!(row["name"].as_str().is_some_and(|text| !text.is_empty()), "{what}: {row}");
            let summary = row["summary"].as_str().unwrap();
            assert!(!summary.is_empty() && text.contains(summary), "{what}: {row}");
        }
        assert!(rows.iter().any(|row| row["name"] == name), "{what} knows {name}");
        together += rows.len();
    }
    assert_eq!(rows(&["list", "--json"]).len(), together);
    let models = rows(&["list", "models", "--json"]);
    let linear = models.iter().find(|row| row["name"] == "linear").unwrap();
    assert_eq!((&linear["parameters"], &linear["shapes"][0]), (&7850.into(), &"output 10".into()));
    let cnn = models.iter().find(|row| row["name"] == "cnn").unwrap();
    assert_eq!((&cnn["parameters"], &cnn["shapes"][0]), (&206_922.into(), &"conv1 14x14x16".into()));
}

#[test]
fn recipes_are_listed_below_the_question_of_their_topic() {
    let folder = tempfile::tempdir().unwrap();
    let text = run(folder.path(), &["list", "recipes"]);
    let rows: Vec<Value> = serde_json::from_str(&run(folder.path(), &["list", "recipes", "--json"])).unwrap();
    for row in &rows {
        let (name, question) = (row["name"].as_str().unwrap(), row["question"].as_str().unwrap());
        let below = text.split_once(question).unwrap_or_else(|| panic!("{question}")).1;
        assert!(below.contains(&format!("  {name} ")), "{name} stands below '{question}'");
        let arms = row["arms"].as_array().unwrap();
        assert!(arms.len() >= 2 && arms.iter().all(|arm| text.contains(arm.as_str().unwrap())), "{row}");
        assert!(
            row["seconds"].as_f64().unwrap() > 0.0 && text.contains(row["data"].as_str().unwrap()),
            "{row}"
        );
    }
    let topics: Vec<&Value> = rows.iter().map(|row| &row["topic"]).collect();
    let began = |i: &usize| *i == 0 || topics[i - 1] != topics[*i];
    let titles = (0..topics.len()).filter(began).count();
    assert_eq!(text.lines().filter(|line| line.ends_with('?') && !line.starts_with("   ")).count(), titles);
}

#[test]
fn a_recipe_says_what_it_expected_and_what_was_found_and_a_miss_is_no_failure() {
    let folder = folder();
    let mine = "data = \"bands\"\nepochs = 2\n[experiment]\nname = \"mine\"\ntopic = \"tasks\"\nquestion = \"Which?\"\n\
                [[expect]]\nsay = \"B is no better\"\nmetric = \"accuracy\"\narm = \"B\"\nminus = \"A\"\nmin = -1\nmax = 1\n\
                [[expect]]\nsay = \"It is wonderful\"\nmetric = \"accuracy\"\nmin = 2\n\
                [[expect]]\nsay = \"It goes on\"\nmetric = \"accuracy\"\nstep = 9999\nmin = 0\n\
                [[arm]]\nname = \"B\"\nloss = \"brier\"\n";
    std::fs::write(folder.path().join("mine.toml"), mine).unwrap();
    let text = run(folder.path(), &["run", "--recipe", "mine.toml", "--json"]);
    let summary: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    let experiment = &summary["experiment"];
    assert_eq!((&experiment["name"], &experiment["question"]), (&"mine".into(), &"Which?".into()));
    assert_eq!(experiment["as_written"], true);
    let findings = experiment["findings"].as_array().unwrap();
    let verdicts: Vec<&str> = findings.iter().map(|f| f["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["met", "missed", "open"]);
    assert_eq!(findings[0]["measured"], "accuracy of B - A");
    let found = findings[1]["found"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&found) && findings[2]["found"].is_null(), "{findings:?}");
    let table = run(folder.path(), &["run", "--recipe", "mine.toml"]);
    for words in
        ["mine: Which?", "It is wonderful", "2 or more", "missed", "1 of 3 as expected, 1 not measured"]
    {
        assert!(table.contains(words), "{words}: {table}");
    }
    let comparison = experiment["league"].as_array().unwrap();
    let letters: Vec<&str> = comparison.iter().map(|row| row["arm"].as_str().unwrap()).collect();
    assert_eq!(letters, ["A", "B"]);
    assert!(
        comparison[0]["beyond_a"].is_null() && comparison[1]["more_than_noise"].is_boolean(),
        "{comparison:?}"
    );
    let rows: Vec<&str> =
        table.lines().skip_while(|line| !(line.starts_with("arm") && line.contains("difference"))).collect();
    assert!(rows[1].starts_with('A') && rows[2].starts_with('B') && rows[3].contains("one seed"), "{table}");
    let beyond = format!("{:.3}", comparison[1]["beyond_a"].as_f64().unwrap());
    assert!(
        rows[2].contains(&beyond)
            && rows[2].trim_end().ends_with("cludes 0")
            && !rows[1].contains("cludes 0"),
        "{table}"
    );
    let shorter = run(folder.path(), &["run", "--recipe", "mine.toml", "--steps", "1", "--json"]);
    let summary: Value = serde_json::from_str(shorter.lines().last().unwrap()).unwrap();
    assert_eq!(summary["experiment"]["as_written"], false, "flags changed it");
    let plain = run(folder.path(), &["run", "bands", "--json", "--epochs", "1"]);
    assert!(!plain.contains("\"experiment\""), "a run that asks nothing answers nothing");
}

#[test]
fn a_recipe_that_was_shortened_is_not_as_written() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["run", "--recipe", "zero-slope", "--steps", "2", "--set", "model=linear"];
    let text = run(folder.path(), &[&arguments[..], &["--json"]].concat());
    let summary: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(summary["experiment"]["as_written"], false);
    let output = program(folder.path()).args(["run", "--recipe", "zero-slop"]).output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && message.contains("zero-slope"), "{message}");
}

#[test]
fn help_and_version_are_answers() {
    let folder = tempfile::tempdir().unwrap();
    let help = run(folder.path(), &["--help"]);
    assert!(help.contains("run") && help.contains("list") && help.contains("--paused"), "{help}");
    let flags = run(folder.path(), &["run", "--help"]);
    for flag in [
        "--epochs",
        "--steps",
        "--batch",
        "--lr",
        "--seed",
        "--threads",
        "--model",
        "--loss",
        "--weights",
        "--reduction",
        "--sampler",
        "--imbalance",
        "--optimizer",
        "--schedule",
        "--arm",
        "--change",
        "--recipe",
        "--set",
        "--out",
        "--json",
    ] {
        assert!(flags.contains(flag), "{flag}");
    }
    assert_eq!(run(folder.path(), &["--version"]), format!("dl-lab {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = folder();
    for arguments in [&["list"][..], &["run", "bands", "--json", "--epochs", "400"], &["--help"]] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_dl-lab"))
            .args(arguments)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        // The pipe is closed as soon as the reader is dropped, at the end of this statement.
        BufReader::with_capacity(1, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(!first.is_empty() && output.status.success(), "{arguments:?}: {:?} {message}", output.status);
        assert!(!message.contains("panicked"), "{arguments:?}: {message}");
    }
}

#[test]
fn without_a_terminal_the_screen_names_the_command_that_needs_none() {
    let folder = folder();
    for arguments in [&[][..], &["bands"], &["--paused"]] {
        let output = program(folder.path()).args(arguments).output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}: {message}");
        assert!(message.lines().count() == 1 && message.contains("dl-lab run"), "{arguments:?}: {message}");
    }
}

/// Kinds differ by rounding alone: so do their losses, after some steps.
const KINDS_DIFFER: f64 = 1e-3;

#[test]
fn every_kind_of_vectors_repeats_its_bits_and_agrees_with_the_others() {
    let folder = folder();
    let kinds: Vec<&str> =
        dl_lab::kernels::Vectors::available().map(dl_lab::kernels::Vectors::name).collect();
    let loss = |kind: &str| {
        let flags =
            ["--model", "cnn:3,fc=7", "--steps", "12", "--batch", "10", "--seed", "5", "--vectors", kind];
        let [one, two] = ["1", "2"]
            .map(|threads| timeless(events(folder.path(), &[&flags[..], &["--threads", threads]].concat())));
        assert_eq!(one, two, "{kind}: bits do not depend on the number of threads");
        assert_eq!(of(&one, "started")[0]["vectors"], kind);
        of(&one, "evaluated").last().unwrap()["validation"]["plain"].as_f64().unwrap()
    };
    let losses: Vec<f64> = kinds.iter().map(|kind| loss(kind)).collect();
    assert!(losses.iter().all(|loss| (loss - losses[0]).abs() < KINDS_DIFFER), "{kinds:?}: {losses:?}");
}

#[test]
fn vectors_that_are_not_there_are_refused_wherever_they_are_named() {
    let folder = folder();
    let refused = |name: &str, words: &[&str], variable: &str| {
        let mut command = program(folder.path());
        let output = command.args(words).env("DL_LAB_VECTORS", variable).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(
            message.starts_with(&format!("dl-lab: {name}: unknown vectors 'mmx'; this CPU has ")),
            "{message}"
        );
        assert_eq!(message.lines().count(), 1, "{message}");
    };
    refused("--vectors", &["list", "--vectors", "mmx"], "");
    refused("DL_LAB_VECTORS", &["list"], "mmx");
}
