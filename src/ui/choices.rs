//! What can be chosen from lists, with one sentence each.

use super::action::Choice;
use super::model::ScreenModel;
use crate::data::{Sampler, Task};
use crate::lab::learn::objective::Effort;
use crate::lab::recipe::{Edit, PANE_ROWS};
use crate::loss::{catalogue, weights};

/// What Enter does with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// It is taken.
    Complete,
    /// It is taken, and every arm starts again.
    Restarts,
    /// It goes into the line, because something has to be given with it.
    Unfinished,
}

/// One line of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuEntry {
    /// What is set.
    pub value: String,
    /// One sentence.
    pub sentence: String,
    /// Whether it is what is set now.
    pub present: bool,
    /// What Enter does.
    pub kind: EntryKind,
}

const MODELS: [(&str, &str); 11] = [
    ("linear", "softmax regression"),
    ("mlp:32", "one small hidden layer"),
    ("mlp:256,128", "two hidden layers"),
    ("mlp:512,256,128", "three hidden layers"),
    ("mlp:128,activation=sigmoid", "sigmoids flatten the gradient"),
    ("mlp:128,activation=tanh", "a centred sigmoid"),
    ("mlp:128,activation=step", "no gradient: only the last layer learns"),
    ("cnn", "two convolutions, then a dense layer"),
    ("cnn:8,16,32,norm=batch,join=average", "normalised, and the mean of each channel at the end"),
    ("lenet", "LeNet-5 with sigmoids and mean pooling, as in 1998"),
    ("lenet:activation=relu,pool=max", "LeNet-5 with today's parts"),
];

const IMBALANCES: [(&str, &str); 9] = [
    ("none", "the classes as they are"),
    ("exp:10", "a tail, 10 to 1"),
    ("exp:50", "a long tail, 50 to 1"),
    ("exp:100", "a long tail, 100 to 1"),
    ("exp:100,order=seed", "100 to 1, the seed decides who is rare"),
    ("step:100,0.5", "half the classes rare, 100 to 1"),
    ("linear:10", "falling evenly, 10 to 1"),
    ("binary:100", "one class against all others, 1 to 100"),
    ("binary:1000", "one class against all others, 1 to 1,000"),
];

/// Every value that a setting is offered, whatever the data are, with its sentence.
pub(super) fn offered(choice: Choice) -> Vec<(String, &'static str)> {
    let own = |(value, sentence): &(&str, &'static str)| ((*value).to_owned(), *sentence);
    match choice {
        Choice::Loss => catalogue::ALL.iter().map(|row| (row.name.to_owned(), row.summary)).collect(),
        // `inverse` is `balanced` to the digit, because weights are rescaled to a mean of 1: it is read, but not offered.
        Choice::Weights => {
            let rows = weights::ALL.iter().filter(|row| row.name != "inverse");
            rows.map(|row| (row.usage.to_owned(), row.summary)).collect()
        }
        Choice::Sampler => Sampler::ALL.into_iter().map(|row| (row.usage.to_owned(), row.summary)).collect(),
        Choice::Model => MODELS.iter().map(own).collect(),
        Choice::Imbalance => IMBALANCES.iter().map(own).collect(),
        Choice::Pane => PANE_ROWS.iter().map(own).collect(),
        Choice::Measure => Vec::new(),
    }
}

/// The entries of a menu: what fits the data and the focused arm. Curves knows its measures itself.
pub(super) fn entries(model: &ScreenModel, choice: Choice) -> Vec<MenuEntry> {
    let arm = model.live_arm().filter(|arm| arm.history.settings().is_some());
    let now = match (choice, choice.field(), arm) {
        (Choice::Imbalance, ..) => {
            model.bench.as_ref().map_or_else(String::new, |bench| bench.imbalance.clone())
        }
        (_, Some(field), Some(arm)) => arm.setting(field),
        (_, Some(_), None) => return Vec::new(),
        (_, None, _) => model.focus.name().to_owned(),
    };
    let entry = |(value, sentence): (String, &str)| {
        let kind = kind(model, choice, &value)?;
        Some(MenuEntry { present: value == now, value, sentence: sentence.to_owned(), kind })
    };
    let mut entries: Vec<MenuEntry> = offered(choice).into_iter().filter_map(entry).collect();
    mark(&mut entries, &now);
    entries
}

/// What Enter does with a value; `None` for one that does not fit the data.
fn kind(model: &ScreenModel, choice: Choice, value: &str) -> Option<EntryKind> {
    match choice {
        Choice::Model | Choice::Imbalance => Some(EntryKind::Restarts),
        Choice::Pane | Choice::Measure => Some(EntryKind::Complete),
        Choice::Sampler | Choice::Weights if value.contains("CLASS") || value.starts_with("manual") => {
            (model.task() == Task::Classification).then_some(EntryKind::Unfinished)
        }
        Choice::Loss | Choice::Weights | Choice::Sampler => {
            let edit = Edit::parse(choice.field()?, value).ok()?;
            Some(match model.fit(&edit).ok()? {
                Effort::Live => EntryKind::Complete,
                Effort::Restart => EntryKind::Restarts,
            })
        }
    }
}

/// What is set stands in the menu, even with parameters of its own: in the place of its name, or first.
fn mark(entries: &mut Vec<MenuEntry>, now: &str) {
    if now.is_empty() || entries.iter().any(|entry| entry.present) {
        return;
    }
    let name = |text: &str| text.split(':').next().unwrap_or_default().to_owned();
    if let Some(entry) = entries.iter_mut().find(|entry| name(&entry.value) == name(now)) {
        (entry.value, entry.present) = (now.to_owned(), true);
        return;
    }
    let (value, sentence) = (now.to_owned(), "as it is set now".to_owned());
    entries.insert(0, MenuEntry { value, sentence, present: true, kind: EntryKind::Complete });
}
