//! Pane 3 for numbers: prediction against truth, one output at a time, every arm in its colour.

use crate::metrics::regression::Errors;
use crate::ui::action::{Action, Direction};
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::numbers::figure;
use crate::ui::panes::{Pane, Response};
use crate::ui::theme::{Dash, SeriesStyle, StyleRole, Theme};
use crate::ui::widgets::plot::{Baseline, LineStyle as Stroke, Plot, PlotBucket, Series};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Every predicted number against its truth, for the output that is chosen on the screen.
#[derive(Clone, Copy, Debug, Default)]
pub struct ScatterPane;

/// Truth and prediction of one output for every evaluated image of an arm.
pub(super) fn pairs(model: &ScreenModel, arm: &ArmView, output: usize) -> Vec<[f64; 2]> {
    let (Some(bench), Some(predictions)) = (&model.bench, arm.history.predictions()) else {
        return Vec::new();
    };
    let (Some(truth), Some(values)) = (predictions.truth(bench), predictions.values()) else {
        return Vec::new();
    };
    let column = truth.column(output).into_iter().zip(values.column(output).to_vec());
    column.map(|(truth, predicted)| [f64::from(*truth), f64::from(predicted)]).collect()
}

/// An arm's errors on one output.
pub(super) fn errors(arm: &ArmView, output: usize) -> Option<&Errors> {
    arm.history.latest.as_ref()?.values()?.outputs.get(output)
}

/// The name of the output, and how many there are to choose from.
pub(super) fn title<'a>(model: &ScreenModel, theme: &Theme, output: usize) -> Vec<Span<'a>> {
    let mut spans = vec![Span::raw(model.class_name(output).to_owned())];
    let outputs = model.class_names().len();
    if outputs > 1 {
        let (left, right) = (theme.symbols().left, theme.symbols().right);
        let place = format!(" {left}{}/{outputs}{right}", output + 1);
        spans.push(Span::styled(place, theme.style(StyleRole::Dim)));
    }
    if model.shown().iter().any(|arm| arm.history.is_probe) {
        spans.push(Span::styled(" (probe)", theme.style(StyleRole::Warning)));
    }
    spans
}

impl Pane for ScatterPane {
    fn title(&self) -> &'static str {
        "Scatter"
    }

    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let mut spans = title(model, theme, model.output());
        spans.push(Span::styled(", up: predicted", theme.style(StyleRole::Dim)));
        Line::from(spans)
    }

    /// The share of the variance that each arm explains.
    fn extra<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let mut spans = vec![Span::styled(" R2", theme.style(StyleRole::Dim))];
        for arm in model.shown() {
            let look = theme.series(arm.id.index());
            let r2 = errors(arm, model.output()).and_then(|errors| errors.r2);
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

    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let output = model.output();
        let arms: Vec<(SeriesStyle, Vec<PlotBucket>)> = model
            .shown()
            .iter()
            .map(|arm| {
                let points = pairs(model, arm, output)
                    .into_iter()
                    .map(|[truth, predicted]| PlotBucket::point(truth, predicted));
                (theme.series(arm.id.index()), points.collect())
            })
            .collect();
        let truths = || arms.iter().flat_map(|(_, points)| points.iter().map(|point| point.x));
        let [low, high] =
            truths().fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| [low.min(x), high.max(x)]);
        let diagonal = [low, high].map(|x| PlotBucket::point(x, x));
        let exact = Series {
            buckets: if low <= high { &diagonal } else { &[] },
            style: theme.style(StyleRole::Mark),
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
        let mean = model.bench.as_ref().and_then(|bench| bench.means.get(output)).copied();
        let known = mean.filter(|_| low <= high);
        let baselines: Vec<Baseline<'_>> =
            known.map(|y| Baseline { y, label: "training mean" }).into_iter().collect();
        Plot::new(theme, &series)
            .baselines(&baselines)
            .x_label("truth")
            .empty("no predictions yet")
            .render(area, buf);
    }

    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        model.move_output(direction);
    }

    fn on(&mut self, _: &mut ScreenModel, action: &Action) -> Response {
        match action {
            Action::Normalise => Response::Refused("numbers have no matrix to normalise".to_owned()),
            Action::Difference => {
                Response::Refused("numbers have no matrix; Residuals shows the differences".to_owned())
            }
            _ => Response::Passed,
        }
    }

    fn hints(&self) -> &'static [&'static str] {
        &["next arm", "zoom"]
    }
}
