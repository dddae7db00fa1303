//! Round numbers for ticks, and how they are written.

/// The columns of a tick's label on the y axis. Fixed, so that the plot does not jump when the numbers change.
pub(super) const GUTTER: u16 = 6;

/// Room for rounding when a value is compared with a multiple of the step.
pub(super) const SLACK: f64 = 1e-9;

/// The smallest of 1, 2 and 5 times a power of ten that needs at most about `most` steps.
pub(super) fn step(span: f64, most: u16) -> f64 {
    let raw = span / f64::from(most);
    let power = 10_f64.powf(raw.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= raw * (1.0 - SLACK));
    factor.unwrap_or(10.0) * power
}

/// The next of 1, 2 and 5 times a power of ten at or below, all as logarithms.
pub(super) fn below(place: f64) -> f64 {
    let power = (place + SLACK).floor();
    let factor = [5_f64, 2.0].into_iter().map(f64::log10).find(|factor| power + factor <= place + SLACK);
    power + factor.unwrap_or(0.0)
}

/// A number in at most [`GUTTER`] columns, with as many decimals as the step needs.
pub(super) fn label(value: f64, step: f64) -> String {
    if value == 0.0 && step < 1e-4 {
        return "0".to_owned();
    }
    let room = usize::from(GUTTER);
    let decimals = (-(step.log10() + SLACK).floor()).max(0.0) as usize;
    if decimals < room && value.abs() < 1e6 {
        let fixed = format!("{value:.decimals$}");
        if fixed.len() <= room {
            return fixed;
        }
    }
    let scientific = |precision: usize| {
        let text = format!("{value:.precision$e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let short = if mantissa.contains('.') {
            mantissa.trim_end_matches('0').trim_end_matches('.')
        } else {
            mantissa
        };
        format!("{short}e{exponent}")
    };
    let short = (0..3).rev().map(scientific).find(|text| text.len() <= room);
    short.unwrap_or_else(|| scientific(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_one_two_or_five_times_a_power_of_ten() {
        let cases =
            [(1.0, 5, 0.2), (1.0, 4, 0.5), (1.0, 10, 0.1), (7.0, 2, 5.0), (3e-5, 3, 1e-5), (2e6, 3, 1e6)];
        for (span, most, expected) in cases {
            assert!((step(span, most) / expected - 1.0).abs() < SLACK, "{span} {most}: {}", step(span, most));
        }
    }

    #[test]
    fn numbers_are_short_and_have_the_decimals_of_their_step() {
        let cases = [
            (0.5, 0.25, "0.5"),
            (0.5, 0.05, "0.50"),
            (-120.0, 20.0, "-120"),
            (1.24e-5, 5e-7, "1.2e-5"),
            (1e30, 1e30, "1e30"),
            (-1.6e200, 1e199, "-2e200"),
            (0.0, 1e-7, "0"),
            (123_456.0, 1.0, "123456"),
        ];
        for (value, step, expected) in cases {
            assert_eq!(label(value, step), expected);
        }
    }

    #[test]
    fn below_is_the_next_round_number() {
        for (value, expected) in [(0.3, 0.2), (0.2, 0.2), (9.9, 5.0), (1.0, 1.0), (0.0015, 0.001)] {
            let found = 10_f64.powf(below(f64::log10(value)));
            assert!((found / expected - 1.0).abs() < 1e-6, "{value}: {found}");
        }
    }
}
