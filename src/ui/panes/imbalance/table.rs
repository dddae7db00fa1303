//! All numbers of the classes in columns.

use super::By;
use super::columns::{Shows, columns, shifted, titles};
use super::moment::Moment;
use crate::lab::record::evaluation::Evaluation;
use crate::metrics::{Binary, interval};
use crate::ui::numbers::share;
use crate::ui::theme::StyleRole;
use crate::ui::widgets::table::{Order, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;
use ratatui::widgets::Widget;

impl Moment<'_> {
    pub(super) fn draw_table(&self, area: Rect, buf: &mut Buffer) {
        let Self { model, theme, pane } = *self;
        let titles = titles(model, theme);
        let arms = model.shown().len();
        let weighted = |arm: &usize| {
            model.shown()[*arm].history.settings().is_some_and(|settings| !settings.weights.is_none())
        };
        let weighted: Vec<usize> = (0..arms).filter(weighted).collect();
        let (columns, shows) = shifted(columns(arms, &weighted, &titles), pane.shift);
        let rows = pane.rows(model);
        let row = |at: usize| shows.iter().map(|shows| self.cell(rows[at], *shows)).collect::<Vec<_>>();
        let focused = model.shown().iter().position(|arm| arm.id == model.arm).unwrap_or(0);
        let wanted = match pane.by {
            By::Rarest => Some((Shows::Count, Order::Ascending)),
            By::Label => None,
            By::Recall => Some((Shows::Recall(focused), Order::Ascending)),
            By::Difference => Some((Shows::Difference(arms.saturating_sub(1)), Order::Descending)),
        };
        let sorted =
            wanted.and_then(|(what, order)| Some((shows.iter().position(|shows| *shows == what)?, order)));
        let mut table = Table::new(theme, &columns, rows.len(), &row).pointed(Some(pane.selected));
        if let Some((column, order)) = sorted {
            table = table.sorted(column, order);
        }
        table.render(area, buf);
    }

    fn cell(&self, class: usize, shows: Shows) -> Span<'static> {
        let (model, theme) = (self.model, self.theme);
        let count = self.counts().get(class).copied().unwrap_or(0);
        let prior = model.bench.as_ref().and_then(|bench| bench.prior().get(class).copied());
        let share = |value| share(value, theme);
        let of = |arm: usize, pick: &dyn Fn(&Evaluation) -> Option<f64>| {
            share(self.evaluation(arm).and_then(pick))
        };
        match shows {
            Shows::Name => Span::raw(model.class_name(class).to_owned()),
            Shows::Count => Span::raw(count.to_string()),
            Shows::Prior => {
                Span::raw(format!("{:.3}", prior.unwrap_or(0.0)).trim_start_matches('0').to_owned())
            }
            Shows::Weight(arm) => Span::raw(self.weight(class, arm)),
            Shows::Gradient(arm) => Span::raw(of(arm, &|e| e.gradient_share[class])),
            Shows::Recall(arm) => {
                Span::styled(share(self.found(arm, class).and_then(|of| of.recall())), self.look(arm))
            }
            Shows::RecallInterval(arm) => {
                let of = |of: Binary| (of.true_positives, of.support());
                Span::styled(self.interval(self.found(arm, class).map(of)), theme.style(StyleRole::Dim))
            }
            Shows::PrecisionInterval(arm) => {
                let of = |of: Binary| (of.true_positives, of.true_positives + of.false_positives);
                Span::styled(self.interval(self.found(arm, class).map(of)), theme.style(StyleRole::Dim))
            }
            Shows::Difference(arm) => self.difference(class, arm),
            Shows::Precision(arm) => {
                Span::styled(share(self.found(arm, class).and_then(|of| of.precision())), self.look(arm))
            }
        }
    }

    fn weight(&self, class: usize, arm: usize) -> String {
        let started = self.model.shown().get(arm).and_then(|arm| arm.history.started.as_ref());
        let weight = started.and_then(|started| started.class_weights.get(class)).copied();
        match weight {
            None => self.theme.symbols().dash.to_owned(),
            Some(weight) if weight >= 100.0 => format!("{weight:.0}"),
            Some(weight) if weight >= 10.0 => format!("{weight:.1}"),
            Some(weight) => format!("{weight:.2}"),
        }
    }

    /// The 95 % interval of a share of counts: `.78-.90`.
    fn interval(&self, counts: Option<(u64, u64)>) -> String {
        let interval = counts.and_then(|(k, n)| interval::wilson(k, n));
        interval.map_or_else(
            || self.theme.symbols().dash.to_owned(),
            |i| format!("{}-{}", share(Some(i.low), self.theme), share(Some(i.high), self.theme)),
        )
    }
}
