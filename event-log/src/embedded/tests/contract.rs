//! The contract of every log, kept by the embedded one, and what only it promises.

use std::sync::Arc;

use tempfile::TempDir;

use super::rig::{LOG, options};
use crate::conformance::{Author, Subject, check};
use crate::embedded::{EmbeddedLog, IfMissing, Options, verify};
use crate::log::{Append, EventLog, Unavailable};

fn subject(options: &Options) -> Subject {
    let dir = TempDir::new().unwrap();
    let log = Arc::new(EmbeddedLog::open(dir.path(), options).unwrap());
    let closing = Arc::clone(&log);
    let close = async move {
        closing.close();
        drop(dir);
    };
    Subject { log, close: Box::new(|| Box::pin(close)) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_embedded_log_keeps_the_contract() {
    let options = Options { segment_bytes: 1024 * 1024, ..Options::new(IfMissing::Create(LOG)) };
    check(|| std::future::ready(subject(&options))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_embedded_log_keeps_the_contract_over_tiny_segments() {
    check(|| std::future::ready(subject(&options()))).await;
}

#[tokio::test]
async fn a_reader_in_another_process_follows_the_writer() {
    let dir = TempDir::new().unwrap();
    let log = EmbeddedLog::open(dir.path(), &options()).unwrap();
    let mut author = Author::new(LOG, "acme", 1);
    author.append(&log).await;
    let reader = EmbeddedLog::open_reader(dir.path()).unwrap();
    let mut tail = reader.tail(0);
    let mut seen = 0;
    for _ in 0..30 {
        author.append(&log).await;
        assert_eq!(reader.head(author.tenant()).await, Ok(author.head()));
        let batch = tail.next(1_000_000).await.unwrap();
        seen = batch.entries.last().unwrap().sequence;
    }
    assert_eq!((seen, reader.durable()), (31, 31));
    let read = reader.read(author.tenant(), 1, usize::MAX).await.unwrap();
    assert_eq!(read.len(), 31, "over several segments");
    let report = verify(dir.path()).unwrap();
    assert!(report.in_use && report.is_clean(), "{report:?}");
    let entry = author.entry(1, 1);
    let refused = reader.append(author.tenant(), 31, entry).await;
    assert!(matches!(refused, crate::Append::Unavailable(_)));
}

#[tokio::test]
async fn a_failed_sync_is_told_and_nothing_more_is_taken() {
    use crate::disk::FaultyDisk;
    use crate::disk::faulty::Faults;
    use crate::log::{Append, Unavailable};

    let disk = FaultyDisk::new(1);
    let log = EmbeddedLog::open_on(disk.clone(), super::rig::data(), &options()).unwrap();
    let mut author = crate::conformance::Author::new(LOG, "acme", 1);
    author.append(&log).await;
    disk.set_faults(Faults { failed_syncs: 1000, ..Faults::default() });
    let entry = author.entry(1, 1);
    let lost = log.append(author.tenant(), author.fence(), entry.clone()).await;
    assert_eq!(lost, Append::Ambiguous, "a restart may find it");
    assert!(log.failed().await.contains("sync"));
    assert!(log.head(author.tenant()).await.is_err(), "nobody knows the head");
    let again = log.append(author.tenant(), author.fence(), entry).await;
    assert!(matches!(again, Append::Unavailable(Unavailable::Failed(_))), "{again:?}");
    assert_eq!(log.read(author.tenant(), 1, 1000).await.unwrap().len(), 1, "readers go on");
}

#[tokio::test]
async fn who_is_alone_appends_in_its_own_thread() {
    let dir = tempfile::tempdir().unwrap();
    let log = EmbeddedLog::open(dir.path(), &options()).unwrap();
    let mut author = Author::new(log.id(), "acme", 1);
    let entry = author.entry(1, 10);
    let Some(Append::Appended { sequence }) = log.append_here(author.tenant(), 0, &entry) else {
        panic!("nobody else appends, and the log is open")
    };
    author.landed(&entry, sequence);
    assert_eq!((sequence, log.durable()), (1, 1));
    log.close();
    let next = author.entry(1, 10);
    let closed = log.append_here(author.tenant(), author.fence(), &next);
    assert_eq!(closed, Some(Append::Unavailable(Unavailable::Closed)));
}
