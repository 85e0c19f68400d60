//! `kith.toml`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::cli::ReadStore;
use crate::say::Failure;

/// The file that is read if none is named.
const PRESET: &str = "kith.toml";

/// What the file may say. A name that isn't here is refused, so that a slip doesn't do nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// As `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// As `--listen`.
    pub listen: Option<String>,
    /// As `--read-store`.
    pub read_store: Option<ReadStore>,
    /// As `KITH_ADMIN_TOKEN`.
    pub admin_token: Option<String>,
}

impl File {
    /// Reads the named file, which must be there, or `kith.toml`, which may.
    pub fn read(named: Option<&Path>) -> Result<Self, Failure> {
        let path = named.unwrap_or(Path::new(PRESET));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == ErrorKind::NotFound && named.is_none() => {
                return Ok(Self::default());
            }
            Err(e) => return Err(Failure::because(format!("{} can't be read", path.display()))(e)),
        };
        toml::from_str(&text)
            .map_err(Failure::because(format!("{} can't be understood", path.display())))
    }
}
