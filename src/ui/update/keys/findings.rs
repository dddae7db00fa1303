//! Keys while findings are looked at.

use super::PAGE;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::keymap;
use crate::ui::overlay::{Overlay, findings_length};
use crossterm::event::{KeyCode, KeyEvent};

impl App {
    /// Scrolls; steps and pauses leave the box open, other keys close it and do what they do.
    pub(super) fn findings_key(&mut self, offset: usize, key: &KeyEvent) -> Vec<Effect> {
        let last = findings_length(self);
        let to = match key.code {
            KeyCode::Up => offset.saturating_sub(1),
            KeyCode::Down => offset + 1,
            KeyCode::PageUp => offset.saturating_sub(PAGE),
            KeyCode::PageDown => offset + PAGE,
            KeyCode::Home => 0,
            KeyCode::End => last,
            _ => return self.through_findings(offset, key),
        };
        self.open(Overlay::Findings { offset: to.min(last) })
    }

    fn through_findings(&mut self, offset: usize, key: &KeyEvent) -> Vec<Effect> {
        let Some(action) = keymap::action(key).filter(|action| *action != Action::Findings) else {
            return Vec::new();
        };
        let effects = self.update(&action);
        if matches!(action, Action::Step | Action::Pause) && self.overlay.is_none() {
            self.overlay = Some(Overlay::Findings { offset });
        }
        effects
    }
}
