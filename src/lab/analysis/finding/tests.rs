use super::rows::measure;
use super::{Finding, Subject, Verdict, at, judge};
use crate::base::spec::Spec;
use crate::lab::Trainer;
use crate::lab::bench::Bench;
use crate::lab::fixtures::{Recorder, arm_on, bench_of, recipe, several, trainer, trainer_with, valued};
use crate::lab::recipe::metric::{METRICS, Metric};
use crate::lab::recipe::{ArmId, ExpectRecipe, Experiment, Recipe};
use crate::lab::record::evaluation::Evaluation;
use crate::lab::record::event::{Body, Event, StepPoint, Steps};
use crate::lab::record::history::{History, Measure, Source};
use std::sync::Arc;

/// An arm trained to its end, as its events tell it.
fn history(mut trainer: Trainer) -> (History, Arc<Bench>) {
    let mut history = History::default();
    let recorder = Recorder::record(&mut trainer, &[]);
    recorder.events.iter().for_each(|event| history.apply(event));
    (history, Arc::clone(&trainer.bench))
}

fn metric(text: &str) -> Metric {
    Metric::parse(&Spec::parse(text).unwrap()).unwrap()
}

fn measured(text: &str, of: &(History, Arc<Bench>)) -> Option<f64> {
    measure(&metric(text), &Subject::new(&of.0, &of.1, None))
}

fn expecting(entries: &[ExpectRecipe]) -> Recipe {
    let experiment = Experiment { question: "So?".into(), ..Experiment::default() };
    Recipe { expect: entries.to_vec(), experiment: Some(experiment), ..recipe(&["epochs=3"]) }
}

fn balanced(min: Option<f64>, max: Option<f64>, step: Option<u64>) -> ExpectRecipe {
    ExpectRecipe {
        say: "so".into(),
        metric: "balanced-accuracy".into(),
        min,
        max,
        step,
        ..ExpectRecipe::default()
    }
}

#[test]
fn an_expectation_is_met_missed_or_open() {
    let recipe = expecting(&[
        balanced(Some(0.1), None, None),
        balanced(None, Some(0.0), None),
        balanced(Some(0.0), None, Some(9999)),
    ]);
    let checked = recipe.check().unwrap();
    let (history, bench) = history(trainer(&recipe));
    let findings = judge(&checked.expectations, &[(ArmId::A, &history)], &bench);
    let verdicts: Vec<Verdict> = findings.iter().map(|finding| finding.verdict).collect();
    assert_eq!(verdicts, [Verdict::Met, Verdict::Missed, Verdict::Open]);
    assert_eq!(findings[0].found, history.latest.as_ref().unwrap().report.balanced_accuracy);
    assert_eq!(findings[2].measured, "balanced-accuracy of A at step 9999");
    let nobody = judge(&checked.expectations, &[], &bench);
    assert!(nobody.iter().all(|Finding { verdict, .. }| *verdict == Verdict::Open));
}

#[test]
fn an_expectation_of_a_step_without_an_evaluation_says_which_one_was_taken() {
    let mut recipe = expecting(&[5, 7, 20].map(|step| balanced(Some(0.0), None, Some(step))));
    recipe.add_arm("B:batch=32").unwrap();
    recipe.expect.push(ExpectRecipe { minus: Some("B".into()), ..balanced(Some(-1.0), None, Some(4)) });
    let checked = recipe.check().unwrap();
    let bench = bench_of(crate::lab::fixtures::dataset(crate::lab::fixtures::COUNTS), &recipe);
    let b = ArmId::parse("B").unwrap();
    let [own, other] = [ArmId::A, b].map(|arm| history(arm_on(&bench, &recipe, arm)).0);
    let findings = judge(&checked.expectations, &[(ArmId::A, &own), (b, &other)], &bench);
    let measured: Vec<&str> = findings.iter().map(|finding| finding.measured.as_str()).collect();
    assert_eq!(
        measured,
        [
            "balanced-accuracy of A at step 5",
            "balanced-accuracy of A at step 10 (asked for 7)",
            "balanced-accuracy of A at step 20",
            "balanced-accuracy of A - B at steps 5 and 6 (asked for 4)",
        ]
    );
    assert_eq!((findings[1].verdict, findings[2].verdict), (Verdict::Met, Verdict::Open));
    assert_eq!(
        (at(Some(4), &[6, 6]), at(Some(4), &[6])),
        (at(Some(4), &[6]), " at step 6 (asked for 4)".into())
    );
}

#[test]
fn a_difference_is_that_of_two_arms() {
    let mut recipe = expecting(&[]);
    recipe.add_arm("B:lr=0.001").unwrap();
    let entry =
        ExpectRecipe { minus: Some("B".into()), metric: "loss".into(), ..balanced(None, Some(100.0), None) };
    recipe.expect.push(entry);
    let checked = recipe.check().unwrap();
    let bench = bench_of(crate::lab::fixtures::dataset(crate::lab::fixtures::COUNTS), &recipe);
    let [a, b] = ["A", "B"].map(|arm| history(arm_on(&bench, &recipe, ArmId::parse(arm).unwrap())).0);
    let finding =
        &judge(&checked.expectations, &[(ArmId::A, &a), (ArmId::parse("B").unwrap(), &b)], &bench)[0];
    let plain = |history: &History| history.latest.as_ref().unwrap().validation.unweighted.unwrap();
    assert!((finding.found.unwrap() - (plain(&a) - plain(&b))).abs() < 1e-12);
    assert_eq!((finding.verdict, finding.measured.as_str()), (Verdict::Met, "loss of A - B"));
}

#[test]
fn expectations_that_cannot_be_are_refused_with_their_words() {
    let refusal = |entry: ExpectRecipe| expecting(&[entry]).check().unwrap_err().to_string();
    assert_eq!(refusal(balanced(None, None, None)), "expect 'so': expected min, max or both, found neither");
    let unknown = ExpectRecipe { metric: "balanced-acuracy".into(), ..balanced(Some(0.0), None, None) };
    assert!(refusal(unknown).contains("did you mean 'balanced-accuracy'?"));
    let absent = ExpectRecipe { arm: Some("B".into()), ..balanced(Some(0.0), None, None) };
    assert_eq!(refusal(absent), "expect 'so': there is no arm B");
    let lacking = ExpectRecipe { metric: "recall".into(), ..balanced(Some(0.0), None, None) };
    assert_eq!(refusal(lacking), "expect 'so': recall needs one class: recall:class=...");
}

#[test]
fn arguments_and_ranges_that_cannot_be_are_refused() {
    let parse = |text: &str| Metric::parse(&Spec::parse(text).unwrap()).err().map(|error| error.0);
    assert_eq!(
        parse("bytes:code=morse").unwrap(),
        "bytes: code must be uniform, prior, model, found 'morse'"
    );
    for text in ["parameter:at=-1", "recall-at:class=1,threshold=abc", "recall-at:class=1,threshold=2"] {
        assert!(parse(text).is_some_and(|error| error.contains("must be")), "{text}");
    }
    assert_eq!(parse("parameter:at=3"), None);
    let names = ["cat".to_owned(), "dog".to_owned()];
    assert!(metric("recall:class=dog").fits(&names).is_ok() && metric("recall:class=1").fits(&names).is_ok());
    let wrong = metric("recall:class=dgo").fits(&names).unwrap_err().0;
    assert!(wrong.contains("no class 'dgo'") && wrong.contains("dog"), "{wrong}");
    let refusal = |entry: ExpectRecipe| expecting(&[entry]).check().unwrap_err().to_string();
    assert!(refusal(balanced(Some(2.0), Some(1.0), None)).contains("expected min not above max"));
    assert!(refusal(balanced(Some(f64::NAN), None, None)).contains("expected min not above max"));
    let silent = ExpectRecipe { say: String::new(), ..balanced(Some(0.0), None, None) };
    assert!(refusal(silent).contains("does not say"));
    let unasked = Recipe { experiment: None, ..expecting(&[balanced(Some(0.0), None, None)]) };
    assert!(unasked.check().unwrap_err().to_string().contains("nothing is asked"));
}

#[test]
fn certain_answers_keep_their_order_and_no_number_is_made_up() {
    let run = history(trainer_with(&["epochs=200", "lr=1", "schedule=constant"]));
    let odds = Subject::new(&run.0, &run.1, None).log_odds(2).unwrap();
    let largest = odds.iter().copied().fold(0.0, |most: f64, odds| most.max(odds.abs()));
    assert!(largest > 20.0, "the answers are not certain: {largest}");
    let logits = &run.0.latest.as_ref().unwrap().predictions.as_ref().unwrap().logits;
    let spread = logits.iter().fold(0.0, |most: f32, z| most.max(z.abs()));
    assert!(largest <= 2.0 * f64::from(spread) + 2.0, "{largest} of logits up to {spread}");
}

#[test]
fn numbers_of_classes_agree_with_the_report_and_a_raised_logit_finds_more_of_its_class() {
    let run = history(trainer_with(&["epochs=2"]));
    let report = &run.0.latest.as_ref().unwrap().report;
    assert_eq!(measured("recall:class=2", &run), report.recall[2]);
    assert_eq!(measured("raised-recall:class=2,by=0", &run), report.recall[2]);
    assert_eq!(measured("raised-recall:class=2,by=1000", &run), Some(1.0));
    assert_eq!(measured("raised-recall:class=2,by=-1000", &run), Some(0.0));
    assert_eq!(measured("precision:class=0", &run), report.precision[0]);
    assert_eq!(measured("recall:class=9", &run), None);
    let predicted: f64 = (0..3).map(|class| measured(&format!("says:class={class}"), &run).unwrap()).sum();
    assert!((predicted - 1.0).abs() < 1e-12);
}

#[test]
fn scores_do_not_depend_on_the_threshold_and_weights_move_the_middle() {
    let plain = history(trainer_with(&["epochs=20", "schedule=constant"]));
    let auroc = measured("auroc:class=2", &plain).unwrap();
    assert!((0.5..=1.0).contains(&auroc), "{auroc}");
    assert_eq!(measured("recall-at:class=2,threshold=0", &plain), Some(1.0));
    assert_eq!(measured("alarms-at:class=2,threshold=1", &plain), Some(0.0));
    let (all, some) = (
        measured("mean-probability:class=2,weight=1", &plain),
        measured("mean-probability:class=2,weight=9", &plain),
    );
    assert!(all.unwrap() > some.unwrap());
    let weighted = history(trainer_with(&["epochs=20", "schedule=constant", "weights=manual:1,1,50"]));
    let middle = |run| measured("middle-odds:class=2", run).unwrap();
    assert!(middle(&weighted) > middle(&plain) + 0.1, "{} {}", middle(&weighted), middle(&plain));
}

#[test]
fn bytes_are_those_of_the_entropy_and_no_model_beats_its_own_loss() {
    let run = history(trainer_with(&["epochs=5"]));
    let n = run.1.dataset.parts.validation.len() as f64;
    let uniform = measured("bytes:code=uniform", &run).unwrap();
    assert!((uniform - n * 3.0_f64.log2() / 8.0).abs() < 1e-9);
    assert!(measured("bytes:code=prior", &run).unwrap() <= uniform + 1e-9);
    let model = measured("bytes:code=model", &run).unwrap();
    assert!((model * 8.0 * std::f64::consts::LN_2 / n - measured("loss", &run).unwrap()).abs() < 1e-9);
    assert_eq!((measured("target-entropy", &run), measured("kl", &run)), (Some(0.0), measured("loss", &run)));
}

#[test]
fn the_course_of_a_run_is_read_from_its_curves() {
    let run = history(trainer_with(&["epochs=5"]));
    let losses = run.0.curve(Measure::Unweighted, Source::Validation).unwrap();
    let last = losses.buckets().last().unwrap();
    assert_eq!(measured("steps-to:loss=1000", &run), Some(0.0));
    assert_eq!(measured("steps-to:loss=0", &run), None);
    assert!(measured("lowest-loss", &run).unwrap() <= last.lo);
    assert_eq!(measured("diverged", &run), Some(0.0));
    assert!(measured("noise", &run).unwrap() >= 0.0);
    let lost = history(trainer_with(&["epochs=5", "lr=1e6", "loss=mse-logits"]));
    assert_eq!(measured("diverged", &lost), Some(1.0));
}

#[test]
fn noise_is_the_deviation_of_every_batch_however_long_the_run() {
    let bench = Arc::clone(&trainer_with(&[]).bench);
    for total in [1000_u16, 5000, 20_001] {
        // Seldom far up: the extremes of a bucket say little of it.
        let value = |step: u16| if step.is_multiple_of(50) { 9.0 } else { f32::from(step % 7) * 0.125 };
        let mut steps = Steps::default();
        for step in 1..=total {
            steps.push(u64::from(step), StepPoint { unweighted: None, objective: value(step), images: 1 });
        }
        let mut history = History::default();
        history.apply(&Event { arm: ArmId::A, step: u64::from(total), body: Body::Steps(steps) });
        let deviation = |from: u16| {
            let late: Vec<f64> = (from..=total).map(|step| f64::from(value(step))).collect();
            let mean = late.iter().sum::<f64>() / late.len() as f64;
            (late.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / late.len() as f64).sqrt()
        };
        let curve = history.curve(Measure::Objective, Source::Batch).unwrap();
        let first = curve.buckets().iter().find(|bucket| bucket.x > f64::from(total) / 2.0).unwrap();
        let found = measure(&metric("noise"), &Subject::new(&history, &bench, None)).unwrap();
        assert!((found - deviation(first.x as u16)).abs() < 1e-12, "{total}: {found}");
        assert!((found / deviation(total / 2 + 1) - 1.0).abs() < 0.01, "{total}: {found}");
    }
}

#[test]
fn seconds_to_a_loss_are_those_of_all_steps_before_it() {
    let mut trainer = trainer_with(&[]);
    let evaluation = trainer.evaluate();
    let mut history = History::default();
    for (step, seconds, loss) in [(0, 0.0, 3.0), (5, 2.0, 2.0), (10, 0.5, 1.0), (15, 4.0, 1.5)] {
        let mut evaluation = Evaluation { seconds, ..evaluation.clone() };
        evaluation.validation.unweighted = Some(loss);
        history.apply(&Event { arm: ArmId::A, step, body: Body::Evaluated(Box::new(evaluation)) });
    }
    let run = (history, Arc::clone(&trainer.bench));
    let seconds = [9.0, 2.0, 1.9, 1.0].map(|loss| measured(&format!("seconds-to:loss={loss}"), &run));
    assert_eq!(seconds, [Some(0.0), Some(2.0), Some(2.5), Some(2.5)]);
    assert_eq!(measured("seconds-to:loss=0.9", &run), None);
    assert_eq!(run.0.seconds().last(), Some(6.5));
}

#[test]
fn labels_and_numbers_have_theirs_and_not_those_of_classes() {
    let settings = recipe(&["epochs=2"]);
    let labels = history(arm_on(&bench_of(several(), &settings), &settings, ArmId::A));
    let numbers = history(arm_on(&bench_of(valued(), &settings), &settings, ArmId::A));
    for (name, of_labels) in
        [("hamming", true), ("subset-accuracy", true), ("mean-error", false), ("r2", false)]
    {
        assert_eq!(measured(name, &labels).is_some(), of_labels, "{name}");
        assert_eq!(measured(name, &numbers).is_some(), !of_labels, "{name}");
    }
    for name in ["auroc:class=0", "entropy", "target-entropy", "kl", "bytes:code=model", "bytes:code=prior"] {
        assert_eq!([measured(name, &numbers), measured(name, &labels)], [None, None], "{name}");
    }
    assert_eq!(measured("raised-recall:class=0,by=1", &labels), None);
}

#[test]
fn every_metric_is_undefined_or_finite_before_the_first_event() {
    let bench = Arc::clone(&trainer_with(&[]).bench);
    for row in METRICS {
        let value = |name: &str| match name {
            "code" => "model",
            "score" => "energy",
            _ => "1",
        };
        let arguments: Vec<String> = row.takes.iter().map(|name| format!("{name}={}", value(name))).collect();
        let colon = if arguments.is_empty() { "" } else { ":" };
        let metric = metric(&format!("{}{colon}{}", row.name, arguments.join(",")));
        let value = measure(&metric, &Subject::new(&History::default(), &bench, None));
        assert!(value.is_none() || row.name == "diverged", "{}: {value:?}", row.name);
    }
}
