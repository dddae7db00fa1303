//! Pane 5: images of the validation set, the hardest first, or those of one cell of the matrix.
//!
//! The list is made when the pane is opened, not at every evaluation: a wall of images that moves costs a slow line
//! more than everything else, and nobody can point at it. Captions stay live.

use crate::data::Task;
use crate::loss::stable;
use crate::ui::action::{Action, Direction, Pick, moved};
use crate::ui::model::{ScreenModel, hardest};
use crate::ui::numbers::figure;
use crate::ui::panes::{Pane, Pointed, Request, Response};
use crate::ui::theme::{StyleRole, Theme, columns, fit};
use crate::ui::widgets::draw::put;
use crate::ui::widgets::pixels::PixelImage;
use crate::ui::widgets::scroll;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Columns and rows of a thumbnail at most; a caption stands below.
const THUMBNAIL: (u16, u16) = (16, 8);

/// The list, the cell and the cursor.
#[derive(Clone, Debug, Default)]
pub struct Images {
    /// `None` until there are predictions to list by.
    list: Option<Vec<u32>>,
    cell: Option<(usize, usize)>,
    selected: usize,
}

impl Images {
    /// The first image on the screen, and how many rows there are, with this many images in a row of this height.
    fn in_sight(&self, area: Rect, (across, height): (u16, u16), count: usize) -> (usize, usize) {
        let rows = usize::from((area.height / (height + 1)).max(1));
        let row_of = |at: usize| at / usize::from(across);
        let last = count.saturating_sub(1);
        let first = scroll::offset(0, Some(row_of(self.selected.min(last))), row_of(last) + 1, rows);
        (first * usize::from(across), rows)
    }

    /// Shows the images of one cell: truth and prediction.
    pub fn show_cell(&mut self, cell: (usize, usize)) {
        *self = Self { cell: Some(cell), ..Self::default() };
    }

    /// Shows all images again; false if they were shown already.
    pub fn leave_cell(&mut self) -> bool {
        let left = self.cell.is_some();
        *self = Self::default();
        left
    }

    /// Makes the list anew from the focused arm's predictions.
    pub fn refresh(&mut self, model: &ScreenModel) {
        let (Some(bench), Some(predictions)) = (&model.bench, model.predictions()) else { return };
        let in_cell = |index: &u32| {
            let Some(truth) = model.truth(*index) else { return self.cell.is_none() };
            let predicted = predictions.position(*index).map(|at| usize::from(predictions.predicted[at]));
            self.cell.is_none_or(|cell| Some(cell) == predicted.map(|predicted| (truth, predicted)))
        };
        let list: Vec<u32> = hardest(bench, predictions).into_iter().filter(in_cell).collect();
        self.selected = self.selected.min(list.len().saturating_sub(1));
        self.list = Some(list);
    }

    /// The selected image.
    pub fn selected(&self, model: &ScreenModel) -> Option<u32> {
        let list = self.filtered(model);
        list.get(self.selected.min(list.len().saturating_sub(1))).copied()
    }

    /// Whether the list was made.
    pub fn is_listed(&self) -> bool {
        self.list.is_some()
    }

    fn filtered(&self, model: &ScreenModel) -> Vec<u32> {
        let list = self.list.iter().flatten().copied();
        if model.filter.is_empty() {
            return list.collect();
        }
        list.filter(|index| model.passes(&caption(model, *index))).collect()
    }

    fn grid(area: Rect, shape: [usize; 3]) -> (u16, u16, u16) {
        let own = super::prediction::cells(shape);
        let width = own.width.min(THUMBNAIL.0);
        let height = own.height.min(THUMBNAIL.1);
        let columns = (area.width / (width + 1)).max(1);
        (columns, width, height)
    }
}

/// What an image shows and, where that was not found, what it was taken for: `Shirt>Coat`, `12.50>14.10`. Of labels
/// what was wrongly said and what was missed: `+ring -wbc`.
fn caption(model: &ScreenModel, index: u32) -> String {
    if model.task() == Task::MultiLabel {
        return mistakes(model, index).map_or_else(|| truth(model, index), |mistakes| mistakes.named(model));
    }
    let truth = truth(model, index);
    predicted(model, index)
        .filter(|predicted| *predicted != truth)
        .map_or(truth.clone(), |predicted| format!("{truth}>{predicted}"))
}

/// A caption of this many columns at most: names of labels give way to their number.
fn short_caption(model: &ScreenModel, index: u32, width: usize) -> String {
    let whole = caption(model, index);
    if model.task() != Task::MultiLabel || columns(&whole) <= width {
        return whole;
    }
    mistakes(model, index).map_or(whole, |mistakes| mistakes.counted())
}

/// Labels that were wrongly said, and labels that were missed.
struct Mistakes([Vec<usize>; 2]);

impl Mistakes {
    fn named(&self, model: &ScreenModel) -> String {
        let [wrong, missed] = &self.0;
        let sign = |sign: &'static str| move |label: &usize| format!("{sign}{}", model.class_name(*label));
        wrong.iter().map(sign("+")).chain(missed.iter().map(sign("-"))).collect::<Vec<_>>().join(" ")
    }

    fn counted(&self) -> String {
        let [wrong, missed] = self.0.each_ref().map(Vec::len);
        let parts = [(wrong, format!("+{wrong} pred")), (missed, format!("-{missed} missed"))];
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect::<Vec<_>>().join(" ")
    }
}

/// What the focused arm has wrong of an image's labels; `None` where nothing is, or nothing is known.
fn mistakes(model: &ScreenModel, index: u32) -> Option<Mistakes> {
    let (arm, predictions, truth) = (model.focused()?, model.predictions()?, model.truth_row(index)?);
    let row = predictions.row(predictions.position(index)?);
    let predicted = |label: usize| f64::from(stable::sigmoid(row[label])) >= arm.threshold(label);
    let labels = |wrong: &dyn Fn(usize) -> bool| (0..row.len()).filter(|label| wrong(*label)).collect();
    let found: [Vec<usize>; 2] = [
        labels(&|label| predicted(label) && truth[label] <= 0.0),
        labels(&|label| !predicted(label) && truth[label] > 0.0),
    ];
    found.iter().any(|labels| !labels.is_empty()).then_some(Mistakes(found))
}

/// What an image shows; of several numbers the one that Scatter shows.
fn truth(model: &ScreenModel, index: u32) -> String {
    let output = model.output();
    let value = model
        .truth_row(index)
        .filter(|_| model.task() == Task::Regression)
        .and_then(|row| row.get(output).copied());
    value.map_or_else(|| model.truth_text(index), |value| figure(f64::from(value)))
}

/// What the focused arm says of an image's class or number, in the words of [`truth`].
fn predicted(model: &ScreenModel, index: u32) -> Option<String> {
    let predictions = model.predictions()?;
    let at = predictions.position(index)?;
    match predictions.row_values(at) {
        Some(values) => values.get(model.output()).map(|value| figure(f64::from(*value))),
        None => Some(model.class_name(usize::from(predictions.predicted[at])).to_owned()),
    }
}

impl Pane for Images {
    fn title(&self) -> &'static str {
        "Images"
    }

    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let look = theme.series(model.arm.index());
        let what = match self.cell {
            None if model.task() == Task::Regression => {
                format!("worst first, {}: truth>predicted", model.class_name(model.output()))
            }
            None if model.task() == Task::MultiLabel => "hardest first: +predicted -missed".to_owned(),
            None => "hardest first".to_owned(),
            Some((truth, predicted)) => {
                format!("{}>{}", model.class_name(truth), model.class_name(predicted))
            }
        };
        let count = self.filtered(model).len();
        Line::from(vec![
            Span::styled(look.letter, look.style),
            Span::raw(format!(" {what}")),
            Span::styled(format!(" {}/{count}", (self.selected + 1).min(count)), theme.style(StyleRole::Dim)),
        ])
    }

    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let list = self.filtered(model);
        let Some(bench) = model.bench.as_ref().filter(|_| !list.is_empty()) else {
            let text = if self.cell.is_some() { "no image in this cell" } else { "no image to show" };
            return super::empty(text, theme, area, buf);
        };
        let shape = bench.dataset.shape();
        let (across, width, height) = Self::grid(area, shape);
        let (from, rows) = self.in_sight(area, (across, height), list.len());
        let selected = self.selected.min(list.len() - 1);
        for (place, index) in list.iter().skip(from).take(rows * usize::from(across)).enumerate() {
            let (column, row) = (place as u16 % across, place as u16 / across);
            let (x, y) = (area.x + column * (width + 1), area.y + row * (height + 1));
            let cell = Rect { x, y, width, height: height + 1 }.intersection(area);
            let image = Rect { height: cell.height.saturating_sub(1), ..cell };
            if let Some(pixels) = bench.dataset.image(*index).as_slice() {
                PixelImage::new(theme, pixels, shape).render(image, buf);
            }
            let style = caption_style(model, theme, *index, from + place == selected);
            let text = short_caption(model, *index, usize::from(width));
            let text = fit(&text, usize::from(width), theme.symbols());
            put(buf, cell, (x, y + height), &text, style);
        }
    }

    fn point(&mut self, model: &mut ScreenModel, area: Rect, at: Position) -> Pointed {
        let Some(bench) = &model.bench else { return Pointed::Nowhere };
        let (across, width, height) = Self::grid(area, bench.dataset.shape());
        let count = self.filtered(model).len();
        let (from, rows) = self.in_sight(area, (across, height), count);
        let (column, row) = ((at.x - area.x) / (width + 1), usize::from((at.y - area.y) / (height + 1)));
        let index = from + row * usize::from(across) + usize::from(column);
        if column >= across || row >= rows || index >= count {
            return Pointed::Nowhere;
        }
        Pointed::at(&mut self.selected, index)
    }

    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        let shape = model.bench.as_ref().map_or([28, 28, 1], |bench| bench.dataset.shape());
        // The pane does not know its width; a row of the usual tile is a fair step up or down.
        let (columns, ..) = Self::grid(Rect::new(0, 0, 58, 20), shape);
        self.selected = moved(self.selected, self.filtered(model).len(), direction, usize::from(columns));
    }

    fn on(&mut self, model: &mut ScreenModel, action: &Action) -> Response {
        match action {
            Action::Open => {
                return self
                    .selected(model)
                    .map_or(Response::Done, |index| Response::Asks(Request::Watch(index)));
            }
            Action::Image(Pick::Hardest) => self.refresh(model),
            Action::Back if self.leave_cell() => self.refresh(model),
            _ => return Response::Passed,
        }
        Response::Done
    }

    fn hints(&self) -> &'static [&'static str] {
        &["open", "back", "filter", "hardest image"]
    }
}

/// Right or wrong; a number is neither.
fn caption_style(model: &ScreenModel, theme: &Theme, index: u32, selected: bool) -> Style {
    let right = match model.task() {
        Task::MultiLabel => mistakes(model, index).is_none(),
        _ => predicted(model, index).is_none_or(|predicted| predicted == truth(model, index)),
    };
    let role = match model.task() {
        Task::Regression => StyleRole::Text,
        Task::Classification | Task::MultiLabel if right => StyleRole::Good,
        Task::Classification | Task::MultiLabel => StyleRole::Bad,
    };
    let style = theme.style(role);
    if selected { style.add_modifier(Modifier::REVERSED) } else { style }
}
