//! The lines of one arm, ready to be drawn.

use super::naming;
use crate::lab::record::curve::Curve;
use crate::lab::record::history::{Measure, Source};
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::numbers::{figure, share};
use crate::ui::theme::{Dash, SeriesStyle, Theme};
use crate::ui::widgets::plot::{PlotBucket, Series};

/// One line with the words at its end.
pub(super) struct Line {
    points: Vec<PlotBucket>,
    look: SeriesStyle,
    label: String,
}

impl Line {
    /// What is shown, on the validation set: its letter and its last value stand at its end.
    pub(super) fn solid(model: &ScreenModel, arm: &ArmView, theme: &Theme, measure: Measure) -> Self {
        let look = theme.series(arm.id.index());
        let dash = if look.dash == Dash::Dotted { Dash::DashDot } else { look.dash };
        let points = points(model, arm, (measure, Source::Validation));
        let label = format!("{} {}", look.letter, last(&points, measure, theme));
        Self { points, look: SeriesStyle { dash, ..look }, label: label.trim_end().to_owned() }
    }

    /// What is beside it; of another measure its last value stands at its end.
    pub(super) fn dotted(model: &ScreenModel, arm: &ArmView, theme: &Theme, of: (Measure, Source)) -> Self {
        let look = theme.series(arm.id.index());
        let points = points(model, arm, of);
        let label = if naming::is_loss(of.0) { String::new() } else { last(&points, of.0, theme) };
        Self { points, look: SeriesStyle { dash: Dash::Dotted, marker: '.', ..look }, label }
    }

    /// The same as the plot takes it.
    pub(super) fn series(&self) -> Series<'_> {
        Series { label: &self.label, ..Series::new(&self.points, &self.look) }
    }
}

/// The last value in few columns.
fn last(points: &[PlotBucket], measure: Measure, theme: &Theme) -> String {
    let value = points.last().map(|bucket| bucket.hi).filter(|value| value.is_finite());
    match value {
        None => String::new(),
        Some(value) if naming::is_share(measure) => share(Some(value), theme),
        Some(value) => figure(value),
    }
}

/// The points of a curve over epochs, in the unit of the screen.
fn points(model: &ScreenModel, arm: &ArmView, (measure, source): (Measure, Source)) -> Vec<PlotBucket> {
    let unit = naming::unit(measure, model);
    let per_epoch = arm.history.started.as_ref().map_or(1.0, |started| started.steps_per_epoch.max(1) as f64);
    let buckets = arm.history.curve(measure, source).map_or(&[][..], Curve::buckets);
    buckets
        .iter()
        .map(|b| PlotBucket { x: b.x / per_epoch, lo: unit.of_nats(b.lo), hi: unit.of_nats(b.hi) })
        .collect()
}
