//! Pane 1: one measure of every arm over the epochs, with marks and the baseline of a trivial answer.

mod measures;
mod naming;

use crate::data::Task;
use crate::lab::record::curve::Curve;

use crate::lab::record::history::{Measure, Source};
use crate::metrics::Unit;
use crate::ui::action::{Action, Direction, Walk};
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::numbers::figure;
use crate::ui::panes::{Pane, Response};
use crate::ui::theme::{Dash, StyleRole, Theme};
use crate::ui::widgets::draw::put_line;
use crate::ui::widgets::plot::{Baseline, Plot, PlotBucket, PlotMark, Scale, Series};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Columns from which on that line says what it takes off.
const WORDY: u16 = 60;
/// Rows from which on a line in words stands below the curves.
const LINE: u16 = 9;

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Curves {
    measure: Measure,
    scale: Scale,
}

impl Default for Curves {
    fn default() -> Self {
        Self { measure: Measure::Unweighted, scale: Scale::Linear }
    }
}

impl Curves {
    /// The next or previous measure; after the last comes each class's recall.
    pub fn turn_measure(&mut self, model: &ScreenModel, turn: Walk) {
        let all = measures::of(model);
        let at = all.iter().position(|measure| *measure == self.measure).unwrap_or(0);
        let by = if turn == Walk::Forwards { 1 } else { all.len() - 1 };
        self.measure = all[(at + by) % all.len()];
    }

    /// Goes back to what every task has where a task does not have what is shown.
    pub fn fit(&mut self, task: Task) {
        if !measures::has(task, self.measure) {
            self.measure = Measure::Unweighted;
        }
    }

    /// Shows one class's recall.
    pub fn show_recall(&mut self, class: usize) {
        self.measure = Measure::Recall(class);
    }

    /// A logarithmic axis, or a linear one.
    pub fn toggle_log(&mut self) {
        self.scale = if self.scale == Scale::Linear { Scale::Log } else { Scale::Linear };
    }

    /// With soft targets: what every arm's loss is above their entropy, in the lowest row.
    /// Gives what is left.
    fn draw_floor(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) -> Rect {
        let soft =
            model.bench.as_ref().and_then(|bench| bench.soft).filter(|_| self.measure == Measure::Unweighted);
        let Some(soft) = soft.filter(|_| area.height >= LINE) else { return area };
        let dim = theme.style(StyleRole::Dim);
        let text = |nats: f64| format!("{:.3}", model.unit.of_nats(nats));
        let floor = text(soft.floor);
        let head = if area.width < WORDY { " = KL" } else { " entropy of targets = KL" };
        let mut spans = vec![Span::styled(format!("loss - {floor}{head}"), dim)];
        for arm in model.shown().iter().filter(|arm| !arm.history.is_probe) {
            let Some(plain) = arm.history.latest.as_ref().and_then(|latest| latest.validation.unweighted)
            else {
                continue;
            };
            let look = theme.series(arm.id.index());
            spans.push(Span::styled(format!("  {} ", look.letter), look.style));
            spans.push(Span::raw(text(plain - soft.floor)));
        }
        let rest = Rect { height: area.height - 1, ..area };
        put_line(buf, Rect { y: rest.bottom(), height: 1, ..area }, &Line::from(spans), theme);
        rest
    }

    /// The arms that are measured, but not so: those whose loss declares no probabilities have no -ln p. Where it is so
    /// of all, [`Self::nothing`] says why.
    fn without(&self, model: &ScreenModel) -> Vec<&'static str> {
        let lacks = |arm: &&ArmView| {
            let curve = arm.history.curve(self.measure, Source::Validation).and_then(Curve::last);
            arm.history.latest.is_some() && curve.is_none()
        };
        let letters: Vec<&str> =
            model.shown().iter().filter(lacks).map(|arm| model.theme.series(arm.id.index()).letter).collect();
        if letters.len() < model.shown().len() { letters } else { Vec::new() }
    }

    /// The points of a curve over epochs, in the unit of the screen.
    fn points(&self, arm: &ArmView, source: Source, unit: Unit) -> Vec<PlotBucket> {
        let per_epoch =
            arm.history.started.as_ref().map_or(1.0, |started| started.steps_per_epoch.max(1) as f64);
        let buckets = arm.history.curve(self.measure, source).map_or(&[][..], Curve::buckets);
        buckets
            .iter()
            .map(|b| PlotBucket { x: b.x / per_epoch, lo: unit.of_nats(b.lo), hi: unit.of_nats(b.hi) })
            .collect()
    }
}

impl Pane for Curves {
    fn title(&self) -> &'static str {
        "Curves"
    }

    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let dim = theme.style(StyleRole::Dim);
        let mut spans = vec![Span::raw(self.name(model))];
        let without = self.without(model);
        if !without.is_empty() {
            spans.push(Span::styled(
                format!(", none of {}", without.join(" ")),
                theme.style(StyleRole::Warning),
            ));
        }
        if self.is_loss() {
            let dots = if self.dots() == Source::Batch { ", dots batches" } else { ", dots train" };
            spans.push(Span::styled(dots, dim));
        }
        if self.scale == Scale::Log {
            spans.push(Span::styled(" log", dim));
            if self.reaches_zero(model) {
                spans.push(Span::styled(" above 0", theme.style(StyleRole::Warning)));
            }
        }
        Line::from(spans)
    }

    /// Both losses of every arm on the validation set: the comparable one, and the one that is minimised beside it.
    fn extra<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        if !self.is_loss() {
            return Line::default();
        }
        let values = model.task() == Task::Regression;
        let number = |value: Option<f64>| match value {
            None => theme.symbols().dash.to_owned(),
            Some(value) if values => figure(value),
            Some(value) => format!("{value:.2}"),
        };
        let head = if values { " val mse/obj" } else { " val NLL/obj" };
        let unit = if values { Unit::Nats } else { model.unit };
        let mut spans = vec![Span::styled(head, theme.style(StyleRole::Dim))];
        for arm in model.shown() {
            let look = theme.series(arm.id.index());
            let losses = arm.history.latest.as_ref().map(|latest| latest.validation);
            let plain = losses.and_then(|losses| losses.unweighted).map(|nats| unit.of_nats(nats));
            let objective = losses.and_then(|losses| losses.objective);
            let text = format!(" {} {}/{}", look.letter, number(plain), number(objective));
            spans.push(Span::styled(text, look.style));
        }
        Line::from(spans)
    }

    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let arms = model.shown();
        let area = self.draw_floor(model, theme, area, buf);
        let validation: Vec<_> =
            arms.iter().map(|arm| self.points(arm, Source::Validation, self.unit(model))).collect();
        let train: Vec<_> = arms.iter().map(|arm| self.points(arm, self.dots(), self.unit(model))).collect();
        let looks = arms.iter().map(|arm| theme.series(arm.id.index()));
        let mut series = Vec::new();
        for ((look, validation), train) in looks.zip(&validation).zip(&train) {
            if self.is_loss() {
                series.push(Series {
                    dash: Dash::Dotted,
                    marker: '.',
                    label: "",
                    ..Series::new(train, &look)
                });
            }
            let dash = if look.dash == Dash::Dotted { Dash::DashDot } else { look.dash };
            series.push(Series { dash, ..Series::new(validation, &look) });
        }
        let marks: Vec<(f64, String)> = arms.iter().flat_map(marks).collect();
        let marks: Vec<PlotMark<'_>> = marks.iter().map(|(x, label)| PlotMark { x: *x, label }).collect();
        let values = measures::baselines(self.measure, model);
        let baselines: Vec<Baseline<'_>> =
            values.iter().map(|(y, label)| Baseline { y: *y, label }).collect();
        let epochs = arms.iter().map(|arm| arm.history.total_epochs()).fold(1.0, f64::max);
        let mut plot = Plot::new(theme, &series)
            .marks(&marks)
            .baselines(&baselines)
            .scale(self.scale)
            .x_bounds(0.0, epochs)
            .x_label("epoch")
            .empty(self.nothing(model));
        if self.is_share() && self.scale == Scale::Linear {
            plot = plot.y_bounds(0.0, 1.0);
        }
        plot.render(area, buf);
    }

    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        match direction {
            Direction::Up | Direction::Left => self.turn_measure(model, Walk::Back),
            Direction::Down | Direction::Right => self.turn_measure(model, Walk::Forwards),
            Direction::Home => self.measure = Measure::Unweighted,
            Direction::PageUp | Direction::PageDown | Direction::End => {}
        }
    }

    fn on(&mut self, model: &mut ScreenModel, action: &Action) -> Response {
        match action {
            Action::Measure(turn) => self.turn_measure(model, *turn),
            Action::LogAxis => self.toggle_log(),
            _ => return Response::Passed,
        }
        Response::Done
    }

    fn hints(&self) -> &'static [&'static str] {
        &["measure", "log axis", "unit"]
    }
}

fn marks(arm: &ArmView) -> Vec<(f64, String)> {
    let per_epoch = arm.history.started.as_ref().map_or(1.0, |started| started.steps_per_epoch.max(1) as f64);
    arm.history.marks.iter().map(|mark| (mark.step as f64 / per_epoch, arm.id.to_string())).collect()
}
