//! What the loss says in all, how the two distributions compare, and what one step did to one weight.

use super::Scene;
use crate::data::Task;
use crate::lab::insight::WeightStep;
use crate::ui::panes::number;
use crate::ui::theme::{Role, wrap};
use ratatui::text::{Line, Span};

impl Scene<'_> {
    /// The sentences below the table, wrapped.
    pub(super) fn facts(&self) -> Vec<Line<'static>> {
        let symbols = self.theme.symbols();
        let mut lines = vec![Line::default()];
        for (text, role) in
            [Some((self.loss(), Role::Title)), self.sums(), self.information(), Some(self.weight())]
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
        let bits = match &verdict.information {
            Some(found)
                if found.surprisal.is_some_and(|surprisal| (surprisal - verdict.value).abs() < 1e-9) =>
            {
                format!(" nats = {} bits", of(verdict.value / std::f64::consts::LN_2))
            }
            _ => String::new(),
        };
        let weight = if (verdict.weighted - verdict.value).abs() > 1e-12 {
            format!("; {} with its class weight, to which dL/dz belongs", of(verdict.weighted))
        } else {
            String::new()
        };
        format!("loss {}{bits}{weight}", of(verdict.value))
    }

    /// What the two roads to probabilities sum to.
    fn sums(&self) -> Option<(String, Role)> {
        if self.task == Task::Values {
            return None;
        }
        let readings = &self.explanation.readings;
        let [softmax, sigmoid] = [&readings.softmax, &readings.sigmoid].map(|p| p.iter().sum::<f64>());
        let on = readings.sigmoid.iter().filter(|p| **p >= 0.5).count();
        let of = |value: f64| number(Some(value), self.theme);
        let shift = match self.shift {
            0 => "+ adds a constant to all logits: the softmax stands still, the sigmoids move".to_owned(),
            shift => format!("{shift:+} on every logit: the softmax stands still, the sigmoids have moved"),
        };
        Some((
            format!("sums: softmax {}, sigmoids {} ({on} on); {shift}", of(softmax), of(sigmoid)),
            Role::Dim,
        ))
    }

    fn information(&self) -> Option<(String, Role)> {
        let found = self.explanation.verdicts[0].information?;
        let unit = self.app.unit;
        let of = |nats: f64| number(Some(unit.of_nats(nats)), self.theme);
        let surprisal =
            found.surprisal.map_or_else(String::new, |nats| format!("surprisal of the truth {}, ", of(nats)));
        let backward = found.backward.map_or_else(|| "infinite".to_owned(), of);
        let [model, truth, forward] = [found.entropy_of_model, found.entropy_of_truth, found.forward].map(of);
        let text = format!(
            "{unit}: {surprisal}entropy of the model {model}, of the truth {truth}, KL(truth || model) {forward}, \
             KL(model || truth) {backward}"
        );
        Some((text, Role::Text))
    }

    /// The last single step, or how to make one.
    fn weight(&self) -> (String, Role) {
        let Some(step) = &self.arm.history.traced else {
            let text = ". makes one step and shows what it does to one weight of the last layer";
            return (text.to_owned(), Role::Dim);
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
        (text, Role::Text)
    }
}
