//! A key is a row of data: its name in the palette, its keys, its action, its sentence. Dispatch, help, footer, palette,
//! `dl-lab list keys` and the README's table come from here.

use super::action::{Action, Choice, Direction, Pick, Setting, Turn};
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

const fn row(
    group: Group,
    name: &'static str,
    keys: &'static [Press],
    action: Action,
    summary: &'static str,
) -> KeyRow {
    KeyRow { name, keys, action, summary, group }
}

use Press::{Char, Ctrl, Named};

/// Every key, in the order of the help.
pub const KEYS: &[KeyRow] = &[
    row(Group::Train, "pause", &[Char(' ')], Action::Pause, "pause or resume all arms"),
    row(Group::Train, "step", &[Char('.')], Action::Step, "one optimiser step of every arm, then pause"),
    row(Group::Train, "slower", &[Char('<')], Action::Slower, "half the pace"),
    row(Group::Train, "faster", &[Char('>')], Action::Faster, "twice the pace, at last full speed"),
    row(Group::Train, "continue", &[Char('c')], Action::Continue, "after the last epoch: as many again"),
    row(
        Group::Train,
        "restart",
        &[Char('r')],
        Action::Restart,
        "all arms again from the same seed, as set now (asks)",
    ),
    row(
        Group::Arm,
        "loss",
        &[Char('l')],
        Action::Cycle(Setting::Loss, Turn::Forwards),
        "next loss, from the next batch on",
    ),
    row(Group::Arm, "previous loss", &[Char('L')], Action::Cycle(Setting::Loss, Turn::Back), "previous loss"),
    row(
        Group::Arm,
        "weights",
        &[Char('w')],
        Action::Cycle(Setting::Weights, Turn::Forwards),
        "next class weights",
    ),
    row(
        Group::Arm,
        "previous weights",
        &[Char('W')],
        Action::Cycle(Setting::Weights, Turn::Back),
        "previous class weights",
    ),
    row(Group::Arm, "sampler", &[Char('s')], Action::Cycle(Setting::Sampler, Turn::Forwards), "next sampler"),
    row(
        Group::Arm,
        "previous sampler",
        &[Char('S')],
        Action::Cycle(Setting::Sampler, Turn::Back),
        "previous sampler",
    ),
    row(
        Group::Arm,
        "reduction",
        &[Char('R')],
        Action::Cycle(Setting::Reduction, Turn::Forwards),
        "average a weighted batch over pictures or over weights",
    ),
    row(Group::Arm, "faster rate", &[Char('+'), Char('=')], Action::Rate(2.0), "twice the learning rate"),
    row(Group::Arm, "slower rate", &[Char('-')], Action::Rate(0.5), "half the learning rate"),
    row(
        Group::Arm,
        "model",
        &[Char('m')],
        Action::Choose(Choice::Model),
        "choose the network (restarts all arms)",
    ),
    row(
        Group::Arm,
        "imbalance",
        &[Char('i')],
        Action::Choose(Choice::Imbalance),
        "choose how rare classes are (restarts all arms)",
    ),
    row(Group::Arm, "undo", &[Char('u')], Action::Undo, "take the arm's last change back"),
    row(Group::Arm, "next arm", &[Char('a')], Action::NextArm, "focus the next arm"),
    row(
        Group::Arm,
        "twin",
        &[Char('A')],
        Action::Twin,
        "a copy of the arm: the same start and batches, one factor changed",
    ),
    row(Group::Arm, "drop arm", &[Char('D')], Action::DropArm, "drop the arm (asks)"),
    row(Group::Move, "curves", &[Char('1')], Action::Focus(1), "focus Curves"),
    row(Group::Move, "prediction", &[Char('2')], Action::Focus(2), "focus Prediction"),
    row(Group::Move, "confusion", &[Char('3')], Action::Focus(3), "focus Confusion"),
    row(Group::Move, "classes", &[Char('4')], Action::Focus(4), "focus Imbalance"),
    row(Group::Move, "images", &[Char('5')], Action::Focus(5), "focus Images"),
    row(Group::Move, "journal", &[Char('8')], Action::Focus(8), "focus Journal"),
    row(Group::Move, "next pane", &[Named(KeyCode::Tab, "Tab")], Action::NextPane, "focus the next pane"),
    row(
        Group::Move,
        "previous pane",
        &[Named(KeyCode::BackTab, "Shift-Tab")],
        Action::PreviousPane,
        "focus the previous pane",
    ),
    row(Group::Move, "zoom", &[Char('z')], Action::Zoom, "the focused pane alone, or all of them"),
    row(Group::Move, "up", &[Named(KeyCode::Up, "Up")], Action::Move(Direction::Up), "move up"),
    row(Group::Move, "down", &[Named(KeyCode::Down, "Down")], Action::Move(Direction::Down), "move down"),
    row(
        Group::Move,
        "left",
        &[Named(KeyCode::Left, "Left")],
        Action::Move(Direction::Left),
        "move left, or the previous picture",
    ),
    row(
        Group::Move,
        "right",
        &[Named(KeyCode::Right, "Right")],
        Action::Move(Direction::Right),
        "move right, or the next picture",
    ),
    row(
        Group::Move,
        "page up",
        &[Named(KeyCode::PageUp, "PgUp")],
        Action::Move(Direction::PageUp),
        "a page up",
    ),
    row(
        Group::Move,
        "page down",
        &[Named(KeyCode::PageDown, "PgDn")],
        Action::Move(Direction::PageDown),
        "a page down",
    ),
    row(Group::Move, "first", &[Named(KeyCode::Home, "Home")], Action::Move(Direction::Home), "to the first"),
    row(Group::Move, "last", &[Named(KeyCode::End, "End")], Action::Move(Direction::End), "to the last"),
    row(
        Group::Move,
        "open",
        &[Named(KeyCode::Enter, "Enter")],
        Action::Open,
        "a matrix cell's images; an image's prediction",
    ),
    row(
        Group::Move,
        "back",
        &[Named(KeyCode::Esc, "Esc")],
        Action::Back,
        "close, leave the zoom, clear the filter; never quits",
    ),
    row(
        Group::Move,
        "filter",
        &[Char('/')],
        Action::Filter,
        "show only rows of Imbalance, Images and Journal with this text",
    ),
    row(
        Group::Show,
        "measure",
        &[Char('v')],
        Action::Measure(Turn::Forwards),
        "Curves: the next measure, at last each class's recall",
    ),
    row(
        Group::Show,
        "previous measure",
        &[Char('V')],
        Action::Measure(Turn::Back),
        "Curves: the previous measure",
    ),
    row(Group::Show, "log axis", &[Char('g')], Action::LogAxis, "Curves: logarithmic or linear axis"),
    row(Group::Show, "next picture", &[Char(']')], Action::Picture(Pick::Next), "watch the next picture"),
    row(
        Group::Show,
        "previous picture",
        &[Char('[')],
        Action::Picture(Pick::Previous),
        "watch the previous picture",
    ),
    row(Group::Show, "random picture", &[Char('x')], Action::Picture(Pick::Random), "watch any picture"),
    row(
        Group::Show,
        "hardest picture",
        &[Char('h')],
        Action::Picture(Pick::Hardest),
        "watch the picture that surprises the arm most",
    ),
    row(Group::Show, "pin", &[Char('p')], Action::Pin, "keep the watched picture whatever else is opened"),
    row(
        Group::Show,
        "temperature",
        &[Char('T')],
        Action::Temperature,
        "Prediction: temperature of the shown bars",
    ),
    row(Group::Show, "unit", &[Char('b')], Action::Unit, "nats or bits"),
    row(Group::Show, "normalise", &[Char('n')], Action::Normalise, "Confusion: by row, by column, counts"),
    row(
        Group::Show,
        "difference",
        &[Char('d')],
        Action::Difference,
        "Confusion: each arm, then the difference from A",
    ),
    row(Group::Show, "sort", &[Char('o')], Action::Sort, "Imbalance: order of the rows"),
    row(Group::Show, "freeze", &[Char('f')], Action::Freeze, "freeze the view; training goes on"),
    row(Group::Program, "help", &[Char('?'), Named(KeyCode::F(1), "F1")], Action::Help, "this help"),
    row(
        Group::Program,
        "palette",
        &[Char(':')],
        Action::Palette,
        "any action or setting by name: loss focal:gamma=2",
    ),
    row(
        Group::Program,
        "copy",
        &[Char('y')],
        Action::Copy,
        "copy the headless command that makes this screen",
    ),
    row(Group::Program, "redraw", &[Ctrl('l')], Action::Redraw, "draw everything anew"),
    row(Group::Program, "suspend", &[Ctrl('z')], Action::Suspend, "back to the shell; fg returns"),
    row(Group::Program, "quit", &[Char('q')], Action::Quit, "quit (asks while something trains)"),
    row(Group::Program, "quit now", &[Ctrl('c')], Action::QuitNow, "quit at once"),
];

/// The action of a key, if it has one.
pub fn action(event: &KeyEvent) -> Option<Action> {
    let row = KEYS.iter().find(|row| row.keys.iter().any(|press| press.is(event)));
    row.map(|row| row.action.clone())
}

/// The row of this name.
pub fn find(name: &str) -> Option<&'static KeyRow> {
    KEYS.iter().find(|row| row.name == name)
}

/// A row's keys as people read them: `Space`, `+ =`.
pub fn label(row: &KeyRow) -> String {
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
            assert!(!row.keys.is_empty() && !row.summary.is_empty(), "{}", row.name);
            assert!(GROUPS.iter().any(|(group, _)| *group == row.group), "{}", row.name);
        }
    }

    #[test]
    fn keys_find_their_actions_and_control_is_not_forgotten() {
        let press = |code, modifiers| action(&KeyEvent::new(code, modifiers));
        assert_eq!(
            press(KeyCode::Char('w'), KeyModifiers::NONE),
            Some(Action::Cycle(Setting::Weights, Turn::Forwards))
        );
        assert_eq!(
            press(KeyCode::Char('L'), KeyModifiers::SHIFT),
            Some(Action::Cycle(Setting::Loss, Turn::Back))
        );
        assert_eq!(press(KeyCode::Char('c'), KeyModifiers::CONTROL), Some(Action::QuitNow));
        assert_eq!(press(KeyCode::Char('w'), KeyModifiers::CONTROL), None);
    }
}
