//! Equal images in two parts, on which a measurement says nothing about new ones, and in two classes, of which one is wrong.

use super::images::{counted, first_of, of_bytes};
use super::{Dataset, Task};
use std::collections::HashMap;

/// What a user should know of equal images. Ask after the validation set is cut.
pub fn repeated(set: &Dataset) -> Vec<String> {
    let numbers = numbers(set);
    [twins(set, &numbers), contradictions(set, &numbers)].into_iter().flatten().collect()
}

/// A number for each image, `[N]`, that stands for its bytes at the size it is kept at.
fn numbers(set: &Dataset) -> Vec<u128> {
    let size: usize = set.shape().iter().product();
    set.pixels().chunks_exact(size).map(of_bytes).collect()
}

/// Images of one class each that are the same, byte for byte at the size they are kept at, as one of another class: no model can
/// be right about both. Counts and names them; `None` where there are none, and where images have no one class.
fn contradictions(set: &Dataset, numbers: &[u128]) -> Option<String> {
    if set.task() != Task::Classification {
        return None;
    }
    let parts = [&set.parts.train, &set.parts.validation, &set.parts.test];
    let mut known: HashMap<u128, u32> = HashMap::new();
    let mut pairs = Vec::new();
    for index in parts.into_iter().flatten().copied() {
        let first = *known.entry(numbers[index as usize]).or_insert(index);
        let class = |index: u32| &set.class_names[usize::from(set.labels[index as usize])];
        if class(first) != class(index) {
            let side = |index| format!("{} ({})", name(set, index), class(index));
            pairs.push(format!("{} = {}", side(first), side(index)));
        }
    }
    let count = counted(pairs.len(), "image has", "images have");
    (!pairs.is_empty()).then(|| format!("{count} another class elsewhere: {}", first_of(&pairs)))
}

fn name(set: &Dataset, index: u32) -> String {
    set.files.get(index as usize).cloned().unwrap_or_else(|| format!("image {index}"))
}

/// Counts the images that are the same, byte for byte at the size they are kept at, as one in a part before theirs,
/// and names the first; `None` where there are none.
fn twins(set: &Dataset, numbers: &[u128]) -> Option<String> {
    let mut known: HashMap<u128, u32> = HashMap::new();
    let mut add = |part: &[u32]| -> Vec<(u32, u32)> {
        let number = |index: u32| numbers[index as usize];
        let twin = |index: &u32| known.get(&number(*index)).map(|first| (*index, *first));
        let twins = part.iter().filter_map(twin).collect();
        part.iter().for_each(|index| {
            known.entry(number(*index)).or_insert(*index);
        });
        twins
    };
    add(&set.parts.train);
    let (validation, test) = (add(&set.parts.validation), add(&set.parts.test));
    let count = |twins: &[(u32, u32)], part: &str| {
        (!twins.is_empty()).then(|| counted(twins.len(), &format!("{part} image"), &format!("{part} images")))
    };
    let counts: Vec<String> =
        [count(&validation, "validation"), count(&test, "test")].into_iter().flatten().collect();
    let pairs: Vec<String> = validation
        .iter()
        .chain(&test)
        .map(|(one, other)| format!("{} = {}", name(set, *one), name(set, *other)))
        .collect();
    let verb = if pairs.len() == 1 { "is" } else { "are" };
    let text = || format!("{} {verb} in another part too: {}", counts.join(" and "), first_of(&pairs));
    (!pairs.is_empty()).then(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Parts;
    use ndarray::Array4;

    fn twins(set: &Dataset) -> Option<String> {
        super::twins(set, &numbers(set))
    }

    fn contradictions(set: &Dataset) -> Option<String> {
        super::contradictions(set, &numbers(set))
    }

    fn set(pixels: &[u8]) -> Dataset {
        let images = Array4::from_shape_vec((pixels.len(), 1, 1, 1), pixels.to_vec()).unwrap();
        let parts = Parts { train: vec![0, 1], validation: vec![2, 3], test: vec![4, 5], ..Parts::default() };
        Dataset::new("toy", images, vec![0, 1, 0, 1, 0, 1], ["a", "b"].map(str::to_owned).to_vec(), parts)
            .unwrap()
    }

    #[test]
    fn images_of_two_classes_are_named_with_both() {
        assert_eq!(contradictions(&set(&[1, 2, 1, 3, 1, 4])), None, "equal ones of one class");
        let some = set(&[1, 1, 5, 6, 7, 8]);
        assert_eq!(
            contradictions(&some).unwrap(),
            "1 image has another class elsewhere: image 0 (a) = image 1 (b)"
        );
    }

    #[test]
    fn images_in_two_parts_are_counted_and_named() {
        assert_eq!(twins(&set(&[1, 1, 2, 3, 4, 5])), None, "twice in one part");
        let some = set(&[1, 2, 2, 3, 3, 9]);
        let expected = "1 validation image and 1 test image are in another part too: image 2 = image 1, \
                    image 4 = image 3";
        assert_eq!(twins(&some).unwrap(), expected);
        let mut named = set(&[1, 2, 5, 2, 8, 9]);
        named.files = ["a", "b", "c", "d", "e", "f"].map(str::to_owned).to_vec();
        assert_eq!(twins(&named).unwrap(), "1 validation image is in another part too: d = b");
    }
}
