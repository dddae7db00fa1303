//! Damaged run folders: opened with what can be shown, or refused in one line; nothing panics.

use crate::base::random::{below, stream};
use crate::lab::Bench;
use crate::lab::drive::replay::replay;
use crate::lab::fixtures::run_folder;
use crate::lab::recipe::{PANES, Recipe};
use crate::lab::record::store;
use crate::ui::app::App;
use crate::ui::model::RunSource;
use crate::ui::testing::press;
use crate::ui::view;
use crate::ui::widgets::testing::default_theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

/// Damages of each stored run; `DL_LAB_DAMAGES` sets another number.
const DAMAGES: u64 = 25;
const RUNS: [&str; 8] =
    ["classes", "labels", "numbers", "teacher", "heads", "changes", "experiment", "diverged"];

/// Benches that were prepared before, by their recipes.
#[derive(Default)]
struct Benches(HashMap<String, Option<Arc<Bench>>>);

impl Benches {
    fn of(&mut self, recipe: &Recipe) -> Option<Arc<Bench>> {
        // What arms are does not change the data; what a damaged recipe asks for may take all day.
        let data = Recipe { arm: Vec::new(), change: Vec::new(), ..recipe.clone() };
        if recipe.data.starts_with("screening") && recipe.data != "screening" {
            return None;
        }
        let prepare = || Bench::prepare(&recipe.check().ok()?, &|_| ()).ok().map(Arc::new);
        self.0.entry(data.to_toml()).or_insert_with(prepare).clone()
    }
}

#[test]
fn damaged_folders_are_shown_or_refused() {
    let damages = std::env::var("DL_LAB_DAMAGES").ok().and_then(|n| n.parse().ok()).unwrap_or(DAMAGES);
    let mut benches = Benches::default();
    for run in RUNS {
        for seed in 0..damages {
            let folder = tempfile::tempdir().unwrap();
            for entry in std::fs::read_dir(run_folder(run)).unwrap().flatten() {
                std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
            }
            let mut damage = Damage { run, seed, decisions: 0 };
            let what = damage.strike(folder.path());
            let opened = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                open(folder.path(), &mut benches);
            }));
            assert!(opened.is_ok(), "{run}, damage {seed}: {what}");
        }
    }
}

/// Opens a folder as the screen does, and looks at every pane.
fn open(folder: &Path, benches: &mut Benches) {
    let Ok(stored) = store::open(folder) else { return };
    let Some(bench) = benches.of(&stored.recipe) else { return };
    let Ok(stored_on_data) = replay(folder, &bench) else { return };
    let mut app = App::new(default_theme(), RunSource::Replay(folder.to_owned()), stored.recipe);
    app.set_bench(bench);
    stored_on_data.events.iter().for_each(|event| app.apply(event));
    for pane in PANES {
        app.focus_pane(pane);
        for keys in ["Enter", "Down", "d", "x", "e", "Esc", "a", "Enter"] {
            press(&mut app, keys);
            let area = Rect::new(0, 0, 120, 40);
            view::draw(&app, area, &mut Buffer::empty(area));
        }
        press(&mut app, "Esc");
    }
}

struct Damage {
    run: &'static str,
    seed: u64,
    decisions: u64,
}

impl Damage {
    fn below(&mut self, n: usize) -> usize {
        self.decisions += 1;
        below(&mut stream(self.seed, self.run, self.decisions), n.max(1))
    }

    fn strike(&mut self, folder: &Path) -> String {
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        files.sort();
        let file = files[self.below(files.len())].clone();
        let path = folder.join(&file);
        let mut what = file.clone();
        let jsonl = path.extension().is_some_and(|ending| ending == "jsonl");
        if jsonl && self.below(4) > 0 {
            let text = std::fs::read_to_string(&path).unwrap();
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            let at = self.below(lines.len());
            let mut value: Value = serde_json::from_str(&lines[at]).unwrap();
            self.change(&mut value, &mut what);
            lines[at] = value.to_string();
            std::fs::write(&path, lines.join("\n") + "\n").unwrap();
        } else if file == "recipe.toml" && self.below(3) > 0 {
            self.change_recipe(&path, &mut what);
        } else {
            let mut bytes = std::fs::read(&path).unwrap();
            let at = self.below(bytes.len());
            let bit = self.below(8);
            bytes[at] ^= 1 << bit;
            write!(what, ", bit {bit} of byte {at}").unwrap();
            std::fs::write(&path, bytes).unwrap();
        }
        what
    }

    /// Puts another value at a random place of an event.
    fn change(&mut self, value: &mut Value, what: &mut String) {
        match value {
            Value::Object(fields) if !fields.is_empty() && self.below(12) > 0 => {
                let at = self.below(fields.len());
                let key = fields.keys().nth(at).unwrap().clone();
                write!(what, ".{key}").unwrap();
                self.change(fields.get_mut(&key).unwrap(), what);
            }
            Value::Array(items) if !items.is_empty() && self.below(3) > 0 => {
                let at = self.below(items.len());
                write!(what, "[{at}]").unwrap();
                self.change(&mut items[at], what);
            }
            Value::Array(items) if !items.is_empty() && self.below(2) == 0 => {
                let item = items[0].clone();
                if self.below(2) == 0 {
                    items.push(item);
                } else {
                    drop(items.pop());
                }
                write!(what, " of {}", items.len()).unwrap();
            }
            other => {
                let losses =
                    ["mse", "softmax-ce", "sigmoid-bce", "poisson", "ordinal", "distillation", "cosface"];
                *other = match self.below(9) {
                    0 => Value::Null,
                    1 => 0.into(),
                    2 => (-1).into(),
                    3 => u64::MAX.into(),
                    4 => 1e308.into(),
                    5 => self.below(20).into(),
                    6 => Value::Array(vec![]),
                    7 => losses[self.below(losses.len())].into(),
                    _ => "\u{1b}[31m text".into(),
                };
                write!(what, " = {other}").unwrap();
            }
        }
    }

    /// Changes a value of a recipe, or leaves a line out.
    fn change_recipe(&mut self, path: &Path, what: &mut String) {
        let text = std::fs::read_to_string(path).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let at = self.below(lines.len());
        let values = [
            "\"pets\"",
            "\"zoo\"",
            "\"gauge\"",
            "0",
            "1",
            "-1",
            "0.5",
            "\"mse\"",
            "\"linear\"",
            "\"B\"",
            "true",
        ];
        match lines[at].split_once(" = ") {
            Some((field, _)) => lines[at] = format!("{field} = {}", values[self.below(values.len())]),
            None => drop(lines.remove(at)),
        }
        write!(what, ", line {at}: {:?}", lines.get(at)).unwrap();
        std::fs::write(path, lines.join("\n") + "\n").unwrap();
    }
}
