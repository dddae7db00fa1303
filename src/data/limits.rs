//! How much a file may make the program allocate, however large a header says its content is.

use super::DataError;
use std::path::Path;

/// Most bytes the images of one set may take in memory: 4 GiB, six times the largest EMNIST set.
pub(crate) const SET_BYTES: u64 = 4 << 30;

/// Most bytes one decoded image may take: 256 MiB, 64 megapixels with transparency.
pub(crate) const IMAGE_BYTES: u64 = 256 << 20;

/// Most bytes of an image's file: a larger one is no image to learn from.
pub(crate) const IMAGE_FILE_BYTES: u64 = 256 << 20;

/// Most bytes of a table that lists images: about a million rows.
pub(crate) const TABLE_BYTES: u64 = 64 << 20;

/// The number of bytes of `shape`, if a set may be that large.
///
/// # Errors
/// If the product is more than [`SET_BYTES`], without having allocated anything.
pub(crate) fn set_bytes(path: &Path, shape: &[u64]) -> Result<usize, DataError> {
    let bytes = shape.iter().try_fold(1_u64, |product, side| product.checked_mul(*side));
    let fits = bytes.filter(|bytes| *bytes <= SET_BYTES).and_then(|bytes| usize::try_from(bytes).ok());
    fits.ok_or_else(|| {
        let shape: Vec<String> = shape.iter().map(u64::to_string).collect();
        let found = match bytes {
            Some(bytes) => format!("{} ({bytes} bytes)", shape.join(" x ")),
            None => shape.join(" x "),
        };
        DataError::new(path, format!("images of at most {SET_BYTES} bytes in all"), found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_beyond_the_cap_or_beyond_64_bits_is_refused() {
        let path = Path::new("set");
        assert_eq!(set_bytes(path, &[60_000, 28, 28]).unwrap(), 47_040_000);
        assert!(set_bytes(path, &[SET_BYTES, 1]).is_ok() && set_bytes(path, &[SET_BYTES + 1]).is_err());
        let error = set_bytes(path, &[1 << 31, 60_000, 60_000, 60_000]).unwrap_err();
        assert!(error.to_string().contains("2147483648 x 60000 x 60000 x 60000"), "{error}");
    }
}
