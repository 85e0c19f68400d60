//! Events of a newer Kith: kept letter by letter, in the way of nobody who doesn't need them.

use super::*;
use crate::event::{Event, EventType};

/// Data with spaces, an order of its own, a number no float holds and escapes.
const STRANGE: &str = r#"{ "z": 1.000000000000000000001,  "a": [ ] , "\u0041": "\ud83d\ude00" }"#;

fn line(name: &str, version: u16, stream: &str) -> String {
    let head = commit_line(&Commit { head: bare_head(), facts: Vec::new() });
    let head = String::from_utf8(head).unwrap();
    let lead = id(1);
    let fact = format!(
        r#"{{"type":"{name}","v":{version},"stream":{{"type":"{stream}","id":"{lead}"}},"revision":4,"data":{STRANGE}}}"#
    );
    head.replace(r#""events":[]"#, &format!(r#""events":[{fact}]"#))
}

#[test]
fn an_unknown_event_survives_letter_by_letter() {
    for (name, version) in [("LeadBlessed", 1), ("LeadCreated", 2), ("LeadCreated", 0)] {
        let written = line(name, version, "lead");
        let commit = CommitView::parse(written.as_bytes(), 1).unwrap().decode().unwrap();
        let Event::Unknown(unknown) = &commit.facts[0].event else { panic!("{commit:?}") };
        assert_eq!((&*unknown.name, unknown.version), (name, version));
        assert_eq!(unknown.data.get(), STRANGE);
        assert_eq!(String::from_utf8(commit_line(&commit)).unwrap(), written);
    }
}

#[test]
fn an_unknown_kind_of_stream_survives() {
    let written = line("PlanetFound", 1, "planet");
    let commit = CommitView::parse(written.as_bytes(), 1).unwrap().decode().unwrap();
    assert_eq!(commit.facts[0].stream.kind.name(), "planet");
    assert_eq!(String::from_utf8(commit_line(&commit)).unwrap(), written);
}

#[test]
fn a_reader_sees_what_it_is_without_decoding_it() {
    let written = line("LeadBlessed", 1, "lead");
    let view = CommitView::parse(written.as_bytes(), 1).unwrap();
    assert_eq!(view.events[0].event_type(), EventType::Unknown);
}

#[test]
fn a_field_that_is_new_in_a_known_version_is_no_reason_to_stop() {
    let known = commit_line(&Commit { head: bare_head(), facts: vec![nurtured(1)] });
    let text = String::from_utf8(known).unwrap().replace(r#""data":{"#, r#""data":{"mood":"up","#);
    let commit = CommitView::parse(text.as_bytes(), 1).unwrap().decode().unwrap();
    assert_eq!(commit.facts, vec![nurtured(1)]);
}

#[test]
fn data_that_does_not_fit_its_type_names_the_position() {
    let known = commit_line(&Commit { head: bare_head(), facts: vec![nurtured(1), nurtured(2)] });
    let text = String::from_utf8(known).unwrap().replace(r#""reason":"r2""#, r#""reason":2"#);
    let found = CommitView::parse(text.as_bytes(), 7).unwrap().decode();
    assert!(matches!(found, Err(Damage::Commit { position: 8, .. })), "{found:?}");
}
