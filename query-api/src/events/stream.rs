//! `GET /v1/events/stream`: the log live, as server-sent events. The id of a message is its event's
//! position, so a client that comes back with `Last-Event-ID` misses nothing and repeats nothing.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Extension, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use event_schema::Position;
use event_schema::problem::{Problem, Slug};
use futures::stream;
use rules::rights::{self, Principal};
use tokio::sync::{Semaphore, SemaphorePermit, watch};

use super::page::{head, read_page};
use super::{STREAM_PARAMS, Wanted};
use crate::params::{Params, Place};
use crate::problem::Refusal;
use crate::read::KITH_POSITION;
use crate::router::Shared;

/// How often a silent stream says that it is alive: well under the minute after which proxies cut.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The first message: how long a client waits before it comes back, in milliseconds.
const GREETING: &[u8] = b"retry: 2000\n\n";

/// Most streams at once in a process.
const STREAMS_MAX: usize = 1_000;
/// Seconds after which a refused follower may come back.
const RETRY_SECONDS: u32 = 5;

static PLACES: Semaphore = Semaphore::const_new(STREAMS_MAX);

/// A client that follows the log.
struct Follower {
    api: Shared,
    who: Principal,
    wanted: Wanted,
    next: Position,
    moved: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
    _place: SemaphorePermit<'static>,
}

/// Follows the log after `Last-Event-ID`, else from `from_position`, else from now on.
pub async fn stream(
    State(api): State<Shared>,
    Extension(who): Extension<Principal>,
    request: Request,
) -> Result<Response, Refusal> {
    rights::may_read_events(&who)?;
    let head = head(&api, who.tenant).await?;
    let (parts, _) = request.into_parts();
    let follower = follower(&api, who, &parts, head).await?;
    let greeting = stream::once(async { Ok(Bytes::from_static(GREETING)) });
    let messages = stream::unfold(follower, |mut follower| async move {
        let message = follower.message().await?;
        Some((message, follower))
    });
    let body = Body::from_stream(futures::StreamExt::chain(greeting, messages));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (KITH_POSITION, head.into()),
    ];
    Ok((headers, body).into_response())
}

async fn follower(
    api: &Shared,
    who: Principal,
    parts: &Parts,
    head: Position,
) -> Result<Follower, Refusal> {
    let place = Place { path: "/v1/events/stream", legal: STREAM_PARAMS, id: None };
    let mut params = Params::read(api, &who, &parts.uri, place).await?;
    let from = params.first_position();
    let wanted = Wanted { types: params.types(), ..Wanted::default() };
    params.finish()?;
    let next = match last_event_id(&parts.headers)? {
        Some(last) if last > head => {
            let detail = format!("Last-Event-ID is {last}, and the tenant's log ends at {head}");
            return Err(Refusal::new(Slug::Invalid, detail));
        }
        Some(last) => last + 1,
        None => from.unwrap_or(head + 1),
    };
    let place = PLACES.try_acquire().map_err(|_| {
        let detail = format!("{STREAMS_MAX} streams are open, which is as many as there may be");
        Refusal::from(Problem::new(Slug::TooMany, detail).retry_after(RETRY_SECONDS))
    })?;
    let (moved, closing) = (api.events.moved(), api.closing.clone());
    Ok(Follower { api: api.clone(), who, wanted, next, moved, closing, _place: place })
}

fn last_event_id(headers: &HeaderMap) -> Result<Option<Position>, Refusal> {
    let Some(value) = headers.get("last-event-id").filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let position = value.to_str().ok().and_then(|text| text.parse().ok());
    position
        .map(Some)
        .ok_or_else(|| Refusal::new(Slug::Malformed, "the header Last-Event-ID must be a position"))
}

impl Follower {
    /// The next bytes to send; `None` when the process stops.
    async fn message(&mut self) -> Option<Result<Bytes, std::io::Error>> {
        loop {
            // Marked as seen before reading: what is appended meanwhile wakes this up again.
            self.moved.borrow_and_update();
            match read_page(&self.api, self.who.tenant, self.next, &self.wanted).await {
                Err(refusal) => return Some(Err(std::io::Error::other(refusal.0.detail.clone()))),
                Ok(page) if !page.lines.is_empty() => {
                    self.next = page.next;
                    return Some(Ok(messages(&page.lines).into()));
                }
                Ok(page) if page.next > self.next => self.next = page.next,
                Ok(_) => match self.wait().await {
                    Woken::Moved => {}
                    Woken::Silence => return Some(Ok(Bytes::from_static(b": alive\n\n"))),
                    Woken::Closing => return None,
                },
            }
        }
    }

    async fn wait(&mut self) -> Woken {
        // A sender that is gone means that the process stops.
        tokio::select! {
            _ = self.closing.wait_for(|closing| *closing) => Woken::Closing,
            moved = self.moved.changed() => moved.map_or(Woken::Closing, |()| Woken::Moved),
            () = tokio::time::sleep(HEARTBEAT) => Woken::Silence,
        }
    }
}

/// What ended a wait.
enum Woken {
    Moved,
    Silence,
    Closing,
}

fn messages(lines: &[(Position, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (position, line) in lines {
        bytes.extend_from_slice(format!("id: {position}\ndata: ").as_bytes());
        bytes.extend_from_slice(line);
        bytes.extend_from_slice(b"\n\n");
    }
    bytes
}
