//! The journal of an arm: captions in the order in which they became true, and those that are true now.

use super::advice::{self, Caption};
use crate::lab::record::event::{Body, Event};
use crate::lab::record::history::History;

/// An entry of the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalEntry {
    /// Steps done when it was written.
    pub step: u64,
    /// What it says.
    pub caption: Caption,
}

/// The captions of one arm.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// What is true now, the weightiest first.
    pub standing: Vec<Caption>,
    /// In the order of their steps.
    pub entries: Vec<JournalEntry>,
}

impl Journal {
    /// Goes on by one event, which the history has taken already.
    pub fn follow(&mut self, history: &History, event: &Event) {
        if !matches!(
            event.body,
            Body::Steps(_)
                | Body::Watched(_)
                | Body::Seen(_)
                | Body::Traced(_)
                | Body::Examined(_)
                | Body::Kept(_)
        ) {
            self.standing = advice::standing(history);
        }
        let changed = history.marks.last().map_or(0, |mark| mark.step);
        let lasting = self.standing.iter().filter(|caption| !caption.is_event());
        let news = lasting.filter(|caption| self.is_news(caption, changed)).cloned();
        let captions: Vec<Caption> = advice::happenings(history, event).into_iter().chain(news).collect();
        self.entries.extend(captions.into_iter().map(|caption| JournalEntry { step: event.step, caption }));
    }

    /// What is true is written once for its topic, until a change is made.
    fn is_news(&self, caption: &Caption, changed: u64) -> bool {
        let same = |entry: &&JournalEntry| entry.caption.topic == caption.topic;
        self.entries.iter().rev().find(same).is_none_or(|entry| entry.step < changed)
    }

    /// What the events of an arm add up to.
    #[cfg(test)]
    pub(crate) fn told(events: &[Event]) -> (History, Self) {
        let (mut history, mut journal) = (History::default(), Self::default());
        for event in events {
            history.apply(event);
            journal.follow(&history, event);
        }
        (history, journal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::analysis::advice::Topic;
    use crate::lab::fixtures::{Recorder, trainer_with};

    #[test]
    fn what_lasts_is_said_once() {
        // The weights forbid all answers but the first.
        let recorder = Recorder::record(&mut trainer_with(&["weights=manual:1,0,0", "lr=1"]), &[]);
        let (_, journal) = Journal::told(&recorder.events);
        let topics = |topic| journal.entries.iter().filter(|entry| entry.caption.topic == topic).count();
        assert_eq!(topics(Topic::Silent(2)), 1, "{:?}", journal.entries);
    }
}
