//! Classes by name: their order, finding one, keeping some.

use super::{DataError, Dataset, Parts};
use crate::base::spec::suggest;
use ndarray::Array4;
use std::path::Path;

/// Most classes a label can tell apart.
pub(crate) const MOST_CLASSES: usize = 1 << 16;

/// Sorts class names: by number where all are numbers, by text otherwise.
pub(crate) fn sort(names: &mut [String]) {
    if names.iter().all(|name| name.parse::<u64>().is_ok()) {
        names.sort_by_cached_key(|name| (name.parse::<u64>().unwrap_or(u64::MAX), name.clone()));
    } else {
        names.sort();
    }
}

/// The class that `text` means: its name, else its index, else its name in other letter case.
pub(crate) fn find(names: &[String], text: &str) -> Option<usize> {
    let index = || text.parse().ok().filter(|index: &usize| *index < names.len());
    let any_case = || names.iter().position(|name| name.eq_ignore_ascii_case(text));
    names.iter().position(|name| name == text).or_else(index).or_else(any_case)
}

/// The classes that `wanted` lists, each once, in the order of the list.
///
/// # Errors
/// Names the first text that is no class, with the nearest names.
pub(crate) fn choose(path: &Path, names: &[String], wanted: &[String]) -> Result<Vec<usize>, DataError> {
    let mut chosen = Vec::new();
    for text in wanted {
        let class = find(names, text).ok_or_else(|| {
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            let advice = suggest(text, &known).trim_start_matches("; ").to_owned();
            DataError::new(
                path,
                format!("a class by name or index below {}", names.len()),
                format!("'{text}'"),
            )
            .advise(advice)
        })?;
        if !chosen.contains(&class) {
            chosen.push(class);
        }
    }
    Ok(chosen)
}

/// Keeps the classes that `wanted` lists (all, where it is empty) and that have pictures, in the set's order.
///
/// A class left out because no picture has it is said in the notes.
///
/// # Errors
/// If a wanted class does not exist or fewer than two remain.
pub(crate) fn narrow(set: Dataset, path: &Path, wanted: &[String]) -> Result<Dataset, DataError> {
    let chosen = choose(path, &set.class_names, wanted)?;
    let everything: Vec<u32> = (0..set.labels.len() as u32).collect();
    let counts = set.class_counts(&everything);
    let asked = |class: &usize| wanted.is_empty() || chosen.contains(class);
    let (keep, empty): (Vec<usize>, Vec<usize>) =
        (0..set.classes()).filter(asked).partition(|class| counts[*class] > 0);
    let mut set = if keep.len() == set.classes() { set } else { retain(set, &keep, empty.len())? };
    set.notes.extend(untrained(&set));
    Ok(set)
}

/// Drops all pictures of classes that are not in `keep` (ascending) and renumbers the rest.
fn retain(set: Dataset, keep: &[usize], empty: usize) -> Result<Dataset, DataError> {
    let [height, width, channels] = set.shape();
    let Dataset { name, images, labels, class_names, parts, mut notes, .. } = set;
    let renumbered = |label: &u16| keep.binary_search(&usize::from(*label)).ok();
    let mut fate = vec![None; labels.len()];
    let mut kept = Vec::new();
    let bytes = height * width * channels;
    let mut pixels = images.into_owned().into_raw_vec_and_offset().0;
    for (index, label) in labels.iter().enumerate() {
        if let Some(class) = renumbered(label) {
            fate[index] = Some(kept.len() as u32);
            pixels.copy_within(index * bytes..(index + 1) * bytes, kept.len() * bytes);
            kept.push(class as u16);
        }
    }
    pixels.truncate(kept.len() * bytes);
    let images = Array4::from_shape_vec((kept.len(), height, width, channels), pixels)
        .map_err(|error| DataError::new(&name, "pictures of one shape", error.to_string()))?;
    let follow = |part: &[u32]| part.iter().filter_map(|index| fate[*index as usize]).collect();
    let parts = Parts {
        train: follow(&parts.train),
        validation: follow(&parts.validation),
        test: follow(&parts.test),
        outside: follow(&parts.outside),
    };
    if empty > 0 {
        notes.push(format!("{empty} of {} classes have no pictures and are left out", class_names.len()));
    }
    let class_names = keep.iter().map(|class| class_names[*class].clone()).collect();
    Ok(Dataset { notes, ..Dataset::new(name, images, kept, class_names, parts)? })
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
    (!names.is_empty()).then(|| format!("no training pictures of {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_class_is_found_by_name_then_index_then_letter_case() {
        let names = names(&["1", "0", "Coat"]);
        let found = ["1", "2", "coat", "3"].map(|text| find(&names, text));
        assert_eq!(found, [Some(0), Some(2), Some(2), None]);
    }

    #[test]
    fn an_unknown_class_is_refused_with_the_nearest() {
        let error = narrow(set(), Path::new("toy"), &names(&["a", "dd"])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "toy: expected a class by name or index below 4, found 'dd'; nearest: d"
        );
    }

    #[test]
    fn keeping_classes_renumbers_labels_parts_and_pictures_together() {
        let kept = narrow(set(), Path::new("toy"), &names(&["3", "c"])).unwrap();
        assert_eq!(
            (kept.class_names.as_slice(), kept.labels.as_slice()),
            (&names(&["c", "d"])[..], &[0, 1, 1, 0][..])
        );
        assert_eq!(kept.images.iter().copied().step_by(2).collect::<Vec<u8>>(), [1, 2, 3, 4]);
        assert_eq!(
            kept.parts,
            Parts { train: vec![0, 1, 3], validation: vec![2], test: vec![], outside: vec![] }
        );
        assert!(kept.notes.is_empty());
    }

    #[test]
    fn a_class_without_pictures_is_left_out_and_one_class_is_not_enough() {
        let kept = narrow(set(), Path::new("toy"), &[]).unwrap();
        assert_eq!(kept.class_names, ["a", "c", "d"]);
        assert_eq!(kept.notes, ["1 of 4 classes have no pictures and are left out"]);
        let error = narrow(set(), Path::new("toy"), &names(&["a"])).unwrap_err();
        assert!(error.to_string().contains("at least two classes"), "{error}");
    }
}
