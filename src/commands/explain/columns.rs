//! Numbers as texts, and columns of them.

use crate::console::table;

/// Four digits behind the point; very large and very small numbers with an exponent.
pub(super) fn number(value: f64) -> String {
    match value.abs() {
        _ if value.is_infinite() => if value > 0.0 { "inf" } else { "-inf" }.to_owned(),
        size if size != 0.0 && size < 0.000_05 => format!("{value:.1e}"),
        size if size >= 1e5 => format!("{value:.3e}"),
        // Not -0.
        _ => format!("{:.4}", value + 0.0),
    }
}

/// A number that somebody wrote, as it was written.
pub(super) fn given(value: f64) -> String {
    let text = value.to_string();
    if text.len() <= 8 { text } else { number(value) }
}

/// One column of a table.
pub(super) struct TextColumn {
    title: String,
    cells: Vec<String>,
    total: String,
}

impl TextColumn {
    /// Texts below a title.
    pub(super) fn texts(title: impl Into<String>, cells: impl IntoIterator<Item = String>) -> Self {
        Self { title: title.into(), cells: cells.into_iter().collect(), total: String::new() }
    }

    /// Numbers below a title.
    pub(super) fn numbers(title: impl Into<String>, values: &[f64]) -> Self {
        Self::texts(title, values.iter().copied().map(number))
    }

    /// With their sum in the last line.
    pub(super) fn summed(self, values: &[f64]) -> Self {
        let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        // What is left of terms that cancel is rounding.
        self.summed_from(1e-12 * largest, values)
    }

    /// With their sum in the last line, which is 0 where it is smaller than `least`.
    pub(super) fn summed_from(mut self, least: f64, values: &[f64]) -> Self {
        let sum: f64 = values.iter().sum();
        self.total = number(if sum.abs() < least { 0.0 } else { sum });
        self
    }
}

/// Columns side by side below a caption, the first to the left, with a line of sums.
pub(super) fn laid_out(caption: &str, columns: &[TextColumn]) -> Vec<String> {
    let rows = columns.iter().map(|column| column.cells.len()).max().unwrap_or(0);
    let cells = |of: &dyn Fn(&TextColumn) -> String| columns.iter().map(of).collect::<Vec<String>>();
    let mut table = vec![cells(&|column| column.title.clone())];
    table.extend((0..rows).map(|row| cells(&|column| column.cells.get(row).cloned().unwrap_or_default())));
    if columns.iter().any(|column| !column.total.is_empty()) {
        let mut totals = cells(&|column| column.total.clone());
        "sum".clone_into(&mut totals[0]);
        table.push(totals);
    }
    let mut lines = vec![caption.to_owned()];
    lines.extend(table::aligned(&table, 1).into_iter().map(|line| format!("  {line}")));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits_whatever_their_size() {
        let texts = [0.0, -0.0, 0.5, -12.345_678, 4.53e-5, 1e5, f64::INFINITY].map(number);
        assert_eq!(texts, ["0.0000", "0.0000", "0.5000", "-12.3457", "4.5e-5", "1.000e5", "inf"]);
        assert_eq!([1.0, 0.1, 1.0 / 3.0].map(given), ["1", "0.1", "0.3333"]);
    }
}
