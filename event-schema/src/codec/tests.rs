//! What the log's bytes promise: goldens that never change, strangers that survive, damage that is
//! found, and no panic whatever the bytes.

mod arbitrary;
mod golden;
mod merkle;
mod unknown;
mod write;

use uuid::Uuid;

use super::*;
use crate::commit::{About, Actor, Commit, CommitHead, CorrelationId, Fact, Idempotency, Origin};
use crate::entry::{Chain, EntryHead, EntryId, LogId};
use crate::event::{LeadNurtured, SettingKind};
use crate::id::{CommandId, UserId};
use crate::stream::{StreamId, StreamType};
use crate::time::Timestamp;
use crate::value::LookupHash;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0197_a000_0000_7000_8000_0000_0000_0000 | n)
}

/// A head with every optional field filled.
fn full_head() -> CommitHead {
    CommitHead {
        id: CommandId(id(100)),
        command: "NurtureLead".into(),
        actor: Actor::new("policy:scoring").unwrap(),
        on_behalf_of: Some(UserId(id(101))),
        correlation_id: CorrelationId::new("web:42"),
        causation: Some(7),
        recorded_at: "2026-03-02T08:30:00.000001Z".parse().unwrap(),
        occurred_at: "2026-03-01T00:00:00Z".parse().unwrap(),
        origin: Origin::History,
        idempotency: Some(Idempotency {
            id: LookupHash([1; 16]),
            fingerprint: LookupHash([2; 16]),
        }),
        about: Some(About { stream: StreamId::new(StreamType::Account, id(102)), revision: 4 }),
        settings: [used(SettingKind::ScoringModel), used(SettingKind::Codes)].into_iter().collect(),
    }
}

fn used(kind: SettingKind) -> crate::commit::SettingUsed {
    crate::commit::SettingUsed { kind, key: "default".parse().unwrap(), version: 3 }
}

/// A head with none.
fn bare_head() -> CommitHead {
    CommitHead {
        on_behalf_of: None,
        correlation_id: None,
        causation: None,
        idempotency: None,
        about: None,
        settings: Default::default(),
        origin: Origin::Live,
        ..full_head()
    }
}

fn nurtured(n: u64) -> Fact {
    Fact {
        stream: StreamId::new(StreamType::Lead, id(1)),
        revision: n,
        event: LeadNurtured { reason: Some(format!("r{n}").parse().unwrap()) }.into(),
        personal: None,
    }
}

fn sealed(draft: &mut EntryDraft, after: u64, previous: Chain) -> (EntryHead, Vec<u8>) {
    let tenant = "default".parse().unwrap();
    let (head, bytes) = draft.seal(LogId(id(200)), EntryId(id(201)), tenant, (after, previous));
    (head, bytes.to_vec())
}

/// An entry of so many commits, each of as many events as its number, after position 9.
fn entry(commits: u64) -> (EntryHead, Vec<u8>) {
    let mut draft = EntryDraft::default();
    for n in 1..=commits {
        let facts: Vec<Fact> = (1..=n).map(nurtured).collect();
        let events = u32::try_from(facts.len()).unwrap();
        draft.push(commit_line(&Commit { head: full_head(), facts }), events);
    }
    sealed(&mut draft, 9, PREVIOUS)
}

const PREVIOUS: Chain = Chain([5; 32]);

#[test]
fn a_commit_comes_back_as_it_went() {
    for head in [full_head(), bare_head()] {
        let commit = Commit { head, facts: vec![nurtured(1), nurtured(2)] };
        let line = commit_line(&commit);
        let read = CommitView::parse(&line, 1).unwrap().decode().unwrap();
        assert_eq!(read, commit);
        assert_eq!(commit_line(&read), line);
    }
}

#[test]
fn a_bare_commit_spends_no_bytes_on_what_it_lacks() {
    let line = commit_line(&Commit { head: bare_head(), facts: vec![nurtured(1)] });
    let text = String::from_utf8(line).unwrap();
    assert!(!text.contains("null") && !text.contains("settings"), "{text}");
}

#[test]
fn a_sealed_entry_verifies_and_counts_its_positions() {
    let (head, bytes) = entry(3);
    let view = EntryView::parse(&bytes).unwrap();
    assert_eq!(view.head, head);
    assert_eq!((head.first, head.last(), head.events, head.commits), (10, 15, 6, 3));
    view.verify(PREVIOUS).unwrap();
    let firsts: Vec<u64> = view.commits().map(|commit| commit.unwrap().first).collect();
    assert_eq!(firsts, [10, 11, 13]);
}

#[test]
fn an_entry_after_another_one_does_not_verify() {
    let (_, bytes) = entry(1);
    let found = EntryView::parse(&bytes).unwrap().verify(Chain::default());
    assert_eq!(found, Err(Damage::Chain { first: 10, last: 10 }));
}

#[test]
fn commits_that_changed_places_do_not_verify() {
    let (_, bytes) = entry(2);
    let mut lines: Vec<_> = bytes.split_inclusive(|b| *b == b'\n').collect();
    lines.swap(1, 2);
    let found = EntryView::parse(&lines.concat()).unwrap().verify(PREVIOUS);
    assert_eq!(found, Err(Damage::Root { first: 10, last: 12 }));
}

#[test]
fn a_commit_that_was_cut_off_does_not_verify() {
    let (_, bytes) = entry(2);
    let lines: Vec<_> = bytes.split_inclusive(|b| *b == b'\n').collect();
    let found = EntryView::parse(&lines[..2].concat()).unwrap().verify(PREVIOUS);
    assert_eq!(found, Err(Damage::Count { first: 10 }));
}

#[test]
fn a_format_of_tomorrow_is_named() {
    let (_, bytes) = entry(1);
    let text = String::from_utf8(bytes).unwrap().replacen("\"format\":1", "\"format\":2", 1);
    assert_eq!(EntryView::parse(text.as_bytes()).unwrap_err(), Damage::Format(2));
}

#[test]
fn every_single_flipped_bit_is_found() {
    let (_, bytes) = entry(1);
    for at in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[at / 8] ^= 1 << (at % 8);
        let found = EntryView::parse(&flipped).and_then(|view| view.verify(PREVIOUS));
        assert!(found.is_err(), "bit {} of byte {} was not missed", at % 8, at / 8);
    }
}

#[test]
fn a_time_is_written_in_utc_with_microseconds() {
    let at: Timestamp = "2026-03-02T16:30:00+08:00".parse().unwrap();
    assert_eq!(at.to_string(), "2026-03-02T08:30:00.000000Z");
}
