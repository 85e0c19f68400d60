//! Records of objects that the tenant defined.

use event_schema::{StreamId, Timestamp};
use projection_service::query::RecordView;
use uuid::Uuid;

use super::body;
use super::custom::Custom;
use super::values::ExternalRef;

body! {
    /// A record of an object that the tenant defined.
    Record {
        /// Its id.
        id: Uuid,
        /// How many events it has: give it as `If-Match` to a command.
        revision: u64,
        /// The key of its object.
        object: String,
        /// What it is called.
        name: String,
        /// The account, contact or lead that it belongs to.
        of: Option<StreamId>,
        /// Fields that the tenant defined for the object, by key: those that have a value.
        custom: Custom,
        /// The same record in another system.
        external_id: Option<ExternalRef>,
        /// When it was removed; lists leave it out from then on.
        removed_at: Option<Timestamp>,
        /// Why.
        removed_reason: Option<String>,
        /// When it was created, in business.
        created_at: Timestamp,
        /// When it last changed, in business.
        updated_at: Timestamp,
    }
}

impl From<RecordView> for Record {
    fn from(record: RecordView) -> Self {
        Self {
            id: record.id,
            revision: record.revision,
            object: record.object,
            name: record.name,
            of: record.of,
            custom: record.custom.into(),
            external_id: record.external_id.map(Into::into),
            removed_at: record.removed_at,
            removed_reason: record.removed_reason,
            created_at: record.created_at,
            updated_at: record.updated_at,
        }
    }
}
