//! `kith import commands`: sends the lines of a file as batches, and says what became of them.

mod line;
mod report;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use tokio::runtime::Runtime;

use super::{Answer, Client, Need, Target};
use crate::cli::Import;
use crate::config::Config;
use crate::progress::Progress;
use crate::say::{self, Failure};

use line::Keys;
use report::{Report, Sent};

/// Bytes of a batch, far under the platform's 64 MiB: the answers to one are read before the next is
/// sent, and progress is shown after each.
const BATCH_BYTES: usize = 2 * 1024 * 1024;
/// How often a batch is sent again that a busy platform put off.
const RETRIES_MAX: u32 = 30;
/// How long to wait where the platform doesn't say, in seconds.
const RETRY_AFTER_PRESET: u64 = 1;

/// Sends the commands of a file. Exit code 1 if any was refused.
pub fn run(runtime: &Runtime, config: &Config, what: Import) -> Result<ExitCode, Failure> {
    let Import::Commands { file, server: _ } = what;
    let opened =
        File::open(&file).map_err(Failure::because(format!("{} can't be read", file.display())))?;
    let target = Target::find(runtime, config, Need::Nothing)?;
    let sender = Sender { client: &target.client, runtime };
    let done = import(&sender, &file, opened);
    target.leave();
    let report = done?;
    say::line(&report);
    Ok(if report.refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Lines that are sent together.
#[derive(Default)]
struct Batch {
    body: Vec<u8>,
    /// The number of each in the file, and where in the body it ends.
    lines: Vec<(u64, usize)>,
}

impl Batch {
    /// A line's number in the file and its bytes, by its place in the batch, from 1.
    fn sent(&self, place: u64) -> Option<Sent<'_>> {
        let at = usize::try_from(place).ok()?.checked_sub(1)?;
        let (number, end) = *self.lines.get(at)?;
        let start = at.checked_sub(1).map_or(0, |before| self.lines[before].1);
        Some(Sent { number, line: &self.body[start..end] })
    }
}

struct Sender<'a> {
    client: &'a Client,
    runtime: &'a Runtime,
}

fn import(sender: &Sender<'_>, path: &Path, file: File) -> Result<Report, Failure> {
    let unreadable = || Failure::because(format!("{} can't be read", path.display()));
    let length = file.metadata().map_err(unreadable())?.len();
    let mut progress = Progress::new("bytes", length);
    let (mut report, mut keys) = (Report::new(path), Keys::default());
    let (mut batch, mut read) = (Batch::default(), 0);
    for (number, line) in (1..).zip(BufReader::new(file).split(b'\n')) {
        let line = line.map_err(unreadable())?;
        read += line.len() as u64 + 1;
        if !line.trim_ascii().is_empty() {
            batch.body.extend_from_slice(&keys.keyed(line));
            batch.body.push(b'\n');
            batch.lines.push((number, batch.body.len()));
        }
        if batch.body.len() >= BATCH_BYTES {
            sender.send(std::mem::take(&mut batch), &mut report)?;
            progress.reached(read);
        }
    }
    sender.send(batch, &mut report)?;
    progress.reached(length);
    progress.finish();
    Ok(report)
}

impl Sender<'_> {
    fn send(&self, batch: Batch, report: &mut Report) -> Result<(), Failure> {
        if batch.lines.is_empty() {
            return Ok(());
        }
        let answer = self.post(&batch.body)?;
        if !answer.status.is_success() {
            answer.json()?;
        }
        let answers = answer.body.split(|b| *b == b'\n').filter(|line| !line.is_empty());
        let answered =
            answers.map(|line| report.take(line, |place| batch.sent(place))).sum::<usize>();
        if answered == batch.lines.len() {
            return Ok(());
        }
        let (sent, first) = (batch.lines.len(), batch.lines[0].0);
        Err(Failure::new(format!(
            "of {sent} commands from line {first} on only {answered} were answered; import the file \
             again: what was done is not done twice"
        )))
    }

    /// Sends a batch, again where the platform asks for patience: keys make that harmless.
    fn post(&self, body: &[u8]) -> Result<Answer, Failure> {
        let mut tries = 0;
        loop {
            let answer = self.client.post("/v1/commands", "application/x-ndjson", body)?;
            if !matches!(answer.status.as_u16(), 429 | 503) || tries == RETRIES_MAX {
                return Ok(answer);
            }
            tries += 1;
            let pause = Duration::from_secs(answer.retry_after.unwrap_or(RETRY_AFTER_PRESET));
            self.runtime.block_on(tokio::time::sleep(pause));
        }
    }
}
