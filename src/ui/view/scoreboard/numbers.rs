//! What an arm reached: the numbers of the task and the class at stake, in places that depend on the width alone.

use super::WORDY;
use crate::data::Task;
use crate::lab::analysis::verdict::Spotlight;
use crate::ui::model::{ArmView, AtStake, ScreenModel};
use crate::ui::numbers::{figure, share};
use crate::ui::theme::{StyleRole, Theme, columns, pad};
use crate::ui::widgets::interval_bar::interval_bar;
use ratatui::layout::Alignment;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of a bar at least, and at most.
const BAR: (u16, u16) = (6, 28);
/// Columns from which on every arm's lowest class has its name beside the bar, and columns of that.
const NAMED: u16 = 120;
/// See [`NAMED`].
const NAME: u16 = 12;
/// Columns of a share: `.92`, `1.0`.
const SHARE: u16 = 4;
/// Columns of an interval: `.85-.96`.
const INTERVAL: u16 = 8;

/// The columns with their titles.
pub(super) struct NumberColumns {
    /// Title and width of each number, the baseline's among them.
    numbers: Vec<(&'static str, u16)>,
    /// Titles of the bar, from whole words to few.
    bar: Vec<String>,
    bar_width: u16,
    /// Columns of the name of a class where every arm has its own.
    name: u16,
    interval: bool,
}

impl NumberColumns {
    /// Those of a task on a screen of this width.
    pub(super) fn of(model: &ScreenModel, width: u16) -> Self {
        let wordy = width >= WORDY;
        let lowest = model.verdict.spotlight == Some(Spotlight::Lowest);
        let name = if lowest && width >= NAMED { NAME } else { 0 };
        let bar_width = match width {
            0..60 => BAR.0 - 2,
            60..WORDY => BAR.0,
            WORDY..130 => BAR.0 + 3,
            _ => (width / 6).min(BAR.1) - name / 2,
        };
        Self {
            numbers: titles(model.task(), wordy).into_iter().chain(no_class(model, width)).collect(),
            bar: at_stake(model),
            bar_width,
            name,
            interval: model.task() != Task::Regression && width >= 60,
        }
    }

    /// Columns of all of them, with the blank behind each.
    pub(super) fn width(&self) -> u16 {
        let numbers: u16 = self.numbers.iter().map(|(_, width)| width + 1).sum();
        let name = if self.name > 0 { self.name + 1 } else { 0 };
        let interval = if self.interval { INTERVAL + 1 } else { 0 };
        numbers + self.bar_width + 1 + SHARE + 1 + name + interval
    }

    /// The titles, each over its column.
    pub(super) fn titles(&self, theme: &Theme) -> Line<'static> {
        let dim = theme.style(StyleRole::Dim);
        let symbols = theme.symbols();
        let mut text: String = self
            .numbers
            .iter()
            .map(|(title, width)| pad(title, usize::from(*width), Alignment::Right, symbols) + " ")
            .collect();
        let name = if self.name > 0 { self.name + 1 } else { 0 };
        let interval = if self.interval { INTERVAL } else { 0 };
        let room = usize::from(self.bar_width + 1 + SHARE + name + interval);
        let (unit, room) = if self.interval { (" 95 %", room - 5) } else { ("", room) };
        let fitting = self.bar.iter().find(|title| columns(title) <= room).or(self.bar.last());
        text += &pad(fitting.map_or("", String::as_str), room, Alignment::Left, symbols);
        text += unit;
        Line::styled(text, dim)
    }

    /// What an arm reached.
    pub(super) fn row(&self, model: &ScreenModel, arm: &ArmView) -> Line<'static> {
        let theme = &model.theme;
        let symbols = theme.symbols();
        let look = theme.series(arm.id.index());
        let values = numbers(model, arm);
        let mut spans: Vec<Span<'static>> = Vec::new();
        for (at, (value, (_, width))) in values.iter().zip(&self.numbers).enumerate() {
            let baseline = at == 1 && model.task() != Task::MultiLabel;
            let style = if baseline { theme.style(StyleRole::Dim) } else { Style::new() };
            spans.push(Span::styled(pad(value, usize::from(*width), Alignment::Right, symbols) + " ", style));
        }
        let stake = model.at_stake(arm);
        let (value, interval) = match model.task() {
            Task::Regression => (error_ratio(model, arm).map(|ratio| ratio.min(1.0)), None),
            _ => (stake.and_then(|stake| stake.recall), stake.and_then(|stake| stake.interval)),
        };
        spans.extend(interval_bar(value, interval, self.bar_width, (look.style, theme)));
        let shown = if model.task() == Task::Regression { error_ratio(model, arm) } else { value };
        spans.push(Span::raw(format!(" {:>1$}", share(shown, theme), usize::from(SHARE))));
        if self.name > 0 {
            let name = stake.map_or(String::new(), |stake| model.class_name(stake.class).to_owned());
            spans.push(Span::raw(
                " ".to_owned() + &pad(&name, usize::from(self.name), Alignment::Left, symbols),
            ));
        }
        if self.interval {
            spans.push(Span::styled(
                format!("{:>1$} ", range(stake, theme), usize::from(INTERVAL)),
                theme.style(StyleRole::Dim),
            ));
        }
        Line::from(spans)
    }
}

/// The ends of an interval: `.85-.96`.
pub(super) fn range(stake: Option<AtStake>, theme: &Theme) -> String {
    let interval = stake.and_then(|stake| stake.interval);
    interval.map_or_else(
        || theme.symbols().dash.to_owned(),
        |ends| format!("{}-{}", share(Some(ends.low), theme), share(Some(ends.high), theme)),
    )
}

/// The error beside that of always predicting the mean.
pub(super) fn error_ratio(model: &ScreenModel, arm: &ArmView) -> Option<f64> {
    let overall = model.judged_by(arm)?.values()?.overall;
    Some(overall.rmse? / overall.baseline_rmse.filter(|baseline| *baseline > 0.0)?)
}

/// The numbers of a task: what is reached, the baseline that needs no image, and one that no frequent class dominates.
fn titles(task: Task, wordy: bool) -> Vec<(&'static str, u16)> {
    match (task, wordy) {
        (Task::Classification, true) => vec![("accuracy", 8), ("majority", 8), ("balanced", 8)],
        (Task::Classification, false) => vec![("acc", 4), ("maj", 4), ("bal", 4)],
        (Task::MultiLabel, true) => vec![("mean AP", 8), ("false alarms", 12)],
        (Task::MultiLabel, false) => vec![("mAP", 4), ("FPR", 4)],
        (Task::Regression, true) => vec![("RMSE", 7), ("of the mean", 11), ("R²", 5)],
        (Task::Regression, false) => vec![("RMSE", 7), ("mean", 7), ("R²", 5)],
    }
}

/// For label models: the share of images for which every sigmoid says no.
fn no_class(model: &ScreenModel, width: u16) -> Option<(&'static str, u16)> {
    let says_none = |arm: &ArmView| none_of_these(arm).is_some();
    (width >= NAMED && model.task() == Task::Classification && model.shown().iter().any(says_none))
        .then_some(("no class", 8))
}

fn none_of_these(arm: &ArmView) -> Option<f64> {
    arm.history.latest.as_ref()?.none_of_these
}

/// What the bar shows, from whole words to few.
pub(super) fn at_stake(model: &ScreenModel) -> Vec<String> {
    let texts = |all: &[&str]| all.iter().map(|&text| text.to_owned()).collect();
    match (model.task(), model.verdict.spotlight) {
        (Task::Regression, _) => texts(&["error / error of the mean", "error / mean's", "error"]),
        (_, Some(Spotlight::Rarest(class))) => {
            let name = model.class_name(class);
            vec![format!("recall of '{name}'"), format!("recall {name}"), format!("rec {name}")]
        }
        (_, Some(Spotlight::Lowest) | None) => texts(&["lowest recall", "lowest rec"]),
    }
}

/// The numbers of the task, in the order of [`titles`].
fn numbers(model: &ScreenModel, arm: &ArmView) -> Vec<String> {
    let theme = &model.theme;
    let Some(latest) = model.judged_by(arm) else { return Vec::new() };
    let share = |value| share(value, theme);
    match model.task() {
        Task::Classification => {
            let report = &latest.report;
            [
                report.prior_accuracy,
                report.prior_majority_baseline,
                report.balanced_accuracy,
                none_of_these(arm),
            ]
            .map(share)
            .to_vec()
        }
        Task::MultiLabel => {
            let report = model.labels_judged_by(arm);
            let class = model.at_stake(arm).map(|stake| stake.class);
            let alarms =
                report.zip(class).and_then(|(report, class)| report.counts[class].false_alarm_rate());
            vec![share(report.and_then(|report| report.map)), share(alarms)]
        }
        Task::Regression => {
            let errors = latest.values().map(|values| values.overall).unwrap_or_default();
            let number = |value: Option<f64>| value.map_or_else(|| theme.symbols().dash.to_owned(), figure);
            vec![number(errors.rmse), number(errors.baseline_rmse), share(errors.r2)]
        }
    }
}
