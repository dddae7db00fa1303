//! Images of the OOD set above images of the domain, each with what every arm takes it for.

use super::OodRow;
use crate::data::Dataset;
use crate::lab::record::predictions::Predictions;
use crate::ui::model::ScreenModel;
use crate::ui::numbers::share;
use crate::ui::theme::{StyleRole, Theme, columns, fit};
use crate::ui::widgets::draw::{put, put_line};
use crate::ui::widgets::pixels::PixelImage;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Columns of an image with its captions, and of the gap behind it.
const WIDE: u16 = 16;
/// Rows of an image's pixels at least.
const LEAST: u16 = 3;

/// Draws as many pairs as fit beside each other: the OOD set from the selected image on, and of the domain the probe's.
pub(super) fn draw(
    model: &ScreenModel,
    theme: &Theme,
    (set, seen, selected): (&Dataset, &[OodRow<'_>], usize),
    area: Rect,
    buf: &mut Buffer,
) {
    let Some(bench) = &model.bench else { return };
    let arms = seen.len() as u16;
    let both = area.height >= 2 * (LEAST + 1 + arms);
    let row = if both { area.height / 2 } else { area.height };
    if row < LEAST + 1 + arms {
        return;
    }
    let across = usize::from((area.width / WIDE).max(1));
    let place = |at: usize, y: u16| Rect {
        x: area.x + at as u16 * WIDE,
        y,
        width: (WIDE - 1).min(area.width),
        height: row,
    };
    let tray = &set.parts.ood;
    let first = selected.min(tray.len().saturating_sub(1));
    for (at, index) in tray.iter().enumerate().skip(first).take(across) {
        let origin = set.origins.get(at).map(ToString::to_string);
        let name = format!("{} of {}: {}", at + 1, tray.len(), origin.as_deref().unwrap_or("OOD"));
        let says: Vec<_> = seen.iter().map(|(arm, tray)| (arm.id, tray.predictions.as_deref())).collect();
        one(model, theme, (set, *index, &name, &says), place(at - first, area.y), buf);
    }
    if !both {
        return;
    }
    for (at, index) in bench.probe.iter().cycle().skip(first).take(across.min(bench.probe.len())).enumerate()
    {
        let name = match model.truth(*index) {
            Some(truth) if set.task() == crate::data::Task::Classification => {
                model.class_name(truth).to_owned()
            }
            _ => format!("#{index}"),
        };
        let says: Vec<_> =
            seen.iter().map(|(arm, _)| (arm.id, arm.history.predictions().map(AsRef::as_ref))).collect();
        one(model, theme, (set, *index, &name, &says), place(at, area.y + row), buf);
    }
}

/// What each arm says of all images.
type OodPredictions<'a> = [(crate::lab::recipe::ArmId, Option<&'a Predictions>)];

/// An image, its name below, and a line for each arm: what it takes it for, and how sure it is.
fn one(
    model: &ScreenModel,
    theme: &Theme,
    (set, index, name, says): (&Dataset, u32, &str, &OodPredictions<'_>),
    area: Rect,
    buf: &mut Buffer,
) {
    let symbols = theme.symbols();
    let captions = 1 + says.len() as u16;
    let place = Rect { height: area.height.saturating_sub(captions), ..area };
    let image = set.image(index);
    let Some(pixels) = image.as_slice() else { return };
    let image = PixelImage::new(theme, pixels, set.shape());
    image.render(place, buf);
    let mut y = area.y + image.size(place.as_size()).height;
    let width = usize::from(area.width);
    put(buf, area, (area.x, y), &fit(name, width, symbols), theme.style(StyleRole::Dim));
    for (arm, predicted) in says {
        y += 1;
        let look = theme.series(arm.index());
        let (class, top) = predicted.and_then(|predicted| top(predicted, index)).unzip();
        let name = class.map_or(symbols.dash, |class| model.class_name(class));
        let number = share(top.flatten(), theme);
        let room = width.saturating_sub(3 + columns(&number));
        let line = Line::from(vec![
            Span::styled(format!("{} ", look.letter), look.style),
            Span::raw(format!("{:room$} {number}", fit(name, room, symbols))),
        ]);
        put_line(buf, Rect { y, height: u16::from(y < area.bottom()), ..area }, &line, theme);
    }
}

/// The class that is said, with its probability where there is one.
fn top(predicted: &Predictions, index: u32) -> Option<(usize, Option<f64>)> {
    let at = predicted.position(index)?;
    let row = predicted.row(at);
    let mut p = vec![0.0; predicted.map.classes(row.len())];
    let known = predicted.map.probabilities(row, &mut p);
    let class = predicted.map.predicted(row);
    Some((class, known.then(|| f64::from(p[class]))))
}
