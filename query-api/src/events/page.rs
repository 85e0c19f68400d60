//! A stretch of the log as lines.

use std::sync::Arc;

use event_schema::codec::{Damage, EntryView};
use event_schema::problem::Slug;
use event_schema::{Position, TenantId};

use super::Wanted;
use super::line::line;
use crate::port::Ports;
use crate::problem::Refusal;

/// A stretch of the log.
#[derive(Debug, Default)]
pub struct Page {
    /// The events that are wanted, with their positions.
    pub lines: Vec<(Position, Vec<u8>)>,
    /// Where the next stretch begins.
    pub next: Position,
    /// True if nothing that is wanted can follow.
    pub ended: bool,
}

/// The tenant's last position.
pub async fn head(ports: &Ports, tenant: TenantId) -> Result<Position, Refusal> {
    ports.events.head(tenant).await.map_err(|what| unreadable(tenant, 0, &what))
}

fn unreadable(tenant: TenantId, from: Position, what: &str) -> Refusal {
    tracing::error!(tenant = %tenant, position = from, error = what, "the log can't be read");
    Refusal::unavailable(Slug::LogUnavailable, "the log can't be read now; it is logged")
}

/// Reads the stretch that begins at `from`; empty at the end of the log.
pub async fn read_page(
    ports: &Ports,
    tenant: TenantId,
    from: Position,
    wanted: &Wanted,
) -> Result<Page, Refusal> {
    let refuse = |what: String| unreadable(tenant, from, &what);
    let entries = ports.events.read(tenant, from).await.map_err(refuse)?;
    collect(&entries, from, wanted).map_err(|damage| refuse(damage.to_string()))
}

fn collect(entries: &[Arc<[u8]>], from: Position, wanted: &Wanted) -> Result<Page, Damage> {
    let mut page = Page { next: from, ..Page::default() };
    for bytes in entries {
        let entry = EntryView::parse(bytes)?;
        for commit in entry.commits() {
            let commit = commit?;
            if wanted.to.is_some_and(|to| commit.head.recorded_at >= to) {
                // Times of recording never go back, so nothing later is earlier.
                page.ended = true;
                return Ok(page);
            }
            let early = wanted.from.is_some_and(|from| commit.head.recorded_at < from);
            for (position, event) in (commit.first..).zip(&commit.events) {
                if position >= from && !early && wanted.takes_type(&event.name) {
                    page.lines.push((position, line(&commit.head, position, event)?));
                }
            }
        }
        page.next = entry.head.last() + 1;
    }
    Ok(page)
}
