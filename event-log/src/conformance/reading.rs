//! Checks of `read`.

use event_schema::Chain;
use event_schema::codec::EntryView;
use event_schema::entry::Head;

use super::{Author, Subject};
use crate::log::Append;

pub(super) async fn empty(Subject { log, close }: Subject) {
    let nobody = Author::new(log.id(), "acme", 1).tenant();
    assert_eq!(log.head(nobody).await, Ok(Head::default()));
    let read = log.read(nobody, 1, 1000).await.expect("the log is readable");
    assert!(read.is_empty());
    close().await;
}

pub(super) async fn position(Subject { log, close }: Subject) {
    let mut author = Author::new(log.id(), "acme", 1);
    for _ in 0..10 {
        let entry = author.entry(3, 10);
        match log.append(author.tenant(), author.fence(), entry.clone()).await {
            Append::Appended { sequence } => author.landed(&entry, sequence),
            other => panic!("{other:?}"),
        }
    }
    for from in 1..=30 {
        let read = log.read(author.tenant(), from, usize::MAX).await.expect("readable");
        let first = read.first().expect("there is one").head;
        assert!((first.first..=first.last()).contains(&from), "{from} is not in {first:?}");
        assert_eq!(read.last().expect("there is one").head.last(), 30);
    }
    for past in [31, 1000, u64::MAX] {
        assert!(log.read(author.tenant(), past, 1000).await.expect("readable").is_empty());
    }
    let from_nothing = log.read(author.tenant(), 0, 1000).await.expect("readable");
    assert_eq!(from_nothing.first().expect("there is one").head.first, 1);
    close().await;
}

pub(super) async fn bounded(Subject { log, close }: Subject) {
    let mut author = Author::new(log.id(), "acme", 1);
    for _ in 0..10 {
        author.append(&*log).await;
    }
    let one = log.read(author.tenant(), 1, 1).await.expect("readable");
    assert_eq!(one.len(), 1, "at least one, however small the bound");
    let bytes_max = one[0].bytes.len() * 4;
    let some = log.read(author.tenant(), 1, bytes_max).await.expect("readable");
    assert!((2..=4).contains(&some.len()), "{} entries", some.len());
    close().await;
}

pub(super) async fn chain(Subject { log, close }: Subject) {
    let mut author = Author::new(log.id(), "acme", 1);
    for _ in 0..20 {
        author.append(&*log).await;
    }
    let mut previous = Chain::default();
    for entry in log.read(author.tenant(), 1, usize::MAX).await.expect("readable") {
        let view = EntryView::parse(&entry.bytes).expect("the header is readable");
        view.verify(previous).expect("the entry follows the one before it");
        assert_eq!(view.head, entry.head);
        previous = view.head.chain;
    }
    assert_eq!(log.head(author.tenant()).await.map(|head| head.chain), Ok(previous));
    close().await;
}

pub(super) async fn tenants_apart(Subject { log, close }: Subject) {
    let names = ["acme", "globex", "initech"];
    let mut authors = names.map(|tenant| Author::new(log.id(), tenant, 1));
    for round in 0..30 {
        // Unevenly, so that no tenant's sequences are dense.
        for author in authors.iter_mut().take(1 + round % 3) {
            author.append(&*log).await;
        }
    }
    for author in &authors {
        let read = log.read(author.tenant(), 1, usize::MAX).await.expect("readable");
        assert!(read.iter().all(|entry| entry.head.tenant == author.tenant()));
        let positions: Vec<_> = read.iter().map(|entry| entry.head.first).collect();
        assert_eq!(positions, (1..=author.head().position).collect::<Vec<_>>(), "dense, from 1");
        assert_eq!(log.head(author.tenant()).await, Ok(author.head()));
    }
    close().await;
}
