//! A log whose appends fail as those of a remote one do, all of it from a seed.
//!
//! It wraps any backend: what reaches the backend is real, only the way there and back is bad. No
//! clock is involved; an append that is delayed waits at a gate that the test opens.

use std::sync::{Arc, Mutex, PoisonError};

use event_schema::entry::{Head, LogId, Sequence};
use event_schema::{Position, TenantId};
use futures::future::BoxFuture;
use tokio::sync::watch;

use crate::dice::Dice;
use crate::log::{
    Append, AppendEntry, EventLog, ReadError, StoredEntry, Tail, TailBatch, Unavailable,
};

/// How often an append goes wrong, in a thousand. What is left goes through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chances {
    /// It isn't sent: `Unavailable(Unreachable)`.
    pub unavailable: u16,
    /// It is sent, and the answer is lost: `Ambiguous`.
    pub answer_lost: u16,
    /// It is lost on the way: `Ambiguous`.
    pub request_lost: u16,
    /// It waits at the gate, then goes through.
    pub delayed: u16,
}

/// A log with a bad way to it. A clone is the same way.
#[derive(Clone)]
pub struct Faulty<L> {
    log: L,
    way: Arc<Mutex<Way>>,
    gate: Arc<watch::Sender<Gate>>,
}

struct Way {
    dice: Dice,
    chances: Chances,
    unreadable: bool,
}

/// A tail over a bad way.
struct BadTail {
    tail: Box<dyn Tail>,
    way: Arc<Mutex<Way>>,
}

/// How many have come to the gate, and how many may have passed it.
#[derive(Debug, Clone, Copy, Default)]
struct Gate {
    came: u64,
    passed: u64,
}

enum Fate {
    Through,
    Unavailable,
    AnswerLost,
    RequestLost,
    Delayed,
}

impl<L: EventLog> Faulty<L> {
    /// Wraps `log`; `seed` says which append meets what.
    pub fn new(log: L, seed: u64, chances: Chances) -> Self {
        let way = Arc::new(Mutex::new(Way { dice: Dice::new(seed), chances, unreadable: false }));
        Self { log, way, gate: Arc::new(watch::channel(Gate::default()).0) }
    }

    /// The log behind.
    pub fn inner(&self) -> &L {
        &self.log
    }

    /// Changes the chances from now on.
    pub fn set_chances(&self, chances: Chances) {
        self.way.lock().unwrap_or_else(PoisonError::into_inner).chances = chances;
    }

    /// Has every read fail from now on, or none any more.
    pub fn set_unreadable(&self, unreadable: bool) {
        self.way.lock().unwrap_or_else(PoisonError::into_inner).unreadable = unreadable;
    }

    /// How many appends wait at the gate.
    pub fn waiting(&self) -> u64 {
        let gate = *self.gate.borrow();
        gate.came - gate.passed
    }

    /// Waits until so many appends wait at the gate.
    pub async fn wait_for_waiting(&self, appends: u64) {
        let mut gate = self.gate.subscribe();
        // This very log holds a sender, so there is one for as long as this waits.
        let _ = gate.wait_for(|gate| gate.came - gate.passed >= appends).await;
    }

    /// Lets everyone through who waits at the gate, in the order they came.
    pub fn open_gate(&self) {
        self.gate.send_modify(|gate| gate.passed = gate.came);
    }

    fn fate(&self) -> Fate {
        let mut way = self.way.lock().unwrap_or_else(PoisonError::into_inner);
        let Chances { unavailable, answer_lost, request_lost, delayed } = way.chances;
        let mut roll = way.dice.below(1000);
        for (chance, fate) in [
            (unavailable, Fate::Unavailable),
            (answer_lost, Fate::AnswerLost),
            (request_lost, Fate::RequestLost),
            (delayed, Fate::Delayed),
        ] {
            match roll.checked_sub(u64::from(chance)) {
                None => return fate,
                Some(left) => roll = left,
            }
        }
        Fate::Through
    }

    fn wait_at_gate(&self) -> BoxFuture<'static, ()> {
        let mut gate = self.gate.subscribe();
        let mut number = 0;
        self.gate.send_modify(|gate| {
            gate.came += 1;
            number = gate.came;
        });
        let held = Arc::clone(&self.gate);
        Box::pin(async move {
            let _ = gate.wait_for(|gate| gate.passed >= number).await;
            drop(held);
        })
    }
}

impl<L: EventLog> EventLog for Faulty<L> {
    fn id(&self) -> LogId {
        self.log.id()
    }

    fn append(
        &self,
        tenant: TenantId,
        fence: Sequence,
        entry: AppendEntry,
    ) -> BoxFuture<'static, Append> {
        match self.fate() {
            Fate::Through => self.log.append(tenant, fence, entry),
            Fate::Unavailable => {
                let unreachable = Unavailable::Unreachable("a fault was asked for".into());
                Box::pin(std::future::ready(Append::Unavailable(unreachable)))
            }
            Fate::AnswerLost => {
                let sent = self.log.append(tenant, fence, entry);
                Box::pin(async move {
                    sent.await;
                    Append::Ambiguous
                })
            }
            Fate::RequestLost => Box::pin(std::future::ready(Append::Ambiguous)),
            Fate::Delayed => {
                let (gate, sent) = (self.wait_at_gate(), self.log.append(tenant, fence, entry));
                Box::pin(async move {
                    gate.await;
                    sent.await
                })
            }
        }
    }

    fn read(
        &self,
        tenant: TenantId,
        from: Position,
        bytes_max: usize,
    ) -> BoxFuture<'_, Result<Vec<StoredEntry>, ReadError>> {
        let way = Arc::clone(&self.way);
        let read = self.log.read(tenant, from, bytes_max);
        Box::pin(async move { readable(&way).and(read.await) })
    }

    fn tail(&self, after: Sequence) -> Box<dyn Tail> {
        Box::new(BadTail { tail: self.log.tail(after), way: Arc::clone(&self.way) })
    }

    fn head(&self, tenant: TenantId) -> BoxFuture<'_, Result<Head, ReadError>> {
        self.log.head(tenant)
    }

    fn durable(&self) -> Sequence {
        self.log.durable()
    }
}

impl Tail for BadTail {
    fn next(&mut self, bytes_max: usize) -> BoxFuture<'_, Result<TailBatch, ReadError>> {
        Box::pin(async move {
            readable(&self.way)?;
            let batch = self.tail.next(bytes_max).await;
            // It may have gone bad while this waited.
            readable(&self.way).and(batch)
        })
    }
}

fn readable(way: &Mutex<Way>) -> Result<(), ReadError> {
    match way.lock().unwrap_or_else(PoisonError::into_inner).unreadable {
        true => Err(ReadError::Unreadable("a fault was asked for".into())),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests;
