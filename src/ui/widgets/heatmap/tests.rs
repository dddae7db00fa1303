//! Small matrices drawn in full, and every matrix at every size.

use super::*;
use crate::ui::theme::Charset;
use crate::ui::widgets::testing::{LABELS, default_theme, drawn, everywhere};

fn names(count: usize) -> Vec<String> {
    (0..count).map(|i| format!("{}{i}", LABELS[i % LABELS.len()])).collect()
}

#[test]
fn any_matrix_at_any_size() {
    let values = [0.5, 0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 5e-324, 1e30];
    let cell = |row: usize, column: usize| HeatCell {
        text: LABELS[(row + column) % LABELS.len()].to_owned(),
        shade: [Shade::Plain, Shade::Heat(values[row % 8]), Shade::Diverging(values[column % 8])]
            [(row + column) % 3],
    };
    for (rows, columns) in [(0, 0), (1, 1), (10, 10), (1000, 1000), (3, 0), (2, 70)] {
        let (rows, columns) = (names(rows), names(columns));
        everywhere(|theme, area, buf| {
            let cursors = [None, Some((0, 0)), Some((9, 9)), Some((usize::MAX, 500)), Some((999, 999))];
            for (cursor, width) in cursors.into_iter().zip([3, 0, 50, u16::MAX, 5]) {
                let map = Heatmap::new(theme, &rows, &columns, &cell).cursor(cursor).cell_width(width);
                ratatui::widgets::Clear.render(area, buf);
                map.corner("true\\pred").render(area, buf);
            }
        });
    }
}

fn percent(row: usize, column: usize) -> HeatCell {
    let value = if row == column { 90 - row } else { row * column };
    HeatCell { text: value.to_string(), shade: Shade::Heat(value as f64 / 100.0) }
}

fn plain(labels: &[&str]) -> Vec<String> {
    labels.iter().map(|&label| label.to_owned()).collect()
}

#[test]
fn numbers_stand_right_aligned_below_their_labels() {
    let (theme, rows, columns) =
        (default_theme(), plain(&["shirt", "boot", "bag"]), plain(&["sh", "bo", "ba"]));
    let text = drawn(24, 4, |area, buf| {
        Heatmap::new(&theme, &rows, &columns, &percent).cursor(Some((1, 2))).corner("true").render(area, buf);
    });
    assert_eq!(
        text,
        [" true   sh  bo  ba", "shirt   90   0   0", " boot    0  89[  2]", "  bag    0   2  88"]
    );
}

#[test]
fn without_room_for_numbers_there_are_shades() {
    let theme = Theme::new(ColorMode::Mono, Charset::Unicode);
    let (rows, columns) = (plain(&["shirt", "boot", "bag"]), plain(&["sh", "bo", "ba"]));
    let text = drawn(12, 4, |area, buf| {
        Heatmap::new(&theme, &rows, &columns, &percent).cursor(Some((1, 2))).render(area, buf);
    });
    assert_eq!(text, ["    sh  ba", "sh… %%....", "bo… ..%%[]", "bag ....%%"]);
}

#[test]
fn long_row_labels_give_way_to_numbers() {
    let (theme, rows, columns) =
        (default_theme(), plain(&["ankle boot", "shirt"]), plain(&["a", "b", "c", "d", "e"]));
    let text = drawn(30, 3, |area, buf| Heatmap::new(&theme, &rows, &columns, &percent).render(area, buf));
    let expected =
        ["            a   b   c   d   e", "ankle b…   90   0   0   0   0", "   shirt    0  89   2   3   4"];
    assert_eq!(text, expected);
}

#[test]
fn a_large_matrix_scrolls_with_its_cursor() {
    let count =
        |row: usize, column: usize| HeatCell { text: (row + column).to_string(), shade: Shade::Plain };
    let (theme, labels) = (default_theme(), (0..100).map(|i| i.to_string()).collect::<Vec<_>>());
    let text = drawn(18, 4, |area, buf| {
        Heatmap::new(&theme, &labels, &labels, &count).cursor(Some((50, 60))).render(area, buf);
    });
    assert_eq!(text, ["  ◂  59  60  61  ▸", "49▴ 108 109 110", "50  109[110]111", "51▾ 110 111 112"]);
}
