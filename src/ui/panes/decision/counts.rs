//! The table beside the curves: what comes of each arm's threshold, and of an ideal model in its place.

use super::columns;
use crate::lab::analysis::ideal::Ideal;
use crate::lab::analysis::one_vs_rest::OneVsRest;
use crate::metrics::binormal::Operation;
use crate::metrics::{Binary, Costs};
use crate::ui::model::ArmView;
use crate::ui::numbers::{figure, number, rate, threshold};
use crate::ui::theme::{StyleRole, Theme};
use crate::ui::widgets::table::Table;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;
use ratatui::widgets::Widget;

/// An arm with its curve.
pub(super) struct ShownCounts<'a> {
    pub(super) arm: &'a ArmView,
    pub(super) found: &'a OneVsRest,
    pub(super) corners: &'a [[f64; 2]],
    /// What comes of the threshold.
    pub(super) at: Binary,
    /// The probability from which the class is called, where it is known.
    pub(super) from: Option<f64>,
    /// The same of every rule, also of the best F1's, which only the images give.
    pub(super) threshold: Option<f64>,
    /// The ideal model in its place.
    pub(super) ideal: Option<&'a Ideal>,
}

/// Title, columns and priority of each column.
const COLUMNS: [(&str, u16, u8); 10] = [
    ("", 1, 11),
    ("threshold", 9, 5),
    ("recall", 6, 10),
    ("FPR", 6, 9),
    ("precis.", 7, 8),
    ("AUROC", 5, 7),
    ("AP", 5, 6),
    ("predicted +", 11, 4),
    ("alarms/hit", 10, 3),
    ("cost", 6, 2),
];
/// Columns that `ideal d=2.79` needs more than a letter.
pub(super) const WORDS: u16 = 11;

/// Whether rows of ideal models stand below those of the arms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// Arms alone.
    Nothing,
    /// Each arm with its ideal model.
    Ideal,
}

impl Beside {
    /// Rows of this many arms, with the titles.
    pub(super) fn rows(self, arms: usize) -> u16 {
        let each = if self == Self::Ideal { 2 } else { 1 };
        (arms * each) as u16 + 1
    }

    /// Columns of the first column beyond a letter.
    pub(super) fn words(self) -> u16 {
        if self == Self::Ideal { WORDS } else { 0 }
    }
}

/// What a threshold does to this many images; not whole numbers where they are expected ones.
#[derive(Clone, Copy)]
struct Counts {
    found: f64,
    alarms: f64,
    positives: f64,
    negatives: f64,
}

impl Counts {
    fn of(counts: &Binary) -> Self {
        Self {
            found: counts.true_positives as f64,
            alarms: counts.false_positives as f64,
            positives: counts.support() as f64,
            negatives: (counts.total() - counts.support()) as f64,
        }
    }

    /// Those expected of an operation on the same images.
    fn expected(self, of: Operation) -> Self {
        Self { found: of.recall * self.positives, alarms: of.alarms * self.negatives, ..self }
    }

    fn mean_cost(self, costs: Costs) -> Option<f64> {
        let sum = costs.miss * (self.positives - self.found) + costs.alarm * self.alarms;
        share(sum, self.positives + self.negatives)
    }
}

fn share(of: f64, all: f64) -> Option<f64> {
    (all > 0.0).then(|| of / all)
}

/// Cells right of the first: `area` and `precision` are AUROC and AP.
fn cells(
    counts: Option<Counts>,
    [area, precision]: [Option<f64>; 2],
    costs: Costs,
    theme: &Theme,
) -> [String; 8] {
    let called = |counts: Counts| counts.found + counts.alarms;
    let dash = || theme.symbols().dash.to_owned();
    [
        number(counts.and_then(|counts| share(counts.found, counts.positives)), theme),
        rate(counts.and_then(|counts| share(counts.alarms, counts.negatives)), theme),
        rate(counts.and_then(|counts| share(counts.found, called(counts))), theme),
        number(area, theme),
        rate(precision, theme),
        counts.map_or_else(dash, |counts| format!("{:.0}", called(counts))),
        number(counts.and_then(|counts| share(counts.alarms, counts.found)), theme),
        counts.and_then(|counts| counts.mean_cost(costs)).map_or_else(dash, figure),
    ]
}

/// Draws the table.
pub(super) fn draw(
    arms: &[ShownCounts<'_>],
    beside: Beside,
    costs: Costs,
    theme: &Theme,
    (area, buf): (Rect, &mut Buffer),
) {
    let mut titles = COLUMNS;
    titles[0].1 += beside.words();
    let row = |at: usize| match beside {
        Beside::Nothing => arm(&arms[at], beside, costs, theme),
        Beside::Ideal if at.is_multiple_of(2) => arm(&arms[at / 2], beside, costs, theme),
        Beside::Ideal => ideal(&arms[at / 2], costs, theme),
    };
    let rows = usize::from(beside.rows(arms.len())) - 1;
    Table::new(theme, &columns(titles), rows, &row).render(area, buf);
}

fn arm(shown: &ShownCounts<'_>, beside: Beside, costs: Costs, theme: &Theme) -> Vec<Span<'static>> {
    let look = theme.series(shown.arm.id.index());
    let ideal = shown.ideal.filter(|_| beside == Beside::Ideal);
    let weight = ideal.map_or_else(String::new, |ideal| {
        // Weights are kept in single precision: 1000 times is 1000, not 999.9999.
        format!(" w={}", figure((ideal.weight * 1e3).round() / 1e3))
    });
    let ranked = [shown.found.roc.area(), shown.found.roc.average_precision()].map(Some);
    let cells = cells(Some(Counts::of(&shown.at)), ranked, costs, theme);
    let first = Span::styled(format!("{}{weight}", look.letter), look.style);
    let threshold = shown.threshold.map_or_else(|| theme.symbols().dash.to_owned(), threshold);
    [first, Span::raw(threshold)].into_iter().chain(cells.map(Span::raw)).collect()
}

/// The ideal model's row: at the arm's best F1, which has no closed form, only the area stands.
fn ideal(shown: &ShownCounts<'_>, costs: Costs, theme: &Theme) -> Vec<Span<'static>> {
    let dim = theme.style(StyleRole::Dim);
    let at = shown.ideal.zip(shown.from).map(|(ideal, p)| ideal.called_from(p));
    let counts = at.map(|at| Counts::of(&shown.at).expected(at));
    let area = shown.ideal.map(|ideal| ideal.scores.auroc());
    let name = shown
        .ideal
        .map_or_else(|| "ideal".to_owned(), |ideal| format!("ideal d={:.2}", ideal.scores.separation));
    let cells = cells(counts, [area, None], costs, theme);
    let threshold = shown.from.map_or_else(|| theme.symbols().dash.to_owned(), threshold);
    [name, threshold].into_iter().chain(cells).map(|text| Span::styled(text, dim)).collect()
}
