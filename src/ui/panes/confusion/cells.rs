//! How cells and columns of a matrix look, and which pairs come first where there are too many.

use crate::lab::record::evaluation::Evaluation;
use crate::ui::numbers::signed;
use crate::ui::theme::{StyleRole, Theme};
use crate::ui::widgets::heatmap::{HeatCell, Shade};
use ratatui::style::Style;

/// As in the matrices themselves: blue where B is more often right or errs less, orange where it errs more.
pub(super) fn better_or_worse(difference: Option<f64>, hit: bool) -> Shade {
    match difference.filter(|difference| difference.abs() >= 0.005) {
        None => Shade::Plain,
        Some(difference) if (difference > 0.0) == hit => Shade::Correct(difference.abs()),
        Some(difference) => Shade::Error(difference.abs()),
    }
}

/// How often a class is predicted, for the line below its column.
pub(super) fn times_predicted(images: u64, width: usize, theme: &Theme) -> (String, Style) {
    let never = "never";
    match images {
        0 if width < never.len() => ("0".to_owned(), theme.style(StyleRole::Bad)),
        0 => (never.to_owned(), theme.style(StyleRole::Bad)),
        images => (images.to_string(), theme.style(StyleRole::Dim)),
    }
}

pub(in crate::ui::panes) fn difference_cell(difference: Option<f64>, theme: &Theme) -> HeatCell {
    let text = signed(difference, theme);
    match difference {
        Some(difference) if difference.abs() >= 0.005 => {
            HeatCell { text, shade: Shade::Diverging(difference) }
        }
        Some(_) => HeatCell { text: theme.symbols().separator.into(), shade: Shade::Plain },
        None => HeatCell { text, shade: Shade::Plain },
    }
}

/// Pairs of different classes by the images they are confused on, most first.
pub(super) fn hardest_pairs(evaluation: &Evaluation) -> Vec<(usize, usize)> {
    let k = evaluation.confusion.classes();
    let count = |pair: &(usize, usize)| evaluation.confusion.count(pair.0, pair.1);
    let all = (0..k).flat_map(|truth| (0..k).map(move |predicted| (truth, predicted)));
    let mut pairs: Vec<_> = all.filter(|pair| pair.0 != pair.1 && count(pair) > 0).collect();
    pairs.sort_by_key(|pair| (std::cmp::Reverse(count(pair)), *pair));
    pairs
}
