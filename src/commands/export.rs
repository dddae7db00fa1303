//! `--export`: trained networks as files for other programs.

use crate::console::Failure;
use crate::lab::Trainer;
use crate::lab::learn::weights_file;
use crate::lab::record::event::Ended;
use std::path::{Path, PathBuf};

/// Where networks go.
pub(super) struct Export {
    path: PathBuf,
    arms: usize,
}

impl Export {
    /// Looks before anything trains whether a file may be there.
    pub(super) fn new(path: &Path, arms: usize) -> Result<Self, Failure> {
        let wrong = |found: &str| {
            let expected = "expected a file in a folder that is there";
            Failure::Input(format!("--export: {}: {expected}, found {found}", path.display()))
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            return Err(wrong("no such folder"));
        }
        if path.is_dir() || path.file_name().is_none() {
            return Err(wrong("a folder"));
        }
        Ok(Self { path: path.to_owned(), arms })
    }

    /// Writes the network of an arm as it stands, and says so; that of an arm that diverged is of no use to anyone.
    pub(super) fn write(&self, trainer: &Trainer, ended: &Ended) -> Result<String, Failure> {
        if let Ended::Diverged { .. } | Ended::Failed { .. } = ended {
            return Ok(format!("arm {} is not exported: its numbers are not sound", trainer.id));
        }
        let path = weights_file::name_of(&self.path, trainer.id, self.arms);
        let written = weights_file::write(&path, trainer.network(), trainer.bench.dataset.shape());
        let place = path.display();
        written.map_err(|error| Failure::Broken(format!("--export: {place}: cannot be written: {error}")))?;
        Ok(format!("arm {} exported to {place}", trainer.id))
    }
}
