//! A bar with the interval of its value: full up to the value, a line on to the upper end.

use crate::metrics::Interval;
use crate::ui::theme::{StyleRole, Symbols, Theme};
use ratatui::style::Style;
use ratatui::text::Span;

/// A share of `width` columns, in eighths of a column. What is more than 0 shows an eighth.
pub fn filled(share: f64, width: u16, symbols: &Symbols) -> String {
    let eighths = (share.clamp(0.0, 1.0) * f64::from(width) * 8.0).round() as usize;
    let eighths = if share > 0.0 && width > 0 { eighths.max(1) } else { eighths };
    let mut bar = symbols.bar[8].repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        bar.push_str(symbols.bar[eighths % 8]);
    }
    bar
}

/// The bar of a value in `0..=1` in exactly `width` columns; undefined (`None`, NaN, infinite) is a dash.
pub fn interval_bar(
    value: Option<f64>,
    interval: Option<Interval>,
    width: u16,
    (style, theme): (Style, &Theme),
) -> Vec<Span<'static>> {
    let symbols = theme.symbols();
    let dim = theme.style(StyleRole::Dim);
    let Some(value) = value.filter(|value| value.is_finite()) else {
        return vec![Span::styled(format!("{:<1$}", symbols.dash, usize::from(width)), dim)];
    };
    let bar = filled(value, width, symbols);
    let full = bar.chars().count();
    let high = interval.map_or(0.0, |interval| interval.high.clamp(0.0, 1.0));
    let reach = ((high * f64::from(width)).round() as usize).max(full);
    let line = symbols.axis.horizontal.repeat(reach - full);
    let rest = " ".repeat(usize::from(width) - reach.min(usize::from(width)));
    vec![Span::styled(bar, style), Span::styled(line, dim), Span::raw(rest)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::default_theme;

    fn text(value: Option<f64>, interval: Option<[f64; 2]>, width: u16) -> String {
        let interval = interval.map(|[low, high]| Interval { low, high });
        let spans = interval_bar(value, interval, width, (Style::new(), &default_theme()));
        spans.iter().map(|span| span.content.as_ref()).collect()
    }

    #[test]
    fn it_is_full_up_to_the_value_and_a_line_up_to_the_upper_end() {
        assert_eq!(text(Some(0.5), Some([0.3, 0.8]), 10), "█████───  ");
        assert_eq!(text(Some(0.0), Some([0.0, 0.3]), 10), "───       ");
        assert_eq!(text(Some(1.0), Some([0.9, 1.0]), 4), "████");
        assert_eq!(text(Some(0.01), None, 4), "▏   ");
        assert_eq!(text(None, None, 4), "–   ");
        assert_eq!(text(Some(f64::NAN), None, 0), "–");
    }
}
