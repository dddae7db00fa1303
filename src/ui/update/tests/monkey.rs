//! Ten thousand random keys, pastes, clicks, events and resizes on benches of all tasks: loading, training, diverged, at rest
//! and stored.

use crate::base::random::{below, stream};
use crate::lab::{Body, Event};
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::keymap::KEYS;
use crate::ui::model::RunSource;
use crate::ui::terminal::MouseInput;
use crate::ui::testing::{GARMENTS, Scene, TWIN, command, handle, key, themes};
use crate::ui::view;
use crate::ui::widgets::testing::LABELS;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

const STEPS: usize = 10_000;

struct Monkey {
    seed: u64,
    /// Decisions made so far.
    decisions: u64,
    scenes: Vec<Scene>,
    scene: usize,
    /// The next event of the scene.
    next: usize,
    app: App,
}

/// The name of the test tells the seed.
#[test]
fn seed_0_breaks_nothing() {
    run(0);
}

#[test]
fn seed_1_breaks_nothing() {
    run(1);
}

#[test]
fn seed_2_breaks_nothing() {
    run(2);
}

/// Whatever the environment asks for, to look longer: `DL_LAB_MONKEYS=3..40`.
#[test]
fn seeds_that_are_asked_for_break_nothing() {
    let asked = std::env::var("DL_LAB_MONKEYS").unwrap_or_default();
    let ends: Vec<u64> = asked.split("..").filter_map(|end| end.parse().ok()).collect();
    if let [from, to] = *ends.as_slice() {
        (from..to).for_each(run);
    }
}

fn run(seed: u64) {
    let mut monkey = Monkey::new(seed);
    for step in 0..STEPS {
        monkey.step();
        if step % 7 == 0 {
            monkey.draw();
        }
    }
}

impl Monkey {
    fn new(seed: u64) -> Self {
        let many: Vec<String> = (0..25).map(|class| format!("kind {class}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let scenes = vec![
            Scene::of(&GARMENTS, &[TWIN, "C:loss=mse-logits;lr=1000000", "D:loss=sigmoid-bce"]),
            Scene::of(&LABELS, &[TWIN]),
            Scene::of(&many, &["B:loss=sigmoid-bce"]),
            Scene::labels(),
            Scene::numbers(),
            Scene::soft(),
            Scene::asking(),
        ];
        let app = scenes[0].silent(themes().nth(seed as usize % 8).unwrap());
        Self { seed, decisions: 0, scenes, scene: 0, next: 0, app }
    }

    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        self.decisions += 1;
        below(&mut stream(self.seed, "monkey", self.decisions), n)
    }

    fn step(&mut self) {
        match self.below(20) {
            0 => {
                let text = LABELS[self.below(LABELS.len())];
                self.app.on_paste(text);
            }
            1..=4 => self.event(),
            5 => self.mouse(),
            6 if self.below(40) == 0 => self.move_on(),
            7 if self.below(4) == 0 => self.palette(),
            _ => self.key(),
        }
    }

    /// A click, or the wheel, anywhere.
    fn mouse(&mut self) {
        let what = [MouseInput::Click, MouseInput::WheelUp, MouseInput::WheelDown][self.below(3)];
        let area = Rect::new(0, 0, 60 + self.below(120) as u16, 15 + self.below(40) as u16);
        let at = (self.below(usize::from(area.width)) as u16, self.below(usize::from(area.height)) as u16);
        let target = view::target(&self.app, area, at.into());
        let effects = self.app.on_mouse(what, target);
        self.take(effects);
    }

    /// A whole bench in another state: being loaded, waiting, part of the way, at rest or stored.
    fn move_on(&mut self) {
        self.scene = self.below(self.scenes.len());
        self.next = 0;
        let theme = self.app.theme;
        let scene = &self.scenes[self.scene];
        self.app = match below(&mut stream(self.seed, "state", self.decisions), 6) {
            0 => App::new(theme, RunSource::Live, scene.recipe.clone()),
            1 => scene.silent(theme),
            2 => scene.after(theme, 1),
            3 => scene.rested(theme),
            _ => scene.replayed(theme),
        };
    }

    /// A setting that is typed whole, fitting or not.
    fn palette(&mut self) {
        let fields = [
            "loss",
            "weights",
            "sampler",
            "lr",
            "imbalance",
            "data",
            "valid",
            "target",
            "model",
            "twin",
            "epochs",
            "class",
            "arm",
        ];
        let values = [
            "mse",
            "poisson",
            "focal",
            "asl",
            "ordinal",
            "distillation",
            "balanced",
            "effective",
            "oversample",
            "0",
            "-1",
            "1e30",
            "nan",
            "exp:9",
            "pets",
            "cnn",
            "mlp:8",
            "loss=huber",
            "B",
        ];
        let line = format!("{} {}", fields[self.below(fields.len())], values[self.below(values.len())]);
        let effects = command(&mut self.app, &line);
        self.take(effects);
    }

    fn take(&mut self, effects: Vec<Effect>) {
        handle(&mut self.app, &effects);
        for effect in effects {
            self.carry_out(&effect);
        }
    }

    fn event(&mut self) {
        let scene = &self.scenes[self.scene];
        let Some(event) = scene.events.get(self.next).cloned() else {
            self.next = 0;
            return;
        };
        let classes = scene.bench.counts.len();
        self.next += 1;
        self.app.apply(&event);
        if let (Some(index), Body::Evaluated(_)) = (self.app.watched, &event.body) {
            let logits = (0..classes).map(|_| self.below(9) as f32 - 4.0).collect();
            let watched = crate::lab::record::event::Watched { index, logits, teacher: None };
            self.app.apply(&Event { body: Body::Watched(watched), ..event });
        }
    }

    fn key(&mut self) {
        let rows = KEYS.iter().flat_map(|row| row.keys).copied().collect::<Vec<_>>();
        let event = match self.below(4) {
            0 => key(["Enter", "Esc", "y", "Down", "Up", "Backspace", "Tab"][self.below(7)]),
            1 => {
                let letters: Vec<char> = "abcdeglmnorstw :=.,0123456789é日\u{301}".chars().collect();
                KeyEvent::from(crossterm::event::KeyCode::Char(letters[self.below(letters.len())]))
            }
            _ => rows[self.below(rows.len())].event(),
        };
        let effects = self.app.on_key(&event);
        self.take(effects);
    }

    /// What a laboratory would do, roughly: a restart shows other data half of the time.
    fn carry_out(&mut self, effect: &Effect) {
        if let Effect::Restart(_) = effect {
            self.next = 0;
            if self.below(2) == 0 {
                self.scene = self.below(self.scenes.len());
                self.app.forget_bench();
                self.draw();
            }
            self.app.set_bench(Arc::clone(&self.scenes[self.scene].bench));
        }
    }

    fn draw(&mut self) {
        let usual = [(160, 48), (120, 40), (100, 30), (80, 24), (40, 12)];
        let size = match self.below(3) {
            0 => usual[self.below(usual.len())],
            1 => (self.below(50) as u16, self.below(20) as u16),
            _ => (self.below(250) as u16, self.below(80) as u16),
        };
        let area = Rect::new(0, 0, size.0, size.1);
        view::draw(&self.app, area, &mut Buffer::empty(area));
    }
}
