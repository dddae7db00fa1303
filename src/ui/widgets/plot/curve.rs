//! From buckets to dots: one pass over the data, then at most one stroke for each column of dots.

use super::axis::{PlotAxis, Scale};
use super::bucket::PlotBucket;
use super::grid::Grid;
use super::{LineStyle, Series};
use crate::ui::theme::Dash;

/// What the buckets of a series span in one column of dots.
#[derive(Clone, Copy)]
struct CurveExtent {
    lo: f64,
    hi: f64,
    /// Whether a line leads here from the column before.
    joined: bool,
}

/// The range of `x` over all points that can be drawn.
pub(super) fn x_range(series: &[Series<'_>], scale: Scale) -> Option<[f64; 2]> {
    let buckets = series.iter().flat_map(|series| series.buckets);
    buckets.filter(|bucket| bucket.is_drawable(scale)).map(|bucket| [bucket.x; 2]).reduce(join)
}

/// The range of the values that stand within the x axis.
pub(super) fn y_range(
    buckets: impl Iterator<Item = PlotBucket>,
    x: &PlotAxis,
    scale: Scale,
) -> Option<[f64; 2]> {
    buckets
        .filter(|bucket| bucket.is_drawable(scale) && (0.0..=1.0).contains(&x.position(bucket.x)))
        .map(|bucket| if scale.holds(bucket.lo) { [bucket.lo, bucket.hi] } else { [bucket.hi; 2] })
        .reduce(join)
}

/// The same without outliers: what lies further from the middle ninety per cent of the values than one and a half times
/// their range. The `lines` are taken in whatever they are, and few values are.
pub(super) fn robust_range(
    buckets: impl Iterator<Item = PlotBucket>,
    lines: impl Iterator<Item = PlotBucket>,
    x: &PlotAxis,
) -> Option<[f64; 2]> {
    const FEW: usize = 8;
    let inside = |bucket: &PlotBucket| {
        bucket.is_drawable(Scale::Linear) && (0.0..=1.0).contains(&x.position(bucket.x))
    };
    let mut values: Vec<f64> = buckets.filter(inside).flat_map(|bucket| [bucket.lo, bucket.hi]).collect();
    values.sort_unstable_by(f64::total_cmp);
    let ends = [*values.first()?, *values.last()?];
    let whole = y_range(lines, x, Scale::Linear);
    let range = if values.len() < 2 * FEW {
        ends
    } else {
        let at = |share: f64| values[(share * (values.len() - 1) as f64).round() as usize];
        let (low, high) = (at(0.05), at(0.95));
        let reach = 1.5 * (high - low);
        [ends[0].max(low - reach), ends[1].min(high + reach)]
    };
    Some(whole.map_or(range, |lines| join(range, lines)))
}

fn join(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0].min(b[0]), a[1].max(b[1])]
}

/// Draws one curve and gives the cell of its last point.
pub(super) fn draw(
    grid: &mut Grid,
    index: usize,
    series: &Series<'_>,
    x: &PlotAxis,
    y: &PlotAxis,
) -> Option<(u16, u16)> {
    if series.line == LineStyle::Points {
        return scatter(grid, index, series, x, y);
    }
    let extents = extents(series.buckets, x, y.scale(), grid);
    let mut pen = CurvePen { grid, series: index, dash: series.dash, step: 0 };
    let mut last = None;
    for (column, extent) in (0..).zip(&extents).filter_map(|(column, extent)| Some((column, (*extent)?))) {
        let [top, bottom] = [extent.hi, extent.lo].map(|value| pen.grid.dot_row(y.position(value)));
        let middle = top.midpoint(bottom);
        match last {
            Some(from) if extent.joined => pen.line(from, (column, middle)),
            _ => pen.step = 0,
        }
        pen.stroke(column, top, bottom);
        last = Some((column, middle));
    }
    last.map(|dot| grid.cell_of(dot))
}

/// A dot for every point.
fn scatter(
    grid: &mut Grid,
    index: usize,
    series: &Series<'_>,
    x: &PlotAxis,
    y: &PlotAxis,
) -> Option<(u16, u16)> {
    let mut last = None;
    for bucket in series.buckets.iter().filter(|bucket| bucket.is_drawable(y.scale())) {
        if let Some(column) = grid.dot_column(x.position(bucket.x)) {
            let dot = (column, grid.dot_row(y.position(bucket.hi)));
            grid.set(index, dot);
            last = Some(grid.cell_of(dot));
        }
    }
    last
}

/// What the buckets span in each column of dots.
fn extents(buckets: &[PlotBucket], x: &PlotAxis, scale: Scale, grid: &Grid) -> Vec<Option<CurveExtent>> {
    let mut extents: Vec<Option<CurveExtent>> = vec![None; grid.size().0 as usize];
    let mut joined = false;
    for bucket in buckets {
        let column = grid.dot_column(x.position(bucket.x)).filter(|_| bucket.is_drawable(scale));
        if let Some(column) = column {
            let [lo, hi] = join([bucket.lo; 2], [bucket.hi; 2]);
            let extent = extents[column as usize].get_or_insert(CurveExtent { lo, hi, joined });
            (extent.lo, extent.hi) = (extent.lo.min(lo), extent.hi.max(hi));
        }
        joined = column.is_some();
    }
    extents
}

/// Draws dots along a path and counts them, so that the dash pattern runs on through steep and flat parts.
struct CurvePen<'a> {
    grid: &'a mut Grid,
    series: usize,
    dash: Dash,
    step: usize,
}

impl CurvePen<'_> {
    /// The dots strictly between two points.
    fn line(&mut self, from: (i32, i32), to: (i32, i32)) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let steps = dx.abs().max(dy.abs());
        for i in 1..steps {
            let along = |delta: i32| (f64::from(delta) * f64::from(i) / f64::from(steps)).round() as i32;
            self.dot((from.0 + along(dx), from.1 + along(dy)));
        }
    }

    /// A column from `top` down to `bottom`. Both ends of a spike are drawn, whatever the pattern.
    fn stroke(&mut self, column: i32, top: i32, bottom: i32) {
        for row in top..=bottom {
            self.dot((column, row));
        }
        if bottom - top > 1 {
            self.grid.set(self.series, (column, top));
            self.grid.set(self.series, (column, bottom));
        }
    }

    fn dot(&mut self, dot: (i32, i32)) {
        if self.dash.is_on(self.step) {
            self.grid.set(self.series, dot);
        }
        self.step += 1;
    }
}
