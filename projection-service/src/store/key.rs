//! Keys of rows. A tenant's rows have its name in front, so no scan of one can meet another's;
//! what belongs to the model itself begins with a zero, which no tenant's name contains.

use event_schema::TenantId;

/// Which of a model's tables a row is in.
pub type Table = u8;

/// Checkpoint of the model.
pub const CHECKPOINT: &[u8] = b"\0checkpoint";
/// Stands while the rows are not those of one checkpoint.
pub const BUILDING: &[u8] = b"\0building";
/// One row a tenant: how far its log is folded in.
pub const MARKS: &[u8] = b"\0mark\0";
/// One row for each event type that this Kith met and didn't know.
pub const UNKNOWN: &[u8] = b"\0unknown\0";

/// Key of a row in a tenant's table.
pub fn row(tenant: TenantId, table: Table, rest: &[u8]) -> Vec<u8> {
    let mut key = Vec::with_capacity(tenant.as_str().len() + 2 + rest.len());
    key.extend_from_slice(tenant.as_str().as_bytes());
    key.extend_from_slice(&[0, table]);
    key.extend_from_slice(rest);
    key
}

/// Key of a tenant's mark.
pub fn mark(tenant: TenantId) -> Vec<u8> {
    [MARKS, tenant.as_str().as_bytes()].concat()
}

/// Key under which an unknown event type of a tenant is remembered.
pub fn unknown(tenant: TenantId, name: &str, version: u16) -> Vec<u8> {
    let version = version.to_be_bytes();
    [UNKNOWN, tenant.as_str().as_bytes(), &[0], name.as_bytes(), &[0], &version].concat()
}

/// A number as part of a key: keys sort as the numbers do.
pub fn place(number: u32) -> [u8; 4] {
    number.to_be_bytes()
}

/// The number that [`place`] wrote.
pub fn place_of(key: &[u8]) -> Option<u32> {
    key.try_into().ok().map(u32::from_be_bytes)
}
