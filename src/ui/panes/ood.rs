//! Pane 0: images from out of the domain beside those of the domain, and whether the arms notice.

mod images;
mod tables;

use crate::data::{Dataset, Task};
use crate::lab::record::ood::{OodResults, OodSide};
use crate::ui::action::{Direction, moved};
use crate::ui::layout::Arrangement;
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::panes::Pane;
use crate::ui::theme::{StyleRole, Theme, fit, wrap};
use crate::ui::widgets::draw::{put, put_line};
use crate::ui::widgets::histogram::{Histogram, Strip};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// How the OOD set is filled.
const EMPTY: &str = "The OOD set is empty. --ood noise, blank or inverted fills it with images of the same size, --ood PATH \
                     with those of a file or folder; --hold-out CLASS keeps a class out of the training.";
/// Rows of a histogram with its heading and its axis.
const HISTOGRAM: u16 = 6;

/// Which image of the OOD set is shown first.
#[derive(Clone, Debug, Default)]
pub struct Ood {
    selected: usize,
}

/// The OOD set as an arm sees it.
fn results(arm: &ArmView) -> Option<&OodResults> {
    arm.history.latest.as_ref()?.ood.as_deref()
}

/// An arm with what it says of the OOD set.
type OodRow<'a> = (&'a ArmView, &'a OodResults);

impl Ood {
    fn draw_all(&self, model: &ScreenModel, theme: &Theme, set: &Dataset, area: Rect, buf: &mut Buffer) {
        let seen: Vec<OodRow<'_>> =
            model.shown().iter().filter_map(|arm| Some((arm, results(arm)?))).collect();
        let mut rest = area;
        let mut take = |height: u16| {
            let height = height.min(rest.height);
            let taken = Rect { height, ..rest };
            rest = Rect { y: rest.y + height, height: rest.height - height, ..rest };
            taken
        };
        let arms = seen.len() as u16;
        if arms > 0 {
            tables::sureness(model, theme, &seen, take(1 + 2 * arms), buf);
            take(u16::from(area.height >= 16));
            tables::separation(theme, &seen, take(5), buf);
        }
        let histogram =
            rows_of_histogram(model.arrangement == Arrangement::Zoomed, area.height, rest.height, arms);
        let images = Rect { height: rest.height - histogram, ..rest };
        images::draw(model, theme, (set, &seen, self.selected), images, buf);
        let below = Rect { y: images.bottom(), height: histogram, ..rest };
        draw_histogram(theme, &seen, below, buf);
    }
}

/// Rows of the histogram of what the tables leave. A zoomed pane gives up the images first, which another pane shows as
/// well; beside others, the histogram goes first.
fn rows_of_histogram(zoomed: bool, height: u16, rest: u16, arms: u16) -> u16 {
    let wanted = HISTOGRAM.max(2 + 4 * arms);
    let shared = wanted.min(rest / 2);
    if shared >= 2 + 2 * arms && height >= 14 + 2 * arms + HISTOGRAM {
        shared
    } else if zoomed {
        wanted.min(rest)
    } else {
        0
    }
}

/// How the top probability is spread, of images of the domain and of others, both as shares of their own.
fn draw_histogram(theme: &Theme, seen: &[OodRow<'_>], area: Rect, buf: &mut Buffer) {
    if area.height < 2 + 2 * seen.len() as u16 {
        return;
    }
    let head = "top probability, shares of the images: of the data set, then OOD";
    let short = "top probability: data set, then OOD";
    let text = if head.len() <= usize::from(area.width) { head } else { short };
    put(buf, area, (area.x, area.y), text, theme.style(StyleRole::Title));
    let share = |side: &OodSide| {
        let sureness = side.sureness.as_ref()?;
        let all = sureness.histogram.iter().sum::<u64>().max(1) as f64;
        Some(sureness.histogram.iter().map(|count| *count as f64 / all).collect::<Vec<f64>>())
    };
    let names: Vec<[String; 2]> =
        seen.iter().map(|(arm, _)| [format!(" {} in", arm.id), format!("{} out", arm.id)]).collect();
    let strips: Vec<Strip<'_>> = seen
        .iter()
        .zip(&names)
        .flat_map(|((arm, results), [inside, outside])| {
            let look = theme.series(arm.id.index());
            let sides = [(inside, &results.inside), (outside, &results.outside)];
            sides.map(|(label, side)| Some(Strip { label, style: look.style, values: share(side)? }))
        })
        .flatten()
        .collect();
    let place = Rect { y: area.y + 1, height: area.height - 2, ..area };
    Histogram::new(theme, &strips).render(place, buf);
    let columns = crate::ui::widgets::plot::inside(place);
    let bottom = area.bottom() - 1;
    let dim = theme.style(StyleRole::Dim);
    for (text, x) in [("0", columns.x), (".5", columns.x + columns.width / 2), ("1", columns.right() - 1)] {
        put(buf, area, (x, bottom), text, dim);
    }
}

impl Pane for Ood {
    fn title(&self) -> &'static str {
        "OOD"
    }

    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let Some(bench) = &model.bench else { return Line::default() };
        let count = bench.dataset.parts.ood.len();
        Line::styled(format!("{count} images"), theme.style(StyleRole::Dim))
    }

    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some(bench) = &model.bench else { return };
        if bench.dataset.parts.ood.is_empty() {
            let width = usize::from(area.width.saturating_sub(2)).max(1);
            for (line, y) in wrap(EMPTY, width, theme.symbols()).iter().zip(area.y..area.bottom()) {
                let line = Line::from(Span::styled(line.clone(), theme.style(StyleRole::Dim)));
                put_line(
                    buf,
                    Rect { x: area.x + 1, y, width: area.width.saturating_sub(1), height: 1 },
                    &line,
                    theme,
                );
            }
            return;
        }
        if bench.dataset.task() == Task::Regression {
            let text = "numbers have no top probability, and no score of theirs tells OOD images";
            let text = fit(text, usize::from(area.width), theme.symbols());
            return super::empty(&text, theme, area, buf);
        }
        self.draw_all(model, theme, &bench.dataset, area, buf);
    }

    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        let count = model.bench.as_ref().map_or(0, |bench| bench.dataset.parts.ood.len());
        self.selected = moved(self.selected, count, direction, 1);
    }

    fn hints(&self) -> &'static [&'static str] {
        &["unit", "zoom", "explain"]
    }
}

#[cfg(test)]
mod tests;
