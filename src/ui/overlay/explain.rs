//! The focused arm's loss on the watched image, from the outputs to the gradient, and one weight through a single step.

mod curve;
mod facts;
mod reading;
mod table;

use super::ExplainPage;
use crate::data::{DataTargets, Task};
use crate::explain::{Explanation, Goal, Question};
use crate::lab::Bench;
use crate::loss::{Link, TargetKind};
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::theme::{StyleRole, Theme, wrap};
use crate::ui::widgets::pixels::PixelImage;
use crate::ui::widgets::popup::Popup;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Columns of the box at most.
const WIDEST: u16 = 124;
/// Rows of the sigmoid curve.
const CURVE: u16 = 11;
/// Rows below which there is no curve.
const LEAST: u16 = 6;

/// Columns that the numbers need beside an image.
const NUMBERS: u16 = 66;

/// Where nothing is known of a teacher.
const NO_TEACHER: &str = "distillation compares with the outputs of a teacher, which only an arm in training has: choose the \
                          image with ] while it trains";

/// What is being explained.
struct ExplainScene<'a> {
    model: &'a ScreenModel,
    theme: &'a Theme,
    arm: &'a ArmView,
    task: Task,
    explanation: Explanation,
    /// Added to every logit.
    shift: i32,
    /// Columns inside the box.
    width: usize,
}

/// Draws the box.
pub(super) fn draw(model: &ScreenModel, page: &ExplainPage, frame: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let width = frame.width.min(WIDEST);
    let inside = usize::from(width.saturating_sub(4));
    let image = image_size(model, width, frame.height);
    let text_width = inside.saturating_sub(if image.width > 0 { usize::from(image.width) + 2 } else { 0 });
    let title = match (model.focused(), model.watched) {
        (Some(arm), Some(index)) => {
            let truth = model
                .truth(index)
                .filter(|_| model.bench.as_ref().is_some_and(|b| b.dataset.task() == Task::Classification));
            let truth =
                truth.map_or_else(String::new, |class| format!(", truth {}", model.class_name(class)));
            format!("{} of arm {} on #{index}{truth}", arm.history.setting("loss"), arm.id)
        }
        _ => "Explain".to_owned(),
    };
    let step = if model.is_training() { ". one step, " } else { "" };
    let footer = format!("numbers stand still; {step}+ - constant, Home without, a arm, ] image, Esc closes");
    let scene = scene(model, page, text_width);
    let mut lines = match &scene {
        Ok(scene) => scene.lines(frame.height),
        Err(why) => wrap(why, text_width, theme.symbols()).into_iter().map(Line::from).collect(),
    };
    let text = lines.len() as u16;
    let left = frame.height.saturating_sub(text + 2);
    let curve = if scene.as_ref().is_ok_and(|scene| scene.task != Task::Regression) && left >= LEAST {
        left.min(CURVE)
    } else {
        0
    };
    lines.extend((0..curve).map(|_| Line::default()));
    let popup = Popup::new(theme, &title, &lines).footer(&footer).min_width(width);
    popup.render(frame, buf);
    let area = popup.area(frame);
    let place =
        Rect { x: area.x + 2, y: area.y + 1 + text, width: area.width.saturating_sub(4), height: curve };
    if let Some(scene) = scene.ok().filter(|_| curve > 0) {
        scene.draw_curve(place, buf);
    }
    let corner = Rect { x: area.right().saturating_sub(image.width + 2), y: area.y + 1, ..image.into() };
    draw_image(model, corner.intersection(area), buf);
}

/// The room of the watched image beside the numbers: its own size, half of it, or none.
fn image_size(model: &ScreenModel, width: u16, height: u16) -> Size {
    let Some(shape) = model.bench.as_ref().map(|bench| bench.dataset.shape()) else { return Size::ZERO };
    let own = Size::new(shape[1] as u16, shape[0].div_ceil(2) as u16);
    let half = Size::new(own.width.div_ceil(2), own.height.div_ceil(2));
    [own, half]
        .into_iter()
        .find(|size| size.width + NUMBERS <= width && size.height + 4 <= height)
        .unwrap_or(Size::ZERO)
}

fn draw_image(model: &ScreenModel, area: Rect, buf: &mut Buffer) {
    let (Some(bench), Some(index)) = (&model.bench, model.watched) else { return };
    if let Some(pixels) = bench.dataset.image(index).as_slice().filter(|_| !area.is_empty()) {
        PixelImage::new(&model.theme, pixels, bench.dataset.shape()).render(area, buf);
    }
}

/// The explanation of what the focused arm says of the watched image, or why there is none.
fn scene<'a>(model: &'a ScreenModel, page: &ExplainPage, width: usize) -> Result<ExplainScene<'a>, String> {
    let (Some(bench), Some(index), Some(arm)) = (&model.bench, model.watched, model.focused()) else {
        return Err("there is no image and no arm yet".into());
    };
    let held = page.held.get(&arm.id).cloned();
    let logits = held.or_else(|| model.watched_logits().remove(&arm.id));
    let logits = logits.ok_or("there is no prediction of this image yet")?;
    let shift = page.shift;
    let question = question(bench, arm, index, &logits, shift)?;
    let explanation = Explanation::of(question).map_err(|error| error.to_string())?;
    let task = bench.dataset.task();
    Ok(ExplainScene { model, theme: &model.theme, arm, task, explanation, shift, width })
}

fn question(
    bench: &Bench,
    arm: &ArmView,
    index: u32,
    logits: &[f32],
    shift: i32,
) -> Result<Question, String> {
    let loss = arm.loss().ok_or("the arm has not begun")?;
    let set = &bench.dataset;
    let row = |rows: &ndarray::Array2<f32>| Goal::Row(rows.row(index as usize).mapv(f64::from).to_vec());
    let goal = match &set.targets {
        targets if loss.takes(TargetKind::Teacher) => Goal::Teacher {
            label: (*targets == DataTargets::Labels).then(|| usize::from(set.labels[index as usize])),
            teacher: teacher(arm, index).ok_or(NO_TEACHER)?,
        },
        DataTargets::Soft(rows) if loss.takes(TargetKind::Distribution) => row(rows),
        DataTargets::Labels | DataTargets::Soft(_) => Goal::Label(usize::from(set.labels[index as usize])),
        DataTargets::MultiHot(rows) | DataTargets::Values(rows) => row(rows),
    };
    // Outputs are explained as the loss takes them; msle takes predictions.
    let link = if loss.link() == Link::Softplus { Link::Softplus } else { Link::Identity };
    let output = |z: &f32| link.value(f64::from(*z) + f64::from(shift));
    let weights: Vec<f64> = arm.class_weights().iter().map(|weight| f64::from(*weight)).collect();
    let weighted = set.task() != Task::Regression && weights.len() == set.classes();
    Ok(Question {
        outputs: logits.iter().map(output).collect(),
        goal,
        class_weights: weighted.then_some(weights),
        counts: if set.task() == Task::Classification { bench.counts.clone() } else { Vec::new() },
        names: set.class_names.clone(),
        losses: vec![loss],
    })
}

/// What the arm's teacher says of an image, where the arm has told it.
fn teacher(arm: &ArmView, index: u32) -> Option<Vec<f64>> {
    let word = arm.history.watched.as_ref().filter(|watched| watched.index == index)?;
    Some(word.teacher.as_ref()?.iter().map(|z| f64::from(*z)).collect())
}

impl ExplainScene<'_> {
    /// Everything above the curve.
    fn lines(&self, height: u16) -> Vec<Line<'static>> {
        let facts = self.facts();
        let room = usize::from(height).saturating_sub(facts.len() + 5 + usize::from(LEAST)).max(3);
        let mut lines = self.table(room);
        lines.extend(facts);
        lines
    }

    /// A line in the dim colour.
    fn dim(&self, text: String) -> Line<'static> {
        Line::styled(text, self.theme.style(StyleRole::Dim))
    }
}

#[cfg(test)]
mod tests;
