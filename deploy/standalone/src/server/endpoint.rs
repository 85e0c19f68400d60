//! `DATA_DIR/endpoint`: where the platform on this data directory listens.

use std::path::{Path, PathBuf};

use crate::say::Failure;

/// The file, removed when this is dropped.
pub struct Endpoint {
    path: PathBuf,
}

impl Endpoint {
    /// Writes the address. Whoever holds the log's lock is the only one to write here.
    pub fn publish(data_dir: &Path, url: &str) -> Result<Self, Failure> {
        let path = file(data_dir);
        let refused = || Failure::because(format!("{} can't be written", path.display()));
        let fresh = path.with_extension("new");
        std::fs::write(&fresh, format!("{url}\n")).map_err(refused())?;
        std::fs::rename(&fresh, &path).map_err(refused())?;
        Ok(Self { path })
    }

    /// The address that was published last; nothing says that somebody still listens there.
    pub fn read(data_dir: &Path) -> Option<String> {
        let text = std::fs::read_to_string(file(data_dir)).ok()?;
        Some(text.trim().to_owned()).filter(|url| !url.is_empty())
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::warn!(%error, "the endpoint file could not be removed");
        }
    }
}

fn file(data_dir: &Path) -> PathBuf {
    data_dir.join("endpoint")
}
