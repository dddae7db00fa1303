//! What a plot shows: curves and lines.

use ratatui::style::Style;

use super::bucket::PlotBucket;
use crate::ui::theme::{Dash, SeriesStyle};

/// What a series' points are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineStyle {
    /// Joined by a line.
    Joined,
    /// Each a dot, in any order.
    Points,
}

/// One curve or cloud.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// Its points; of a line by ascending `x`.
    pub buckets: &'a [PlotBucket],
    /// The colour of the curve and its label.
    pub style: Style,
    /// How the line is broken. ASCII plots have no room for it.
    pub dash: Dash,
    /// The character of the curve in ASCII plots.
    pub marker: char,
    /// Stands behind the last point, best a letter; may be empty.
    pub label: &'a str,
    /// Whether the points are joined.
    pub line: LineStyle,
}

impl<'a> Series<'a> {
    /// A curve in the look of a series of the theme, with its letter as the label.
    pub fn new(buckets: &'a [PlotBucket], look: &SeriesStyle) -> Self {
        Self {
            buckets,
            style: look.style,
            dash: look.dash,
            marker: look.marker,
            label: look.letter,
            line: LineStyle::Joined,
        }
    }

    /// Its value at the end: the middle of the last bucket, NaN where there is none.
    pub(super) fn last(&self) -> f64 {
        self.buckets.last().map_or(f64::NAN, |bucket| f64::midpoint(bucket.lo, bucket.hi))
    }
}

/// A vertical line where something happened.
#[derive(Clone, Copy, Debug)]
pub struct PlotMark<'a> {
    /// Where it stands.
    pub x: f64,
    /// Stands at its top, best a letter; may be empty.
    pub label: &'a str,
}

/// A horizontal dotted line at a value to compare with. The y axis always includes it.
#[derive(Clone, Copy, Debug)]
pub struct Baseline<'a> {
    /// Where it lies.
    pub y: f64,
    /// Stands on or beside the line where no curve passes; may be empty.
    pub label: &'a str,
}
