//! Pane 4: what every class has and how it fares, as bars; behind a key what it weighs, how much of the gradient it owns, and
//! its precision.

mod bars;
mod columns;
mod derived;
mod moment;
mod table;

use self::derived::{differences, found};
use self::moment::Moment;
use crate::data::Task;
use crate::lab::analysis::compare::RecallDifference;
use crate::lab::recipe::ArmId;
use crate::loss::weights::implied_mean;
use crate::ui::action::{Action, Direction, moved};
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::panes::{Pane, Pointed, Request, Response};
use crate::ui::theme::{StyleRole, Theme};
use crate::ui::widgets::table::row_at;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use std::collections::BTreeMap;

/// The order of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum By {
    /// By training images, the rarest first.
    #[default]
    Rarest,
    /// As the data set lists them.
    Label,
    /// By the focused arm's recall, the worst first.
    Recall,
    /// By the difference from A, the greatest first.
    Difference,
}

impl By {
    /// In words, for the title.
    fn name(self) -> &'static str {
        match self {
            Self::Rarest => "rarest first",
            Self::Label => "as listed",
            Self::Recall => "lowest recall first",
            Self::Difference => "largest difference first",
        }
    }
}

/// How the classes are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum View {
    /// Recalls as bars with their intervals.
    #[default]
    Bars,
    /// All numbers in columns.
    Table,
}

/// The order and the cursor.
#[derive(Clone, Debug, Default)]
pub struct ImbalancePane {
    view: View,
    by: By,
    selected: usize,
    /// Columns passed over after the classes' names; with 0 the most telling ones are chosen.
    shift: usize,
    /// Each shown arm's differences from A, `[K]`, as they were derived last.
    gains: BTreeMap<ArmId, Vec<RecallDifference>>,
}

impl ImbalancePane {
    fn gains(&self, arm: Option<&ArmView>) -> &[RecallDifference] {
        arm.and_then(|arm| self.gains.get(&arm.id)).map_or(&[], Vec::as_slice)
    }

    /// The next order.
    pub fn next_order(&mut self) {
        self.by = match self.by {
            By::Rarest => By::Label,
            By::Label => By::Recall,
            By::Recall => By::Difference,
            By::Difference => By::Rarest,
        };
    }

    /// The selected class.
    pub fn selected(&self, model: &ScreenModel) -> Option<usize> {
        let rows = self.rows(model);
        rows.get(self.selected.min(rows.len().saturating_sub(1))).copied()
    }

    /// The classes that pass the filter, in order.
    fn rows(&self, model: &ScreenModel) -> Vec<usize> {
        let mut rows: Vec<usize> =
            (0..model.class_names().len()).filter(|class| model.passes(model.class_name(*class))).collect();
        let counts = model.bench.as_ref().map(|bench| bench.counts.clone()).unwrap_or_default();
        let recall = |class: usize| {
            model
                .focused()
                .and_then(|arm| found(arm, class))
                .and_then(|of| of.recall())
                .unwrap_or(f64::INFINITY)
        };
        let gains = self.gains(model.shown().last());
        let gain = |class: usize| gains.get(class).and_then(|d| d.difference).unwrap_or(f64::NEG_INFINITY);
        match self.by {
            By::Rarest => rows.sort_by_key(|class| (counts.get(*class).copied(), std::cmp::Reverse(*class))),
            By::Label => {}
            By::Recall => rows.sort_by(|a, b| recall(*a).total_cmp(&recall(*b))),
            By::Difference => rows.sort_by(|a, b| gain(*b).total_cmp(&gain(*a))),
        }
        rows
    }
}

impl Pane for ImbalancePane {
    fn title(&self) -> &'static str {
        "Imbalance"
    }

    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let Some(bench) = &model.bench else { return Line::default() };
        let most = bench.counts.iter().max().copied().unwrap_or(0);
        let least = bench.counts.iter().filter(|count| **count > 0).min().copied().unwrap_or(1);
        // Only classes can be thinned apart.
        let (thinned, comma) = if model.task() == Task::Classification {
            (bench.imbalance.as_str(), ", ")
        } else {
            ("", "labels, ")
        };
        Line::from(vec![
            Span::raw(thinned.to_owned()),
            Span::styled(
                format!("{comma}train {most} to {least}, {}", self.by.name()),
                theme.style(StyleRole::Dim),
            ),
        ])
    }

    /// Manual weights are not rescaled: their mean under the training prior multiplies the size of a step.
    fn extra<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let manual = model
            .focused()
            .filter(|arm| arm.history.settings().is_some_and(|settings| settings.weights.is_manual()));
        let started = manual.and_then(|arm| arm.history.started.as_ref());
        let mean = started.and_then(|started| implied_mean(&started.class_weights, &started.class_counts));
        let text = mean.map_or_else(String::new, |mean| format!(", mean weight {mean:.2}"));
        Line::styled(text, theme.style(StyleRole::Warning))
    }

    /// Derives how the recalls of each arm differ from those of A.
    fn measure(&mut self, model: &ScreenModel) {
        let arms = model.shown().iter().enumerate();
        self.gains = arms.map(|(at, arm)| (arm.id, differences(model, at))).collect();
    }

    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if model.bench.is_none() {
            return super::empty("no data yet", theme, area, buf);
        }
        let moment = Moment { model, theme, pane: self };
        match self.view {
            View::Bars => moment.draw_bars(&self.rows(model), self.selected, area, buf),
            View::Table => moment.draw_table(area, buf),
        }
    }

    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        match direction {
            Direction::Left | Direction::Right if self.view == View::Bars => {} // [`Self::on`] says why.
            Direction::Left => self.shift = self.shift.saturating_sub(1),
            Direction::Right => self.shift = (self.shift + 1).min(7 * model.shown().len() + 1),
            _ => self.selected = moved(self.selected, self.rows(model).len(), direction, 1),
        }
    }

    fn point(&mut self, model: &mut ScreenModel, area: Rect, at: Position) -> Pointed {
        let count = self.rows(model).len();
        let row = match self.view {
            View::Bars => {
                let moment = Moment { model, theme: &model.theme, pane: self };
                moment.bars_at(count, self.selected, area, at.y)
            }
            View::Table => row_at(area, at, Some(self.selected), count),
        };
        row.map_or(Pointed::Nowhere, |row| Pointed::at(&mut self.selected, row))
    }

    fn on(&mut self, model: &mut ScreenModel, action: &Action) -> Response {
        match action {
            Action::Open => {
                self.selected(model).map_or(Response::Done, |class| Response::Asks(Request::Recall(class)))
            }
            Action::Sort => {
                self.next_order();
                Response::Done
            }
            Action::Move(Direction::Left | Direction::Right) if self.view == View::Bars => {
                Response::Refused("left and right move through the columns of the table: t shows it".into())
            }
            Action::View => {
                self.view = if self.view == View::Bars { View::Table } else { View::Bars };
                Response::Done
            }
            _ => Response::Passed,
        }
    }

    fn hints(&self) -> &'static [&'static str] {
        &["sort", "view", "open", "filter"]
    }
}

#[cfg(test)]
mod tests {
    use crate::ui::testing::{GARMENTS, Scene, press, screen};
    use crate::ui::widgets::testing::default_theme;

    #[test]
    fn none_of_these_and_the_mean_of_manual_weights_are_on_the_screen() {
        let mut app = Scene::of(&GARMENTS, &["B:loss=sigmoid-bce"]).rested(default_theme());
        press(&mut app, "z");
        let wide = screen(&app, (160, 48)).join("\n");
        assert!(wide.contains("balanced no class recall of"), "{wide}");
        let manual = ["B:weights=manual:1,1,1,1,1,1,1,1,1,50"];
        let mut app = Scene::of(&GARMENTS, &manual).rested(default_theme());
        press(&mut app, "a 4");
        let wide = screen(&app, (160, 48)).join("\n");
        assert!(wide.contains(", mean weight "), "{wide}");
    }

    #[test]
    fn every_column_can_be_scrolled_to_on_80_columns() {
        let mut app = Scene::of(&GARMENTS, &["B:weights=balanced"]).rested(default_theme());
        press(&mut app, "4 t z");
        let mut seen = String::new();
        for _ in 0..16 {
            seen.push_str(&screen(&app, (80, 24))[8]);
            press(&mut app, "Right");
        }
        for title in [
            "train",
            "prior",
            "weight A",
            "weight B",
            "gradient A",
            "gradient B",
            "recall A",
            "recall B",
            "95 %",
            "precision A",
            "precision B",
        ] {
            assert!(seen.contains(title), "{title}");
        }
        assert!(screen(&app, (80, 24))[8].contains("class"));
    }

    #[test]
    fn bars_stand_abreast_or_stacked_as_there_is_room_and_names_stay_whole() {
        let mut app = Scene::of(&GARMENTS, &["B:weights=balanced"]).rested(default_theme());
        press(&mut app, "4 z");
        let narrow = screen(&app, (80, 24)).join("\n");
        assert!(narrow.contains("▸ Ankle boot") && narrow.contains("B−A"), "{narrow}");
        let tall = screen(&app, (120, 48)).join("\n");
        assert!(tall.contains("recall with its 95 % interval") && tall.contains("beyond A, 95 %"), "{tall}");
        let arms = ["B:lr=0.01", "C:lr=0.02", "D:lr=0.03", "E:lr=0.04", "F:lr=0.06"];
        let mut six = Scene::of(&GARMENTS, &arms).rested(default_theme());
        press(&mut six, "4 z");
        let six = screen(&six, (80, 24)).join("\n");
        assert!(six.contains("Ankle boot") && six.contains('F'), "{six}");
    }
}
