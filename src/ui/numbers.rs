//! Numbers as texts of few columns.

use super::theme::Theme;

/// Two digits behind the point without the leading zero: `.85`, `1.00`; a dash for what is undefined.
pub(super) fn share(value: Option<f64>, theme: &Theme) -> String {
    match value {
        None => theme.symbols().dash.to_owned(),
        Some(value) if (0.995..=1.0).contains(&value) => "1.0".to_owned(),
        Some(value) => format!("{value:.2}").trim_start_matches('0').to_owned(),
    }
}

/// Six columns at most: `.475`, `12.34`, `-0.052` as `−.052`, `1234`, `1e7`.
pub(super) fn number(value: Option<f64>, theme: &Theme) -> String {
    let Some(value) = value else { return theme.symbols().dash.to_owned() };
    let size = value.abs();
    let text = match size {
        0.0..0.0005 => "0".to_owned(),
        100_000.0.. => format!("{size:.0e}"),
        100.0.. => format!("{size:.0}"),
        10.0.. => format!("{size:.2}"),
        _ => format!("{size:.3}").trim_start_matches('0').to_owned(),
    };
    if value < 0.0 && text != "0" { format!("{}{text}", theme.symbols().minus) } else { text }
}

/// A difference with its sign: `+.12`, `-.03`, `.00`.
pub(super) fn signed(value: Option<f64>, theme: &Theme) -> String {
    match value {
        None => theme.symbols().dash.to_owned(),
        Some(value) if value.abs() < 0.005 => ".00".to_owned(),
        Some(value) => {
            let sign = if value < 0.0 { theme.symbols().minus } else { "+" };
            format!("{sign}{}", share(Some(value.abs()), theme))
        }
    }
}

/// A number of any size in at most 7 columns: `0.123`, `12.30`, `16`, `1234`, `-1.2e6`.
pub(super) fn figure(value: f64) -> String {
    match value.abs() {
        size if value.fract() == 0.0 && size < 99_999.5 => format!("{:.0}", value + 0.0),
        size if !(0.000_95..99_999.5).contains(&size) => format!("{value:.1e}"),
        size if size >= 999.5 => format!("{value:.0}"),
        size if size >= 99.95 => format!("{value:.1}"),
        size if size >= 9.995 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// A logit of a loss without probabilities in at most 4 columns: `-3.1`, `158`, `2e4`.
pub(super) fn score(logit: f32) -> String {
    let texts = [format!("{logit:.1}"), format!("{logit:.0}"), format!("{logit:.0e}")];
    texts.into_iter().find(|text| text.len() <= 4).unwrap_or_else(|| "huge".to_owned())
}

/// A probability with three digits: `.500`, `1.00`.
pub(super) fn threshold(value: f64) -> String {
    let text = format!("{value:.3}");
    text.strip_prefix('0').map_or_else(|| "1.00".to_owned(), str::to_owned)
}

/// Two or three digits: `.42`, `1.30`, `17.5`, `250`, `3e-5`.
pub(super) fn weight(value: f32, theme: &Theme) -> String {
    let size = value.abs();
    let text = match size {
        0.0 => "0".to_owned(),
        1000.0.. | ..0.01 => format!("{size:.0e}"),
        100.0.. => format!("{size:.0}"),
        10.0.. => format!("{size:.1}"),
        _ => format!("{size:.2}").trim_start_matches('0').to_owned(),
    };
    if value < 0.0 { format!("{}{text}", theme.symbols().minus) } else { text }
}

/// A share that may be as small as one in a hundred thousand.
pub(super) fn rate(value: Option<f64>, theme: &Theme) -> String {
    match value {
        Some(small) if small > 0.0 && small < 0.0095 => format!("{small:.0e}"),
        value => number(value, theme),
    }
}

/// `182k`, `1.2M`: four columns at most.
pub(super) fn count(number: f64) -> String {
    match number {
        n if n >= 1e6 => format!("{:.1}M", n / 1e6),
        n if n >= 1e3 => format!("{:.0}k", n / 1e3),
        n => format!("{n:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::{Charset, ColorMode};

    #[test]
    fn shares_and_differences_keep_their_width() {
        let theme = Theme::new(ColorMode::Mono, Charset::Ascii);
        let shares = [Some(0.0), Some(0.851), Some(1.0), Some(0.996), None].map(|value| share(value, &theme));
        assert_eq!(shares, [".00", ".85", "1.0", "1.0", "-"]);
        let signs = [Some(-0.03), Some(0.12), Some(0.001), None].map(|value| signed(value, &theme));
        assert_eq!(signs, ["-.03", "+.12", ".00", "-"]);
    }

    #[test]
    fn numbers_of_any_size_are_short() {
        let texts =
            [-0.0, 3.0, 0.1234, -9.996, 42.125, 123.45, -99_999.0, 2.5e6, -1e-5, f64::INFINITY].map(figure);
        assert_eq!(
            texts,
            ["0", "3", "0.123", "-10.00", "42.12", "123.5", "-99999", "2.5e6", "-1.0e-5", "inf"]
        );
    }
}
