//! What goes to the console on the way in and out: tables, and why the program ends early.

pub mod league;
pub mod table;

use crate::lab::bench::BenchError;
use crate::lab::recipe::SettingError;
use crate::lab::record::store::StoreError;
use crate::score::ScoreError;

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
