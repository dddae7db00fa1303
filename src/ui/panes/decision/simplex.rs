//! The first view of three classes or more: what every arm says of the probe as points in the triangle of three classes.

mod choice;

use crate::lab::Bench;
use crate::lab::recipe::PaneId;
use crate::lab::record::predictions::Predictions;
use crate::ui::action::Direction;
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::panes::letters::marks;
use crate::ui::theme::{StyleRole, Theme, fit};
use crate::ui::widgets::draw::{put, put_line};
use crate::ui::widgets::simplex::{Corner, Simplex as Triangle};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Columns that a triangle needs beside another.
const BESIDE: u16 = 26;

/// Which classes stand at the corners: left, right, above.
#[derive(Clone, Debug, Default)]
pub(super) struct SimplexView {
    /// None until a person chooses: then the three that are confused most.
    chosen: Option<[usize; 3]>,
    /// The corner that up and down change.
    corner: usize,
}

/// The probe as one arm sees it.
struct ProbeCloud {
    points: Vec<[f64; 3]>,
    /// The corner of each image's truth.
    truths: Vec<usize>,
    watched: Option<[f64; 3]>,
    /// How many have their truth as the most probable of the three.
    right: usize,
}

impl SimplexView {
    /// The classes at the corners; `None` where there are fewer than three.
    fn corners(&self, model: &ScreenModel) -> Option<[usize; 3]> {
        let classes = model.class_names().len();
        let chosen = self.chosen.filter(|chosen| chosen.iter().all(|class| *class < classes));
        if classes < 3 {
            return None;
        }
        chosen.or_else(|| {
            let confusion = model.evaluation().map(|evaluation| &evaluation.confusion);
            Some(confusion.filter(|_| classes > 3).map_or([0, 1, 2], choice::most_confused))
        })
    }

    fn draw_arm(&self, model: &ScreenModel, theme: &Theme, (arm, area): (&ArmView, Rect), buf: &mut Buffer) {
        let (Some(bench), Some(classes)) = (&model.bench, self.corners(model)) else { return };
        let look = theme.series(arm.id.index());
        let predicted = arm.history.predictions();
        let cloud = predicted.map(|predicted| ProbeCloud::of(bench, predicted, classes, model.watched));
        let text = match &cloud {
            None => "nothing evaluated yet".to_owned(),
            Some(None) => "its loss declares no probabilities".to_owned(),
            Some(Some(cloud)) => format!("{} of {} right", cloud.right, cloud.points.len()),
        };
        let room = usize::from(area.width.saturating_sub(2));
        let line = Line::from(vec![
            Span::styled(format!("{} ", look.letter), look.style),
            Span::raw(fit(&text, room, theme.symbols())),
        ]);
        put_line(buf, Rect { height: 1, ..area }, &line, theme);
        let Some(cloud) = cloud.flatten() else { return };
        let names = classes.map(|class| model.class_name(class).to_owned());
        let letters = marks(&names);
        let labels: [String; 3] = std::array::from_fn(|at| {
            let pointer = if at == self.corner && model.focus == PaneId::Decision {
                theme.symbols().pointer
            } else {
                ""
            };
            format!("{pointer}{} {}", letters[at], names[at])
        });
        let corners = std::array::from_fn(|at| Corner { name: &labels[at], style: theme.class(classes[at]) });
        let mark = |at: usize| (letters[at], theme.class(classes[at]));
        let place = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let triangle = Triangle::new(theme, corners, (&cloud.points, &cloud.truths), &mark);
        triangle.watched(cloud.watched).render(place, buf);
    }
}

impl ProbeCloud {
    /// The images of the probe whose truth stands at a corner, with what is said of the three made to sum to 1; `None`
    /// where the loss declares no probabilities.
    fn of(bench: &Bench, predicted: &Predictions, classes: [usize; 3], watched: Option<u32>) -> Option<Self> {
        let mut cloud = Self { points: Vec::new(), truths: Vec::new(), watched: None, right: 0 };
        for index in &bench.probe {
            let truth = usize::from(bench.dataset.labels[*index as usize]);
            let corner = classes.iter().position(|class| *class == truth);
            let (Some(corner), Some(at)) = (corner, predicted.position(*index)) else { continue };
            let point = renormalised(predicted, at, classes)?;
            cloud.right += usize::from((0..3).all(|other| other == corner || point[other] < point[corner]));
            cloud.points.push(point);
            cloud.truths.push(corner);
        }
        cloud.watched =
            watched.and_then(|index| renormalised(predicted, predicted.position(index)?, classes));
        Some(cloud)
    }
}

/// The probabilities of three classes over their sum, from logarithms: all three may be too small to divide by.
fn renormalised(predicted: &Predictions, at: usize, classes: [usize; 3]) -> Option<[f64; 3]> {
    let row = predicted.row(at);
    let mut logs = [0.0; 3];
    for (log, class) in logs.iter_mut().zip(classes) {
        *log = f64::from(predicted.map.log_probability(row, class)?);
    }
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let shares = logs.map(|log| (log - most).exp());
    let sum: f64 = shares.iter().sum();
    Some(shares.map(|share| share / sum))
}

impl SimplexView {
    /// What the corners are.
    pub(super) fn subtitle(&self, model: &ScreenModel) -> &'static str {
        match self.chosen {
            _ if model.class_names().len() == 3 => "the probe in the triangle of its classes",
            None => "the three most confused",
            Some(_) => "three chosen classes",
        }
    }

    /// Draws a triangle for each arm, or for the focused one.
    pub(super) fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let arms = model.shown();
        let beside = arms.len() as u16 * BESIDE <= area.width;
        let shown: Vec<&ArmView> = arms.iter().filter(|arm| beside || arm.id == model.arm).collect();
        let legend = [
            "a letter: an image of the probe, by its class; + is uniform; lines: where the winner changes",
            "letters: the probe by class; lines: winner changes",
            "letters: images by class",
        ];
        let room = usize::from(area.width);
        let text = legend.into_iter().find(|text| text.len() <= room).unwrap_or_default();
        put(buf, area, (area.x, area.bottom().saturating_sub(1)), text, theme.style(StyleRole::Dim));
        let width = area.width / shown.len().max(1) as u16;
        for (at, arm) in (0..).zip(shown) {
            let place = Rect {
                x: area.x + at * width,
                width: width.saturating_sub(1),
                height: area.height.saturating_sub(1),
                ..area
            };
            self.draw_arm(model, theme, (arm, place), buf);
        }
    }

    /// Left and right choose a corner, up and down its class.
    pub(super) fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        let Some(mut chosen) = self.corners(model) else { return };
        let classes = model.class_names().len();
        let by = match direction {
            Direction::Left => return self.corner = (self.corner + 2) % 3,
            Direction::Right => return self.corner = (self.corner + 1) % 3,
            Direction::Home | Direction::End => return self.chosen = None,
            Direction::Up | Direction::PageUp => classes - 1,
            Direction::Down | Direction::PageDown => 1,
        };
        if classes > 3 {
            let at = self.corner;
            chosen[at] = (chosen[at] + by) % classes;
            while (0..3).any(|other| other != at && chosen[other] == chosen[at]) {
                chosen[at] = (chosen[at] + by) % classes;
            }
            self.chosen = Some(chosen);
        }
    }
}

#[cfg(test)]
mod tests;
