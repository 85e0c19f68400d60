//! `POST /v1/commands`: one command a line, one answer a line, in the same order.
//!
//! Two tasks: one reads lines and hands them on in their order, those of one piece of the body
//! together, waiting where a queue is full; the other writes answers as they come. The reader never
//! waits for the writer, so a client may send everything before it reads anything.

use std::borrow::Cow;
use std::io::BufRead as _;
use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, header};
use event_schema::command::{BATCH_BYTES_MAX, COMMAND_BYTES_MAX};
use event_schema::field::{Faults, Given, Object};
use event_schema::problem::{FieldError, Problem, Slug};
use futures::StreamExt;
use rules::rights::Principal;
use serde::Serialize;
use tokio::sync::{mpsc, oneshot};

use super::answer::{problem_response, write_line_reply};
use super::headers::Said;
use super::line;
use super::single::check_content_type;
use crate::request::{Outcome, Request};
use crate::service::{CommandService, Desk, stopped};

/// Most lines of a batch; their answers may all have to be kept until the client reads them.
const BATCH_LINES_MAX: usize = 1_000_000;
/// Room in a line for what stands around the command's data.
const LINE_BYTES_MAX: usize = COMMAND_BYTES_MAX + 1_024;
/// Bytes of answers sent in one piece, or more by those to one sheaf.
const CHUNK_BYTES: usize = 32 * 1_024;
/// Room for the answers that fill a piece, so that none is moved for the last of them.
const CHUNK_ROOM: usize = CHUNK_BYTES + 64 * 1_024;

/// Most lines that are handed over together.
const SHEAF_LINES_MAX: usize = 64;
/// Most bytes of lines that are handed over together, but for a longer one alone.
const SHEAF_BYTES_MAX: usize = 64 * 1_024;

/// The answers to lines that were handed over together.
struct Answers {
    /// What is known of each line: it is refused, or the next of those that come.
    lines: Vec<Result<(), Box<Problem>>>,
    coming: Option<oneshot::Receiver<Vec<Outcome>>>,
}

pub async fn post(
    State(service): State<CommandService>,
    Extension(who): Extension<Principal>,
    headers: HeaderMap,
    body: Body,
) -> Response<Body> {
    if let Err(problem) = check_content_type(&headers, "application/x-ndjson") {
        return problem_response(&problem);
    }
    let desk = match service.desk(who.tenant).await {
        Ok(desk) => desk,
        Err(problem) => return problem_response(&problem),
    };
    let (answers, ready) = mpsc::channel(BATCH_LINES_MAX);
    let reader = Reader { service, who, desk, answers, lines: 0, sheaf: Sheaf::default() };
    tokio::spawn(reader.run(headers, body));
    let chunks = futures::stream::unfold((ready, 0), |(mut ready, line)| async move {
        let (chunk, line) = next_chunk(&mut ready, line).await?;
        Some((Ok::<_, std::convert::Infallible>(chunk), (ready, line)))
    });
    let mut response = Response::new(Body::from_stream(chunks));
    let ndjson = HeaderValue::from_static("application/x-ndjson");
    response.headers_mut().insert(header::CONTENT_TYPE, ndjson);
    response
}

/// Answers until a piece is full or the next ones aren't there yet.
async fn next_chunk(ready: &mut mpsc::Receiver<Answers>, mut line: u64) -> Option<(Bytes, u64)> {
    let mut chunk = Vec::with_capacity(CHUNK_ROOM);
    let mut next = Some(ready.recv().await?);
    while let Some(Answers { lines, coming }) = next {
        let outcomes = match coming {
            Some(coming) => coming.await.unwrap_or_default(),
            None => Vec::new(),
        };
        let mut outcomes = outcomes.into_iter();
        for known in lines {
            line += 1;
            let outcome = match known {
                Err(problem) => Err(problem),
                Ok(()) => outcomes.next().unwrap_or_else(|| Err(stopped("unknown"))),
            };
            match outcome {
                Ok(reply) => write_line_reply(&reply, line, &mut chunk),
                Err(problem) => refused(line, &problem, &mut chunk),
            }
            chunk.push(b'\n');
        }
        let full = chunk.len() >= CHUNK_BYTES;
        next = if full { None } else { ready.try_recv().ok() };
    }
    Some((chunk.into(), line))
}

fn refused(line: u64, problem: &Problem, chunk: &mut Vec<u8>) {
    #[derive(Serialize)]
    struct Refused<'a> {
        line: u64,
        status: u16,
        problem: &'a Problem,
    }
    let out = Refused { line, status: problem.status, problem };
    serde_json::to_writer(chunk, &out).expect("a problem is plain data");
}

/// Lines that are to be handed over together.
#[derive(Default)]
struct Sheaf {
    lines: Vec<Result<(), Box<Problem>>>,
    requests: Vec<Arc<Request>>,
    bytes: usize,
}

impl Sheaf {
    fn is_full(&self) -> bool {
        self.lines.len() >= SHEAF_LINES_MAX || self.bytes >= SHEAF_BYTES_MAX
    }
}

/// Reads the lines and hands them on.
struct Reader {
    service: CommandService,
    who: Principal,
    desk: Arc<Desk>,
    answers: mpsc::Sender<Answers>,
    lines: usize,
    sheaf: Sheaf,
}

impl Reader {
    async fn run(mut self, headers: HeaderMap, body: Body) {
        let headers = Said::from_headers(&headers);
        // Each line has a key of its own, and no line can match the revision of every record.
        let said = Said { idempotency_key: None, if_match: None, ..headers };
        let mut pieces = body.into_data_stream();
        let mut line: Vec<u8> = Vec::new();
        let mut total = 0;
        let mut skipping = false;
        while let Some(Ok(piece)) = pieces.next().await {
            total += piece.len();
            if total > BATCH_BYTES_MAX || self.lines >= BATCH_LINES_MAX {
                let detail = "a batch has at most 64 MiB and 1,000,000 lines: send the rest, from \
                              this line on, as another batch";
                self.add(Err(problem(Slug::TooLarge, detail)), 0);
                self.hand_over().await;
                return;
            }
            let mut rest = &piece[..];
            while next_line(&mut rest, &mut line) {
                if !std::mem::take(&mut skipping) {
                    self.take_line(&line, said);
                }
                line.clear();
                if self.sheaf.is_full() && !self.hand_over().await {
                    return;
                }
            }
            if line.len() > LINE_BYTES_MAX && !skipping {
                self.add(Err(too_long()), 0);
                skipping = true;
            }
            if skipping {
                line.clear();
            }
            // Nobody knows when the next piece comes.
            if !self.hand_over().await {
                return;
            }
        }
        if !skipping {
            self.take_line(&line, said);
            self.hand_over().await;
        }
    }

    fn take_line(&mut self, bytes: &[u8], said: Said<'_>) {
        if bytes.trim_ascii().is_empty() {
            return;
        }
        let read =
            if bytes.len() > LINE_BYTES_MAX { Err(too_long()) } else { self.request(bytes, said) };
        self.add(read, bytes.len());
    }

    fn add(&mut self, read: Result<Request, Box<Problem>>, bytes: usize) {
        self.lines += 1;
        self.sheaf.bytes += bytes;
        self.sheaf.lines.push(read.map(|request| self.sheaf.requests.push(Arc::new(request))));
    }

    /// Hands over what was read; false if nobody waits for the answers any more.
    async fn hand_over(&mut self) -> bool {
        let Sheaf { mut lines, requests, bytes } = std::mem::take(&mut self.sheaf);
        if lines.is_empty() {
            return true;
        }
        let coming = match self.submit(requests, bytes).await {
            Ok(coming) => coming,
            Err(problem) => {
                let refused = lines.iter_mut().filter(|line| line.is_ok());
                refused.for_each(|line| *line = Err(problem.clone()));
                None
            }
        };
        self.answers.send(Answers { lines, coming }).await.is_ok()
    }

    async fn submit(
        &self,
        requests: Vec<Arc<Request>>,
        bytes: usize,
    ) -> Result<Option<oneshot::Receiver<Vec<Outcome>>>, Box<Problem>> {
        if requests.is_empty() {
            return Ok(None);
        }
        let permit = self.desk.room(requests.len(), bytes).await?;
        self.service.submit_all(self.who.tenant, requests, permit).await.map(Some)
    }

    /// Reads a line; what it says of itself goes before what the headers say of all.
    fn request(&self, bytes: &[u8], said: Said<'_>) -> Result<Request, Box<Problem>> {
        let mut line = line::object(bytes)?;
        let mut faults = Faults::default();
        let name = text(&mut line, "command", &mut faults);
        let key = text(&mut line, "idempotency_key", &mut faults);
        let occurred_at = text(&mut line, "occurred_at", &mut faults);
        let on_behalf_of = text(&mut line, "on_behalf_of", &mut faults);
        let said = Said {
            idempotency_key: key.as_deref(),
            occurred_at: occurred_at.as_deref().or(said.occurred_at),
            on_behalf_of: on_behalf_of.as_deref().or(said.on_behalf_of),
            ..said
        };
        let data = match line.take("data") {
            None | Some(Given::Null) => Object::default(),
            Some(Given::Object(data)) => data,
            Some(_) => {
                faults.malformed.push(wrong("data", "wrong-type", "must be an object"));
                Object::default()
            }
        };
        for (unknown, _) in line.fields() {
            let field: String = unknown.chars().take(64).collect();
            faults.malformed.push(wrong(&field, "unknown-field", "is not a field of a line"));
        }
        if name.is_none() && faults.is_empty() {
            faults.malformed.push(wrong("command", "missing", "is required"));
        }
        let Some(name) = name.filter(|_| faults.is_empty()) else {
            return Err(Box::new(faults.problem()));
        };
        line::request(&name, data, &said, &self.who, &self.desk)
    }
}

/// Moves the bytes up to the next line end onto `line`, without the end; false if there is none and
/// the line goes on in the next piece.
fn next_line(rest: &mut &[u8], line: &mut Vec<u8>) -> bool {
    rest.read_until(b'\n', line).expect("reading from memory doesn't fail");
    let ended = line.last() == Some(&b'\n');
    if ended {
        line.pop();
    }
    ended
}

/// A text field of a line.
fn text<'a>(line: &mut Object<'a>, name: &str, faults: &mut Faults) -> Option<Cow<'a, str>> {
    match line.take(name) {
        None | Some(Given::Null) => None,
        Some(Given::Text(text)) => Some(text),
        Some(_) => {
            faults.malformed.push(wrong(name, "wrong-type", "must be a string"));
            None
        }
    }
}

fn wrong(field: &str, code: &str, message: &str) -> FieldError {
    FieldError { field: field.into(), code: code.into(), message: message.into() }
}

fn problem(slug: Slug, detail: &str) -> Box<Problem> {
    Box::new(Problem::new(slug, detail))
}

fn too_long() -> Box<Problem> {
    problem(Slug::TooLarge, "a line has at most 128 KiB of command and 1 KiB around it")
}
