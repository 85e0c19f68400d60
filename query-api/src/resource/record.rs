//! Records of objects that the tenant defined for itself.

use projection_service::query::{Answer, Query, RecordFilter};
use rules::rights;

use super::EXTERNAL_ID;
use crate::body::{Described, Record, list, list_schema, one};
use crate::params::{Param, shared};
use crate::read::Read;

const FILTER: &[Param] = &[
    Param::text("object", "Of the object with this key"),
    Param::uuid("of", "That belong to this account, contact or lead"),
    EXTERNAL_ID,
];

/// Records, newest first.
pub const LIST: Read = Read {
    path: "/v1/records",
    name: "listRecords",
    about: "Records of objects that the tenant defined, newest first, without those that were removed",
    params: &[FILTER, shared::PAGE, shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Records {
        filter: RecordFilter {
            object: params.text("object"),
            of: params.uuid("of"),
            external_id: params.external_id(),
        },
        paging: params.paging(),
    },
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
