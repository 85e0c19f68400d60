//! What every backend asks of an entry before it takes it.
//!
//! The writer asserts the same when it makes one; here is the other half of the pair, so that a
//! mistake above the log can't become a mistake in the log.

use event_schema::TenantId;
use event_schema::codec::{EntryView, chain_of};
use event_schema::entry::{ENTRY_BYTES_MAX, Head, LogId, Sequence};

use crate::log::{Append, AppendEntry, Unavailable};

/// `Ok` if `entry` may follow `head` in the log; else the answer.
pub(crate) fn admit(
    log: LogId,
    tenant: TenantId,
    fence: Sequence,
    head: &Head,
    entry: &AppendEntry,
) -> Result<(), Append> {
    if fence != head.sequence {
        return Err(Append::HeadMoved { head: *head });
    }
    check(log, tenant, head, entry).map_err(|what| Append::Unavailable(Unavailable::Failed(what)))
}

fn check(log: LogId, tenant: TenantId, head: &Head, entry: &AppendEntry) -> Result<(), String> {
    let AppendEntry { head: said, bytes } = entry;
    if bytes.len() > ENTRY_BYTES_MAX {
        return Err(format!("the entry has {} bytes, more than {ENTRY_BYTES_MAX}", bytes.len()));
    }
    if said.log != log {
        return Err(format!("the entry is for log {}, and this is {log}", said.log));
    }
    if said.tenant != tenant {
        return Err(format!("the entry is of {}, not of {tenant}", said.tenant));
    }
    if said.first != head.position + 1 {
        let (first, last) = (said.first, head.position);
        return Err(format!("the entry begins at position {first} and the log ends at {last}"));
    }
    let read = EntryView::parse(bytes).map_err(|e| e.to_string())?.head;
    if read != *said {
        return Err("the entry's bytes say something else than its header".into());
    }
    // A wrong link would stop every reader of this tenant for ever; a microsecond prevents it.
    let line_end = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
    let (line, body) = bytes.split_at(line_end);
    if chain_of(head.chain, line, body.get(1..).unwrap_or_default()) != said.chain {
        return Err("the entry isn't chained to the one that its fence names".into());
    }
    Ok(())
}
