//! How sure the arms are of either set, and how well scores tell the two apart.

use super::OodRow;
use crate::lab::record::ood::OodSide;
use crate::metrics::ood::{Score, Sureness};
use crate::ui::model::ScreenModel;
use crate::ui::numbers::share;
use crate::ui::theme::{StyleRole, Theme};
use crate::ui::widgets::table::{Column, Table, Width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::Span;
use ratatui::widgets::Widget;

/// Columns below which heads are short: two arms beside each other in a terminal of 80 columns.
const NARROW: u16 = 42;

fn column(title: &str, width: u16, priority: u8) -> Column<'_> {
    Column { title, alignment: Alignment::Right, width: Width::Fixed(width), priority }
}

/// Two rows an arm: the evaluated set, then the OOD set.
pub(super) fn sureness(
    model: &ScreenModel,
    theme: &Theme,
    seen: &[OodRow<'_>],
    area: Rect,
    buf: &mut Buffer,
) {
    let (entropy, width) = if area.width < NARROW { ("H", 6) } else { ("entropy", 12) };
    let entropy = format!("{entropy} {}", model.unit);
    let columns = [
        Column { alignment: Alignment::Left, width: Width::Between(11, 13), ..column("top p of", 0, 9) },
        column("images", 8, 2),
        column("mean", 4, 9),
        column("min", 3, 7),
        column("max", 3, 7),
        column(&entropy, width, 5),
        column("none", 4, 6),
    ];
    let row = |at: usize| {
        let (arm, tray) = seen[at / 2];
        let (name, side) =
            if at.is_multiple_of(2) { ("data set", &tray.inside) } else { ("OOD", &tray.outside) };
        let look = theme.series(arm.id.index());
        let mut cells = vec![Span::styled(format!("{} {name}", look.letter), look.style)];
        cells.extend(numbers(model, theme, side).map(Span::raw));
        cells
    };
    Table::new(theme, &columns, 2 * seen.len(), &row).render(area, buf);
}

fn numbers(model: &ScreenModel, theme: &Theme, side: &OodSide) -> [String; 6] {
    let sure = side.sureness.as_ref();
    let of = |number: fn(&Sureness) -> f64| share(sure.map(number), theme);
    let entropy = sure.map(|sure| format!("{:.2}", model.unit.of_nats(sure.entropy)));
    [
        side.images.to_string(),
        of(|sure| sure.mean),
        of(|sure| sure.least),
        of(|sure| sure.largest),
        entropy.unwrap_or_else(|| theme.symbols().dash.to_owned()),
        share(side.none_of_these, theme),
    ]
}

/// A row for each score, AUROC and FPR95 of each arm.
pub(super) fn separation(theme: &Theme, seen: &[OodRow<'_>], area: Rect, buf: &mut Buffer) {
    let (name_of_area, width) = if area.width < NARROW { ("AUC", 5) } else { ("AUROC", 7) };
    let heads: Vec<[String; 2]> =
        seen.iter().map(|(arm, _)| [format!("{} {name_of_area}", arm.id), "FPR95".to_owned()]).collect();
    let mut columns = vec![Column {
        alignment: Alignment::Left,
        width: Width::Between(11, 16),
        ..column("OOD detection", 0, 9)
    }];
    for (at, [auroc, fpr]) in heads.iter().enumerate() {
        columns.push(column(auroc, width, 8 - at.min(3) as u8));
        columns.push(column(fpr, 5, 4 - at.min(3) as u8));
    }
    let row = |at: usize| {
        let mut cells = vec![Span::styled(name(Score::ALL[at]), theme.style(StyleRole::Text))];
        for (arm, tray) in seen {
            let found = tray.separations.get(at).copied().flatten();
            let style = theme.series(arm.id.index()).style;
            cells.push(Span::styled(share(found.map(|found| found.auroc), theme), style));
            cells.push(Span::raw(share(found.map(|found| found.fpr_95), theme)));
        }
        cells
    };
    Table::new(theme, &columns, Score::ALL.len(), &row).render(area, buf);
}

fn name(score: Score) -> &'static str {
    match score {
        Score::MaxProbability => "max prob.",
        Score::MaxLogit => "max logit",
        Score::Energy => "energy",
        Score::MaxSigmoid => "max sigmoid",
    }
}
