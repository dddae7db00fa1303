//! The embedded sets, drawn from a seed: one file a set, one row of a table a set.

mod garments;

use super::classes::{self, Wanted};
use super::{DataError, Dataset, LoadOptions, OnProgress, answers};
use std::path::Path;

/// A set that needs no file.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    /// What the user calls it.
    pub name: &'static str,
    /// One line for lists of sets.
    pub summary: &'static str,
    /// Height and width of its pictures, which no option changes.
    pub side: usize,
    /// Draws the set: equal seeds give equal bytes, whatever the number of threads. Reports its progress, from any
    /// thread, in order.
    pub draw: fn(seed: u64, progress: OnProgress<'_>) -> Result<Dataset, DataError>,
}

impl Embedded {
    /// Draws the set and keeps and holds out the classes that `options` list, by name or index.
    ///
    /// # Errors
    /// If a wanted class does not exist (with the nearest names), fewer than two remain, or the options ask for
    /// targets that it does not have.
    pub fn draw_classes(
        &self,
        seed: u64,
        options: &LoadOptions,
        progress: OnProgress<'_>,
    ) -> Result<Dataset, DataError> {
        if !options.columns.is_empty() {
            return Err(DataError::new(self.name, "a table, as its columns are asked for", "a drawn set"));
        }
        let wanted = Wanted { keep: &options.classes, hold_out: &options.hold_out };
        let set = answers::retarget((self.draw)(seed, progress)?, options.target)?;
        classes::narrow(set, Path::new(self.name), wanted)
    }
}

/// Every embedded set.
pub const EMBEDDED: &[Embedded] = &[Embedded {
    name: garments::NAME,
    summary: "ten kinds of clothing, 28x28 grey, 10,000 to learn from and 2,000 to test; \
              shirt, T-shirt, pullover and coat are hard to tell apart",
    side: garments::SIDE,
    draw: garments::draw,
}];

/// The embedded set of that name; `None` where there is none.
pub fn find(name: &str) -> Option<&'static Embedded> {
    EMBEDDED.iter().find(|set| set.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_found_by_its_name_alone() {
        assert_eq!(find("garments").unwrap().name, "garments");
        assert!(find("Garments").is_none() && find("").is_none());
    }

    #[test]
    fn an_embedded_set_keeps_the_classes_asked_for() {
        let draw = |wanted: &[&str]| {
            let classes = wanted.iter().map(|name| (*name).to_owned()).collect();
            let options = LoadOptions { classes, ..LoadOptions::default() };
            find("garments").unwrap().draw_classes(1, &options, &|_| {})
        };
        let set = draw(&["Bag", "0"]).unwrap();
        assert_eq!(set.class_names, [super::super::CLOTHES[0], "Bag"]);
        assert_eq!(set.class_counts(&set.parts.train), [1000, 1000]);
        assert_eq!(set.class_counts(&set.parts.test), [200, 200]);
        let error = draw(&["Bag", "Bags"]).unwrap_err().to_string();
        assert!(error.starts_with("garments: ") && error.contains("'Bags'; nearest: Bag"), "{error}");
    }
}
