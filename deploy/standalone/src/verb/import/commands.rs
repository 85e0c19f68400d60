//! `kith import commands`: sends the lines of a file as batches, and says what became of them.

mod line;
mod report;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::ExitCode;

use tokio::runtime::Runtime;

use super::send::{BATCH_BYTES, DryRun, Sender, unanswered};
use crate::config::Config;
use crate::progress::Progress;
use crate::say::{self, Failure};
use crate::verb::{Need, Target};

use line::Keys;
use report::{Report, Sent};

/// Sends the commands of a file. Exit code 1 if any was refused.
pub fn run(runtime: &Runtime, config: &Config, file: &Path) -> Result<ExitCode, Failure> {
    let opened =
        File::open(file).map_err(Failure::because(format!("{} can't be read", file.display())))?;
    let target = Target::find(runtime, config, Need::Nothing)?;
    let done = import(&Sender::new(&target.client, runtime, DryRun::No), file, opened);
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
            send(sender, &std::mem::take(&mut batch), &mut report)?;
            progress.reached(read);
        }
    }
    send(sender, &batch, &mut report)?;
    progress.reached(length);
    progress.finish();
    Ok(report)
}

fn send(sender: &Sender<'_>, batch: &Batch, report: &mut Report) -> Result<(), Failure> {
    if batch.lines.is_empty() {
        return Ok(());
    }
    let answer = sender.send(&batch.body)?;
    let answered =
        answer.lines().map(|line| report.take(line, |place| batch.sent(place))).sum::<usize>();
    match answered == batch.lines.len() {
        true => Ok(()),
        false => Err(unanswered(batch.lines.len(), batch.lines[0].0, answered)),
    }
}
