use std::sync::Arc;

use event_schema::StreamType;
use event_schema::codec::WrittenCommit;
use event_schema::commit::{Actor, Commit, CommitHead, Fact, Origin};
use event_schema::event::LeadNurtured;
use event_schema::id::CommandId;
use uuid::Uuid;

use super::*;

fn stream(n: u128) -> StreamId {
    StreamId::new(StreamType::Lead, Uuid::from_u128(n))
}

fn fact(stream: StreamId, revision: Revision) -> Fact {
    let reason = Some(format!("r{revision}").parse().unwrap());
    Fact { stream, revision, event: LeadNurtured { reason }.into(), personal: None }
}

/// The answer to a command that did this.
fn reply(facts: Vec<Fact>) -> Reply {
    let head = CommitHead {
        id: CommandId(Uuid::from_u128(9)),
        command: "NurtureLead".into(),
        actor: Actor::platform(),
        on_behalf_of: None,
        correlation_id: None,
        causation: None,
        recorded_at: crate::bench::now(),
        occurred_at: crate::bench::now(),
        origin: Origin::Live,
        idempotency: None,
        about: None,
        settings: Default::default(),
    };
    Reply::to_commit(Arc::new(WrittenCommit::new(Commit { head, facts })), 7)
}

fn check(reply: &Reply, expected: &[&str]) {
    let expected = expected.concat();
    assert_eq!(String::from_utf8(reply_json(reply)).unwrap(), format!("{{{expected}"));
    let mut line = Vec::new();
    write_line_reply(reply, 12, &mut line);
    let head = format!("{{\"line\":12,\"status\":{},", status(reply));
    assert_eq!(String::from_utf8(line).unwrap(), head + &expected);
}

const ONE: &str = r#"{"type":"lead","id":"00000000-0000-0000-0000-000000000001""#;
const TWO: &str = r#"{"type":"lead","id":"00000000-0000-0000-0000-000000000002""#;

#[test]
fn an_answer_about_one_stream_names_it_once() {
    let expected = [
        "\"stream\":",
        ONE,
        r#"},"revision":2,"position":7,"events":["#,
        r#"{"type":"LeadNurtured","data":{"reason":"r1"}},"#,
        r#"{"type":"LeadNurtured","data":{"reason":"r2"}}],"replayed":false}"#,
    ];
    check(&reply(vec![fact(stream(1), 1), fact(stream(1), 2)]), &expected);
}

#[test]
fn an_answer_about_several_streams_names_each_with_its_last_revision() {
    let several = [fact(stream(1), 4), fact(stream(2), 1), fact(stream(2), 2)];
    let expected = [
        "\"stream\":",
        ONE,
        r#"},"revision":4,"position":7,"events":["#,
        &format!(r#"{{"type":"LeadNurtured","stream":{ONE}}},"data":{{"reason":"r4"}}}},"#),
        &format!(r#"{{"type":"LeadNurtured","stream":{TWO}}},"data":{{"reason":"r1"}}}},"#),
        &format!(r#"{{"type":"LeadNurtured","stream":{TWO}}},"data":{{"reason":"r2"}}}}],"#),
        &format!(r#""streams":[{ONE},"revision":4}},{TWO},"revision":2}}],"replayed":false}}"#),
    ];
    check(&reply(several.into()), &expected);
}

#[test]
fn an_answer_says_that_nothing_was_done_and_that_it_is_only_a_try() {
    let reply = reply(vec![fact(stream(1), 3)]);
    let nothing = Reply { commit: None, replayed: true, dry_run: true, ..reply };
    let expected = [
        "\"stream\":",
        ONE,
        r#"},"revision":3,"position":7,"events":[],"replayed":true,"dry_run":true}"#,
    ];
    check(&nothing, &expected);
}
