//! A key is a row of data: its name in the palette, its keys, its action, its sentence. Dispatch, help, footer, palette,
//! `dl-lab list keys` and the README's table come from here.

mod rows;

pub use rows::KEYS;

use super::action::Action;
use crate::data::Task;
use crate::lab::recipe::PaneId;
use Press::{Char, Ctrl, Named};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// A character as it is typed, upper case included.
    Char(char),
    /// A character with Ctrl.
    Ctrl(char),
    /// A key without a character, with its name.
    Named(KeyCode, &'static str),
}

/// What a row belongs to in the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Training.
    Train,
    /// Settings of the focused arm.
    Arm,
    /// Panes and moving.
    Move,
    /// What panes show.
    Show,
    /// The program.
    Program,
}

/// All groups with their titles.
pub const GROUPS: [(Group, &str); 5] = [
    (Group::Train, "Training"),
    (Group::Arm, "The focused arm"),
    (Group::Move, "Panes"),
    (Group::Show, "What they show"),
    (Group::Program, "The laboratory"),
];

/// One row.
pub struct KeyRow {
    /// The name in the palette and in captions.
    pub name: &'static str,
    /// Any of these does it.
    pub keys: &'static [Press],
    /// What it does.
    pub action: Action,
    /// One sentence.
    pub summary: &'static str,
    /// Where it stands in the help.
    pub group: Group,
}

/// The action of a key, if it has one.
pub fn action(event: &KeyEvent) -> Option<Action> {
    let row = KEYS.iter().find(|row| row.keys.iter().any(|press| press.is(event)));
    row.map(|row| row.action.clone())
}

/// The row of this action.
pub fn of(action: &Action) -> Option<&'static KeyRow> {
    KEYS.iter().find(|row| row.action == *action)
}

/// The panes in which alone a key acts; none for keys that act wherever the focus is. By its name in the palette each acts
/// everywhere.
pub fn bound_to(action: &Action, task: Task) -> &'static [PaneId] {
    match action {
        Action::Temperature | Action::Mark => &[PaneId::Prediction],
        Action::Examine => &[PaneId::Weights],
        Action::Costs if task == Task::MultiLabel => &[PaneId::Decision, PaneId::Confusion],
        Action::Costs => &[PaneId::Decision],
        Action::Unit => &[PaneId::Curves, PaneId::Prediction, PaneId::Decision, PaneId::Loss, PaneId::Ood],
        _ => &[],
    }
}

/// The row of this name.
pub fn find(name: &str) -> Option<&'static KeyRow> {
    KEYS.iter().find(|row| row.name == name)
}

/// A row's keys as people read them: `Space`, `+ =`; what has no key is typed: `:save`.
pub fn label(row: &KeyRow) -> String {
    if row.keys.is_empty() {
        return format!(":{}", row.name);
    }
    row.keys.iter().map(|press| press.label()).collect::<Vec<_>>().join(" ")
}

impl Press {
    fn is(self, event: &KeyEvent) -> bool {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let plain = !control && !event.modifiers.contains(KeyModifiers::ALT);
        match self {
            Char(c) => plain && event.code == KeyCode::Char(c),
            Ctrl(c) => control && event.code == KeyCode::Char(c),
            Named(code, _) => plain && event.code == code,
        }
    }

    fn label(self) -> String {
        match self {
            Char(' ') => "Space".into(),
            Char(c) => c.to_string(),
            Ctrl(c) => format!("Ctrl-{c}"),
            Named(_, name) => name.into(),
        }
    }
}

#[cfg(test)]
impl Press {
    /// The event of this press.
    pub(super) fn event(self) -> KeyEvent {
        match self {
            Char(c) => KeyEvent::from(KeyCode::Char(c)),
            Ctrl(c) => KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL),
            Named(code, _) => KeyEvent::from(code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::action::Choice;

    #[test]
    fn no_key_and_no_name_stands_twice() {
        let keys: Vec<Press> = KEYS.iter().flat_map(|row| row.keys).copied().collect();
        let twice = |i: usize| keys[..i].contains(&keys[i]);
        assert_eq!((0..keys.len()).find(|i| twice(*i)).map(|i| keys[i]), None);
        let names: Vec<&str> = KEYS.iter().map(|row| row.name).collect();
        assert_eq!((0..names.len()).find(|i| names[..*i].contains(&names[*i])).map(|i| names[i]), None);
    }

    #[test]
    fn every_row_has_a_key_and_a_sentence_in_a_known_group() {
        for row in KEYS {
            // What is typed has no key.
            let typed = matches!(row.action, Action::Save | Action::Export);
            assert!(row.keys.is_empty() == typed && !row.summary.is_empty(), "{}", row.name);
            assert!(GROUPS.iter().any(|(group, _)| *group == row.group), "{}", row.name);
        }
    }

    #[test]
    fn keys_find_their_actions_and_control_is_not_forgotten() {
        let press = |code, modifiers| action(&KeyEvent::new(code, modifiers));
        assert_eq!(press(KeyCode::Char('w'), KeyModifiers::NONE), Some(Action::Choose(Choice::Weights)));
        assert_eq!(press(KeyCode::Char('A'), KeyModifiers::SHIFT), Some(Action::Twin));
        assert_eq!(press(KeyCode::Char('c'), KeyModifiers::CONTROL), Some(Action::QuitNow));
        assert_eq!(press(KeyCode::Char('w'), KeyModifiers::CONTROL), None);
    }
}
