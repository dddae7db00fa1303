//! Pane 3 for numbers: prediction against truth, one output at a time, every arm in its colour.

use crate::metrics::regression::Errors;
use crate::ui::action::Direction;
use crate::ui::app::{App, ArmView};
use crate::ui::pane::Pane;
use crate::ui::panes::figure;
use crate::ui::theme::{Dash, Role, SeriesStyle, Theme};
use crate::ui::widgets::plot::{Baseline, Bucket, Line as Stroke, Plot, Series};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Which output is shown, here and among the residuals.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scatter {
    output: usize,
}

impl Scatter {
    /// The output that is shown.
    pub fn output(self, app: &App) -> usize {
        self.output.min(app.class_names().len().saturating_sub(1))
    }
}

/// Truth and prediction of one output for every evaluated picture of an arm.
pub(super) fn pairs(app: &App, arm: &ArmView, output: usize) -> Vec<[f64; 2]> {
    let predictions = arm.history.latest.as_ref().and_then(|latest| latest.predictions.as_ref());
    let (Some(bench), Some(predictions)) = (&app.bench, predictions) else { return Vec::new() };
    let (Some(truth), Some(values)) = (predictions.truth(bench), predictions.values()) else {
        return Vec::new();
    };
    let column = truth.column(output).into_iter().zip(values.column(output).to_vec());
    column.map(|(truth, said)| [f64::from(*truth), f64::from(said)]).collect()
}

/// An arm's errors on one output.
pub(super) fn errors(arm: &ArmView, output: usize) -> Option<&Errors> {
    arm.history.latest.as_ref()?.values.as_ref()?.outputs.get(output)
}

/// The name of the output, and how many there are to choose from.
pub(super) fn title<'a>(app: &App, theme: &Theme, output: usize) -> Vec<Span<'a>> {
    let mut spans = vec![Span::raw(app.class_name(output).to_owned())];
    let outputs = app.class_names().len();
    if outputs > 1 {
        let (left, right) = (theme.symbols().left, theme.symbols().right);
        let place = format!(" {left}{}/{outputs}{right}", output + 1);
        spans.push(Span::styled(place, theme.style(Role::Dim)));
    }
    if app.shown().iter().any(|arm| arm.history.is_probe) {
        spans.push(Span::styled(" (probe)", theme.style(Role::Warning)));
    }
    spans
}

impl Pane for Scatter {
    fn subtitle<'a>(&self, app: &'a App, theme: &Theme) -> Line<'a> {
        let mut spans = title(app, theme, self.output(app));
        spans.push(Span::styled(", up: predicted", theme.style(Role::Dim)));
        Line::from(spans)
    }

    /// The share of the variance that each arm explains.
    fn extra<'a>(&self, app: &'a App, theme: &Theme) -> Line<'a> {
        let mut spans = vec![Span::styled(" R2", theme.style(Role::Dim))];
        for arm in app.shown() {
            let look = theme.series(arm.id.index());
            let r2 = errors(arm, self.output(app)).and_then(|errors| errors.r2);
            let text = r2.map_or_else(
                || theme.symbols().dash.to_owned(),
                |r2| {
                    // What runs away from the truth is as far below 0 as it likes.
                    if r2 > -100.0 { format!("{r2:.2}") } else { figure(r2) }
                },
            );
            spans.push(Span::styled(format!(" {} {text}", look.letter), look.style));
        }
        Line::from(spans)
    }

    fn render(&self, app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let output = self.output(app);
        let arms: Vec<(SeriesStyle, Vec<Bucket>)> = app
            .shown()
            .iter()
            .map(|arm| {
                let points =
                    pairs(app, arm, output).into_iter().map(|[truth, said]| Bucket::point(truth, said));
                (theme.series(arm.id.index()), points.collect())
            })
            .collect();
        let truths = || arms.iter().flat_map(|(_, points)| points.iter().map(|point| point.x));
        let [low, high] =
            truths().fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| [low.min(x), high.max(x)]);
        let diagonal = [low, high].map(|x| Bucket::point(x, x));
        let exact = Series {
            buckets: if low <= high { &diagonal } else { &[] },
            style: theme.style(Role::Mark),
            dash: Dash::Dotted,
            marker: '/',
            label: "exact",
            line: Stroke::Joined,
        };
        let points = arms.iter().map(|(look, points)| Series {
            label: "",
            line: Stroke::Points,
            ..Series::new(points, look)
        });
        let series: Vec<Series<'_>> = std::iter::once(exact).chain(points).collect();
        let mean = app.bench.as_ref().and_then(|bench| bench.means.get(output)).copied();
        let known = mean.filter(|_| low <= high);
        let baselines: Vec<Baseline<'_>> =
            known.map(|y| Baseline { y, label: "training mean" }).into_iter().collect();
        Plot::new(theme, &series)
            .baselines(&baselines)
            .x_label("truth")
            .empty("no predictions yet")
            .render(area, buf);
    }

    fn act(&mut self, app: &App, direction: Direction) {
        self.output = super::moved(self.output(app), app.class_names().len(), direction, 1);
    }

    fn hints(&self) -> &'static [&'static str] {
        &["next arm", "zoom"]
    }
}
