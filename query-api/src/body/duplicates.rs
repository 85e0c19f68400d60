//! Records that may be ones that were there before them.

use event_schema::Timestamp;
use event_schema::id::UserId;
use projection_service::query::{AlikeRow, DuplicateRow, Duplicates as Answered, OtherRow};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use serde::Serialize;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{Definitions, body, list_schema};
use crate::params::CursorSeal;

body! {
    /// One of the records that a record may be.
    LikelyOther {
        /// The other record.
        id: Uuid,
        /// Its name; of a lead the company's, of a contact the person's, null for those who may not
        /// see it.
        name: Option<String>,
        /// Whose it is; a contact is its account's.
        owner_id: Option<UserId>,
        /// When it was created, in business.
        created_at: Timestamp,
        /// How likely, from 0 to 1.
        score: f64,
        /// What speaks for it: email, phone, domain, name.
        because: Vec<String>,
    }
}

body! {
    /// A record that may be one that was there before it.
    LikelyDuplicate {
        /// The record.
        id: Uuid,
        /// Its name; of a lead the company's, of a contact the person's, null for those who may not
        /// see it.
        name: Option<String>,
        /// Whose it is; a contact is its account's.
        owner_id: Option<UserId>,
        /// When it was created, in business.
        created_at: Timestamp,
        /// The records that it may be one with, the likeliest first: at least one of them is older.
        duplicates: Vec<LikelyOther>,
    }
}

impl From<OtherRow> for LikelyOther {
    fn from(other: OtherRow) -> Self {
        let OtherRow { record: AlikeRow { id, name, owner_id, created_at }, score, because } =
            other;
        Self { id, name, owner_id, created_at, score, because }
    }
}

impl From<DuplicateRow> for LikelyDuplicate {
    fn from(row: DuplicateRow) -> Self {
        let DuplicateRow { record: AlikeRow { id, name, owner_id, created_at }, others } = row;
        let duplicates = others.into_iter().map(LikelyOther::from).collect();
        Self { id, name, owner_id, created_at, duplicates }
    }
}

#[derive(Serialize)]
struct Duplicates {
    items: Vec<LikelyDuplicate>,
    next: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    records: u64,
    doubtful: u64,
    share: Option<Decimal>,
    goal: Decimal,
    invalid: Option<Invalid>,
}

#[derive(Serialize)]
struct Invalid {
    count: u64,
    rate: Option<Decimal>,
}

/// Digits of the share after the point.
const SHARE_DIGITS: u32 = 4;

/// Writes a page.
pub fn duplicates(answered: Answered, seal: &CursorSeal) -> Vec<u8> {
    let Answered { page, records, doubtful, invalid, goal } = answered;
    let share = |part: u64| {
        let parts = Decimal::from_u64(part).zip(Decimal::from_u64(records));
        let share = parts.and_then(|(part, records)| part.checked_div(records));
        share.map(|share| share.round_dp(SHARE_DIGITS).normalize())
    };
    let body = Duplicates {
        items: page.items.into_iter().map(LikelyDuplicate::from).collect(),
        next: page.next.map(|place| seal.seal(place)),
        count: page.count,
        records,
        doubtful,
        share: share(doubtful),
        goal: goal.normalize(),
        invalid: invalid.map(|count| Invalid { count, rate: share(count) }),
    };
    serde_json::to_vec(&body).expect("a body is plain data")
}

/// Describes a page.
pub fn duplicates_schema(definitions: &mut Definitions) -> Json {
    let mut schema = list_schema::<LikelyDuplicate>(definitions);
    let whole = |about: &str| json!({"type": "integer", "minimum": 0, "description": about});
    let properties = &mut schema["properties"];
    properties["records"] = whole("How many records may be one with others at all");
    properties["doubtful"] = whole(
        "How many of them are older ones with the likelihood from which the duplicate rules count them",
    );
    properties["share"] = json!({
        "type": ["string", "null"],
        "description": "The duplicate rate: `doubtful` by `records`; null where there are none. Two \
            people of one company share a domain, whose likelihood is below the one from which a \
            record counts (`rate_from`)",
    });
    properties["invalid"] = json!({
        "type": ["object", "null"],
        "description": "Of leads, those that are given up for a reason that means invalid data \
            (`invalid_reasons` of the duplicate rules; invalid_data and unreachable as shipped); null \
            for accounts and contacts",
        "properties": {
            "count": whole("How many"),
            "rate": {
                "type": ["string", "null"],
                "description": "`count` by `records`; null where there are none",
            },
        },
        "required": ["count", "rate"],
        "additionalProperties": false,
    });
    properties["goal"] = json!({
        "type": "string",
        "description": "The duplicate rate that is no more than to be expected: a figure of the \
            duplicate rules",
    });
    schema["required"] =
        json!(["items", "next", "records", "doubtful", "share", "goal", "invalid"]);
    schema
}
