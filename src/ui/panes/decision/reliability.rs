//! Whether probabilities mean what they say: as declared, after a temperature, and after taking back the prior that was
//! taught.

use super::{columns, nothing_of, put_notes};
use crate::lab::analysis::calibrate::{Calibration, Judged};
use crate::metrics::Unit;
use crate::metrics::calibration::BINS;
use crate::ui::action::{Direction, moved};
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::numbers::{number, rate};
use crate::ui::panes::empty;
use crate::ui::theme::{Theme, fit, wrap};
use crate::ui::widgets::draw::put_line;
use crate::ui::widgets::reliability::{ReliabilityBars, ReliabilityBin};
use crate::ui::widgets::table::Table;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Columns from which on bars and table stand side by side.
const BESIDE: u16 = 100;

/// Which of an arm's probabilities the bars show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stage {
    /// As the loss declares them.
    #[default]
    Declared,
    /// With a temperature.
    Tempered,
    /// From the prior that was taught to that of the images.
    Corrected,
}

const STAGES: [Stage; 3] = [Stage::Declared, Stage::Tempered, Stage::Corrected];

/// The table: title, columns and priority of each column.
const COLUMNS: [(&str, u16, u8); 8] = [
    ("", 1, 10),
    ("ECE", 5, 9),
    ("T", 5, 8),
    ("half", 5, 7),
    ("at T", 5, 8),
    ("prior", 5, 7),
    ("loss", 5, 4),
    ("at prior", 8, 3),
];

impl Stage {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Declared => "as declared",
            Self::Tempered => "at the temperature",
            Self::Corrected => "prior taken back",
        }
    }

    /// The stage to the left or right.
    pub(super) fn moved(self, direction: Direction) -> Self {
        let at = STAGES.iter().position(|stage| *stage == self).unwrap_or(0);
        STAGES[moved(at, STAGES.len(), direction, 1)]
    }

    fn of(self, calibration: &Calibration) -> Option<&Judged> {
        match self {
            Self::Declared => Some(&calibration.declared),
            Self::Tempered => calibration.tempered.as_ref().map(|(_, judged)| judged),
            Self::Corrected => calibration.corrected.as_ref(),
        }
    }

    /// Why an arm does not have it.
    fn why_none(self) -> &'static str {
        match self {
            Self::Declared => "its loss declares no probabilities",
            Self::Tempered => "no temperature can be fitted: a truth was ruled out",
            Self::Corrected => "the prior that was taught is that of these images, or leaves a class out",
        }
    }
}

/// Draws the focused arm's bars, the numbers of every arm, and what they are.
pub(super) fn draw(stage: Stage, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let arms: Vec<&ArmView> = model.shown().iter().filter(|arm| arm.decision().is_some()).collect();
    if arms.is_empty() {
        return empty(&fit(nothing_of(model), usize::from(area.width), theme.symbols()), theme, area, buf);
    }
    let rows = arms.len() as u16 + 1;
    let text = notes(model, theme);
    let notes = |width: u16| wrap(&text, usize::from(width), theme.symbols());
    let (bars, below, notes) = if area.width >= BESIDE {
        let left = Rect { width: area.width * 3 / 5, ..area };
        let right = Rect { x: left.right() + 1, width: area.width - left.width - 1, ..area };
        (left, right, notes(right.width))
    } else {
        let notes = notes(area.width);
        let spare = area.height.saturating_sub(rows + 8).min(notes.len() as u16);
        let height = (rows + spare).min(area.height / 2 + 1);
        let top = Rect { height: area.height - height, ..area };
        (top, Rect { y: top.bottom(), height, ..area }, notes)
    };
    draw_bars(stage, model, theme, bars, buf);
    draw_table(&arms, model.unit, theme, Rect { height: rows.min(below.height), ..below }, buf);
    let words = Rect { y: below.y + rows, height: below.height.saturating_sub(rows), ..below };
    put_notes(&notes, theme, words, buf);
}

fn draw_bars(stage: Stage, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let look = theme.series(model.arm.index());
    let view = model.focused().and_then(ArmView::decision);
    let judged = view.and_then(|view| stage.of(view.calibration()?));
    let Some(judged) = judged else {
        let undeclared = view.is_some_and(|view| view.calibration().is_none());
        let why = match view {
            None => nothing_of(model),
            Some(_) if undeclared => Stage::Declared.why_none(),
            Some(_) => stage.why_none(),
        };
        let text = format!("{}: {why}", look.letter);
        return empty(&fit(&text, usize::from(area.width), theme.symbols()), theme, area, buf);
    };
    let ece = rate(judged.ece(), theme);
    let title = Line::from(vec![
        Span::styled(format!("{} ", look.letter), look.style),
        Span::raw(format!("ECE {ece} in {BINS} bins of {} images", judged.reliability.samples())),
    ]);
    put_line(buf, Rect { height: area.height.min(1), ..area }, &title, theme);
    let bins: Vec<ReliabilityBin> = judged
        .reliability
        .bins()
        .iter()
        .map(|bin| ReliabilityBin {
            high: bin.high,
            count: bin.count,
            accuracy: bin.accuracy(),
            confidence: bin.confidence(),
        })
        .collect();
    let place = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    ReliabilityBars::new(theme, &bins, look.style).render(place, buf);
}

fn draw_table(arms: &[&ArmView], unit: Unit, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let row = |at: usize| {
        let look = theme.series(arms[at].id.index());
        let found = arms[at].decision().and_then(|view| view.calibration());
        let ece = |judged: Option<&Judged>| rate(judged.and_then(Judged::ece), theme);
        let loss = |judged: Option<&Judged>| {
            let loss = judged.map(|judged| unit.of_nats(judged.loss)).filter(|loss| loss.is_finite());
            number(loss, theme)
        };
        let declared = found.map(|found| &found.declared);
        let tempered = found.and_then(|found| found.tempered.as_ref());
        let corrected = found.and_then(|found| found.corrected.as_ref());
        let cells = [
            ece(declared),
            number(tempered.map(|(temperature, _)| *temperature), theme),
            ece(found.and_then(|found| found.held_out.as_ref())),
            ece(tempered.map(|(_, judged)| judged)),
            ece(corrected),
            loss(declared),
            loss(corrected),
        ];
        std::iter::once(Span::styled(look.letter, look.style)).chain(cells.map(Span::raw)).collect()
    };
    Table::new(theme, &columns(COLUMNS), arms.len(), &row).render(area, buf);
}

/// What the numbers are.
fn notes(model: &ScreenModel, theme: &Theme) -> String {
    let line = theme.symbols().axis.horizontal;
    let unit = model.unit;
    format!(
        "Bars: the share that is right of the predictions in (low, high] of confidence; {line} their mean confidence; below: \
         their number, and high. ECE: the mean gap over {BINS} bins. T: the temperature with the least loss on every second image of \
         each class; half, at T: ECE on the others, as declared and at T. prior: ECE after p(k) times the images' share \
         of k over the share that was taught (counts, sampler, weights). loss, at prior: mean -ln p of the truth in {unit}. \
         Left and right: which the bars show.",
    )
}
