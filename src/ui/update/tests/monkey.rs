//! Ten thousand random keys, pastes, events and resizes.

use crate::base::random::{below, stream};
use crate::lab::{Body, Event};
use crate::ui::app::App;
use crate::ui::keymap::KEYS;
use crate::ui::testing::{GARMENTS, Scene, TWIN, key, obey, themes};
use crate::ui::update::Effect;
use crate::ui::view;
use crate::ui::widgets::testing::LABELS;
use crossterm::event::KeyEvent;
use rand_chacha::ChaCha8Rng;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

const STEPS: usize = 10_000;
const SEEDS: u64 = 2;

struct Monkey {
    rng: ChaCha8Rng,
    scenes: Vec<Scene>,
    scene: usize,
    /// The next event of the scene.
    next: usize,
    app: App,
}

#[test]
fn ten_thousand_random_steps_break_nothing() {
    for seed in 0..SEEDS {
        println!("seed {seed}");
        let mut monkey = Monkey::new(seed);
        for step in 0..STEPS {
            monkey.step();
            if step % 7 == 0 {
                monkey.draw();
            }
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
        let mut rng = stream(seed, "monkey", 0);
        let look = themes().nth(below(&mut rng, 8)).unwrap();
        let app = scenes[0].silent(look);
        Self { rng, scenes, scene: 0, next: 0, app }
    }

    fn step(&mut self) {
        match below(&mut self.rng, 20) {
            0 => self.app.on_paste(LABELS[below(&mut self.rng, LABELS.len())]),
            1..=4 => self.event(),
            _ => self.key(),
        }
    }

    fn event(&mut self) {
        let scene = &self.scenes[self.scene];
        let Some(event) = scene.events.get(self.next) else {
            self.next = 0;
            return;
        };
        self.next += 1;
        self.app.apply(event);
        if let (Some(index), Body::Evaluated(_)) = (self.app.watched, &event.body) {
            let logits =
                (0..scene.bench.counts.len()).map(|_| below(&mut self.rng, 9) as f32 - 4.0).collect();
            let watched = crate::lab::event::Watched { index, logits };
            self.app.apply(&Event { body: Body::Watched(watched), ..event.clone() });
        }
    }

    fn key(&mut self) {
        let rows = KEYS.iter().flat_map(|row| row.keys).copied().collect::<Vec<_>>();
        let event = match below(&mut self.rng, 4) {
            0 => key(["Enter", "Esc", "y", "Down", "Up", "Backspace", "Tab"][below(&mut self.rng, 7)]),
            1 => {
                let letters: Vec<char> = "abcdeglmnorstw :=.,0123456789é日\u{301}".chars().collect();
                KeyEvent::from(crossterm::event::KeyCode::Char(letters[below(&mut self.rng, letters.len())]))
            }
            _ => rows[below(&mut self.rng, rows.len())].event(),
        };
        let effects = self.app.on_key(&event);
        obey(&mut self.app, &effects);
        for effect in effects {
            self.carry_out(&effect);
        }
    }

    /// What a laboratory would do, roughly: a restart shows other data half of the time.
    fn carry_out(&mut self, effect: &Effect) {
        if let Effect::Restart(_) = effect {
            self.next = 0;
            if below(&mut self.rng, 2) == 0 {
                self.scene = below(&mut self.rng, self.scenes.len());
                self.app.forget_bench();
                self.draw();
            }
            self.app.set_bench(Arc::clone(&self.scenes[self.scene].bench));
        }
    }

    fn draw(&mut self) {
        let usual = [(160, 48), (120, 40), (100, 30), (80, 24), (40, 12)];
        let size = match below(&mut self.rng, 3) {
            0 => usual[below(&mut self.rng, usual.len())],
            1 => (below(&mut self.rng, 50) as u16, below(&mut self.rng, 20) as u16),
            _ => (below(&mut self.rng, 250) as u16, below(&mut self.rng, 80) as u16),
        };
        let area = Rect::new(0, 0, size.0, size.1);
        view::draw(&self.app, area, &mut Buffer::empty(area));
    }
}
