//! What is written is byte for byte what the derived writers say, whatever way it is put together.

use serde::Serialize;

use super::*;
use crate::event::{Event, EventType};
use crate::personal::{BoxBytes, Sealed};
use crate::stream::Revision;

#[derive(Serialize)]
struct CommitOut<'a> {
    #[serde(flatten)]
    head: &'a CommitHead,
    events: Vec<FactOut<'a>>,
}

#[derive(Serialize)]
struct FactOut<'a> {
    r#type: &'a str,
    v: u16,
    stream: StreamId,
    revision: Revision,
    data: &'a Event,
    #[serde(skip_serializing_if = "Option::is_none")]
    personal: Option<&'a Sealed>,
}

/// The line as the format's own definition says it.
fn derived(commit: &Commit) -> String {
    let events = commit.facts.iter().map(|fact| FactOut {
        r#type: fact.event.name(),
        v: fact.event.version(),
        stream: fact.stream,
        revision: fact.revision,
        data: &fact.event,
        personal: fact.personal.as_ref(),
    });
    serde_json::to_string(&CommitOut { head: &commit.head, events: events.collect() }).unwrap()
}

/// Commits with every event there is, and one with an event of a newer Kith.
fn commits() -> Vec<Commit> {
    let golden = |kind: &EventType| golden::decoded(&golden::golden(kind.name(), 1)).0;
    let strange = json(
        r#"{"type":"LeadSang","v":9,"stream":{"type":"choir","id":"00000000-0000-
        0000-0000-000000000001"},"revision":3,"data":{ "song" : "\u00e9" }}"#,
    );
    let strange = golden::decoded(&strange).0;
    let all: Vec<Fact> = EventType::ALL.iter().map(golden).chain([strange]).collect();
    [full_head(), bare_head()]
        .into_iter()
        .flat_map(|head| {
            let one = Commit { head: head.clone(), facts: vec![all[0].clone()] };
            [Commit { head, facts: all.clone() }, one]
        })
        .collect()
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(&text.replace("\n        ", "")).unwrap()
}

#[test]
fn a_line_is_what_the_derived_writers_make_of_it() {
    for commit in commits() {
        let line = String::from_utf8(commit_line(&commit)).unwrap();
        assert_eq!(line, derived(&commit));
    }
}

#[test]
fn a_written_commit_knows_where_the_data_of_its_events_stand() {
    for commit in commits() {
        let written = WrittenCommit::new(commit.clone());
        assert_eq!((written.commit(), written.line()), (&commit, &commit_line(&commit)[..]));
        let data = |fact: &Fact| data_json(&fact.event).into_bytes();
        let told: Vec<_> = written.facts().map(|(fact, data)| (fact, data.to_vec())).collect();
        let expected: Vec<_> = commit.facts.iter().map(|fact| (fact, data(fact))).collect();
        assert_eq!(told, expected);
    }
}

#[test]
fn a_draft_that_was_sealed_begins_again() {
    let line = commit_line(&Commit { head: full_head(), facts: vec![nurtured(1)] });
    let mut draft = EntryDraft::default();
    draft.push(vec![b'x'; 10_000], 7);
    sealed(&mut draft, 3, PREVIOUS);
    let (commits, events, bytes) = (draft.commits(), draft.events(), draft.bytes());
    assert_eq!((commits, events, bytes), (0, 0, EntryDraft::default().bytes()));
    draft.push(&line, 1);
    assert!(draft.bytes() > line.len());
    let mut fresh = EntryDraft::default();
    fresh.push(line, 1);
    assert_eq!(sealed(&mut draft, 9, PREVIOUS), sealed(&mut fresh, 9, PREVIOUS));
}

#[test]
fn a_box_of_any_size_is_base64() {
    for size in [0, 1, 200, 383, 384, 385, 5_000] {
        let sealed = BoxBytes(vec![0xfe; size]);
        let json = serde_json::to_string(&sealed).unwrap();
        assert_eq!(json.len(), 2 + (size * 4).div_ceil(3));
        assert_eq!(serde_json::from_str::<BoxBytes>(&json).unwrap(), sealed);
    }
}
