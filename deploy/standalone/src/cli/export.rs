//! What can be taken out.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::ServerArgs;

/// What to take out.
#[derive(Debug, Subcommand)]
pub enum Export {
    /// The events of the log, without personal fields
    Events {
        /// Recorded at this instant or later; a date is its first instant in the tenant's zone
        #[arg(long, value_name = "TIME")]
        from: Option<String>,
        /// Recorded before this instant
        #[arg(long, value_name = "TIME")]
        to: Option<String>,
        /// How to write them
        #[arg(long, default_value = "ndjson")]
        format: Format,
        /// Into this file [preset: standard output]
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        server: ServerArgs,
    },
}

/// A format of exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON object a line.
    Ndjson,
}

impl Export {
    /// Which platform it comes from.
    pub fn server(&self) -> &ServerArgs {
        match self {
            Self::Events { server, .. } => server,
        }
    }
}
