//! Records of objects that the tenant defined for itself.

use projection_service::query::{Answer, Query, RecordFilter};
use rules::rights;

use super::EXTERNAL_ID;
use crate::body::{Described, Record, list, list_schema, one};
use crate::params::{Param, Params, SIFTING_ALONE, shared};
use crate::read::Read;

const FILTER: &[Param] = &[
    Param::text("object", "Of the object with this key"),
    Param::uuid("of", "That belong to this account, contact or lead"),
    EXTERNAL_ID,
];

fn filter(params: &mut Params) -> RecordFilter {
    let object = params.text("object");
    RecordFilter {
        of: params.uuid("of"),
        external_id: params.external_id(),
        sifting: params.sifting_of(object.as_deref()),
        object,
    }
}

/// Records, newest first.
pub const LIST: Read = Read {
    path: "/v1/records",
    name: "listRecords",
    about: "Records of objects that the tenant defined, newest first, without those that \
        were removed; filter and sort with object, whose fields they name",
    params: &[FILTER, SIFTING_ALONE, shared::PAGE, shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Records { filter: filter(params), paging: params.paging() },
    body: |answer, seal| match answer {
        Answer::Records(page) => Some(list::<_, Record>(page, seal)),
        _ => None,
    },
    schema: list_schema::<Record>,
};

/// One record.
pub const ONE: Read = Read {
    path: "/v1/records/{id}",
    name: "getRecord",
    about: "One record of an object that the tenant defined, also one that was removed",
    params: &[shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Record { id: params.id() },
    body: |answer, _| match answer {
        Answer::Record(record) => Some(one(&Record::from(*record))),
        _ => None,
    },
    schema: Record::schema,
};
