//! Curves in one braille grid.
//!
//! All series share the grid: the dots of a cell are those of every series that passes through it, so crossing curves
//! never erase each other. A point is a bucket with a minimum and a maximum, so no spike is lost to the resolution of
//! the terminal. What is not finite leaves a gap and never reaches the range of an axis.

mod axis;
mod bucket;
mod curve;
mod frame;
mod grid;
mod labels;
mod round;
mod series;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use self::axis::PlotAxis;
use self::frame::Frame;
use self::grid::Grid;
use self::labels::PlotLabels;
use super::draw::put;
use crate::ui::theme::{StyleRole, Theme};

pub use self::axis::Scale;
pub use self::bucket::PlotBucket;
pub use self::series::{Baseline, LineStyle, PlotMark, Series};

/// The columns of an area that the curves of a plot without labels take: what stands below them can keep to them.
pub fn inside(area: Rect) -> Rect {
    Frame::new(area, 0).plot
}

/// Which values the y axis takes in, where it is not fixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ValueRange {
    /// All of them.
    #[default]
    Whole,
    /// All but outliers, so that one does not flatten everything else; they are clipped, and marked at the top.
    Robust,
}

/// A plot with axes.
#[derive(Clone, Copy, Debug)]
pub struct Plot<'a> {
    theme: &'a Theme,
    series: &'a [Series<'a>],
    marks: &'a [PlotMark<'a>],
    baselines: &'a [Baseline<'a>],
    scale: Scale,
    x_scale: Scale,
    x_bounds: Option<[f64; 2]>,
    y_bounds: Option<[f64; 2]>,
    range: ValueRange,
    x_label: &'a str,
    empty: &'a str,
}

impl<'a> Plot<'a> {
    /// Curves on linear axes that follow the data. Where series share a cell, it has the colour of the one with the
    /// most dots, of the later one among equals.
    pub fn new(theme: &'a Theme, series: &'a [Series<'a>]) -> Self {
        Self {
            theme,
            series,
            marks: &[],
            baselines: &[],
            scale: Scale::Linear,
            x_scale: Scale::Linear,
            x_bounds: None,
            y_bounds: None,
            range: ValueRange::Whole,
            x_label: "",
            empty: "",
        }
    }

    /// Adds vertical lines.
    #[must_use]
    pub fn marks(mut self, marks: &'a [PlotMark<'a>]) -> Self {
        self.marks = marks;
        self
    }

    /// Adds horizontal lines.
    #[must_use]
    pub fn baselines(mut self, baselines: &'a [Baseline<'a>]) -> Self {
        self.baselines = baselines;
        self
    }

    /// The scale of the y axis. On a logarithmic one, what is not positive leaves a gap.
    #[must_use]
    pub fn scale(mut self, scale: Scale) -> Self {
        self.scale = scale;
        self
    }

    /// The scale of the x axis. On a logarithmic one, what does not lie right of 0 is not drawn.
    #[must_use]
    pub fn x_scale(mut self, scale: Scale) -> Self {
        self.x_scale = scale;
        self
    }

    /// Fixes the x axis, for example to all epochs of a run. Points outside are not drawn.
    #[must_use]
    pub fn x_bounds(mut self, lo: f64, hi: f64) -> Self {
        self.x_bounds = Some([lo, hi]);
        self
    }

    /// Fixes the y axis, for example to `0..=1` for accuracies. Curves are clipped. Bounds that are not finite and
    /// ascending (and positive on a logarithmic axis) are ignored.
    #[must_use]
    pub fn y_bounds(mut self, lo: f64, hi: f64) -> Self {
        self.y_bounds = Some([lo, hi]);
        self
    }

    /// Which values the y axis takes in, where it is linear and not fixed.
    #[must_use]
    pub fn range(mut self, range: ValueRange) -> Self {
        self.range = range;
        self
    }

    /// The unit of the x axis, for example `epoch`.
    #[must_use]
    pub fn x_label(mut self, label: &'a str) -> Self {
        self.x_label = label;
        self
    }

    /// What stands in the middle while there is nothing to draw.
    #[must_use]
    pub fn empty(mut self, message: &'a str) -> Self {
        self.empty = message;
        self
    }

    fn x_axis(&self, width: u16) -> PlotAxis {
        let data = curve::x_range(self.series, self.scale);
        let ticks = (width / 12).max(1);
        match self.x_scale {
            Scale::Linear => PlotAxis::exact(self.x_bounds, data, ticks),
            Scale::Log => PlotAxis::outward(Scale::Log, self.x_bounds, || data, ticks),
        }
    }

    fn y_axis(&self, x: &PlotAxis, height: u16) -> PlotAxis {
        let ticks = (height / 3).max(2);
        let data = || {
            let lines = self.baselines.iter().map(|line| PlotBucket::point(x.middle(), line.y));
            let buckets = || self.series.iter().flat_map(|series| series.buckets.iter().copied());
            match (self.range, self.scale) {
                (ValueRange::Robust, Scale::Linear) => curve::robust_range(buckets(), lines, x),
                (ValueRange::Whole, _) | (_, Scale::Log) => {
                    curve::y_range(buckets().chain(lines), x, self.scale)
                }
            }
        };
        PlotAxis::outward(self.scale, self.y_bounds, data, ticks)
    }

    /// Draws marks and baselines where no curve passes.
    fn draw_lines(&self, buf: &mut Buffer, plot: Rect, grid: &Grid, (x, y): (&PlotAxis, &PlotAxis)) {
        let symbols = self.theme.symbols();
        for column in self.marks.iter().filter_map(|mark| grid.column(x.position(mark.x))) {
            for row in (0..plot.height).filter(|&row| grid.is_free(column, row)) {
                put(
                    buf,
                    plot,
                    (plot.x + column, plot.y + row),
                    symbols.mark,
                    self.theme.style(StyleRole::Mark),
                );
            }
        }
        for row in self.baselines.iter().filter_map(|line| grid.row(y.position(line.y))) {
            for column in (0..plot.width).filter(|&column| grid.is_free(column, row)) {
                let style = self.theme.style(StyleRole::Baseline);
                put(buf, plot, (plot.x + column, plot.y + row), symbols.baseline, style);
            }
        }
    }

    /// Marks the columns in which a curve lies above the plot.
    fn mark_clipped(&self, buf: &mut Buffer, plot: Rect, (x, y): (&PlotAxis, &PlotAxis), grid: &Grid) {
        for series in self.series {
            let above = series.buckets.iter().filter(|bucket| bucket.is_drawable(y.scale()));
            let above = above.filter(|bucket| y.position(bucket.hi) > 1.0);
            for column in above.filter_map(|bucket| grid.column(x.position(bucket.x))) {
                put(buf, plot, (plot.x + column, plot.y), self.theme.symbols().up, series.style);
            }
        }
    }

    /// Writes the letters of the curves, then of the marks, then the names of the baselines.
    fn draw_labels(
        &self,
        labels: &mut PlotLabels<'_>,
        (x, y): (&PlotAxis, &PlotAxis),
        ends: &[Option<(u16, u16)>],
    ) {
        let grid = labels.grid();
        let mut series: Vec<(&Series<'_>, (u16, u16))> =
            self.series.iter().zip(ends).filter_map(|(series, end)| Some((series, (*end)?))).collect();
        // Where several end in one cell, the labels stand in the order of the values all the same.
        series.sort_by(|(a, _), (b, _)| b.last().total_cmp(&a.last()));
        let ends =
            series.iter().map(|(series, (column, row))| ((column + 1, *row), series.label, series.style));
        labels.ends(&ends.collect::<Vec<_>>());
        // The latest mark is the one to read where they crowd.
        for mark in self.marks.iter().rev() {
            if let Some(column) = grid.column(x.position(mark.x)) {
                labels.mark(column, mark.label, self.theme.style(StyleRole::Mark));
            }
        }
        for line in self.baselines {
            if let Some(row) = grid.row(y.position(line.y)) {
                labels.baseline(row, line.label, self.theme.style(StyleRole::Baseline));
            }
        }
    }
}

impl Widget for &Plot<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let frame = Frame::new(area, labels::reserve(self.series));
        let plot = frame.plot;
        let x = self.x_axis(plot.width);
        let y = self.y_axis(&x, plot.height);
        let mut grid = Grid::new(plot, self.series.len(), self.theme.charset());
        frame.draw(buf, self.theme, &grid, (&x, &y), self.x_label);
        let ends: Vec<_> = self
            .series
            .iter()
            .enumerate()
            .map(|(i, series)| curve::draw(&mut grid, i, series, &x, &y))
            .collect();
        self.draw_lines(buf, plot, &grid, (&x, &y));
        grid.paint(buf, plot, self.series);
        if self.range == ValueRange::Robust && self.y_bounds.is_none() {
            self.mark_clipped(buf, plot, (&x, &y), &grid);
        }
        let mut labels = PlotLabels::new(buf, frame.labels, plot, &grid, self.theme);
        if ends.iter().all(Option::is_none) {
            labels.message(self.empty, self.theme.style(StyleRole::Dim));
        }
        self.draw_labels(&mut labels, (&x, &y), &ends);
    }
}

#[cfg(test)]
mod tests;
