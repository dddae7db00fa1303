//! The embedded sets, drawn from a seed: one file a set, one row of a table a set.

mod album;
mod animals;
mod art;
mod dice;
mod garments;
mod gauge;
mod pets;
mod retina;
mod scenery;
mod screening;
mod spots;
mod two_by_two;
mod two_points;
mod zoo;

use super::classes::{self, WantedClasses};
use super::{DataError, Dataset, LoadOptions, OnProgress, Task, answers};
use crate::base::spec::{Spec, SpecError};
use std::path::Path;

/// A set that needs no file.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    /// What the user calls it.
    pub name: &'static str,
    /// One line for lists of sets.
    pub summary: &'static str,
    /// Height, width and channels of its images, which no option changes.
    pub shape: [usize; 3],
    /// What its training set is thinned by where a recipe does not say, as in a recipe.
    pub imbalance: &'static str,
    /// What a network begins with where a recipe does not say, as in a recipe.
    pub init: &'static str,
    /// What can be chosen when it is drawn: `screening:shortcut=0.95`.
    pub choices: &'static [EmbeddedChoice],
    /// Draws the set: equal arguments give equal bytes, whatever the number of threads. Reports its progress, from any
    /// thread, in order.
    pub draw: fn(request: &DrawRequest<'_>, progress: OnProgress<'_>) -> Result<Dataset, DataError>,
}

/// A number that can be chosen when a set is drawn.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedChoice {
    /// What the user calls it.
    pub name: &'static str,
    /// Its value where none is given.
    pub default: f64,
    /// The least and the largest value.
    pub range: [f64; 2],
    /// One sentence.
    pub summary: &'static str,
}

/// What a set is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct DrawRequest<'a> {
    /// Decides every random number.
    pub seed: u64,
    /// What the targets are to be, for sets with more than one kind; `None` lets the set decide.
    pub target: Option<Task>,
    set: &'a Chosen,
}

impl DrawRequest<'_> {
    /// The value of a choice.
    ///
    /// # Panics
    /// If the set's row has no such choice.
    pub fn value(&self, name: &str) -> f64 {
        self.set.value(name)
    }
}

/// An embedded set with what was chosen for it.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The set's row.
    pub set: &'static Embedded,
    /// In the order of its choices.
    values: Vec<f64>,
}

impl Chosen {
    /// Reads what follows the name of a set.
    fn parse(set: &'static Embedded, text: &str) -> Result<Self, SpecError> {
        // A colon alone tells the set from a path of its name.
        let spec = Spec::parse(text.strip_suffix(':').unwrap_or(text))?;
        let names: Vec<&str> = set.choices.iter().map(|choice| choice.name).collect();
        spec.only(0, &names)?;
        let value = |choice: &EmbeddedChoice| {
            let value: f64 = spec.value(choice.name, choice.default)?;
            let [least, most] = choice.range;
            let wrong = format!("{}: {} must be {least} to {most}, found {value}", set.name, choice.name);
            if (least..=most).contains(&value) { Ok(value) } else { Err(SpecError(wrong)) }
        };
        let values = set.choices.iter().map(value).collect::<Result<_, _>>()?;
        Ok(Self { set, values })
    }

    /// The value of a choice; `None` if the set has none of that name.
    pub fn choice(&self, name: &str) -> Option<f64> {
        let at = self.set.choices.iter().position(|choice| choice.name == name)?;
        Some(self.values[at])
    }

    fn value(&self, name: &str) -> f64 {
        self.choice(name).unwrap_or_else(|| panic!("{} has no choice '{name}'", self.set.name))
    }

    /// Draws the set and keeps and holds out the classes that `options` list, by name or index.
    ///
    /// # Errors
    /// If a wanted class does not exist (with the nearest names), fewer than two remain, or the options ask for
    /// targets that it does not have.
    pub fn draw(
        &self,
        seed: u64,
        options: &LoadOptions,
        progress: OnProgress<'_>,
    ) -> Result<Dataset, DataError> {
        let name = self.set.name;
        if !options.columns.is_empty() {
            return Err(DataError::new(name, "a table, as its columns are asked for", "a drawn set"));
        }
        let wanted = WantedClasses { keep: &options.classes, hold_out: &options.hold_out };
        let drawn = (self.set.draw)(&DrawRequest { seed, target: options.target, set: self }, progress)?;
        classes::narrow(answers::retarget(drawn, options.target)?, Path::new(name), wanted)
    }
}

/// Every embedded set.
pub const EMBEDDED: &[Embedded] = &[
    Embedded {
        name: garments::NAME,
        summary: "ten kinds of clothing, 28x28 grey, 10,000 to learn from and 2,000 to test; \
                  shirt, T-shirt, pullover and coat are hard to tell apart",
        shape: [garments::SIDE, garments::SIDE, 1],
        imbalance: "exp:100",
        init: "none",
        choices: &[],
        draw: garments::draw,
    },
    Embedded {
        name: pets::NAME,
        summary: "dog, cat or fish, 32x32 colour, 3,000 to learn from and 600 to test; \
                  neither colour nor background decides",
        shape: pets::SHAPE,
        imbalance: "none",
        init: "none",
        choices: &[],
        draw: pets::draw,
    },
    Embedded {
        name: zoo::NAME,
        summary: "scenes with up to three of these animals, in colour or grey, 32x32, 4,000 to learn from and 1,000 \
                  to test; tags dog, cat, fish, colour, or with --target labels one album each",
        shape: zoo::SHAPE,
        imbalance: "none",
        init: "none",
        choices: zoo::CHOICES,
        draw: zoo::draw,
    },
    Embedded {
        name: gauge::NAME,
        summary: "a dial to read, 0 to 100, 32x32 grey, 3,000 to learn from and 600 to test",
        shape: gauge::SHAPE,
        imbalance: "none",
        init: "prior",
        choices: &[],
        draw: gauge::draw,
    },
    Embedded {
        name: spots::NAME,
        summary: "bright spots to count, most images few and some many, 32x32 grey, 4,000 to learn from and 800 to \
                  test",
        shape: spots::SHAPE,
        imbalance: "none",
        init: "prior",
        choices: &[],
        draw: spots::draw,
    },
    Embedded {
        name: retina::NAME,
        summary: "the back of an eye, 32x32 colour, 6,000 to learn from, graded 0 to 4 by a rule on four symptoms, which \
                  are extra targets",
        shape: [retina::SIDE, retina::SIDE, 3],
        imbalance: "none",
        init: "none",
        choices: &[],
        draw: retina::draw,
    },
    Embedded {
        name: screening::NAME,
        summary: "healthy or infected, 8x8 grey, one infected for 1,000 healthy in every part; made from a score whose \
                  ideal observer is known",
        shape: [screening::SIDE, screening::SIDE, 1],
        imbalance: "none",
        init: "none",
        choices: &screening::CHOICES,
        draw: screening::draw,
    },
    Embedded {
        name: two_by_two::NAME,
        summary: "three overlapping kinds of 2x2 grey pixels, 600 to learn from; their exact posterior is known, and \
                  softmax regression can reach it",
        shape: [two_by_two::SIDE, two_by_two::SIDE, 1],
        imbalance: "none",
        init: "none",
        choices: &two_by_two::CHOICES,
        draw: two_by_two::draw,
    },
    Embedded {
        name: two_points::NAME,
        summary: "one black pixel and one white, x = -1 and x = 1: the least that a logit can learn from",
        shape: [1, 1, 1],
        imbalance: "none",
        init: "none",
        choices: &[],
        draw: two_points::draw,
    },
];

/// The embedded set that a text names, with what it chooses: `screening`, `screening:shortcut=0.95`. `None` where it names
/// none.
///
/// # Errors
/// If it names a set and chooses what that set does not have, or a value out of range.
pub fn find(text: &str) -> Result<Option<Chosen>, SpecError> {
    let name = text.split_once(':').map_or(text, |(name, _)| name);
    let set = EMBEDDED.iter().find(|set| set.name == name);
    set.map(|set| Chosen::parse(set, text)).transpose()
}

/// What to say of a name that is a set's and also that of a path in the working directory: both spellings. `None` where it is
/// clear.
pub fn clash(text: &str) -> Option<String> {
    clash_in(Path::new(""), text)
}

/// The same in another directory.
fn clash_in(directory: &Path, text: &str) -> Option<String> {
    let set = EMBEDDED.iter().find(|set| set.name == text)?;
    let path = directory.join(text);
    let what = if path.is_dir() { "folder" } else { "file" };
    path.exists().then(|| {
        let name = set.name;
        format!(
            "'{name}' is an embedded set and a {what} here: ./{name} is the {what}, {name}: the embedded set"
        )
    })
}

/// The row of the set that a text names, whatever it chooses.
pub fn named(text: &str) -> Option<&'static Embedded> {
    let name = text.split_once(':').map_or(text, |(name, _)| name);
    EMBEDDED.iter().find(|set| set.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::CLOTHES;

    const TOY: Embedded = Embedded {
        name: "toy",
        choices: &[EmbeddedChoice { name: "share", default: 0.5, range: [0.0, 1.0], summary: "" }],
        ..EMBEDDED[0]
    };
    static TOYS: Embedded = TOY;

    #[test]
    fn a_name_that_is_also_a_path_is_told_with_both_spellings() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("pets")).unwrap();
        assert_eq!(clash_in(folder.path(), "garments"), None);
        let problem = clash_in(folder.path(), "pets").unwrap();
        assert!(problem.contains("./pets is the folder, pets: the embedded set"), "{problem}");
        assert_eq!(find("pets:").unwrap().unwrap().set.name, "pets");
    }

    #[test]
    fn a_set_is_found_by_its_name_alone() {
        assert_eq!(find("garments").unwrap().unwrap().set.name, "garments");
        assert!(find("Garments").unwrap().is_none() && find("").unwrap().is_none());
        assert_eq!(find("garments:colour=1").unwrap_err().0, "garments has no parameter 'colour'");
    }

    #[test]
    fn a_choice_is_read_with_the_name_and_keeps_its_range() {
        let value =
            |text: &str| Chosen::parse(&TOYS, text).map(|toy| toy.value("share")).map_err(|error| error.0);
        assert_eq!((value("toy"), value("toy:share=0.25")), (Ok(0.5), Ok(0.25)));
        let toy = Chosen::parse(&TOYS, "toy:share=0.25").unwrap();
        assert_eq!((toy.choice("share"), toy.choice("shares")), (Some(0.25), None));
        assert_eq!(value("toy:share=2").unwrap_err(), "toy: share must be 0 to 1, found 2");
    }

    #[test]
    fn an_embedded_set_keeps_the_classes_asked_for() {
        let draw = |wanted: &[&str]| {
            let classes = wanted.iter().map(|name| (*name).to_owned()).collect();
            let options = LoadOptions { classes, ..LoadOptions::default() };
            find("garments").unwrap().unwrap().draw(1, &options, &|_| {})
        };
        let set = draw(&["Bag", CLOTHES[0]]).unwrap();
        assert_eq!(set.class_names, [CLOTHES[0], "Bag"]);
        assert_eq!(set.class_counts(&set.parts.train), [1000, 1000]);
        assert_eq!(set.class_counts(&set.parts.test), [200, 200]);
        let error = draw(&["Bag", "Bags"]).unwrap_err().to_string();
        assert!(error.starts_with("garments: ") && error.contains("'Bags'; did you mean 'Bag'?"), "{error}");
    }
}
