//! Pane 2: the watched image and what every arm says of it.

mod classes;
mod labels;
mod places;
mod values;

pub(super) use places::cells;

use self::places::Places;
use crate::data::Task;
use crate::lab::recipe::PaneId;
use crate::lab::record::predictions::Reading;
use crate::ui::action::{Action, Direction, Pick, moved};
use crate::ui::layout::Arrangement;
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::panes::{Pane, Request, Response};
use crate::ui::theme::{SeriesStyle, StyleRole, Theme, columns};
use crate::ui::widgets::bars::{BarRow, Bars};
use crate::ui::widgets::draw::put_line;
use crate::ui::widgets::pixels::PixelImage;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use std::collections::BTreeSet;

/// Temperatures of the shown bars, in the order of the key.
const TEMPERATURES: [f32; 5] = [1.0, 2.0, 5.0, 10.0, 0.5];

/// Columns of a class's name that are waited for at most.
const LABEL: usize = 16;
/// Columns of a line of facts at most.
const FACTS: usize = 28;

/// What stands for the sigmoids of a label model on a set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sigmoids {
    /// As they are: they need not sum to 1.
    #[default]
    Raw,
    /// Divided by their sum, as the unweighted loss takes them.
    Normalised,
}

/// How the bars are shown, and which classes are marked.
#[derive(Clone, Debug, Default)]
pub struct Prediction {
    temperature: usize,
    sigmoids: Sigmoids,
    /// The row that the cursor is on.
    class: usize,
    marked: BTreeSet<usize>,
}

/// One arm's outputs for the watched image, with how they are read.
struct Word<'a> {
    arm: &'a ArmView,
    look: SeriesStyle,
    outputs: Vec<f32>,
    reading: Reading,
}

/// What stands around the image.
struct PredictionSheet<'a> {
    /// Beside or below the image, in this many columns.
    facts: &'a dyn Fn(usize) -> Vec<Line<'static>>,
    rows: Vec<BarRow<'a>>,
    value_width: u16,
    tick: &'a dyn Fn(usize, usize) -> Option<f64>,
    /// Below everything.
    footer: Vec<Line<'static>>,
}

impl Prediction {
    /// The next temperature.
    pub fn next_temperature(&mut self) {
        self.temperature = (self.temperature + 1) % TEMPERATURES.len();
    }

    /// Sigmoids of a label model as they are, or made to sum to 1.
    pub fn normalise(&mut self) {
        self.sigmoids = match self.sigmoids {
            Sigmoids::Raw => Sigmoids::Normalised,
            Sigmoids::Normalised => Sigmoids::Raw,
        };
    }

    /// Marks the chosen class, or unmarks it.
    pub fn mark(&mut self, model: &ScreenModel) {
        let class = self.chosen(model);
        if !self.marked.remove(&class) {
            self.marked.insert(class);
        }
    }

    /// Unmarks all classes; false if none was marked.
    pub fn unmark(&mut self) -> bool {
        let any = !self.marked.is_empty();
        self.marked.clear();
        any
    }

    fn chosen(&self, model: &ScreenModel) -> usize {
        self.class.min(model.class_names().len().saturating_sub(1))
    }

    fn draw(
        &self,
        model: &ScreenModel,
        theme: &Theme,
        sheet: &PredictionSheet<'_>,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let (Some(bench), Some(index)) = (&model.bench, model.watched) else { return };
        // Bars and facts come before what the bars sum to, unless that is asked for, or there is no room for them anyway.
        let first = sheet.rows.len() as u16 + model.shown().len() as u16 + 1;
        let spare = match area.height.checked_sub(first).filter(|_| self.marked.is_empty()) {
            Some(spare) => spare,
            None => area.height.saturating_sub(first).max(area.height / 5),
        };
        let spare = if model.arrangement == Arrangement::Presented { 0 } else { spare };
        let below = (sheet.footer.len() as u16).min(area.height / 3).min(spare);
        let rest = Rect { height: area.height - below, ..area };
        for (line, y) in sheet.footer.iter().zip(rest.bottom()..area.bottom()) {
            put_line(buf, Rect { y, height: 1, ..area }, line, theme);
        }
        let series = sheet.rows.first().map_or(1, |row| row.bars.len().max(1)) as u16;
        let facts = (model.shown().len() + 1) as u16;
        let shape = bench.dataset.shape();
        let image = bench.dataset.image(index);
        let image = image.as_slice().map(|pixels| PixelImage::new(theme, pixels, shape));
        let places = if model.arrangement == Arrangement::Presented {
            let room = Size::new(rest.width, rest.height.saturating_sub(facts));
            Places::presented(rest, image.map_or(0, |image| image.size(room).height), facts)
        } else {
            let longest = sheet.rows.iter().map(|row| columns(row.label)).max().unwrap_or(0);
            Places::of(rest, shape, facts, [sheet.rows.len() as u16, series, longest.min(LABEL) as u16])
        };
        if let Some(image) = image {
            image.render(places.image, buf);
        }
        let lines = (sheet.facts)(usize::from(places.facts.width).min(FACTS));
        for (line, y) in lines.iter().zip(places.facts.top()..places.facts.bottom()) {
            put_line(buf, Rect { y, height: 1, ..places.facts }, line, theme);
        }
        let chosen = (model.focus == PaneId::Prediction).then(|| self.chosen(model));
        Bars::new(theme, &sheet.rows)
            .value_width(sheet.value_width)
            .chosen(chosen)
            .marked(&|row| self.marked.contains(&row))
            .tick(sheet.tick)
            .render(places.bars, buf);
    }
}

/// What every arm says of the watched image, where it is finite.
fn words<'a>(model: &'a ScreenModel, theme: &Theme) -> Vec<Word<'a>> {
    let mut outputs = model.watched_logits();
    let word = |arm: &'a ArmView| {
        let outputs = outputs.remove(&arm.id).filter(|row| row.iter().all(|z| z.is_finite()))?;
        let reading = Reading::of(model.task(), &arm.loss()?);
        Some(Word { arm, look: theme.series(arm.id.index()), outputs, reading })
    };
    model.shown().iter().filter_map(word).collect()
}

/// Spans one after the other, in as many lines as they need.
fn flow(spans: impl IntoIterator<Item = Span<'static>>, width: usize) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut used = usize::MAX;
    for span in spans {
        let own = span.width();
        if lines.is_empty() || used.saturating_add(own) > width {
            lines.push(Line::default());
            used = 0;
        }
        used += own;
        if let Some(line) = lines.last_mut() {
            line.spans.push(span);
        }
    }
    lines
}

impl Pane for Prediction {
    fn title(&self) -> &'static str {
        "Prediction"
    }

    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let Some(index) = model.watched else { return Line::default() };
        let mut spans = vec![
            Span::styled(format!("#{index} truth "), theme.style(StyleRole::Dim)),
            Span::styled(model.truth_text(index), theme.style(StyleRole::Title)),
        ];
        let temperature = TEMPERATURES[self.temperature];
        if model.task() != Task::Regression && (temperature - 1.0).abs() > f32::EPSILON {
            spans.push(Span::styled(format!(" T={temperature}"), theme.style(StyleRole::Warning)));
        }
        if model.pinned {
            spans.push(Span::styled(" pinned", theme.style(StyleRole::Warning)));
        }
        Line::from(spans)
    }

    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some(index) = model.watched.filter(|_| model.bench.is_some()) else {
            return super::empty("no image yet", theme, area, buf);
        };
        let words = words(model, theme);
        match model.task() {
            Task::Classification => self.draw_classes(model, theme, &words, area, buf),
            Task::MultiLabel => self.draw_labels(model, theme, (&words, index), area, buf),
            Task::Regression => self.draw_values(model, theme, (&words, index), area, buf),
        }
    }

    /// Left and right choose the image: see `App::move_cursor`.
    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        self.class = moved(self.chosen(model), model.class_names().len(), direction, 1);
    }

    fn on(&mut self, model: &mut ScreenModel, action: &Action) -> Response {
        match action {
            Action::Move(Direction::Left) => return Response::Asks(Request::Pick(Pick::Previous)),
            Action::Move(Direction::Right) => return Response::Asks(Request::Pick(Pick::Next)),
            Action::Normalise if model.task() == Task::Classification => self.normalise(),
            Action::Temperature => self.next_temperature(),
            Action::Back if self.unmark() => {}
            _ => return Response::Passed,
        }
        Response::Done
    }

    fn hints(&self) -> &'static [&'static str] {
        &["next image", "random image", "hardest image", "mark", "normalise", "pin", "temperature", "unit"]
    }
}

#[cfg(test)]
mod tests;
