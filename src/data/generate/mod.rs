//! The embedded sets, drawn from a seed: one file a set, one row of a table a set.

mod garments;

use super::{DataError, Dataset, OnProgress};

/// A set that needs no file.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    /// What the user calls it.
    pub name: &'static str,
    /// One line for lists of sets.
    pub summary: &'static str,
    /// Draws the set: equal seeds give equal bytes, whatever the number of threads. Reports its progress, from any
    /// thread, in order.
    pub draw: fn(seed: u64, progress: OnProgress<'_>) -> Result<Dataset, DataError>,
}

/// Every embedded set.
pub const EMBEDDED: &[Embedded] = &[Embedded {
    name: garments::NAME,
    summary: "ten kinds of clothing, 28x28 grey, 10,000 to learn from and 2,000 to test; \
              shirt, T-shirt, pullover and coat are hard to tell apart",
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
}
