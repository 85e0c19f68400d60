//! `kith export`: takes the log or a list out, into a file or to standard output.

mod events;
mod list;

use std::process::ExitCode;

use tokio::runtime::Runtime;

use super::{Need, Target};
use crate::cli::Export;
use crate::config::Config;
use crate::say::{self, Failure};

/// Takes something out.
pub fn run(runtime: &Runtime, config: &Config, what: Export) -> Result<ExitCode, Failure> {
    let target = Target::find(runtime, config, Need::Log)?;
    let export = |name: &'static str, list| list::run(runtime, &target.client, name, list);
    let (what, done) = match what {
        Export::Events { from, to, format, output, server: _ } => {
            ("events", events::run(&target.client, (from, to), format, output.as_deref()))
        }
        Export::Leads(list) => ("leads", export("leads", &list)),
        Export::Accounts(list) => ("accounts", export("accounts", &list)),
        Export::Contacts(list) => ("contacts", export("contacts", &list)),
        Export::Opportunities(list) => ("opportunities", export("opportunities", &list)),
        Export::Interactions(list) => ("interactions", export("interactions", &list)),
        Export::Orders(list) => ("orders", export("orders", &list)),
        Export::Contracts(list) => ("contracts", export("contracts", &list)),
        Export::Records(list) => ("records", export("records", &list)),
        Export::Conversions(list) => ("conversions", export("conversions", &list)),
        Export::OwnershipChanges(list) => ("changes of owner", export("ownership-changes", &list)),
        Export::Audit(list) => ("lines of the audit trail", export("audit", &list)),
        Export::DuplicatesLeads(list) => ("likely pairs", export("duplicates/leads", &list)),
        Export::DuplicatesAccounts(list) => ("likely pairs", export("duplicates/accounts", &list)),
        Export::DuplicatesContacts(list) => ("likely pairs", export("duplicates/contacts", &list)),
        Export::BulkActions(list) => ("bulk actions", export("bulk-actions", &list)),
        Export::Settings(list) => ("settings", export("settings", &list)),
        Export::Views(list) => ("views", export("views", &list)),
    };
    target.leave();
    let (count, place) = done?;
    say::note(format!("exported {count} {what} to {place}"));
    Ok(ExitCode::SUCCESS)
}
