//! What an action asks of the loop.

use crate::lab::Command;
use crate::lab::recipe::{ArmId, Recipe};

/// What the loop has to do because of an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A command to one arm.
    Send(ArmId, Command),
    /// A command to every arm.
    SendAll(Command),
    /// A twin of this arm that differs in these assignments.
    Twin(ArmId, String),
    /// Drop an arm.
    Drop(ArmId),
    /// Start every arm again.
    Restart(Box<Recipe>),
    /// Open another recipe: everything begins anew.
    Open(Box<Recipe>),
    /// Multiply the pace by this factor.
    Pace(f64),
    /// Write what the arms leave behind now.
    Keep,
    /// Watch this image.
    Watch(u32),
    /// Copy the headless command.
    Copy,
    /// Draw everything anew.
    Redraw,
    /// Give the terminal to the shell.
    Suspend,
    /// Leave.
    Quit,
}

impl Effect {
    /// Whether a person worked on the run by this, so that it is not left without a question.
    pub fn changes_run(&self) -> bool {
        match self {
            Self::Send(_, command) | Self::SendAll(command) => matches!(command, Command::Change(_)),
            Self::Twin(..) | Self::Drop(_) | Self::Restart(_) => true,
            Self::Open(_)
            | Self::Keep
            | Self::Pace(_)
            | Self::Watch(_)
            | Self::Copy
            | Self::Redraw
            | Self::Suspend
            | Self::Quit => false,
        }
    }
}
