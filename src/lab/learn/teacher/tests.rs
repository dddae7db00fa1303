use super::*;
use crate::lab::drive::summary::ArmSummary;
use crate::lab::drive::worker;
use crate::lab::fixtures::{COUNTS, Recorder, arm_on, bench_of, dataset, recipe};
use crate::lab::recipe::Recipe;
use crate::lab::record::evaluation::Losses;
use crate::lab::record::event::Body;
use crate::lab::record::store::RunFolder;
use std::sync::atomic::AtomicBool;

const B: usize = 1;

/// Arm A, a wide one, and B that learns from A.
fn student(settings: &[&str]) -> Recipe {
    let mut recipe = recipe(&["model=mlp:8", "epochs=6"]);
    recipe.add_arm("B:model=mlp:4;loss=distillation:temperature=2,alpha=1;teacher=A").unwrap();
    settings.iter().for_each(|setting| recipe.set(setting).unwrap());
    recipe
}

fn arm(recipe: &Recipe, index: usize) -> Trainer {
    let bench = bench_of(dataset(COUNTS), recipe);
    arm_on(&bench, recipe, ArmId::all().nth(index).unwrap())
}

#[test]
fn a_student_hears_what_the_teacher_says_at_the_end_of_its_own_training() {
    let recipe = student(&[]);
    let (mut teacher, mut student) = (arm(&recipe, 0), arm(&recipe, B));
    Recorder::record(&mut teacher, &[]);
    let teacher_outputs = Arc::clone(student.teacher_outputs().unwrap());
    let recorder = Recorder::record(&mut student, &[]);
    let image = teacher.bench.dataset.parts.train[3];
    assert_eq!(teacher_outputs.logits(image), teacher.predict(&[image]).row(0));
    let teacher_runs =
        recorder.events.iter().filter(|event| matches!(event.body, Body::TeacherRun(_))).count();
    assert!(teacher_runs > 10, "{teacher_runs}");
    let lines = recorder.lines();
    assert!(
        lines.iter().all(|line| crate::lab::record::log::parse(line).is_ok()),
        "the canonical log knows no teacher run"
    );
    assert_eq!(lines, Recorder::record(&mut arm(&recipe, B), &[]).lines());
}

#[test]
fn a_student_without_a_word_on_labels_learns_what_its_teacher_knows() {
    let recipe = student(&["epochs=40", "lr=0.1"]);
    let mut student = arm(&recipe, B);
    let before = student.predict(&student.bench.dataset.parts.validation).confusion(&student.bench).trace();
    Recorder::record(&mut student, &[]);
    let after = student.predict(&student.bench.dataset.parts.validation).confusion(&student.bench).trace();
    assert!(after > before + 5, "{before} right before, {after} after");
}

#[test]
fn features_are_learnt_through_a_head_of_their_own() {
    let recipe =
        student(&["arm.B.loss=softmax-ce", "arm.B.aux=teacher@dense1:embedding,factor=0.5", "epochs=20"]);
    let mut student = arm(&recipe, B);
    assert_eq!(student.teacher_outputs().unwrap().width(), 8);
    let recorder = Recorder::record(&mut student, &[]);
    let value = |event: &crate::lab::Event| match &event.body {
        Body::Evaluated(evaluation) => evaluation.terms.as_ref().and_then(|terms| terms.terms[1].value),
        _ => None,
    };
    let values: Vec<f64> = recorder.events.iter().filter_map(value).collect();
    assert!(values[values.len() - 1] < 0.5 * values[0], "{values:?}");
}

#[test]
fn a_stored_run_teaches_as_its_arm_did() {
    let folder = tempfile::tempdir().unwrap();
    let (path, wide) = (folder.path().join("wide"), recipe(&["model=mlp:8"]));
    let mut teacher = arm(&wide, 0);
    let mut store = RunFolder::create(&path, &wide).unwrap();
    let never = AtomicBool::new(false);
    let (ended, rates) = worker::run_here(&mut teacher, &never, &mut |event| store.append(&event).unwrap());
    let summary = ArmSummary::measure(&teacher, &ended, &rates);
    store.close(&wide, &teacher.bench, &ArmSummary::leavings(&[summary])).unwrap();

    let place = path.display();
    let student = recipe(&["model=mlp:4", "loss=distillation", &format!("teacher={place}")]);
    let mut student = arm(&student, 0);
    let teacher_outputs = Arc::clone(student.teacher_outputs().unwrap());
    Recorder::record(&mut student, &[]);
    assert_eq!(teacher_outputs.logits(7), teacher.predict(&[7]).row(0));

    let refusal = |settings: &[&str]| {
        let recipe = recipe(settings);
        let checked = recipe.check().unwrap();
        let bench = bench_of(dataset(COUNTS), &recipe);
        let made = arm_of(bench, &checked, &checked.arms[0], worker::pool(Some(1)).unwrap());
        made.err().unwrap().to_string()
    };
    let named = format!("teacher={place}");
    assert!(refusal(&[&named]).contains("nothing learns from it"));
    let other = refusal(&[&named, "loss=distillation", "pixels=-1..1"]);
    assert!(other.contains("--pixels 0..1"), "{other}");
    assert!(refusal(&[&format!("{named}:C"), "loss=distillation"]).contains("weights of arm C"));
}

#[test]
fn what_a_teacher_says_is_taught_as_its_own_loss_declares_it() {
    let recipe = student(&["loss=ordinal", "epochs=2"]);
    let mut trained = arm(&recipe, B);
    let teacher_outputs = Arc::clone(trained.teacher_outputs().unwrap());
    Recorder::record(&mut trained, &[]);
    let sum: f32 = teacher_outputs.logits(3).iter().map(|log_p| log_p.exp()).sum();
    assert!(
        teacher_outputs.logits(3).len() == 3 && (sum - 1.0).abs() < 1e-4,
        "{:?}",
        teacher_outputs.logits(3)
    );
    let recipe = student(&["loss=hinge"]);
    let checked = recipe.check().unwrap();
    let bench = bench_of(dataset(COUNTS), &recipe);
    let made = arm_of(bench, &checked, &checked.arms[B], worker::pool(Some(1)).unwrap());
    assert!(made.err().unwrap().to_string().contains("declares no probabilities"));
}

#[test]
fn nothing_is_learnt_of_a_teacher_whose_numbers_are_lost() {
    let recipe = student(&["lr=1000000", "l2=1000", "arm.B.l2=0", "arm.B.lr=0.01", "epochs=60"]);
    let mut student = arm(&recipe, B);
    let recorder = Recorder::record(&mut student, &[]);
    let last = recorder.kinds().pop().unwrap();
    assert!(last.starts_with("ended") && student.step() == 0, "{last} at {}", student.step());
    assert_eq!(student.evaluate_finally(&[]).validation, Losses { unweighted: None, objective: None });
}
