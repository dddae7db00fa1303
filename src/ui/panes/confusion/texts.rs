//! Texts of cells and headings of a matrix, as narrow as they must be.

use crate::ui::theme::columns;
use crate::ui::widgets::heatmap::{heading_lines, short_codes};

/// Cells grow with the pane up to this many columns, or to the longest name; those of few classes up to [`LONGEST`].
const WIDEST: usize = 8;
/// Classes that are few.
const FEW: usize = 4;
/// No wider than this, however long a name is.
const LONGEST: usize = 14;
/// Columns that labels of rows need at least, with the blanks around them.
const LABELS: usize = 8;

/// Columns of a cell's text: as wide as the pane allows beside whole labels; where that leaves less than is wanted,
/// labels give way first, then digits, down to 2.
pub(in crate::ui::panes) fn cell_width(area: u16, names: &[String], wanted: usize) -> usize {
    let beside =
        |labels: usize| (usize::from(area).saturating_sub(labels) / names.len().max(1)).saturating_sub(1);
    let name = names.iter().map(|name| columns(name)).max().unwrap_or(0);
    let roomy = beside((name + 2).max(LABELS));
    if roomy >= wanted {
        let least = if names.len() <= FEW { LONGEST } else { WIDEST };
        roomy.min(name.clamp(least, LONGEST).max(wanted))
    } else {
        beside(LABELS).clamp(2, wanted)
    }
}

/// Headings of the columns of a matrix in `rows` lines: whole where they fit, in one line or in several in turn; else the
/// names cut to the width where they stay distinct, else short codes.
pub(in crate::ui::panes) fn headings(names: &[String], width: usize, rows: usize) -> Vec<String> {
    let longest = names.iter().map(|name| columns(name)).max().unwrap_or(0);
    if longest <= width || heading_lines(longest, width + 1, names.len(), rows) > 1 {
        return names.to_vec();
    }
    let cut: Vec<String> = names.iter().map(|name| name.chars().take(width).collect()).collect();
    let distinct = (0..cut.len()).all(|at| !cut[..at].contains(&cut[at]));
    if distinct { cut } else { short_codes(names, width) }
}

/// A share with as many digits as there is room for: `.87` becomes `.9`, `1.0` becomes `1.`; the sign of a difference is the
/// last to go: `−.70` becomes `−.7`, then `−`. Counts lose nothing, but what is too long becomes `+`.
pub(in crate::ui::panes) fn shorter(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let digits = text.trim_start_matches(['+', '-', '\u{2212}']);
    let sign = &text[..text.len() - digits.len()];
    if !sign.is_empty() {
        let room = width.saturating_sub(sign.chars().count());
        return if room < 2 { sign.to_owned() } else { format!("{sign}{}", shorter(digits, room)) };
    }
    match text.parse::<f64>() {
        Ok(share) if text.contains('.') && share >= 0.95 => "1.".to_owned(),
        Ok(share) if text.contains('.') => format!("{share:.1}").trim_start_matches('0').to_owned(),
        _ => "+".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::shorter;

    #[test]
    fn a_decrease_never_looks_like_an_increase() {
        let texts = |text: &str| [5, 4, 3, 2, 1].map(|width| shorter(text, width));
        assert_eq!(
            texts("\u{2212}.70"),
            ["\u{2212}.70", "\u{2212}.70", "\u{2212}.7", "\u{2212}", "\u{2212}"]
        );
        assert_eq!(texts("+.98"), ["+.98", "+.98", "+1.", "+", "+"]);
        assert_eq!(texts("-.05")[2], "-.1");
        assert_eq!(shorter(".87", 2), ".9");
    }
}
