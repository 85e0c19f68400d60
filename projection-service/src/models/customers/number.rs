//! Numbers of accounts (C91) and interactions (C120): `CRM` or `GZ`, year and month of the recording
//! in the tenant's zone, and at least five digits, counted within the month in log order.
//!
//! A number is an identity: it is given once, by what the log said until then, and a zone that is
//! defined later with effect from earlier doesn't change it.

use chrono::Datelike;
use event_schema::Timestamp;
use event_schema::commit::Recorded;
use event_schema::event::{SettingDefined, SettingKind};
use serde::{Deserialize, Serialize};

use super::{Customers, NUMBERS, ZONES};
use crate::models::settings::zone;
use crate::projection::Tx;
use crate::store::StoreError;
use crate::store::codec::decode;

/// A version of the tenant's own settings as it is kept: JSON, whose shape bincode can't read back.
#[derive(Serialize, Deserialize)]
struct ZoneRow {
    recorded_at: Timestamp,
    defined: String,
}

/// What the number of an account begins with.
pub const ACCOUNT: &str = "CRM";
/// What the number of an interaction begins with.
pub const INTERACTION: &str = "GZ";

/// The number of the next record whose numbers begin with `prefix`.
pub fn next(
    customers: &Customers,
    tx: &mut Tx<'_>,
    prefix: &str,
    recorded_at: Timestamp,
) -> String {
    let date = zone(&customers.book, recorded_at).date_of(recorded_at);
    let month = format!("{prefix}{:04}{:02}", date.year(), date.month());
    let number = tx.get::<u32>(NUMBERS, month.as_bytes()).unwrap_or(0) + 1;
    tx.put(NUMBERS, month.as_bytes(), &number);
    format!("{month}{number:05}")
}

pub fn zone_defined(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    defined: &SettingDefined,
) {
    if defined.kind != SettingKind::Tenant {
        return;
    }
    let recorded_at = event.commit.recorded_at;
    let json = serde_json::to_string(defined).expect("a setting is plain data");
    tx.put(ZONES, &event.position.to_be_bytes(), &ZoneRow { recorded_at, defined: json });
    customers.book.apply(defined, recorded_at);
}

pub fn load_zone(customers: &mut Customers, row: &[u8]) -> Result<(), StoreError> {
    let ZoneRow { recorded_at, defined } = decode(row)?;
    let defined: SettingDefined =
        serde_json::from_str(&defined).map_err(|e| StoreError::Row(e.to_string()))?;
    customers.book.apply(&defined, recorded_at);
    Ok(())
}
