//! Pane 4: what every class has, what it weighs, how much of the gradient it owns, and how it fares.

mod columns;
mod derived;

use self::columns::{Shows, columns, shifted, titles};
use self::derived::{differences, found};
use crate::data::Task;
use crate::lab::analysis::compare::RecallDifference;
use crate::lab::recipe::ArmId;
use crate::lab::record::evaluation::Evaluation;
use crate::loss::weights::implied_mean;
use crate::metrics::{Binary, interval};
use crate::ui::action::{Action, Direction, moved};
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::numbers::{share, signed};
use crate::ui::panes::{Pane, Request, Response};
use crate::ui::theme::{StyleRole, Theme};
use crate::ui::widgets::table::{Order, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
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

/// The order and the cursor.
#[derive(Clone, Debug, Default)]
pub struct ImbalancePane {
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

/// What a table of one moment is made of.
struct Moment<'a> {
    model: &'a ScreenModel,
    theme: &'a Theme,
    pane: &'a ImbalancePane,
}

impl Moment<'_> {
    fn evaluation(&self, arm: usize) -> Option<&Evaluation> {
        self.model.shown().get(arm).and_then(|arm| arm.history.latest.as_deref())
    }

    fn found(&self, arm: usize, class: usize) -> Option<Binary> {
        self.model.shown().get(arm).and_then(|arm| found(arm, class))
    }

    fn look(&self, arm: usize) -> Style {
        self.model.shown().get(arm).map_or_else(Style::new, |arm| self.theme.series(arm.id.index()).style)
    }

    fn cell(&self, class: usize, shows: Shows) -> Span<'static> {
        let (model, theme) = (self.model, self.theme);
        let counts = model.bench.as_ref().map_or(&[][..], |bench| &bench.counts);
        let count = counts.get(class).copied().unwrap_or(0);
        let prior = model.bench.as_ref().and_then(|bench| bench.prior().get(class).copied());
        let share = |value| share(value, theme);
        let of = |arm: usize, pick: &dyn Fn(&Evaluation) -> Option<f64>| {
            share(self.evaluation(arm).and_then(pick))
        };
        match shows {
            Shows::Name => Span::raw(model.class_name(class).to_owned()),
            Shows::Count => Span::raw(count.to_string()),
            Shows::Prior => {
                Span::raw(format!("{:.3}", prior.unwrap_or(0.0)).trim_start_matches('0').to_owned())
            }
            Shows::Weight(arm) => Span::raw(self.weight(class, arm)),
            Shows::Gradient(arm) => Span::raw(of(arm, &|e| e.gradient_share[class])),
            Shows::Recall(arm) => {
                Span::styled(share(self.found(arm, class).and_then(|of| of.recall())), self.look(arm))
            }
            Shows::RecallInterval(arm) => {
                let of = |of: Binary| (of.true_positives, of.support());
                Span::styled(self.interval(self.found(arm, class).map(of)), theme.style(StyleRole::Dim))
            }
            Shows::PrecisionInterval(arm) => {
                let of = |of: Binary| (of.true_positives, of.true_positives + of.false_positives);
                Span::styled(self.interval(self.found(arm, class).map(of)), theme.style(StyleRole::Dim))
            }
            Shows::Difference(arm) => self.difference(class, arm),
            Shows::Precision(arm) => {
                Span::styled(share(self.found(arm, class).and_then(|of| of.precision())), self.look(arm))
            }
        }
    }

    fn weight(&self, class: usize, arm: usize) -> String {
        let started = self.model.shown().get(arm).and_then(|arm| arm.history.started.as_ref());
        let weight = started.and_then(|started| started.class_weights.get(class)).copied();
        match weight {
            None => self.theme.symbols().dash.to_owned(),
            Some(weight) if weight >= 100.0 => format!("{weight:.0}"),
            Some(weight) if weight >= 10.0 => format!("{weight:.1}"),
            Some(weight) => format!("{weight:.2}"),
        }
    }

    /// The 95 % interval of a share of counts: `.78-.90`.
    fn interval(&self, counts: Option<(u64, u64)>) -> String {
        let interval = counts.and_then(|(k, n)| interval::wilson(k, n));
        interval.map_or_else(
            || self.theme.symbols().dash.to_owned(),
            |i| format!("{}-{}", share(Some(i.low), self.theme), share(Some(i.high), self.theme)),
        )
    }

    /// A difference is coloured, and a star says so too, where its interval leaves out 0.
    fn difference(&self, class: usize, arm: usize) -> Span<'static> {
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
            Span::styled(format!("{comma}train {most} to {least}"), theme.style(StyleRole::Dim)),
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
        let titles = titles(model, theme);
        let arms = model.shown().len();
        let weighted = |arm: &usize| {
            model.shown()[*arm].history.settings().is_some_and(|settings| !settings.weights.is_none())
        };
        let weighted: Vec<usize> = (0..arms).filter(weighted).collect();
        let (columns, shows) = shifted(columns(arms, &weighted, &titles), self.shift);
        let rows = self.rows(model);
        let moment = Moment { model, theme, pane: self };
        let row = |at: usize| shows.iter().map(|shows| moment.cell(rows[at], *shows)).collect::<Vec<_>>();
        let focused = model.shown().iter().position(|arm| arm.id == model.arm).unwrap_or(0);
        let wanted = match self.by {
            By::Rarest => Some((Shows::Count, Order::Ascending)),
            By::Label => None,
            By::Recall => Some((Shows::Recall(focused), Order::Ascending)),
            By::Difference => Some((Shows::Difference(arms.saturating_sub(1)), Order::Descending)),
        };
        let sorted =
            wanted.and_then(|(what, order)| Some((shows.iter().position(|shows| *shows == what)?, order)));
        let mut table = Table::new(theme, &columns, rows.len(), &row).selected(Some(self.selected));
        if let Some((column, order)) = sorted {
            table = table.sorted(column, order);
        }
        table.render(area, buf);
    }

    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        match direction {
            Direction::Left => self.shift = self.shift.saturating_sub(1),
            Direction::Right => self.shift = (self.shift + 1).min(7 * model.shown().len() + 1),
            _ => self.selected = moved(self.selected, self.rows(model).len(), direction, 1),
        }
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
            _ => Response::Passed,
        }
    }

    fn hints(&self) -> &'static [&'static str] {
        &["sort", "right", "open", "filter"]
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
        press(&mut app, "4 z");
        let mut seen = String::new();
        for _ in 0..16 {
            seen.push_str(&screen(&app, (80, 24))[7]);
            press(&mut app, "Right");
        }
        for title in [
            "train", "prior", "wgt A", "wgt B", "grd A", "grd B", "rec A", "rec B", "95 %", "prec A",
            "prec B",
        ] {
            assert!(seen.contains(title), "{title}");
        }
        assert!(screen(&app, (80, 24))[7].contains("class"));
    }
}
