//! Likely duplicates: what somebody who cleans up goes through.

use projection_service::query::{Alike, Answer, DuplicatesAsked, Query};
use rules::rights;

use crate::body::{Definitions, duplicates, duplicates_schema};
use crate::params::{CursorSeal, Param, Params, shared};
use crate::read::Read;

const SCORE_MIN: &[Param] = &[Param {
    name: "score_min",
    about: "As likely as this or likelier",
    schema: || serde_json::json!({"type": "number", "minimum": 0, "maximum": 1, "default": 0}),
}];
const PARAMS: &[&[Param]] = &[SCORE_MIN, shared::PAGE, shared::WORLD];

fn asked(of: Alike, params: &mut Params) -> Query {
    let score_min = params.likelihood("score_min").unwrap_or(0);
    Query::Duplicates { asked: DuplicatesAsked { of, score_min }, paging: params.paging() }
}

fn answered(answer: Answer, seal: &CursorSeal) -> Option<Vec<u8>> {
    match answer {
        Answer::Duplicates(found) => Some(duplicates(found, seal)),
        _ => None,
    }
}

const SCHEMA: fn(&mut Definitions) -> serde_json::Value = duplicates_schema;

/// Leads that may be older ones.
pub const LEADS: Read = Read {
    path: "/v1/duplicates/leads",
    name: "listDuplicateLeads",
    about: "Leads that may be ones that were there before them, the likeliest first, and their share \
            of all leads that are neither converted nor merged",
    params: PARAMS,
    model: "leads",
    right: rights::may_read,
    query: |params| asked(Alike::Leads, params),
    body: answered,
    schema: SCHEMA,
};

/// Accounts that may be older ones.
pub const ACCOUNTS: Read = Read {
    path: "/v1/duplicates/accounts",
    name: "listDuplicateAccounts",
    about: "Accounts that may be ones that were there before them, the likeliest first, and their \
            share of all",
    params: PARAMS,
    model: "customers",
    right: rights::may_read,
    query: |params| asked(Alike::Accounts, params),
    body: answered,
    schema: SCHEMA,
};

/// Contacts that may be older ones.
pub const CONTACTS: Read = Read {
    path: "/v1/duplicates/contacts",
    name: "listDuplicateContacts",
    about: "Contacts that may be ones that were there before them, the likeliest first, and their \
            share of all",
    params: PARAMS,
    model: "customers",
    right: rights::may_read,
    query: |params| asked(Alike::Contacts, params),
    body: answered,
    schema: SCHEMA,
};
