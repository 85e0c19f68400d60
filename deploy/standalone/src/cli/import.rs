//! What can be brought in.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ServerArgs;

/// What to bring in.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Sends commands, one JSON object a line; the same lines again change nothing
    Commands {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        server: ServerArgs,
    },
    /// Makes a lead of each row of a table; the same rows again change nothing
    Leads(TableArgs),
    /// Makes an account of each row of a table; the same rows again change nothing
    Accounts(TableArgs),
    /// Makes a contact of each row of a table; the same rows again change nothing
    Contacts(TableArgs),
}

/// A table, and how it is meant.
#[derive(Debug, Args)]
pub struct TableArgs {
    /// The table: a CSV file, or a spreadsheet (.xlsx)
    #[arg(required_unless_present = "template")]
    pub file: Option<PathBuf>,
    /// Writes the header line of a table to fill in, with a column for every field, and brings nothing
    /// in
    #[arg(long, conflicts_with_all = ["file", "map", "dry_run", "report", "source"])]
    pub template: bool,
    /// What the columns mean, in TOML [preset: headers name the fields]
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// Decides and reports, and keeps nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Where to write what became of each row [preset: the table's name and .report.csv]
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Where the rows come from; rows of one source and key are one record [preset: the file's name]
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Encoding of a CSV file, such as gb18030 or windows-1252 [preset: UTF-8, or by its BOM]
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// What stands between cells: a character, or `tab` [preset: what the header line has most of]
    #[arg(long, value_name = "CHAR")]
    pub delimiter: Option<String>,
    /// Which sheet of a spreadsheet [preset: the first]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    #[command(flatten)]
    pub server: ServerArgs,
}

impl Import {
    /// Which platform it goes to.
    pub fn server(&self) -> &ServerArgs {
        match self {
            Self::Commands { server, .. } => server,
            Self::Leads(table) | Self::Accounts(table) | Self::Contacts(table) => &table.server,
        }
    }
}
