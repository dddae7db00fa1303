//! What the losses say at the cursor.

use super::Drawing;
use crate::data::Task;
use crate::lab::analysis::shape::{Bin, LossShape, Point};
use crate::ui::numbers::{number, share};
use crate::ui::theme::{StyleRole, Theme};
use crate::ui::widgets::table::{Column, Table, Width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::Span;
use ratatui::widgets::Widget;

/// Columns from which on the place of the cursor has its name in full.
const WHOLE: u16 = 50;

impl Drawing<'_> {
    /// Rows of the table without its header: the arms, and the other losses where there is room for all of them.
    pub(super) fn rows(&self, height: u16) -> usize {
        let all = self.curves.len() + self.others.len();
        if usize::from(height) >= all + 14 { all } else { self.curves.len() }
    }

    fn point(&self, shape: &LossShape) -> Option<Point> {
        shape.at(self.span.middle(self.bin))
    }

    /// Where the cursor is.
    fn place(&self, theme: &Theme, width: u16) -> String {
        let x = number(Some(self.span.middle(self.bin)), theme);
        match self.task {
            Task::Regression => format!("error {x}"),
            _ if width < WHOLE => format!("at p {x}"),
            Task::Classification => format!("at p(truth) {x}"),
            Task::MultiLabel => format!("at p(label) {x}"),
        }
    }

    /// Draws value and gradient of every loss at the cursor, and the arms' samples in its bin.
    pub(super) fn draw_table(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let place = self.place(theme, area.width);
        let column = |title, width, priority| Column { title, alignment: Alignment::Right, width, priority };
        let columns = [
            Column { alignment: Alignment::Left, ..column(place.as_str(), Width::Between(10, 44), 9) },
            column("loss", Width::Fixed(6), 9),
            column("dL/dz", Width::Fixed(6), 8),
            column("count", Width::Fixed(5), 7),
            column("grad", Width::Fixed(4), 6),
        ];
        let rows = self.rows(area.height.saturating_add(13));
        let row = |at: usize| match self.curves.get(at) {
            Some(_) => self.arm_row(theme, at),
            None => self.other_row(theme, at - self.curves.len()),
        };
        Table::new(theme, &columns, rows.max(self.curves.len()), &row).render(area, buf);
    }

    fn arm_row(&self, theme: &Theme, at: usize) -> Vec<Span<'static>> {
        let curve = &self.curves[at];
        let look = theme.series(curve.arm.id.index());
        let point = self.point(&curve.shape);
        let bin = curve.bins.as_ref().map(|bins| bins[self.bin]);
        let all = curve
            .bins
            .as_ref()
            .and_then(|bins| bins.iter().map(|bin: &Bin| bin.gradient_size).sum::<Option<f64>>());
        let gradient_size = bin
            .and_then(|bin| bin.gradient_size)
            .zip(all.filter(|all| *all > 0.0))
            .map(|(own, all)| own / all);
        let count = bin.map_or_else(|| theme.symbols().dash.to_owned(), |bin| bin.samples.to_string());
        vec![
            Span::styled(format!("{} {}", look.letter, curve.name), look.style),
            Span::raw(number(point.map(|point| point.value), theme)),
            Span::raw(number(point.map(|point| point.derivative), theme)),
            Span::raw(count),
            Span::raw(share(gradient_size, theme)),
        ]
    }

    fn other_row(&self, theme: &Theme, at: usize) -> Vec<Span<'static>> {
        let (name, shape) = &self.others[at];
        let point = self.point(shape);
        let dim = |text: String| Span::styled(text, theme.style(StyleRole::Dim));
        vec![
            dim(format!("  {name}")),
            dim(number(point.map(|point| point.value), theme)),
            dim(number(point.map(|point| point.derivative), theme)),
        ]
    }
}
