//! What is left of a request's body when its answer is ready.
//!
//! An answer may be known before the body has come: its type is wrong, it is too large, its bearer
//! isn't known. A server that answers and leaves the rest unread has to close the connection, so
//! that the rest isn't taken for another request. A client that is still sending may then see a
//! reset in place of the answer, and one that keeps its connections loses the request after it.
//! So the rest is read and thrown away before the answer goes out, within limits; past them the
//! answer says that the connection closes.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody as _};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use futures::{Stream, StreamExt as _};

/// Most bytes of a body that are read only to be thrown away.
const UNREAD_BYTES_MAX: usize = 1024 * 1024;
/// How long they may take to come.
const UNREAD_WAIT_MAX: Duration = Duration::from_secs(2);

/// Answers once the request's body has been read, by the handler or by nobody.
pub async fn answer_after_body(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let left = Left::default();
    let lent = left.clone();
    let request = request
        .map(|body| Body::from_stream(Lent { body: Some(body.into_data_stream()), left: lent }));
    let mut response = next.run(request).await;
    // Nothing is left where it was read to its end, or is still being read by a task.
    let rest = left.take();
    if let Some(rest) = rest
        && !is_read(rest).await
    {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Reads and drops; false if more came than is read for nothing, or nothing for too long.
async fn is_read(mut rest: BodyDataStream) -> bool {
    let read = async {
        let mut bytes = 0;
        while let Some(Ok(piece)) = rest.next().await {
            bytes += piece.len();
            if bytes > UNREAD_BYTES_MAX {
                return false;
            }
        }
        true
    };
    tokio::time::timeout(UNREAD_WAIT_MAX, read).await.unwrap_or(false)
}

/// Where a body is put by whoever stops reading it.
#[derive(Clone, Default)]
struct Left(Arc<Mutex<Option<BodyDataStream>>>);

impl Left {
    fn put(&self, body: BodyDataStream) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
    }

    fn take(&self) -> Option<BodyDataStream> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A body while a handler has it.
struct Lent {
    /// `None` once it has ended.
    body: Option<BodyDataStream>,
    left: Left,
}

impl Stream for Lent {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let polled = body.poll_next_unpin(cx);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        polled
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(body) = self.body.take() {
            self.left.put(body);
        }
    }
}
