//! Pane 9: the shape of each arm's loss over all other losses of the task, and where its images are on it.

mod draw;
mod table;

use crate::data::Task;
use crate::lab::Bench;
use crate::lab::analysis::shape::{self, AxisSpan, BINS, Bin, LossShape, ShapeSubject, Side};
use crate::lab::recipe::ArmId;
use crate::lab::record::predictions::Predictions;
use crate::ui::action::Direction;
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::numbers::number;
use crate::ui::panes::Pane;
use crate::ui::theme::{StyleRole, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span as Text};
use std::collections::BTreeMap;

/// Bins that a page moves.
const PAGE: usize = 5;

/// Whose samples are drawn, and which bin is read off.
#[derive(Clone, Debug)]
pub struct LossPane {
    /// Among all subjects of the task.
    subject: usize,
    bin: usize,
    /// What was derived from the latest predictions of each arm.
    spreads: BTreeMap<ArmId, Vec<Bin>>,
    span: AxisSpan,
}

impl Default for LossPane {
    fn default() -> Self {
        Self { subject: 0, bin: BINS / 4, spreads: BTreeMap::new(), span: AxisSpan::UNIT }
    }
}

/// One arm's loss with its samples.
struct LossCurve<'a> {
    arm: &'a ArmView,
    name: String,
    shape: LossShape,
    /// None before its first evaluation, and in a stored run without predictions.
    bins: Option<Vec<Bin>>,
}

/// Everything that is drawn.
struct Drawing<'a> {
    curves: Vec<LossCurve<'a>>,
    /// The other losses of the task, with their names.
    others: Vec<(String, LossShape)>,
    span: AxisSpan,
    task: Task,
    side: Side,
    bin: usize,
}

impl LossPane {
    fn subject(&self, bench: &Bench) -> ShapeSubject {
        let all = ShapeSubject::all(bench.dataset.task(), bench.dataset.classes());
        all.get(self.subject).copied().unwrap_or_default()
    }

    fn drawing<'a>(&self, model: &'a ScreenModel, bench: &Bench) -> Drawing<'a> {
        let subject = self.subject(bench);
        let (task, span) = (bench.dataset.task(), self.span);
        let curve = |arm: &'a ArmView| {
            let loss = arm.loss()?;
            let bins = latest(arm).and_then(|_| self.spreads.get(&arm.id).cloned());
            Some(LossCurve {
                arm,
                name: loss.to_string(),
                shape: LossShape::new(&loss, bench, arm.class_weights(), subject),
                bins,
            })
        };
        let curves: Vec<LossCurve<'a>> = model.shown().iter().filter_map(curve).collect();
        let others =
            shape::losses(task).filter(|loss| curves.iter().all(|curve| curve.name != loss.to_string()));
        let others =
            others.map(|loss| (loss.to_string(), LossShape::new(&loss, bench, &[], subject))).collect();
        Drawing { curves, others, span, task, side: subject.side, bin: self.bin }
    }
}

fn latest(arm: &ArmView) -> Option<&Predictions> {
    arm.history.predictions().map(AsRef::as_ref)
}

impl Pane for LossPane {
    fn title(&self) -> &'static str {
        "Loss"
    }

    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let Some(bench) = &model.bench else { return Line::default() };
        let subject = self.subject(bench);
        let (kind, any) = match bench.dataset.task() {
            Task::Classification => ("class", "any class"),
            Task::MultiLabel => ("label", "any label"),
            Task::Regression => ("number", "any number"),
        };
        let mut spans = match subject.of {
            None => vec![Text::raw(any)],
            Some(at) => vec![
                Text::styled(format!("{kind} "), theme.style(StyleRole::Dim)),
                Text::styled(model.class_name(at), theme.style(StyleRole::Title)),
            ],
        };
        if bench.dataset.task() == Task::MultiLabel {
            spans.push(Text::raw(if subject.side == Side::On { " where on" } else { " where off" }));
        }
        Line::from(spans)
    }

    /// The class weight of each arm, or that none is drawn.
    fn extra<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let Some(bench) = &model.bench else { return Line::default() };
        let dim = theme.style(StyleRole::Dim);
        match (self.subject(bench).of, bench.dataset.task()) {
            (Some(class), Task::Classification | Task::MultiLabel) => {
                let mut spans = vec![Text::styled(" weight", dim)];
                for arm in model.shown() {
                    let look = theme.series(arm.id.index());
                    let weight = arm.class_weights().get(class).copied().unwrap_or(1.0);
                    spans.push(Text::styled(format!(" {} {weight:.2}", look.letter), look.style));
                }
                Line::from(spans)
            }
            (None, Task::Classification) => Line::styled(" curves at weight 1", dim),
            // What a logarithm or a rate makes of a residual depends on the number itself.
            (_, Task::Regression) => {
                let target = model.shown().iter().find_map(|arm| {
                    Some(LossShape::new(&arm.loss()?, bench, &[], self.subject(bench)).target())
                });
                let target = number(target, theme);
                Line::styled(format!(" curves at a target of {target}, the training mean"), dim)
            }
            _ => Line::default(),
        }
    }

    /// Derives from the latest predictions where the samples of each arm are, and how far the axis reaches.
    fn measure(&mut self, model: &ScreenModel) {
        self.spreads.clear();
        let Some(bench) = &model.bench else { return };
        let subject = self.subject(bench);
        self.span = if bench.dataset.task() == Task::Regression {
            let reaches = model.shown().iter().filter_map(|arm| shape::reach(latest(arm)?, bench, subject));
            AxisSpan::around(reaches.fold(0.0, f64::max))
        } else {
            AxisSpan::UNIT
        };
        for arm in model.shown() {
            if let (Some(loss), Some(predicted)) = (arm.loss(), latest(arm)) {
                let known = (&loss, arm.class_weights());
                self.spreads.insert(arm.id, shape::spread(predicted, bench, known, subject, self.span));
            }
        }
    }

    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some(bench) = &model.bench else { return };
        let drawing = self.drawing(model, bench);
        if drawing.curves.is_empty() {
            return super::empty("no arm has begun", theme, area, buf);
        }
        drawing.draw(theme, area, buf);
    }

    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        let Some(bench) = &model.bench else { return };
        let subjects = ShapeSubject::all(bench.dataset.task(), bench.dataset.classes()).len();
        let last = BINS - 1;
        match direction {
            Direction::Left => self.bin = self.bin.saturating_sub(1),
            Direction::Right => self.bin = (self.bin + 1).min(last),
            Direction::PageUp => self.bin = self.bin.saturating_sub(PAGE),
            Direction::PageDown => self.bin = (self.bin + PAGE).min(last),
            Direction::Home => self.bin = 0,
            Direction::End => self.bin = last,
            Direction::Up => self.subject = (self.subject + subjects - 1) % subjects,
            Direction::Down => self.subject = (self.subject + 1) % subjects,
        }
    }

    fn hints(&self) -> &'static [&'static str] {
        &["loss", "weights", "explain"]
    }
}

#[cfg(test)]
mod tests;
