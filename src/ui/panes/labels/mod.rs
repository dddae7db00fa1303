//! Pane 3 for several labels: each a yes or no with a threshold of its own, and which of them come together.

mod detail;
mod table;
mod together;

use crate::ui::action::{Action, Direction, moved};
use crate::ui::model::{ArmView, ScreenModel, Threshold};
use crate::ui::panes::{Pane, Pointed, Request, Response};
use crate::ui::theme::{StyleRole, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// What the pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum LabelsTab {
    /// A row for every label.
    #[default]
    Each,
    /// `P(a, b)`.
    Joint,
    /// `P(column | row)`.
    Conditional,
}

/// Which of the two matrices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Matrices {
    /// Data and predictions beside each other.
    #[default]
    Both,
    /// Predictions minus data.
    Difference,
}

/// What is shown of the labels. Which is chosen, and the thresholds, are those of the screen.
#[derive(Clone, Debug, Default)]
pub struct LabelsPane {
    view: LabelsTab,
    matrices: Matrices,
    /// The label beside the chosen one in the matrix.
    column: usize,
}

impl LabelsPane {
    /// Other data: nothing is chosen of them yet.
    pub fn forget(&mut self) {
        self.column = 0;
    }

    /// From every label to which come together, jointly and conditionally, and back.
    pub fn next_view(&mut self) {
        self.view = match self.view {
            LabelsTab::Each => LabelsTab::Joint,
            LabelsTab::Joint => LabelsTab::Conditional,
            LabelsTab::Conditional => LabelsTab::Each,
        };
    }

    /// Data beside predictions, or their difference; false where no matrix is shown.
    pub fn toggle_difference(&mut self) -> bool {
        self.matrices = match self.matrices {
            Matrices::Both => Matrices::Difference,
            Matrices::Difference => Matrices::Both,
        };
        self.view != LabelsTab::Each
    }

    fn arm(model: &ScreenModel) -> Option<&ArmView> {
        model.focused().filter(|arm| arm.label_report().is_some())
    }
}

/// What stands for a marked threshold: `h`, `F`, `$`.
fn letter(choice: Threshold) -> &'static str {
    match choice {
        Threshold::Half => "h",
        Threshold::BestF1 => "F",
        Threshold::LeastCost => "$",
        Threshold::At(_) => " ",
    }
}

impl Pane for LabelsPane {
    fn title(&self) -> &'static str {
        "Labels"
    }

    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let look = theme.series(model.arm.index());
        let minus = theme.symbols().minus;
        let text = match (self.view, self.matrices) {
            (LabelsTab::Each, _) => " each with its threshold".to_owned(),
            (LabelsTab::Joint, Matrices::Both) => " P(row and column)".to_owned(),
            (LabelsTab::Joint, Matrices::Difference) => format!("{minus}data P(row and column)"),
            (LabelsTab::Conditional, Matrices::Both) => " P(column | row)".to_owned(),
            (LabelsTab::Conditional, Matrices::Difference) => format!("{minus}data P(column | row)"),
        };
        let mut spans = vec![Span::styled(look.letter, look.style), Span::raw(text)];
        if model.focused().is_some_and(|arm| arm.history.is_probe) {
            spans.push(Span::styled(" (probe)", theme.style(StyleRole::Warning)));
        }
        Line::from(spans)
    }

    /// How often how many labels are on: the thresholds move it.
    fn extra<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let cardinality =
            Self::arm(model).and_then(ArmView::label_report).and_then(|report| report.cardinality);
        let text = cardinality.map_or_else(String::new, |[truth, predicted]| {
            format!(", {truth:.1} on an image, {predicted:.1} predicted")
        });
        Line::styled(text, theme.style(StyleRole::Dim))
    }

    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some(arm) = Self::arm(model) else {
            return super::empty("no evaluation yet", theme, area, buf);
        };
        match (self.view, &arm.labels) {
            (LabelsTab::Each, _) => Self::draw_each(model, arm, theme, area, buf),
            (_, Some(labels)) => self.draw_together(model, labels, theme, area, buf),
            (_, None) => super::empty("no predictions of this run are kept", theme, area, buf),
        }
    }

    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        let last = model.class_names().len().saturating_sub(1);
        match (self.view, direction) {
            (LabelsTab::Each, _) => model.move_threshold(direction),
            (_, Direction::Left) => self.column = self.column.saturating_sub(1),
            (_, Direction::Right) => self.column = (self.column + 1).min(last),
            _ => model.choose_label(moved(model.label(), last + 1, direction, 1)),
        }
    }

    fn point(&mut self, model: &mut ScreenModel, area: Rect, at: Position) -> Pointed {
        let mut cursor = (model.label(), self.column);
        let cell = match self.view {
            LabelsTab::Each => Self::label_at(model, area, at).map(|label| (label, self.column)),
            LabelsTab::Joint | LabelsTab::Conditional => {
                let labels = Self::arm(model).and_then(|arm| arm.labels.as_ref());
                labels.and_then(|labels| self.pair_at(model, labels, area, at))
            }
        };
        let pointed = cell.map_or(Pointed::Nowhere, |cell| Pointed::at(&mut cursor, cell));
        model.choose_label(cursor.0);
        self.column = cursor.1;
        pointed
    }

    fn on(&mut self, model: &mut ScreenModel, action: &Action) -> Response {
        match action {
            Action::Open => Response::Asks(Request::Recall(model.label())),
            Action::Normalise => {
                self.next_view();
                Response::Done
            }
            Action::Difference if self.toggle_difference() => Response::Done,
            Action::Difference => {
                Response::Refused("n shows which labels come together; d then takes the data away".to_owned())
            }
            _ => Response::Passed,
        }
    }

    fn hints(&self) -> &'static [&'static str] {
        match self.view {
            LabelsTab::Each => &["threshold", "costs", "normalise", "open"],
            LabelsTab::Joint | LabelsTab::Conditional => &["normalise", "difference"],
        }
    }
}

#[cfg(test)]
mod tests;
