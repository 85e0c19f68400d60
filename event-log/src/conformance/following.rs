//! Checks of `tail`, and of the end.

use std::sync::Arc;

use event_schema::entry::Sequence;
use futures::FutureExt;

use super::{Author, Subject};
use crate::log::{Append, EventLog, ReadError, Tail, Unavailable};

/// Bytes of a batch, small enough that a check takes several.
const BATCH_BYTES: usize = 4096;

async fn collect(tail: &mut dyn Tail, until: Sequence) -> Vec<Sequence> {
    let mut seen = Vec::new();
    while seen.last().is_none_or(|last| *last < until) {
        let batch = tail.next(BATCH_BYTES).await.expect("the log is readable");
        assert!(!batch.entries.is_empty(), "a tail waits rather than give nothing");
        seen.extend(batch.entries.iter().map(|entry| entry.sequence));
        assert!(seen.last().is_none_or(|last| *last <= batch.durable), "only what is durable");
    }
    seen
}

async fn appended(log: &Arc<dyn EventLog>, entries: usize) -> Vec<Sequence> {
    let mut authors = ["acme", "globex"].map(|tenant| Author::new(log.id(), tenant, 1));
    let mut sequences = Vec::new();
    for nth in 0..entries {
        let author = &mut authors[nth % 2];
        author.append(&**log).await;
        sequences.push(author.fence());
    }
    sequences
}

pub(super) async fn from_anywhere(Subject { log, close }: Subject) {
    let sequences = appended(&log, 60).await;
    let last = sequences[59];
    for start in [0, 1, 30, 58] {
        let after = if start == 0 { 0 } else { sequences[start - 1] };
        let seen = collect(&mut *log.tail(after), last).await;
        assert_eq!(seen, sequences[start..], "after sequence {after}: all tenants, in order");
    }
    close().await;
}

pub(super) async fn woken(Subject { log, close }: Subject) {
    let mut author = Author::new(log.id(), "acme", 1);
    let mut tail = log.tail(0);
    for _ in 0..20 {
        let (waiting, _) = tokio::join!(tail.next(BATCH_BYTES), author.append(&*log));
        let batch = waiting.expect("the log is readable");
        assert_eq!(batch.entries.len(), 1);
        assert_eq!(batch.entries[0].sequence, author.fence());
    }
    close().await;
}

pub(super) async fn concurrent(Subject { log, close }: Subject) {
    let mut tail = log.tail(0);
    let follower = tokio::spawn(async move {
        let mut seen = Vec::new();
        while seen.len() < 200 {
            let batch = tail.next(BATCH_BYTES).await.expect("the log is readable");
            seen.extend(batch.entries.iter().map(|entry| entry.sequence));
        }
        seen
    });
    let sequences = appended(&log, 200).await;
    assert_eq!(follower.await.expect("the follower read on"), sequences);
    close().await;
}

/// A follower that stops waiting and asks again neither misses nor repeats an entry.
pub(super) async fn cancelled(Subject { log, close }: Subject) {
    let mut author = Author::new(log.id(), "acme", 1);
    let mut tail = log.tail(0);
    let mut seen = Vec::new();
    for _ in 0..20 {
        if let Some(batch) = tail.next(BATCH_BYTES).now_or_never() {
            let batch = batch.expect("the log is readable");
            seen.extend(batch.entries.iter().map(|entry| entry.sequence));
        }
        author.append(&*log).await;
    }
    if seen.last() != Some(&author.fence()) {
        seen.extend(collect(&mut *tail, author.fence()).await);
    }
    assert_eq!(seen.len(), 20);
    assert!(seen.windows(2).all(|pair| pair[0] < pair[1]));
    close().await;
}

pub(super) async fn closed(Subject { log, close }: Subject) {
    let mut author = Author::new(log.id(), "acme", 1);
    author.append(&*log).await;
    let (mut at_end, mut behind) = (log.tail(author.fence()), log.tail(0));
    let waiting = tokio::spawn(async move { at_end.next(BATCH_BYTES).await.map(|_| ()) });
    close().await;
    assert_eq!(waiting.await.expect("no panic"), Err(ReadError::Closed));
    assert_eq!(behind.next(BATCH_BYTES).await.expect("it is still there").entries.len(), 1);
    assert_eq!(behind.next(BATCH_BYTES).await.map(|_| ()), Err(ReadError::Closed));
    let entry = author.entry(1, 10);
    let answer = log.append(author.tenant(), author.fence(), entry).await;
    assert_eq!(answer, Append::Unavailable(Unavailable::Closed));
    assert_eq!(log.head(author.tenant()).await, Err(ReadError::Closed));
}
