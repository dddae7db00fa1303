//! The panes' numbers of one moment, for the bars and the table.

use super::ImbalancePane;
use super::derived::found;
use crate::lab::record::evaluation::Evaluation;
use crate::metrics::Binary;
use crate::ui::model::ScreenModel;
use crate::ui::numbers::signed;
use crate::ui::theme::{StyleRole, Theme};
use ratatui::style::Style;
use ratatui::text::Span;

/// What a pane of one moment is made of.
pub(super) struct Moment<'a> {
    pub(super) model: &'a ScreenModel,
    pub(super) theme: &'a Theme,
    pub(super) pane: &'a ImbalancePane,
}

impl Moment<'_> {
    /// Training images of each class.
    pub(super) fn counts(&self) -> &[usize] {
        self.model.bench.as_ref().map_or(&[], |bench| &bench.counts)
    }

    pub(super) fn evaluation(&self, arm: usize) -> Option<&Evaluation> {
        self.model.shown().get(arm).and_then(|arm| arm.history.latest.as_deref())
    }

    pub(super) fn found(&self, arm: usize, class: usize) -> Option<Binary> {
        self.model.shown().get(arm).and_then(|arm| found(arm, class))
    }

    pub(super) fn look(&self, arm: usize) -> Style {
        self.model.shown().get(arm).map_or_else(Style::new, |arm| self.theme.series(arm.id.index()).style)
    }

    /// A difference is coloured, and a star says so too, where its interval leaves out 0.
    pub(super) fn difference(&self, class: usize, arm: usize) -> Span<'static> {
        let gain = self.pane.gains(self.model.shown().get(arm)).get(class);
        let text = signed(gain.and_then(|gain| gain.difference), self.theme);
        match gain.filter(|gain| gain.is_more_than_noise()).and_then(|gain| gain.difference) {
            Some(difference) if difference > 0.0 => {
                Span::styled(format!("{text}*"), self.theme.style(StyleRole::Good))
            }
            Some(_) => Span::styled(format!("{text}*"), self.theme.style(StyleRole::Bad)),
            None => Span::styled(format!("{text} "), self.theme.style(StyleRole::Dim)),
        }
    }
}
