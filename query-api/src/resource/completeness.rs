//! How complete records are, as a figure for the team.

use projection_service::query::{Answer, CompletenessBy, Keyed, Query};
use rules::rights;
use serde::{Deserialize, Serialize};

use crate::body::{CompletenessFigures, Definitions, Described, MeetingResults, one};
use crate::params::{CursorSeal, Param, Params, Word, shared};
use crate::read::Read;

const BY: &[Param] = &[Param::of("by", "Also by group", <CompletenessBy as Word>::schema)];
const BY_USER: &[Param] = &[Param::of("by", "Also by user", <MeetingsBy as Word>::schema)];

/// By what meetings are grouped.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum MeetingsBy {
    User,
}

impl Word for MeetingsBy {
    const ALL: &'static [Self] = &[Self::User];
}

const PARAMS: &[&[Param]] = &[BY, shared::WORLD];

fn asked(of: Keyed, params: &mut Params) -> Query {
    Query::Completeness { of, by: params.word("by") }
}

fn answered(answer: Answer, _: &CursorSeal) -> Option<Vec<u8>> {
    match answer {
        Answer::Completeness(found) => Some(one(&CompletenessFigures::from(found))),
        _ => None,
    }
}

const SCHEMA: fn(&mut Definitions) -> serde_json::Value = CompletenessFigures::schema;

/// Whether the results of meetings are entered in time.
pub const MEETINGS: Read = Read {
    path: "/v1/completeness/meetings",
    name: "getMeetingResults",
    about: "Whether the results of the meetings in the range are entered in time, by user if asked: whom \
        a meeting was recorded for, else who did",
    params: &[BY_USER, shared::RANGE, shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| {
        let by: Option<MeetingsBy> = params.word("by");
        Query::Meetings { range: params.range(), by_user: by.is_some() }
    },
    body: |answer, _| match answer {
        Answer::Meetings(found) => Some(one(&MeetingResults::from(found))),
        _ => None,
    },
    schema: MeetingResults::schema,
};

/// How complete leads are.
pub const LEADS: Read = Read {
    path: "/v1/completeness/leads",
    name: "getLeadCompleteness",
    about: "How complete leads are, by the key fields in force: all that lists show, by owner or region \
        if asked",
    params: PARAMS,
    model: "leads",
    right: rights::may_read,
    query: |params| asked(Keyed::Leads, params),
    body: answered,
    schema: SCHEMA,
};

/// How complete accounts are.
pub const ACCOUNTS: Read = Read {
    path: "/v1/completeness/accounts",
    name: "getAccountCompleteness",
    about: "How complete accounts are, by the key fields in force: all that lists show, by owner or \
        region if asked",
    params: PARAMS,
    model: "customers",
    right: rights::may_read,
    query: |params| asked(Keyed::Accounts, params),
    body: answered,
    schema: SCHEMA,
};

/// How complete contacts are.
pub const CONTACTS: Read = Read {
    path: "/v1/completeness/contacts",
    name: "getContactCompleteness",
    about: "How complete contacts are, by the key fields in force: all that lists show, by owner or \
        region of their accounts if asked",
    params: PARAMS,
    model: "customers",
    right: rights::may_read,
    query: |params| asked(Keyed::Contacts, params),
    body: answered,
    schema: SCHEMA,
};

/// How complete interactions are.
pub const INTERACTIONS: Read = Read {
    path: "/v1/completeness/interactions",
    name: "getInteractionCompleteness",
    about: "How complete interactions are, by the key fields in force, by owner or region of their \
        accounts if asked",
    params: PARAMS,
    model: "customers",
    right: rights::may_read,
    query: |params| asked(Keyed::Interactions, params),
    body: answered,
    schema: SCHEMA,
};
