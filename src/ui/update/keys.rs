//! Keys while something lies over the panes.

mod findings;
mod home;

use crate::lab::Command;
use crate::lab::recipe::PaneId;
use crate::lab::recipe::fields::FIELDS;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::keymap;
use crate::ui::overlay::{Confirmation, Home, Menu, Overlay, Palette, help_length};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// Lines that a page moves.
const PAGE: usize = 10;
/// The largest constant that is added to logits.
const SHIFTS: i32 = 20;

impl App {
    /// What a key does: to what lies over the panes, or through the key table.
    pub fn on_key(&mut self, key: &KeyEvent) -> Vec<Effect> {
        let control_c = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
        match self.overlay.take() {
            Some(_) if control_c => self.update(&Action::QuitNow),
            Some(Overlay::Note { .. })
                if matches!(key.code, KeyCode::Enter | KeyCode::Esc | KeyCode::Char('y')) =>
            {
                Vec::new()
            }
            Some(_) if key.code == KeyCode::Esc => Vec::new(),
            Some(Overlay::Help { offset }) => self.help_key(offset, key),
            Some(Overlay::Palette(palette)) => self.palette_key(palette, key),
            Some(Overlay::Filter(input)) => self.filter_key(input, key),
            Some(Overlay::Menu(menu)) => self.menu_key(menu, key),
            Some(Overlay::Ask(question)) => self.answer(question, key),
            Some(Overlay::Explain { shift }) => self.explain_key(shift, key),
            Some(Overlay::Home(home)) => self.home_key(home, key),
            Some(Overlay::Findings { offset }) => self.findings_key(offset, key),
            None | Some(Overlay::Note { .. }) => {
                keymap::action(key).map_or_else(Vec::new, |action| self.update(&action))
            }
        }
    }

    /// Pasted text goes into the line that is open; elsewhere it would be a storm of keys.
    pub fn on_paste(&mut self, text: &str) {
        let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(1000).collect();
        match &mut self.overlay {
            Some(
                Overlay::Palette(Palette { input, .. })
                | Overlay::Filter(input)
                | Overlay::Menu(Menu { input, .. }),
            ) => {
                *input = format!("{}{line}", input.value()).into();
            }
            Some(Overlay::Home(home)) => {
                *home = Home { input: format!("{}{line}", home.input.value()).into(), selected: 0 }
            }
            _ => {}
        }
    }

    fn help_key(&mut self, offset: usize, key: &KeyEvent) -> Vec<Effect> {
        let offset = match key.code {
            KeyCode::Up => offset.saturating_sub(1),
            KeyCode::Down => offset + 1,
            KeyCode::PageUp => offset.saturating_sub(PAGE),
            KeyCode::PageDown | KeyCode::Char(' ') => offset + PAGE,
            KeyCode::Home => 0,
            KeyCode::End => usize::MAX / 2,
            _ => return Vec::new(),
        };
        self.overlay = Some(Overlay::Help { offset: offset.min(help_length()) });
        Vec::new()
    }

    /// Adds a constant to the logits; what changes image, arm, unit, loss or step leaves the explanation open, other keys
    /// close it and do what they do.
    fn explain_key(&mut self, shift: i32, key: &KeyEvent) -> Vec<Effect> {
        let shift = match key.code {
            KeyCode::Char('+' | '=') | KeyCode::Right => (shift + 1).min(SHIFTS),
            KeyCode::Char('-') | KeyCode::Left => (shift - 1).max(-SHIFTS),
            KeyCode::Home => 0,
            KeyCode::Char('e') => return Vec::new(),
            _ => {
                let Some(action) = keymap::action(key) else { return Vec::new() };
                let effects = self.update(&action);
                let stays = matches!(
                    action,
                    Action::Step | Action::Pause | Action::NextArm | Action::Unit | Action::Image(_)
                );
                if stays && self.overlay.is_none() {
                    self.overlay = Some(Overlay::Explain { shift });
                }
                return effects;
            }
        };
        self.overlay = Some(Overlay::Explain { shift });
        Vec::new()
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
        let known = |word: &str| word == "twin" || FIELDS.iter().any(|field| field.name == word.trim());
        let begins_setting = |(word, _): (&str, &str)| known(word);
        let is_whole =
            keymap::find(typed).is_some() || typed.split_once([' ', '=']).is_some_and(begins_setting);
        let line = match suggestion {
            Some(suggestion) if !is_whole || palette.selected > 0 => suggestion,
            _ => typed.to_owned(),
        };
        if let Some(row) = keymap::find(&line) {
            return self.update(&row.action);
        }
        match line.trim().split_once([' ', '=']) {
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
