//! How fast the line to the terminal is taken to be, and what that allows.

use std::time::Duration;

use super::environment::{Lookup, over_ssh};

/// Why the screen should be drawn again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A key, a paste, or a report that must be seen at once.
    Input,
    /// The terminal changed its size.
    Resize,
    /// Training moved on.
    Data,
    /// Training moved on while the window was in the background.
    UnseenData,
}

/// The kind of line between the program and the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// A terminal on the same machine (`--link fast`).
    Local,
    /// A remote session that may be as slow as 128 kbit/s (`--link slow`).
    Ssh,
}

impl Link {
    /// `choice` if the command line made one, else what the environment tells.
    pub fn detect(choice: Option<Link>, lookup: Lookup) -> Link {
        choice.unwrap_or(if over_ssh(lookup) { Link::Ssh } else { Link::Local })
    }

    /// The shortest time between two frames drawn for `cause`.
    pub fn interval(self, cause: Cause) -> Duration {
        Duration::from_millis(match (cause, self) {
            (Cause::Input, Link::Local) => 16,
            (Cause::Input, Link::Ssh) => 33,
            (Cause::Resize, _) => 50,
            (Cause::Data, Link::Local) => 100,
            (Cause::Data, Link::Ssh) => 250,
            (Cause::UnseenData, _) => 1000,
        })
    }

    /// Bytes a second that training may cause, averaged over bursts of up to 64 KiB.
    pub fn bytes_per_second(self) -> u32 {
        match self {
            Link::Local => 64 * 1024,
            Link::Ssh => 8 * 1024,
        }
    }

    /// How long a lone Escape is held back, because the rest of an arrow key's sequence may still be on its way.
    pub fn escape_hold(self) -> Duration {
        Duration::from_millis(match self {
            Link::Local => 25,
            Link::Ssh => 75,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_overrides_the_environment() {
        let ssh = |name: &str| (name == "SSH_TTY").then(|| "/dev/pts/0".to_owned());
        let local = |_: &str| None;
        assert_eq!(Link::detect(None, &ssh), Link::Ssh);
        assert_eq!(Link::detect(None, &local), Link::Local);
        assert_eq!(Link::detect(Some(Link::Local), &ssh), Link::Local);
        assert_eq!(Link::detect(Some(Link::Ssh), &local), Link::Ssh);
    }
}
