//! The first bytes of an IDX file: element type and sizes.

use super::source::IdxSource;
use crate::data::DataError;
use crate::data::error::ErrorPlace;
use crate::data::naming::hex;
use std::path::Path;

/// What the elements of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct IdxElement {
    code: u8,
    /// Bytes of one element.
    pub(super) bytes: u64,
    name: &'static str,
}

/// Every element type that the format knows.
const ELEMENTS: [IdxElement; 6] = [
    IdxElement { code: 0x08, bytes: 1, name: "unsigned bytes" },
    IdxElement { code: 0x09, bytes: 1, name: "signed bytes" },
    IdxElement { code: 0x0b, bytes: 2, name: "16-bit integers" },
    IdxElement { code: 0x0c, bytes: 4, name: "32-bit integers" },
    IdxElement { code: 0x0d, bytes: 4, name: "32-bit floats" },
    IdxElement { code: 0x0e, bytes: 8, name: "64-bit floats" },
];

impl IdxElement {
    /// Whether the elements are unsigned bytes, as images are.
    pub(super) fn is_byte(self) -> bool {
        self.code == 0x08
    }

    /// One element as a whole number; `None` for floats.
    pub(super) fn integer(self, bytes: &[u8]) -> Option<i64> {
        match (self.code, bytes) {
            (0x08, [byte]) => Some(i64::from(*byte)),
            (0x09, [byte]) => Some(i64::from(byte.cast_signed())),
            (0x0b, [a, b]) => Some(i64::from(i16::from_be_bytes([*a, *b]))),
            (0x0c, [a, b, c, d]) => Some(i64::from(i32::from_be_bytes([*a, *b, *c, *d]))),
            _ => None,
        }
    }
}

/// The element type and the number of dimensions that four bytes announce, if they are an IDX magic.
pub(super) fn magic(bytes: [u8; 4]) -> Option<(IdxElement, u8)> {
    let [0, 0, code, dimensions @ 1..=8] = bytes else { return None };
    ELEMENTS.iter().find(|element| element.code == code).map(|element| (*element, dimensions))
}

/// A read header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IdxHeader {
    /// What the elements are.
    pub(super) element: IdxElement,
    /// How many there are along each dimension; at least one dimension.
    pub(super) sizes: Vec<u64>,
}

impl IdxHeader {
    /// Reads the header; allocates nothing that its numbers ask for.
    ///
    /// # Errors
    /// If the magic is wrong or the file ends within the header.
    pub(super) fn read(source: &mut IdxSource) -> Result<Self, DataError> {
        let mut start = [0; 4];
        source.fill(&mut start, None)?;
        let (element, dimensions) = magic(start).ok_or_else(|| {
            DataError::new(
                source.path(),
                "the IDX magic 00 00 08 03 (images) or 00 00 08 01 (labels)",
                hex(&start),
            )
            .at(ErrorPlace::Byte(0))
            .advise("fetch the file again; a web page saved in its place is common")
        })?;
        let mut sizes = Vec::new();
        for _ in 0..dimensions {
            let mut size = [0; 4];
            source.fill(&mut size, None)?;
            sizes.push(u64::from(u32::from_be_bytes(size)));
        }
        Ok(Self { element, sizes })
    }

    /// Checks before anything is allocated that the file can hold what the header announces.
    ///
    /// # Errors
    /// If a plain file has another length, a gzip file cannot be that large, or the cap is passed.
    pub(super) fn check_length(&self, source: &IdxSource) -> Result<(), DataError> {
        source.expect(&self.sizes, self.file_bytes().unwrap_or(u64::MAX), &self.describe())
    }

    /// Bytes of the header and of all elements; `None` beyond 64 bits.
    pub(super) fn file_bytes(&self) -> Option<u64> {
        let elements =
            self.sizes.iter().try_fold(self.element.bytes, |bytes, size| bytes.checked_mul(*size))?;
        elements.checked_add(4 + 4 * self.sizes.len() as u64)
    }

    /// The sizes and the element type as a user would write them.
    pub(super) fn describe(&self) -> String {
        let sizes: Vec<String> = self.sizes.iter().map(u64::to_string).collect();
        format!("{} {}", sizes.join(" x "), self.element.name)
    }

    /// Height, width and channels of the images that this header announces.
    ///
    /// # Errors
    /// If it announces no images of 1 or 3 bytes a pixel.
    pub(super) fn image_shape(&self, path: &Path) -> Result<[usize; 3], DataError> {
        let shape = match *self.sizes.as_slice() {
            [_, height, width] => Some([height, width, 1]),
            [_, height, width, channels @ (1 | 3)] => Some([height, width, channels]),
            _ => None,
        };
        match shape {
            Some(shape) if self.element.is_byte() && !self.sizes.contains(&0) => {
                Ok(shape.map(|side| side as usize))
            }
            _ => Err(DataError::new(
                path,
                "images: N x height x width (x 1 or 3) unsigned bytes",
                self.describe(),
            )
            .advise("labels are found beside the images by themselves")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_magic_needs_two_zeros_a_known_type_and_a_dimension() {
        assert_eq!(magic([0, 0, 8, 3]).map(|(element, n)| (element.name, n)), Some(("unsigned bytes", 3)));
        for wrong in [[1, 0, 8, 3], [0, 0, 7, 3], [0, 0, 8, 0], [0, 0, 8, 9]] {
            assert_eq!(magic(wrong), None);
        }
    }

    #[test]
    fn integers_are_big_endian_and_signed_and_floats_are_none() {
        let element = |code| magic([0, 0, code, 1]).unwrap().0;
        assert_eq!(element(0x08).integer(&[200]), Some(200));
        assert_eq!(element(0x09).integer(&[0xff]), Some(-1));
        assert_eq!(element(0x0b).integer(&[1, 2]), Some(258));
        assert_eq!(element(0x0c).integer(&[0xff, 0xff, 0xff, 0xfe]), Some(-2));
        assert_eq!(element(0x0d).integer(&[0; 4]), None);
    }

    #[test]
    fn a_size_beyond_64_bits_is_none_instead_of_wrapping() {
        let element = ELEMENTS[5];
        assert_eq!(IdxHeader { element, sizes: vec![2, 3] }.file_bytes(), Some(60));
        assert_eq!(IdxHeader { element, sizes: vec![u64::from(u32::MAX); 3] }.file_bytes(), None);
    }
}
