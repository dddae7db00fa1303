//! Curves and histograms of the losses, one below the other on the same axis.

use super::Drawing;
use crate::data::Task;
use crate::lab::analysis::shape::{LossShape, Point, Side};
use crate::ui::numbers::number;
use crate::ui::theme::{Dash, StyleRole, Theme, fit};
use crate::ui::widgets::draw::{put, put_line};
use crate::ui::widgets::histogram::{Histogram, Strip};
use crate::ui::widgets::plot::{self, Plot, PlotBucket, PlotMark, Series};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Points of a curve.
const POINTS: usize = 240;
/// Columns from which on values and gradients stand side by side.
const BESIDE: u16 = 52;
/// Columns of a table that stands beside them.
const TABLE: u16 = 58;
/// What a curve reaches this near to the ends of probabilities does not set the scale.
const MARGIN: f64 = 0.02;

/// What is drawn of a point.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LossPart {
    Value,
    Slope,
}

impl LossPart {
    fn of(self, point: Point) -> f64 {
        match self {
            Self::Value => point.value,
            Self::Slope => point.derivative,
        }
    }
}

impl Drawing<'_> {
    /// The numbers at the cursor above; below them values over counts beside gradients over pulls, or all below each other.
    pub(super) fn draw(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let all = (self.rows(area.height) + 1) as u16;
        let rows = all.min(area.height);
        let mut rest = if area.width >= TABLE + BESIDE && rows > 10 {
            self.draw_table(theme, Rect { width: TABLE, ..area }, buf);
            Rect { x: area.x + TABLE + 1, width: area.width - TABLE - 1, ..area }
        } else {
            self.draw_table(theme, Rect { height: rows, ..area }, buf);
            Rect { y: area.y + rows, height: area.height - rows, ..area }
        };
        if rest.height >= 8 {
            rest.height -= 1;
            self.draw_legend(theme, Rect { y: rest.bottom(), height: 1, ..rest }, buf);
        }
        if area.width >= BESIDE {
            let width = rest.width / 2;
            let left = Rect { width: width - 1, ..rest };
            let right = Rect { x: rest.x + width, width: rest.width - width, ..rest };
            for (part, place) in [(LossPart::Value, left), (LossPart::Slope, right)] {
                // A line for every arm's histogram, and one for what they count.
                let samples = (rest.height * 2 / 5).max((self.curves.len() as u16 + 1).min(rest.height / 2));
                let above = Rect { height: rest.height - samples, ..place };
                self.draw_curves(theme, part, above, buf);
                let below = Rect { y: above.bottom(), height: rest.height - above.height, ..place };
                self.draw_samples(theme, part, below, buf);
            }
        } else {
            let below = (rest.height / 3).min(1 + 3 * self.curves.len() as u16);
            let curves = rest.height - below;
            let above = Rect { height: curves.div_ceil(2), ..rest };
            self.draw_curves(theme, LossPart::Value, above, buf);
            let middle = Rect { y: above.bottom(), height: curves / 2, ..rest };
            self.draw_curves(theme, LossPart::Slope, middle, buf);
            self.draw_samples(
                theme,
                LossPart::Value,
                Rect { y: middle.bottom(), height: below, ..rest },
                buf,
            );
        }
    }

    fn draw_legend(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let dim = theme.style(StyleRole::Dim);
        let mut spans: Vec<Span<'_>> = Vec::new();
        for curve in &self.curves {
            let look = theme.series(curve.arm.id.index());
            spans.push(Span::styled(format!("{} ", look.letter), look.style));
        }
        let what = match self.task {
            Task::Regression => "error: predicted - true",
            Task::Classification | Task::MultiLabel => "dashes: 0-1 loss",
        };
        spans.push(Span::styled(what, dim));
        put_line(buf, area, &Line::from(spans), theme);
    }

    fn heading(text: &str, theme: &Theme, area: Rect, buf: &mut Buffer) -> Rect {
        let text = fit(text, usize::from(area.width), theme.symbols());
        put(buf, area, (area.x, area.y), &text, theme.style(StyleRole::Title));
        Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
    }

    fn draw_curves(&self, theme: &Theme, part: LossPart, area: Rect, buf: &mut Buffer) {
        if area.height < 3 {
            return;
        }
        let area =
            Self::heading(if part == LossPart::Value { "loss" } else { "gradient dL/dz" }, theme, area, buf);
        let bounds = self.bounds(part);
        let step = self.step();
        let look = |points| Series {
            buckets: points,
            style: theme.style(StyleRole::Border),
            dash: Dash::Dotted,
            marker: '.',
            label: "",
            line: plot::LineStyle::Joined,
        };
        let mut behind: Vec<Series<'_>> = Vec::new();
        if part == LossPart::Value && self.task != Task::Regression {
            behind.push(Series {
                dash: Dash::Dashed,
                marker: '=',
                style: theme.style(StyleRole::Dim),
                ..look(&step)
            });
        }
        let own: Vec<Vec<PlotBucket>> =
            self.curves.iter().map(|curve| self.points(&curve.shape, part)).collect();
        let bright: Vec<Series<'_>> = own
            .iter()
            .zip(&self.curves)
            .map(|(points, curve)| {
                let look = theme.series(curve.arm.id.index());
                let dash = if look.dash == Dash::Dotted { Dash::DashDot } else { look.dash };
                Series { dash, label: "", ..Series::new(points, &look) }
            })
            .collect();
        let mark = [PlotMark { x: self.span.middle(self.bin), label: "" }];
        let x_label = match self.task {
            Task::Classification => "p(truth)",
            Task::MultiLabel => "p(label)",
            Task::Regression => "error",
        };
        // What lies behind must not take the colour of a cell from an arm, so it is drawn first and for itself.
        for series in [behind.as_slice(), bright.as_slice()].into_iter().filter(|series| !series.is_empty()) {
            let plot = Plot::new(theme, series).marks(&mark).x_bounds(self.span.low, self.span.high);
            plot.y_bounds(bounds[0], bounds[1]).x_label(x_label).render(area, buf);
        }
    }

    fn points(&self, shape: &LossShape, part: LossPart) -> Vec<PlotBucket> {
        let x = |at: usize| self.span.at((at as f64 + 0.5) / POINTS as f64);
        let at = |at: usize| {
            let point = shape.at(x(at)).map_or(f64::NAN, |point| part.of(point));
            PlotBucket::point(x(at), point)
        };
        (0..POINTS).map(at).collect()
    }

    /// 1 where the truth is not the more probable of two.
    fn step(&self) -> Vec<PlotBucket> {
        let [before, after] = if self.side == Side::On { [1.0, 0.0] } else { [0.0, 1.0] };
        let middle = PlotBucket { x: 0.5, lo: 0.0, hi: 1.0 };
        vec![
            PlotBucket::point(0.0, before),
            PlotBucket::point(0.499, before),
            middle,
            PlotBucket::point(0.501, after),
            PlotBucket::point(1.0, after),
        ]
    }

    /// What the arms' curves reach, 0 and (for values) the 0-1 loss included.
    fn bounds(&self, part: LossPart) -> [f64; 2] {
        let margin = if self.task == Task::Regression { 0.0 } else { MARGIN };
        let xs = (0..=50).map(|at| self.span.at(margin + (1.0 - 2.0 * margin) * f64::from(at) / 50.0));
        let seen = xs.flat_map(|x| self.curves.iter().filter_map(move |curve| curve.shape.at(x)));
        let start: [f64; 2] =
            if part == LossPart::Value && self.task != Task::Regression { [0.0, 1.0] } else { [0.0; 2] };
        let [low, high] =
            seen.map(|point| part.of(point)).fold(start, |[low, high], y| [low.min(y), high.max(y)]);
        if high > low { [low, high] } else { [0.0, 1.0] }
    }

    /// How many samples of each arm are where, or how large their gradient is there.
    fn draw_samples(&self, theme: &Theme, part: LossPart, area: Rect, buf: &mut Buffer) {
        if area.height < 2 {
            return;
        }
        let strips: Vec<Strip<'_>> = self
            .curves
            .iter()
            .filter_map(|curve| {
                let look = theme.series(curve.arm.id.index());
                let bins = curve.bins.as_ref()?.iter();
                let values = bins.map(|bin| match part {
                    LossPart::Value => bin.samples as f64,
                    LossPart::Slope => bin.gradient_size.unwrap_or(f64::NAN),
                });
                Some(Strip { label: look.letter, style: look.style, values: values.collect() })
            })
            .collect();
        let highest = strips.iter().flat_map(|strip| &strip.values).copied().fold(0.0, f64::max);
        let thing = if self.task == Task::Classification { "images" } else { "targets" };
        let top = match part {
            LossPart::Value => format!("{highest:.0}"),
            LossPart::Slope => number(Some(highest), theme),
        };
        let long = match part {
            LossPart::Value => format!("{thing}, the latest predictions: highest column {top}"),
            LossPart::Slope => format!("their gradient, sum of |dL/dz|: highest column {top}"),
        };
        let short = match part {
            LossPart::Value => format!("{thing}: highest {top}"),
            LossPart::Slope => format!("gradient, sum of |dL/dz|: highest {top}"),
        };
        let text = if long.len() <= usize::from(area.width) { long } else { short };
        let text = if strips.is_empty() { format!("{thing}: none evaluated yet") } else { text };
        let area = Self::heading(&text, theme, area, buf);
        Histogram::new(theme, &strips).selected(Some(self.bin)).render(area, buf);
    }
}
