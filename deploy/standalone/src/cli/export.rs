//! What can be taken out.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

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
    /// Leads, newest first
    Leads(ListArgs),
    /// Accounts, newest first
    Accounts(ListArgs),
    /// Contacts, newest first
    Contacts(ListArgs),
    /// Opportunities, newest first
    Opportunities(ListArgs),
    /// Interactions with customers and leads, newest first
    Interactions(ListArgs),
    /// Orders, newest first
    Orders(ListArgs),
    /// Contracts, newest first
    Contracts(ListArgs),
    /// Records of objects that the tenant defined, newest first
    Records(ListArgs),
    /// Conversions of leads, newest first
    Conversions(ListArgs),
    /// Changes of owner, newest first
    OwnershipChanges(ListArgs),
    /// The audit trail, newest first
    Audit(ListArgs),
    /// Leads that are likely one, the likeliest first
    DuplicatesLeads(ListArgs),
    /// Accounts that are likely one, the likeliest first
    DuplicatesAccounts(ListArgs),
    /// Contacts that are likely one, the likeliest first
    DuplicatesContacts(ListArgs),
    /// Bulk actions with their reports, newest first
    BulkActions(ListArgs),
    /// The settings in force
    Settings(ListArgs),
    /// Views of lists
    Views(ListArgs),
}

/// A format of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON object a line.
    Ndjson,
}

/// A format of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// One JSON object a line, as the platform answers.
    Ndjson,
    /// A table; parts of a field are columns named with dots.
    Csv,
}

/// Which records, and how to write them.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// How to write them
    #[arg(long, default_value = "ndjson")]
    pub format: ListFormat,
    /// From this instant on, for lists that have a time; a date is its first instant
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Before this instant
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// Only these: any parameter of the list, such as state=new or as_of=2026-01-01; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub filter: Vec<String>,
    /// Leaves cells as they are, also those that a spreadsheet would take for a formula
    #[arg(long)]
    pub raw: bool,
    /// Into this file [preset: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub server: ServerArgs,
}

impl Export {
    /// Which platform it comes from.
    pub fn server(&self) -> &ServerArgs {
        match self {
            Self::Events { server, .. } => server,
            Self::Leads(list)
            | Self::Accounts(list)
            | Self::Contacts(list)
            | Self::Opportunities(list)
            | Self::Interactions(list)
            | Self::Orders(list)
            | Self::Contracts(list)
            | Self::Records(list)
            | Self::Conversions(list)
            | Self::OwnershipChanges(list)
            | Self::Audit(list)
            | Self::DuplicatesLeads(list)
            | Self::DuplicatesAccounts(list)
            | Self::DuplicatesContacts(list)
            | Self::BulkActions(list)
            | Self::Settings(list)
            | Self::Views(list) => &list.server,
        }
    }
}
