//! Puts arrow keys together again that a slow line tore apart.
//!
//! crossterm takes an Escape at the end of a read for the Escape key; the `[A` that follows in the next packet then
//! arrives as two typed characters. So a lone Escape is held back for a moment, and joined with what follows if that
//! looks like the rest of a sequence.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::input::{MouseInput, TerminalInput};
use ratatui::layout::Position;

/// The longest sequence of a key worth waiting for is `[24;8~`, of the mouse `[<65;1000;1000M`.
const LONGEST: [usize; 2] = [8, 16];

/// Holds back what may be the beginning of a sequence. It never reads a clock.
#[derive(Debug)]
pub(super) struct EscJoiner {
    hold: Duration,
    /// The keys held back, beginning with Escape; empty if there are none.
    held: Vec<KeyEvent>,
    deadline: Option<Instant>,
}

enum Sequence {
    Unfinished,
    Complete(Option<TerminalInput>),
    No,
}

impl EscJoiner {
    /// Holds an Escape back for `hold` after the last key.
    pub(super) fn new(hold: Duration) -> Self {
        Self { hold, held: Vec::new(), deadline: None }
    }

    /// When [`expire`](Self::expire) is due; `None` if nothing is held back.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Gives up waiting: what was held back were keys.
    pub(super) fn expire(&mut self) -> Vec<TerminalInput> {
        self.deadline = None;
        self.held.drain(..).map(TerminalInput::Key).collect()
    }

    /// Takes the next input and returns those that are certain now. A complete sequence that means nothing to us is
    /// swallowed: its letters must not act as keys.
    pub(super) fn push(&mut self, input: TerminalInput, now: Instant) -> Vec<TerminalInput> {
        let mut certain = Vec::new();
        match input {
            TerminalInput::Key(key) if !self.held.is_empty() && key.code != KeyCode::Esc => {
                self.held.push(key);
                match self.classify() {
                    Sequence::Unfinished => self.deadline = Some(now + self.hold),
                    Sequence::No => certain = self.expire(),
                    Sequence::Complete(joined) => {
                        self.expire();
                        certain.extend(joined);
                    }
                }
            }
            TerminalInput::Key(key) if key == KeyEvent::from(KeyCode::Esc) => {
                certain = self.expire();
                self.held.push(key);
                self.deadline = Some(now + self.hold);
            }
            other => {
                certain = self.expire();
                certain.push(other);
            }
        }
        certain
    }

    fn classify(&self) -> Sequence {
        let Some(text) = self.held[1..].iter().map(typed).collect::<Option<String>>() else {
            return Sequence::No;
        };
        let Some(last) =
            text.chars().last().filter(|_| text.len() <= LONGEST[usize::from(text.starts_with("[<"))])
        else {
            return Sequence::No;
        };
        match text.as_bytes() {
            [b'[' | b'O'] | [b'[', b'<'] => Sequence::Unfinished,
            [b'O', _] => Sequence::Complete(letter(last, KeyModifiers::NONE)),
            [b'[', b'<', parameters @ .., b'M' | b'm'] => Sequence::Complete(mouse(parameters, last)),
            [b'[', ..] if last.is_ascii_digit() || last == ';' => Sequence::Unfinished,
            [b'[', parameters @ .., _] => Sequence::Complete(control(parameters, last)),
            _ => Sequence::No,
        }
    }
}

/// The character a key types; `None` for keys that type none.
fn typed(key: &KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Char(c) if c.is_ascii() && (key.modifiers - KeyModifiers::SHIFT).is_empty() => Some(c),
        _ => None,
    }
}

/// `CSI number ; modifiers final`, as xterm sends its function keys.
fn control(parameters: &[u8], last: char) -> Option<TerminalInput> {
    let text = std::str::from_utf8(parameters).ok()?;
    let (number, modifiers) = text.split_once(';').unwrap_or((text, "1"));
    let bits = modifiers.parse::<u8>().ok()?.checked_sub(1)?;
    // xterm's bits are Shift, Alt, Control; crossterm orders them differently.
    let table = [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)];
    let modifiers =
        table.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, modifier)| modifier).collect();
    if last == '~' { numbered(number, modifiers) } else { letter(last, modifiers) }
}

/// `CSI < button ; column ; row M`, and `m` for a button that goes up.
fn mouse(parameters: &[u8], last: char) -> Option<TerminalInput> {
    let mut numbers = std::str::from_utf8(parameters).ok()?.split(';').map(str::parse::<u16>);
    let [Some(Ok(button)), Some(Ok(column)), Some(Ok(row))] =
        [numbers.next(), numbers.next(), numbers.next()]
    else {
        return None;
    };
    let what = match (button, last) {
        (0, 'M') => MouseInput::Click,
        (64, 'M') => MouseInput::WheelUp,
        (65, 'M') => MouseInput::WheelDown,
        _ => return None,
    };
    Some(TerminalInput::Mouse(what, Position::new(column.checked_sub(1)?, row.checked_sub(1)?)))
}

fn letter(last: char, modifiers: KeyModifiers) -> Option<TerminalInput> {
    let code = match last {
        'A' => KeyCode::Up,
        'B' => KeyCode::Down,
        'C' => KeyCode::Right,
        'D' => KeyCode::Left,
        'F' => KeyCode::End,
        'H' => KeyCode::Home,
        'Z' => {
            return Some(TerminalInput::Key(KeyEvent::new(
                KeyCode::BackTab,
                modifiers | KeyModifiers::SHIFT,
            )));
        }
        'P'..='S' => KeyCode::F(last as u8 - b'P' + 1),
        'I' => return Some(TerminalInput::FocusGained),
        'O' => return Some(TerminalInput::FocusLost),
        _ => return None,
    };
    Some(TerminalInput::Key(KeyEvent::new(code, modifiers)))
}

fn numbered(number: &str, modifiers: KeyModifiers) -> Option<TerminalInput> {
    let code = match number.parse().ok()? {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        n @ 11..=15 => KeyCode::F(n - 10),
        n @ 17..=21 => KeyCode::F(n - 11),
        n @ 23..=24 => KeyCode::F(n - 12),
        _ => return None,
    };
    Some(TerminalInput::Key(KeyEvent::new(code, modifiers)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOLD: Duration = Duration::from_millis(25);

    fn key(code: KeyCode) -> TerminalInput {
        TerminalInput::Key(code.into())
    }

    /// Feeds Escape and then `text`, all within the hold, and returns what is certain at the end.
    fn after_escape(text: &str) -> Vec<TerminalInput> {
        let now = Instant::now();
        let mut joiner = EscJoiner::new(HOLD);
        let mut certain = joiner.push(key(KeyCode::Esc), now);
        for c in text.chars() {
            certain.extend(joiner.push(key(KeyCode::Char(c)), now));
        }
        assert_eq!(joiner.deadline(), None, "{text}");
        certain
    }

    #[test]
    fn torn_sequences_become_the_key_they_were() {
        let rows = [
            ("[A", key(KeyCode::Up)),
            ("OD", key(KeyCode::Left)),
            ("[5~", key(KeyCode::PageUp)),
            ("[24~", key(KeyCode::F(12))),
            ("[1;5C", TerminalInput::Key(KeyEvent::new(KeyCode::Right, KeyModifiers::CONTROL))),
            ("[3;2~", TerminalInput::Key(KeyEvent::new(KeyCode::Delete, KeyModifiers::SHIFT))),
            ("[Z", TerminalInput::Key(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT))),
            ("[I", TerminalInput::FocusGained),
        ];
        for (text, expected) in rows {
            assert_eq!(after_escape(text), [expected], "{text}");
        }
    }

    #[test]
    fn unknown_sequences_are_swallowed() {
        assert_eq!(after_escape("[99~"), []);
        assert_eq!(after_escape("[5u"), []);
        assert_eq!(after_escape("[1;0A"), []);
    }

    #[test]
    fn other_keys_let_the_escape_go() {
        assert_eq!(after_escape("q"), [key(KeyCode::Esc), key(KeyCode::Char('q'))]);
        let mut joiner = EscJoiner::new(HOLD);
        let now = Instant::now();
        joiner.push(key(KeyCode::Esc), now);
        assert_eq!(joiner.push(TerminalInput::FocusLost, now), [key(KeyCode::Esc), TerminalInput::FocusLost]);
        assert_eq!(joiner.push(TerminalInput::FocusLost, now), [TerminalInput::FocusLost]);
    }

    #[test]
    fn a_lone_escape_waits_for_its_time_and_no_longer() {
        let now = Instant::now();
        let mut joiner = EscJoiner::new(HOLD);
        assert_eq!(joiner.push(key(KeyCode::Esc), now), []);
        assert_eq!(joiner.deadline(), Some(now + HOLD));
        assert_eq!(joiner.expire(), [key(KeyCode::Esc)]);
        assert_eq!(joiner.deadline(), None);
        assert_eq!(joiner.push(key(KeyCode::Esc), now), []);
        assert_eq!(joiner.push(key(KeyCode::Esc), now), [key(KeyCode::Esc)], "the second waits in turn");
        assert_eq!(joiner.expire(), [key(KeyCode::Esc)]);
    }

    #[test]
    fn an_endless_sequence_is_given_up() {
        let certain = after_escape("[111111111".get(..LONGEST[0] + 1).unwrap());
        assert_eq!(certain.len(), LONGEST[0] + 2);
    }

    #[test]
    fn reports_of_the_mouse_are_joined_too_and_type_nothing() {
        let at = |x, y| Position::new(x, y);
        for (rest, expected) in [
            ("[<0;12;3M", Some(TerminalInput::Mouse(MouseInput::Click, at(11, 2)))),
            ("[<64;1;1M", Some(TerminalInput::Mouse(MouseInput::WheelUp, at(0, 0)))),
            ("[<65;200;60M", Some(TerminalInput::Mouse(MouseInput::WheelDown, at(199, 59)))),
            ("[<0;12;3m", None),
            ("[<2;12;3M", None),
            ("[<0;0;3M", None),
        ] {
            assert_eq!(after_escape(rest), expected.into_iter().collect::<Vec<_>>(), "{rest}");
        }
    }
}
