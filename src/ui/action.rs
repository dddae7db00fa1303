//! Everything a person can ask for: the only language into the state.

use crate::lab::recipe::{ArmId, PaneId};
use ratatui::layout::{Position, Rect};

/// A thing to do. Keys, the palette and tests speak it.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Opens the help.
    Help,
    /// Opens the start page.
    Home,
    /// Shows what the recipe expected beside what was found.
    Findings,
    /// Leaves; asks first while something trains.
    Quit,
    /// Leaves at once.
    QuitNow,
    /// Writes what the arms leave behind now.
    Save,
    /// Asks for the file that the focused arm's network is written to.
    Export,
    /// Opens the command line.
    Palette,
    /// Filters the rows of Imbalance, Images and Journal.
    Filter,
    /// Closes what is open; never leaves.
    Back,
    /// Focuses a pane.
    Focus(PaneId),
    /// Focuses the next pane on the screen.
    NextPane,
    /// Focuses the previous pane on the screen.
    PreviousPane,
    /// Gives the focused pane the whole screen, or takes it back.
    Zoom,
    /// Shows numbers in large digits, one pane and the image, or all panes again.
    Present,
    /// Moves within the focused pane.
    Move(Direction),
    /// Opens what the cursor is on.
    Open,
    /// Pauses or resumes all arms.
    Pause,
    /// One optimiser step of every arm.
    Step,
    /// Half the pace.
    Slower,
    /// Twice the pace.
    Faster,
    /// As many epochs again.
    Continue,
    /// All arms again from the same seed, as they are set now.
    Restart,
    /// A setting of the focused arm to this value.
    Set(String, String),
    /// Opens a list to choose from.
    Choose(Choice),
    /// The focused arm's rate times this factor.
    Rate(f32),
    /// Focuses the next arm.
    NextArm,
    /// A copy of the focused arm, with one factor changed.
    Twin,
    /// Drops the focused arm.
    DropArm,
    /// Takes the focused arm's last change back.
    Undo,
    /// The next way to normalise the confusion matrix; to which labels come together; sigmoids as they are or summing to 1.
    Normalise,
    /// The next matrix: A, B, B-A ...
    Difference,
    /// The chosen label's threshold to the next of the marked ones.
    Threshold,
    /// The next ratio of what a miss and a false alarm cost.
    Costs,
    /// Marks or unmarks the chosen class.
    Mark,
    /// The next temperature of the shown bars.
    Temperature,
    /// Explains the watched image's loss.
    Explain,
    /// Nats or bits.
    Unit,
    /// The next way to spread the axis: without outliers, whole, logarithmic.
    LogAxis,
    /// Another image to watch.
    Image(Pick),
    /// Keeps the watched image while others are picked from other panes.
    Pin,
    /// The next order of the rows of Imbalance.
    Sort,
    /// The next view of Weights.
    View,
    /// Measures what each layer of every arm knows.
    Examine,
    /// Freezes the view; training goes on.
    Freeze,
    /// Copies the headless command that makes this screen.
    Copy,
    /// Draws everything anew.
    Redraw,
    /// Gives the terminal to the shell.
    Suspend,
}

/// Where to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One column left.
    Left,
    /// One column right.
    Right,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the first.
    Home,
    /// To the last.
    End,
}

/// What is chosen from a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The focused arm's loss.
    Loss,
    /// The focused arm's class weights.
    Weights,
    /// The focused arm's sampler.
    Sampler,
    /// The focused arm's network.
    Model,
    /// How the training set is thinned.
    Imbalance,
    /// The focused pane.
    Pane,
    /// What Curves shows.
    Measure,
}

impl Choice {
    /// The field of a recipe that is chosen, if it is one.
    pub fn field(self) -> Option<&'static str> {
        match self {
            Self::Loss => Some("loss"),
            Self::Weights => Some("weights"),
            Self::Sampler => Some("sampler"),
            Self::Model => Some("model"),
            Self::Imbalance => Some("imbalance"),
            Self::Pane | Self::Measure => None,
        }
    }
}

/// Which image to watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The next of the validation set.
    Next,
    /// The one before.
    Previous,
    /// Any.
    Random,
    /// The one with the greatest surprisal for the focused arm.
    Hardest,
}

/// A cursor moved within `0..len` by a direction; `across` is how many it moves up or down.
pub(super) fn moved(at: usize, len: usize, direction: Direction, across: usize) -> usize {
    let last = len.saturating_sub(1);
    let to = match direction {
        Direction::Left => at.saturating_sub(1),
        Direction::Right => at + 1,
        Direction::Up => at.checked_sub(across).unwrap_or(at),
        Direction::Down if at + across <= last => at + across,
        Direction::Down => at,
        Direction::PageUp => at.saturating_sub(10 * across),
        Direction::PageDown => at + 10 * across,
        Direction::Home => 0,
        Direction::End => last,
    };
    to.min(last)
}

#[cfg(test)]
mod tests {
    use super::{Direction, moved};

    #[test]
    fn a_cursor_stays_inside() {
        assert_eq!(moved(0, 5, Direction::Left, 2), 0);
        assert_eq!(moved(4, 5, Direction::Right, 2), 4);
        assert_eq!((moved(1, 5, Direction::Down, 2), moved(3, 5, Direction::Down, 2)), (3, 3));
        assert_eq!((moved(1, 5, Direction::End, 1), moved(0, 0, Direction::End, 1)), (4, 0));
    }
}

/// What the mouse points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The name of a pane that is not on the screen.
    Tab(PaneId),
    /// The row of an arm on the scoreboard.
    Arm(ArmId),
    /// The value of a setting there.
    Setting(ArmId, Choice),
    /// An entry of the list that lies over the panes.
    Entry(usize),
    /// A place inside a pane, with the pane's own inside.
    Inside(PaneId, Rect, Position),
}
