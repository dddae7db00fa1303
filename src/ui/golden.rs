//! Golden screens: what every pane, line and overlay shows of stored runs, kept as text in `tests/screens`.
//!
//! A change of the screen is seen in the difference of these files: `cargo insta review`, or `INSTA_UPDATE=always cargo test
//! golden` where it is meant. The runs are stored, so training is none of it; what follows from their predictions is
//! computed here and rounded to few digits. How they were made stands in `tests/fixtures/make_runs.sh`.

mod panes;
mod states;

use super::app::App;
use super::model::Source;
use super::testing::screen;
use super::widgets::testing::default_theme;
use crate::lab::recipe::MOST_ARMS;
use crate::lab::record::store;
use crate::lab::record::store::StoredRun;
use crate::lab::{Bench, Body};
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// Four tiles, and the smallest usual terminal.
const WIDE: (u16, u16) = (160, 48);
const SMALL: (u16, u16) = (80, 24);

/// A stored run with its data.
struct Run {
    stored: StoredRun,
    bench: Arc<Bench>,
}

impl Run {
    fn open(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/runs").join(name);
        let stored = store::open(&folder).unwrap();
        let bench = Bench::prepare(&stored.recipe.check().unwrap(), &|_| ()).unwrap();
        Self { stored, bench: Arc::new(bench) }
    }

    /// The laboratory with the data, before an arm has begun.
    fn silent(&self) -> App {
        let mut app = App::new(default_theme(), Source::Live, self.stored.recipe.clone());
        app.set_bench(Arc::clone(&self.bench));
        app
    }

    /// Every arm has been evaluated so often and trains on.
    fn after(&self, evaluations: usize) -> App {
        let mut app = self.silent();
        let mut seen = [0; MOST_ARMS];
        for event in &self.stored.events {
            let seen = &mut seen[event.arm.index()];
            if *seen < evaluations {
                app.apply(event);
            }
            *seen += usize::from(matches!(event.body, Body::Evaluated(_)));
        }
        app
    }

    /// All steps are done; arms could go on.
    fn done(&self) -> App {
        let mut app = self.silent();
        let ends = |body: &Body| matches!(body, Body::Ended(crate::lab::record::event::Ended::Completed));
        self.stored.events.iter().filter(|event| !ends(&event.body)).for_each(|event| app.apply(event));
        app
    }

    /// The run as `dl-lab FOLDER` opens it.
    fn replay(&self) -> App {
        let source = Source::Replay("runs/garments-0001".into());
        let mut app = App::new(default_theme(), source, self.stored.recipe.clone());
        app.set_bench(Arc::clone(&self.bench));
        self.stored.events.iter().for_each(|event| app.apply(event));
        app
    }
}

macro_rules! runs {
    ($($constant:ident $name:literal),*) => {
        $(static $constant: LazyLock<Run> = LazyLock::new(|| Run::open($name));)*
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
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/screens"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("{name}-{width}x{height}"), lines.join("\n")));
}
