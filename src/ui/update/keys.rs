//! Keys while something lies over the panes.

mod findings;
mod home;

use crate::lab::Command;
use crate::lab::recipe::PaneId;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::keymap;
use crate::ui::overlay::{Confirmation, ExplainPage, HelpPage, Home, Menu, Overlay, Palette};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use std::path::PathBuf;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// Lines that a page moves.
const PAGE: usize = 10;
/// The largest constant that is added to logits.
const SHIFTS: i32 = 20;

impl App {
    /// What a key does: to what lies over the panes, or through the key table.
    pub fn on_key(&mut self, key: &KeyEvent) -> Vec<Effect> {
        let effects = self.take_key(key);
        self.touched |= effects.iter().any(Effect::changes_run);
        effects
    }

    fn take_key(&mut self, key: &KeyEvent) -> Vec<Effect> {
        let control_c = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
        match self.overlay.take() {
            Some(_) if control_c => self.update(&Action::QuitNow),
            Some(Overlay::Note { .. })
                if matches!(key.code, KeyCode::Enter | KeyCode::Esc | KeyCode::Char('y')) =>
            {
                Vec::new()
            }
            Some(_) if key.code == KeyCode::Esc => Vec::new(),
            Some(Overlay::Help(page)) => self.help_key(page, key),
            Some(Overlay::Palette(palette)) => self.palette_key(palette, key),
            Some(Overlay::Filter(input)) => self.filter_key(input, key),
            Some(Overlay::Menu(menu)) => self.menu_key(menu, key),
            Some(Overlay::Ask(question)) => self.answer(question, key),
            Some(Overlay::Explain(page)) => self.explain_key(page, key),
            Some(Overlay::Home(home)) => self.home_key(home, key),
            Some(Overlay::Findings { offset }) => self.findings_key(offset, key),
            None | Some(Overlay::Note { .. }) => self.pane_key(key),
        }
    }

    /// A key with nothing over the panes.
    fn pane_key(&mut self, key: &KeyEvent) -> Vec<Effect> {
        let Some(action) = keymap::action(key) else {
            return match key.code {
                KeyCode::Char(sign) => {
                    self.refuse(&format!("{sign:?} is not a key here: ? shows all keys, : takes names"))
                }
                _ => Vec::new(),
            };
        };
        let panes = keymap::bound_to(&action, self.task());
        if panes.is_empty() || panes.contains(&self.focus) {
            return self.update(&action);
        }
        let places = panes.iter().map(|pane| {
            let digit = pane.digit().map_or_else(String::new, |digit| format!(" ({digit})"));
            format!("{}{digit}", self.panes.get(*pane, self.task()).title())
        });
        let places = places.collect::<Vec<_>>().join(", ");
        let row = keymap::of(&action).map_or("", |row| row.name);
        self.on_next_key();
        self.refuse(&format!("this key acts in {places}; :{row} does it from anywhere"))
    }

    /// Pasted text goes into the line that is open; elsewhere it would be a storm of keys.
    pub fn on_paste(&mut self, text: &str) {
        let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(1000).collect();
        match &mut self.overlay {
            Some(
                Overlay::Palette(Palette { input, .. })
                | Overlay::Filter(input)
                | Overlay::Menu(Menu { input, .. })
                | Overlay::Help(HelpPage { input, .. }),
            ) => {
                *input = format!("{}{line}", input.value()).into();
            }
            Some(Overlay::Home(home)) => {
                *home = Home { input: format!("{}{line}", home.input.value()).into(), selected: 0 }
            }
            _ => {}
        }
    }

    fn help_key(&mut self, mut page: HelpPage, key: &KeyEvent) -> Vec<Effect> {
        page.offset = match key.code {
            KeyCode::Up => page.offset.saturating_sub(1),
            KeyCode::Down => page.offset + 1,
            KeyCode::PageUp => page.offset.saturating_sub(PAGE),
            KeyCode::PageDown => page.offset + PAGE,
            KeyCode::Home => 0,
            KeyCode::End => usize::MAX,
            KeyCode::Char('?') | KeyCode::Enter => return Vec::new(),
            _ => {
                page.input.handle_event(&Event::Key(*key));
                0
            }
        };
        page.offset = page.offset.min(page.end(self.area, &self.theme));
        self.open(Overlay::Help(page))
    }

    /// Adds a constant to the logits; what changes image, arm, unit, loss or step leaves the explanation open, other keys
    /// close it and do what they do.
    fn explain_key(&mut self, mut page: ExplainPage, key: &KeyEvent) -> Vec<Effect> {
        page.shift = match key.code {
            KeyCode::Char('+' | '=') | KeyCode::Right => (page.shift + 1).min(SHIFTS),
            KeyCode::Char('-') | KeyCode::Left => (page.shift - 1).max(-SHIFTS),
            KeyCode::Home => 0,
            KeyCode::Char('e') => return Vec::new(),
            _ => return self.through_explanation(page, key),
        };
        self.open(Overlay::Explain(page))
    }

    /// A key that is not the explanation's own.
    fn through_explanation(&mut self, mut page: ExplainPage, key: &KeyEvent) -> Vec<Effect> {
        let Some(action) = keymap::action(key) else { return Vec::new() };
        let effects = self.update(&action);
        let stays = match action {
            Action::Pause | Action::NextArm | Action::Unit => true,
            // Other numbers: of the step, which the arms still have to make, or of another image.
            Action::Step => {
                page.forget(&self.model);
                true
            }
            Action::Image(_) => {
                page = ExplainPage::of(&self.model, page.shift);
                true
            }
            _ => false,
        };
        if stays && self.overlay.is_none() {
            self.overlay = Some(Overlay::Explain(page));
        }
        effects
    }

    fn palette_key(&mut self, mut palette: Palette, key: &KeyEvent) -> Vec<Effect> {
        let suggestions = palette.suggestions();
        match key.code {
            KeyCode::Enter => return self.run_line(&palette),
            KeyCode::Up => palette.selected = palette.selected.saturating_sub(1),
            KeyCode::Down => {
                palette.selected = (palette.selected + 1).min(suggestions.len().saturating_sub(1));
            }
            KeyCode::Tab => {
                if let Some(suggestion) = suggestions.get(palette.selected) {
                    palette = Palette::with(&suggestion.text);
                }
            }
            _ => {
                palette.input.handle_event(&Event::Key(*key));
                palette.selected = 0;
            }
        }
        self.overlay = Some(Overlay::Palette(palette));
        Vec::new()
    }

    /// A line is an action's name, `twin ...`, or a field with its value; else the selected suggestion is taken, and
    /// completed where it wants a value.
    fn run_line(&mut self, palette: &Palette) -> Vec<Effect> {
        let typed = palette.input.value().trim();
        let suggestions = palette.suggestions();
        let suggestion = suggestions.get(palette.selected).map(|suggestion| suggestion.text.clone());
        let line = match suggestion {
            Some(suggestion) if !palette.is_whole() || palette.selected > 0 => suggestion,
            _ => typed.to_owned(),
        };
        if let Some(row) = keymap::find(&line) {
            return self.update(&row.action);
        }
        match line.trim().split_once([' ', '=']) {
            Some(("export", file)) => self.export(file.trim()),
            Some(("twin", differences)) => self.add_twin(differences.trim()),
            Some((field, value)) => {
                self.update(&Action::Set(field.trim().to_owned(), value.trim().to_owned()))
            }
            None if line.ends_with(' ') => {
                self.overlay = Some(Overlay::Palette(Palette::with(&line)));
                Vec::new()
            }
            None if self.panes.curves.show_containing(&self.model, &line) => {
                self.update(&Action::Focus(PaneId::Curves))
            }
            None => self.refuse(&format!("no command matches '{line}'")),
        }
    }

    /// Has the focused arm write its network; a file that is there already is somebody's.
    fn export(&mut self, file: &str) -> Vec<Effect> {
        let path = PathBuf::from(file);
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(why) = self.why_nothing_trains() {
            return self.refuse(why);
        }
        if path.file_name().is_none() || path.is_dir() || folder.is_some_and(|folder| !folder.is_dir()) {
            return self
                .refuse(&format!("export: expected a file in a folder that is there, found '{file}'"));
        }
        if path.exists() {
            return self.refuse(&format!("export: {file} is there already; name another file"));
        }
        vec![Effect::Send(self.arm, Command::Export(path))]
    }

    fn filter_key(&mut self, mut input: Input, key: &KeyEvent) -> Vec<Effect> {
        if key.code == KeyCode::Enter {
            return Vec::new();
        }
        input.handle_event(&Event::Key(*key));
        input.value().clone_into(&mut self.filter);
        self.overlay = Some(Overlay::Filter(input));
        Vec::new()
    }

    fn answer(&mut self, question: Confirmation, key: &KeyEvent) -> Vec<Effect> {
        if !matches!(key.code, KeyCode::Char('y' | 'Y')) {
            return Vec::new();
        }
        match question {
            Confirmation::Quit => vec![Effect::Quit],
            Confirmation::Drop(arm) => vec![Effect::Drop(arm)],
            Confirmation::Open(recipe) => vec![Effect::Open(recipe)],
            Confirmation::Restart(recipe, _) => {
                let resume = self.is_paused().then_some(Effect::SendAll(Command::Resume));
                resume.into_iter().chain([Effect::Restart(recipe)]).collect()
            }
        }
    }
}
