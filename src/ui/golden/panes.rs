//! Every pane for every task, wide and small.

use super::{CHANGES, CLASSES, EXPERIMENT, HEADS, LABELS, NUMBERS, SIX, SMALL, TEACHER, WIDE, golden};
use crate::lab::recipe::ArmId;
use crate::lab::record::sheets::{Look, Seen, Sheet, SheetKind, Tile};
use crate::lab::{Body, Event};
use crate::ui::testing::{Scene, press};
use crate::ui::widgets::testing::default_theme;

/// Keys that put panes on the wide screen, and the name of what they show.
const WIDE_SCREENS: [(&str, &str); 5] =
    [("4 1", "1234"), ("5 7", "57"), ("6 8", "68"), ("9", "9"), ("0", "0")];

/// All panes of a task: four at a time on a wide screen, one after the other on a small one.
fn all_panes(task: &str, run: &Scene) {
    for (keys, name) in WIDE_SCREENS {
        let mut app = run.rested(default_theme());
        press(&mut app, keys);
        golden(&format!("{task}-panes-{name}"), &app, WIDE);
    }
    for digit in ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] {
        let mut app = run.rested(default_theme());
        press(&mut app, &format!("{digit} z"));
        golden(&format!("{task}-pane-{digit}"), &app, SMALL);
    }
}

/// One view, wide and small.
fn view(name: &str, run: &Scene, keys: &str) {
    let mut app = run.rested(default_theme());
    press(&mut app, keys);
    golden(name, &app, WIDE);
    golden(name, &app, SMALL);
}

#[test]
fn classes() {
    all_panes("classes", &CLASSES);
}

#[test]
fn labels() {
    all_panes("labels", &LABELS);
}

#[test]
fn numbers() {
    all_panes("numbers", &NUMBERS);
}

#[test]
fn views_of_classes() {
    view("classes-curves-accuracy", &CLASSES, "1 v v");
    view("classes-confusion-difference", &CLASSES, "3 d d");
    view("classes-decision-second-view", &CLASSES, "6 t");
    view("classes-decision-third-view", &CLASSES, "6 t t");
    view("classes-imbalance-sorted", &CLASSES, "4 o");
}

#[test]
fn runs_of_other_kinds() {
    view("six", &SIX, "1");
    view("teacher", &TEACHER, "2");
    view("heads", &HEADS, "1 v v v");
    view("changes", &CHANGES, "8");
    view("experiment-numbers", &EXPERIMENT, "7");
}

/// A template for each class, as a linear model shows them: a slanted stripe of its own.
fn templates() -> Seen {
    let stripe = |class: usize| move |at: usize| ((at / 28 + at % 28 + 3 * class) % 14) as f32 / 7.0 - 1.0;
    let tile = |class| Tile { index: class, values: (0..784).map(stripe(class)).collect() };
    let sheet = Sheet {
        layer: "output".into(),
        kind: SheetKind::Templates,
        shape: [28, 28, 1],
        total: 10,
        tiles: (0..10).map(tile).collect(),
    };
    Seen { look: Look::Weights, image: None, sheets: vec![sheet] }
}

#[test]
fn templates_of_a_linear_model() {
    let mut app = CLASSES.rested(default_theme());
    press(&mut app, "7");
    app.apply(&Event { arm: ArmId::A, step: 40, body: Body::Seen(Box::new(templates())) });
    golden("classes-templates", &app, WIDE);
    golden("classes-templates", &app, SMALL);
}
