//! What a pane is to the screen around it.

use crate::lab::recipe::ArmId;
use crate::ui::action::{Action, Direction, Pick};
use crate::ui::model::ScreenModel;
use crate::ui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

/// What a pane must be able to do. A pane is the part of the state that belongs to it: cursor, order, choice.
pub trait Pane {
    /// The first word of its title.
    fn title(&self) -> &'static str;
    /// What stands in its title after that: what is shown, and how.
    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a>;
    /// Extra subtitle text, if it fits.
    fn extra<'a>(&self, _model: &'a ScreenModel, _theme: &Theme) -> Line<'a> {
        Line::default()
    }
    /// Derives from the latest predictions what it shows of them, so that drawing only reads it.
    fn measure(&mut self, _model: &ScreenModel) {}
    /// Draws the inside of its frame; changes nothing.
    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer);
    /// Moves its cursor, and what panes share that follows it. Knows what is shown, but neither size nor place.
    fn act(&mut self, model: &mut ScreenModel, direction: Direction);
    /// Puts its cursor where somebody pointed inside `area`, the inside of its frame.
    fn point(&mut self, _model: &mut ScreenModel, _area: Rect, _at: Position) -> Pointed {
        Pointed::Nowhere
    }
    /// Does one of its own keys. It is asked first if it is focused, and for keys that are its own wherever the focus is.
    fn on(&mut self, _model: &mut ScreenModel, _action: &Action) -> Response {
        Response::Passed
    }
    /// Keys that matter here, by their names in the key table, the most useful first.
    fn hints(&self) -> &'static [&'static str];
}

/// What somebody pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointed {
    /// Nothing that can be chosen.
    Nowhere,
    /// Something that was not chosen before, and is now.
    Chosen,
    /// What was chosen already.
    Again,
}

impl Pointed {
    /// Moves a cursor.
    pub fn at<T: PartialEq>(cursor: &mut T, to: T) -> Self {
        if *cursor == to {
            return Self::Again;
        }
        *cursor = to;
        Self::Chosen
    }
}

/// What becomes of an action that a pane is asked about.
#[derive(Debug, PartialEq, Eq)]
pub enum Response {
    /// It is not one of its keys.
    Passed,
    /// It is done.
    Done,
    /// Why it is not done.
    Refused(String),
    /// It is for others to do.
    Asks(Request),
}

/// What a pane asks of what is around it.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// To watch another image.
    Pick(Pick),
    /// To watch this image, in Prediction.
    Watch(u32),
    /// To show the recall of this class or label over the steps, in Curves.
    Recall(usize),
    /// To show the images of this cell of the arm's matrix, in Images.
    Cell(ArmId, (usize, usize)),
}
