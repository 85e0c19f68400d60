//! Reading again after the log couldn't be read: a medium or a server that refuses may come back.
//! Damage never heals and is no matter for this.

use std::ops::ControlFlow;
use std::time::Duration;

use tokio::time::sleep;

use super::{Part, Shared};

/// How long to wait after the first failure.
const WAIT_FIRST: Duration = Duration::from_millis(50);
/// The longest wait; each is twice the one before it.
const WAIT_MAX: Duration = Duration::from_secs(10);

/// The failures of one reader since it last read something.
pub struct Retry {
    part: Part,
    wait: Duration,
}

impl Retry {
    /// None yet.
    pub fn new(part: Part) -> Self {
        Self { part, wait: WAIT_FIRST }
    }

    /// Says that the log couldn't be read and waits before it is read again. Breaks if the threads
    /// are to end.
    pub async fn wait(&mut self, shared: &Shared, why: String) -> ControlFlow<()> {
        let mut stop = shared.stop.subscribe();
        shared.trouble(self.part, Some(why));
        let ended = tokio::select! {
            _ = stop.wait_for(|stop| *stop) => ControlFlow::Break(()),
            () = sleep(self.wait) => ControlFlow::Continue(()),
        };
        self.wait = (self.wait * 2).min(WAIT_MAX);
        ended
    }

    /// Something was read.
    pub fn healed(&mut self, shared: &Shared) {
        if self.wait != WAIT_FIRST {
            shared.trouble(self.part, None);
            self.wait = WAIT_FIRST;
        }
    }
}
