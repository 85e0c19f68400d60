//! Rows on their way: sent together, and reported in their order.

use serde::Serialize;
use serde_json::{Map as JsonMap, Value as Json};
use uuid::Uuid;

use super::report::{Report, Reported};
use super::twins::Twins;
use super::verdict::{Answer, Outcome, Verdict};
use crate::say::Failure;
use crate::verb::import::send::{BATCH_BYTES, RETRIES_MAX, Sender, unanswered};

/// Most rows that wait for their answers, also of those that need none.
const ROWS_MAX: usize = 10_000;

/// Rows that wait to be sent.
pub struct Batch {
    body: Vec<u8>,
    rows: Vec<(Reported, Fate)>,
    sent: usize,
    mode: Mode,
}

/// What an answer means.
enum Mode {
    /// What was kept after this position is the work of this import.
    Since(u64),
    /// Nothing is kept; rows before are remembered here.
    Trial(Twins),
}

/// What is known of a row.
enum Fate {
    /// The platform is asked.
    Sent(Uuid),
    /// It isn't.
    Known(Verdict),
}

/// A command as a line of a batch.
#[derive(Serialize)]
struct Line<'a> {
    command: &'a str,
    idempotency_key: Uuid,
    data: &'a JsonMap<String, Json>,
}

impl Batch {
    /// Of an import that began after this position.
    pub fn since(position: u64) -> Self {
        Self::new(Mode::Since(position))
    }

    /// Of an import that is only tried.
    pub fn trial(twins: Twins) -> Self {
        Self::new(Mode::Trial(twins))
    }

    fn new(mode: Mode) -> Self {
        Self { body: Vec::with_capacity(BATCH_BYTES), rows: Vec::new(), sent: 0, mode }
    }

    /// Adds a row that isn't sent.
    pub fn known(&mut self, row: Reported, verdict: Verdict) {
        self.rows.push((row, Fate::Known(verdict)));
    }

    /// Adds a row as a command. Its id is its idempotency key, too.
    pub fn add(&mut self, row: Reported, command: &str, id: Uuid, data: &JsonMap<String, Json>) {
        let line = Line { command, idempotency_key: id, data };
        serde_json::to_writer(&mut self.body, &line).expect("a command is plain data");
        self.body.push(b'\n');
        self.sent += 1;
        self.rows.push((row, Fate::Sent(id)));
    }

    /// True if it is time to send.
    pub fn is_full(&self) -> bool {
        self.body.len() >= BATCH_BYTES || self.rows.len() >= ROWS_MAX
    }

    /// Sends what there is, and reports every row.
    pub fn send(&mut self, sender: &Sender<'_>, report: &mut Report) -> Result<(), Failure> {
        let rows = std::mem::take(&mut self.rows);
        let body = if self.sent == 0 { Vec::new() } else { self.answered(sender, &rows)? };
        let mut answers = read(&body);
        for (row, fate) in rows {
            let verdict = match fate {
                Fate::Known(verdict) => verdict,
                Fate::Sent(id) => {
                    let answer = answers.next().expect("the answers were counted");
                    self.mode.verdict(&row, id, &answer)
                }
            };
            report.take(&row, &verdict)?;
        }
        self.body.clear();
        self.sent = 0;
        Ok(())
    }

    /// The answers to all lines, sent again while the platform can't take one of them: those that
    /// it took are not taken twice.
    fn answered(&self, sender: &Sender<'_>, rows: &[(Reported, Fate)]) -> Result<Vec<u8>, Failure> {
        let mut tries = 0;
        loop {
            let answer = sender.send(&self.body)?;
            let (mut answered, mut busy) = (0, 0);
            for (answer, place) in read(&answer.body).zip(1..) {
                answered += usize::from(answer.line == place);
                busy += usize::from(answer.is_busy());
            }
            let from = rows.first().map_or(0, |(row, _)| row.line);
            if answered != self.sent {
                return Err(unanswered(self.sent, from, answered));
            }
            if busy == 0 {
                return Ok(answer.body);
            }
            if tries == RETRIES_MAX {
                return Err(unanswered(self.sent, from, answered - busy));
            }
            tries += 1;
            sender.wait(None);
        }
    }
}

impl Mode {
    fn verdict(&mut self, row: &Reported, id: Uuid, answer: &Answer<'_>) -> Verdict {
        match self {
            Self::Since(position) => answer.verdict(id, *position),
            Self::Trial(twins) => {
                let verdict = answer.verdict(id, u64::MAX);
                let events = answer.events.filter(|_| verdict.outcome == Outcome::Created);
                let twin = events.and_then(|events| twins.take(row.number, id, events));
                twin.unwrap_or(verdict)
            }
        }
    }
}

/// The lines of an answer; what is no answer ends them.
fn read(body: &[u8]) -> impl Iterator<Item = Answer<'_>> {
    let lines = body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map_while(|line| serde_json::from_slice(line).ok())
}
