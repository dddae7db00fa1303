//! What the loss says in all, how the two distributions compare, and what one step did to one weight.

use super::ExplainScene;
use crate::lab::record::history::Status;
use crate::lab::record::sheets::WeightStep;
use crate::ui::model::RunSource;
use crate::ui::numbers::number;
use crate::ui::theme::{StyleRole, wrap};
use ratatui::text::{Line, Span};

impl ExplainScene<'_> {
    /// The sentences below the table, wrapped.
    pub(super) fn facts(&self) -> Vec<Line<'static>> {
        let symbols = self.theme.symbols();
        let mut lines = vec![Line::default()];
        for (text, role) in
            [Some((self.loss(), StyleRole::Title)), self.sums(), self.information(), Some(self.weight())]
                .into_iter()
                .flatten()
        {
            let style = self.theme.style(role);
            let wrapped = wrap(&text, self.width.max(1), symbols).into_iter();
            lines.extend(wrapped.map(|line| Line::from(Span::styled(line, style))));
        }
        lines
    }

    /// In the unit of the screen, and in the other one where the loss is information.
    fn loss(&self) -> String {
        let verdict = &self.explanation.verdicts[0];
        let of = |value: f64| number(Some(value), self.theme);
        let is = |value: f64| (value - verdict.value).abs() < 1e-9;
        let surprisal = verdict.information.and_then(|found| found.surprisal);
        let answers = verdict.answers.as_deref().unwrap_or_default();
        let nats: f64 = answers.iter().sum();
        let unit = match surprisal {
            Some(surprisal) if is(surprisal) => Some(""),
            _ if answers.is_empty() => None,
            _ if is(nats) => Some(""),
            _ if is(nats / answers.len() as f64) => Some(" a label"),
            _ => None,
        };
        let bits = unit.map_or_else(String::new, |each| {
            format!(" nats{each} = {} bits{each}", of(verdict.value / std::f64::consts::LN_2))
        });
        let weight = if (verdict.weighted - verdict.value).abs() > 1e-12 {
            format!("; {} with its class weight, to which dL/dz belongs", of(verdict.weighted))
        } else {
            String::new()
        };
        let logarithm = surprisal.filter(|surprisal| is(*surprisal)).map_or_else(String::new, |surprisal| {
            let p = match (-surprisal).exp() {
                small @ ..0.0005 => format!("{small:.1e}"),
                p => number(Some(p), self.theme),
            };
            format!("= {}ln {p} ", self.theme.symbols().minus)
        });
        format!("loss {logarithm}= {}{bits}{weight}", of(verdict.value))
    }

    fn information(&self) -> Option<(String, StyleRole)> {
        let found = self.explanation.verdicts[0].information?;
        let unit = self.model.unit;
        let of = |nats: f64| number(Some(unit.of_nats(nats)), self.theme);
        let surprisal =
            found.surprisal.map_or_else(String::new, |nats| format!("surprisal of the truth {}, ", of(nats)));
        let backward = found.backward.map_or_else(|| "infinite".to_owned(), of);
        let [model, truth, forward] = [found.entropy_of_model, found.entropy_of_truth, found.forward].map(of);
        let text = format!(
            "{unit}: {surprisal}entropy of the model {model}, of the truth {truth}, KL(truth || model) {forward}, \
             KL(model || truth) {backward}"
        );
        Some((text, StyleRole::Text))
    }

    /// The last single step, or how to make one.
    fn weight(&self) -> (String, StyleRole) {
        let Some(step) = &self.arm.history.traced else {
            return (self.no_step().to_owned(), StyleRole::Dim);
        };
        let WeightStep { step: number, tensor, input, output, before, gradient, rate, after } = step;
        let small = |value: f32| {
            let text = format!("{value:.6}");
            text.replacen('-', self.theme.symbols().minus, 1)
        };
        let name = self.name(*output);
        let optimizer = self.arm.history.setting("optimizer");
        let text = format!(
            "one weight in step {number}, {tensor} from input {input} to {name}: before {}, gradient of the batch {}, moved by \
             {}, after {}. Rate {rate:.4} x gradient alone: {}; the rest is {optimizer}",
            small(*before),
            small(*gradient),
            small(after - before),
            small(*after),
            small(-rate * gradient),
        );
        (text, StyleRole::Text)
    }

    /// How to see a step of a weight, where one can still be made.
    fn no_step(&self) -> &'static str {
        match (&self.model.source, &self.arm.history.status) {
            (RunSource::Live, Status::Rested) => {
                "all steps are done: after c, . makes one and shows what it does to one weight"
            }
            (RunSource::Live, Status::Ended(_)) => "the arm has ended: there is no step of a weight to show",
            (RunSource::Live, _) => ". makes one step and shows what it does to one weight of the last layer",
            _ => "a stored run makes no steps: train it again to follow one weight through a step",
        }
    }
}
