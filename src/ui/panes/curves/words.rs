//! The lines in words above and below the curves.

use super::{Curves, WORDY, naming};
use crate::lab::record::history::Measure;
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::theme::{StyleRole, Theme, columns};
use crate::ui::widgets::draw::put_line;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Rows from which on a line in words stands below the curves, and a legend above.
const LINE: u16 = 9;

impl Curves {
    /// With soft targets: what every arm's loss is above their entropy, in the lowest row.
    /// Gives what is left.
    pub(super) fn draw_floor(
        &self,
        model: &ScreenModel,
        theme: &Theme,
        area: Rect,
        buf: &mut Buffer,
    ) -> Rect {
        let unweighted = self.measure(model) == Measure::Unweighted;
        let soft = model.bench.as_ref().and_then(|bench| bench.soft).filter(|_| unweighted);
        let Some(soft) = soft.filter(|_| area.height >= LINE) else { return area };
        let dim = theme.style(StyleRole::Dim);
        let text = |nats: f64| format!("{:.3}", model.unit.of_nats(nats));
        let floor = text(soft.floor);
        let head = if area.width < WORDY { " = KL" } else { " entropy of targets = KL" };
        let mut spans = vec![Span::styled(format!("loss - {floor}{head}"), dim)];
        for arm in model.shown().iter().filter(|arm| !arm.history.is_probe) {
            let Some(plain) = arm.history.latest.as_ref().and_then(|latest| latest.validation.unweighted)
            else {
                continue;
            };
            let look = theme.series(arm.id.index());
            spans.push(Span::styled(format!("  {} ", look.letter), look.style));
            spans.push(Span::raw(text(plain - soft.floor)));
        }
        let rest = Rect { height: area.height - 1, ..area };
        put_line(buf, Rect { y: rest.bottom(), height: 1, ..area }, &Line::from(spans), theme);
        rest
    }

    /// Names the arms' lines and what solid and dotted mean, in the highest row. Gives what is left.
    pub(super) fn draw_legend(
        &self,
        model: &ScreenModel,
        theme: &Theme,
        area: Rect,
        buf: &mut Buffer,
    ) -> Rect {
        if area.height < LINE || model.shown().is_empty() {
            return area;
        }
        let room = usize::from(area.width);
        let samples = |gap: [&str; 2]| {
            let sample = |arm: &ArmView| {
                let look = theme.series(arm.id.index());
                let text = format!("{}{}{}{}", look.letter, gap[0], look.sample(theme.charset()), gap[1]);
                Span::styled(text, look.style)
            };
            Line::from(model.shown().iter().map(sample).collect::<Vec<_>>())
        };
        let (wide, tight) = (samples([" ", "  "]), samples(["", " "]));
        let mut line = if wide.width() <= room { wide } else { tight };
        let strokes = naming::strokes(self.measure(model), self.dotted(model), model);
        let left = room.saturating_sub(line.width());
        if let Some(strokes) = strokes.into_iter().find(|strokes| columns(strokes) <= left) {
            line.push_span(Span::styled(strokes, theme.style(StyleRole::Dim)));
        }
        put_line(buf, Rect { height: 1, ..area }, &line, theme);
        Rect { y: area.y + 1, height: area.height - 1, ..area }
    }
}
