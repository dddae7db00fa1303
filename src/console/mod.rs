//! What goes to the console on the way in and out: tables, and why the program ends early.

pub mod comparison;
pub mod table;

use crate::lab::bench::BenchError;
use crate::lab::recipe::SettingError;
use crate::lab::record::store::StoreError;
use crate::score::ScoreError;
use std::borrow::Cow;

/// A line as it may be written to a terminal: a control character from a name or a file is written as an escape.
pub fn printable(line: &str) -> Cow<'_, str> {
    if !line.contains(char::is_control) {
        return Cow::Borrowed(line);
    }
    let shown = |c: char| {
        if c.is_control() { c.escape_default().collect::<String>() } else { c.to_string() }
    };
    Cow::Owned(line.chars().map(shown).collect())
}

/// Why the program ends early: one line, and the exit status that tells bad input from failure.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something the user gave cannot be: exit status 2.
    #[error("{0}")]
    Input(String),
    /// Something broke: exit status 1.
    #[error("{0}")]
    Broken(String),
    /// A signal, or a reader that went away: this exit status, and nothing to say.
    #[error("")]
    Quiet(u8),
}

impl Failure {
    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            Self::Input(_) => 2,
            Self::Broken(_) => 1,
            Self::Quiet(status) => *status,
        }
    }
}

impl From<SettingError> for Failure {
    fn from(error: SettingError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<BenchError> for Failure {
    fn from(error: BenchError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<ScoreError> for Failure {
    fn from(error: ScoreError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    /// Standard output that nobody reads any more is no failure: `dl-lab list | head -1`.
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::Quiet(0),
            _ => Self::Broken(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn nothing_that_moves_a_cursor_is_written() {
        for (text, shown) in [
            ("a plain line", "a plain line"),
            ("Ärmel · 2", "Ärmel · 2"),
            ("\u{1b}[2Jcat", "\\u{1b}[2Jcat"),
            ("two\nlines\tand\rmore", "two\\nlines\\tand\\rmore"),
            ("\u{9b}31m", "\\u{9b}31m"),
        ] {
            assert_eq!(printable(text), shown);
        }
    }
}
