//! The fields of records of the tenant's own objects.

use super::super::shape::{Field, Kind, may, needs};
use super::{CUSTOM, EXTERNAL};
use Kind::{Code, Id, Object, Text};

pub const CREATE_RECORD: &[Field] = &[
    may("record_id", Id),
    needs("object", Code),
    may("of_id", Id),
    needs("name", Text(100)),
    CUSTOM,
    may("external_id", Object(EXTERNAL)),
];

pub const UPDATE_RECORD: &[Field] = &[
    needs("record_id", Id),
    may("of_id", Id),
    may("name", Text(100)),
    CUSTOM,
    may("external_id", Object(EXTERNAL)),
];
