use event_schema::LogId;
use uuid::Uuid;

use super::{Chances, Faulty};
use crate::conformance::Author;
use crate::log::{Append, EventLog, Unavailable};
use crate::memory::MemoryLog;

const LOG: LogId = LogId(Uuid::from_u128(1));

fn faulty(chances: Chances) -> (Faulty<MemoryLog>, Author) {
    (Faulty::new(MemoryLog::new(LOG), 1, chances), Author::new(LOG, "acme", 1))
}

async fn append(log: &Faulty<MemoryLog>, author: &mut Author) -> Append {
    let entry = author.entry(1, 10);
    log.append(author.tenant(), author.fence(), entry).await
}

#[tokio::test]
async fn without_chances_it_is_the_log_behind() {
    let (log, mut author) = faulty(Chances::default());
    assert_eq!(append(&log, &mut author).await, Append::Appended { sequence: 1 });
    assert_eq!(log.head(author.tenant()).await, log.inner().head(author.tenant()).await);
}

#[tokio::test]
async fn an_unavailable_append_was_not_sent() {
    let (log, mut author) = faulty(Chances { unavailable: 1000, ..Chances::default() });
    let answer = append(&log, &mut author).await;
    assert!(matches!(answer, Append::Unavailable(Unavailable::Unreachable(_))), "{answer:?}");
    assert_eq!(log.durable(), 0);
}

#[tokio::test]
async fn an_ambiguous_append_landed_or_not() {
    let (log, mut author) = faulty(Chances { answer_lost: 1000, ..Chances::default() });
    assert_eq!(append(&log, &mut author).await, Append::Ambiguous);
    assert_eq!(log.durable(), 1, "only the answer was lost");
    log.set_chances(Chances { request_lost: 1000, ..Chances::default() });
    assert_eq!(append(&log, &mut author).await, Append::Ambiguous);
    assert_eq!(log.durable(), 1, "the request was lost");
}

#[tokio::test]
async fn a_delayed_append_waits_for_the_gate() {
    let (log, mut author) = faulty(Chances { delayed: 1000, ..Chances::default() });
    let (way, entry) = (log.clone(), author.entry(1, 10));
    let waiting = tokio::spawn(way.append(author.tenant(), 0, entry));
    log.wait_for_waiting(1).await;
    assert_eq!((log.durable(), log.waiting()), (0, 1));
    log.open_gate();
    assert_eq!(waiting.await.unwrap(), Append::Appended { sequence: 1 });
    assert_eq!(log.waiting(), 0);
}

#[tokio::test]
async fn a_seed_says_what_happens() {
    let chances = Chances { unavailable: 300, answer_lost: 200, request_lost: 200, delayed: 0 };
    let mut lives = Vec::new();
    for _ in 0..2 {
        let (log, mut author) = faulty(chances);
        let mut answers = Vec::new();
        for _ in 0..50 {
            answers.push(append(&log, &mut author).await);
        }
        lives.push(answers);
    }
    assert_eq!(lives[0], lives[1]);
    assert!(lives[0].contains(&Append::Ambiguous), "{lives:?}");
}
