//! Batches: one request of many lines, written and read at the same time.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;
use tokio::net::tcp::OwnedWriteHalf;

use crate::Result;
use crate::http::{Connection, Reader};
use crate::platform::{NDJSON, post_head};

/// Most bytes of a batch; the platform takes 64 MiB.
pub const BATCH_BYTES_MAX: usize = 63 * 1024 * 1024;
/// How often a paced batch sends what is due.
const PACE: Duration = Duration::from_millis(5);
/// Where the status of a line must stand.
const STATUS_WITHIN: usize = 48;

/// Lines to be sent.
#[derive(Default)]
pub struct Batch {
    bytes: Vec<u8>,
    /// Where each line ends.
    ends: Vec<usize>,
}

impl Batch {
    /// Adds the line that `write` writes, if there is room for it.
    pub fn push(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> bool {
        let before = self.bytes.len();
        write(&mut self.bytes);
        self.bytes.push(b'\n');
        let fits = self.bytes.len() <= BATCH_BYTES_MAX;
        if fits {
            self.ends.push(self.bytes.len());
        } else {
            self.bytes.truncate(before);
        }
        fits
    }

    pub fn lines(&self) -> usize {
        self.ends.len()
    }
}

/// What came of a batch.
#[derive(Debug, Default)]
pub struct Answered {
    pub accepted: usize,
    pub refused: usize,
    /// The first refusal, for a person.
    pub first_refusal: Option<String>,
    pub seconds: f64,
}

impl Answered {
    /// An error unless every line was accepted.
    pub fn all(self, lines: usize) -> Result<Self> {
        if self.accepted == lines {
            return Ok(self);
        }
        let first = self.first_refusal.unwrap_or_default();
        Err(format!("{} of {lines} lines were accepted: {first}", self.accepted).into())
    }
}

/// Sends a batch as fast as it is taken, or so many lines a second, and reads every answer.
pub async fn post(
    to: SocketAddr,
    token: &str,
    batch: &Batch,
    pace: Option<f64>,
) -> Result<Answered> {
    let mut connection = Connection::open(to).await?;
    let mut head = Vec::new();
    post_head(&mut head, token, "/v1/commands", NDJSON, batch.bytes.len());
    let from = Instant::now();
    connection.write.write_all(&head).await?;
    let Connection { write, read } = &mut connection;
    let written = async {
        match pace {
            None => Ok(write.write_all(&batch.bytes).await?),
            Some(rate) => write_paced(write, batch, rate).await,
        }
    };
    let ((), mut answered) = tokio::try_join!(written, answers(read))?;
    answered.seconds = from.elapsed().as_secs_f64();
    Ok(answered)
}

async fn write_paced(write: &mut OwnedWriteHalf, batch: &Batch, rate: f64) -> Result<()> {
    let from = Instant::now();
    let mut sent = 0;
    while sent < batch.lines() {
        let due = (from.elapsed().as_secs_f64() * rate) as usize;
        let due = due.clamp(sent, batch.lines());
        if due > sent {
            let begin = sent.checked_sub(1).map_or(0, |last| batch.ends[last]);
            write.write_all(&batch.bytes[begin..batch.ends[due - 1]]).await?;
            sent = due;
        }
        tokio::time::sleep(PACE).await;
    }
    Ok(())
}

async fn answers(read: &mut Reader) -> Result<Answered> {
    let head = read.head().await?;
    let mut answered = Answered::default();
    let mut rest: Vec<u8> = Vec::new();
    while let Some(piece) = read.piece().await? {
        let mut lines = piece.split(|byte| *byte == b'\n');
        let mut current = lines.next().unwrap_or_default();
        for next in lines {
            if rest.is_empty() {
                answered.count(current);
            } else {
                rest.extend_from_slice(current);
                answered.count(&rest);
                rest.clear();
            }
            current = next;
        }
        rest.extend_from_slice(current);
    }
    if head.status == 200 {
        return Ok(answered);
    }
    let said = String::from_utf8_lossy(&rest).into_owned();
    Err(format!("a batch was answered with {}: {said}", head.status).into())
}

impl Answered {
    fn count(&mut self, line: &[u8]) {
        let begin = &line[..line.len().min(STATUS_WITHIN)];
        if begin.windows(10).any(|w| w == br#""status":2"#) {
            self.accepted += 1;
            return;
        }
        self.refused += 1;
        if self.first_refusal.is_none() {
            let said = String::from_utf8_lossy(line);
            self.first_refusal = Some(said.chars().take(400).collect());
        }
    }
}
