//! Pane 1: one measure of every arm over the epochs, with marks and the baseline of a trivial answer. What stands there
//! first is the class at stake: its recall, and the balanced accuracy beside it.

mod lines;
mod measures;
mod naming;
mod words;

use crate::data::Task;
use crate::lab::analysis::verdict::Spotlight;
use crate::lab::record::curve::Curve;
use crate::lab::record::history::{History, Measure, Source};
use crate::ui::action::{Action, Direction};
use crate::ui::choices::{EntryKind, MenuEntry};
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::panes::{Pane, Response};
use crate::ui::theme::{StyleRole, Theme};
use crate::ui::widgets::plot::{Baseline, Plot, PlotMark, Scale, Series, ValueRange};
use lines::Line as CurveLine;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use std::f64::consts::SQRT_2;

/// Columns from which on words are whole.
const WORDY: u16 = 60;

/// Arms of which two measures at once can be told apart.
const FEW: usize = 3;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// The class at stake.
    AtStake,
    /// One measure.
    Measure(Measure),
}

/// How the y axis is spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum YAxis {
    /// Evenly, over all values but outliers, which are clipped and marked.
    Robust,
    /// Evenly, over all values.
    Whole,
    /// By the logarithm.
    Log,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Curves {
    shown: Shown,
    axis: YAxis,
}

impl Default for Curves {
    fn default() -> Self {
        Self { shown: Shown::AtStake, axis: YAxis::Robust }
    }
}

impl Curves {
    /// What stands in the menu: the class at stake, then every measure of the task, each class's recall last.
    pub fn entries(&self, model: &ScreenModel) -> Vec<MenuEntry> {
        let entry = |shown: &Shown| MenuEntry {
            value: naming::name(*shown, model),
            sentence: naming::sentence(*shown).to_owned(),
            present: *shown == self.shown,
            kind: EntryKind::Complete,
        };
        Self::all(model).iter().map(entry).collect()
    }

    /// Shows what has this name in the menu; whether there is such a thing.
    pub fn show_named(&mut self, model: &ScreenModel, name: &str) -> bool {
        let found = Self::all(model).into_iter().find(|shown| naming::name(*shown, model) == name);
        self.show(found)
    }

    /// Shows the first measure whose name contains these words; whether there is one.
    pub fn show_containing(&mut self, model: &ScreenModel, words: &str) -> bool {
        let words = words.trim().to_lowercase();
        let fits = |shown: &Shown| naming::name(*shown, model).to_lowercase().contains(&words);
        let mut measures = measures::of(model).into_iter().map(Shown::Measure);
        let found = measures.find(fits).filter(|_| !words.is_empty());
        self.show(found)
    }

    fn show(&mut self, found: Option<Shown>) -> bool {
        self.shown = found.unwrap_or(self.shown);
        found.is_some()
    }

    fn all(model: &ScreenModel) -> Vec<Shown> {
        std::iter::once(Shown::AtStake).chain(measures::of(model).into_iter().map(Shown::Measure)).collect()
    }

    /// What stands `by` places further in the menu, round and round.
    fn turn(&mut self, model: &ScreenModel, by: isize) {
        let all = Self::all(model);
        let at = all.iter().position(|shown| *shown == self.shown).unwrap_or(0);
        self.shown = all[(at + all.len()).wrapping_add_signed(by) % all.len()];
    }

    /// Goes back to what every task has where a task does not have what is shown.
    pub fn fit(&mut self, task: Task) {
        if let Shown::Measure(measure) = self.shown
            && !measures::has(task, measure)
        {
            self.shown = Shown::AtStake;
        }
    }

    /// Shows one class's recall.
    pub fn show_recall(&mut self, class: usize) {
        self.shown = Shown::Measure(Measure::Recall(class));
    }

    /// The next way to spread the y axis.
    fn turn_axis(&mut self) {
        self.axis = match self.axis {
            YAxis::Robust => YAxis::Whole,
            YAxis::Whole => YAxis::Log,
            YAxis::Log => YAxis::Robust,
        };
    }

    fn scale(&self) -> Scale {
        if self.axis == YAxis::Log { Scale::Log } else { Scale::Linear }
    }

    /// The measure of the solid lines.
    fn measure(&self, model: &ScreenModel) -> Measure {
        match (self.shown, model.task(), model.verdict.spotlight) {
            (Shown::Measure(measure), _, _) => measure,
            (Shown::AtStake, Task::Regression, _) => Measure::RootMeanSquare,
            (Shown::AtStake, _, Some(Spotlight::Rarest(class))) => Measure::Recall(class),
            (Shown::AtStake, Task::Classification, _) => Measure::BalancedAccuracy,
            (Shown::AtStake, Task::MultiLabel, _) => Measure::MeanPrecision,
        }
    }

    /// What the dotted lines are: the training set beside the validation set, or the mean over the classes.
    fn dotted(&self, model: &ScreenModel) -> Option<(Measure, Source)> {
        let measure = self.measure(model);
        match (self.shown, model.task(), measure) {
            (Shown::AtStake, _, _) if model.shown().len() > FEW => None,
            (Shown::AtStake, Task::Classification, Measure::Recall(_)) => {
                Some((Measure::BalancedAccuracy, Source::Validation))
            }
            (Shown::AtStake, Task::MultiLabel, Measure::Recall(_)) => {
                Some((Measure::MeanPrecision, Source::Validation))
            }
            // Of the training loss every batch, with all its noise.
            (_, _, Measure::Objective) => Some((measure, Source::Batch)),
            _ if naming::is_loss(measure) => Some((measure, Source::Train)),
            _ => None,
        }
    }

    /// The arms that are measured, but not so: those whose loss declares no probabilities have no -ln p. Where it is so
    /// of all, [`naming::nothing`] says why.
    fn without(&self, model: &ScreenModel) -> Vec<&'static str> {
        let measure = self.measure(model);
        let lacks = |arm: &&ArmView| {
            let curve = arm.history.curve(measure, Source::Validation).and_then(Curve::last);
            arm.history.latest.is_some() && curve.is_none()
        };
        let letters: Vec<&str> =
            model.shown().iter().filter(lacks).map(|arm| model.theme.series(arm.id.index()).letter).collect();
        if letters.len() < model.shown().len() { letters } else { Vec::new() }
    }

    /// The lines of all arms, those of the training set below the others.
    fn lines(&self, model: &ScreenModel, theme: &Theme) -> Vec<CurveLine> {
        let measure = self.measure(model);
        let dotted = self.dotted(model);
        let of_arm = |arm: &ArmView| {
            let dotted = dotted.map(|(of, source)| CurveLine::dotted(model, arm, theme, (of, source)));
            dotted.into_iter().chain([CurveLine::solid(model, arm, theme, measure)])
        };
        model.shown().iter().flat_map(of_arm).collect()
    }
}

impl Pane for Curves {
    fn title(&self) -> &'static str {
        "Curves"
    }

    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let dim = theme.style(StyleRole::Dim);
        let mut spans = vec![Span::raw(naming::name(self.shown, model))];
        let without = self.without(model);
        if !without.is_empty() {
            spans.push(Span::styled(
                format!(", none of {}", without.join(" ")),
                theme.style(StyleRole::Warning),
            ));
        }
        match self.axis {
            YAxis::Robust => {}
            YAxis::Whole => spans.push(Span::styled(", outliers too", dim)),
            YAxis::Log => {
                spans.push(Span::styled(", log", dim));
                if self.reaches_zero(model) {
                    spans.push(Span::styled(" above 0", theme.style(StyleRole::Warning)));
                }
            }
        }
        Line::from(spans)
    }

    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let measure = self.measure(model);
        let area = self.draw_floor(model, theme, area, buf);
        let area = self.draw_legend(model, theme, area, buf);
        let lines = self.lines(model, theme);
        let series: Vec<Series<'_>> = lines.iter().map(CurveLine::series).collect();
        let marks: Vec<(f64, String)> = model.shown().iter().flat_map(marks).collect();
        let marks: Vec<PlotMark<'_>> = marks.iter().map(|(x, label)| PlotMark { x: *x, label }).collect();
        let values = measures::baselines(measure, model);
        let baselines: Vec<Baseline<'_>> =
            values.iter().map(|(y, label)| Baseline { y: *y, label }).collect();
        let most =
            |of: fn(&History) -> f64| model.shown().iter().map(|arm| of(&arm.history)).fold(0.0, f64::max);
        let epochs = seen(most(History::epochs), most(History::total_epochs));
        let mut plot = Plot::new(theme, &series)
            .marks(&marks)
            .baselines(&baselines)
            .scale(self.scale())
            .range(if self.axis == YAxis::Robust { ValueRange::Robust } else { ValueRange::Whole })
            .x_bounds(0.0, epochs)
            .x_label("epoch")
            .empty(self.nothing(model));
        if naming::is_share(measure) && self.scale() == Scale::Linear {
            plot = plot.y_bounds(0.0, 1.0);
        }
        plot.render(area, buf);
    }

    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        match direction {
            Direction::Up | Direction::Left => self.turn(model, -1),
            Direction::Down | Direction::Right => self.turn(model, 1),
            Direction::Home => self.shown = Shown::AtStake,
            Direction::PageUp | Direction::PageDown | Direction::End => {}
        }
    }

    fn on(&mut self, _model: &mut ScreenModel, action: &Action) -> Response {
        match action {
            Action::LogAxis => self.turn_axis(),
            _ => return Response::Passed,
        }
        Response::Done
    }

    fn hints(&self) -> &'static [&'static str] {
        &["measure", "axis", "unit"]
    }
}

/// Epochs on the x axis: what exists fills most of it. It grows by steps, not with every point: a curve that is squeezed anew
/// in each frame would cost a slow link three times the bytes.
fn seen(done: f64, total: f64) -> f64 {
    let mut bound = total.max(done);
    while bound / SQRT_2 >= done && bound > total / 64.0 {
        bound /= SQRT_2;
    }
    bound
}

fn marks(arm: &ArmView) -> Vec<(f64, String)> {
    let per_epoch = arm.history.started.as_ref().map_or(1.0, |started| started.steps_per_epoch.max(1) as f64);
    arm.history.marks.iter().map(|mark| (mark.step as f64 / per_epoch, arm.id.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::seen;

    #[test]
    fn the_axis_grows_by_steps_and_ends_with_the_run() {
        let bounds: Vec<f64> = (0..=300).map(|tenth| seen(f64::from(tenth) / 10.0, 30.0)).collect();
        assert!(bounds.windows(2).all(|pair| pair[0] <= pair[1]));
        let filled = (1..=300).map(|tenth| f64::from(tenth) / 10.0 / bounds[tenth as usize]);
        assert!(filled.skip(5).all(|share| (0.7..=1.0).contains(&share)));
        let mut steps = bounds.clone();
        steps.dedup();
        assert!(steps.len() < 14 && steps.last() == Some(&30.0), "{steps:?}");
        assert_eq!(seen(0.0, 0.0), 0.0, "nothing has begun");
    }
}
