//! Pane 2: the watched picture and what every arm says of it.

use crate::lab::recipe::ArmId;
use crate::loss::ProbabilityMap;
use crate::metrics::information;
use crate::ui::action::Direction;
use crate::ui::app::App;
use crate::ui::pane::Pane;
use crate::ui::theme::{Role, Theme, pad};
use crate::ui::widgets::bars::{Bar, BarRow, Bars};
use crate::ui::widgets::draw::put_line;
use crate::ui::widgets::pixels::Picture;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect, Size};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Temperatures of the shown bars, in the order of the key.
const TEMPERATURES: [f32; 5] = [1.0, 2.0, 5.0, 10.0, 0.5];

/// Columns of a line of facts at most.
const FACTS: usize = 28;

/// How the bars are shown.
#[derive(Clone, Debug, Default)]
pub struct Prediction {
    temperature: usize,
}

/// What one arm says of the picture.
struct Says {
    arm: ArmId,
    /// At the shown temperature, `[K]`; `None` where the loss declares no probabilities.
    probabilities: Option<Vec<f32>>,
    /// ln p at the shown temperature, `[K]`.
    logs: Option<Vec<f64>>,
    logits: Vec<f32>,
    winner: usize,
    /// Every sigmoid of a label model says no.
    none: bool,
}

impl Prediction {
    /// The next temperature.
    pub fn next_temperature(&mut self) {
        self.temperature = (self.temperature + 1) % TEMPERATURES.len();
    }

    fn says(&self, app: &App) -> Vec<Says> {
        let temperature = TEMPERATURES[self.temperature];
        let words = app.watched_logits();
        let of = |(arm, logits): (ArmId, Vec<f32>)| {
            let map = map_of(app, arm);
            let mut probabilities = vec![0.0; logits.len()];
            let cooled: Vec<f32> = logits.iter().map(|z| z / temperature).collect();
            let defined = map.probabilities(&cooled, &mut probabilities);
            let logs =
                (0..logits.len()).map(|class| map.log_probability(&cooled, class).map(f64::from)).collect();
            let winner = usize::from(crate::lab::evaluate::argmax(logits.iter().copied()));
            let none = map.none_of_these(&logits).unwrap_or(false);
            Says { arm, probabilities: defined.then_some(probabilities), logs, logits, winner, none }
        };
        words.into_iter().filter(|(_, logits)| logits.iter().all(|z| z.is_finite())).map(of).collect()
    }

    /// The shown bars of all arms for one class.
    fn row<'a>(app: &'a App, theme: &Theme, says: &[Says], class: usize, truth: Option<usize>) -> BarRow<'a> {
        let bar = |says: &Says| {
            let value = says.probabilities.as_ref().map(|p| f64::from(p[class]));
            let text = value.map_or_else(|| score(says.logits[class]), |p| super::share(Some(p), theme));
            let look = theme.series(says.arm.index());
            Bar { letter: look.letter, value, text, style: look.style, winner: class == says.winner }
        };
        BarRow {
            label: app.class_name(class),
            bars: says.iter().map(bar).collect(),
            emphasis: truth == Some(class),
        }
    }

    /// A line that names the numbers, then one an arm: what it says, how surprised and how unsure it is.
    fn facts<'a>(app: &'a App, theme: &Theme, says: &[Says], width: usize) -> Vec<Line<'a>> {
        let truth = app.watched.and_then(|index| app.truth(index));
        let head = format!("{:>width$}", format!("surprisal entropy {}", app.unit));
        let mut lines = vec![Line::styled(head, theme.style(Role::Dim))];
        lines.extend(says.iter().map(|says| {
            let look = theme.series(says.arm.index());
            let right = truth == Some(says.winner);
            let symbol = if right { theme.symbols().check } else { theme.symbols().cross };
            let role = if right { Role::Good } else { Role::Bad };
            let number = |nats: Option<f64>| {
                nats.map_or_else(
                    || theme.symbols().dash.to_owned(),
                    |nats| format!("{:.2}", app.unit.of_nats(nats)),
                )
            };
            let logs = says.logs.as_ref();
            let surprisal = truth.and_then(|truth| logs.map(|logs| information::surprisal(logs[truth])));
            let entropy = logs.map(|logs| information::entropy_of_logs(logs));
            let name = if says.none { "none of these" } else { app.class_name(says.winner) };
            let name = pad(name, width.saturating_sub(16), Alignment::Left, theme.symbols());
            Line::from(vec![
                Span::styled(format!("{} ", look.letter), look.style),
                Span::styled(format!("{symbol} "), theme.style(role)),
                Span::raw(format!("{name}{:>6}{:>6}", number(surprisal), number(entropy))),
            ])
        }));
        lines
    }
}

/// A logit of a loss without probabilities in at most 4 columns: `-3.1`, `158`, `2e4`.
fn score(logit: f32) -> String {
    let texts = [format!("{logit:.1}"), format!("{logit:.0}"), format!("{logit:.0e}")];
    texts.into_iter().find(|text| text.len() <= 4).unwrap_or_else(|| "huge".to_owned())
}

fn map_of(app: &App, arm: ArmId) -> ProbabilityMap {
    let arm = app.shown().iter().find(|view| view.id == arm);
    let spec = arm.and_then(|arm| crate::base::spec::Spec::parse(arm.history.setting("loss")).ok());
    let loss = spec.and_then(|spec| crate::loss::Loss::parse(&spec).ok());
    loss.map_or(ProbabilityMap::None, |loss| loss.probability_map())
}

impl Pane for Prediction {
    fn subtitle<'a>(&self, app: &'a App, theme: &Theme) -> Line<'a> {
        let Some(index) = app.watched else { return Line::default() };
        let truth = app.truth(index).map_or("?", |class| app.class_name(class));
        let mut spans = vec![
            Span::styled(format!("#{index} truth "), theme.style(Role::Dim)),
            Span::styled(truth, theme.style(Role::Title)),
        ];
        let temperature = TEMPERATURES[self.temperature];
        if (temperature - 1.0).abs() > f32::EPSILON {
            spans.push(Span::styled(format!(" T={temperature}"), theme.style(Role::Warning)));
        }
        if app.pinned {
            spans.push(Span::styled(" pinned", theme.style(Role::Warning)));
        }
        Line::from(spans)
    }

    fn render(&self, app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let (Some(bench), Some(index)) = (&app.bench, app.watched) else {
            return super::empty("no picture yet", theme, area, buf);
        };
        let says = self.says(app);
        let truth = app.truth(index);
        let classes = bench.dataset.classes() as u16;
        let places = Places::of(area, bench.dataset.shape(), says.len().max(1) as u16, classes);
        let facts = Self::facts(app, theme, &says, usize::from(places.facts.width).min(FACTS));
        let picture = bench.dataset.picture(index);
        if let Some(pixels) = picture.as_slice() {
            Picture::new(theme, pixels, bench.dataset.shape()).render(places.picture, buf);
        }
        for (line, y) in facts.iter().zip(places.facts.top()..places.facts.bottom()) {
            put_line(buf, Rect { y, height: 1, ..places.facts }, line, theme);
        }
        let rows: Vec<BarRow<'_>> =
            (0..bench.dataset.classes()).map(|class| Self::row(app, theme, &says, class, truth)).collect();
        // Scores are longer than shares.
        let width = if says.iter().all(|says| says.probabilities.is_some()) { 3 } else { 4 };
        Bars::new(theme, &rows).value_width(width).render(places.bars, buf);
    }

    fn act(&mut self, _: &App, _: Direction) {}

    fn hints(&self) -> &'static [&'static str] {
        &["next picture", "random picture", "hardest picture", "pin", "temperature", "unit"]
    }
}

/// Columns that a class's name and each arm's bar need where bars stand side by side.
const LEAST_LABEL: u16 = 8;
/// See [`LEAST_LABEL`].
const LEAST_BAR: u16 = 10;

/// Where the picture, the facts and the bars stand.
struct Places {
    picture: Rect,
    facts: Rect,
    bars: Rect,
}

impl Places {
    /// Wide: picture and facts to the left, bars to the right. Narrow: picture and facts above, bars below.
    fn of(area: Rect, [height, width, _]: [usize; 3], arms: u16, classes: u16) -> Self {
        let (columns, rows, facts) = (width as u16, height.div_ceil(2) as u16, arms + 1);
        let beside = area.width.saturating_sub(columns.max(28) + 1);
        let all_bars = classes * arms <= area.height
            || (classes <= area.height && beside >= LEAST_LABEL + LEAST_BAR * arms);
        if beside >= 27 && area.height >= rows.min(10) && all_bars {
            let left = columns.max(28).min(area.width / 2);
            let above = rows.min(area.height.saturating_sub(facts)).max(area.height.min(4));
            let picture = Rect { width: left, height: above, ..area };
            let facts = Rect { y: area.y + above, height: area.height - above, ..picture };
            let bars = Rect { x: area.x + left + 1, width: area.width.saturating_sub(left + 1), ..area };
            return Self { picture, facts, bars };
        }
        let above = (area.height * 2 / 5).min(rows).min(8);
        let picture = Rect { width: (2 * above).min(area.width / 2), height: above, ..area };
        let x = area.x + picture.width + 1;
        let facts = Rect { x, width: area.right().saturating_sub(x), ..picture };
        let bars = Rect { y: area.y + above, height: area.height - above, ..area };
        Self { picture: Rect { width: picture.width, ..picture }, facts, bars }
    }
}

/// The room a picture needs at its own size, for other panes.
pub(super) fn cells([height, width, _]: [usize; 3]) -> Size {
    Size::new(width as u16, height.div_ceil(2) as u16)
}
