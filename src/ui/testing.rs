//! What the tests of the screen share: a small bench whose arms really trained, keys by their names, screens as text.

use super::action::Action;
use super::app::App;
use super::effect::Effect;
use super::keymap;
use super::model::Source;
use super::theme::{Charset, ColorMode, Theme};
use super::view;
use super::widgets::testing::{flaw, lines};
use crate::base::random::{below, stream};
use crate::data::{Dataset, Part, Parts, Targets, Task};
use crate::lab::drive::worker::run_here;
use crate::lab::fixtures::{arm_on, bench_of, several, valued};
use crate::lab::recipe::{ArmId, Edit, ExpectRecipe, Experiment, MOST_ARMS, PaneId, Recipe};
use crate::lab::record::event::{Changed, Ended};
use crate::lab::{Bench, Body, Command, Event};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ndarray::{Array2, Array4};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The names of the embedded set.
pub(super) const GARMENTS: [&str; 10] =
    ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

/// The twin that the laboratory adds by itself.
pub(super) const TWIN: &str = "B:weights=balanced";

/// A bench with everything that its arms say while they train.
pub(super) struct Scene {
    pub(super) bench: Arc<Bench>,
    pub(super) recipe: Recipe,
    /// In the order of their steps; without the last word, as arms rest on the screen.
    pub(super) events: Vec<Event>,
}

impl Scene {
    /// Ten classes, two arms.
    pub(super) fn garments() -> Self {
        Self::of(&GARMENTS, &[TWIN])
    }

    /// Ten classes, two arms and a recipe of one's own that asks something: one expectation comes true, one does not.
    pub(super) fn asking() -> Self {
        let mut scene = Self::garments();
        scene.recipe.experiment = Some(Experiment {
            name: "mine".into(),
            topic: "rare".into(),
            question: "Is the rare class seen?".into(),
            watch: "Recall in pane 4.".into(),
            found: "It was seen.".into(),
            next: "Try another loss.".into(),
            seconds: 12.0,
            pane: Some(PaneId::Imbalance),
            paused: false,
            ..Experiment::default()
        });
        let expect = |say: &str, min| ExpectRecipe {
            say: say.into(),
            metric: "accuracy".into(),
            min: Some(min),
            ..ExpectRecipe::default()
        };
        scene.recipe.expect = vec![expect("A answers", 0.0), expect("A is beyond belief", 1.5)];
        scene
    }

    /// Arm A and these arms, trained for four epochs on a set with these classes.
    pub(super) fn of(names: &[&str], arms: &[&str]) -> Self {
        Self::on(dataset(names), arms)
    }

    /// Arm A and these arms, trained for four epochs on a set.
    pub(super) fn on(dataset: Dataset, arms: &[&str]) -> Self {
        let imbalance = (dataset.task() == Task::Classes).then(|| "exp:4".into());
        Self::trained(dataset, Recipe { imbalance, ..recipe() }, arms)
    }

    /// Pictures with one to three of three labels, two arms.
    pub(super) fn labels() -> Self {
        Self::trained(several(), recipe(), &["B:loss=sigmoid-focal"])
    }

    /// Pictures with two numbers each, two arms.
    pub(super) fn numbers() -> Self {
        let set = valued();
        let rows = set.targets.rows().unwrap();
        let two = Array2::from_shape_fn((rows.nrows(), 2), |(row, column)| {
            rows[[row, 0]] * if column == 0 { 1.0 } else { 100.0 }
        });
        let names = ["level", "height"].map(str::to_owned).to_vec();
        let set = Dataset { targets: Targets::Values(two), class_names: names, ..set };
        Self::trained(set, Recipe { lr: 0.001, ..recipe() }, &["B:loss=huber"])
    }

    /// Pictures of three classes that are each mostly, but not surely, of one.
    pub(super) fn soft() -> Self {
        let set = dataset(&["a", "b", "c"]);
        let shares =
            |row: usize, class: usize| if usize::from(set.labels[row]) == class { 0.7 } else { 0.15 };
        let targets =
            Targets::Soft(Array2::from_shape_fn((set.labels.len(), 3), |(row, class)| shares(row, class)));
        Self::trained(Dataset { targets, ..set }, recipe(), &[])
    }

    fn trained(set: Dataset, mut recipe: Recipe, arms: &[&str]) -> Self {
        arms.iter().for_each(|arm| recipe.add_arm(arm).unwrap());
        let bench = bench_of(set, &recipe);
        let mut events = Vec::new();
        for arm in recipe.check().unwrap().arms {
            let mut trainer = arm_on(&bench, &recipe, arm.id);
            run_here(&mut trainer, &AtomicBool::new(false), &mut |event| events.push(event));
        }
        events.retain(|event| !matches!(event.body, Body::Ended(Ended::Completed)));
        events.sort_by_key(|event| event.step);
        Self { bench, recipe, events }
    }

    /// The data are there, no arm has spoken.
    pub(super) fn silent(&self, theme: Theme) -> App {
        let mut app = App::new(theme, Source::Live, self.recipe.clone());
        app.set_bench(Arc::clone(&self.bench));
        app
    }

    /// Every arm has been evaluated so many times and trains on.
    pub(super) fn after(&self, theme: Theme, evaluations: usize) -> App {
        let mut app = self.silent(theme);
        let mut heard = [0; MOST_ARMS];
        for event in &self.events {
            let heard = &mut heard[event.arm.index()];
            if *heard < evaluations {
                app.apply(event);
            }
            *heard += usize::from(matches!(event.body, Body::Evaluated(_)));
        }
        app
    }

    /// All steps are done.
    pub(super) fn rested(&self, theme: Theme) -> App {
        let mut app = self.silent(theme);
        self.events.iter().for_each(|event| app.apply(event));
        app
    }
}

fn recipe() -> Recipe {
    Recipe { epochs: 4, batch: 16, valid: 0.3, ..Recipe::default() }
}

/// Pictures of 8 x 6 grey pixels, noise with a brighter column of its own for each class; fewer than 16 pictures a
/// class, so that some classes of a long tail are rare indeed.
pub(super) fn dataset(names: &[&str]) -> Dataset {
    let mut rng = stream(5, "pictures", 0);
    let (mut labels, mut pixels) = (Vec::new(), Vec::new());
    for class in 0..names.len() {
        for _ in 0..15 {
            labels.push(class as u16);
            let bright = |at: usize| if at % 8 == class % 8 { 130 } else { 0 };
            pixels.extend((0..48).map(|at| (below(&mut rng, 120) + bright(at)) as u8));
        }
    }
    let images = Array4::from_shape_vec((labels.len(), 6, 8, 1), pixels).unwrap();
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let parts = Parts::of(labels.iter().map(|_| Part::Train));
    Dataset::new("columns", images, labels, names, parts).unwrap()
}

/// Every number of colours with both character sets.
pub(super) fn themes() -> impl Iterator<Item = Theme> {
    let modes = [ColorMode::TrueColor, ColorMode::Indexed256, ColorMode::Ansi16, ColorMode::Mono];
    modes.into_iter().flat_map(|mode| {
        [Charset::Unicode, Charset::Ascii].into_iter().map(move |charset| Theme::new(mode, charset))
    })
}

/// The cells of a screen of this size, drawn twice to see that drawing changes nothing, and every cell looked at.
pub(super) fn cells(app: &App, (width, height): (u16, u16)) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let draw = || {
        let mut buf = Buffer::empty(area);
        view::draw(app, area, &mut buf);
        buf
    };
    let buf = draw();
    assert_eq!(buf, draw(), "the same state and size give the same cells");
    for position in area.positions() {
        let next = buf.cell((position.x + 1, position.y)).filter(|_| position.x + 1 < width);
        if let Some(flaw) = flaw(&app.theme, &buf[position], next) {
            let look = (app.theme.mode(), app.theme.charset());
            panic!("{flaw}: {look:?} in {area} at {position}: {:?}\n{}", buf[position], text(&buf));
        }
    }
    buf
}

/// A screen as lines of text.
pub(super) fn screen(app: &App, size: (u16, u16)) -> Vec<String> {
    lines(&cells(app, size))
}

/// A screen as one text.
pub(super) fn text(buf: &Buffer) -> String {
    lines(buf).join("\n")
}

/// The event of a key by its name: `w`, `Enter`, `Ctrl-c`.
pub(super) fn key(name: &str) -> KeyEvent {
    let named = [
        ("Space", KeyCode::Char(' ')),
        ("Enter", KeyCode::Enter),
        ("Esc", KeyCode::Esc),
        ("Tab", KeyCode::Tab),
        ("Shift-Tab", KeyCode::BackTab),
        ("Up", KeyCode::Up),
        ("Down", KeyCode::Down),
        ("Left", KeyCode::Left),
        ("Right", KeyCode::Right),
        ("PgUp", KeyCode::PageUp),
        ("PgDn", KeyCode::PageDown),
        ("Home", KeyCode::Home),
        ("End", KeyCode::End),
        ("Backspace", KeyCode::Backspace),
    ];
    if let Some(letter) = name.strip_prefix("Ctrl-") {
        return KeyEvent::new(KeyCode::Char(letter.chars().next().unwrap()), KeyModifiers::CONTROL);
    }
    let code = named.iter().find(|(known, _)| *known == name).map(|(_, code)| *code);
    let typed = || {
        assert_eq!(name.chars().count(), 1, "no key is called {name}");
        KeyCode::Char(name.chars().next().unwrap())
    };
    KeyEvent::new(code.unwrap_or_else(typed), KeyModifiers::NONE)
}

/// Presses keys, separated by blanks; all their effects.
pub(super) fn press(app: &mut App, keys: &str) -> Vec<Effect> {
    keys.split(' ').flat_map(|name| app.on_key(&key(name))).collect()
}

/// Opens the command line, types a line into it and presses Enter.
pub(super) fn command(app: &mut App, line: &str) -> Vec<Effect> {
    app.update(&Action::Palette);
    let typed: Vec<Effect> = type_line(app, line);
    assert_eq!(typed, []);
    press(app, "Enter")
}

/// Types a text, a character a key.
pub(super) fn type_line(app: &mut App, line: &str) -> Vec<Effect> {
    line.chars().flat_map(|c| app.on_key(&KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE))).collect()
}

/// Does the action of a row of the key table.
pub(super) fn act(app: &mut App, name: &str) -> Vec<Effect> {
    let row = keymap::find(name).unwrap_or_else(|| panic!("no action is called {name}"));
    app.update(&row.action)
}

/// Answers commands at once, as an arm between two batches does.
pub(super) fn obey(app: &mut App, effects: &[Effect]) {
    for effect in effects {
        match effect {
            Effect::Send(arm, Command::Change(edit)) => {
                if let Some(event) = changed(app, *arm, edit) {
                    app.apply(&event);
                }
            }
            Effect::SendAll(Command::Pause) => say_all(app, &Body::Paused),
            Effect::SendAll(Command::Resume) => say_all(app, &Body::Resumed),
            Effect::Drop(arm) => app.forget(*arm),
            _ => {}
        }
    }
}

fn say_all(app: &mut App, body: &Body) {
    let arms: Vec<(ArmId, u64)> = app.arms.iter().map(|arm| (arm.id, arm.history.step)).collect();
    for (arm, step) in arms {
        app.apply(&Event { arm, step, body: body.clone() });
    }
}

/// What an arm that has started says to a change.
fn changed(app: &App, arm: ArmId, edit: &Edit) -> Option<Event> {
    let history = &app.arms.iter().find(|view| view.id == arm)?.history;
    let started = history.started.as_ref()?;
    let more = if let Edit::Extend(epochs) = edit { epochs * started.steps_per_epoch } else { 0 };
    let changed = Changed {
        field: edit.field().to_owned(),
        from: history.setting(edit.field()),
        to: edit.value(),
        class_weights: started.class_weights.clone(),
        total_steps: started.total_steps + more,
    };
    Some(Event { arm, step: history.step, body: Body::Changed(changed) })
}
