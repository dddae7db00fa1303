//! What the mouse does: a click chooses, a second one opens, the wheel moves. Everything is done by keys too.

use crate::ui::action::{Action, Direction, Target};
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::overlay::Overlay;
use crate::ui::panes::Pointed;
use crate::ui::terminal::MouseInput;
use crossterm::event::{KeyCode, KeyEvent};

impl App {
    /// Takes what the mouse did to what it points at.
    pub fn on_mouse(&mut self, what: MouseInput, target: Option<Target>) -> Vec<Effect> {
        let turn = |key| KeyEvent::from(key);
        match (what, target) {
            // What lies over the panes covers them. Lists have the wheel to themselves; a question wants a key.
            (MouseInput::WheelUp, _) if self.is_list_open() => self.on_key(&turn(KeyCode::Up)),
            (MouseInput::WheelDown, _) if self.is_list_open() => self.on_key(&turn(KeyCode::Down)),
            (MouseInput::Click, _) if matches!(self.overlay, Some(Overlay::Note { .. })) => {
                self.overlay = None;
                Vec::new()
            }
            (MouseInput::Click, Some(Target::Entry(entry))) => self.click_entry(entry),
            _ if self.overlay.is_some() => Vec::new(),
            (MouseInput::Click, Some(target)) => self.click(target),
            (MouseInput::WheelUp, Some(Target::Inside(pane, ..))) => {
                self.focus_pane(pane);
                self.move_cursor(Direction::Up)
            }
            (MouseInput::WheelDown, Some(Target::Inside(pane, ..))) => {
                self.focus_pane(pane);
                self.move_cursor(Direction::Down)
            }
            (MouseInput::Click | MouseInput::WheelUp | MouseInput::WheelDown, _) => Vec::new(),
        }
    }

    /// Whether something that up and down move through lies over the panes.
    fn is_list_open(&self) -> bool {
        match &self.overlay {
            Some(
                Overlay::Help(_)
                | Overlay::Palette(_)
                | Overlay::Menu(_)
                | Overlay::Home(_)
                | Overlay::Findings { .. },
            ) => true,
            None
            | Some(Overlay::Filter(_) | Overlay::Ask(_) | Overlay::Explain(_) | Overlay::Note { .. }) => {
                false
            }
        }
    }

    /// Chooses an entry of the list over the panes; the chosen one is taken.
    fn click_entry(&mut self, entry: usize) -> Vec<Effect> {
        let selected = match &mut self.overlay {
            Some(Overlay::Palette(palette)) => &mut palette.selected,
            Some(Overlay::Menu(menu)) => &mut menu.selected,
            Some(Overlay::Home(home)) => &mut home.selected,
            _ => return Vec::new(),
        };
        if *selected == entry {
            return self.on_key(&KeyEvent::from(KeyCode::Enter));
        }
        *selected = entry;
        Vec::new()
    }

    fn click(&mut self, target: Target) -> Vec<Effect> {
        match target {
            // There is no list to click on.
            Target::Entry(_) => Vec::new(),
            Target::Tab(pane) => self.update(&Action::Focus(pane)),
            Target::Arm(arm) => {
                self.focus_arm(arm);
                Vec::new()
            }
            Target::Setting(arm, _) if self.arm != arm => {
                self.focus_arm(arm);
                Vec::new()
            }
            Target::Setting(_, choice) => self.update(&Action::Choose(choice)),
            Target::Inside(pane, area, at) => {
                let (focused, task) = (self.focus == pane, self.task());
                self.on_next_key();
                self.focus_pane(pane);
                let inside = self.bench.is_some() && area.contains(at);
                let pointed = if inside {
                    self.panes.get_mut(pane, task).point(&mut self.model, area, at)
                } else {
                    Pointed::Nowhere
                };
                self.measure_panes();
                // The first click on another pane brings the focus there.
                if pointed == Pointed::Again && focused { self.update(&Action::Open) } else { Vec::new() }
            }
        }
    }
}
