//! Points in a plane, each the letter of its class.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::draw::put;

/// Points that fill the area; where several share a cell, it shows the class with most of them, the first of equals.
pub struct Scatter<'a> {
    points: &'a [[f64; 2]],
    /// The class of each point.
    classes: &'a [u16],
    /// How a class looks.
    mark: &'a dyn Fn(usize) -> (char, Style),
}

impl<'a> Scatter<'a> {
    /// Points with the class of each; the second number of a point grows upwards. What is not finite is left out.
    pub fn new(points: &'a [[f64; 2]], classes: &'a [u16], mark: &'a dyn Fn(usize) -> (char, Style)) -> Self {
        Self { points, classes, mark }
    }
}

/// The cell of a value among this many cells.
fn cell(value: f64, [low, high]: [f64; 2], cells: u16) -> u16 {
    let share = if high > low { (value - low) / (high - low) } else { 0.5 };
    (share * f64::from(cells - 1)).round() as u16
}

fn bounds(values: impl Iterator<Item = f64>) -> [f64; 2] {
    values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| [low.min(x), high.max(x)])
}

impl Widget for &Scatter<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let finite = || {
            let all = self.points.iter().zip(self.classes);
            all.filter(|(point, _)| point.iter().all(|x| x.is_finite()))
        };
        if area.is_empty() {
            return;
        }
        let (across, up) = (bounds(finite().map(|(p, _)| p[0])), bounds(finite().map(|(p, _)| p[1])));
        let mut found: Vec<(u16, u16, u16)> = finite()
            .map(|([x, y], class)| (cell(*y, up, area.height), cell(*x, across, area.width), *class))
            .collect();
        found.sort_unstable();
        for here in found.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let most = here.chunk_by(|a, b| a == b).rev().max_by_key(|same| same.len());
            let Some((y, x, class)) = most.and_then(|same| same.first()) else { continue };
            let (letter, style) = (self.mark)(usize::from(*class));
            let place = (area.x + x, area.bottom() - 1 - y);
            put(buf, area, place, letter.encode_utf8(&mut [0; 4]), style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::{drawn, everywhere};

    fn mark(class: usize) -> (char, Style) {
        (char::from(b'a' + class as u8), Style::new())
    }

    #[test]
    fn corners_are_reached_and_the_second_number_grows_upwards() {
        let points = [[0.0, 0.0], [10.0, 0.0], [0.0, 5.0], [5.0, 2.5]];
        let lines = drawn(5, 3, |area, buf| Scatter::new(&points, &[0, 1, 2, 3], &mark).render(area, buf));
        assert_eq!(lines, ["c", "  d", "a   b"]);
    }

    #[test]
    fn a_shared_cell_belongs_to_the_majority() {
        let points = [[0.0, 0.0], [1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [1.0, 0.0]];
        let lines =
            drawn(2, 1, |area, buf| Scatter::new(&points, &[3, 0, 1, 1, 2, 2], &mark).render(area, buf));
        assert_eq!(lines, ["db"], "the first of equals");
    }

    #[test]
    fn any_points_at_any_size() {
        let odd = [[f64::NAN, 0.0], [1.0, f64::INFINITY], [2.0, 2.0]];
        for points in [&odd[..], &odd[..2], &odd[2..], &[]] {
            everywhere(|_, area, buf| Scatter::new(points, &[0, 1, 2], &mark).render(area, buf));
        }
    }
}
