//! Parameters as the API description shows them, and those that many endpoints share.

use serde_json::{Value as Json, json};

use super::values::TEXT_CHARS_MAX;

/// A legal parameter of an endpoint.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
    /// JSON Schema of its value.
    pub schema: fn() -> Json,
}

fn text() -> Json {
    json!({"type": "string", "minLength": 1, "maxLength": TEXT_CHARS_MAX})
}

fn uuid() -> Json {
    json!({"type": "string", "format": "uuid"})
}

fn flag() -> Json {
    json!({"type": "boolean", "default": false})
}

fn instant() -> Json {
    json!({"anyOf": [
        {"type": "string", "format": "date-time"}, {"type": "string", "format": "date"},
    ]})
}

impl Param {
    /// A text.
    pub const fn text(name: &'static str, about: &'static str) -> Self {
        Self { name, about, schema: text }
    }

    /// A UUID.
    pub const fn uuid(name: &'static str, about: &'static str) -> Self {
        Self { name, about, schema: uuid }
    }

    /// An instant, or a date.
    pub const fn instant(name: &'static str, about: &'static str) -> Self {
        Self { name, about, schema: instant }
    }

    /// True or false.
    pub const fn flag(name: &'static str, about: &'static str) -> Self {
        Self { name, about, schema: flag }
    }

    /// `true` or `false`, where absent means neither.
    pub const fn choice(name: &'static str, about: &'static str) -> Self {
        Self { name, about, schema: || json!({"type": "boolean"}) }
    }

    /// A decimal number.
    pub const fn decimal(name: &'static str, about: &'static str) -> Self {
        Self { name, about, schema: || json!({"type": "number"}) }
    }

    /// Anything else.
    pub const fn of(name: &'static str, about: &'static str, schema: fn() -> Json) -> Self {
        Self { name, about, schema }
    }
}

/// Parameters that many endpoints share.
pub mod shared {
    use super::{Param, flag, instant, json, text};
    use crate::params::cursor::{LIMIT_MAX, LIMIT_PRESET};
    use crate::params::world::{WAIT_MS_MAX, WAIT_MS_PRESET};

    /// Of which state of the world the answer is.
    pub const WORLD: &[Param] = &[
        Param::of(
            "as_of",
            "The answer as it was at this instant, inclusive; a bare date is its \
            first instant in the tenant's zone. After now: 422",
            instant,
        ),
        Param::of(
            "basis",
            "What `as_of` means: what had happened by then (`occurred`, the \
            preset), or what had been recorded by then (`recorded`)",
            || json!({"type": "string", "enum": ["occurred", "recorded"], "default": "occurred"}),
        ),
        Param::of(
            "at_least",
            "Wait until the answer reflects this position, else 503 with \
            `Retry-After`",
            || json!({"type": "integer", "minimum": 0}),
        ),
        Param::of("wait_ms", "How long to wait for `at_least`, in milliseconds", || {
            json!({"type": "integer", "minimum": 0, "maximum": WAIT_MS_MAX,
                "default": WAIT_MS_PRESET})
        }),
    ];

    /// How far the models must be.
    pub const WAIT: &[Param] = &[
        Param::of(
            "at_least",
            "Wait until the answer reflects this position, else 503 with \
            `Retry-After`",
            || json!({"type": "integer", "minimum": 0}),
        ),
        Param::of("wait_ms", "How long to wait for `at_least`, in milliseconds", || {
            json!({"type": "integer", "minimum": 0, "maximum": WAIT_MS_MAX,
                "default": WAIT_MS_PRESET})
        }),
    ];

    /// Which page of a list.
    pub const PAGE: &[Param] = &[
        Param::of("limit", "How many items at most", || {
            json!({"type": "integer", "minimum": 1, "maximum": LIMIT_MAX,
                "default": LIMIT_PRESET})
        }),
        Param::of("cursor", "Where the page before ended: its `next`, with the same filter", text),
        Param::of("count", "Whether to count all that match", flag),
    ];

    /// A half-open range of expected closes.
    pub const CLOSE: &[Param] = &[
        Param::of(
            "close_from",
            "With an expected close on this date or later",
            || json!({"type": "string", "format": "date"}),
        ),
        Param::of(
            "close_to",
            "With an expected close before this date",
            || json!({"type": "string", "format": "date"}),
        ),
    ];

    /// A half-open range of time.
    pub const RANGE: &[Param] = &[
        Param::of(
            "from",
            "From this instant on; a date is its first instant in the tenant's zone",
            instant,
        ),
        Param::of(
            "to",
            "Before this instant; a date is its first instant in the tenant's zone",
            instant,
        ),
    ];
}
