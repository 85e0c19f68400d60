//! `kith export`: takes the log out, into a file or to standard output.

mod events;

use std::process::ExitCode;

use tokio::runtime::Runtime;

use super::{Need, Target};
use crate::cli::Export;
use crate::config::Config;
use crate::say::{self, Failure};

/// Takes something out.
pub fn run(runtime: &Runtime, config: &Config, what: Export) -> Result<ExitCode, Failure> {
    let target = Target::find(runtime, config, Need::Log)?;
    let (what, done) = match what {
        Export::Events { from, to, format, output, server: _ } => {
            ("events", events::run(&target.client, (from, to), format, output.as_deref()))
        }
    };
    target.leave();
    let (count, place) = done?;
    say::note(format!("exported {count} {what} to {place}"));
    Ok(ExitCode::SUCCESS)
}
