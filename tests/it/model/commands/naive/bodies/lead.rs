//! The fields of leads, and of their conversion.

use super::super::shape::{Field, Kind, may, needs};
use super::{CONSENT, CUSTOM, EXTERNAL, KINDS, LEAD, LEVELS, NOTE, SENIORITY, UTM};
use Kind::{Choice, Code, Count, Date, Email, Id, Instant, Money, Object, Phone, Text};

pub const CREATE_LEAD: &[Field] = &[
    may("lead_id", Id),
    may("company", Text(100)),
    may("person_name", Text(50)),
    may("email", Email),
    may("phone", Phone),
    may("title", Text(100)),
    may("seniority", Choice(SENIORITY)),
    may("industry", Text(100)),
    may("company_size", Count),
    may("region", Text(100)),
    needs("source", Text(100)),
    may("interest", Text(100)),
    may("use_case", Text(200)),
    may("product", Text(100)),
    may("utm", Object(UTM)),
    may("consent", Object(CONSENT)),
    may("owner_id", Id),
    may("follows_lead_id", Id),
    may("on_duplicate", Choice(&["refuse", "merge"])),
    may("external_id", Object(EXTERNAL)),
    CUSTOM,
];

pub const UPDATE_LEAD: &[Field] = &[
    LEAD,
    may("company", Text(100)),
    may("person_name", Text(50)),
    may("email", Email),
    may("phone", Phone),
    may("title", Text(100)),
    may("seniority", Choice(SENIORITY)),
    may("industry", Text(100)),
    may("company_size", Count),
    may("region", Text(100)),
    may("source", Text(100)),
    may("interest", Text(100)),
    may("use_case", Text(200)),
    may("product", Text(100)),
    may("utm", Object(UTM)),
    may("consent", Object(CONSENT)),
    may("external_id", Object(EXTERNAL)),
    CUSTOM,
];

pub const LOG_LEAD_CONTACT: &[Field] = &[
    LEAD,
    needs("channel", Text(100)),
    needs("outcome", Text(100)),
    NOTE,
    may("interest", Choice(LEVELS)),
    may("objections", Text(200)),
    may("next_action", Text(200)),
    may("next_at", Instant),
    may("at", Instant),
];

pub const CONVERT_LEAD: &[Field] = &[
    LEAD,
    needs(
        "account",
        Object(&[
            needs("mode", Choice(&["use", "create", "match"])),
            may("id", Id),
            may("on_match", Choice(&["use", "refuse"])),
            may("fields", Object(&[may("name", Text(120)), may("region", Text(100)), CUSTOM])),
        ]),
    ),
    may(
        "contact",
        Object(&[
            needs("mode", Choice(&["use", "create", "match", "none"])),
            may("id", Id),
            may("fields", Object(&[may("email", Email), may("phone", Phone), CUSTOM])),
        ]),
    ),
    may(
        "opportunity",
        Object(&[
            may("opportunity_id", Id),
            needs("name", Text(100)),
            needs("amount", Money),
            needs("expected_close", Date),
            may("pipeline", Code),
            may("stage", Code),
            may("product", Text(100)),
            may("kind", Choice(KINDS)),
            may("use_case", Text(200)),
            CUSTOM,
        ]),
    ),
    may("owner_id", Id),
];
