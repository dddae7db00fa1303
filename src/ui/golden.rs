//! Golden screens: what every pane, line and overlay shows of stored runs, kept as text in `tests/screens`.
//!
//! A change of the screen is seen in the difference of these files: `cargo insta review`, or `INSTA_UPDATE=always cargo test
//! golden` where it is meant. The runs are stored, so training is none of it; what follows from their predictions is
//! computed here and rounded to few digits. How they were made stands in `tests/fixtures/make_runs.sh`.

mod looks;
mod panes;
mod states;

use super::app::App;
use super::testing::{Scene, screen};
use crate::lab::fixtures::texts_in;
use std::sync::LazyLock;

/// Four tiles, and the smallest usual terminal.
const WIDE: (u16, u16) = (160, 48);
const SMALL: (u16, u16) = (80, 24);

macro_rules! runs {
    ($($constant:ident $name:literal),*) => {
        $(static $constant: LazyLock<Scene> = LazyLock::new(|| Scene::stored($name));)*
    };
}
runs!(
    CLASSES "classes", SIX "six", LABELS "labels", NUMBERS "numbers", TEACHER "teacher", HEADS "heads",
    CHANGES "changes", EXPERIMENT "experiment", DIVERGED "diverged"
);

/// Compares a screen with the stored one.
fn golden(name: &str, app: &App, (width, height): (u16, u16)) {
    let lines: Vec<String> =
        screen(app, (width, height)).iter().map(|line| line.trim_end().to_owned()).collect();
    texts_in("screens")
        .bind(|| insta::assert_snapshot!(format!("{name}-{width}x{height}"), lines.join("\n")));
}
