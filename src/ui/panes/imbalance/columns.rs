//! The columns of the table: what each shows, how wide it is, and which give way first.

use crate::data::Task;
use crate::ui::model::ScreenModel;
use crate::ui::theme::Theme;
use crate::ui::widgets::table::{Column, Width};
use ratatui::layout::Alignment;

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    Name,
    Count,
    Prior,
    /// Of the arm at this position.
    Weight(usize),
    Gradient(usize),
    Recall(usize),
    RecallInterval(usize),
    Difference(usize),
    Precision(usize),
    PrecisionInterval(usize),
}

/// The columns for this many arms, with what they show: the most telling have the highest priority.
pub(super) fn columns<'a>(
    arms: usize,
    weighted: &[usize],
    titles: &'a [String],
) -> (Vec<Column<'a>>, Vec<Shows>) {
    let mut shows = vec![Shows::Name, Shows::Count, Shows::Prior];
    let arms = 0..arms;
    shows.extend(arms.clone().map(Shows::Weight));
    shows.extend(arms.clone().map(Shows::Gradient));
    shows.extend(arms.clone().flat_map(|arm| [Shows::Recall(arm), Shows::RecallInterval(arm)]));
    shows.extend(arms.clone().skip(1).map(Shows::Difference));
    shows.extend(arms.flat_map(|arm| [Shows::Precision(arm), Shows::PrecisionInterval(arm)]));
    let columns = shows.iter().zip(titles).map(|(shows, title)| {
        let (width, priority) = match shows {
            Shows::Name => (Width::Between(7, 14), 10),
            Shows::Count => (Width::Fixed(6), 9),
            Shows::Prior => (Width::Fixed(5), 2),
            // Weights that are all 1 say least.
            Shows::Weight(arm) => (Width::Fixed(8), if weighted.contains(arm) { 6 } else { 0 }),
            Shows::Gradient(_) => (Width::Fixed(10), 5),
            Shows::Recall(_) => (Width::Fixed(8), 8),
            Shows::RecallInterval(_) => (Width::Fixed(7), 4),
            Shows::Difference(_) => (Width::Fixed(5), 7),
            Shows::Precision(_) => (Width::Fixed(11), 3),
            Shows::PrecisionInterval(_) => (Width::Fixed(7), 1),
        };
        let alignment = if *shows == Shows::Name { Alignment::Left } else { Alignment::Right };
        Column { title, alignment, width, priority }
    });
    (columns.collect(), shows)
}

/// The columns from a later one on, the leftmost first to be shown: what a narrow pane hides can be scrolled to.
pub(super) fn shifted(
    (mut columns, mut shows): (Vec<Column<'_>>, Vec<Shows>),
    by: usize,
) -> (Vec<Column<'_>>, Vec<Shows>) {
    let by = by.min(columns.len().saturating_sub(2));
    if by > 0 {
        columns.drain(1..=by);
        shows.drain(1..=by);
        for (column, priority) in columns.iter_mut().zip((0..=u8::MAX).rev()) {
            column.priority = priority;
        }
    }
    (columns, shows)
}

pub(super) fn titles(model: &ScreenModel, theme: &Theme) -> Vec<String> {
    let letters: Vec<String> = model.shown().iter().map(|arm| arm.id.to_string()).collect();
    let first = if model.task() == Task::MultiLabel { "label" } else { "class" };
    let mut titles: Vec<String> = [first, "train", "prior"].map(str::to_owned).to_vec();
    let each = |name: &str| letters.iter().map(|letter| format!("{name} {letter}")).collect::<Vec<_>>();
    let with_interval = |name: &str| each(name).into_iter().flat_map(|title| [title, "95 %".to_owned()]);
    titles.extend(each("weight").into_iter().chain(each("gradient")).chain(with_interval("recall")));
    titles.extend(letters.iter().skip(1).map(|letter| format!("{letter}{}A", theme.symbols().minus)));
    titles.extend(with_interval("precision"));
    titles
}
