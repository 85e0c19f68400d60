//! Where an import began: the tenant's last position before its first row. It lies beside the
//! report until that is whole, so that an import which was killed tells in the end what all of its
//! runs made, as if it had been one.

use std::path::{Path, PathBuf};

use super::kind::Kind;
use crate::say::{self, Failure};
use crate::verb::Client;
use crate::verb::output::beside;

/// The beginning of an import.
pub struct Begun {
    file: PathBuf,
    /// The position before its first row.
    pub at: u64,
}

impl Begun {
    /// The beginning that a killed import left, else the one of now.
    pub fn find(
        client: &Client,
        kind: &Kind,
        source: &str,
        report: &Path,
    ) -> Result<Self, Failure> {
        let file = beside(report, ".begun");
        let start = format!("{} of {source} from ", kind.name);
        let left = std::fs::read_to_string(&file).unwrap_or_default();
        let left = left.strip_prefix(&start).and_then(|rest| rest.trim().parse().ok());
        let now = client.get("/v1/positions")?.json()?["head"].as_u64().unwrap_or(0);
        // Past the end: of another platform.
        if let Some(at) = left.filter(|at| *at <= now) {
            say::note(format!("goes on with the import that began after position {at}"));
            return Ok(Self { file, at });
        }
        std::fs::write(&file, format!("{start}{now}\n"))
            .map_err(Failure::because(format!("{} can't be written", file.display())))?;
        Ok(Self { file, at: now })
    }

    /// The import has come to its end.
    pub fn end(self) -> Result<(), Failure> {
        std::fs::remove_file(&self.file)
            .map_err(Failure::because(format!("{} can't be removed", self.file.display())))
    }
}
