//! Which files are batches, of which version and part.

use super::{CifarLabels, PLANE, Part};
use crate::data::{DataError, names};
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};

/// Classes of the coarse labels of CIFAR-100.
pub(super) const COARSE: usize = 20;
/// The file that names them.
pub(super) const COARSE_NAMES: &str = "coarse_label_names.txt";
/// Records whose labels are looked at to tell the versions apart.
const LOOKED_AT: u64 = 200;

/// The two sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// CIFAR-10.
    Ten,
    /// CIFAR-100.
    Hundred,
}

impl Version {
    const ALL: [Self; 2] = [Self::Ten, Self::Hundred];

    /// Labels in front of an image.
    pub(super) fn label_bytes(self) -> usize {
        match self {
            Self::Ten => 1,
            Self::Hundred => 2,
        }
    }

    /// Bytes of a record.
    pub(super) fn bytes(self) -> usize {
        self.label_bytes() + 3 * PLANE
    }

    /// Classes of the fine labels.
    pub(super) fn classes(self) -> usize {
        match self {
            Self::Ten => 10,
            Self::Hundred => 100,
        }
    }

    /// The file that names them.
    pub(super) fn names(self) -> &'static str {
        match self {
            Self::Ten => "batches.meta.txt",
            Self::Hundred => "fine_label_names.txt",
        }
    }

    /// The labels that a record starts with.
    ///
    /// # Errors
    /// What was expected, if one is out of range.
    pub(super) fn labels(self, record: &[u8]) -> Result<CifarLabels, String> {
        let (coarse, fine) = match self {
            Self::Ten => (0, record[0]),
            Self::Hundred => (record[0], record[1]),
        };
        if usize::from(fine) < self.classes() && usize::from(coarse) < COARSE {
            return Ok(CifarLabels { coarse, fine });
        }
        Err(match self {
            Self::Ten => "a label below 10".to_owned(),
            Self::Hundred => format!("a coarse label below {COARSE} and a fine one below 100"),
        })
    }

    /// Whether a file of whole records starts with labels of this version.
    fn fits(self, file: &mut (impl Read + Seek), length: u64) -> std::io::Result<bool> {
        let bytes = self.bytes() as u64;
        if length == 0 || !length.is_multiple_of(bytes) {
            return Ok(false);
        }
        let mut labels = [0; 2];
        for record in 0..(length / bytes).min(LOOKED_AT) {
            file.seek(std::io::SeekFrom::Start(record * bytes))?;
            file.read_exact(&mut labels)?;
            if self.labels(&labels).is_err() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// A file of records.
pub(super) struct BatchFile {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What its images are for.
    pub(super) part: Part,
    /// How many there are.
    pub(super) records: usize,
    version: Version,
}

/// Whether `path` is a batch or a folder with one, or is called as one.
pub(in crate::data) fn detect(path: &Path) -> bool {
    if path.is_dir() { !candidates(path).is_empty() } else { sniff(path).is_some() || named(path).is_some() }
}

/// The batches of a folder, training first, or the one file.
///
/// # Errors
/// If a file is called as a batch and is none, there are batches of both versions, or none is for training.
pub(super) fn find(path: &Path) -> Result<(Version, Vec<BatchFile>), DataError> {
    let paths = if path.is_dir() { candidates(path) } else { vec![path.to_owned()] };
    let alone = paths.len() == 1;
    let mut batches = paths.into_iter().map(|path| open(path, alone)).collect::<Result<Vec<_>, _>>()?;
    batches.sort_by_key(|batch| batch.part);
    let version = batches.first().map_or(Version::Ten, |batch| batch.version);
    if let Some(other) = batches.iter().find(|batch| batch.version != version) {
        let found = format!("also {}", other.path.display());
        return Err(DataError::new(path, "batches of one of CIFAR-10 and CIFAR-100", found)
            .advise("give one file, or a folder with the files of one of them"));
    }
    if batches.first().is_none_or(|batch| batch.part != Part::Train) {
        return Err(DataError::new(
            path,
            "a batch for training (data_batch_1.bin or train.bin)",
            "only others",
        ));
    }
    Ok((version, batches))
}

fn open(path: PathBuf, alone: bool) -> Result<BatchFile, DataError> {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let part = match () {
        () if alone => Part::Train,
        () if name.contains("test") => Part::Test,
        () if name.contains("val") => Part::Validation,
        () => Part::Train,
    };
    let length = std::fs::metadata(&path).map_err(|error| DataError::io(&path, &error))?.len();
    let version = sniff(&path).ok_or_else(|| {
        let bytes = named(&path).unwrap_or(Version::Ten).bytes();
        let expected = format!("whole records of {bytes} bytes, each with its labels first");
        DataError::new(&path, expected, format!("{length} bytes that are none"))
            .advise("the file is damaged or cut short; fetch the binary version again")
    })?;
    Ok(BatchFile { part, records: (length / version.bytes() as u64) as usize, version, path })
}

/// The files of a folder, or of the only folder in it, that are batches or are called so.
fn candidates(folder: &Path) -> Vec<PathBuf> {
    let list = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        paths
    };
    let batches = |paths: &[PathBuf]| -> Vec<PathBuf> {
        let binary = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "bin");
        let batch = |path: &PathBuf| binary(path) && (sniff(path).is_some() || named(path).is_some());
        paths.iter().filter(|path| batch(path)).cloned().collect()
    };
    let paths = list(folder);
    let own = batches(&paths);
    let folders: Vec<&PathBuf> = paths.iter().filter(|path| path.is_dir()).collect();
    match (own.as_slice(), folders.as_slice()) {
        ([], [only]) => batches(&list(only)),
        _ => own,
    }
}

/// The version of a file of records, judged by its length and labels.
fn sniff(path: &Path) -> Option<Version> {
    let length = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?.len();
    // Buffering more than the labels would read whole records.
    let mut file = BufReader::with_capacity(16, File::open(path).ok()?);
    Version::ALL.into_iter().find(|version| version.fits(&mut file, length).unwrap_or(false))
}

/// The version that a file's name and its neighbours speak of.
fn named(path: &Path) -> Option<Version> {
    let name = path.file_name()?.to_string_lossy();
    let ten = name == "test_batch.bin" || (name.starts_with("data_batch_") && name.ends_with(".bin"));
    let hundred = ["train.bin", "test.bin"].contains(&&*name)
        && names::folder_of(path).join(Version::Hundred.names()).is_file();
    match (ten && path.is_file(), hundred && path.is_file()) {
        (true, _) => Some(Version::Ten),
        (_, true) => Some(Version::Hundred),
        _ => None,
    }
}
