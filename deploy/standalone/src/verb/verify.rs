//! `kith verify`: checks every chain of the log, rebuilds every read model and compares.

use std::process::ExitCode;

use event_log::embedded;
use tokio::runtime::Runtime;

use crate::config::Config;
use crate::platform::has_log;
use crate::say::{self, Failure};

/// Verifies. Exit code 1 on any difference.
pub fn run(_runtime: &Runtime, config: &Config) -> Result<ExitCode, Failure> {
    let dir = &config.data_dir;
    if !has_log(dir) {
        let dir = dir.display();
        return Err(Failure::new(format!("there is no log in {dir}; --data-dir says where")));
    }
    let report = embedded::verify(dir)
        .map_err(Failure::because(format!("the log in {} can't be verified", dir.display())))?;
    say::line(format!("log: {} entries", report.entries));
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
