//! Arrays that lie beside each other as files of their own.

use super::damage::damaged;
use super::{Array, Arrays, Header, NpzError, values};
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};

/// The `.npy` files of a folder.
#[derive(Debug)]
pub struct NpyFolder {
    /// Names without ending, sorted.
    files: Vec<(String, PathBuf)>,
}

impl NpyFolder {
    /// Lists the arrays of a folder; hidden files are passed over. A folder that cannot be listed has none.
    pub fn of(folder: &Path) -> Self {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let named = |path: PathBuf| {
            let array = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("npy"));
            let name = path.file_stem()?.to_string_lossy().into_owned();
            (array && !name.starts_with('.') && path.is_file()).then_some((name, path))
        };
        let mut files: Vec<(String, PathBuf)> = entries.filter_map(|entry| named(entry.path())).collect();
        files.sort();
        Self { files }
    }

    /// Opens a file behind its header, and checks that it is as long as that says.
    fn open(&self, name: &str) -> Result<(Header, BufReader<File>), NpzError> {
        let file = self.files.iter().find(|(known, _)| known == name);
        let (_, path) = file.ok_or_else(|| NpzError::new("an array of this name", "none"))?;
        let wrong = |error: &std::io::Error| NpzError::io("a file that can be read", error);
        let file = File::open(path).map_err(|error| wrong(&error))?;
        let length = file.metadata().map_err(|error| wrong(&error))?.len();
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let header = Header::read(&mut reader)?;
        let needed = header.file_bytes().unwrap_or(u64::MAX);
        let there = length - reader.stream_position().map_err(|error| wrong(&error))?.min(length);
        if needed > there {
            return Err(NpzError::new(format!("{needed} bytes of elements"), there.to_string()));
        }
        Ok((header, reader))
    }

    /// What stands behind the header of an array; refuses one that takes more than `most` bytes in memory, or has more than
    /// its header says.
    fn content<T>(
        &self,
        name: &str,
        most: u64,
        read: impl FnOnce(&Header, &mut BufReader<File>) -> Result<T, NpzError>,
    ) -> Result<T, NpzError> {
        let read = |(header, mut reader): (Header, BufReader<File>)| {
            header.bounded(most)?;
            let content = read(&header, &mut reader)?;
            finish(reader).map(|()| content)
        };
        self.open(name).and_then(read).map_err(|error| error.of(name))
    }
}

/// Refuses bytes behind the elements: then the header speaks of another array.
fn finish(mut reader: impl Read) -> Result<(), NpzError> {
    match reader.read(&mut [0]) {
        Ok(0) => Ok(()),
        Ok(_) => Err(NpzError::new("the end of the file behind its elements", "more")),
        Err(error) => Err(damaged(&error)),
    }
}

impl Arrays for NpyFolder {
    fn array_names(&self) -> Vec<String> {
        self.files.iter().map(|(name, _)| name.clone()).collect()
    }

    fn header(&mut self, name: &str) -> Result<Header, NpzError> {
        self.open(name).map(|(header, _)| header).map_err(|error| error.of(name))
    }

    fn array_with(
        &mut self,
        name: &str,
        most: u64,
        progress: &mut dyn FnMut(usize),
    ) -> Result<Array, NpzError> {
        self.content(name, most, |header, reader| Array::read(header, reader, progress))
    }

    fn texts(&mut self, name: &str, most: u64) -> Result<Vec<String>, NpzError> {
        self.content(name, most, values::texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::npz::npy;

    #[test]
    fn arrays_beside_each_other_are_read_and_measured_by_their_headers() {
        let folder = tempfile::tempdir().unwrap();
        let whole = npy(&ndarray::arr1(&[3_i64, 1, 2]));
        std::fs::write(folder.path().join("y.npy"), &whole).unwrap();
        std::fs::write(folder.path().join("cut.NPY"), &whole[..whole.len() - 1]).unwrap();
        std::fs::write(folder.path().join("long.npy"), [&whole[..], &[0]].concat()).unwrap();
        std::fs::write(folder.path().join("y.txt"), "no array").unwrap();
        let mut arrays = NpyFolder::of(folder.path());
        assert_eq!(arrays.array_names(), ["cut", "long", "y"]);
        assert_eq!(
            arrays.array("y", 1 << 10).unwrap().to_f64().into_iter().collect::<Vec<_>>(),
            [3.0, 1.0, 2.0]
        );
        let wrong = |arrays: &mut NpyFolder, name: &str| arrays.array(name, 1 << 10).unwrap_err().to_string();
        assert!(wrong(&mut arrays, "cut").starts_with("cut: expected 24 bytes of elements"));
        assert!(wrong(&mut arrays, "long").contains("found more"));
        assert!(wrong(&mut arrays, "y.txt").contains("an array of this name"));
        assert!(arrays.texts("y", 1 << 10).unwrap_err().to_string().contains("an array of texts"));
    }
}
