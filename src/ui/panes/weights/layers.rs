//! What each layer of every arm knows: a table of linear probes, and the last hidden layer's plane.

use super::{planes, say};
use crate::lab::record::history::Status;
use crate::lab::record::sheets::{Examination, LayerProbe};
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::numbers::share;
use crate::ui::theme::{StyleRole, Theme, pad, wrap};
use crate::ui::widgets::draw::put_line;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};

/// Columns of an arm's numbers: `.87 .85-.89`, or `.87` where there is no room for intervals.
const WITH_INTERVAL: usize = 13;
/// See [`WITH_INTERVAL`].
const ALONE: usize = 5;
/// Columns of a layer's name.
const NAME: usize = 12;
/// Columns of how many numbers a layer has.
const SIZE: usize = 15;

/// Draws the table, what it means, and a plane for each arm below.
pub(super) fn draw(model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let known: Vec<(&ArmView, &Examination)> = model.shown().iter().filter_map(examined).collect();
    let Some((_, first)) = known.first() else { return say(&nothing_yet(model), theme, area, buf) };
    let mut rest = area;
    let mut lines = table(model, theme, usize::from(area.width));
    let note = note(first);
    let dim = theme.style(StyleRole::Dim);
    lines.extend(
        wrap(&note, usize::from(area.width), theme.symbols()).into_iter().map(|text| Line::styled(text, dim)),
    );
    for line in lines {
        put_line(buf, Rect { height: rest.height.min(1), ..rest }, &line, theme);
        rest = Rect { y: rest.y + rest.height.min(1), height: rest.height.saturating_sub(1), ..rest };
    }
    planes::draw(model, &known, theme, rest, buf);
}

fn examined(arm: &ArmView) -> Option<(&ArmView, &Examination)> {
    let examination = arm.history.examined.as_ref()?.as_ref().ok()?;
    Some((arm, examination))
}

fn nothing_yet(model: &ScreenModel) -> String {
    let failed = model.shown().iter().find_map(|arm| arm.history.examined.as_ref()?.as_ref().err());
    match failed {
        _ if is_measuring(model) => "measuring...".into(),
        Some(why) => format!("the layers could not be measured: {why}"),
        None => "E probes each layer: a linear classifier on its outputs, and their principal axes".into(),
    }
}

/// Whether an arm still has to answer.
pub(super) fn is_measuring(model: &ScreenModel) -> bool {
    model.shown().iter().any(|arm| arm.measuring)
}

/// What the numbers are.
fn note(first: &Examination) -> String {
    let (learnt, measured) = (first.learnt_from, first.measured_on);
    format!(
        "linear probes: share of {measured} validation images they get right, with 95% interval; learnt from \
         {learnt} training images, all classes weighing the same"
    )
}

/// How wide the columns of the table are, and whether there is one for how many numbers a layer has.
struct LayerWidths<'a> {
    theme: &'a Theme,
    name: usize,
    sizes: bool,
    /// Of each arm.
    arm: usize,
}

impl<'a> LayerWidths<'a> {
    fn of(theme: &'a Theme, arms: usize, width: usize) -> Self {
        let sizes = width >= NAME + SIZE + arms * WITH_INTERVAL;
        let name = if width < NAME + arms * ALONE { width / 3 } else { NAME };
        let left = name + if sizes { SIZE } else { 0 };
        let arm = if width >= left + arms * WITH_INTERVAL { WITH_INTERVAL } else { ALONE };
        Self { theme, name, sizes, arm }
    }

    /// The first column, or the first two.
    fn start(&self, label: &str, size: &str) -> String {
        let label = pad(label, self.name, Alignment::Left, self.theme.symbols());
        let size = pad(size, SIZE - 2, Alignment::Right, self.theme.symbols());
        if self.sizes { format!("{label}{size}  ") } else { label }
    }

    fn cell(&self, text: &str) -> String {
        pad(text, self.arm, Alignment::Left, self.theme.symbols())
    }

    /// This many of the arm's images right, with the interval where there is room.
    fn accuracy(&self, arm: &ArmView, right: Option<u64>) -> String {
        let dash = self.theme.symbols().dash;
        let found = examined(arm).and_then(|(_, found)| found.accuracy(right?));
        let Some((value, interval)) = found else { return self.cell(dash) };
        let [value, low, high] = [value, interval.low, interval.high].map(|x| share(Some(x), self.theme));
        self.cell(&if self.arm < WITH_INTERVAL { value } else { format!("{value} {low}{dash}{high}") })
    }
}

/// A head, a row for each layer of any arm, and what the arms themselves answer.
fn table(model: &ScreenModel, theme: &Theme, width: usize) -> Vec<Line<'static>> {
    let arms = model.shown();
    let widths = LayerWidths::of(theme, arms.len(), width);
    let line = |start: Span<'static>, cell: &dyn Fn(&ArmView) -> Span<'static>| {
        std::iter::once(start).chain(arms.iter().map(cell)).collect::<Line<'static>>()
    };
    let style = |arm: &ArmView| theme.series(arm.id.index()).style;
    let head = |arm: &ArmView| Span::styled(widths.cell(&moment(arm)), style(arm));
    let mut lines =
        vec![line(Span::styled(widths.start("layer", "numbers"), theme.style(StyleRole::Dim)), &head)];
    for layer in rows(model) {
        let start = widths.start(&layer.layer, &size_of(&layer));
        let right = |arm: &ArmView| examined(arm).and_then(|(_, found)| Some(find(found, &layer)?.right));
        lines.push(line(Span::raw(start), &|arm| Span::raw(widths.accuracy(arm, right(arm)))));
    }
    let own = |arm: &ArmView| examined(arm).map(|(_, found)| found.own);
    let start = Span::raw(widths.start("predictions", ""));
    lines.push(line(start, &|arm| Span::styled(widths.accuracy(arm, own(arm)), style(arm))));
    lines
}

/// An arm's letter, and of when its numbers are.
fn moment(arm: &ArmView) -> String {
    match (examined(arm), &arm.history.status) {
        (Some((_, found)), _) => format!("{} step {}", arm.id, found.step),
        (None, Status::Ended(_)) => format!("{} ended", arm.id),
        (None, _) => arm.id.to_string(),
    }
}

/// `784`, or `392 of 6272` where outputs were averaged.
fn size_of(probe: &LayerProbe) -> String {
    let LayerProbe { outputs, read, .. } = probe;
    if read == outputs { outputs.to_string() } else { format!("{read} of {outputs}") }
}

fn find<'a>(found: &'a Examination, layer: &LayerProbe) -> Option<&'a LayerProbe> {
    found.layers.iter().find(|probe| (&probe.layer, probe.outputs) == (&layer.layer, layer.outputs))
}

/// The layers of all arms, those of the same name and size once; what all networks end with stands last.
fn rows(model: &ScreenModel) -> Vec<LayerProbe> {
    let mut rows: Vec<LayerProbe> = Vec::new();
    let mut last: Vec<LayerProbe> = Vec::new();
    for (_, found) in model.shown().iter().filter_map(examined) {
        let end = found.layers.len().saturating_sub(1);
        for (at, probe) in found.layers.iter().enumerate() {
            let into = if at == end { &mut last } else { &mut rows };
            if !into.iter().any(|known| (&known.layer, known.outputs) == (&probe.layer, probe.outputs)) {
                into.push(probe.clone());
            }
        }
    }
    rows.extend(last);
    rows
}
