//! The objective over one weight and one bias, and every arm's way down it.

use super::say;
use crate::lab::analysis::landscape::{Extent, Landscape};
use crate::lab::learn::objective::Objective;
use crate::lab::recipe::ArmId;
use crate::lab::record::history::History;
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::numbers::figure;
use crate::ui::theme::{StyleRole, Theme, wrap};
use crate::ui::widgets::draw::put_line;
use crate::ui::widgets::terrain::{Terrain, Way};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Fields that shape the focused arm's objective.
const FIELDS: [&str; 6] = ["loss", "reduction", "weights", "l1", "l2", "batch"];

/// A map with what it was made for.
#[derive(Clone, Debug)]
pub(super) struct LandscapeSurvey {
    /// Whose objective it is.
    arm: ArmId,
    /// What the focused arm minimises, in words.
    objective: String,
    extent: Extent,
    map: Option<Landscape>,
}

/// Whether an arm's network is one weight and one bias.
pub(super) fn has(model: &ScreenModel, history: &History) -> bool {
    let single = model.bench.as_ref().is_some_and(|bench| bench.dataset.shape() == [1, 1, 1]);
    single && history.parameters.last().is_some_and(|point| point.numbers.len() == 2)
}

/// Every arm's way as pairs of weight and bias.
fn way(arm: &ArmView) -> Vec<[f64; 2]> {
    let numbers = arm.history.parameters.iter().map(|point| &point.numbers);
    let pairs = numbers.filter(|numbers| numbers.len() == 2);
    pairs.map(|numbers| [f64::from(numbers[0]), f64::from(numbers[1])]).collect()
}

impl LandscapeSurvey {
    /// The map as it has to be now; what is known is kept where neither objective nor extent is another.
    pub(super) fn of(model: &ScreenModel, known: Option<Self>) -> Option<Self> {
        let arm = model.focused().filter(|arm| has(model, &arm.history))?;
        let weights = arm.class_weights();
        let fields = FIELDS.map(|field| arm.history.setting(field));
        let objective = format!("{fields:?} {weights:?}");
        let known = known.filter(|known| known.arm == arm.id);
        let before = known.as_ref().map(|known| known.extent);
        let own = Extent::around(way(arm).into_iter(), before)?;
        // Others have room too, unless they are so far away that nothing would be left to see of this one.
        let near = model.shown().iter().flat_map(way).filter(|pair| own.is_near(*pair));
        let extent = Extent::around(near, Some(own))?;
        if let Some(known) = known
            && known.objective == objective
            && known.extent == extent
        {
            return Some(known);
        }
        let map =
            objective_of(model, arm).and_then(|own| Landscape::new(&own, model.bench.as_ref()?, extent));
        Some(Self { arm: arm.id, objective, extent, map })
    }

    /// Draws the map with the ways, and below it where every arm is.
    pub(super) fn draw(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some((map, range)) = self.map.as_ref().and_then(|map| Some((map, map.range()?))) else {
            return say("this objective has no value over one weight and one bias alone", theme, area, buf);
        };
        let lines = Self::words(model, map, theme, usize::from(area.width));
        let below = (lines.len() as u16).min(area.height * 2 / 5);
        let place = Rect { height: area.height - below, ..area };
        let ways: Vec<Vec<[f64; 2]>> = model.shown().iter().map(way).collect();
        let ways: Vec<Way<'_>> = model
            .shown()
            .iter()
            .zip(&ways)
            .map(|(arm, points)| {
                let look = theme.series(arm.id.index());
                let (letter, style, dash, marker) = (look.letter, look.style, look.dash, look.marker);
                Way { points, letter, style, dash, marker }
            })
            .collect();
        let height = |weight, bias| map.at(weight, bias);
        Terrain::new(
            theme,
            (&height, range),
            (map.extent.weight, "weight"),
            (map.extent.bias, "bias"),
            &ways,
        )
        .render(place, buf);
        for (line, y) in lines.iter().zip(place.bottom()..area.bottom()) {
            put_line(buf, Rect { y, height: 1, ..area }, line, theme);
        }
    }

    /// Where every arm is, and what the map is of.
    fn words(model: &ScreenModel, map: &Landscape, theme: &Theme, width: usize) -> Vec<Line<'static>> {
        let dim = theme.style(StyleRole::Dim);
        let mut lines = Vec::new();
        for arm in model.shown() {
            let Some(([w, b], last)) = way(arm).last().copied().zip(arm.history.parameters.last()) else {
                continue;
            };
            let look = theme.series(arm.id.index());
            let latest = arm.history.latest.as_ref().and_then(|latest| latest.train.objective);
            let own = latest.map_or_else(|| theme.symbols().dash.to_owned(), figure);
            let text = format!(" w {} b {} objective {own}", figure(w), figure(b));
            let step = format!(" step {}", last.step);
            let text = if text.len() + step.len() < width { text + &step } else { text };
            lines.push(Line::from(vec![Span::styled(look.letter, look.style), Span::raw(text)]));
        }
        let lowest = map.lowest().map_or_else(
            || " It falls on beyond the map.".to_owned(),
            |[w, b]| format!(" Lowest: w {} b {}.", figure(w), figure(b)),
        );
        let images = map.images;
        let text = format!("{}'s objective on {images} training images; o start.{lowest}", model.arm);
        lines.extend(wrap(&text, width, theme.symbols()).into_iter().map(|text| Line::styled(text, dim)));
        lines
    }
}

/// What the focused arm minimises.
fn objective_of(model: &ScreenModel, arm: &ArmView) -> Option<Objective> {
    let (bench, recipe) = (model.bench.as_ref()?, model.current_recipe().check().ok()?);
    let settings = &recipe.arms.iter().find(|own| own.id == arm.id)?.settings;
    let mut objective = Objective::new(settings, bench, None).ok()?;
    // Deferred weights are those that act now.
    let weighted = arm.class_weights().iter().any(|weight| (weight - 1.0).abs() > 1e-6);
    objective.reach(if weighted { 1.0 } else { 0.0 });
    Some(objective)
}
