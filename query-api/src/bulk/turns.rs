//! Turns: one at a time drives an act, so that a request that is sent twice does nothing twice, and
//! whoever comes second finds the report.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use event_schema::TenantId;
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

type Act = (TenantId, Uuid);
type Waiting = Mutex<HashMap<Act, Arc<tokio::sync::Mutex<()>>>>;

/// Who is at which act.
#[derive(Clone, Default)]
pub struct Turns(Arc<Waiting>);

/// The turn at an act; given up when dropped.
pub struct Turn {
    turns: Turns,
    act: Act,
    held: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    /// Waits until nobody else is at the act.
    pub async fn take(&self, tenant: TenantId, id: Uuid) -> Turn {
        let act = (tenant, id);
        let lock = self.lock().entry(act).or_default().clone();
        Turn { turns: self.clone(), act, held: Some(lock.lock_owned().await) }
    }

    // Nothing in here panics half way.
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Act, Arc<tokio::sync::Mutex<()>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        drop(self.held.take());
        let mut turns = self.turns.lock();
        // Whoever waits has a handle of its own.
        if turns.get(&self.act).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            turns.remove(&self.act);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_at_a_time_is_at_an_act_and_nothing_stays_behind() {
        let (turns, tenant) = (Turns::default(), "default".parse().unwrap());
        let first = turns.take(tenant, Uuid::nil()).await;
        let other = turns.take(tenant, Uuid::max()).await;
        let mut second = Box::pin(turns.take(tenant, Uuid::nil()));
        assert!(futures::poll!(&mut second).is_pending());
        drop(first);
        drop(second.await);
        drop(other);
        assert_eq!(turns.lock().len(), 0);
    }
}
