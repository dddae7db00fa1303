//! Pane 8: what happened and what it means, newest first, each caption with the key that answers it.

use crate::lab::analysis::advice::{Caption, Weight};
use crate::lab::recipe::ArmId;
use crate::ui::action::{Direction, moved};
use crate::ui::keymap;
use crate::ui::model::ScreenModel;
use crate::ui::panes::Pane;
use crate::ui::theme::{StyleRole, Theme, wrap};
use crate::ui::widgets::draw::put_line;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The first visible entry.
#[derive(Clone, Debug, Default)]
pub struct JournalPane {
    first: usize,
}

/// One line of the journal before it is wrapped.
struct JournalLine {
    arm: Option<ArmId>,
    step: u64,
    weight: Weight,
    text: String,
    key: Option<String>,
}

fn key_of(caption: &Caption) -> Option<String> {
    caption.answer.and_then(keymap::find).map(keymap::label)
}

/// All arms' captions that pass the filter, newest first, the notes on the data last.
fn entries(model: &ScreenModel) -> Vec<JournalLine> {
    let of_arm = |arm: &crate::ui::model::ArmView| {
        let id = arm.id;
        let entries = arm.journal.entries.iter().map(move |entry| (id, entry.clone()));
        entries.collect::<Vec<_>>()
    };
    let mut all: Vec<JournalLine> = model
        .shown()
        .iter()
        .flat_map(of_arm)
        .map(|(arm, entry)| JournalLine {
            arm: Some(arm),
            step: entry.step,
            weight: entry.caption.weight,
            text: entry.caption.named(model.class_names()),
            key: key_of(&entry.caption),
        })
        .collect();
    all.reverse();
    all.sort_by_key(|entry| (std::cmp::Reverse(entry.step), entry.arm));
    let notes = model.bench.iter().flat_map(|bench| bench.dataset.notes.clone());
    all.extend(notes.map(|text| JournalLine {
        arm: None,
        step: 0,
        weight: Weight::Note,
        text: format!("data: {text}"),
        key: None,
    }));
    all.retain(|entry| model.passes(&entry.text));
    all
}

/// The caption that the strip shows: the weightiest of what is true now, of any arm.
pub(in crate::ui) fn headline(model: &ScreenModel) -> Option<(ArmId, Caption)> {
    let arms = model.shown().iter();
    let captions = arms.flat_map(|arm| arm.journal.standing.iter().map(|caption| (arm.id, caption)));
    let mut first: Option<(ArmId, &Caption)> = None;
    for (arm, caption) in captions {
        if first.is_none_or(|(_, known)| caption.weight > known.weight) {
            first = Some((arm, caption));
        }
    }
    first.map(|(arm, caption)| (arm, caption.clone()))
}

fn lines<'a>(entry: &JournalLine, theme: &Theme, width: usize) -> Vec<Line<'a>> {
    let role = match entry.weight {
        Weight::Note => StyleRole::Text,
        Weight::Advice => StyleRole::Warning,
        Weight::Alarm => StyleRole::Bad,
    };
    let look = entry.arm.map(|arm| theme.series(arm.index()));
    let head =
        look.map_or_else(|| "        ".to_owned(), |look| format!("{} {:>5} ", look.letter, entry.step));
    let text = match &entry.key {
        Some(key) => format!("{}: press {key}", entry.text),
        None => entry.text.clone(),
    };
    let wrapped = wrap(&text, width.saturating_sub(head.len()).max(10), theme.symbols());
    let style = look.map_or(theme.style(StyleRole::Dim), |look| look.style);
    let indent = " ".repeat(head.len());
    wrapped
        .into_iter()
        .enumerate()
        .map(|(at, text)| {
            let head = if at == 0 { Span::styled(head.clone(), style) } else { Span::raw(indent.clone()) };
            Line::from(vec![head, Span::styled(text, theme.style(role))])
        })
        .collect()
}

impl Pane for JournalPane {
    fn title(&self) -> &'static str {
        "Journal"
    }

    fn subtitle<'a>(&self, model: &'a ScreenModel, theme: &Theme) -> Line<'a> {
        let text = match entries(model).len() {
            1 => "1 entry: arm, step".to_owned(),
            n => format!("{n} entries: arm, step"),
        };
        Line::styled(text, theme.style(StyleRole::Dim))
    }

    fn render(&self, model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let entries = entries(model);
        if entries.is_empty() {
            let text = match model.filter.as_str() {
                "" => "nothing happened yet".to_owned(),
                filter => format!("no entry contains '{filter}'"),
            };
            return super::empty(&text, theme, area, buf);
        }
        let first = self.first.min(entries.len() - 1);
        let all = entries[first..].iter().flat_map(|entry| lines(entry, theme, usize::from(area.width)));
        for (line, y) in all.zip(area.top()..area.bottom()) {
            put_line(buf, Rect { y, height: 1, ..area }, &line, theme);
        }
    }

    fn act(&mut self, model: &mut ScreenModel, direction: Direction) {
        self.first = moved(self.first, entries(model).len(), direction, 1);
    }

    fn hints(&self) -> &'static [&'static str] {
        &["filter"]
    }
}
