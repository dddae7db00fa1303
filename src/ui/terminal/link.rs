//! How fast the line to the terminal is taken to be, and what that allows.

use crate::cli::LinkArg;
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
pub enum LinkSpeed {
    /// A terminal on the same machine (`--link fast`).
    Local,
    /// A remote session that may be as slow as 128 kbit/s (`--link slow`).
    Ssh,
}

impl From<LinkArg> for LinkSpeed {
    fn from(link: LinkArg) -> Self {
        match link {
            LinkArg::Fast => Self::Local,
            LinkArg::Slow => Self::Ssh,
        }
    }
}

impl LinkSpeed {
    /// `choice` if the command line made one, else what the environment tells.
    pub fn detect(choice: Option<LinkSpeed>, lookup: Lookup) -> LinkSpeed {
        choice.unwrap_or(if over_ssh(lookup) { LinkSpeed::Ssh } else { LinkSpeed::Local })
    }

    /// The shortest time between two frames drawn for `cause`.
    pub fn interval(self, cause: Cause) -> Duration {
        Duration::from_millis(match (cause, self) {
            (Cause::Input, LinkSpeed::Local) => 16,
            (Cause::Input, LinkSpeed::Ssh) => 33,
            (Cause::Resize, _) => 50,
            (Cause::Data, LinkSpeed::Local) => 100,
            (Cause::Data, LinkSpeed::Ssh) => 250,
            (Cause::UnseenData, _) => 1000,
        })
    }

    /// Bytes a second that training may cause, averaged over bursts of up to 64 KiB.
    pub fn bytes_per_second(self) -> u32 {
        match self {
            LinkSpeed::Local => 64 * 1024,
            LinkSpeed::Ssh => 8 * 1024,
        }
    }

    /// How long a lone Escape is held back, because the rest of an arrow key's sequence may still be on its way.
    pub fn escape_hold(self) -> Duration {
        Duration::from_millis(match self {
            LinkSpeed::Local => 25,
            LinkSpeed::Ssh => 75,
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
        assert_eq!(LinkSpeed::detect(None, &ssh), LinkSpeed::Ssh);
        assert_eq!(LinkSpeed::detect(None, &local), LinkSpeed::Local);
        assert_eq!(LinkSpeed::detect(Some(LinkSpeed::Local), &ssh), LinkSpeed::Local);
        assert_eq!(LinkSpeed::detect(Some(LinkSpeed::Ssh), &local), LinkSpeed::Ssh);
    }
}
