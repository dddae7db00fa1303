//! The table of formats: found from the content of a path, then read.

use super::classes::{self, WantedClasses};
use super::naming::hex;
use super::{
    DataError, Dataset, LoadOptions, OnProgress, SIZES, answers, cifar, folder, idx, manifest, npz, pixels,
    resize,
};
use std::io::Read;
use std::path::Path;

/// A format that can be read: one row of [`FORMATS`].
pub struct Format {
    /// Its name.
    pub name: &'static str,
    /// What it looks like, in one sentence.
    pub summary: &'static str,
    /// Whether it has columns that [`LoadOptions::columns`] can name.
    pub columns: NamedColumns,
    /// Whether a path that exists holds this format, judged by content.
    pub detect: fn(&Path) -> bool,
    /// Reads a path that `detect` has taken: all of its classes, and at whatever size that costs least memory.
    pub read: for<'a> fn(&Path, &LoadOptions, OnProgress<'a>) -> Result<Dataset, DataError>,
}

/// Whether a format has columns with names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedColumns {
    /// It is a table.
    Columns,
    /// It is none.
    Nothing,
}

/// Every format, in the order in which they are tried: one that takes files which another one would take as well, such as a
/// folder with an archive in it, stands before that.
pub const FORMATS: [Format; 6] = [
    Format {
        name: "idx",
        summary: "IDX files as MNIST has them, plain or gzip: a folder of pairs, or an images file with its labels beside it.",
        columns: NamedColumns::Nothing,
        detect: idx::detect,
        read: idx::read,
    },
    Format {
        name: "npz",
        summary: "A NumPy archive (or a folder with one) as MedMNIST has them (train_images, train_labels ...), Keras \
                  (x_train, y_train ...) or plain (images, labels): classes, several labels or numbers.",
        columns: NamedColumns::Nothing,
        detect: npz::detect,
        read: npz::read,
    },
    Format {
        name: "cifar",
        summary: "CIFAR-10 or CIFAR-100, binary version: a folder of batches, or one of them; coarse labels are extra \
                  targets.",
        columns: NamedColumns::Nothing,
        detect: cifar::detect,
        read: cifar::read,
    },
    Format {
        name: "pixels",
        summary: "A table (CSV) of pixels: label,pixel0,pixel1 ... as Kaggle's digits have them, or all pixels of an image in one \
                  cell.",
        columns: NamedColumns::Nothing,
        detect: pixels::detect,
        read: pixels::read,
    },
    Format {
        name: "manifest",
        summary: "A table (CSV) that lists images with a label, several labels separated by ;, columns of 0 and 1, or \
                  numbers; or the folder of one, also as train, val and test.",
        columns: NamedColumns::Columns,
        detect: manifest::detect,
        read: manifest::read,
    },
    Format {
        name: "folder",
        summary: "A folder with one sub-folder of PNG, JPEG, GIF, BMP, WebP, TIFF or PNM files a class, also under train, val and test.",
        columns: NamedColumns::Nothing,
        detect: folder::detect,
        read: folder::read,
    },
];

/// Loads a set from a file or folder. Neither cuts a validation set nor thins.
///
/// # Errors
/// If the path does not exist or holds no known format, if the content is damaged, too large or holds fewer than
/// two classes, or if an option does not fit the data. The error says where, what was expected and what was found.
pub fn load(path: &Path, options: &LoadOptions, progress: OnProgress<'_>) -> Result<Dataset, DataError> {
    std::fs::metadata(path).map_err(|error| DataError::io(path, &error))?;
    if let Some(size) = options.size.filter(|size| !SIZES.contains(size)) {
        return Err(DataError::new(
            path,
            format!("a size of {} to {}", SIZES.start(), SIZES.end()),
            size.to_string(),
        ));
    }
    let format = format_of(path, options).ok_or_else(|| unknown(path))?;
    if options.label_from.is_some() && format.name != "folder" {
        return Err(DataError::new(
            path,
            "a folder of images, as --label-from asks for the names of their files",
            format!("{} data", format.name),
        ));
    }
    if format.columns == NamedColumns::Nothing && !options.columns.is_empty() {
        return Err(DataError::new(
            path,
            "a table, as its columns are asked for",
            format!("{} data", format.name),
        ));
    }
    let set = answers::retarget((format.read)(path, options, progress)?, options.target)?;
    let wanted = WantedClasses { keep: &options.classes, hold_out: &options.hold_out };
    resize::set(classes::narrow(set, path, wanted)?, options)
}

/// The format of a path: a table where its columns are asked for and there is one, a folder where labels are to come from names
/// of files, else what the content is.
fn format_of(path: &Path, options: &LoadOptions) -> Option<&'static Format> {
    let asked = |format: &&Format| match format.columns {
        NamedColumns::Columns => !options.columns.is_empty() && manifest::holds_tables(path),
        NamedColumns::Nothing => format.name == "folder" && options.label_from.is_some() && path.is_dir(),
    };
    let found = |format: &&Format| (format.detect)(path);
    FORMATS.iter().find(asked).or_else(|| FORMATS.iter().find(found))
}

/// Signatures of files that people try and that are no data set here.
const STRANGERS: [(&[u8], &str); 10] = [
    (
        b"\x93NUMPY",
        "a single NumPy array; give its folder, with the labels beside it (X.npy, y.npy), or save both as one npz",
    ),
    (b"PAR1", "a parquet file; write its images as files beside a table, or as an npz"),
    (b"{", "a file of JSON; a table (CSV) with a file and a label a row is read"),
    (b"\x80\x02", "a Python pickle; fetch the binary version of the set"),
    (b"\x80\x04", "a Python pickle; fetch the binary version of the set"),
    (b"\x89PNG", "a single PNG image"),
    (b"\xff\xd8\xff", "a single JPEG image"),
    (b"GIF8", "a single GIF image"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\x1f\x8b", "a gzip file without IDX inside"),
];

fn unknown(path: &Path) -> DataError {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    let advice = format!("formats that can be read: {}", names.join(", "));
    DataError::new(path, "a file or folder of a known format", describe(path)).advise(advice)
}

fn describe(path: &Path) -> String {
    if !path.is_file() {
        return "neither a file nor a folder".to_owned();
    }
    let mut start = Vec::new();
    let opened = std::fs::File::open(path);
    match opened.and_then(|file| file.take(8).read_to_end(&mut start)) {
        Err(error) => error.to_string(),
        Ok(0) => "an empty file".to_owned(),
        Ok(_) => match STRANGERS.iter().find(|(signature, _)| start.starts_with(signature)) {
            Some((_, what)) => (*what).to_owned(),
            None => format!("a file that starts with the bytes {}", hex(&start)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::fixtures::quiet;

    fn message(path: &Path, options: &LoadOptions) -> String {
        load(path, options, &quiet).unwrap_err().to_string()
    }

    #[test]
    fn a_path_that_does_not_exist_is_named() {
        let message = message(Path::new("no/such/set"), &LoadOptions::default());
        assert!(
            message.starts_with("no/such/set: expected") && message.contains("check the path"),
            "{message}"
        );
    }

    #[test]
    fn random_bytes_with_a_familiar_ending_list_what_can_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("set.npz");
        for (bytes, found) in [
            (&b"\x12\x34\x56\x78\x9a"[..], "starts with the bytes 12 34 56 78 9a"),
            (&b"\x80\x04rest"[..], "a Python pickle"),
            (&b""[..], "an empty file"),
        ] {
            std::fs::write(&path, bytes).unwrap();
            let message = message(&path, &LoadOptions::default());
            assert!(
                message.contains(found)
                    && message.contains("idx, npz, cifar, ")
                    && message.contains(", folder"),
                "{message}"
            );
        }
    }

    #[test]
    fn a_size_out_of_range_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for size in [0, 3, 513, u32::MAX] {
            let options = LoadOptions { size: Some(size), ..LoadOptions::default() };
            assert!(message(folder.path(), &options).contains("a size of 4 to 512"));
        }
    }
}
