//! Every state of a run, and everything that lies over the panes.

use super::{CLASSES, DIVERGED, EXPERIMENT, LABELS, NUMBERS, SMALL, WIDE, golden};
use crate::ui::app::App;
use crate::ui::model::{Loading, RunSource};
use crate::ui::testing::{act, handle, press};
use crate::ui::widgets::testing::default_theme;

fn both(name: &str, app: &App) {
    golden(name, app, WIDE);
    golden(name, app, SMALL);
}

#[test]
fn before_an_arm_has_begun() {
    let mut app = App::new(default_theme(), RunSource::Live, CLASSES.recipe.clone());
    app.loading = Loading { what: "drawing garments".into(), done: 6_000, total: 12_000 };
    both("loading", &app);
    both("empty", &CLASSES.silent(default_theme()));
}

#[test]
fn while_arms_train() {
    both("training", &CLASSES.after(default_theme(), 1));
    let mut paused = CLASSES.after(default_theme(), 2);
    let effects = press(&mut paused, "Space");
    handle(&mut paused, &effects);
    golden("paused", &paused, SMALL);
    let mut frozen = CLASSES.after(default_theme(), 2);
    press(&mut frozen, "f");
    golden("frozen", &frozen, SMALL);
    both("experiment-training", &EXPERIMENT.after(default_theme(), 2));
}

#[test]
fn when_they_are_done() {
    both("experiment-done", &EXPERIMENT.rested(default_theme()));
    both("diverged", &DIVERGED.rested(default_theme()));
    both("replay", &CLASSES.replayed(default_theme()));
    golden("tiny", &CLASSES.rested(default_theme()), (19, 5));
    golden("squeezed", &CLASSES.rested(default_theme()), (40, 12));
}

#[test]
fn overlays() {
    for name in ["home", "findings", "help", "palette"] {
        let mut app = EXPERIMENT.rested(default_theme());
        act(&mut app, name);
        both(&format!("overlay-{name}"), &app);
    }
    for name in ["filter", "twin", "model", "imbalance", "quit", "restart"] {
        let mut app = CLASSES.after(default_theme(), 2);
        act(&mut app, name);
        golden(&format!("overlay-{name}"), &app, SMALL);
    }
}

#[test]
fn explanations() {
    for (name, run) in [("classes", &CLASSES), ("labels", &LABELS), ("numbers", &NUMBERS)] {
        let mut app = run.rested(default_theme());
        press(&mut app, "e");
        both(&format!("explain-{name}"), &app);
    }
}
