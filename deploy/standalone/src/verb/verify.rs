//! `kith verify`: checks every frame, root and chain of the log, rebuilds every read model and
//! compares it with the one that answers.

use std::process::ExitCode;

use event_log::embedded::{self, Report};
use serde_json::Value as Json;
use tokio::runtime::Runtime;

use super::{Need, Target};
use crate::config::Config;
use crate::platform::has_log;
use crate::say::{self, Failure};

/// Verifies. Exit code 1 on any difference.
pub fn run(runtime: &Runtime, config: &Config) -> Result<ExitCode, Failure> {
    // The files of a platform that is named may be on another machine: its own rebuild reads and
    // checks the chains there.
    if config.server.is_none() && !log_is_clean(config)? {
        say::line("the read models were not compared: a damaged log can't be folded");
        return Ok(ExitCode::FAILURE);
    }
    let target = Target::find(runtime, config, Need::Log)?;
    let answer = target.client.post("/v1/verify", "application/json", b"");
    target.leave();
    let answer = answer?.json()?;
    let differences = models(&answer);
    Ok(if differences == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reads the log's files, which needs no lock.
fn log_is_clean(config: &Config) -> Result<bool, Failure> {
    let dir = &config.data_dir;
    if !has_log(dir) {
        let dir = dir.display();
        return Err(Failure::new(format!("there is no log in {dir}; --data-dir says where")));
    }
    say::note("reading the log");
    let report = embedded::verify(dir)
        .map_err(Failure::because(format!("the log in {} can't be verified", dir.display())))?;
    tell(&report);
    Ok(report.is_clean())
}

fn tell(report: &Report) {
    let Report { entries, events, bytes, tenants, .. } = report;
    let state = if report.is_clean() { "as it was written" } else { "DAMAGED" };
    say::line(format!(
        "log: {state}: {events} events in {entries} entries of {tenants} tenants, {bytes} bytes"
    ));
    for damage in &report.damages {
        say::line(format!("  {damage}"));
    }
    for cut in &report.cuts {
        say::line(format!("  {cut}: an unfinished write that a start took off; no damage"));
    }
}

/// Tells of each model; how many differ.
fn models(answer: &Json) -> usize {
    let models = answer["models"].as_array().into_iter().flatten();
    models.filter(|model| !tell_model(model)).count()
}

fn tell_model(model: &Json) -> bool {
    let text = |field: &str| model[field].as_str().unwrap_or_default().to_owned();
    let differences = model["differences"].as_array().map_or(&[][..], Vec::as_slice);
    let equal = differences.is_empty();
    let state = if equal { "equal to its rebuild" } else { "DIFFERS from its rebuild" };
    say::line(format!("{}@{}: {state}", text("name"), model["version"]));
    for difference in differences {
        say::line(format!("  {}", difference.as_str().unwrap_or_default()));
    }
    equal
}
