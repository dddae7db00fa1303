//! Distributions over three things as points in a triangle: each corner is certainty, the centre says nothing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::braille::BRAILLE;
use ratatui::widgets::Widget;
use std::collections::BTreeMap;

use super::draw::put;
use crate::ui::theme::{Charset, StyleRole, Theme, columns, fit};

/// Height of an equilateral triangle over its side.
const TALL: f64 = 0.866_025_403_784_438_6;
/// A cell is about twice as high as it is wide.
const CELL: f64 = 2.0;
/// The smallest area that a triangle can be seen in.
const LEAST: (u16, u16) = (14, 6);

/// A corner: its name and how that looks.
#[derive(Clone, Copy, Debug)]
pub struct Corner<'a> {
    /// What is certain there.
    pub name: &'a str,
    /// Its colour.
    pub style: Style,
}

/// A triangle with letters. Lines inside part where each corner is the most probable.
pub struct Simplex<'a> {
    theme: &'a Theme,
    /// Left below, right below, above.
    corners: [Corner<'a>; 3],
    points: &'a [[f64; 3]],
    /// What each point is, an index for `mark`.
    kinds: &'a [usize],
    /// The letter and the look of a kind.
    mark: &'a dyn Fn(usize) -> (char, Style),
    /// A point to be found again.
    watched: Option<[f64; 3]>,
}

/// Where the triangle lies, in cells.
struct SimplexFrame {
    left: f64,
    top: f64,
    side: f64,
    /// From the row of the upper corner to the lowest row.
    height: f64,
}

impl SimplexFrame {
    /// The largest triangle below the name of its upper corner and above those of the others.
    fn of(area: Rect) -> Self {
        let rows = f64::from(area.height - 3);
        let side = (rows * CELL / TALL).min(f64::from(area.width - 1));
        let height = side * TALL / CELL;
        let left = f64::from(area.x) + (f64::from(area.width - 1) - side) / 2.0;
        Self { left, top: f64::from(area.y) + 1.0 + (rows - height) / 2.0, side, height }
    }

    /// The place of shares of the three corners, in columns and rows.
    fn place(&self, [_, right, up]: [f64; 3]) -> (f64, f64) {
        (self.left + self.side * (right + up / 2.0), self.top + self.height * (1.0 - up))
    }
}

impl<'a> Simplex<'a> {
    /// Points with their kinds. What is not three finite shares is left out; where several share a cell, it shows the kind
    /// with most of them, the first of equals.
    pub fn new(
        theme: &'a Theme,
        corners: [Corner<'a>; 3],
        (points, kinds): (&'a [[f64; 3]], &'a [usize]),
        mark: &'a dyn Fn(usize) -> (char, Style),
    ) -> Self {
        Self { theme, corners, points, kinds, mark, watched: None }
    }

    /// A point that is drawn reversed.
    #[must_use]
    pub fn watched(mut self, point: Option<[f64; 3]>) -> Self {
        self.watched = point;
        self
    }

    fn draw_lines(&self, frame: &SimplexFrame, area: Rect, buf: &mut Buffer) {
        let (edges, inner) = (self.theme.style(StyleRole::Border), self.theme.style(StyleRole::Baseline));
        let corners = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let centre = [1.0 / 3.0; 3];
        for at in 0..3 {
            let (from, to) = (corners[at], corners[(at + 1) % 3]);
            let middle: [f64; 3] = std::array::from_fn(|i| f64::midpoint(from[i], to[i]));
            self.line(frame, (centre, middle), inner, area, buf);
        }
        for at in 0..3 {
            self.line(frame, (corners[at], corners[(at + 1) % 3]), edges, area, buf);
        }
        let (x, y) = frame.place(centre);
        put(buf, area, (x.round() as u16, y.round() as u16), "+", inner);
    }

    /// A line of braille dots, in ASCII of points, a cell each.
    fn line(
        &self,
        frame: &SimplexFrame,
        (from, to): ([f64; 3], [f64; 3]),
        style: Style,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let unicode = self.theme.charset() == Charset::Unicode;
        let mut cells: BTreeMap<(u16, u16), u8> = BTreeMap::new();
        let steps = 8 * u32::from(area.width.max(area.height));
        for step in 0..=steps {
            let share = f64::from(step) / f64::from(steps);
            let point: [f64; 3] = std::array::from_fn(|i| from[i] + (to[i] - from[i]) * share);
            let (x, y) = frame.place(point);
            // The middle of a cell is at its whole number.
            let (x, y) = ((x + 0.5).max(0.0), (y + 0.5).max(0.0));
            let bit = 2 * (((y.fract() * 4.0) as u8).min(3)) + ((x.fract() * 2.0) as u8).min(1);
            *cells.entry((x as u16, y as u16)).or_default() |= 1 << bit;
        }
        for (place, dots) in cells {
            let symbol = if unicode { BRAILLE[usize::from(dots)] } else { '.' };
            put(buf, area, place, symbol.encode_utf8(&mut [0; 4]), style);
        }
    }

    fn draw_points(&self, frame: &SimplexFrame, area: Rect, buf: &mut Buffer) {
        let cell = |point: &[f64; 3]| {
            let (x, y) = frame.place(*point);
            (y.round() as u16, x.round() as u16)
        };
        let sound = |point: &[f64; 3]| point.iter().all(|share| (-1e-6..=1.0 + 1e-6).contains(share));
        let all = self.points.iter().zip(self.kinds).filter(|(point, _)| sound(point));
        let mut found: Vec<((u16, u16), usize)> = all.map(|(point, kind)| (cell(point), *kind)).collect();
        found.sort_unstable();
        let watched = self.watched.filter(sound).map(|point| cell(&point));
        for here in found.chunk_by(|a, b| a.0 == b.0) {
            let most = here.chunk_by(|a, b| a == b).rev().max_by_key(|same| same.len());
            let Some(((y, x), kind)) = most.and_then(|same| same.first()) else { continue };
            let (letter, style) = (self.mark)(*kind);
            put(buf, area, (*x, *y), letter.encode_utf8(&mut [0; 4]), style);
        }
        if let Some((y, x)) = watched.filter(|(y, x)| area.contains((*x, *y).into())) {
            let style = Style::reset().patch(self.theme.style(StyleRole::Selection));
            buf[(x, y)].set_style(style);
        }
    }

    fn draw_names(&self, frame: &SimplexFrame, area: Rect, buf: &mut Buffer) {
        let symbols = self.theme.symbols();
        let half = usize::from(area.width / 2).saturating_sub(1);
        let [left, right, up] = self.corners.map(|corner| fit(corner.name, half, symbols));
        let bottom = (frame.top + frame.height).round() as u16 + 1;
        let start = frame.left.round() as u16;
        put(buf, area, (start, bottom), &left, self.corners[0].style);
        let end = (frame.left + frame.side).round() as u16 + 1;
        put(
            buf,
            area,
            (end.saturating_sub(columns(&right) as u16).max(start), bottom),
            &right,
            self.corners[1].style,
        );
        let middle = (frame.left + frame.side / 2.0).round() as u16;
        let above = (frame.top.round() as u16).saturating_sub(1).max(area.y);
        put(
            buf,
            area,
            (middle.saturating_sub(columns(&up) as u16 / 2).max(area.x), above),
            &up,
            self.corners[2].style,
        );
    }
}

impl Widget for &Simplex<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.width < LEAST.0 || area.height < LEAST.1 {
            return;
        }
        let frame = SimplexFrame::of(area);
        self.draw_lines(&frame, area, buf);
        self.draw_points(&frame, area, buf);
        self.draw_names(&frame, area, buf);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ColorMode;
    use crate::ui::widgets::testing::{LABELS, drawn, everywhere};

    fn mark(kind: usize) -> (char, Style) {
        (char::from(b'a' + kind as u8), Style::new())
    }

    fn corners(names: [&str; 3]) -> [Corner<'_>; 3] {
        names.map(|name| Corner { name, style: Style::new() })
    }

    fn ascii(points: &[[f64; 3]], kinds: &[usize]) -> Vec<String> {
        let theme = Theme::new(ColorMode::Mono, Charset::Ascii);
        let names = corners(["left", "right", "up"]);
        drawn(21, 11, |area, buf| Simplex::new(&theme, names, (points, kinds), &mark).render(area, buf))
    }

    /// Column and row of a letter.
    fn place(lines: &[String], letter: char) -> (usize, usize) {
        let row = lines.iter().position(|line| line.trim_end().chars().any(|c| c == letter)).unwrap();
        (lines[row].find(letter).unwrap(), row)
    }

    #[test]
    fn certainty_is_a_corner_and_knowing_nothing_the_centre() {
        let lines = ascii(&[], &[]);
        let centre = place(&lines, '+');
        assert!(lines[0].trim() == "up" && lines.last().unwrap().trim().starts_with("left"), "{lines:#?}");
        assert!(lines.last().unwrap().ends_with("right"));
        let third = 1.0 / 3.0;
        let points = [[0.0, 0.0, 1.0], [third, third, third]];
        let lines = ascii(&points, &[25, 23]);
        assert_eq!(place(&lines, 'x'), centre, "{lines:#?}");
        assert_eq!(place(&lines, 'z').1, 1, "right below the name: {lines:#?}");
        let bottom = ascii(&[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], &[25, 23]);
        let (left, right) = (place(&bottom, 'z'), place(&bottom, 'x'));
        assert!(left.1 == right.1 && left.0 < 2 && right.0 > 18, "{bottom:#?}");
    }

    #[test]
    fn a_shared_cell_belongs_to_the_majority_and_what_is_no_distribution_is_left_out() {
        let up = [0.0, 0.0, 1.0];
        let lines = ascii(&[up, up, up, [f64::NAN, 0.0, 1.0], [2.0, -1.0, 0.0]], &[25, 23, 23, 22, 22]);
        assert_eq!(place(&lines, 'x').1, 1);
        assert!(lines.iter().all(|line| !line.contains(['z', 'w'])), "{lines:#?}");
    }

    #[test]
    fn any_names_and_points_at_any_size() {
        let points = [[0.2, 0.3, 0.5], [1.0, 0.0, 0.0], [f64::INFINITY, 0.0, 0.0]];
        for names in [[LABELS[0], LABELS[2], LABELS[3]], [LABELS[4], LABELS[5], LABELS[1]]] {
            everywhere(|theme, area, buf| {
                let simplex = Simplex::new(theme, corners(names), (&points, &[0, 1, 2]), &mark);
                simplex.watched(Some(points[0])).render(area, buf);
            });
        }
    }
}
