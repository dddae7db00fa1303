//! What an action asks of the laboratory, the terminal and the file system.

use super::{End, Session};
use crate::base::atomic;
use crate::lab::Command;
use crate::lab::drive::summary;
use crate::lab::recipe::{ArmId, Recipe};
use crate::ui::effect::Effect;
use crate::ui::overlay::Overlay;
use crate::ui::theme::StyleRole;
use std::path::Path;
use std::time::Instant;

/// Below this many seconds a step goes at full speed.
const FULL: f64 = 2e-4;
/// The pace that slowing down begins with, in seconds a step.
const FIRST: f64 = 1e-3;

impl Session {
    /// Does what an effect says; an end ends the loop.
    pub(super) fn carry_out(&mut self, effect: Effect) -> Option<End> {
        match effect {
            Effect::Quit => return Some(End::Left),
            Effect::Redraw => self.screen.force_repaint(Instant::now()),
            Effect::Suspend => self.screen.suspend(Instant::now()),
            Effect::Copy => self.copy(),
            effect => self.ask_laboratory(effect),
        }
        None
    }

    fn ask_laboratory(&mut self, effect: Effect) {
        let Some(lab) = &mut self.lab else { return };
        match effect {
            Effect::Send(arm, command) => lab.send(arm, command),
            Effect::SendAll(command) => lab.send_all(&command),
            Effect::Watch(index) => lab.send_all(&Command::Watch(index)),
            Effect::Keep => self.keep(),
            Effect::Pace(factor) => self.change_pace(factor),
            Effect::Twin(arm, differences) => self.twin(arm, &differences),
            Effect::Drop(arm) => match lab.remove(arm) {
                Ok(()) => self.app.forget(arm),
                Err(error) => self.app.say(error.to_string(), StyleRole::Bad),
            },
            Effect::Restart(recipe) => self.restart(*recipe),
            Effect::Open(recipe) => self.open_recipe(*recipe),
            Effect::Quit | Effect::Redraw | Effect::Suspend | Effect::Copy => {}
        }
        self.follow();
    }

    /// Writes what the arms leave behind into the folder of the run, which has its log already.
    fn keep(&mut self) {
        let Some(lab) = &mut self.lab else { return };
        let Some(folder) = lab.path().map(Path::to_owned) else {
            return self
                .app
                .say("this run is not stored, because its folder could not be made", StyleRole::Bad);
        };
        lab.send_all(&Command::Keep(folder.clone()));
        self.app.say(format!("weights and predictions go to {}", folder.display()), StyleRole::Good);
    }

    fn change_pace(&mut self, factor: f64) {
        let Some(lab) = &mut self.lab else { return };
        let pace = match lab.pace() {
            pace if pace > 0.0 => pace * factor,
            _ if factor > 1.0 => FIRST,
            _ => 0.0,
        };
        let pace = if pace < FULL { 0.0 } else { pace.min(5.0) };
        lab.send_all(&Command::Pace(pace));
        let text = if pace > 0.0 {
            format!("at most {:.1} steps a second", 1.0 / pace)
        } else {
            "full speed".into()
        };
        self.app.say(text, StyleRole::Accent);
    }

    /// A copy of an arm: it goes through the same changes and catches up with its elders at full speed.
    fn twin(&mut self, of: ArmId, differences: &str) {
        let Some(lab) = &mut self.lab else { return };
        match lab.twin(of, differences) {
            Ok(id) => {
                self.app.arm = id;
                self.app.say(format!("arm {id}: a copy of {of} with {differences}"), StyleRole::Good);
                self.watch_again();
            }
            Err(error) => self.app.say(error.to_string(), StyleRole::Bad),
        }
    }

    fn restart(&mut self, recipe: Recipe) {
        let Some(lab) = &mut self.lab else { return };
        match lab.restart(recipe) {
            Ok(()) => match lab.bench.clone() {
                Some(bench) => {
                    self.app.set_bench(bench);
                    self.watch_again();
                }
                None => self.app.forget_bench(),
            },
            Err(error) => self.app.say(error.to_string(), StyleRole::Bad),
        }
    }

    /// Everything begins anew: data, arms, panes, the watched image.
    fn open_recipe(&mut self, recipe: Recipe) {
        let Some(lab) = &mut self.lab else { return };
        match lab.open_recipe(recipe.clone()) {
            Ok(()) => {
                let bench = lab.bench.clone();
                self.app.begin(recipe);
                if let Some(bench) = bench {
                    self.app.set_bench(bench);
                }
                self.watch_again();
            }
            Err(error) => self.app.say(error.to_string(), StyleRole::Bad),
        }
    }

    /// Tells the arm whose inside is on the screen to show it, and the one that was there before to stop.
    pub(super) fn look(&mut self) {
        let (before, now) = (self.looking, self.app.look(self.area));
        let Some(lab) = self.lab.as_ref().filter(|_| before != now) else { return };
        if let Some((arm, _)) = before.filter(|(arm, _)| now.is_none_or(|(other, _)| other != *arm)) {
            lab.send(arm, Command::Look(None));
        }
        if let Some((arm, look)) = now {
            lab.send(arm, Command::Look(Some(look)));
        }
        self.looking = now;
    }

    /// Tells every arm which image is watched; new arms do not know.
    pub(super) fn watch_again(&mut self) {
        self.looking = None;
        if let (Some(index), Some(lab)) = (self.app.watched, &mut self.lab) {
            lab.send_all(&Command::Watch(index));
        }
    }

    /// The clipboard of the terminal may or may not take the command, so it stands in a file too.
    fn copy(&mut self) {
        let command = summary::command(&self.app.recipe);
        self.screen.copy(&command, Instant::now());
        let folder = self
            .lab
            .as_ref()
            .and_then(|lab| lab.path().map(Path::to_owned))
            .unwrap_or_else(std::env::temp_dir);
        let file = folder.join("command.txt");
        let stored = atomic::write(&file, format!("{command}\n").as_bytes());
        let place = match stored {
            Ok(()) => format!("Copied; also saved in {}.", file.display()),
            Err(error) => format!("Copied; it could not be saved in {}: {error}.", file.display()),
        };
        let text = format!(
            "{command}\n \n{place} A terminal that refuses to be written to by programs has not copied it."
        );
        self.app.overlay = Some(Overlay::Note { title: "Command line", text });
    }
}
