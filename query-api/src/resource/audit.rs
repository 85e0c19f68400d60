//! The audit trail: who changed what, when and why.

use event_schema::StreamType;
use projection_service::query::{Answer, AuditFilter, Query};
use rules::rights;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::body::{AuditLine, list, list_schema};
use crate::params::{Param, Params, Word, shared};
use crate::read::Read;

/// A kind of record that events are about: any that this Kith knows.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(transparent)]
struct RecordType(StreamType);

impl<'de> Deserialize<'de> for RecordType {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let kind = StreamType::deserialize(from)?;
        if StreamType::ALL.contains(&kind) {
            Ok(Self(kind))
        } else {
            Err(Error::custom("no record is of this type"))
        }
    }
}

impl Word for RecordType {
    const ALL: &'static [Self] = &{
        let mut all = [Self(StreamType::Lead); StreamType::ALL.len()];
        let mut at = 0;
        while at < all.len() {
            all[at] = Self(StreamType::ALL[at]);
            at += 1;
        }
        all
    };
}

/// The parameter `type`.
pub const TYPE: Param = Param::of("type", "About records of this type", RecordType::schema);
/// The parameter `id`.
pub const ID: Param = Param::uuid("id", "About this record");

/// Reads the parameter `type`.
pub fn record_type(params: &mut Params) -> Option<StreamType> {
    params.word::<RecordType>("type").map(|kind| kind.0)
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
