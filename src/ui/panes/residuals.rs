//! Pane 4 for numbers: what every arm's errors are, beside those of a model that always says the training mean.

use super::scatter::{errors, pairs, title};
use crate::metrics::regression::{Errors, QUANTILES};
use crate::ui::action::{Action, Direction};
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::numbers::{figure, share};
use crate::ui::panes::{Pane, Response};
use crate::ui::theme::{SeriesStyle, StyleRole, Theme};
use crate::ui::widgets::bars::{Bar, BarRow, Bars};
use crate::ui::widgets::draw::put_line;
use crate::ui::widgets::table::{Column, Table, Width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Bins of the histogram at most; an odd number, so that one stands around 0.
const BINS: u16 = 15;
/// Columns that numbers and histogram need beside each other.
const BESIDE: u16 = 70;

/// Only what all panes know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Residuals;

/// A row of the table: its name, an arm's number, and that of the training mean.
type ResidualRow = (String, fn(&Errors) -> Option<f64>, Option<fn(&Errors) -> Option<f64>>);

/// The numbers of one output.
fn measures() -> [ResidualRow; 5] {
    [
        ("mean error".into(), |errors| errors.bias, None),
        ("MAE".into(), |errors| errors.mae, Some(|errors| errors.baseline_mae)),
        ("RMSE".into(), |errors| errors.rmse, Some(|errors| errors.baseline_rmse)),
        ("R2".into(), |errors| errors.r2, None),
        ("RMSLE".into(), |errors| errors.rmsle, None),
    ]
}

/// What a line of the table says of an arm, and of the training mean.
fn cells(model: &ScreenModel, theme: &Theme, output: usize) -> Vec<(String, Vec<Span<'static>>)> {
    let text = |value: Option<f64>| value.map_or_else(|| theme.symbols().dash.to_owned(), figure);
    let look = |arm: &ArmView| theme.series(arm.id.index()).style;
    let own = |of: fn(&Errors) -> Option<f64>, arm: &ArmView| {
        Span::styled(text(errors(arm, output).and_then(of)), look(arm))
    };
    let mut rows = Vec::new();
    for (name, of, baseline) in measures() {
        let mut cells: Vec<Span<'static>> = model.shown().iter().map(|arm| own(of, arm)).collect();
        let known = model.shown().iter().find_map(|arm| errors(arm, output));
        let mean = baseline.map_or_else(String::new, |of| text(known.and_then(of)));
        cells.push(Span::styled(mean, theme.style(StyleRole::Baseline)));
        rows.push((name, cells));
    }
    for (at, share) in QUANTILES.into_iter().enumerate() {
        let of = |arm: &ArmView| {
            let quantiles = arm.history.latest.as_ref()?.values()?.residuals.get(output)?.as_ref()?;
            Some(quantiles[at])
        };
        let cells = model.shown().iter().map(|arm| Span::styled(text(of(arm)), look(arm)));
        let name = if share == 0.5 { "median".into() } else { format!("{:.0} % below", 100.0 * share) };
        rows.push((name, cells.collect()));
    }
    rows
}

/// Errors in equal bins around 0; what lies beyond the last ones is counted in them.
struct ErrorCounts {
    /// The middle of each bin.
    middles: Vec<f64>,
    /// The share of images in each, by arm.
    shares: Vec<Vec<f64>>,
}

impl ErrorCounts {
    /// Of these errors, in this many bins. The width is such that one error in fifty may lie beyond.
    fn of(arms: &[Vec<f64>], bins: usize) -> Option<Self> {
        let mut sizes: Vec<f64> = arms.iter().flatten().map(|error| error.abs()).collect();
        if sizes.is_empty() || sizes.iter().any(|size| !size.is_finite()) {
            return None;
        }
        sizes.sort_unstable_by(f64::total_cmp);
        let widest = sizes[(sizes.len() - 1) * 49 / 50].max(f64::MIN_POSITIVE);
        let width = 2.0 * widest / bins as f64;
        let half = (bins / 2) as f64;
        let middles = (0..bins).map(|bin| (bin as f64 - half) * width).collect();
        let shares = arms.iter().map(|errors| {
            let mut counts = vec![0.0; bins];
            for error in errors {
                counts[((error / width).round().clamp(-half, half) + half) as usize] += 1.0;
            }
            counts.iter().map(|count| count / errors.len().max(1) as f64).collect()
        });
        Some(Self { middles, shares: shares.collect() })
    }

    /// What stands beside a bin: its middle, and whether it holds what lies beyond it.
    fn label(&self, bin: usize) -> String {
        let sign = |value: f64| if value > 0.0 { "+" } else { "" };
        let beyond = match bin {
            0 => "\u{2264}",
            bin if bin + 1 == self.middles.len() => "\u{2265}",
            _ => "",
        };
        let value = self.middles[bin];
        format!("{beyond}{}{}", sign(value), figure(value))
    }
}

fn draw_histogram(model: &ScreenModel, theme: &Theme, output: usize, area: Rect, buf: &mut Buffer) {
    let dim = theme.style(StyleRole::Dim);
    let head = Line::styled("residual: share", dim);
    put_line(buf, Rect { height: area.height.min(1), ..area }, &head, theme);
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let bins = usize::from(body.height.min(BINS).saturating_sub(1) | 1);
    let known = |arm: &&ArmView| !pairs(model, arm, output).is_empty();
    let arms: Vec<&ArmView> = model.shown().iter().filter(known).collect();
    let differences = |arm: &&ArmView| {
        pairs(model, arm, output).iter().map(|[truth, predicted]| predicted - truth).collect::<Vec<f64>>()
    };
    let errors: Vec<Vec<f64>> = arms.iter().map(differences).collect();
    let Some(histogram) = ErrorCounts::of(&errors, bins) else {
        return super::empty("no predictions yet", theme, body, buf);
    };
    let most = histogram.shares.iter().flatten().copied().fold(f64::MIN_POSITIVE, f64::max);
    let looks: Vec<SeriesStyle> = arms.iter().map(|arm| theme.series(arm.id.index())).collect();
    let labels: Vec<String> = (0..bins).map(|bin| ascii(histogram.label(bin), theme)).collect();
    let bar = |arm: usize, bin: usize| {
        let part = histogram.shares[arm][bin];
        Bar {
            letter: looks[arm].letter,
            value: Some(part / most),
            text: share(Some(part), theme),
            style: looks[arm].style,
            winner: false,
        }
    };
    let row = |bin: usize| BarRow {
        label: &labels[bin],
        bars: (0..arms.len()).map(|arm| bar(arm, bin)).collect(),
        emphasis: bin == bins / 2,
    };
    let rows: Vec<BarRow<'_>> = (0..bins).map(row).collect();
    Bars::new(theme, &rows).value_width(3).render(body, buf);
}

/// `<=` where the terminal has no sign for it.
fn ascii(text: String, theme: &Theme) -> String {
    match theme.charset() {
        crate::ui::theme::Charset::Unicode => text,
        crate::ui::theme::Charset::Ascii => text.replace('\u{2264}', "<=").replace('\u{2265}', ">="),
    }
}

fn draw_numbers(model: &ScreenModel, theme: &Theme, output: usize, area: Rect, buf: &mut Buffer) {
    let cells = cells(model, theme, output);
    let letters: Vec<String> = model.shown().iter().map(|arm| arm.id.to_string()).collect();
    let first = Column { title: "error", alignment: Alignment::Left, width: Width::Fixed(10), priority: 9 };
    let right = |title, width, priority| Column { title, alignment: Alignment::Right, width, priority };
    let numbers = letters.iter().map(|letter| right(letter, Width::Between(7, 9), 5));
    let numbers = numbers.chain([right("train mean", Width::Fixed(10), 4)]);
    let columns: Vec<Column<'_>> = std::iter::once(first).chain(numbers).collect();
    let row = |at: usize| {
        let (name, values) = &cells[at];
        std::iter::once(Span::raw(name.clone())).chain(values.iter().cloned()).collect::<Vec<_>>()
    };
    Table::new(theme, &columns, cells.len(), &row).render(area, buf);
}

impl Pane for Residuals {
    fn title(&self) -> &'static str {
        "Residuals"
    }

    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        Line::from(title(model, theme, model.output()))
    }

    fn extra<'a>(&self, _: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        Line::styled(", train mean: always predicted", theme.style(StyleRole::Dim))
    }

    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let output = model.output();
        if model.shown().iter().all(|arm| errors(arm, output).is_none()) {
            return super::empty("no evaluation yet", theme, area, buf);
        }
        let rows = (measures().len() + QUANTILES.len()) as u16 + 1;
        let width = 11 + 10 * model.shown().len() as u16 + 12;
        let (numbers, histogram) = if area.width >= BESIDE.max(width + 26) {
            let left = Rect { width, ..area };
            (left, Rect { x: area.x + width + 1, width: area.width - width - 1, ..area })
        } else {
            let height = rows.min(area.height);
            (Rect { height, ..area }, Rect { y: area.y + height, height: area.height - height, ..area })
        };
        draw_numbers(model, theme, output, numbers, buf);
        if histogram.height >= 4 {
            draw_histogram(model, theme, output, histogram, buf);
        }
    }

    /// Another number, here and in Scatter.
    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        model.move_output(direction);
    }

    /// The numbers have one order, so that the key that sorts changes nothing.
    fn on(&mut self, _: &mut ScreenModel, action: &Action) -> Response {
        if *action == Action::Sort { Response::Done } else { Response::Passed }
    }

    fn hints(&self) -> &'static [&'static str] {
        &["next arm", "zoom"]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_counts_every_error_and_stands_around_zero() {
        let errors = [vec![0.0, 0.1, -0.1, 3.0, -3.0, 100.0], vec![-3.0; 4]];
        let histogram = ErrorCounts::of(&errors, 7).unwrap();
        assert_eq!(histogram.middles[3], 0.0);
        for shares in &histogram.shares {
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
        assert_eq!(histogram.shares[1][0], 1.0, "{:?}", histogram.middles);
        assert!((histogram.shares[0][6] - 2.0 / 6.0).abs() < 1e-12, "what lies beyond is in the last bin");
        assert!(histogram.label(0).starts_with('\u{2264}') && histogram.label(4).starts_with('+'));
    }

    #[test]
    fn no_errors_or_infinite_ones_have_no_histogram() {
        assert!(ErrorCounts::of(&[], 5).is_none() && ErrorCounts::of(&[vec![f64::NAN]], 5).is_none());
        assert!(ErrorCounts::of(&[vec![0.0; 3]], 5).is_some(), "all exact");
    }
}
