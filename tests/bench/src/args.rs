//! The command line.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};

use crate::Result;

/// Measures a built `kith` and prints every figure beside its floor.
#[derive(Debug, Parser)]
#[command(name = "kith-bench")]
pub struct Args {
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// The program to measure; else the release build of this repository
    #[arg(long)]
    pub kith: Option<PathBuf>,
    /// Only these rows
    #[arg(long, value_enum, value_delimiter = ',')]
    pub only: Vec<Name>,
    /// Only these read stores
    #[arg(long, value_enum, value_delimiter = ',', default_value = "sled,fjall")]
    pub stores: Vec<ReadStore>,
    /// How many leads the large rows have; 50,000 with --quick
    #[arg(long, default_value_t = 1_000_000)]
    leads: u64,
    /// About three minutes in all instead of about twenty: 3 s a measurement, fewer leads
    #[arg(long)]
    pub quick: bool,
    /// Writes the rows as JSON too
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// Where data directories are made; it must be on the disk that is to be measured
    #[arg(long)]
    pub dir: Option<PathBuf>,
    /// Keeps the imported leads in this directory, and uses those that are there
    #[arg(long)]
    pub keep: Option<PathBuf>,
    /// A platform that grows beyond this is ended
    #[arg(long, default_value_t = 6_144)]
    pub memory_max_mib: u64,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Serves the bare handler that commands and reads are compared with
    Bare,
}

/// A row, or the rows that are measured together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Name {
    Single,
    Ndjson,
    Live,
    Unchanged,
    Reads,
    Table,
    Bulk,
    Million,
    Funnel,
    Lists,
    Customer,
    Restart,
    Rebuild,
    AsOf,
}

/// Where read models are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReadStore {
    Sled,
    Fjall,
}

impl ReadStore {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sled => "sled",
            Self::Fjall => "fjall",
        }
    }
}

impl Args {
    /// True if the row is asked for.
    pub fn wants(&self, name: Name) -> bool {
        self.only.is_empty() || self.only.contains(&name)
    }

    pub fn leads(&self) -> u64 {
        if self.quick { self.leads.min(50_000) } else { self.leads }
    }

    /// How long one measurement lasts.
    pub fn span(&self) -> Duration {
        Duration::from_secs(if self.quick { 3 } else { 8 })
    }

    /// How often two things that are compared take turns.
    pub fn rounds(&self) -> usize {
        if self.quick { 1 } else { 3 }
    }

    /// The program under test.
    pub fn binary(&self) -> Result<PathBuf> {
        let path = self.kith.clone().unwrap_or_else(|| {
            let built = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
            built.unwrap_or_else(|| root.join("target")).join("release/kith")
        });
        if path.is_file() {
            return Ok(path.canonicalize()?);
        }
        let said =
            "is not there: `cargo build --release` at the root makes it, or name it by --kith";
        Err(format!("{} {said}", path.display()).into())
    }
}
