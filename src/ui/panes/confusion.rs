//! Pane 3: which class is taken for which. Rows are the truth.

mod cells;
mod texts;

pub(super) use cells::difference_cell;
pub(super) use texts::{cell_width, headings, shorter};

use self::cells::{better_or_worse, hardest_pairs, times_predicted};
use crate::lab::analysis::compare;
use crate::lab::recipe::ArmId;
use crate::lab::record::evaluation::Evaluation;
use crate::ui::action::{Action, Direction, moved};
use crate::ui::model::ScreenModel;
use crate::ui::numbers::share;
use crate::ui::panes::{Pane, Pointed, Request, Response};
use crate::ui::theme::{StyleRole, Theme};
use crate::ui::widgets::heatmap::{HeatCell, HeatFoot, Heatmap, Shade};
use crate::ui::widgets::table::{Column, Table, Width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// More classes than this are folded to the pairs that are confused most.
const FOLD: usize = 20;

/// What a cell says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Normal {
    /// P(predicted | truth): the diagonal is recall.
    #[default]
    Truth,
    /// P(truth | predicted): the diagonal is precision.
    Prediction,
    /// Images.
    Count,
}

/// Which matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Matrix {
    /// One arm's.
    Of(ArmId),
    /// This arm's minus arm A's, by row.
    Minus(ArmId),
}

/// What is shown, and where the cursor is.
#[derive(Clone, Debug)]
pub struct ConfusionPane {
    matrix: Matrix,
    normal: Normal,
    cursor: (usize, usize),
}

impl Default for ConfusionPane {
    fn default() -> Self {
        Self { matrix: Matrix::Of(ArmId::A), normal: Normal::Truth, cursor: (0, 0) }
    }
}

impl ConfusionPane {
    /// The next way to normalise.
    pub fn normalise(&mut self) {
        self.normal = match self.normal {
            Normal::Truth => Normal::Prediction,
            Normal::Prediction => Normal::Count,
            Normal::Count => Normal::Truth,
        };
    }

    /// Each arm's matrix in turn, then each arm's difference from A.
    pub fn next_matrix(&mut self, arms: &[ArmId]) {
        let own = arms.iter().copied().map(Matrix::Of);
        let differences = arms.iter().copied().filter(|arm| *arm != ArmId::A).map(Matrix::Minus);
        let all: Vec<Matrix> = own.chain(differences).collect();
        let at = all.iter().position(|matrix| *matrix == self.matrix);
        self.matrix = at.and_then(|at| all.get(at + 1)).or(all.first()).copied().unwrap_or(self.matrix);
    }

    /// Shows an arm's own matrix, unless a difference is shown.
    pub fn show_arm(&mut self, arm: ArmId) {
        if let Matrix::Of(_) = self.matrix {
            self.matrix = Matrix::Of(arm);
        }
    }

    /// The arm whose matrix is shown, or whose difference from A.
    pub fn arm(&self) -> ArmId {
        let (Matrix::Of(arm) | Matrix::Minus(arm)) = self.matrix;
        arm
    }

    /// The selected cell: truth and prediction.
    pub fn cursor(&self) -> (usize, usize) {
        self.cursor
    }

    fn evaluation<'a>(&self, model: &'a ScreenModel) -> Option<&'a Evaluation> {
        latest(model, self.arm())
    }

    fn cell(&self, evaluation: &Evaluation, theme: &Theme, truth: usize, predicted: usize) -> HeatCell {
        let matrix = &evaluation.confusion;
        let count = matrix.count(truth, predicted);
        let value = match self.normal {
            Normal::Prediction => matrix.by_prediction(truth, predicted),
            Normal::Truth | Normal::Count => matrix.by_truth(truth, predicted),
        };
        let shade = match value {
            None => Shade::Plain,
            Some(share) if truth == predicted => Shade::Correct(share),
            Some(share) => Shade::Error(share),
        };
        match self.normal {
            _ if value.is_none() => HeatCell { text: theme.symbols().dash.into(), shade: Shade::Plain },
            _ if count == 0 => HeatCell { text: theme.symbols().separator.into(), shade: Shade::Plain },
            Normal::Count => HeatCell { text: count.to_string(), shade },
            Normal::Truth | Normal::Prediction => HeatCell { text: share(value, theme), shade },
        }
    }

    /// The matrix of an area, for what draws it or looks for a cell.
    fn with_matrix<T>(
        &self,
        model: &ScreenModel,
        theme: &Theme,
        area: Rect,
        use_it: impl FnOnce(&Heatmap<'_>) -> T,
    ) -> Option<T> {
        let evaluation = self.evaluation(model)?;
        let names = model.class_names();
        let difference = match self.matrix {
            Matrix::Of(_) => None,
            Matrix::Minus(_) => {
                latest(model, ArmId::A).map(|first| compare::confusion_difference(first, evaluation))
            }
        };
        let cell = |truth: usize, predicted: usize| match &difference {
            None => self.cell(evaluation, theme, truth, predicted),
            Some(difference) => {
                let value = difference[truth][predicted];
                HeatCell {
                    shade: better_or_worse(value, truth == predicted),
                    ..difference_cell(value, theme)
                }
            }
        };
        let counts = self.normal == Normal::Count && difference.is_none();
        let most = (0..names.len()).map(|class| evaluation.confusion.row_sum(class)).max().unwrap_or(0);
        let wanted =
            if counts { most.to_string().len().max(3) } else { 3 + usize::from(difference.is_some()) };
        let width = cell_width(area.width, names, wanted);
        let narrow = width < wanted;
        let short = |text: String| if narrow { shorter(&text, width) } else { text };
        let cell = |truth: usize, predicted: usize| {
            let HeatCell { text, shade } = cell(truth, predicted);
            HeatCell { text: short(text), shade }
        };
        let columns = headings(names, width, usize::from(area.height));
        let predicted = |class: usize| times_predicted(evaluation.confusion.column_sum(class), width, theme);
        let matrix = Heatmap::new(theme, names, &columns, &cell)
            .cursor(Some((self.cursor.0.min(names.len() - 1), self.cursor.1.min(names.len() - 1))))
            .cell_width(width as u16)
            .corner("true")
            .foot(HeatFoot { label: "predicted", cell: &predicted });
        Some(use_it(&matrix))
    }

    /// The pairs that are confused most, for many classes.
    fn draw_pairs(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some(evaluation) = self.evaluation(model) else { return };
        let pairs = hardest_pairs(evaluation);
        let column = |title, alignment, width, priority| Column { title, alignment, width, priority };
        let shown = [
            column("truth", Alignment::Left, Width::Between(8, 24), 3),
            column("taken for", Alignment::Left, Width::Between(8, 24), 3),
            column("images", Alignment::Right, Width::Fixed(8), 2),
            column("of its class", Alignment::Right, Width::Fixed(12), 1),
        ];
        let row = |at: usize| {
            let (truth, predicted) = pairs[at];
            let count = evaluation.confusion.count(truth, predicted).to_string();
            let share = share(evaluation.confusion.by_truth(truth, predicted), theme);
            [model.class_name(truth).to_owned(), model.class_name(predicted).to_owned(), count, share]
                .map(Span::raw)
                .to_vec()
        };
        let selected = pairs.iter().position(|pair| *pair == self.cursor);
        Table::new(theme, &shown, pairs.len(), &row).selected(selected).render(area, buf);
    }
}

fn latest(model: &ScreenModel, id: ArmId) -> Option<&Evaluation> {
    model.shown().iter().find(|arm| arm.id == id).and_then(|arm| arm.history.latest.as_deref())
}

impl Pane for ConfusionPane {
    fn title(&self) -> &'static str {
        "Confusion"
    }

    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let (matrix, how) = match (self.matrix, self.normal) {
            (Matrix::Minus(arm), _) => (format!("{arm}{}A", theme.symbols().minus), "difference of recall"),
            (Matrix::Of(arm), Normal::Truth) => (arm.to_string(), "row-normalised (recall)"),
            (Matrix::Of(arm), Normal::Prediction) => (arm.to_string(), "column-normalised (precision)"),
            (Matrix::Of(arm), Normal::Count) => (arm.to_string(), "images"),
        };
        let id = self.arm();
        let mut spans = vec![
            Span::styled(matrix, theme.series(id.index()).style),
            Span::raw(format!(" {how}")),
            Span::styled(", true \u{2193} predicted \u{2192}", theme.style(StyleRole::Dim)),
        ];
        if model.shown().iter().any(|arm| arm.id == id && arm.history.is_probe) {
            spans.push(Span::styled(" (probe)", theme.style(StyleRole::Warning)));
        }
        Line::from(spans)
    }

    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if self.evaluation(model).is_none() || model.class_names().is_empty() {
            super::empty("no evaluation yet", theme, area, buf);
        } else if model.class_names().len() > FOLD {
            self.draw_pairs(model, theme, area, buf);
        } else {
            self.with_matrix(model, theme, area, |matrix| matrix.render(area, buf));
        }
    }

    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        let k = model.class_names().len();
        if k > FOLD {
            let pairs = self.evaluation(model).map(hardest_pairs).unwrap_or_default();
            let at = pairs.iter().position(|pair| *pair == self.cursor).unwrap_or(0);
            let to = moved(at, pairs.len(), direction, 1);
            self.cursor = pairs.get(to).copied().unwrap_or(self.cursor);
            return;
        }
        let (truth, predicted) = self.cursor;
        self.cursor = match direction {
            Direction::Up => (truth.saturating_sub(1), predicted),
            Direction::Down => ((truth + 1).min(k.saturating_sub(1)), predicted),
            Direction::Left => (truth, predicted.saturating_sub(1)),
            Direction::Right => (truth, (predicted + 1).min(k.saturating_sub(1))),
            Direction::PageUp | Direction::Home => (0, 0),
            Direction::PageDown | Direction::End => (k.saturating_sub(1), k.saturating_sub(1)),
        };
    }

    fn point(&mut self, model: &mut ScreenModel, area: Rect, at: Position) -> Pointed {
        if model.class_names().len() > FOLD {
            return Pointed::Nowhere;
        }
        let cell = self.with_matrix(model, &model.theme, area, |matrix| matrix.cell_at(area, at)).flatten();
        cell.map_or(Pointed::Nowhere, |cell| Pointed::at(&mut self.cursor, cell))
    }

    fn on(&mut self, model: &mut ScreenModel, action: &Action) -> Response {
        match action {
            Action::Open => return Response::Asks(Request::Cell(self.arm(), self.cursor())),
            Action::Normalise => self.normalise(),
            Action::Difference => {
                let arms: Vec<ArmId> = model.shown().iter().map(|arm| arm.id).collect();
                self.next_matrix(&arms);
            }
            _ => return Response::Passed,
        }
        Response::Done
    }

    fn hints(&self) -> &'static [&'static str] {
        &["open", "difference", "normalise"]
    }
}
