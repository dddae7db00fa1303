//! The three tasks: which panes stand where, and that no number and no caption is of another task.

use crate::lab::fixtures::valued;
use crate::lab::recipe::ArmId;
use crate::lab::recipe::PaneId;
use crate::lab::record::event::TeacherProgress;
use crate::lab::{Body, Event};
use crate::ui::app::App;
use crate::ui::testing::{GARMENTS, Scene, press, screen, type_line};
use crate::ui::widgets::testing::default_theme;
use std::collections::BTreeSet;

const SIZE: (u16, u16) = (160, 48);

fn shown(app: &App) -> String {
    screen(app, SIZE).join("\n")
}

/// Chooses a measure of Curves by the words of its name.
fn measure(app: &mut App, name: &str) {
    press(app, "v");
    type_line(app, name);
    press(app, "Enter");
}

#[test]
fn panes_step_aside_for_those_that_fit_the_task() {
    let titles = |scene: &Scene| {
        let mut app = scene.rested(default_theme());
        [3, 4].map(|digit| {
            press(&mut app, &digit.to_string());
            let text = shown(&app);
            ["Confusion", "Labels", "Scatter", "Imbalance", "Residuals"]
                .into_iter()
                .find(|name| text.contains(&format!("\u{25b8}{digit} {name}")))
        })
    };
    assert_eq!(titles(&Scene::garments()), [Some("Confusion"), Some("Imbalance")]);
    assert_eq!(titles(&Scene::labels()), [Some("Labels"), Some("Imbalance")]);
    assert_eq!(titles(&Scene::numbers()), [Some("Scatter"), Some("Residuals")]);
}

#[test]
fn no_screen_of_labels_or_numbers_speaks_of_classes_or_accuracy() {
    for scene in [Scene::labels(), Scene::numbers()] {
        let mut app = scene.rested(default_theme());
        let mut seen = String::new();
        for key in ["1", "3", "4", "5", "8"] {
            press(&mut app, key);
            seen.push_str(&shown(&app));
        }
        for word in
            ["balanced accuracy", "majority", "Confusion", "class frequencies", "classes are balanced"]
        {
            assert!(!seen.contains(word), "{word}:\n{seen}");
        }
        assert!(app.arms.iter().all(|arm| !arm.journal.entries.is_empty()));
    }
}

#[test]
fn arms_are_judged_by_the_numbers_of_the_task() {
    let titles = |scene: Scene| screen(&scene.rested(default_theme()), SIZE)[1].clone();
    let labels = titles(Scene::labels());
    assert!(labels.contains("mean AP") && labels.contains("false alarms recall of 'high'"), "{labels}");
    let numbers = titles(Scene::numbers());
    assert!(
        numbers.contains("RMSE of the mean") && numbers.contains("error / error of the mean"),
        "{numbers}"
    );
    let classes = titles(Scene::garments());
    assert!(classes.contains("accuracy majority balanced recall of 'Ankle boot'"), "{classes}");
}

#[test]
fn curves_name_the_arms_without_one_and_show_every_batch_of_what_is_minimised() {
    let scene = Scene::of(&["a", "b"], &["B:loss=mse-logits"]);
    let mut app = scene.rested(default_theme());
    measure(&mut app, "loss (NLL)");
    assert!(shown(&app).contains("loss (NLL), nats, none of B"), "{}", shown(&app));
    assert!(shown(&app).contains("solid: validation, dotted: training "), "{}", shown(&app));
    measure(&mut app, "objective");
    assert!(shown(&app).contains("dotted: training batches"), "{}", shown(&app));
}

#[test]
fn five_arms_in_a_small_terminal_keep_their_numbers_whole() {
    let arms = ["B:loss=mae-regression", "C:loss=huber:delta=1", "D:lr=0.002", "E:lr=0.003"];
    let scene = Scene::on(valued(), &arms);
    let app = scene.rested(default_theme());
    let lines = screen(&app, (80, 24));
    for (arm, line) in app.arms.iter().zip(&lines[2..]) {
        let rmse = arm.history.latest.as_ref().unwrap().values().unwrap().overall.rmse.unwrap();
        assert!(line.contains(&crate::ui::numbers::figure(rmse)), "{rmse}: {line}");
    }
    assert!(lines[3].starts_with(" B ") && lines[3].contains("mae-reg"), "{}", lines[3]);
}

#[test]
fn an_arm_whose_teacher_still_trains_says_so() {
    let mut app = Scene::garments().after(default_theme(), 1);
    let teacher_run = |done| Body::TeacherRun(TeacherProgress { done, total: 40 });
    app.apply(&Event { arm: ArmId::A, step: 0, body: teacher_run(12) });
    let lines = screen(&app, SIZE);
    assert!(lines[0].contains("a teacher trains") && lines[2].contains("its teacher trains: step 12 of 40"));
    app.apply(&Event { arm: ArmId::A, step: 0, body: teacher_run(40) });
    assert!(!shown(&app).contains("teacher"));
}

/// What the subtitle of Curves is for every turn of the key until it comes round.
fn measures(scene: &Scene) -> BTreeSet<String> {
    let mut app = scene.rested(default_theme());
    let title = |app: &App| {
        let line = screen(app, SIZE).into_iter().find(|line| line.contains("1 Curves ")).unwrap();
        line.split("1 Curves ").nth(1).unwrap().split('\u{2500}').next().unwrap().trim().to_owned()
    };
    let mut seen = BTreeSet::new();
    press(&mut app, "1");
    while seen.insert(title(&app)) {
        press(&mut app, "Down");
    }
    assert!(title(&app).contains("stake") || title(&app).contains(" and "), "it comes round");
    seen
}

#[test]
fn curves_are_those_of_the_task() {
    let labels = measures(&Scene::labels());
    for name in [
        "loss (NLL) a label, nats",
        "mean average precision",
        "Hamming loss: labels wrong",
        "recall of 'mid'",
    ] {
        assert!(labels.contains(name), "{name}: {labels:?}");
    }
    assert!(!labels.iter().any(|name| name.contains("balanced accuracy")), "{labels:?}");
    let small = screen(&Scene::numbers().rested(default_theme()), (80, 24)).join("\n");
    assert!(small.contains("error at stake: RMSE"), "{small}");
    let numbers = measures(&Scene::numbers());
    let expected = [
        "R2: variance explained",
        "error at stake: RMSE",
        "loss (mean squared error)",
        "mean absolute error",
        "objective, with weights and all terms",
        "root mean squared error",
    ];
    assert_eq!(numbers.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn terms_of_an_objective_have_curves_where_there_are_several() {
    let alone = measures(&Scene::of(&["a", "b"], &[]));
    assert!(!alone.iter().any(|name| name.starts_with("term ")), "{alone:?}");
    let scene = Scene::of(&["a", "b"], &["B:l2=0.01"]);
    let mut app = scene.rested(default_theme());
    press(&mut app, "a");
    measure(&mut app, "term loss");
    assert!(shown(&app).contains("term loss of the objective"), "{}", shown(&app));
    measure(&mut app, "term L2");
    assert!(shown(&app).contains("term L2 of the objective"), "{}", shown(&app));
}

#[test]
fn numbers_are_shown_one_output_at_a_time_in_both_panes() {
    let mut app = Scene::numbers().rested(default_theme());
    press(&mut app, "3");
    assert!(shown(&app).contains("Scatter level ◂1/2▸") && shown(&app).contains("Residuals level ◂1/2▸"));
    assert!(shown(&app).contains("training mean") && shown(&app).contains("exact"));
    press(&mut app, "Right");
    assert!(shown(&app).contains("Scatter height ◂2/2▸") && shown(&app).contains("Residuals height ◂2/2▸"));
    for word in ["mean error", "MAE", "RMSE", "R2", "RMSLE", "5 % below", "median", "train mean", "residual"]
    {
        assert!(shown(&app).contains(word), "{word}");
    }
    press(&mut app, "4 Left");
    assert!(shown(&app).contains("Scatter level ◂1/2▸"), "either pane chooses");
}

#[test]
fn the_worst_images_come_first_whatever_the_task() {
    for scene in [Scene::labels(), Scene::numbers()] {
        let mut app = scene.rested(default_theme());
        press(&mut app, "5");
        let (bench, predictions) = (app.bench.clone().unwrap(), app.predictions().unwrap().clone());
        let loss = |index: u32| predictions.plain_loss(&bench, predictions.position(index).unwrap()).unwrap();
        let first = app.panes.images.selected(&app).unwrap();
        assert!(predictions.indices.iter().all(|index| loss(*index) <= loss(first)));
        assert!(app.watched.is_some(), "something is watched from the start");
        let wrong = [">", "+low", "-low", "+mid", "-mid", "+high", "-high"];
        assert!(wrong.iter().any(|text| shown(&app).contains(text)), "{}", shown(&app));
    }
}

#[test]
fn what_layers_know_is_not_measured_without_classes_and_says_why() {
    for (scene, what) in [(Scene::labels(), "several labels"), (Scene::numbers(), "numbers")] {
        let mut app = scene.rested(default_theme());
        assert_eq!(press(&mut app, "7 E"), []);
        assert!(app.notice.as_ref().unwrap().text.ends_with(what));
        press(&mut app, "7 t t");
        assert_eq!(app.focus, PaneId::Weights);
        assert!(shown(&app).contains("layers are probed for one class an image"));
    }
}

#[test]
fn a_task_leaves_nothing_of_its_own_to_the_next() {
    let mut app = Scene::labels().rested(default_theme());
    press(&mut app, "3 j");
    measure(&mut app, "Hamming");
    let other = Scene::of(&GARMENTS[..2], &[]);
    app.set_bench(other.bench.clone());
    other.events.iter().for_each(|event| app.apply(event));
    assert!(shown(&app).contains("1 Curves recall of"), "{}", shown(&app));
    assert!(app.thresholds.choices().is_empty());
}

#[test]
fn keys_pass_over_what_does_not_fit_the_task_and_say_so_where_nothing_is_left() {
    let mut app = Scene::numbers().after(default_theme(), 1);
    for key in ["w", "i", "M", "n", "d"] {
        assert_eq!(press(&mut app, key), [], "{key}");
        assert!(app.notice.is_some() && app.overlay.is_none(), "{key}");
    }
    let footer = screen(&app, SIZE)[47].clone();
    assert!(footer.contains("l loss") && !footer.contains("weights"), "{footer}");
    // Samplers that go by the class are not offered.
    press(&mut app, "s");
    assert!(shown(&app).contains("in-order") && !shown(&app).contains("undersample"), "{}", shown(&app));
    for (scene, twin) in [(Scene::labels(), "twin weights=balanced"), (Scene::numbers(), "twin loss=mae")] {
        let mut app = scene.after(default_theme(), 1);
        press(&mut app, "A");
        assert!(shown(&app).contains(twin), "{}", shown(&app));
    }
}

#[test]
fn a_logarithmic_axis_says_what_it_leaves_out() {
    let mut app = Scene::numbers().rested(default_theme());
    measure(&mut app, "R2");
    press(&mut app, "g g");
    assert!(shown(&app).contains("R2: variance explained, log above 0"), "{}", shown(&app));
}

#[test]
fn the_key_that_sorts_classes_does_nothing_to_numbers_even_in_a_stored_run() {
    let mut app = Scene::numbers().replayed(default_theme());
    let before = shown(&app);
    press(&mut app, "o");
    assert_eq!(shown(&app), before);
}
