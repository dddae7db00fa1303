//! The sigmoid, with the logits on it.

use super::ExplainScene;
use crate::ui::theme::{StyleRole, fit};
use crate::ui::widgets::draw::put;
use crate::ui::widgets::plot::{self, Plot, PlotBucket, Series};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::widgets::Widget;

/// Points of the curve.
const POINTS: usize = 240;
/// The axis reaches as far as the logits, but at least and at most so far from 0.
const REACH: [f64; 2] = [4.0, 20.0];

impl ExplainScene<'_> {
    /// Draws the curve with a letter for each output at its logit; beyond the ends of the axis letters stand at them.
    pub(super) fn draw_curve(&self, area: Rect, buf: &mut Buffer) {
        let theme = self.theme;
        let outputs = &self.explanation.question.outputs;
        let farthest = outputs.iter().map(|z| z.abs()).fold(0.0, f64::max);
        let reach = farthest.ceil().clamp(REACH[0], REACH[1]);
        let head = "sigmoid(z), a letter at the logit of each output";
        put(
            buf,
            area,
            (area.x, area.y),
            &fit(head, usize::from(area.width), theme.symbols()),
            theme.style(StyleRole::Dim),
        );
        let area = Rect { y: area.y + 1, height: area.height - 1, ..area };
        let point = |at: usize| {
            let z = reach * (2.0 * at as f64 / (POINTS - 1) as f64 - 1.0);
            PlotBucket::point(z, 1.0 / (1.0 + (-z).exp()))
        };
        let points: Vec<PlotBucket> = (0..POINTS).map(point).collect();
        let look = theme.series(self.arm.id.index());
        let series =
            [Series { style: theme.style(StyleRole::Border), label: "", ..Series::new(&points, &look) }];
        Plot::new(theme, &series)
            .x_bounds(-reach, reach)
            .y_bounds(0.0, 1.0)
            .x_label("logit z")
            .render(area, buf);
        let inside = plot::inside(area);
        if inside.is_empty() {
            return;
        }
        let letters = self.letters();
        // What is wanted last, so that nothing hides it.
        let mut order: Vec<usize> = (0..outputs.len()).collect();
        order.sort_by(|a, b| self.wanted(*a).total_cmp(&self.wanted(*b)));
        for output in order {
            let (z, p) = (outputs[output].clamp(-reach, reach), self.explanation.readings.sigmoid[output]);
            let x = ((z + reach) / (2.0 * reach) * f64::from(inside.width - 1)).round() as u16;
            let y = ((1.0 - p) * f64::from(inside.height - 1)).round() as u16;
            let letter = letters.get(output).copied().unwrap_or('*');
            let bold =
                if self.is_truth(output) { Modifier::BOLD | Modifier::UNDERLINED } else { Modifier::empty() };
            let style = theme.class(output).add_modifier(bold);
            put(buf, inside, (inside.x + x, inside.y + y), letter.encode_utf8(&mut [0; 4]), style);
        }
    }
}
