//! The chosen label in words, and its threshold on a line from 0 to 1.

use super::{LabelsPane, letter};
use crate::ui::model::{ArmView, ScreenModel, Threshold};
use crate::ui::numbers::{figure, share, threshold};
use crate::ui::theme::{StyleRole, Theme, columns, wrap};
use crate::ui::widgets::draw::{put, put_line};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

/// Columns of the line at most.
const LONGEST: usize = 64;

impl LabelsPane {
    /// The lines below the table, for this many columns.
    pub(super) fn detail<'a>(
        model: &ScreenModel,
        arm: &ArmView,
        theme: &Theme,
        width: usize,
    ) -> Vec<Line<'a>> {
        let (label, dim) = (model.label(), theme.style(StyleRole::Dim));
        let Some(report) = arm.label_report() else { return Vec::new() };
        let counts = report.counts[label];
        let (at, costs) = (arm.threshold(label), model.thresholds.costs());
        let choice = Self::shown_choice(model, arm, label);
        let where_ = match choice {
            Threshold::Half => ", one half",
            Threshold::BestF1 => ", the best F1's",
            Threshold::LeastCost => ", the least cost's",
            Threshold::At(_) => "",
        };
        let facts = format!(
            "{}: on from {}{where_}: {} found, {} missed, {} false alarms, {} true negatives; cost {} an image",
            model.class_name(label),
            threshold(at),
            counts.true_positives,
            counts.false_negatives,
            counts.false_positives,
            counts.true_negatives,
            counts.mean_cost(costs).map_or_else(|| theme.symbols().dash.to_owned(), figure),
        );
        let mut lines: Vec<Line<'_>> =
            wrap(&facts, width, theme.symbols()).into_iter().map(Line::raw).collect();
        let best = arm.labels.as_ref().and_then(|labels| labels.best[label]);
        if arm.labels.is_some() {
            lines.push(Self::slider(model, arm, theme, (label, width)));
        }
        let best = best.map_or_else(
            || "F none".to_owned(),
            |(at, f1)| format!("F best F1 {} ({} on these images)", threshold(at), share(Some(f1), theme)),
        );
        let cost = costs.threshold().map_or_else(String::new, threshold);
        let legend = format!("h half .500  {best}  $ least cost {cost} (a miss costs {} alarms)", costs.miss);
        let legend = if arm.labels.is_some() { legend } else { "no predictions of this run are kept".into() };
        lines.extend(wrap(&legend, width, theme.symbols()).into_iter().map(|text| Line::styled(text, dim)));
        lines
    }

    /// The threshold and the marked ones: `0 ----h--|--F--- 1`.
    fn slider<'a>(
        model: &ScreenModel,
        arm: &ArmView,
        theme: &Theme,
        (label, width): (usize, usize),
    ) -> Line<'a> {
        let (dim, symbols) = (theme.style(StyleRole::Dim), theme.symbols());
        let look = theme.series(arm.id.index()).style;
        let cells = width.saturating_sub(4).clamp(1, LONGEST);
        let place = |at: f64| (at.clamp(0.0, 1.0) * (cells - 1) as f64).round() as usize;
        let mut track: Vec<Span<'_>> = vec![Span::styled(symbols.axis.horizontal, dim); cells];
        let best = arm.labels.as_ref().and_then(|labels| labels.best[label]);
        let marked = [
            (Threshold::LeastCost, model.thresholds.costs().threshold()),
            (Threshold::BestF1, best.map(|(at, _)| at)),
            (Threshold::Half, Some(0.5)),
        ];
        for (choice, at) in marked {
            if let Some(at) = at {
                track[place(at)] = Span::styled(letter(choice), theme.style(StyleRole::Accent));
            }
        }
        let (own, choice) = (place(arm.threshold(label)), Self::shown_choice(model, arm, label));
        let symbol = if let Threshold::At(_) = choice { symbols.axis.vertical } else { letter(choice) };
        track[own] = Span::styled(symbol, look.add_modifier(Modifier::BOLD | Modifier::REVERSED));
        let ends = |text| Span::styled(text, dim);
        std::iter::once(ends("0 ")).chain(track).chain([ends(" 1")]).collect()
    }

    pub(super) fn draw_detail(lines: &[Line<'_>], theme: &Theme, area: Rect, buf: &mut Buffer) {
        for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
            put_line(buf, Rect { y, height: 1, ..area }, line, theme);
        }
        let hidden = lines.len() > usize::from(area.height) && area.height > 0;
        if hidden {
            let more = theme.symbols().ellipsis;
            let x = area.right().saturating_sub(columns(more) as u16);
            put(buf, area, (x, area.bottom() - 1), more, theme.style(StyleRole::Dim));
        }
    }
}
