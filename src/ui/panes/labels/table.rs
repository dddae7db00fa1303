//! A row for every label: its 2x2 counts, what follows from them, and its threshold.

use super::{LabelsPane, letter};
use crate::metrics::LabelReport;
use crate::ui::model::{ArmView, ScreenModel, Threshold};
use crate::ui::numbers::{share, threshold};
use crate::ui::theme::{StyleRole, Theme};
use crate::ui::widgets::table::{Column, Table, Width, row_at};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Position, Rect};
use ratatui::text::Span;
use ratatui::widgets::Widget;

/// A column: its title, its columns on the terminal, and how long it stays where there is little room.
const COLUMNS: [(&str, u16, u8); 13] = [
    ("label", 0, 20),
    ("train", 6, 8),
    ("TP", 5, 6),
    ("FP", 5, 6),
    ("FN", 5, 6),
    ("TN", 5, 6),
    ("prec", 4, 14),
    ("rec", 4, 15),
    ("F1", 4, 16),
    ("AP", 4, 12),
    ("on at", 5, 18),
    ("F at", 4, 4),
    ("$ at", 4, 2),
];

/// Lines below the table that are worth more than its last rows.
const LEAST_ROWS: u16 = 3;

/// Where the table stands above this many lines on the chosen label.
fn table_area(detail: usize, labels: usize, area: Rect) -> Rect {
    let rows = (labels as u16 + 1).min(area.height);
    let below = (detail as u16).min(area.height.saturating_sub(rows.min(LEAST_ROWS + 1)));
    Rect { height: area.height - below, ..area }
}

impl LabelsPane {
    /// The table, and below it all of the chosen label in words.
    pub(super) fn draw_each(model: &ScreenModel, arm: &ArmView, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some(report) = arm.label_report() else { return };
        let detail = Self::detail(model, arm, theme, usize::from(area.width));
        let table = table_area(detail.len(), report.counts.len(), area);
        let columns = COLUMNS.map(|(title, width, priority)| Column {
            title,
            alignment: if width == 0 { Alignment::Left } else { Alignment::Right },
            width: if width == 0 { Width::Between(7, 14) } else { Width::Fixed(width) },
            priority,
        });
        let row = |label: usize| Self::row(model, arm, theme, report, label);
        Table::new(theme, &columns, report.counts.len(), &row)
            .selected(Some(model.label()))
            .render(table, buf);
        let place = Rect { y: table.bottom(), height: area.bottom() - table.bottom(), ..area };
        Self::draw_detail(&detail, theme, place, buf);
    }

    /// The label whose row stands at this place.
    pub(super) fn label_at(model: &ScreenModel, area: Rect, at: Position) -> Option<usize> {
        let arm = Self::arm(model)?;
        let labels = arm.label_report()?.counts.len();
        let detail = Self::detail(model, arm, &model.theme, usize::from(area.width));
        row_at(table_area(detail.len(), labels, area), at, Some(model.label()), labels)
    }

    fn row(
        model: &ScreenModel,
        arm: &ArmView,
        theme: &Theme,
        report: &LabelReport,
        label: usize,
    ) -> Vec<Span<'static>> {
        let look = theme.series(arm.id.index()).style;
        let dash = || theme.symbols().dash.to_owned();
        let counts = report.counts[label];
        let train = model.bench.as_ref().and_then(|bench| bench.counts.get(label)).copied();
        let best = arm.labels.as_ref().and_then(|labels| labels.best[label]);
        let cost = model.thresholds.costs().threshold().filter(|_| arm.labels.is_some());
        let own =
            format!("{}{}", threshold(arm.threshold(label)), letter(Self::shown_choice(model, arm, label)));
        let marked = |value: Option<f64>| value.map_or_else(dash, threshold);
        let dim = theme.style(StyleRole::Dim);
        vec![
            Span::raw(model.class_name(label).to_owned()),
            Span::raw(train.map_or_else(dash, |count| count.to_string())),
            Span::styled(counts.true_positives.to_string(), theme.style(StyleRole::Good)),
            Span::styled(counts.false_positives.to_string(), theme.style(StyleRole::Bad)),
            Span::styled(counts.false_negatives.to_string(), theme.style(StyleRole::Bad)),
            Span::raw(counts.true_negatives.to_string()),
            Span::styled(share(report.precision[label], theme), look),
            Span::styled(share(report.recall[label], theme), look),
            Span::styled(share(report.f1[label], theme), look),
            Span::raw(share(report.average_precision[label], theme)),
            Span::styled(own, theme.style(StyleRole::Accent)),
            Span::styled(marked(best.map(|(at, _)| at)), dim),
            Span::styled(marked(cost), dim),
        ]
    }

    /// Where a threshold stands: at one half where it could not be moved.
    pub(super) fn shown_choice(model: &ScreenModel, arm: &ArmView, label: usize) -> Threshold {
        let best = arm.labels.as_ref().map(|labels| labels.best[label].is_some());
        match (model.thresholds.choice(label), best) {
            (_, None) | (Threshold::BestF1, Some(false)) => Threshold::Half,
            (choice, _) => choice,
        }
    }
}
