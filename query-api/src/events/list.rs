//! `GET /v1/events`: the log as NDJSON, read in stretches while the client reads.

use axum::body::{Body, Bytes};
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderValue, Uri, header};
use axum::response::Response;
use event_schema::Position;
use futures::stream;
use rules::rights::{self, Principal};

use super::page::{Page, head, read_page};
use super::{LIST_PARAMS, Wanted};
use crate::params::{Params, Place};
use crate::port::Model;
use crate::problem::Refusal;
use crate::read::{Unchanged, not_modified, tagged};
use crate::router::Shared;

/// The model that knows the zone.
const SETTINGS: &str = "settings";
const NDJSON: HeaderValue = HeaderValue::from_static("application/x-ndjson");

/// What is left to be sent.
struct Rest {
    api: Shared,
    who: Principal,
    wanted: Wanted,
    next: Position,
    /// The head when the request came: a list ends, however fast the log grows.
    last: Position,
    left: u64,
}

/// Lists events up to the head as it was when the request came.
pub async fn list(
    State(api): State<Shared>,
    Extension(who): Extension<Principal>,
    request: Request,
) -> Result<Response, Refusal> {
    rights::may_read_events(&who)?;
    let head = head(&api, who.tenant).await?;
    // Which events are wanted depends on the zone, if bare dates say it.
    let mark = api.reads.mark(Model::Live(SETTINGS), who.tenant, api.platform.now());
    let unchanged = Unchanged::of(&request, &who, mark.epoch);
    if let Some(etag) = unchanged.holds_at(head) {
        return Ok(not_modified(&etag, head));
    }
    let mut rest = rest(&api, who, request.uri(), head).await?;
    // The first stretch is read before the answer begins, so that a fault is a problem document.
    let first = rest.take().await?;
    let body = stream::try_unfold((rest, first), |(mut rest, bytes)| async move {
        let Some(bytes) = bytes else { return Ok::<_, std::io::Error>(None) };
        let next = rest.take().await;
        let next = next.map_err(|refusal| std::io::Error::other(refusal.0.detail.clone()))?;
        Ok(Some((bytes, (rest, next))))
    });
    let mut response = tagged(Body::from_stream(body), &unchanged.tag(head), head);
    response.headers_mut().insert(header::CONTENT_TYPE, NDJSON);
    Ok(response)
}

async fn rest(api: &Shared, who: Principal, uri: &Uri, head: Position) -> Result<Rest, Refusal> {
    let place = Place { path: "/v1/events", legal: LIST_PARAMS, id: None };
    let mut params = Params::read(api, &who, uri, place).await?;
    let next = params.first_position().unwrap_or(1);
    let left = params.number("limit", 1..=u64::MAX).unwrap_or(u64::MAX);
    let range = params.range();
    let wanted = Wanted { types: params.types(), from: range.from, to: range.to };
    params.finish()?;
    Ok(Rest { api: api.clone(), who, wanted, next, last: head, left })
}

impl Rest {
    /// The next bytes to send; `None` at the end.
    async fn take(&mut self) -> Result<Option<Bytes>, Refusal> {
        while self.left > 0 && self.next <= self.last {
            let page = read_page(&self.api, self.who.tenant, self.next, &self.wanted).await?;
            if page.next == self.next {
                self.left = 0;
            }
            let bytes = self.write(page);
            if !bytes.is_empty() {
                return Ok(Some(bytes.into()));
            }
        }
        Ok(None)
    }

    fn write(&mut self, page: Page) -> Vec<u8> {
        self.next = page.next;
        let mut bytes = Vec::new();
        for (position, line) in page.lines {
            if self.left == 0 || position > self.last {
                break;
            }
            bytes.extend_from_slice(&line);
            bytes.push(b'\n');
            self.left -= 1;
        }
        if page.ended {
            self.left = 0;
        }
        bytes
    }
}
