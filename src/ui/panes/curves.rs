//! Pane 1: one measure of every arm over the epochs, with marks and the baseline of a trivial answer.

use crate::lab::curve::Curve;
use crate::lab::history::{Measure, Source};
use crate::metrics::{Unit, information};
use crate::ui::action::{Direction, Turn};
use crate::ui::app::{App, ArmView};
use crate::ui::pane::Pane;
use crate::ui::theme::{Dash, Role, Theme};
use crate::ui::widgets::plot::{Baseline, Bucket, Mark, Plot, Scale, Series};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Curves {
    measure: Measure,
    scale: Scale,
}

impl Default for Curves {
    fn default() -> Self {
        Self { measure: Measure::Plain, scale: Scale::Linear }
    }
}

/// Measures before the classes' recalls, in the order of the key.
const MEASURES: [Measure; 6] = [
    Measure::Plain,
    Measure::Objective,
    Measure::Accuracy,
    Measure::PriorAccuracy,
    Measure::BalancedAccuracy,
    Measure::MacroF1,
];

impl Curves {
    /// The next or previous measure; after the last comes each class's recall.
    pub fn turn_measure(&mut self, turn: Turn, classes: usize) {
        let all: Vec<Measure> = MEASURES.into_iter().chain((0..classes).map(Measure::Recall)).collect();
        let at = all.iter().position(|measure| *measure == self.measure).unwrap_or(0);
        let by = if turn == Turn::Forwards { 1 } else { all.len() - 1 };
        self.measure = all[(at + by) % all.len()];
    }

    /// Shows one class's recall.
    pub fn show_recall(&mut self, class: usize) {
        self.measure = Measure::Recall(class);
    }

    /// A logarithmic axis, or a linear one.
    pub fn toggle_log(&mut self) {
        self.scale = if self.scale == Scale::Linear { Scale::Log } else { Scale::Linear };
    }

    /// The name of a term.
    fn term(app: &App, term: usize) -> String {
        let terms = app.evaluation().and_then(|evaluation| evaluation.terms.as_ref());
        terms
            .and_then(|terms| terms.terms.get(term))
            .map_or_else(|| term.to_string(), |term| term.name.clone())
    }

    fn is_loss(&self) -> bool {
        matches!(self.measure, Measure::Plain | Measure::Objective)
    }

    fn name(&self, app: &App) -> String {
        match self.measure {
            Measure::Plain => format!("plain loss {}", app.unit),
            Measure::Objective => "objective as minimised".into(),
            Measure::Accuracy => "accuracy, validation prior".into(),
            Measure::PriorAccuracy => "accuracy, training prior".into(),
            Measure::BalancedAccuracy => "balanced accuracy".into(),
            Measure::MacroF1 => "macro F1".into(),
            Measure::MicroF1 => "micro F1".into(),
            Measure::MeanPrecision => "mean average precision".into(),
            Measure::SubsetAccuracy => "subset accuracy: all labels right".into(),
            Measure::Hamming => "Hamming loss: share of labels wrong".into(),
            Measure::MeanError => "mean absolute error".into(),
            Measure::RootMeanSquare => "root mean squared error".into(),
            Measure::R2 => "R2: share of the variance explained".into(),
            Measure::Term(term) => format!("term {} of the objective", Self::term(app, term)),
            Measure::Recall(class) => format!("recall of {}", app.class_name(class)),
        }
    }

    /// The value that needs no picture: always the commonest class, or the classes' shares as probabilities.
    fn baseline(&self, app: &App) -> Option<(f64, &'static str)> {
        let report = &app.evaluation()?.report;
        match self.measure {
            Measure::Plain => {
                let counts: Vec<usize> = report.support.iter().map(|count| *count as usize).collect();
                Some((app.unit.of_nats(information::prior_entropy(&counts)?), "prior entropy"))
            }
            Measure::Accuracy => Some((report.majority_baseline?, "majority class")),
            Measure::PriorAccuracy => Some((report.prior_majority_baseline?, "majority class")),
            Measure::BalancedAccuracy => {
                let present = report.support.iter().filter(|count| **count > 0).count();
                (present > 0).then(|| (1.0 / present as f64, "any one class"))
            }
            _ => None,
        }
    }

    /// The points of a curve over epochs, in the unit of the screen.
    fn points(&self, arm: &ArmView, source: Source, unit: Unit) -> Vec<Bucket> {
        let per_epoch =
            arm.history.started.as_ref().map_or(1.0, |started| started.steps_per_epoch.max(1) as f64);
        let unit = if self.measure == Measure::Plain { unit } else { Unit::Nats };
        let buckets = arm.history.curve(self.measure, source).map_or(&[][..], Curve::buckets);
        buckets
            .iter()
            .map(|b| Bucket { x: b.x / per_epoch, lo: unit.of_nats(b.lo), hi: unit.of_nats(b.hi) })
            .collect()
    }
}

impl Pane for Curves {
    fn subtitle<'a>(&self, app: &'a App, theme: &Theme) -> Line<'a> {
        let dim = theme.style(Role::Dim);
        let mut spans = vec![Span::raw(self.name(app))];
        if self.is_loss() {
            spans.push(Span::styled(", dots train", dim));
        }
        if self.scale == Scale::Log {
            spans.push(Span::styled(" log", dim));
        }
        Line::from(spans)
    }

    /// Both losses of every arm on the validation part: the comparable one, and the one that is minimised beside it.
    fn extra<'a>(&self, app: &'a App, theme: &Theme) -> Line<'a> {
        if !self.is_loss() {
            return Line::default();
        }
        let number = |value: Option<f64>| {
            value.map_or_else(|| theme.symbols().dash.to_owned(), |value| format!("{value:.2}"))
        };
        let mut spans = vec![Span::styled(" val plain/obj", theme.style(Role::Dim))];
        for arm in app.shown() {
            let look = theme.series(arm.id.index());
            let losses = arm.history.latest.as_ref().map(|latest| latest.validation);
            let plain = losses.and_then(|losses| losses.plain).map(|nats| app.unit.of_nats(nats));
            let objective = losses.and_then(|losses| losses.objective);
            let text = format!(" {} {}/{}", look.letter, number(plain), number(objective));
            spans.push(Span::styled(text, look.style));
        }
        Line::from(spans)
    }

    fn render(&self, app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let arms = app.shown();
        let validation: Vec<_> =
            arms.iter().map(|arm| self.points(arm, Source::Validation, app.unit)).collect();
        let train: Vec<_> = arms.iter().map(|arm| self.points(arm, Source::Train, app.unit)).collect();
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
        let marks: Vec<Mark<'_>> = marks.iter().map(|(x, label)| Mark { x: *x, label }).collect();
        let baseline = self.baseline(app);
        let baselines: Vec<Baseline<'_>> =
            baseline.iter().map(|(y, label)| Baseline { y: *y, label }).collect();
        let epochs = arms.iter().map(|arm| arm.history.total_epochs()).fold(1.0, f64::max);
        let mut plot = Plot::new(theme, &series)
            .marks(&marks)
            .baselines(&baselines)
            .scale(self.scale)
            .x_bounds(0.0, epochs)
            .x_label("epoch")
            .empty("no data yet");
        if !self.is_loss() && self.scale == Scale::Linear {
            plot = plot.y_bounds(0.0, 1.0);
        }
        plot.render(area, buf);
    }

    fn act(&mut self, app: &App, direction: Direction) {
        match direction {
            Direction::Up | Direction::Left => self.turn_measure(Turn::Back, app.class_names().len()),
            Direction::Down | Direction::Right => self.turn_measure(Turn::Forwards, app.class_names().len()),
            Direction::Home => self.measure = Measure::Plain,
            Direction::PageUp | Direction::PageDown | Direction::End => {}
        }
    }

    fn hints(&self) -> &'static [&'static str] {
        &["measure", "log axis", "unit"]
    }
}

fn marks(arm: &ArmView) -> Vec<(f64, String)> {
    let per_epoch = arm.history.started.as_ref().map_or(1.0, |started| started.steps_per_epoch.max(1) as f64);
    arm.history.marks.iter().map(|mark| (mark.step as f64 / per_epoch, arm.id.to_string())).collect()
}
