//! Holding a model's checkpoint against the log. What it has seen must still be there: otherwise the
//! log has lost something, and a rebuild would hide it.

use event_log::EventLog;
use event_schema::TenantId;
use event_schema::entry::Sequence;

use super::opening::OpenError;
use crate::model::Follower;
use crate::store::checkpoint::Mark;

/// Checks the sequence against where the log ended when it was opened, and every tenant's position
/// and chain.
pub async fn check(
    log: &dyn EventLog,
    ended: Sequence,
    model: &dyn Follower,
) -> Result<(), OpenError> {
    let seen = model.sequence();
    if seen > ended {
        return Err(OpenError::PastEnd { model: model.name(), seen, durable: ended });
    }
    for (tenant, mark) in model.marks() {
        if mark.position > 0 && !is_in_log(log, tenant, mark).await? {
            let (model, position) = (model.name(), mark.position);
            return Err(OpenError::OtherHistory { model, tenant, position });
        }
    }
    Ok(())
}

async fn is_in_log(log: &dyn EventLog, tenant: TenantId, mark: Mark) -> Result<bool, OpenError> {
    let failed = |e: event_log::ReadError| OpenError::Log(e.to_string());
    let head = log.head(tenant).await.map_err(failed)?;
    if mark.position >= head.position {
        return Ok((mark.position, mark.chain) == (head.position, head.chain));
    }
    let entries = log.read(tenant, mark.position, 1).await.map_err(failed)?;
    Ok(entries
        .first()
        .is_some_and(|entry| (entry.head.last(), entry.head.chain) == (mark.position, mark.chain)))
}
