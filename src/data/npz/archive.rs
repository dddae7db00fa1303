//! The arrays of an archive: which there are, and their elements one after the other.

use super::header::Header;
use crate::data::{DataError, limits};
use ndarray::{ArrayD, IxDyn, ShapeBuilder};
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// How every zip archive with content starts, and an empty one.
const SIGNATURES: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// How the names of arrays end.
const SUFFIX: &str = ".npy";
/// No deflate stream holds more than 1032 bytes for each of its own (zlib's technical notes).
const DEFLATE_RATIO: u64 = 1032;
/// Most bytes that are unpacked at once on their way to other numbers.
const CHUNK: u64 = 1 << 18;
/// Most arrays that are looked at.
const MOST_ARRAYS: usize = 1000;
/// Most arrays that an error lists.
const LISTED: usize = 12;

/// What a file needs for arrays to be read from it.
pub(super) trait Bytes: Read + Seek {}
impl<T: Read + Seek> Bytes for T {}

/// Whether a file starts as a zip archive does.
pub(super) fn is_zip(path: &Path) -> bool {
    let mut start = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && SIGNATURES.contains(&start.as_slice())
}

/// Whether a member is called as arrays are.
fn is_array(name: &str) -> bool {
    name.ends_with(SUFFIX)
}

/// One array of an archive.
#[derive(Clone, Debug)]
pub(super) struct Array {
    /// Its name without `.npy`.
    pub(super) key: String,
    /// What it holds.
    pub(super) header: Header,
    member: String,
}

/// An archive of arrays.
pub(super) struct Archive<R> {
    path: PathBuf,
    zip: ZipArchive<R>,
}

impl Archive<BufReader<File>> {
    /// Opens a file.
    ///
    /// # Errors
    /// If it cannot be opened or its list of members cannot be read.
    pub(super) fn open(path: &Path) -> Result<Self, DataError> {
        let file = File::open(path).map_err(|error| DataError::io(path, &error))?;
        Self::new(path, BufReader::new(file))
    }
}

impl<R: Bytes> Archive<R> {
    /// Reads the list of members.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn new(path: &Path, bytes: R) -> Result<Self, DataError> {
        let zip = ZipArchive::new(bytes).map_err(|error| {
            DataError::new(path, "a zip archive of arrays (npz)", error.to_string())
                .advise("the file is damaged or cut short; fetch it again")
        })?;
        Ok(Self { path: path.to_owned(), zip })
    }

    /// Whether any member is called an array.
    pub(super) fn has_arrays(&self) -> bool {
        self.zip.file_names().any(is_array)
    }

    /// All arrays, in the order of the archive.
    ///
    /// # Errors
    /// If there is none, a header cannot be read, or one announces more than its member can hold.
    pub(super) fn arrays(&mut self) -> Result<Vec<Array>, DataError> {
        let names: Vec<String> =
            (0..self.zip.len()).filter_map(|at| self.zip.name_for_index(at).map(str::to_owned)).collect();
        let npy = names.iter().filter(|name| is_array(name)).take(MOST_ARRAYS);
        let arrays: Vec<Array> = npy.map(|name| self.array(name)).collect::<Result<_, _>>()?;
        if arrays.is_empty() {
            let found = if names.is_empty() { "nothing".to_owned() } else { listed(names.iter().cloned()) };
            return Err(DataError::new(&self.path, "arrays (.npy) in the archive", found)
                .advise("unpack it if it holds pictures"));
        }
        Ok(arrays)
    }

    fn array(&mut self, name: &str) -> Result<Array, DataError> {
        let most = self.most_bytes(name)?;
        let path = self.path.clone();
        let wrong = |what: String| DataError::new(&path, format!("an array in {name}"), what);
        let header = Header::read(&mut self.member(name)?).map_err(wrong)?;
        match header.file_bytes().filter(|bytes| *bytes <= most) {
            Some(_) => Ok(Array {
                key: name.strip_suffix(SUFFIX).unwrap_or(name).to_owned(),
                header,
                member: name.to_owned(),
            }),
            None => Err(wrong(format!("{} in at most {most} bytes", header.describe()))
                .advise("the file is damaged; fetch it again")),
        }
    }

    /// What a member can hold at most, whatever the archive says of it.
    fn most_bytes(&mut self, name: &str) -> Result<u64, DataError> {
        let path = self.path.clone();
        let file = std::fs::metadata(&path).map_or(u64::MAX, |metadata| metadata.len());
        let member = self.member(name)?;
        Ok(member.compressed_size().min(file).saturating_mul(DEFLATE_RATIO).min(member.size()))
    }

    fn member(&mut self, name: &str) -> Result<zip::read::ZipFile<'_, R>, DataError> {
        let path = &self.path;
        self.zip
            .by_name(name)
            .map_err(|error| DataError::new(path, format!("{name} to be readable"), error.to_string()))
    }

    /// Unpacks the elements of an array and hands them on piece by piece, whole elements each.
    ///
    /// # Errors
    /// If the member is cut short, damaged, or goes on behind its elements.
    pub(super) fn pieces(&mut self, array: &Array, mut take: impl FnMut(&[u8])) -> Result<(), DataError> {
        let path = self.path.clone();
        let wrong = |error: std::io::Error| {
            DataError::new(&path, format!("{} to be whole", array.member), error.to_string())
                .advise("the file is damaged or cut short; fetch it again")
        };
        let mut member = self.member(&array.member)?;
        Header::read(&mut member)
            .map_err(|what| DataError::new(&path, format!("an array in {}", array.member), what))?;
        let size = array.header.element.bytes();
        let mut left = array.header.elements().unwrap_or(0) * size;
        let mut buffer = vec![0; (CHUNK - CHUNK % size).min(left) as usize];
        while left > 0 {
            let piece = &mut buffer[..left.min(CHUNK - CHUNK % size) as usize];
            member.read_exact(piece).map_err(wrong)?;
            take(piece);
            left -= piece.len() as u64;
        }
        // Reading to the end compares the checksum.
        match member.read(&mut [0]).map_err(wrong)? {
            0 => Ok(()),
            _ => {
                Err(DataError::new(&path, format!("{} in {}", array.header.describe(), array.member), "more"))
            }
        }
    }

    /// All elements as numbers, in the order of rows whatever the order of the file.
    ///
    /// # Errors
    /// As [`Self::pieces`], and if a set may not be that large.
    pub(super) fn numbers(&mut self, array: &Array) -> Result<Vec<f64>, DataError> {
        let element = array.header.element;
        self.elements(array, |bytes| element.number(bytes))
    }

    /// All elements as text.
    ///
    /// # Errors
    /// As [`Self::numbers`].
    pub(super) fn texts(&mut self, array: &Array) -> Result<Vec<String>, DataError> {
        let element = array.header.element;
        self.elements(array, |bytes| element.text(bytes))
    }

    fn elements<T: Clone>(&mut self, array: &Array, read: impl Fn(&[u8]) -> T) -> Result<Vec<T>, DataError> {
        let Header { element, fortran, shape, .. } = &array.header;
        limits::set_bytes(&self.path, &[shape.as_slice(), &[size_of::<T>() as u64]].concat())?;
        let mut all = Vec::new();
        self.pieces(array, |piece| all.extend(piece.chunks_exact(element.bytes() as usize).map(&read)))?;
        Ok(if *fortran { by_rows(all, shape) } else { all })
    }
}

/// Brings elements whose first index runs fastest into the order of rows; there must be as many as the shape says.
fn by_rows<T: Clone>(elements: Vec<T>, shape: &[u64]) -> Vec<T> {
    let sides: Vec<usize> = shape.iter().map(|side| *side as usize).collect();
    let array = ArrayD::from_shape_vec(IxDyn(&sides).f(), elements);
    array.map_or_else(|_| Vec::new(), |array| array.iter().cloned().collect())
}

/// Names of arrays for an error.
pub(super) fn listed(mut names: impl Iterator<Item = String>) -> String {
    let first: Vec<String> = names.by_ref().take(LISTED).collect();
    let more = names.count();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", first.join(", "))
}

impl Array {
    /// Name and content, for a user.
    pub(super) fn describe(&self) -> String {
        format!("{} ({})", self.key, self.header.describe())
    }
}
