//! `kith export events`: the log as NDJSON, into a file or to standard output.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use crate::cli::Format;
use crate::progress::Progress;
use crate::say::Failure;
use crate::verb::Client;
use crate::verb::output::Output;

/// How often progress is looked at, in events.
const PROGRESS_EVENTS: u64 = 1_000;

/// Writes the events out; how many, and where they are.
pub fn run(
    client: &Client,
    (from, to): (Option<String>, Option<String>),
    format: Format,
    output: Option<&Path>,
) -> Result<(u64, String), Failure> {
    match format {
        Format::Ndjson => export(client, &query(from, to), output),
    }
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
    let mut output = Output::begin(file)?;
    let copied = copy(BufReader::new(events), &mut output, head)?;
    Ok((copied, output.finish()?))
}

fn copy(mut from: impl BufRead, to: &mut Output, head: u64) -> Result<u64, Failure> {
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
    progress.finish();
    Ok(copied)
}
