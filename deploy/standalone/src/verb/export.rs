//! `kith export events`: the log as NDJSON, into a file or to standard output.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tokio::runtime::Runtime;

use super::{Client, Need, Target};
use crate::cli::{Export, Format};
use crate::config::Config;
use crate::progress::Progress;
use crate::say::{self, Failure};

/// How often progress is looked at, in events.
const PROGRESS_EVENTS: u64 = 1_000;

/// Writes the events out.
pub fn run(runtime: &Runtime, config: &Config, what: Export) -> Result<ExitCode, Failure> {
    let Export::Events { from, to, format, output, server: _ } = what;
    match format {
        Format::Ndjson => {}
    }
    let target = Target::find(runtime, config, Need::Log)?;
    let done = export(&target.client, &query(from, to), output.as_deref());
    target.leave();
    let (events, place) = done?;
    say::note(format!("exported {events} events to {place}"));
    Ok(ExitCode::SUCCESS)
}

fn query(from: Option<String>, to: Option<String>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("from", from), ("to", to)] {
        if let Some(value) = value {
            query.append_pair(name, &value);
        }
    }
    query.finish()
}

fn export(client: &Client, query: &str, file: Option<&Path>) -> Result<(u64, String), Failure> {
    let (head, events) = client.open(&format!("/v1/events?{query}"))?;
    let events = BufReader::new(events);
    let Some(file) = file else {
        let copied = copy(events, std::io::stdout().lock(), head);
        return Ok((copied?, "standard output".into()));
    };
    // Beside its place until it is whole: an export that was cut short never looks like one.
    let part = part_of(file);
    let refused = || Failure::because(format!("{} can't be written", part.display()));
    let opened = std::fs::File::create(&part).map_err(refused())?;
    let copied = copy(events, std::io::BufWriter::new(opened), head)?;
    std::fs::rename(&part, file).map_err(refused())?;
    Ok((copied, file.display().to_string()))
}

fn part_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

fn copy(mut from: impl BufRead, mut to: impl Write, head: u64) -> Result<u64, Failure> {
    let mut progress = Progress::new("events", head);
    let (mut copied, mut line) = (0, Vec::new());
    loop {
        line.clear();
        let read = from.read_until(b'\n', &mut line);
        if read.map_err(Failure::because("the export broke off"))? == 0 {
            break;
        }
        to.write_all(&line).map_err(Failure::because("the export can't be written"))?;
        copied += 1;
        if copied % PROGRESS_EVENTS == 0 {
            progress.reached(copied);
        }
    }
    to.flush().map_err(Failure::because("the export can't be written"))?;
    progress.finish();
    Ok(copied)
}
