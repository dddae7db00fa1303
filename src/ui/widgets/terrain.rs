//! A height over two numbers as levels of shade, with the ways that lead over it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::symbols::braille::BRAILLE;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use std::collections::BTreeMap;

use super::draw::{put, put_line};
use crate::ui::theme::{Charset, ColorMode, Dash, StyleRole, Theme, columns, pad};

/// Columns of the labels of the vertical axis.
const GUTTER: u16 = 7;
/// Levels of height.
const LEVELS: usize = 8;
/// How much narrower lower levels are: most of a descent happens near the bottom.
const BEND: f64 = 2.5;

/// A way over the terrain.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    /// Its points, in the order in which they were reached.
    pub points: &'a [[f64; 2]],
    /// What stands at its end.
    pub letter: &'a str,
    /// How the letter looks.
    pub style: Style,
    /// How the line is broken.
    pub dash: Dash,
    /// Its character where there is no braille.
    pub marker: char,
}

/// Heights over a rectangle.
#[derive(Clone, Copy)]
pub struct Terrain<'a> {
    theme: &'a Theme,
    height: &'a dyn Fn(f64, f64) -> Option<f64>,
    /// The least and the largest height.
    range: [f64; 2],
    across: ([f64; 2], &'a str),
    up: ([f64; 2], &'a str),
    ways: &'a [Way<'a>],
}

/// Where on the screen a point lies.
struct TerrainFrame {
    map: Rect,
    across: [f64; 2],
    up: [f64; 2],
    /// Dots of a cell.
    dots: (i32, i32),
}

impl TerrainFrame {
    /// The dot of a point, counted from the upper left; far outside, but not too far to count.
    fn dot(&self, [x, y]: [f64; 2]) -> (i32, i32) {
        let place = |value: f64, [low, high]: [f64; 2], cells: i32| {
            let share = (value - low) / (high - low);
            (share * f64::from(cells - 1)).round().clamp(-4.0 * f64::from(cells), 4.0 * f64::from(cells))
                as i32
        };
        let (width, height) =
            (i32::from(self.map.width) * self.dots.0, i32::from(self.map.height) * self.dots.1);
        (place(x, self.across, width), height - 1 - place(y, self.up, height))
    }

    /// The cell of a dot, if it is on the map.
    fn cell(&self, (x, y): (i32, i32)) -> Option<(u16, u16)> {
        let (column, row) = (x.div_euclid(self.dots.0), y.div_euclid(self.dots.1));
        let inside = (0..i32::from(self.map.width)).contains(&column)
            && (0..i32::from(self.map.height)).contains(&row);
        inside.then(|| (self.map.x + column as u16, self.map.y + row as u16))
    }

    /// The middle of a cell as a point.
    fn middle(&self, (column, row): (u16, u16)) -> [f64; 2] {
        let between = |[low, high]: [f64; 2], share: f64| low + (high - low) * share;
        let share = |at: u16, cells: u16| (f64::from(at) + 0.5) / f64::from(cells);
        [
            between(self.across, share(column, self.map.width)),
            between(self.up, 1.0 - share(row, self.map.height)),
        ]
    }
}

impl<'a> Terrain<'a> {
    /// Heights in a range over two ranges with their names; `ways` lead over them.
    pub fn new(
        theme: &'a Theme,
        (height, range): (&'a dyn Fn(f64, f64) -> Option<f64>, [f64; 2]),
        across: ([f64; 2], &'a str),
        up: ([f64; 2], &'a str),
        ways: &'a [Way<'a>],
    ) -> Self {
        Self { theme, height, range, across, up, ways }
    }

    /// From which height on a level lies.
    fn floor_of(&self, level: usize) -> f64 {
        let [least, most] = self.range;
        least + (most - least) * (level as f64 / LEVELS as f64).powf(BEND)
    }

    fn level_of(&self, height: f64) -> usize {
        (1..LEVELS).rfind(|level| height >= self.floor_of(*level)).unwrap_or(0)
    }

    /// The look of a level: a colour, in mono a shade.
    fn look(&self, level: usize) -> (&'static str, Style) {
        let amount = level as f64 / (LEVELS - 1) as f64;
        if self.theme.mode() == ColorMode::Mono {
            return (self.theme.symbols().shade(0.1 + 0.8 * amount), Style::new());
        }
        (" ", self.theme.heat(amount))
    }

    fn draw_heights(&self, frame: &TerrainFrame, buf: &mut Buffer) {
        for row in 0..frame.map.height {
            for column in 0..frame.map.width {
                let [x, y] = frame.middle((column, row));
                let Some(height) = (self.height)(x, y) else { continue };
                let (symbol, style) = self.look(self.level_of(height));
                put(buf, frame.map, (frame.map.x + column, frame.map.y + row), symbol, style);
            }
        }
    }

    /// The places of a way that are numbers.
    fn places(way: &Way<'_>, frame: &TerrainFrame) -> Vec<(i32, i32)> {
        let points = way.points.iter().filter(|point| point.iter().all(|x| x.is_finite()));
        points.map(|point| frame.dot(*point)).collect()
    }

    fn draw_way(way: &Way<'_>, frame: &TerrainFrame, buf: &mut Buffer) {
        let mut cells: BTreeMap<(u16, u16), u8> = BTreeMap::new();
        let mut step = 0;
        let mut dot = |at: (i32, i32), cells: &mut BTreeMap<(u16, u16), u8>| {
            if way.dash.is_on(step)
                && let Some(cell) = frame.cell(at)
            {
                let bit = 2 * at.1.rem_euclid(frame.dots.1) + at.0.rem_euclid(frame.dots.0);
                *cells.entry(cell).or_default() |= 1 << bit;
            }
            step += 1;
        };
        for pair in Self::places(way, frame).windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).max(1);
            for i in 1..=steps {
                let along =
                    |a: i32, b: i32| a + (f64::from(b - a) * f64::from(i) / f64::from(steps)).round() as i32;
                dot((along(from.0, to.0), along(from.1, to.1)), &mut cells);
            }
        }
        for (cell, dots) in cells {
            let target = &mut buf[cell];
            let plain = frame.dots == (1, 1);
            target.set_char(if plain { way.marker } else { BRAILLE[usize::from(dots)] });
            target.modifier.insert(Modifier::BOLD);
        }
    }

    /// Where the ways begin, which may be one place for several, and where they have come to, in front of all lines.
    fn draw_ends(&self, frame: &TerrainFrame, buf: &mut Buffer) {
        let bold = Modifier::BOLD | Modifier::REVERSED;
        let all: Vec<_> = self.ways.iter().map(|way| (way, Self::places(way, frame))).collect();
        let starts = all.iter().map(|(_, places)| (places.first(), "o", self.theme.style(StyleRole::Text)));
        let ends = all.iter().map(|(way, places)| (places.last(), way.letter, way.style));
        for (place, symbol, style) in starts.chain(ends) {
            if let Some(cell) = place.and_then(|place| frame.cell(*place)) {
                buf[cell].reset();
                put(buf, frame.map, cell, symbol, style.add_modifier(bold));
            }
        }
    }

    fn draw_axes(&self, area: Rect, frame: &TerrainFrame, buf: &mut Buffer) {
        let (symbols, dim) = (self.theme.symbols(), self.theme.style(StyleRole::Dim));
        let map = frame.map;
        let middle = |[low, high]: [f64; 2]| f64::midpoint(low, high);
        let (bias, name) = self.up;
        let labels = [(0, bias[1]), (map.height / 2, middle(bias)), (map.height - 1, bias[0])];
        for (row, value) in labels {
            let text = pad(&short(value), usize::from(GUTTER - 1), Alignment::Right, symbols);
            put(buf, area, (area.x, map.y + row), &text, dim);
        }
        if map.height > 4 {
            let text = pad(name, usize::from(GUTTER - 1), Alignment::Right, symbols);
            put(buf, area, (area.x, map.y + map.height / 4), &text, dim);
        }
        let (weight, name) = self.across;
        let middle = format!("{} {name}", short(middle(weight)));
        let right = short(weight[1]);
        let starts = [
            (map.x, short(weight[0])),
            ((map.x + map.width / 2).saturating_sub(2), middle),
            (map.right().saturating_sub(columns(&right) as u16), right),
        ];
        let mut free = area.x;
        for (x, text) in starts {
            if x >= free {
                put(buf, area, (x, map.bottom()), &text, dim);
                free = x + columns(&text) as u16 + 1;
            }
        }
    }

    /// The levels with the heights from which on they lie, as many as fit; the lowest and the highest always.
    fn legend(&self, width: u16) -> Line<'static> {
        let every = if width >= 64 { 1 } else { 3 };
        let mut spans = Vec::new();
        for level in (0..LEVELS).filter(|level| level % every == 0 || *level == LEVELS - 1) {
            let (symbol, style) = self.look(level);
            spans.push(Span::styled(symbol.repeat(2), style));
            let text = format!("{} ", short(self.floor_of(level)));
            spans.push(Span::styled(text, self.theme.style(StyleRole::Dim)));
        }
        spans.push(Span::styled("or more", self.theme.style(StyleRole::Dim)));
        Line::from(spans)
    }
}

/// A number in at most six columns.
fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 1e5 => format!("{value:.0e}"),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size > 0.0 && size < 0.005 => format!("{value:.0e}"),
        _ => format!("{value:.2}"),
    }
}

impl Widget for &Terrain<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.width < GUTTER + 4 || area.height < 4 {
            return;
        }
        let map = Rect { x: area.x + GUTTER, y: area.y, width: area.width - GUTTER, height: area.height - 2 };
        let dots = if self.theme.charset() == Charset::Unicode { (2, 4) } else { (1, 1) };
        let frame = TerrainFrame { map, across: self.across.0, up: self.up.0, dots };
        self.draw_heights(&frame, buf);
        self.ways.iter().for_each(|way| Terrain::draw_way(way, &frame, buf));
        self.draw_ends(&frame, buf);
        self.draw_axes(area, &frame, buf);
        let legend = self.legend(area.width);
        put_line(buf, Rect { y: area.bottom() - 1, height: 1, ..area }, &legend, self.theme);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::{drawn, everywhere};

    fn bowl(x: f64, y: f64) -> Option<f64> {
        (x.abs() <= 1.0 && y.abs() <= 1.0).then_some(x * x + y * y)
    }

    const RANGE: [f64; 2] = [-1.0, 1.0];

    #[test]
    fn levels_rise_from_the_middle_and_a_way_has_a_start_and_a_letter() {
        let theme = Theme::new(ColorMode::Mono, Charset::Ascii);
        let points = [[-0.9, 0.9], [0.9, 0.9], [0.9, -0.9]];
        let way = Way { points: &points, letter: "A", style: Style::new(), dash: Dash::Solid, marker: '*' };
        let lines = drawn(28, 11, |area, buf| {
            let ways = [way];
            Terrain::new(&theme, (&bowl, [0.0, 2.0]), (RANGE, "weight"), (RANGE, "bias"), &ways)
                .render(area, buf);
        });
        assert!(lines[0].contains("o****") && lines[8].contains('A'), "{lines:#?}");
        assert!(lines[9].contains("-1.00") && lines[9].contains("weight"), "{lines:#?}");
        let shade = |line: &str, column: usize| line.chars().nth(column).unwrap();
        assert!(shade(&lines[4], 17) == '.' && shade(&lines[8], 8) != '.', "{lines:#?}");
    }

    #[test]
    fn no_way_hides_where_another_has_come_to() {
        let theme = Theme::new(ColorMode::Mono, Charset::Ascii);
        let (short, long) = ([[-0.9, 0.0], [0.0, 0.0]], [[-0.9, 0.0], [0.9, 0.0]]);
        let way =
            |points, letter| Way { points, letter, style: Style::new(), dash: Dash::Solid, marker: '*' };
        let lines = drawn(28, 11, |area, buf| {
            let ways = [way(&short, "A"), way(&long, "B")];
            Terrain::new(&theme, (&bowl, [0.0, 2.0]), (RANGE, "weight"), (RANGE, "bias"), &ways)
                .render(area, buf);
        });
        let row = lines.iter().find(|line| line.contains('B')).unwrap();
        assert!(row.contains("*A*") && row.contains('o'), "{lines:#?}");
    }

    #[test]
    fn any_terrain_at_any_size() {
        let far = [[0.0, 0.0], [1e300, -1e300], [f64::NAN, 0.0], [-5.0, 0.2]];
        let look = |points| Way { points, letter: "B", style: Style::new(), dash: Dash::Dotted, marker: 'x' };
        for ways in [&[][..], &[look(&far), look(&[])]] {
            for range in [[0.0, 2.0], [1.0, 1.0], [-1e200, 1e200]] {
                everywhere(|theme, area, buf| {
                    let heights = (&bowl as &dyn Fn(f64, f64) -> Option<f64>, range);
                    Terrain::new(theme, heights, (RANGE, "weight"), (RANGE, "bias"), ways).render(area, buf);
                });
            }
        }
    }
}
