//! Pane 7: the inside of the networks: weights as images, what layers make of the watched image, and what they know;
//! of very small ones every number, and the landscape that they descend.

mod brush;
mod gallery;
mod landscape;
mod layers;
mod numbers;
mod planes;
mod sheet;
mod terms;

use self::brush::TileBrush;
use self::gallery::TileGallery;
use self::landscape::LandscapeSurvey;
use self::sheet::ShownSheet;
use crate::data::Task;
use crate::lab::record::event::Ended;
use crate::lab::record::history::Status;
use crate::lab::record::sheets::{Look, Seen, Sheet};
use crate::ui::action::{Direction, moved};
use crate::ui::model::{ArmView, RunSource, ScreenModel};
use crate::ui::panes::Pane;
use crate::ui::theme::{StyleRole, Theme, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// What the pane shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WeightsTab {
    /// The objective over one weight and one bias.
    Landscape,
    /// Every number of a small linear model.
    Numbers,
    /// Templates, kernels, or what hidden units look at.
    WeightsPane,
    /// What the layers make of the watched image, a layer at a time.
    Maps,
    /// What each layer of every arm knows.
    Layers,
    /// Which terms of the objective own the gradient, layer by layer.
    Terms,
}

/// The view, and where in it the cursor is.
#[derive(Clone, Debug, Default)]
pub struct WeightsPane {
    /// None until a person chooses: then the first that the arm has.
    chosen: Option<WeightsTab>,
    /// The landscape, where it is looked at.
    survey: Option<Box<LandscapeSurvey>>,
    /// The layer whose outputs are shown.
    layer: usize,
    /// The selected image of a sheet, counted as they are drawn.
    selected: usize,
}

impl WeightsPane {
    /// What there is to see of the focused arm, the first view first: the landscape of a network of two numbers, the
    /// numbers of a small linear one, the terms of an objective of several.
    fn views(model: &ScreenModel) -> Vec<WeightsTab> {
        let history = model.focused().map(|arm| &arm.history);
        let landscape = history.is_some_and(|history| landscape::has(model, history));
        let numbers = history.is_some_and(|history| numbers::has(model, history));
        let terms = model.evaluation().is_some_and(|evaluation| evaluation.terms.is_some());
        let all = [
            (WeightsTab::Landscape, landscape),
            (WeightsTab::Numbers, numbers),
            (WeightsTab::WeightsPane, true),
            (WeightsTab::Maps, true),
            (WeightsTab::Layers, true),
            (WeightsTab::Terms, terms),
        ];
        all.into_iter().filter(|(_, there)| *there).map(|(view, _)| view).collect()
    }

    fn view(&self, model: &ScreenModel) -> WeightsTab {
        match self.chosen {
            // An arm with a single term says so.
            Some(
                view @ (WeightsTab::WeightsPane | WeightsTab::Maps | WeightsTab::Layers | WeightsTab::Terms),
            ) => view,
            chosen => {
                let views = Self::views(model);
                chosen.filter(|view| views.contains(view)).unwrap_or(views[0])
            }
        }
    }

    /// The next view of those that the focused arm has.
    pub fn next_view(&mut self, model: &ScreenModel) {
        let (views, now) = (Self::views(model), self.view(model));
        let at = views.iter().position(|view| *view == now).map_or(0, |at| at + 1);
        self.chosen = Some(views[at % views.len()]);
        self.selected = 0;
    }

    /// Makes the map of the landscape where that is looked at; an old one is kept while nothing changed.
    pub fn survey(&mut self, model: &ScreenModel) {
        if self.view(model) == WeightsTab::Landscape {
            let known = self.survey.take().map(|known| *known);
            self.survey = LandscapeSurvey::of(model, known).map(Box::new);
        }
    }

    /// Other data: nothing is known of their landscape.
    pub fn forget(&mut self) {
        self.survey = None;
    }

    /// Shows what the layers know.
    pub fn show_layers(&mut self) {
        self.chosen = Some(WeightsTab::Layers);
    }

    /// What the focused arm has to show for it; `None` where nothing of it is wanted while it trains.
    pub fn look(&self, model: &ScreenModel) -> Option<Look> {
        match self.view(model) {
            WeightsTab::WeightsPane => Some(Look::Weights),
            WeightsTab::Maps => Some(Look::Maps),
            WeightsTab::Landscape | WeightsTab::Numbers | WeightsTab::Layers | WeightsTab::Terms => None,
        }
    }

    /// What the focused arm last showed, if it belongs to this view and to the watched image.
    fn seen<'a>(&self, model: &'a ScreenModel) -> Option<&'a Seen> {
        let seen = model.focused()?.history.seen.as_deref()?;
        let fits =
            Some(seen.look) == self.look(model) && (seen.image.is_none() || seen.image == model.watched);
        fits.then_some(seen)
    }

    /// The sheet that is shown, with its number among all.
    fn sheet<'a>(&self, model: &'a ScreenModel) -> Option<(usize, &'a Sheet)> {
        let sheets = &self.seen(model)?.sheets;
        let at = self.layer.min(sheets.len().saturating_sub(1));
        let at = if self.view(model) == WeightsTab::Maps { at } else { 0 };
        sheets.get(at).map(|sheet| (at, sheet))
    }

    /// Why there is nothing to show.
    fn why_nothing(&self, model: &ScreenModel) -> String {
        let arm = model.arm;
        match model.focused().map(|arm| &arm.history.status) {
            _ if model.source != RunSource::Live => KEPT.into(),
            Some(Status::Ended(Ended::Diverged { .. })) => {
                format!("arm {arm} diverged: its weights are no longer finite numbers")
            }
            Some(Status::Ended(_)) => format!("arm {arm} has ended: nothing of its inside is left"),
            _ if model.frozen.is_some() => "not seen before the view was frozen: f goes on".into(),
            _ if self.seen(model).is_some() => match self.view(model) {
                WeightsTab::Maps => "a linear model has no layer between pixels and logits".into(),
                _ => "the first layer has no weights on pixels".into(),
            },
            _ => format!("waiting for arm {arm}"),
        }
    }

    fn draw_sheet(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some((_, sheet)) = self.sheet(model) else {
            return say(&self.why_nothing(model), theme, area, buf);
        };
        ShownSheet { model, theme, sheet, selected: self.selected }.draw(area, buf);
    }
}

/// What a stored run has nothing of.
const KEPT: &str = "a stored run keeps what its arms predicted, not their weights: train it again (y shows the command) to \
                    look inside";

/// Why what layers know is not measured for a task.
pub(in crate::ui) fn no_layers(task: Task) -> String {
    let what = if task == Task::MultiLabel { "several labels" } else { "numbers" };
    format!("layers are probed for one class an image; these images have {what}")
}

/// Lines in the middle of an area.
fn say(text: &str, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let lines = wrap(text, usize::from(area.width.saturating_sub(2)).max(1), theme.symbols());
    let y = area.y + area.height.saturating_sub(lines.len() as u16) / 2;
    for (line, y) in lines.iter().zip(y..area.bottom()) {
        super::empty(line, theme, Rect { y, height: 1, ..area }, buf);
    }
}

impl Pane for WeightsPane {
    fn title(&self) -> &'static str {
        "Weights"
    }

    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let letter = |arm: &ArmView| {
            let look = theme.series(arm.id.index());
            Span::styled(format!("{} ", look.letter), look.style)
        };
        let text = match self.view(model) {
            WeightsTab::Landscape => "landscape".to_owned(),
            WeightsTab::Numbers => "numbers: all of them".to_owned(),
            WeightsTab::WeightsPane => "first layer".to_owned(),
            WeightsTab::Maps => match (self.sheet(model), model.watched) {
                (Some((at, _)), Some(index)) => {
                    let layers = self.seen(model).map_or(0, |seen| seen.sheets.len());
                    format!("outputs for #{index}, layer {} of {layers}", at + 1)
                }
                _ => "outputs".to_owned(),
            },
            WeightsTab::Terms => "whose the gradient is".to_owned(),
            WeightsTab::Layers => {
                let state = if layers::is_measuring(model) { "measuring..." } else { "E measures" };
                return Line::from(vec![
                    Span::styled("linear probe of each layer ", theme.style(StyleRole::Dim)),
                    Span::styled(state, theme.style(StyleRole::Accent)),
                ]);
            }
        };
        let arm = model.focused().map(letter);
        arm.into_iter().chain([Span::raw(text)]).collect()
    }

    fn extra<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let text =
            if self.view(model) == WeightsTab::Landscape { ": objective over weight and bias" } else { "" };
        Line::styled(text, theme.style(StyleRole::Dim))
    }

    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        match self.view(model) {
            WeightsTab::Landscape => match &self.survey {
                Some(survey) => survey.draw(model, theme, area, buf),
                None => say(&self.why_nothing(model), theme, area, buf),
            },
            WeightsTab::Numbers => numbers::draw(model, theme, area, buf),
            WeightsTab::WeightsPane | WeightsTab::Maps => self.draw_sheet(model, theme, area, buf),
            WeightsTab::Layers if model.task() != Task::Classification => {
                say(&no_layers(model.task()), theme, area, buf);
            }
            WeightsTab::Layers if model.source != RunSource::Live => say(KEPT, theme, area, buf),
            WeightsTab::Layers => layers::draw(model, theme, area, buf),
            WeightsTab::Terms => terms::draw(model, theme, area, buf),
        }
    }

    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        let Some((at, sheet)) = self.sheet(model) else { return };
        let layers = self.seen(model).map_or(0, |seen| seen.sheets.len());
        match direction {
            Direction::Up if self.view(model) == WeightsTab::Maps => self.layer = at.saturating_sub(1),
            Direction::Down if self.view(model) == WeightsTab::Maps => self.layer = (at + 1).min(layers - 1),
            _ => {
                // The pane does not know its width; a row of the usual tile is a fair step up or down.
                let (usual, shape) = (Rect::new(0, 0, 76, 19), [sheet.shape[0], sheet.shape[1]]);
                let count = sheet.tiles.len() * TileBrush::of(&model.theme, sheet).per_tile(sheet);
                let across = TileGallery::new(usual, shape, count).columns();
                self.selected = moved(self.selected, count, direction, across);
            }
        }
    }

    fn hints(&self) -> &'static [&'static str] {
        match self.chosen {
            None | Some(WeightsTab::WeightsPane | WeightsTab::Maps | WeightsTab::Numbers) => {
                &["view", "examine", "next arm", "next image"]
            }
            Some(WeightsTab::Layers) => &["examine", "view"],
            Some(WeightsTab::Terms | WeightsTab::Landscape) => &["view", "next arm"],
        }
    }
}

#[cfg(test)]
mod tests;
