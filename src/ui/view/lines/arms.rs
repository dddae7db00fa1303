//! The line of the arms: letter, what differs, the number that matters, what became of it.

use crate::data::Task;
use crate::lab::record::evaluation::Evaluation;
use crate::lab::record::event::{Ended, TeacherProgress};
use crate::lab::record::history::Status;
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::numbers::figure;
use crate::ui::theme::{StyleRole, columns, fit};
use ratatui::text::{Line, Span};

/// Fields whose values tell which field they are of.
const SPEAKING: [&str; 4] = ["loss=", "weights=", "sampler=", "model="];

/// The number that an arm is judged by on a task.
pub(super) fn verdict(task: Task, evaluation: &Evaluation) -> Option<f64> {
    match task {
        Task::Classification => evaluation.report.balanced_accuracy,
        Task::MultiLabel => evaluation.labels().and_then(|labels| labels.map),
        Task::Regression => evaluation.values().and_then(|values| values.overall.rmse),
    }
}

/// What that number is.
fn verdict_name(task: Task) -> &'static str {
    match task {
        Task::Classification => "balanced accuracy",
        Task::MultiLabel => "mean average precision",
        Task::Regression => "root mean squared error",
    }
}

/// The same before every number, where the line has no room for the legend.
fn short_name(task: Task) -> &'static str {
    match task {
        Task::Classification => "",
        Task::MultiLabel => " mAP",
        Task::Regression => " RMSE",
    }
}

/// One word of each arm: its letter, what differs from A, its number, what became of it.
pub(in crate::ui::view) fn arms(model: &ScreenModel, width: u16) -> Line<'_> {
    let theme = &model.theme;
    let Some(first) = model.shown().first() else { return Line::default() };
    let mut texts: Vec<String> = model.shown().iter().map(|arm| described(model, arm, first)).collect();
    let mut tails: Vec<(String, String)> =
        model.shown().iter().map(|arm| (none_of_these(arm), fate(arm))).collect();
    let mut unit = short_name(model.task());
    let fixed = |tails: &[(String, String)], unit: &str| -> usize {
        tails.iter().map(|(none, fate)| unit.len() + fate.len() + none.len() + 12).sum()
    };
    // With many arms in a small terminal every one keeps its number before one says how often it says no, or what
    // the number is.
    if fixed(&tails, unit) > usize::from(width) {
        tails.iter_mut().for_each(|(none, _)| none.clear());
    }
    if fixed(&tails, unit) > usize::from(width) {
        unit = "";
    }
    let room = usize::from(width).saturating_sub(fixed(&tails, unit));
    if texts.iter().map(|text| columns(text)).sum::<usize>() > room {
        texts.iter_mut().for_each(|text| *text = values_alone(text));
    }
    let most = widest(&texts, room);
    let mut spans = vec![Span::raw(" ")];
    for (at, (arm, text)) in model.shown().iter().zip(&texts).enumerate() {
        if at > 0 {
            spans.push(Span::styled(
                format!(" {} ", theme.symbols().axis.vertical),
                theme.style(StyleRole::Border),
            ));
        }
        let look = theme.series(arm.id.index());
        let pointer = if arm.id == model.arm { theme.symbols().pointer } else { " " };
        spans.push(Span::styled(format!("{pointer}{} ", look.letter), look.style));
        // An ellipsis alone says less than nothing.
        spans.push(Span::raw(if most > 1 { fit(text, most, theme.symbols()) } else { String::new() }));
        spans.push(Span::styled(unit, theme.style(StyleRole::Dim)));
        spans.push(Span::styled(format!(" {:>5}", number_of(model, arm)), look.style));
        spans.push(Span::styled(tails[at].0.clone(), theme.style(StyleRole::Dim)));
        let role = if arm.history.teacher_run.is_some() { StyleRole::Warning } else { StyleRole::Bad };
        spans.push(Span::styled(tails[at].1.clone(), theme.style(role)));
    }
    let used: usize = spans.iter().map(Span::width).sum();
    let none = tails.iter().any(|(none, _)| !none.is_empty());
    let legend = format!(
        "number: {}{}",
        verdict_name(model.task()),
        if none { "; none: all sigmoids say no" } else { "" }
    );
    if used + legend.len() + 3 <= usize::from(width) {
        let gap = usize::from(width) - used - legend.len() - 1;
        spans.push(Span::styled(format!("{}{legend}", " ".repeat(gap)), theme.style(StyleRole::Dim)));
    }
    Line::from(spans)
}

/// The number of an arm: a share with three digits, or an error of any size.
fn number_of(model: &ScreenModel, arm: &ArmView) -> String {
    let value = arm.history.latest.as_deref().and_then(|latest| verdict(model.task(), latest));
    match value {
        None => model.theme.symbols().dash.to_owned(),
        Some(value) if model.task() == Task::Regression => figure(value),
        Some(share) => format!("{share:.3}"),
    }
}

/// The width to which the longest texts are cut so that all of them fit; numbers and letters stay.
fn widest(texts: &[String], room: usize) -> usize {
    let lengths: Vec<usize> = texts.iter().map(|text| columns(text)).collect();
    let fits = |most: &usize| lengths.iter().map(|length| length.min(most)).sum::<usize>() <= room;
    (0..=lengths.iter().copied().max().unwrap_or(0)).rev().find(fits).unwrap_or(0)
}

/// Beside the number of a label model: the share of images for which every sigmoid says no.
fn none_of_these(arm: &ArmView) -> String {
    let rate = arm.history.latest.as_ref().and_then(|latest| latest.none_of_these);
    rate.map_or_else(String::new, |rate| format!(" none {rate:.2}"))
}

/// A few words for an arm that says no more, or nothing yet.
fn fate(arm: &ArmView) -> String {
    match (&arm.history.status, arm.history.teacher_run) {
        (Status::Ended(Ended::Diverged { .. }), _) => " diverged".into(),
        (Status::Ended(Ended::Failed { .. }), _) => " failed".into(),
        (Status::Ended(_), _) | (_, None) => String::new(),
        (_, Some(TeacherProgress { done, total })) => format!(" its teacher trains: step {done}/{total}"),
    }
}

/// The same without the names of fields whose values speak for themselves, and without the usual reduction.
fn values_alone(text: &str) -> String {
    let plain = |word: &str| {
        let value = SPEAKING.iter().find_map(|field| word.strip_prefix(field));
        value.filter(|value| *value != "none").unwrap_or(word).to_owned()
    };
    let words = text.split(' ').filter(|word| *word != "reduction=mean");
    words.map(plain).collect::<Vec<_>>().join(" ")
}

/// As [`differs`], with a word where the loss is the one that the targets call for.
fn described(model: &ScreenModel, arm: &ArmView, first: &ArmView) -> String {
    let text = differs(arm, first);
    let loss = arm.history.setting("loss");
    match text.strip_prefix(&loss) {
        Some(rest) if arm.id == first.id && model.is_default_loss(arm) => format!("{loss} (default){rest}"),
        _ => text,
    }
}

/// Arm A by its loss and weights; the others by what differs from it.
pub(in crate::ui) fn differs(arm: &ArmView, first: &ArmView) -> String {
    let setting = |field: &str| arm.history.setting(field);
    if arm.id == first.id {
        let rate = format!("lr={}", setting("lr"));
        let weights =
            Some(format!("weights={}", setting("weights"))).filter(|_| setting("weights") != "none");
        let sampler =
            Some(format!("sampler={}", setting("sampler"))).filter(|_| setting("sampler") != "uniform");
        let reduction = Some(format!("reduction={}", setting("reduction")));
        return [Some(setting("loss")), weights, sampler, reduction, Some(rate)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
    }
    let Some((own, other)) = arm.history.settings().zip(first.history.settings()) else {
        return String::new();
    };
    let texts = own.differences(other);
    if texts.is_empty() { "same as A".into() } else { texts.join(" ") }
}
