//! Pane 6: what arms decide: one class against the rest at every threshold, whether their probabilities can be trusted,
//! and three classes in a triangle.

mod counts;
mod reliability;
mod roc;
mod simplex;

use self::reliability::Stage;
use self::simplex::SimplexView;
use crate::data::Task;
use crate::lab::Bench;
use crate::lab::recipe::PaneId;
use crate::metrics::Costs;
use crate::ui::action::{Action, Direction, moved};
use crate::ui::model::{LabelThresholds, ScreenModel, Threshold, Wanted};
use crate::ui::panes::{Pane, Response};
use crate::ui::theme::{StyleRole, Theme, fit};
use crate::ui::widgets::draw::put_line;
use crate::ui::widgets::plot::Scale;
use crate::ui::widgets::table::{Column, Width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};

/// What a miss costs where a false alarm costs 1, in the order of the key.
const MISSES: [f64; 4] = [1000.0, 1.0, 10.0, 100.0];
/// Steps of the threshold by which its odds grow tenfold.
const STEPS: f64 = 4.0;
/// Powers of ten that its odds reach either way.
const POWERS: f64 = 6.0;

/// What the pane shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DecisionTab {
    /// Three classes in a triangle.
    SimplexView,
    /// One class or label against the rest.
    Roc,
    /// Confidence against accuracy.
    Reliability,
}

/// The view, and what is chosen in it.
#[derive(Clone, Debug)]
pub struct Decision {
    /// One that the data have; none before they are there.
    chosen: Option<DecisionTab>,
    /// None until a person chooses: then the rarest.
    class: Option<usize>,
    scale: Scale,
    /// Of classes; one half stands for what the arm decides. Labels have their own.
    threshold: Threshold,
    /// The place among [`MISSES`].
    costs: usize,
    stage: Stage,
    simplex: SimplexView,
}

impl Default for Decision {
    fn default() -> Self {
        Self {
            chosen: None,
            class: None,
            scale: Scale::Linear,
            threshold: Threshold::Half,
            costs: 0,
            stage: Stage::default(),
            simplex: SimplexView::default(),
        }
    }
}

/// The views that images like these have, the first one first.
fn views(bench: &Bench) -> &'static [DecisionTab] {
    match bench.dataset.task() {
        Task::Regression => &[],
        Task::MultiLabel => &[DecisionTab::Roc],
        Task::Classification if bench.dataset.classes() == 2 => &[DecisionTab::Roc, DecisionTab::Reliability],
        Task::Classification => &[DecisionTab::SimplexView, DecisionTab::Roc, DecisionTab::Reliability],
    }
}

impl Decision {
    fn view(&self, bench: &Bench) -> Option<DecisionTab> {
        let views = views(bench);
        self.chosen.filter(|view| views.contains(view)).or(views.first().copied())
    }

    /// The next view.
    pub fn next_view(&mut self, model: &ScreenModel) {
        let Some(bench) = &model.bench else { return };
        let views = views(bench);
        let at = views.iter().position(|view| Some(*view) == self.view(bench)).unwrap_or(0);
        self.chosen = views.get((at + 1) % views.len().max(1)).copied();
    }

    /// Other data: nothing is chosen of them yet, and the view is one that they have.
    pub fn fit(&mut self, bench: &Bench) {
        self.chosen = self.view(bench);
        (self.class, self.threshold, self.simplex) = (None, Threshold::Half, SimplexView::default());
    }

    /// A logarithmic axis of false alarms, or a linear one.
    pub fn toggle_log(&mut self) {
        self.scale = if self.scale == Scale::Linear { Scale::Log } else { Scale::Linear };
    }

    /// The threshold to the next of the marked ones.
    pub fn next_threshold(&mut self) {
        self.threshold = self.threshold.next();
    }

    /// Other costs.
    pub fn next_costs(&mut self) {
        self.costs = (self.costs + 1) % MISSES.len();
    }

    /// What has to be measured of every arm to draw it; `None` where there is nothing.
    pub fn wanted(&self, model: &ScreenModel) -> Option<Wanted> {
        let bench = model.bench.as_deref()?;
        match self.view(bench)? {
            DecisionTab::SimplexView => None,
            DecisionTab::Roc => Some(Wanted::Roc(self.class(bench, &model.thresholds))),
            DecisionTab::Reliability => Some(Wanted::Reliability),
        }
    }

    /// The class that is set against the rest: the rarest at first; of labels the one that is chosen in pane 3.
    fn class(&self, bench: &Bench, thresholds: &LabelThresholds) -> usize {
        let last = bench.dataset.classes().saturating_sub(1);
        let class = match bench.dataset.task() {
            Task::MultiLabel => thresholds.label(),
            Task::Classification | Task::Regression => self.class.or_else(|| bench.rarest()).unwrap_or(0),
        };
        class.min(last)
    }

    /// What mistakes cost.
    fn costs(&self, model: &ScreenModel) -> Costs {
        let own = Costs { miss: MISSES[self.costs], alarm: 1.0 };
        if model.task() == Task::MultiLabel { model.thresholds.costs() } else { own }
    }

    /// The threshold a step lower or higher, evenly in log-odds.
    fn step(&mut self, model: &ScreenModel, direction: Direction) {
        let at = match self.threshold {
            Threshold::At(p) => p,
            Threshold::LeastCost => self.costs(model).threshold().unwrap_or(0.5),
            Threshold::Half | Threshold::BestF1 => 0.5,
        };
        let place = (STEPS * (at / (1.0 - at)).log10()).round();
        let to = if direction == Direction::Left { place - 1.0 } else { place + 1.0 };
        let odds = 10_f64.powf(to.clamp(-POWERS * STEPS, POWERS * STEPS) / STEPS);
        self.threshold = Threshold::At(odds / (1.0 + odds));
    }

    fn act_roc(&mut self, model: &ScreenModel, bench: &Bench, direction: Direction) {
        match direction {
            Direction::Left | Direction::Right => self.step(model, direction),
            Direction::Home => (self.class, self.threshold) = (None, Threshold::Half),
            _ => {
                let at = self.class(bench, &model.thresholds);
                self.class = Some(moved(at, bench.dataset.classes(), direction, 1));
            }
        }
    }
}

/// Columns of numbers from title, width and priority; one without a title has words, to the left.
fn columns<const N: usize>(table: [(&'static str, u16, u8); N]) -> [Column<'static>; N] {
    table.map(|(title, width, priority)| Column {
        title,
        alignment: if title.is_empty() { Alignment::Left } else { Alignment::Right },
        width: Width::Fixed(width),
        priority,
    })
}

/// Wrapped words into what room there is; where it is too little, an ellipsis says so.
fn put_notes(notes: &[String], theme: &Theme, area: Rect, buf: &mut Buffer) {
    for (at, (text, y)) in notes.iter().zip(area.top()..area.bottom()).enumerate() {
        let cut = notes.get(at + 1).filter(|_| y + 1 == area.bottom());
        let text = cut.map_or_else(|| text.clone(), |next| format!("{text} {next}"));
        let line =
            Line::styled(fit(&text, usize::from(area.width), theme.symbols()), theme.style(StyleRole::Dim));
        put_line(buf, Rect { y, height: 1, ..area }, &line, theme);
    }
}

impl Pane for Decision {
    fn title(&self) -> &'static str {
        "Decision"
    }

    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let dim = theme.style(StyleRole::Dim);
        let Some((bench, view)) = model.bench.as_ref().and_then(|bench| Some((bench, self.view(bench)?)))
        else {
            return Line::default();
        };
        let text = match view {
            DecisionTab::SimplexView => return Line::styled(self.simplex.subtitle(model), dim),
            DecisionTab::Roc => {
                let name = model.class_name(self.class(bench, &model.thresholds));
                format!("ROC of {}", fit(name, 16, theme.symbols()))
            }
            DecisionTab::Reliability => "reliability ".to_owned() + self.stage.name(),
        };
        let mut spans = vec![Span::raw(text)];
        if model.focused().is_some_and(|arm| arm.history.is_probe) {
            spans.push(Span::styled(" (probe)", theme.style(StyleRole::Warning)));
        }
        Line::from(spans)
    }

    fn extra<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let text = match model.bench.as_ref().and_then(|bench| self.view(bench)) {
            Some(DecisionTab::SimplexView) if model.class_names().len() > 3 => ", made to sum to 1",
            Some(DecisionTab::Roc) if self.scale == Scale::Log => " against the rest, log axis, up: recall",
            Some(DecisionTab::Roc) => " against the rest, up: recall",
            Some(DecisionTab::Reliability) => ", up: share that is right",
            _ => "",
        };
        Line::styled(text, theme.style(StyleRole::Dim))
    }

    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some(bench) = &model.bench else { return };
        match self.view(bench) {
            None => super::empty(
                &fit("numbers have no classes: nothing is decided", usize::from(area.width), theme.symbols()),
                theme,
                area,
                buf,
            ),
            Some(DecisionTab::SimplexView) => self.simplex.render(model, theme, area, buf),
            Some(DecisionTab::Roc) => self.draw_roc(model, bench, theme, area, buf),
            Some(DecisionTab::Reliability) => reliability::draw(self.stage, model, theme, area, buf),
        }
    }

    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        let Some(bench) = &model.bench else { return };
        match self.view(bench) {
            None => {}
            Some(DecisionTab::SimplexView) => self.simplex.act(model, direction),
            Some(DecisionTab::Roc) => self.act_roc(model, bench, direction),
            Some(DecisionTab::Reliability) => self.stage = self.stage.moved(direction),
        }
    }

    fn on(&mut self, model: &mut ScreenModel, action: &Action) -> Response {
        let (task, focused) = (model.task(), model.focus == PaneId::Decision);
        match (action, task) {
            (Action::LogAxis, _) => self.toggle_log(),
            (Action::View, _) => self.next_view(model),
            (Action::Move(direction), Task::MultiLabel) => model.move_threshold(*direction),
            (Action::Threshold, Task::MultiLabel) => model.jump_threshold(),
            (Action::Costs, Task::MultiLabel) => {
                model.thresholds.next_costs();
                model.measure_labels();
            }
            (Action::Threshold, Task::Classification) if focused => self.next_threshold(),
            (Action::Costs, Task::Classification) if focused => self.next_costs(),
            (Action::Threshold | Action::Costs, Task::Classification | Task::Regression) => {
                return Response::Refused(format!(
                    "thresholds are for several labels an image, and for the ROC of classes in pane 6; this is {}",
                    task.name()
                ));
            }
            _ => return Response::Passed,
        }
        Response::Done
    }

    fn hints(&self) -> &'static [&'static str] {
        match self.chosen {
            None | Some(DecisionTab::SimplexView) => &["view", "next arm", "next image", "zoom"],
            Some(DecisionTab::Roc) => &["view", "threshold", "costs", "axis", "next arm"],
            Some(DecisionTab::Reliability) => &["view", "next arm", "zoom"],
        }
    }
}

/// Why an arm has nothing here.
fn nothing_of(model: &ScreenModel) -> &'static str {
    let evaluated = model.shown().iter().any(|arm| arm.history.latest.is_some());
    if evaluated { "no predictions of this run are kept" } else { "no evaluation yet" }
}

#[cfg(test)]
mod tests;
