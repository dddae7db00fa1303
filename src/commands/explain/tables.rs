//! The tables from outputs to probabilities, and from probabilities to the gradient.

use super::WIDTH;
use super::columns::{TextColumn, given, laid_out, number};
use crate::console::table;
use crate::explain::{self, Explanation, Goal, LossVerdict, Readings};
use crate::loss::catalogue::Family;
use crate::loss::{Link, Positive, STEEPEST, TargetKind};

/// What every row is called: the class with a mark at the true one.
fn names(explanation: &Explanation) -> TextColumn {
    let question = &explanation.question;
    let family = explanation.verdicts[0].loss.family();
    let name = |at: usize| match (family, question.names.get(at)) {
        (_, Some(name)) => name.clone(),
        (Family::Cumulative, None) => format!("above {at}"),
        _ => at.to_string(),
    };
    let one_of_many = match family {
        Family::Cumulative | Family::Logit | Family::ClassNumber | Family::Values | Family::Features => false,
        Family::Sigmoid => matches!(question.goal, Goal::Label(_)),
        Family::Softmax | Family::Normalised(_) | Family::Scores => true,
    };
    let marked = |at: usize| match question.goal.label() {
        Some(label) if label == at && one_of_many => format!("{} <", name(at)),
        _ => name(at),
    };
    let title = match family {
        Family::Cumulative => "threshold",
        Family::Logit | Family::ClassNumber | Family::Values | Family::Features => "output",
        _ => "class",
    };
    TextColumn::texts(title, (0..question.outputs.len()).map(marked))
}

fn has(explanation: &Explanation, family: Family) -> bool {
    explanation.verdicts.iter().any(|verdict| verdict.loss.family() == family)
}

fn notes(lines: &mut Vec<String>, notes: &[&str]) {
    for note in notes {
        lines.extend(table::wrapped(note, WIDTH - 2).into_iter().map(|part| format!("  {part}")));
    }
    lines.push(String::new());
}

/// From outputs to probabilities; nothing for losses on scores and numbers.
pub(super) fn readings(explanation: &Explanation) -> Vec<String> {
    let chosen = has(explanation, Family::Softmax) || has(explanation, Family::Sigmoid);
    let positive = positives(explanation);
    let ordered = has(explanation, Family::Cumulative) || has(explanation, Family::Logit);
    if !(chosen || ordered) && positive.is_empty() {
        return Vec::new();
    }
    let readings = &explanation.readings;
    let mut columns = vec![names(explanation), TextColumn::numbers("logit z", &explanation.question.outputs)];
    let mut texts = Vec::new();
    if chosen {
        columns.extend(softmax(readings));
        texts.push(SOFTMAX);
    }
    let meanings =
        positive.iter().map(|own| format!("{}: {}; / sum: divided by their sum.", own.name, own.meaning));
    let meanings: Vec<String> = meanings.collect();
    for own in &positive {
        columns.extend(shares_of(own, &explanation.question.outputs));
    }
    texts.extend(meanings.iter().map(String::as_str));
    if chosen || ordered {
        let sigmoid = TextColumn::numbers("sigmoid", &readings.sigmoid);
        columns.push(if chosen { sigmoid.summed(&readings.sigmoid) } else { sigmoid });
        texts.push("sigmoid: 1 / (1 + exp(-z)), each for itself; their sum need not be 1.");
    }
    if chosen || !positive.is_empty() {
        columns.extend(readings.shares.as_ref().map(|p| TextColumn::numbers("z/sum z", p).summed(p)));
        texts.push(match readings.shares {
            Some(_) => "z/sum z: division by the sum, for values that are not negative.",
            None => "z/sum z: no distribution here; it needs values of at least 0, not all 0.",
        });
    }
    let mut lines = laid_out("from outputs to probabilities", &columns);
    notes(&mut lines, &texts);
    lines.extend(classes(explanation));
    lines
}

const SOFTMAX: &str = "naive: exp z / sum exp z in single precision, where exp overflows above 88. \
     softmax: exp(z-max) / sum exp(z-max), the same without overflow.";

/// The road that overflows, and the one that does not.
fn softmax(readings: &Readings) -> [TextColumn; 4] {
    let exp: Vec<f64> = readings.exp.iter().map(|exp| f64::from(*exp)).collect();
    let undefined = if exp.iter().any(|exp| exp.is_infinite()) { "inf/inf" } else { "0/0" };
    let naive = |share: &Option<f32>| share.map_or_else(|| undefined.to_owned(), |p| number(f64::from(p)));
    [
        TextColumn::numbers("exp z", &exp).summed(&exp),
        TextColumn::texts("naive", readings.naive.iter().map(naive)),
        TextColumn::numbers("exp(z-max)", &readings.shifted).summed(&readings.shifted),
        TextColumn::numbers("softmax", &readings.softmax).summed(&readings.softmax),
    ]
}

/// The functions by which losses make outputs positive, each once.
fn positives(explanation: &Explanation) -> Vec<&'static Positive> {
    let mut found: Vec<&Positive> = Vec::new();
    for verdict in &explanation.verdicts {
        if let Family::Normalised(positive) = verdict.loss.family()
            && !found.contains(&positive)
        {
            found.push(positive);
        }
    }
    found
}

/// The outputs made positive, and divided by their sum.
fn shares_of(positive: &Positive, outputs: &[f64]) -> [TextColumn; 2] {
    let values: Vec<f64> = outputs.iter().map(|z| positive.value(*z)).collect();
    let total: f64 = values.iter().sum();
    let shares: Vec<f64> = values.iter().map(|value| value / total).collect();
    [
        TextColumn::numbers(positive.name, &values).summed(&values),
        TextColumn::numbers("/ sum", &shares).summed(&shares),
    ]
}

/// What thresholds leave to the classes between them.
fn classes(explanation: &Explanation) -> Vec<String> {
    let thresholds = explanation.verdicts.iter().find_map(|verdict| verdict.classes.as_ref());
    let Some(p) = thresholds else { return Vec::new() };
    let label = explanation.question.goal.label();
    let name = |class: usize| if label == Some(class) { format!("{class} <") } else { class.to_string() };
    let columns = [TextColumn::texts("class", (0..p.len()).map(name)), TextColumn::numbers("p", p).summed(p)];
    let [caption, note] = if has(explanation, Family::Logit) {
        ["what the logit leaves to each class", "p: the sigmoid for class 1, the rest for class 0."]
    } else {
        let note = "p: the difference of the sigmoids on both sides; 0 where they contradict each other.";
        ["what the thresholds leave to each class", note]
    };
    let mut lines = laid_out(caption, &columns);
    notes(&mut lines, &[note]);
    lines
}

/// The words for what a loss sees and wants.
fn words(verdict: &LossVerdict) -> [&'static str; 3] {
    match verdict.loss.family() {
        _ if verdict.loss.link() == Link::Exp => ["rate exp z", "count t", "rate - t"],
        _ if verdict.loss.takes(TargetKind::Teacher) => ["p", "teacher q", "p - q"],
        Family::Softmax | Family::Normalised(_) | Family::Sigmoid => ["p", "truth y", "p - y"],
        Family::Cumulative => ["p", "above?", "p - y"],
        Family::Logit => ["p", "class 1?", "p - y"],
        Family::ClassNumber => ["output z", "number n", "z - n"],
        Family::Scores => ["score z", "truth y", "z - y"],
        Family::Values => ["prediction", "truth t", "z - t"],
        Family::Features => ["feature h", "wanted t", "h - t"],
    }
}

/// From what the losses see to their gradients, one column a loss.
pub(super) fn gradients(explanation: &Explanation, check: bool) -> Vec<String> {
    let verdicts = &explanation.verdicts;
    let mut columns = vec![names(explanation)];
    columns.extend(compared(verdicts));
    for verdict in verdicts {
        let title = if verdicts.len() == 1 { "gradient" } else { verdict.loss.name() };
        let column = TextColumn::numbers(title, &verdict.gradient);
        // Whether a constant added to every output changes the loss: no question about numbers.
        let summed = !matches!(
            verdict.loss.family(),
            Family::Values | Family::Features | Family::Cumulative | Family::Logit | Family::ClassNumber
        );
        columns.push(if summed { column.summed(&verdict.gradient) } else { column });
        if check {
            columns.push(TextColumn::numbers("check", &verdict.check));
        }
    }
    let caption = match (verdicts.as_slice(), verdicts[0].loss.family()) {
        ([_], Family::Scores) => "from scores to the gradient",
        ([_], Family::Values | Family::ClassNumber) => "from predictions to the gradient",
        ([_], Family::Features) => "from features to the gradient",
        ([_], _) => "from probabilities to the gradient",
        _ => "the gradient of each loss",
    };
    let mut lines = laid_out(caption, &columns);
    notes(&mut lines, &gradient_notes(explanation, check));
    lines
}

/// What the losses see, what they want and the difference; only what is wanted where they do not see the same.
fn compared(verdicts: &[LossVerdict]) -> Vec<TextColumn> {
    let first = &verdicts[0];
    let [seen, wanted, difference] = words(first);
    let truth = TextColumn::texts(wanted, first.wanted.iter().copied().map(given));
    if verdicts.iter().any(|verdict| verdict.seen != first.seen || verdict.wanted != first.wanted) {
        return vec![truth];
    }
    let mut columns = vec![
        TextColumn::numbers(seen, &first.seen),
        truth,
        TextColumn::numbers(difference, &first.difference),
    ];
    if let Some(answers) = first.answers.as_ref().filter(|_| verdicts.len() == 1) {
        columns.push(TextColumn::numbers("-ln p(right)", answers).summed(answers));
    }
    columns
}

fn gradient_notes(explanation: &Explanation, check: bool) -> Vec<&'static str> {
    let mut texts = Vec::new();
    if explanation.question.class_weights.is_some() {
        texts.push("gradient: of the loss after class weights.");
    }
    for verdict in &explanation.verdicts {
        let text = match verdict.loss.name() {
            "logit-adjusted" => {
                "p: the softmax of z + tau ln pi, which this loss uses; the softmax above is what the model predicts."
            }
            "ldam" => {
                "p: the softmax of scale (z - margin), the margin being that of the true class alone; what the model predicts is the softmax of scale z."
            }
            "distillation" => {
                "p and q: the softmax of both models at the temperature, and so are entropies and KL; the surprisal is at temperature 1."
            }
            "poisson" if explanation.question.outputs.iter().any(|output| *output > STEEPEST) => {
                "gradient: beyond z = 50, exp goes on along its tangent there, and the gradient is that at 50 minus t."
            }
            _ => continue,
        };
        texts.push(text);
    }
    if check {
        texts.push("check: finite differences of the loss, (L(z+h) - L(z-h)) / 2h.");
    }
    texts
}

/// `d p_i / d z_j` of the softmax.
pub(super) fn jacobian(explanation: &Explanation) -> Vec<String> {
    let rows = explain::jacobian(&explanation.question.outputs);
    let mut columns = vec![TextColumn::texts("d p_i / d z_j", (0..rows.len()).map(|i| format!("i = {i}")))];
    for j in 0..rows.len() {
        let column: Vec<f64> = rows.iter().map(|row| row[j]).collect();
        // Probabilities are of the size of 1, however small those of a column.
        columns.push(TextColumn::numbers(format!("j = {j}"), &column).summed_from(1e-12, &column));
    }
    let mut lines = laid_out("the Jacobian of the softmax", &columns);
    let entries = "p_i (1 - p_i) on the diagonal, -p_i p_j beside it: every logit moves every probability, and the \
                   diagonal alone is not the derivative.";
    notes(&mut lines, &[entries]);
    lines
}
