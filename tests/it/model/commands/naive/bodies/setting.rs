//! The fields of commands that define settings.

use super::super::shape::{Field, Kind, may, needs};
use Kind::{Choice, Code, Codes, Count, Flag, Instant, Objects, Share, Text, Texts};

pub const FROM: Field = may("effective_from", Instant);

const TYPES: &[&str] = &["text", "number", "decimal", "date", "flag", "code", "record"];

pub const DEFINE_FIELDS: &[Field] = &[
    needs("key", Code),
    needs(
        "fields",
        Objects(&[
            needs("key", Code),
            may("label", Text(100)),
            needs("type", Choice(TYPES)),
            may("codes", Texts(200, 64)),
            may("of", Code),
            may("max_length", Count),
            may("min", Text(19)),
            may("max", Text(19)),
            may("required", Flag),
            may("personal", Flag),
            may("removed", Flag),
        ]),
    ),
    FROM,
];

pub const DEFINE_OBJECT: &[Field] = &[
    needs("key", Code),
    needs("name", Text(100)),
    may("of", Choice(&["account", "contact", "lead", "none"])),
    FROM,
];

pub const DEFINE_CODES: &[Field] = &[needs("key", Code), needs("codes", Codes), FROM];

pub const DEFINE_COMPLETENESS: &[Field] = &[
    needs("key", Code),
    may("key_fields", Texts(1_000, 50)),
    may("goal", Share),
    may("stale_days", Count),
    may("entered_within_hours", Count),
    may("meetings", Texts(1_000, 50)),
    FROM,
];
