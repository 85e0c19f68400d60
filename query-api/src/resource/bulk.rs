//! Bulk actions: who did what to which records, and what came of it.

use projection_service::query::{Answer, Query};
use rules::rights;

use crate::body::{BulkAction, Described, list, list_schema, one};
use crate::params::shared;
use crate::read::Read;

/// Bulk actions, newest first.
pub const LIST: Read = Read {
    path: "/v1/bulk-actions",
    name: "listBulkActions",
    about: "Bulk actions, newest first, without what was said of single records",
    params: &[shared::PAGE, shared::WORLD],
    model: "bulk_actions",
    right: rights::may_read_events,
    query: |params| Query::BulkActions { paging: params.paging() },
    body: |answer, seal| match answer {
        Answer::BulkActions(page) => Some(list::<_, BulkAction>(page, seal)),
        _ => None,
    },
    schema: list_schema::<BulkAction>,
};

/// One bulk action.
pub const ONE: Read = Read {
    path: "/v1/bulk-actions/{id}",
    name: "getBulkAction",
    about: "One bulk action: how far it is, its report, and what was said of the first 1,000 records \
            that were refused",
    params: &[shared::WORLD],
    model: "bulk_actions",
    right: rights::may_read_events,
    query: |params| Query::BulkAction { id: params.id() },
    body: |answer, _| match answer {
        Answer::BulkAction(act) => Some(one(&BulkAction::from(*act))),
        _ => None,
    },
    schema: BulkAction::schema,
};
