//! What changed hands: conversions of leads and changes of owner.

use projection_service::query::{Answer, OwnershipFilter, Query};
use rules::rights;

use super::audit::{ID, TYPE, record_type};
use crate::body::{Conversion, OwnershipChange, list, list_schema};
use crate::params::{Param, shared};
use crate::read::Read;

/// Conversions, newest first.
pub const CONVERSIONS: Read = Read {
    path: "/v1/conversions",
    name: "listConversions",
    about: "Conversions of leads, newest first",
    params: &[
        &[Param::uuid("owner", "Whose records came of it")],
        shared::RANGE,
        shared::PAGE,
        shared::WORLD,
    ],
    model: "handovers",
    right: rights::may_read,
    query: |params| Query::Conversions {
        range: params.range(),
        owner: params.user("owner"),
        paging: params.paging(),
    },
    body: |answer, seal| match answer {
        Answer::Conversions(page) => Some(list::<_, Conversion>(page, seal)),
        _ => None,
    },
    schema: list_schema::<Conversion>,
};

/// Changes of owner, newest first.
pub const OWNERSHIP_CHANGES: Read = Read {
    path: "/v1/ownership-changes",
    name: "listOwnershipChanges",
    about: "Changes of owner, newest first",
    params: &[&[TYPE, ID], shared::RANGE, shared::PAGE, shared::WORLD],
    model: "handovers",
    right: rights::may_read,
    query: |params| Query::OwnershipChanges {
        filter: OwnershipFilter { kind: record_type(params), id: params.uuid("id") },
        range: params.range(),
        paging: params.paging(),
    },
    body: |answer, seal| match answer {
        Answer::OwnershipChanges(page) => Some(list::<_, OwnershipChange>(page, seal)),
        _ => None,
    },
    schema: list_schema::<OwnershipChange>,
};
