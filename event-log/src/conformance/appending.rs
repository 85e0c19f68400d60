//! Checks of `append` and `head`.

use std::sync::Arc;

use event_schema::Chain;
use event_schema::entry::{ENTRY_BYTES_MAX, Head};

use super::{Author, Subject};
use crate::fault::{Chances, Faulty};
use crate::log::{Append, AppendEntry, EventLog};

/// Bytes that hold everything a check appends.
const ALL: usize = usize::MAX;

pub(super) async fn read_back(Subject { log, close }: Subject) {
    let mut author = Author::new(log.id(), "acme", 1);
    let entry = author.entry(3, 50);
    let Append::Appended { sequence } =
        log.append(author.tenant(), author.fence(), entry.clone()).await
    else {
        panic!("the first entry was not appended")
    };
    author.landed(&entry, sequence);
    let read = log.read(author.tenant(), 1, ALL).await.expect("the log is readable");
    assert_eq!(read.len(), 1);
    assert_eq!((read[0].sequence, read[0].head), (sequence, entry.head));
    assert_eq!(read[0].bytes, entry.bytes, "bytes are kept as they were written");
    assert_eq!(log.head(author.tenant()).await, Ok(author.head()));
    assert!(log.durable() >= sequence, "what was answered is durable");
    close().await;
}

pub(super) async fn fence(Subject { log, close }: Subject) {
    let mut author = Author::new(log.id(), "acme", 1);
    author.append(&*log).await;
    let before = author.head();
    author.append(&*log).await;
    let now = author.head();
    for stale in [0, before.sequence, now.sequence + 1] {
        let entry = author.entry(1, 10);
        let answer = log.append(author.tenant(), stale, entry).await;
        assert_eq!(answer, Append::HeadMoved { head: now }, "fence {stale}");
    }
    assert_eq!(log.head(author.tenant()).await, Ok(now));
    author.append(&*log).await;
    close().await;
}

pub(super) async fn race(Subject { log, close }: Subject) {
    let mut authors: Vec<Author> = (1..=8).map(|n| Author::new(log.id(), "acme", n)).collect();
    for _ in 0..10 {
        let sent: Vec<_> = authors.iter_mut().map(|author| send(&log, author)).collect();
        let answers = futures::future::join_all(sent).await;
        let head = log.head(authors[0].tenant()).await.expect("the log is readable");
        let won = answers.iter().filter(|answer| matches!(answer, Append::Appended { .. }));
        assert_eq!(won.count(), 1);
        let lost = |answer: &&Append| **answer == Append::HeadMoved { head };
        assert_eq!(answers.iter().filter(lost).count(), authors.len() - 1);
        authors.iter_mut().for_each(|author| author.catch_up(head));
    }
    close().await;
}

fn send(
    log: &Arc<dyn EventLog>,
    author: &mut Author,
) -> futures::future::BoxFuture<'static, Append> {
    let entry = author.entry(1, 10);
    log.append(author.tenant(), author.fence(), entry)
}

pub(super) async fn order(Subject { log, close }: Subject) {
    let mut author = Author::new(log.id(), "acme", 1);
    let mut entries = Vec::new();
    for _ in 0..50 {
        entries.push(author.append(&*log).await);
    }
    let read = log.read(author.tenant(), 1, ALL).await.expect("the log is readable");
    let ids = |entry: &AppendEntry| entry.head.entry;
    let expected: Vec<_> = entries.iter().map(ids).collect();
    assert_eq!(read.iter().map(|entry| entry.head.entry).collect::<Vec<_>>(), expected);
    assert!(read.windows(2).all(|pair| pair[0].sequence < pair[1].sequence));
    assert!(read.windows(2).all(|pair| pair[0].head.last() + 1 == pair[1].head.first));
    close().await;
}

/// Appending in the caller's thread, where the log does that, is appending.
pub(super) async fn here(Subject { log, close }: Subject) {
    let mut author = Author::new(log.id(), "acme", 1);
    for _ in 0..20 {
        let entry = author.entry(1, 10);
        let stale = log.append_here(author.tenant(), author.fence() + 1, &entry);
        let head = author.head();
        assert_eq!(stale.unwrap_or(Append::HeadMoved { head }), Append::HeadMoved { head });
        let answer = match log.append_here(author.tenant(), author.fence(), &entry) {
            Some(answer) => answer,
            None => log.append(author.tenant(), author.fence(), entry.clone()).await,
        };
        let Append::Appended { sequence } = answer else { panic!("not appended: {answer:?}") };
        author.landed(&entry, sequence);
        assert_eq!(log.head(author.tenant()).await, Ok(author.head()));
        author.append(&*log).await;
    }
    let read = log.read(author.tenant(), 1, ALL).await.expect("the log is readable");
    assert_eq!(read.len(), 40);
    close().await;
}

/// A reader that looks all the time sees an entry whole or not at all.
pub(super) async fn atomic(Subject { log, close }: Subject) {
    const COMMITS: u32 = 100;
    let mut author = Author::new(log.id(), "acme", 1);
    let (tenant, reader) = (author.tenant(), Arc::clone(&log));
    let reading = tokio::spawn(async move {
        loop {
            let read = reader.read(tenant, 1, ALL).await.expect("the log is readable");
            let lines = |bytes: &[u8]| bytes.iter().filter(|b| **b == b'\n').count();
            assert!(read.iter().all(|entry| lines(&entry.bytes) == COMMITS as usize + 1));
            if read.len() == 20 {
                return;
            }
            tokio::task::yield_now().await;
        }
    });
    for _ in 0..20 {
        let entry = author.entry(COMMITS, 10);
        match log.append(tenant, author.fence(), entry.clone()).await {
            Append::Appended { sequence } => author.landed(&entry, sequence),
            other => panic!("{other:?}"),
        }
    }
    reading.await.expect("the reader saw only whole entries");
    close().await;
}

/// Over a way that loses requests and answers every entry lands exactly once, by the rule that the
/// contract gives: look at the head, and send the same bytes again if it is unchanged.
pub(super) async fn ambiguous(Subject { log, close }: Subject) {
    let chances =
        Chances { unavailable: 100, answer_lost: 300, request_lost: 300, ..Chances::default() };
    let way = Faulty::new(Arc::clone(&log), 7, chances);
    let mut author = Author::new(log.id(), "acme", 1);
    let mut expected = Vec::new();
    for _ in 0..40 {
        let entry = author.entry(1, 10);
        expected.push(entry.head.entry);
        loop {
            let answer = way.append(author.tenant(), author.fence(), entry.clone()).await;
            let head = log.head(author.tenant()).await.expect("the log is readable");
            match answer {
                Append::Appended { sequence } => assert_eq!(head.sequence, sequence),
                Append::Ambiguous => {}
                Append::Unavailable(_) => assert_eq!(head, author.head(), "nothing was appended"),
                Append::HeadMoved { head } => panic!("nobody else writes, yet {head:?}"),
            }
            if head.entry == Some(entry.head.entry) {
                author.landed(&entry, head.sequence);
                break;
            }
            assert_eq!(head, author.head(), "it is mine or unchanged");
        }
    }
    let read = log.read(author.tenant(), 1, ALL).await.expect("the log is readable");
    assert_eq!(read.iter().map(|entry| entry.head.entry).collect::<Vec<_>>(), expected);
    close().await;
}

pub(super) async fn largest(Subject { log, close }: Subject) {
    let mut author = Author::new(log.id(), "acme", 1);
    let fixed = author.clone().entry(3, 0).bytes.len();
    let entry = author.entry(3, (ENTRY_BYTES_MAX - fixed) / 3);
    assert!(entry.bytes.len() > ENTRY_BYTES_MAX - 8);
    let answer = log.append(author.tenant(), 0, entry.clone()).await;
    assert!(matches!(answer, Append::Appended { .. }), "{answer:?}");
    let read = log.read(author.tenant(), 1, 1).await.expect("the log is readable");
    assert_eq!(read[0].bytes, entry.bytes);
    close().await;
}

pub(super) async fn refused(Subject { log, close }: Subject) {
    let mut author = Author::new(log.id(), "acme", 1);
    author.append(&*log).await;
    let good = author.entry(1, 10);
    let (mut elsewhere, mut edited) = (good.clone(), good.clone());
    elsewhere.head.first += 1;
    edited.head.events += 1;
    let stranger = Author::new(log.id(), "globex", 1).entry(1, 10);
    let mut ahead = author.clone();
    ahead.landed(&good, 99);
    let mut astray = author.clone();
    astray.catch_up(Head { chain: Chain([7; 32]), ..author.head() });
    let too_long = author.clone().entry(4, ENTRY_BYTES_MAX / 4);
    for wrong in [elsewhere, edited, stranger, ahead.entry(1, 10), astray.entry(1, 10), too_long] {
        let answer = log.append(author.tenant(), author.fence(), wrong).await;
        assert!(matches!(answer, Append::Unavailable(_)), "{answer:?}");
        assert_eq!(log.head(author.tenant()).await, Ok(author.head()), "nothing was appended");
    }
    let answer = log.append(author.tenant(), author.fence(), good).await;
    assert!(matches!(answer, Append::Appended { .. }), "the log goes on: {answer:?}");
    close().await;
}
