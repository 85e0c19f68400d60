//! Holding what the store and the key pages know against the log, before anything is served: a log
//! that has lost events must not be shown to anybody as if it were whole.

use super::Config;
use crate::stamp::{Stamp, SystemStamp};
use crate::writer::{CatchUpError, New, stands};

/// Checks every tenant that the store knows. One that it doesn't know is checked when its writer is
/// opened.
pub async fn check(config: &Config) -> Result<(), CatchUpError> {
    let Config { log, keys, store, .. } = config;
    let mut stamp = SystemStamp::new();
    let fill = &mut |bytes: &mut [u8]| stamp.random(bytes);
    for (tenant, known) in store.checkpoints()? {
        let head = log.head(tenant).await;
        let head = head.map_err(|cause| CatchUpError::Unreadable { tenant, cause })?;
        stands(tenant, &known, log.id(), &head)?;
        if head.position > 0 {
            let kept = keys.secret(tenant, New::No, fill);
            // Only looked at: the tables may be behind the log, and slots that its end mentions
            // must stay as they are.
            kept.and_then(|_| keys.covers(tenant, known.next_slot))
                .map_err(|cause| CatchUpError::Keys { tenant, cause })?;
        }
    }
    Ok(())
}
