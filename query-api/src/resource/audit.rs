//! The audit trail: who changed what, when and why.

use event_schema::StreamType;
use projection_service::query::{Answer, AuditFilter, Query};
use rules::rights;
use serde::{Deserialize, Serialize};

use crate::body::{AuditLine, list, list_schema};
use crate::params::{Param, Params, Word, shared};
use crate::read::Read;

/// Kinds of records that events are about.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RecordType {
    Lead,
    Account,
    Contact,
    Opportunity,
    Setting,
    BulkAction,
}

impl Word for RecordType {
    const ALL: &'static [Self] = &[
        Self::Lead,
        Self::Account,
        Self::Contact,
        Self::Opportunity,
        Self::Setting,
        Self::BulkAction,
    ];
}

impl From<RecordType> for StreamType {
    fn from(kind: RecordType) -> Self {
        match kind {
            RecordType::Lead => Self::Lead,
            RecordType::Account => Self::Account,
            RecordType::Contact => Self::Contact,
            RecordType::Opportunity => Self::Opportunity,
            RecordType::Setting => Self::Setting,
            RecordType::BulkAction => Self::BulkAction,
        }
    }
}

/// The parameter `type`.
pub const TYPE: Param = Param::of("type", "About records of this type", RecordType::schema);
/// The parameter `id`.
pub const ID: Param = Param::uuid("id", "About this record");

/// Reads the parameter `type`.
pub fn record_type(params: &mut Params) -> Option<StreamType> {
    params.word::<RecordType>("type").map(Into::into)
}

const FILTER: &[Param] = &[
    TYPE,
    ID,
    Param::text("actor", "By this actor"),
    Param::text("event", "With this event type"),
    Param::text("correlation_id", "Of what belongs together under this correlation id"),
];

fn filter(params: &mut Params) -> AuditFilter {
    AuditFilter {
        kind: record_type(params),
        id: params.uuid("id"),
        actor: params.text("actor"),
        event: params.text("event"),
        correlation: params.text("correlation_id"),
    }
}

/// The audit trail, newest first.
pub const LIST: Read = Read {
    path: "/v1/audit",
    name: "listAudit",
    about: "The audit trail, newest first: one line for each event",
    params: &[FILTER, shared::RANGE, shared::PAGE, shared::WORLD],
    model: "audit",
    right: rights::may_read_audit,
    query: |params| Query::Audit {
        filter: filter(params),
        range: params.range(),
        paging: params.paging(),
    },
    body: |answer, seal| match answer {
        Answer::Audit(page) => Some(list::<_, AuditLine>(page, seal)),
        _ => None,
    },
    schema: list_schema::<AuditLine>,
};
