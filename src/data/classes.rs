//! Classes by name: their order, finding one, keeping some.

use super::images::first_of;
use super::{DataError, DataTargets, Dataset, Origin, Part, Task};
use crate::base::spec::suggest;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// Most classes a label can tell apart.
pub(crate) const MAX_CLASSES: usize = 1 << 16;

/// Sorts class names: by number where all are numbers, by text otherwise.
pub(crate) fn sort(names: &mut [String]) {
    if names.iter().all(|name| name.parse::<u64>().is_ok()) {
        names.sort_by_cached_key(|name| (name.parse::<u64>().unwrap_or(u64::MAX), name.clone()));
    } else {
        names.sort();
    }
}

/// The class that `text` means: its name, else its name in other letter case, else its index.
pub(crate) fn find(names: &[String], text: &str) -> Option<usize> {
    by_name(names, text).or_else(|| by_index(names, text))
}

fn by_name(names: &[String], text: &str) -> Option<usize> {
    let any_case = || names.iter().position(|name| name.eq_ignore_ascii_case(text));
    names.iter().position(|name| name == text).or_else(any_case)
}

fn by_index(names: &[String], text: &str) -> Option<usize> {
    text.parse().ok().filter(|index: &usize| *index < names.len())
}

/// Whether some texts are all meant as indices: none of them is needed as a name, and not all of them are names.
fn are_indices(names: &[String], wanted: &[String]) -> bool {
    let all_named = wanted.iter().all(|text| by_name(names, text).is_some());
    !all_named && wanted.iter().all(|text| by_index(names, text).is_some())
}

/// The classes that `wanted` lists, each once, in the order of the list: all by name, or all by index.
///
/// # Errors
/// Names the first text that is no class, with the nearest names.
pub(crate) fn choose(path: &Path, names: &[String], wanted: &[String]) -> Result<Vec<usize>, DataError> {
    let reading = if are_indices(names, wanted) { by_index } else { by_name };
    let mut chosen = Vec::new();
    for text in wanted {
        let class = reading(names, text).ok_or_else(|| no_class(path, names, wanted, text))?;
        if !chosen.contains(&class) {
            chosen.push(class);
        }
    }
    Ok(chosen)
}

fn no_class(path: &Path, names: &[String], wanted: &[String], text: &str) -> DataError {
    let named = wanted.iter().find(|other| by_name(names, other).is_some());
    let expected = match named.filter(|_| by_index(names, text).is_some()) {
        Some(other) => {
            format!("the name of a class, as '{other}' is one (or indices below {} alone)", names.len())
        }
        None => format!("a class by name or index below {}", names.len()),
    };
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let advice = suggest(text, &known).trim_start_matches("; ").to_owned();
    DataError::new(path, expected, format!("'{text}'")).advise(advice)
}

/// A note on classes that are chosen by their indices.
fn indices_note(names: &[String], wanted: &[String]) -> Option<String> {
    let named = |text: &String| by_index(names, text).map(|class| format!("{text} is '{}'", names[class]));
    let all: Vec<String> = wanted.iter().filter_map(named).collect();
    // Indices whose classes are called the same say nothing.
    let plain = wanted.iter().all(|text| by_index(names, text).is_some_and(|class| names[class] == *text));
    (!plain && are_indices(names, wanted)).then(|| format!("classes by index: {}", first_of(&all)))
}

/// Which classes, labels or numbers a user wants, by name or index.
#[derive(Clone, Copy, Default)]
pub(crate) struct WantedClasses<'a> {
    /// To keep; empty: all.
    pub(crate) keep: &'a [String],
    /// To take out, their images laid into the OOD set.
    pub(crate) hold_out: &'a [String],
}

/// Keeps what is wanted, in the set's order. Classes that no image has go, which the notes say.
///
/// Of a set of classes the images of others go too; a set of several labels keeps its images, and those that
/// have a label that is held out move to [`Parts::ood`].
///
/// # Errors
/// If a wanted class does not exist, one is both kept and held out, numbers are held out, or too few remain.
pub(crate) fn narrow(set: Dataset, path: &Path, wanted: WantedClasses<'_>) -> Result<Dataset, DataError> {
    let chosen = choose(path, &set.class_names, wanted.keep)?;
    let out = choose(path, &set.class_names, wanted.hold_out)?;
    refuse(&set, path, &chosen, &out)?;
    let classified = set.task() == Task::Classification;
    let everything: Vec<u32> = (0..set.labels.len() as u32).collect();
    let counts = set.class_counts(&everything);
    let asked = |class: &usize| (wanted.keep.is_empty() || chosen.contains(class)) && !out.contains(class);
    let (keep, empty): (Vec<usize>, Vec<usize>) =
        (0..set.classes()).filter(asked).partition(|class| counts[*class] > 0 || !classified);
    if keep.is_empty() {
        return Err(DataError::new(path, "a class or label that is kept", "none"));
    }
    let said = [wanted.keep, wanted.hold_out].map(|texts| indices_note(&set.class_names, texts));
    let set = Dataset { notes: set.notes.into_iter().chain(said.into_iter().flatten()).collect(), ..set };
    if keep.len() == set.classes() {
        return Ok(with_note(set));
    }
    let total = set.classes();
    let mut set = retain(hold_out(set, &out), &keep)?;
    if !empty.is_empty() {
        set.notes.push(format!("{} of {total} classes have no images and are left out", empty.len()));
    }
    Ok(with_note(set))
}

fn with_note(mut set: Dataset) -> Dataset {
    set.notes.extend(untrained(&set));
    set
}

fn refuse(set: &Dataset, path: &Path, chosen: &[usize], out: &[usize]) -> Result<(), DataError> {
    if let Some(both) = out.iter().find(|class| chosen.contains(class)) {
        let found = format!("'{}' among those to keep", set.class_names[*both]);
        return Err(DataError::new(path, "classes to hold out that are not kept", found));
    }
    if !out.is_empty() && set.task() == Task::Regression {
        return Err(DataError::new(path, "classes or labels to hold out", "numbers to predict"));
    }
    Ok(())
}

/// Moves the images of these classes, or with these labels, to the OOD set.
fn hold_out(mut set: Dataset, out: &[usize]) -> Dataset {
    let class_of = |index: u32| match &set.targets {
        DataTargets::MultiHot(rows) => out.iter().copied().find(|label| rows[[index as usize, *label]] > 0.0),
        _ => Some(usize::from(set.labels[index as usize])).filter(|class| out.contains(class)),
    };
    let mut parts = set.parts.clone();
    let mut taken = Vec::new();
    for part in [Part::Train, Part::Validation, Part::Test] {
        parts.get_mut(part).retain(|index| {
            let class = class_of(*index);
            taken.extend(class.map(|class| (*index, class)));
            class.is_none()
        });
    }
    let names: Vec<Arc<str>> = set.class_names.iter().map(|name| Arc::from(name.as_str())).collect();
    parts.ood.extend(taken.iter().map(|(index, _)| *index));
    set.origins.extend(taken.iter().map(|(_, class)| Origin::Class(Arc::clone(&names[*class]))));
    set.parts = parts;
    set
}

/// Drops all classes that are not in `keep` (ascending) and renumbers the rest; images of the dropped ones go
/// where they have one class each, unless they lie in the OOD set.
fn retain(set: Dataset, keep: &[usize]) -> Result<Dataset, DataError> {
    let renumbered = |label: u16| keep.binary_search(&usize::from(label)).ok();
    let outside: HashSet<u32> = set.parts.ood.iter().copied().collect();
    let classified = set.task() == Task::Classification;
    let stays = |index: &usize| {
        !classified || renumbered(set.labels[*index]).is_some() || outside.contains(&(*index as u32))
    };
    let kept: Vec<usize> = (0..set.labels.len()).filter(stays).collect();
    let mut set = set.keep_images(&kept)?;
    if classified {
        set.labels.iter_mut().for_each(|label| *label = renumbered(*label).unwrap_or(0) as u16);
    }
    set.targets = set.targets.select_outputs(keep);
    set.class_names = keep.iter().map(|class| set.class_names[*class].clone()).collect();
    set.checked()
}

/// A note on classes that nothing can be learnt about.
fn untrained(set: &Dataset) -> Option<String> {
    let counts = set.class_counts(&set.parts.train);
    let names: Vec<&str> = set
        .class_names
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count == 0)
        .map(|(name, _)| name.as_str())
        .collect();
    let what = if set.task() == Task::MultiLabel { "with" } else { "of" };
    (!names.is_empty()).then(|| format!("no training images {what} {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Parts;
    use ndarray::{Array4, array};

    fn narrow(set: Dataset, path: &Path, keep: &[String]) -> Result<Dataset, DataError> {
        super::narrow(set, path, WantedClasses { keep, hold_out: &[] })
    }

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    fn set() -> Dataset {
        let images = Array4::from_shape_fn((6, 1, 2, 1), |(index, ..)| index as u8);
        let parts = Parts { train: vec![0, 1, 2, 4], validation: vec![3], test: vec![5], ..Parts::default() };
        Dataset::new("toy", images, vec![0, 2, 3, 3, 2, 0], names(&["a", "b", "c", "d"]), parts).unwrap()
    }

    #[test]
    fn names_sort_as_numbers_only_where_all_are_numbers() {
        let mut digits = names(&["10", "9", "1"]);
        sort(&mut digits);
        assert_eq!(digits, ["1", "9", "10"]);
        let mut words = names(&["10", "9", "cat", "Bird"]);
        sort(&mut words);
        assert_eq!(words, ["10", "9", "Bird", "cat"]);
    }

    #[test]
    fn a_class_is_found_by_name_in_any_case_then_by_index() {
        let names = names(&["1", "0", "Coat"]);
        let found = ["1", "2", "coat", "3"].map(|text| find(&names, text));
        assert_eq!(found, [Some(0), Some(2), Some(2), None]);
    }

    #[test]
    fn a_list_is_read_by_names_or_by_indices_and_never_by_both() {
        let numbered: Vec<String> = (1..=12).map(|name| name.to_string()).collect();
        let chosen = |wanted: &[&str]| choose(Path::new("toy"), &numbered, &names(wanted));
        assert_eq!(chosen(&["1", "2", "12"]).unwrap(), [0, 1, 11], "all are names");
        assert_eq!(chosen(&["0", "1", "2"]).unwrap(), [0, 1, 2], "0 is no name, so all are indices");
        let note = indices_note(&numbered, &names(&["0", "1"])).unwrap();
        assert_eq!(note, "classes by index: 0 is '1', 1 is '2'");
        assert_eq!(indices_note(&numbered, &names(&["1", "2"])), None);
        let mixed = choose(Path::new("toy"), &names(&["cat", "dog"]), &names(&["cat", "1"])).unwrap_err();
        assert!(mixed.to_string().contains("as 'cat' is one") && mixed.found == "'1'", "{mixed}");
        let digits: Vec<String> = (0..10).map(|name| name.to_string()).collect();
        assert_eq!(indices_note(&digits, &names(&["3", "4"])), None, "an index is its name there");
    }

    #[test]
    fn an_unknown_class_is_refused_with_the_nearest() {
        let error = narrow(set(), Path::new("toy"), &names(&["a", "dd"])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "toy: expected a class by name or index below 4, found 'dd'; did you mean 'd'?"
        );
    }

    #[test]
    fn keeping_classes_renumbers_labels_parts_and_images_together() {
        let kept = narrow(set(), Path::new("toy"), &names(&["d", "c"])).unwrap();
        assert_eq!(
            (kept.class_names.as_slice(), kept.labels.as_slice()),
            (&names(&["c", "d"])[..], &[0, 1, 1, 0][..])
        );
        assert_eq!(kept.images.iter().copied().step_by(2).collect::<Vec<u8>>(), [1, 2, 3, 4]);
        assert_eq!(
            kept.parts,
            Parts { train: vec![0, 1, 3], validation: vec![2], test: vec![], ood: vec![] }
        );
        assert!(kept.notes.is_empty());
    }

    #[test]
    fn a_class_without_images_is_left_out_and_one_class_is_not_enough() {
        let kept = narrow(set(), Path::new("toy"), &[]).unwrap();
        assert_eq!(kept.class_names, ["a", "c", "d"]);
        assert_eq!(kept.notes, ["1 of 4 classes have no images and are left out"]);
        let error = narrow(set(), Path::new("toy"), &names(&["a"])).unwrap_err();
        assert!(error.to_string().contains("at least two classes"), "{error}");
    }

    fn without(set: Dataset, keep: &[&str], out: &[&str]) -> Result<Dataset, DataError> {
        let (keep, hold_out) = (names(keep), names(out));
        super::narrow(set, Path::new("toy"), WantedClasses { keep: &keep, hold_out: &hold_out })
    }

    #[test]
    fn a_class_held_out_leaves_the_names_and_its_images_lie_in_the_tray() {
        let held = without(set(), &[], &["c"]).unwrap();
        assert_eq!(held.class_names, ["a", "d"]);
        assert_eq!(held.parts.train, [0, 2], "b has no images, those of c went");
        assert_eq!((held.parts.ood, held.parts.test), (vec![1, 4], vec![5]));
        assert_eq!(held.origins[0].to_string(), "c, held out");
        let both = without(set(), &["a", "d"], &["c"]).unwrap();
        assert_eq!((both.class_names.concat(), both.parts.ood.len()), ("ad".to_owned(), 2));
        let error = without(set(), &["a", "c"], &["c"]).unwrap_err().to_string();
        assert!(error.contains("found 'c' among those to keep"), "{error}");
    }

    #[test]
    fn labels_are_kept_without_dropping_images_and_held_out_with_those_that_have_them() {
        let several = || {
            let targets = DataTargets::MultiHot(array![[1.0, 0.0, 0.0], [0.0, 1.0, 1.0], [0.0, 0.0, 0.0]]);
            let parts = Parts { train: vec![0, 1, 2], ..Parts::default() };
            let images = Array4::zeros((3, 1, 1, 1));
            Dataset::with_targets("toy", images, targets, names(&["a", "b", "c"]), parts).unwrap()
        };
        let kept = without(several(), &["c", "a"], &[]).unwrap();
        assert_eq!((kept.class_names.concat(), kept.parts.train.len()), ("ac".to_owned(), 3));
        assert_eq!(kept.targets, DataTargets::MultiHot(array![[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]));
        let held = without(several(), &[], &["b"]).unwrap();
        assert_eq!(
            (held.class_names.concat(), held.parts.train, held.parts.ood),
            ("ac".to_owned(), vec![0, 2], vec![1])
        );
        let error = without(several(), &[], &["a", "b", "c"]).unwrap_err().to_string();
        assert!(error.contains("expected a class or label that is kept"), "{error}");
    }
}
