//! Every state of the data at every size: nothing panics, nothing leaves its place, nothing is drawn twice differently.

use super::SIZES;
use crate::lab::recipe::PANES;
use crate::lab::record::event::{Steps, Watched};
use crate::lab::record::predictions::Predictions;
use crate::lab::{Body, Event};
use crate::ui::app::App;
use crate::ui::layout::Arrangement;
use crate::ui::model::{Loading, RunSource};
use crate::ui::testing::{GARMENTS, Scene, TWIN, act, cells, press, screen, themes};
use crate::ui::theme::{Charset, ColorMode, Theme};
use crate::ui::widgets::testing::{LABELS, default_theme};
use std::sync::Arc;

/// Draws a state at every size, in every look, with every pane focused, in its place and alone.
fn everywhere(state: impl Fn(Theme) -> App) {
    drawn_in(themes(), state);
}

/// The same in the richest look and in the poorest.
fn rich_and_poor(state: impl Fn(Theme) -> App) {
    let looks = [(ColorMode::TrueColor, Charset::Unicode), (ColorMode::Mono, Charset::Ascii)];
    drawn_in(looks.into_iter().map(|(mode, charset)| Theme::new(mode, charset)), state);
}

fn drawn_in(themes: impl Iterator<Item = Theme>, state: impl Fn(Theme) -> App) {
    for theme in themes {
        let mut app = state(theme);
        for pane in PANES {
            app.focus_pane(pane);
            for arrangement in [Arrangement::Tiles, Arrangement::Zoomed, Arrangement::Presented] {
                app.arrangement = arrangement;
                for size in SIZES {
                    cells(&app, size);
                }
            }
        }
    }
}

#[test]
fn before_the_data_are_there() {
    everywhere(|theme| App::new(theme, RunSource::Live, Scene::of(&["a", "b"], &[]).recipe));
    everywhere(|theme| {
        let mut app = App::new(theme, RunSource::Live, Scene::of(&["a", "b"], &[]).recipe);
        app.loading = Loading { what: "drawing garments".into(), done: 7, total: 3 };
        app
    });
    let mut app = App::new(default_theme(), RunSource::Live, Scene::of(&["a", "b"], &[]).recipe);
    app.loading = Loading { what: "drawing garments".into(), done: 6_000, total: 12_000 };
    assert!(screen(&app, (80, 24)).join("\n").contains("drawing garments  6000 of 12000"));
}

#[test]
fn before_any_arm_speaks_after_one_evaluation_and_at_rest() {
    let scene = Scene::garments();
    everywhere(|theme| scene.silent(theme));
    everywhere(|theme| scene.after(theme, 1));
    everywhere(|theme| scene.rested(theme));
}

#[test]
fn labels_and_numbers_before_and_after_evaluations_in_every_view() {
    let (labels, numbers) = (Scene::labels(), Scene::numbers());
    for scene in [&labels, &numbers] {
        rich_and_poor(|theme| scene.silent(theme));
        rich_and_poor(|theme| scene.after(theme, 1));
        rich_and_poor(|theme| scene.rested(theme));
    }
    for keys in ["n", "n n", "n d", "n n d"] {
        rich_and_poor(|theme| {
            let mut app = labels.rested(theme);
            press(&mut app, keys);
            app
        });
    }
}

#[test]
fn one_arm_and_six() {
    everywhere(|theme| Scene::of(&GARMENTS, &[]).rested(theme));
    let arms = [
        TWIN,
        "C:loss=sigmoid-bce;sampler=class-balanced",
        "D:loss=mse-logits;lr=0.001",
        "E:loss=class-index:order=3",
        "F:loss=ordinal;sampler=without:1",
    ];
    let scene = Scene::of(&GARMENTS, &arms);
    everywhere(|theme| scene.rested(theme));
    for size in [(160, 48), (100, 30), (80, 24)] {
        let text = screen(&scene.rested(default_theme()), size).join("\n");
        let has_all = |line: &str| "ABCDEF".chars().all(|letter| line.contains(&format!("{letter} ")));
        assert!(text.lines().any(has_all), "{size:?}: {text}");
    }
}

#[test]
fn an_arm_that_diverged_names_it_and_the_other_goes_on() {
    let scene = Scene::of(&GARMENTS, &["B:loss=mse-logits;lr=1000000"]);
    rich_and_poor(|theme| scene.rested(theme));
    let app = scene.rested(default_theme());
    let text = screen(&app, (160, 48)).join("\n");
    assert!(text.contains("diverged"), "{text}");
    assert!(text.contains("done, c continues"), "{text}");
}

#[test]
fn numbers_that_are_not_finite_are_gaps_and_dashes() {
    let scene = Scene::garments();
    rich_and_poor(|theme| {
        let mut app = scene.after(theme, 2);
        for event in not_finite(&scene) {
            app.apply(&event);
        }
        app
    });
}

/// What an arm says whose numbers are lost but which goes on.
fn not_finite(scene: &Scene) -> Vec<Event> {
    let last = scene.events.iter().rev().find(|event| matches!(event.body, Body::Evaluated(_))).unwrap();
    let Body::Evaluated(mut evaluation) = last.body.clone() else { unreachable!("found above") };
    let known = evaluation.predictions.clone().unwrap();
    let logits = known.logits.mapv(|_| f32::NAN);
    let predictions = Predictions::from_logits(known.indices.clone(), logits, known.map);
    evaluation.confusion = predictions.confusion(&scene.bench);
    (evaluation.train.unweighted, evaluation.validation.unweighted) = (None, None);
    (evaluation.train.objective, evaluation.validation.objective) = (None, Some(f64::INFINITY));
    evaluation.gradient_share.fill(None);
    let index = known.indices[0];
    evaluation.predictions = Some(Arc::new(predictions));
    let steps = Steps { first: last.step, unweighted: vec![None], objective: vec![Some(f32::INFINITY)] };
    let watched = Watched { index, logits: vec![f32::NAN; scene.bench.counts.len()], teacher: None };
    [Body::Steps(steps), Body::Watched(watched), Body::Evaluated(evaluation)]
        .map(|body| Event { arm: last.arm, step: last.step, body })
        .to_vec()
}

#[test]
fn two_classes_to_thirty() {
    for classes in [2, 3, 20, 21, 30] {
        let names: Vec<String> = (0..classes).map(|class| format!("kind {class}")).collect();
        let scene = Scene::of(&names.iter().map(String::as_str).collect::<Vec<_>>(), &[TWIN]);
        rich_and_poor(|theme| scene.rested(theme));
    }
}

#[test]
fn names_that_break_careless_drawing() {
    let scene = Scene::of(&LABELS, &[TWIN]);
    rich_and_poor(|theme| scene.rested(theme));
    rich_and_poor(|theme| {
        let mut app = scene.rested(theme);
        press(&mut app, "3 End Enter");
        app.filter = LABELS[3].into();
        app
    });
}

#[test]
fn every_overlay_at_every_size() {
    let scene = Scene::garments();
    for row in
        ["help", "palette", "filter", "twin", "model", "imbalance", "quit", "restart", "home", "findings"]
    {
        rich_and_poor(|theme| {
            let mut app = scene.after(theme, 2);
            app.touched = true;
            act(&mut app, row);
            assert!(app.overlay.is_some(), "{row}");
            app
        });
    }
    rich_and_poor(|theme| {
        let mut app = scene.after(theme, 2);
        press(&mut app, ": Down Down Down Down Down Down Down Down Down Down");
        app
    });
}

#[test]
fn every_measure_matrix_order_unit_and_temperature() {
    let scene = Scene::garments();
    for keys in
        ["v", "v v", "v v v", "V", "g", "g v v", "d", "d d", "n", "n n", "o", "o o", "o o o", "b", "T", "p"]
    {
        rich_and_poor(|theme| {
            let mut app = scene.rested(theme);
            press(&mut app, keys);
            app
        });
    }
}
