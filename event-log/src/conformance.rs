//! The suite that every backend passes: the contract in [`log`](crate::log), line by line.
//!
//! A backend's test calls [`check`] with a function that opens an empty log. The suite knows
//! nothing of the backend but that and how to close it. A failed check panics with its name in the
//! message, as a test does.

mod author;

mod appending;
mod following;
mod reading;

use std::future::Future;
use std::sync::Arc;

use futures::future::BoxFuture;

pub use author::Author;

use crate::log::EventLog;

/// An empty log to be checked.
pub struct Subject {
    /// The log.
    pub log: Arc<dyn EventLog>,
    /// Closes it.
    pub close: Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>,
}

/// One check: what it proves, and how.
struct Check {
    name: &'static str,
    run: fn(Subject) -> BoxFuture<'static, ()>,
}

/// Most seconds that one check takes on any backend: a tail that is never woken would hang.
const CHECK_SECONDS_MAX: u64 = 60;

const CHECKS: &[Check] = &[
    Check { name: "an empty log is empty", run: |s| Box::pin(reading::empty(s)) },
    Check { name: "what was appended is read back", run: |s| Box::pin(appending::read_back(s)) },
    Check { name: "a wrong fence appends nothing", run: |s| Box::pin(appending::fence(s)) },
    Check { name: "of two with one fence one wins", run: |s| Box::pin(appending::race(s)) },
    Check { name: "entries land in their order", run: |s| Box::pin(appending::order(s)) },
    Check { name: "appending here is appending", run: |s| Box::pin(appending::here(s)) },
    Check { name: "an entry is whole or absent", run: |s| Box::pin(appending::atomic(s)) },
    Check { name: "a lost answer is settled", run: |s| Box::pin(appending::ambiguous(s)) },
    Check { name: "the largest entry is taken", run: |s| Box::pin(appending::largest(s)) },
    Check { name: "a wrong entry is refused", run: |s| Box::pin(appending::refused(s)) },
    Check { name: "a read begins at its position", run: |s| Box::pin(reading::position(s)) },
    Check { name: "a read is bounded in bytes", run: |s| Box::pin(reading::bounded(s)) },
    Check { name: "the chain holds", run: |s| Box::pin(reading::chain(s)) },
    Check { name: "tenants are apart", run: |s| Box::pin(reading::tenants_apart(s)) },
    Check { name: "a tail begins anywhere", run: |s| Box::pin(following::from_anywhere(s)) },
    Check { name: "a tail is woken", run: |s| Box::pin(following::woken(s)) },
    Check { name: "a tail misses nothing", run: |s| Box::pin(following::concurrent(s)) },
    Check { name: "a tail that gave up goes on", run: |s| Box::pin(following::cancelled(s)) },
    Check { name: "a closed log says so", run: |s| Box::pin(following::closed(s)) },
];

/// Runs every check, each on a log of its own.
pub async fn check<F, Opening>(open: F)
where
    F: Fn() -> Opening,
    Opening: Future<Output = Subject>,
{
    for check in CHECKS {
        let subject = open().await;
        let limit = std::time::Duration::from_secs(CHECK_SECONDS_MAX);
        // In a task of its own, so that a panic can be told with the name of the check.
        let run = tokio::spawn(tokio::time::timeout(limit, (check.run)(subject)));
        match run.await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => panic!("“{}” took more than {CHECK_SECONDS_MAX} s", check.name),
            Err(e) => panic!("“{}” failed: {e}", check.name),
        }
    }
}
