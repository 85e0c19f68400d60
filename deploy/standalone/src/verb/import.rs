//! `kith import`: brings commands or the rows of a table in, as batches of commands.

mod commands;
mod send;
mod table;

use std::process::ExitCode;

use tokio::runtime::Runtime;

use crate::cli::Import;
use crate::config::Config;
use crate::say::Failure;

use table::{ACCOUNTS, CONTACTS, LEADS};

/// Brings a file in. Exit code 1 if anything of it was refused.
pub fn run(runtime: &Runtime, config: &Config, what: Import) -> Result<ExitCode, Failure> {
    match what {
        Import::Commands { file, server: _ } => commands::run(runtime, config, &file),
        Import::Leads(table) => table::run(runtime, config, &LEADS, &table),
        Import::Accounts(table) => table::run(runtime, config, &ACCOUNTS, &table),
        Import::Contacts(table) => table::run(runtime, config, &CONTACTS, &table),
    }
}
