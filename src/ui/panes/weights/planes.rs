//! The last hidden layers' outputs in the plane of their principal axes: every image is the letter of its class.

use super::say;
use crate::lab::record::sheets::{Cloud, Examination};
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::panes::letters::marks;
use crate::ui::theme::{StyleRole, Theme, columns, fit};
use crate::ui::widgets::draw::{put, put_line};
use crate::ui::widgets::scatter::Scatter;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Rows of a plane at least, its title among them.
const PLANE: u16 = 6;

/// Draws a plane for each arm side by side, and below them what the letters mean.
pub(super) fn draw(
    model: &ScreenModel,
    known: &[(&ArmView, &Examination)],
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) {
    let marks = marks(model.class_names());
    let legend = legend(model, theme, &marks, usize::from(area.width));
    let wanted = legend.len() as u16;
    let below = if area.height >= PLANE + wanted { wanted } else { 0 };
    let planes = Rect { height: area.height - below, ..area };
    draw_all(known, theme, &marks, planes, buf);
    for (line, y) in legend.iter().zip(planes.bottom()..planes.bottom() + below) {
        put_line(buf, Rect { y, height: 1, ..area }, line, theme);
    }
}

/// The letters with their classes, in two lines at most.
fn legend(model: &ScreenModel, theme: &Theme, marks: &[char], width: usize) -> Vec<Line<'static>> {
    let mut lines = vec![Line::default()];
    for (class, mark) in marks.iter().enumerate() {
        let room = width.saturating_sub(lines.last().map_or(0, Line::width));
        let name = fit(model.class_name(class), 12, theme.symbols());
        let needed = columns(&name) + 4;
        if needed > room + 2 {
            lines.push(Line::default());
        }
        let spans = [
            Span::styled(format!("{mark} "), theme.class(class)),
            Span::styled(format!("{name}  "), theme.style(StyleRole::Dim)),
        ];
        lines.last_mut().into_iter().for_each(|line| line.spans.extend(spans.clone()));
    }
    if lines.len() > 2 {
        lines.truncate(2);
        lines[1].spans.push(Span::styled(theme.symbols().ellipsis, theme.style(StyleRole::Dim)));
    }
    lines
}

fn draw_all(known: &[(&ArmView, &Examination)], theme: &Theme, marks: &[char], area: Rect, buf: &mut Buffer) {
    if area.height < PLANE {
        let text = "z shows the classes in the plane of their principal axes";
        return put(
            buf,
            area,
            (area.x, area.y),
            &fit(text, usize::from(area.width), theme.symbols()),
            theme.style(StyleRole::Dim),
        );
    }
    let width = area.width / known.len() as u16;
    for (at, (arm, found)) in known.iter().enumerate() {
        let place = Rect { x: area.x + at as u16 * width, width: width.saturating_sub(1), ..area };
        match &found.cloud {
            Some(cloud) => draw_plane(arm, cloud, theme, marks, place, buf),
            None => say("an output is not finite: no plane", theme, place, buf),
        }
    }
}

/// One arm's plane below a line that names its axes.
fn draw_plane(arm: &ArmView, cloud: &Cloud, theme: &Theme, marks: &[char], area: Rect, buf: &mut Buffer) {
    let look = theme.series(arm.id.index());
    let room = usize::from(area.width.saturating_sub(2));
    let title = plane_titles(cloud, theme).into_iter().find(|title| columns(title) <= room);
    let line = Line::from(vec![
        Span::styled(format!("{} ", look.letter), look.style),
        Span::raw(title.unwrap_or_else(|| cloud.layer.clone())),
    ]);
    put_line(buf, Rect { height: 1, ..area }, &line, theme);
    let mark = |class: usize| (marks.get(class).copied().unwrap_or('*'), theme.class(class));
    let place = Rect { y: area.y + 1, height: area.height - 1, ..area };
    Scatter::new(&cloud.plane.points, &cloud.classes, &mark).render(place, buf);
}

/// What a plane shows and how much of it, the fullest words first.
fn plane_titles(cloud: &Cloud, theme: &Theme) -> Vec<String> {
    let (layer, symbols) = (&cloud.layer, theme.symbols());
    let hidden = layer != "pixels";
    let Some(shares) = cloud.plane.shares else { return vec![format!("{layer}: all images alike")] };
    let [across, up] = shares.map(|share| format!("{:.0}%", 100.0 * share));
    let axes = format!("{across} {} {up} {}", symbols.right, symbols.up);
    let [long, short] = if hidden { ["", ""] } else { [" (no hidden layer)", " (none hidden)"] };
    vec![
        format!("{layer}{long}, principal axes: {axes} of variance"),
        format!("{layer}{long}: {axes} of variance"),
        format!("{layer}{short}: {axes}"),
        format!("{layer} {across} {up}"),
    ]
}
