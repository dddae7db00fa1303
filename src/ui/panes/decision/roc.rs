//! One class against the rest: every arm's curve, where on it the arm stands, and what that means in counts.

use super::counts::{self, Beside, ShownCounts};
use super::{Decision, nothing_of, put_notes};
use crate::data::{Task, generate};
use crate::lab::Bench;
use crate::loss::stable::sigmoid;
use crate::metrics::{Binary, Binormal};
use crate::ui::model::{ArmView, ScreenModel, Threshold};
use crate::ui::numbers::{figure, number, rate};
use crate::ui::panes::empty;
use crate::ui::theme::{Dash, StyleRole, Theme, fit, wrap};
use crate::ui::widgets::plot::{self, Plot, PlotBucket, Scale, Series};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

/// Columns from which on curve and table stand side by side.
const BESIDE: u16 = 100;
/// Columns of the table beside the curves, at most.
const TABLE: u16 = 70;
/// Columns from which on the table tells false alarms for a true one, and the cost.
const WITH_COUNTS: u16 = 61;
const WITH_COSTS: u16 = 68;
/// Rows of the curves before words take some.
const CURVES: u16 = 12;
/// Points of a curve in closed form.
const POINTS: i32 = 160;

impl Decision {
    pub(super) fn draw_roc(
        &self,
        model: &ScreenModel,
        bench: &Bench,
        theme: &Theme,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let arms: Vec<ShownCounts<'_>> =
            model.shown().iter().filter_map(|arm| self.shown(model, bench, arm)).collect();
        if arms.is_empty() {
            let measured = model.shown().iter().any(|arm| arm.decision().is_some());
            let name = model.class_name(self.class(bench, &model.thresholds));
            let one = format!(
                "nothing to tell apart: all images here are {name}, none is, or no output belongs to it"
            );
            let text = if measured { one } else { nothing_of(model).to_owned() };
            return empty(&fit(&text, usize::from(area.width), theme.symbols()), theme, area, buf);
        }
        let beside = if self.ideal(model, bench).is_some() { Beside::Ideal } else { Beside::Nothing };
        let rows = beside.rows(arms.len());
        let table = |width: u16| {
            let notes = self.notes(model, bench, &arms, theme, width);
            wrap(&notes, usize::from(width), theme.symbols())
        };
        let (curves, below, notes) = if area.width >= BESIDE {
            let width = (area.width / 2).min(TABLE + beside.words());
            let left = Rect { width: area.width - width - 1, ..area };
            (left, Rect { x: left.right() + 1, width, ..area }, table(width))
        } else {
            let notes = table(area.width);
            // The curve comes first, then the table, then what it says in words.
            let spare = area.height.saturating_sub(rows + CURVES);
            let height = (rows + spare.min(notes.len() as u16)).min(area.height / 2 + 1);
            let top = Rect { height: area.height - height, ..area };
            (top, Rect { y: top.bottom(), height, ..area }, notes)
        };
        self.draw_curves(model, bench, &arms, theme, (curves, buf));
        let place = Rect { height: rows.min(below.height), ..below };
        counts::draw(&arms, beside, self.costs(model), theme, (place, buf));
        let words = Rect { y: below.y + rows, height: below.height.saturating_sub(rows), ..below };
        put_notes(&notes, theme, words, buf);
    }

    fn shown<'a>(&self, model: &ScreenModel, bench: &Bench, arm: &'a ArmView) -> Option<ShownCounts<'a>> {
        let view = arm.decision()?;
        let (found, corners) = view.roc()?;
        let probable = arm.loss().is_none_or(|loss| loss.probability_map().declares_probabilities());
        let called = |p: f64| (found.from_probability(p), Some(p));
        let best = found.best_f1();
        let (at, from) = match self.threshold {
            _ if model.task() == Task::MultiLabel => {
                called(arm.threshold(self.class(bench, &model.thresholds)))
            }
            Threshold::BestF1 => (best.counts, None),
            Threshold::LeastCost if probable => called(self.costs(model).threshold().unwrap_or(0.5)),
            Threshold::At(p) if probable => called(p),
            Threshold::Half | Threshold::LeastCost | Threshold::At(_) => (found.decided, Some(0.5)),
        };
        let of_best = || (self.threshold == Threshold::BestF1 && probable).then(|| sigmoid(best.threshold));
        let threshold = from.or_else(of_best);
        Some(ShownCounts { arm, found, corners, at, from, threshold, ideal: view.ideal() })
    }

    /// The ideal observer of the class, where the set is drawn from scores of known separation.
    fn ideal(&self, model: &ScreenModel, bench: &Bench) -> Option<Binormal> {
        ideal(model).filter(|_| Some(self.class(bench, &model.thresholds)) == bench.rarest())
    }

    fn draw_curves(
        &self,
        model: &ScreenModel,
        bench: &Bench,
        arms: &[ShownCounts<'_>],
        theme: &Theme,
        (area, buf): (Rect, &mut Buffer),
    ) {
        let negatives = arms.iter().map(|arm| arm.at.total() - arm.at.support()).max().unwrap_or(1).max(1);
        // Without any false alarm a curve starts at the left edge: less than one is not measured.
        let least = if self.scale == Scale::Log { 1.0 / negatives as f64 } else { 0.0 };
        let bucket = |[x, y]: [f64; 2]| PlotBucket::point(x.max(least), y);
        let point = |counts: &Binary| {
            let at = counts.false_alarm_rate().zip(counts.recall());
            at.map_or_else(Vec::new, |(alarms, recall)| vec![bucket([alarms, recall])])
        };
        let curves: Vec<Vec<PlotBucket>> =
            arms.iter().map(|arm| arm.corners.iter().copied().map(bucket).collect()).collect();
        let points: Vec<Vec<PlotBucket>> = arms.iter().map(|arm| point(&arm.at)).collect();
        let dim = theme.style(StyleRole::Dim);
        let ideal: Vec<PlotBucket> = self.ideal(model, bench).map_or_else(Vec::new, |ideal| {
            let operations = (0..=POINTS).map(|i| ideal.above(6.0 + ideal.separation - f64::from(i) * 0.1));
            operations.map(|at| bucket([at.alarms, at.recall])).collect()
        });
        let mut series = Vec::new();
        if !ideal.is_empty() {
            let dash = Dash::Dashed;
            let line = plot::LineStyle::Joined;
            series.push(Series { buckets: &ideal, style: dim, dash, marker: '-', label: "", line });
        }
        for (arm, curve) in arms.iter().zip(&curves) {
            series.push(Series { label: "", ..Series::new(curve, &theme.series(arm.arm.id.index())) });
        }
        for (arm, point) in arms.iter().zip(&points) {
            let look = theme.series(arm.arm.id.index());
            series.push(Series { line: plot::LineStyle::Points, ..Series::new(point, &look) });
        }
        Plot::new(theme, &series)
            .x_scale(self.scale)
            .x_bounds(least, 1.0)
            .y_bounds(0.0, 1.0)
            .x_label(if area.width < BESIDE / 2 { "FPR" } else { "false-positive rate" })
            .render(area, buf);
    }

    /// What the numbers are, in words.
    fn notes(
        &self,
        model: &ScreenModel,
        bench: &Bench,
        arms: &[ShownCounts<'_>],
        theme: &Theme,
        width: u16,
    ) -> String {
        let class = self.class(bench, &model.thresholds);
        let name = model.class_name(class);
        let Some(ShownCounts { at, .. }) = arms.first() else { return String::new() };
        let base = rate(at.prevalence(), theme);
        let costs = self.costs(model).miss;
        let ideal = self.ideal(model, bench);
        let more = ideal.map_or(0, |_| Beside::Ideal.words());
        let ideal = ideal.map_or_else(String::new, |ideal| {
            let area = number(Some(ideal.auroc()), theme);
            format!(
                " Below each arm: an ideal model of the measured separation d with its weight w. Dashes: the ideal \
                 observer of d = {}, AUROC {area}.",
                ideal.separation
            )
        });
        let counts = if width < more + WITH_COUNTS {
            ""
        } else {
            "; alarms/hit: false alarms per hit; predicted +: predicted positive"
        };
        let costs = if width < more + WITH_COSTS {
            String::new()
        } else {
            format!("; cost: of an image, a miss costs {costs} alarms")
        };
        let text = format!(
            " {} of {} images are {name}: base rate {base}, the precision of predicting all positive and the AP of a random order.{ideal} \
             Alarms: the share of the others that is called{counts}{costs}.",
            at.support(),
            at.total(),
        );
        self.threshold_in_words(model, name) + &text
    }

    fn threshold_in_words(&self, model: &ScreenModel, name: &str) -> String {
        let p = match self.threshold {
            _ if model.task() == Task::MultiLabel => {
                return "Letters: at each arm's threshold (left, right, j).".into();
            }
            Threshold::Half => {
                return "Letters: what each arm decides; left and right move a threshold, up and down choose the class.".into();
            }
            Threshold::BestF1 => return "Letters: at each arm's best F1 on these images.".into(),
            Threshold::LeastCost => self.costs(model).threshold().unwrap_or(0.5),
            Threshold::At(p) => p,
        };
        let weight = (1.0 - p) / p;
        let what = if self.threshold == Threshold::LeastCost { ", the least cost's" } else { "" };
        format!(
            "Letters: called {name} from p = {}{what}: as deciding at one half after {} times the weight on {name}.",
            figure(p),
            figure(weight),
        )
    }
}

/// The ideal observer of a set that is drawn from scores of known separation.
fn ideal(model: &ScreenModel) -> Option<Binormal> {
    let set = generate::find(&model.recipe.data).ok().flatten()?;
    let (separation, ratio) = (set.choice("separation")?, set.choice("ratio")?);
    (separation > 0.0).then_some(Binormal { separation, ratio })
}
