//! Which labels come together: in the data, and in what an arm says.

use super::{LabelsPane, LabelsTab, Matrices};
use crate::metrics::CoOccurrence;
use crate::ui::model::{LabelView, ScreenModel};
use crate::ui::numbers::{share, signed};
use crate::ui::panes::confusion::{cell_width, difference_cell, headings, shorter};
use crate::ui::theme::{StyleRole, Theme, wrap};
use crate::ui::widgets::draw::{put, put_line};
use crate::ui::widgets::heatmap::{HeatCell, Heatmap, Shade};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Columns of a cell's number where there is room.
const WANTED: usize = 3;

/// A share of rows for each pair of labels.
type Cells<'a> = &'a dyn Fn(usize, usize) -> Option<f64>;

impl LabelsPane {
    fn value(&self, of: &CoOccurrence, row: usize, column: usize) -> Option<f64> {
        if self.view == LabelsTab::Conditional { of.conditional(column, row) } else { of.joint(row, column) }
    }

    /// Data and predictions beside each other or above each other, or their difference; the chosen cell in words below.
    pub(super) fn draw_together(
        &self,
        model: &ScreenModel,
        labels: &LabelView,
        theme: &Theme,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let (words, matrices) = self.divided(model, labels, area);
        for (text, y) in words.iter().zip(matrices.bottom()..area.bottom()) {
            put_line(buf, Rect { y, height: 1, ..area }, &Line::raw(text.as_str()), theme);
        }
        self.each_matrix(model, labels, matrices, |matrix, title, [above, place]| {
            put(buf, above, (above.x, above.y), title, theme.style(StyleRole::Title));
            matrix.render(place, buf);
        });
    }

    /// The chosen cell in words, which stand below, and the place of the matrices above them.
    fn divided(&self, model: &ScreenModel, labels: &LabelView, area: Rect) -> (Vec<String>, Rect) {
        let text = self.words(model, labels);
        let words = wrap(&text, usize::from(area.width), model.theme.symbols());
        let below = (words.len() as u16).min(area.height / 3);
        (words, Rect { height: area.height - below, ..area })
    }

    /// The two labels whose cell stands at this place.
    pub(super) fn pair_at(
        &self,
        model: &ScreenModel,
        labels: &LabelView,
        area: Rect,
        at: Position,
    ) -> Option<(usize, usize)> {
        let mut found = None;
        let (_, matrices) = self.divided(model, labels, area);
        self.each_matrix(model, labels, matrices, |matrix, _, [_, place]| {
            found = found.or(matrix.cell_at(place, at));
        });
        found
    }

    /// Every matrix that is shown, with its title, the line of that (empty without one) and its place.
    fn each_matrix(
        &self,
        model: &ScreenModel,
        labels: &LabelView,
        matrices: Rect,
        mut use_it: impl FnMut(&Heatmap<'_>, &str, [Rect; 2]),
    ) {
        let of_data = |row, column| self.value(&labels.data, row, column);
        let of_predicted = |row, column| self.value(&labels.predicted, row, column);
        if self.matrices == Matrices::Difference {
            let difference =
                |row, column| of_predicted(row, column).zip(of_data(row, column)).map(|(a, b)| a - b);
            return self.with_matrix(model, &difference, "", matrices, use_it);
        }
        let [first, second] = halves(matrices, model.class_names().len());
        self.with_matrix(model, &of_data, "data", first, &mut use_it);
        let arm = model.theme.series(model.arm.index());
        let title = format!("{} predicts, at its thresholds", arm.letter);
        self.with_matrix(model, &of_predicted, &title, second, use_it);
    }

    /// A matrix below its title.
    fn with_matrix(
        &self,
        model: &ScreenModel,
        cells: Cells<'_>,
        title: &str,
        area: Rect,
        use_it: impl FnOnce(&Heatmap<'_>, &str, [Rect; 2]),
    ) {
        let (theme, names) = (&model.theme, model.class_names());
        let above = u16::from(!title.is_empty() && area.height > 2);
        let place = Rect { y: area.y + above, height: area.height - above, ..area };
        let signed_cells = self.matrices == Matrices::Difference;
        let wanted = WANTED + usize::from(signed_cells);
        let width = cell_width(place.width, names, wanted);
        let cell = |row: usize, column: usize| {
            let value = cells(row, column);
            let HeatCell { text, shade } =
                if signed_cells { difference_cell(value, theme) } else { share_cell(value, theme) };
            HeatCell { text: if width < wanted { shorter(&text, width) } else { text }, shade }
        };
        let last = names.len().saturating_sub(1);
        let columns = headings(names, width, usize::from(place.height));
        let matrix = Heatmap::new(theme, names, &columns, &cell)
            .cursor(Some((model.label().min(last), self.column.min(last))))
            .cell_width(width as u16)
            .corner(if self.view == LabelsTab::Conditional { "given" } else { "and" });
        use_it(&matrix, title, [Rect { height: above, ..area }, place]);
    }

    /// The chosen cell in words.
    fn words(&self, model: &ScreenModel, labels: &LabelView) -> String {
        let (theme, LabelView { data, predicted, .. }) = (&model.theme, labels);
        let last = model.class_names().len().saturating_sub(1);
        let (row, column) = (model.label().min(last), self.column.min(last));
        let [given, other] = [row, column].map(|label| model.class_name(label));
        let what = match self.view {
            LabelsTab::Conditional => format!("P({other} | {given})"),
            _ if row == column => format!("P({given})"),
            _ => format!("P({given} and {other})"),
        };
        let values = [data, predicted].map(|of| self.value(of, row, column));
        let [in_data, in_said] = values.map(|value| share(value, theme));
        let gap = signed(values[0].zip(values[1]).map(|(data, predicted)| predicted - data), theme);
        let counts = [data, predicted].map(|of| of.count(row, column));
        let arm = model.arm;
        let [n, m] = counts;
        format!("{what}: data {in_data} ({n} images), {arm} {in_said} ({m}), difference {gap}")
    }
}

fn share_cell(value: Option<f64>, theme: &Theme) -> HeatCell {
    let shade = value.map_or(Shade::Plain, Shade::Heat);
    match value {
        Some(0.0) => HeatCell { text: theme.symbols().separator.into(), shade: Shade::Plain },
        value => HeatCell { text: share(value, theme), shade },
    }
}

/// Two places: above each other where both fit so and not beside each other.
fn halves(area: Rect, labels: usize) -> [Rect; 2] {
    let wide = (area.width.saturating_sub(1)) / 2;
    let needed = 8 + labels * (WANTED + 1);
    let tall = usize::from(area.height) >= 2 * (labels + 2);
    if usize::from(wide) < needed && tall {
        let height = area.height / 2;
        return [Rect { height, ..area }, Rect { y: area.y + height, height: area.height - height, ..area }];
    }
    [Rect { width: wide, ..area }, Rect { x: area.x + wide + 1, width: wide, ..area }]
}
