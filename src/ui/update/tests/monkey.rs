//! Ten thousand random keys, pastes, events and resizes.

use crate::base::random::{below, stream};
use crate::lab::{Body, Event};
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::keymap::KEYS;
use crate::ui::testing::{GARMENTS, Scene, TWIN, handle, key, themes};
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
            _ => self.key(),
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
        handle(&mut self.app, &effects);
        for effect in effects {
            self.carry_out(&effect);
        }
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
