//! First answers again, from the log. All that one step asks for are read together, each entry once
//! and off the writers' thread: a file that is imported again is nothing but replays.

use std::sync::Arc;

use event_log::{EventLog, StoredEntry};
use event_schema::codec::{CommitView, EntryView, WrittenCommit};
use event_schema::problem::{Problem, Slug};
use event_schema::{Position, TenantId};

use super::Waiting;
use crate::request::{Outcome, Reply};

/// Who waits for the answer to the commit whose last event has this position.
pub type Asked = (Position, Waiting);

/// Answers all of them.
pub async fn replay(log: Arc<dyn EventLog>, tenant: TenantId, mut asked: Vec<Asked>) {
    asked.sort_by_key(|(position, _)| *position);
    while let Some((first, _)) = asked.first() {
        let read = log.read(tenant, *first, 1).await;
        let entry = read.map(|entries| entries.into_iter().next());
        let here = match &entry {
            Ok(Some(entry)) => asked.partition_point(|(at, _)| *at <= entry.head.last()).max(1),
            Ok(None) | Err(_) => asked.len(),
        };
        let rest = asked.split_off(here);
        match entry {
            Ok(Some(entry)) => {
                // Its outcome is in the answers; nothing waits for the task itself.
                drop(tokio::task::spawn_blocking(move || answer(&entry, asked)));
            }
            Ok(None) => refuse(asked, "the first answer is not in the log"),
            Err(error) => refuse(asked, &error.to_string()),
        }
        asked = rest;
    }
}

/// Answers those whose commits are in one entry.
fn answer(entry: &StoredEntry, asked: Vec<Asked>) {
    let mut asked = asked.into_iter().peekable();
    let view = EntryView::parse(&entry.bytes);
    let commits = view.iter().flat_map(EntryView::commits).map_while(Result::ok);
    for commit in commits {
        let last = commit.first + commit.events.len() as u64 - 1;
        if asked.peek().is_some_and(|(position, _)| *position == last) {
            let outcome = outcome(commit, last);
            while let Some((_, waiting)) = asked.next_if(|(position, _)| *position == last) {
                waiting.answer(outcome.clone());
            }
        }
    }
    refuse(asked.collect(), "the first answer is not where it was");
}

fn outcome(commit: CommitView<'_>, last: Position) -> Outcome {
    let commit = commit.decode().map_err(|damage| failed(&damage.to_string()))?;
    let reply = Reply::to_commit(Arc::new(WrittenCommit::new(commit)), last);
    Ok(Reply { replayed: true, ..reply })
}

fn refuse(asked: Vec<Asked>, why: &str) {
    for (_, waiting) in asked {
        waiting.answer(Err(failed(why)));
    }
}

fn failed(detail: &str) -> Box<Problem> {
    let mut problem = Problem::new(Slug::LogUnavailable, detail).retry_after(1);
    problem.outcome = Some("none".into());
    Box::new(problem)
}
