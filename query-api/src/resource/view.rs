//! Saved views: the lists that people come back to.

use event_schema::command::ViewedList;
use projection_service::query::{Answer, Query};
use rules::rights;

use crate::body::{View, list, list_schema};
use crate::params::{Param, Word, shared};
use crate::read::Read;

const FILTER: &[Param] = &[Param::of("list", "Of this list", <ViewedList as Word>::schema)];

/// Saved views, by list and key.
pub const LIST: Read = Read {
    path: "/v1/views",
    name: "listViews",
    about: "The saved views that one may ask for, by list and key: one's own, and the shared ones",
    params: &[FILTER, shared::WORLD],
    model: "settings",
    right: rights::may_read,
    query: |params| Query::Views { list: params.word("list"), subject: params.subject() },
    body: |answer, seal| match answer {
        Answer::Views(page) => Some(list::<_, View>(page, seal)),
        _ => None,
    },
    schema: list_schema::<View>,
};
