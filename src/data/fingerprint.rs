//! Whether data are the same as before: a number that stands for all of their content.

use super::Dataset;
use super::images::ContentHash;

impl Dataset {
    /// 32 hexadecimal digits that stand for images, targets, names of classes and parts (XXH3, 128 bits). Names of files and
    /// notes have no share in it: the same images in another folder are the same data.
    pub fn fingerprint(&self) -> String {
        let mut hash = ContentHash::default();
        hash.add(self.pixels());
        for side in self.shape() {
            hash.add(&(side as u64).to_le_bytes());
        }
        hash.add(&self.labels.iter().flat_map(|label| label.to_le_bytes()).collect::<Vec<u8>>());
        for rows in std::iter::once(&self.targets).chain(self.extras.iter().map(|extra| &extra.targets)) {
            let numbers = rows.rows().into_iter().flatten().flat_map(|number| number.to_le_bytes());
            hash.add(&numbers.collect::<Vec<u8>>());
        }
        for name in &self.class_names {
            hash.add(name.as_bytes());
        }
        let parts = &self.parts;
        for part in [&parts.train, &parts.validation, &parts.test, &parts.ood] {
            hash.add(&part.iter().flat_map(|index| index.to_le_bytes()).collect::<Vec<u8>>());
        }
        format!("{:032x}", hash.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Part, Parts};
    use ndarray::Array4;

    fn set() -> Dataset {
        let images = Array4::from_shape_fn((4, 2, 2, 1), |(n, y, x, _)| (n * 4 + y * 2 + x) as u8);
        let parts = Parts::of([Part::Train, Part::Train, Part::Train, Part::Validation]);
        let names = ["a", "b"].map(str::to_owned).to_vec();
        Dataset::new("toy", images, vec![0, 1, 0, 1], names, parts).unwrap()
    }

    #[test]
    fn every_part_of_the_content_counts_and_names_of_files_do_not() {
        let plain = set().fingerprint();
        let pixel = |set: &mut Dataset| set.images[[3, 1, 1, 0]] += 1;
        let label = |set: &mut Dataset| set.labels[0] = 1;
        let name = |set: &mut Dataset| set.class_names[1] = "c".into();
        let part = |set: &mut Dataset| set.parts.train.truncate(2);
        for change in [&pixel as &dyn Fn(&mut Dataset), &label, &name, &part] {
            let mut changed = set();
            change(&mut changed);
            assert_ne!(changed.fingerprint(), plain);
        }
        let files = ["1", "2", "3", "4"].map(str::to_owned).to_vec();
        assert_eq!(Dataset { files, notes: vec!["x".into()], ..set() }.fingerprint(), plain);
        assert_eq!(plain.len(), 32);
    }
}
