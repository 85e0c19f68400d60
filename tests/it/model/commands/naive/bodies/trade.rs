//! The fields of what happens with a customer, and of deals.

use super::super::shape::{Field, Kind, may, needs};
use super::{ACCOUNT, CUSTOM, DEAL, EXTERNAL, KINDS, LEVELS, NOTE};
use Kind::{Choice, Code, Count, Date, Flag, Id, Ids, Instant, Money, Object, Text, Texts};

pub const LOG_INTERACTION: &[Field] = &[
    may("interaction_id", Id),
    may("account_id", Id),
    may("contact_id", Id),
    may("opportunity_id", Id),
    may("lead_id", Id),
    may("ticket_id", Id),
    needs("channel", Text(100)),
    may("direction", Choice(&["inbound", "outbound"])),
    may("outcome", Text(100)),
    may("sentiment", Choice(&["negative", "neutral", "positive"])),
    NOTE,
    may("feedback", Text(200)),
    may("at", Instant),
    may("duration_seconds", Count),
    may("next_action", Text(200)),
    may("next_at", Instant),
    may("priority", Choice(LEVELS)),
    may("attendees", Ids),
    may("external_id", Object(EXTERNAL)),
];

pub const RECORD_ORDER: &[Field] = &[
    may("order_id", Id),
    ACCOUNT,
    needs("amount", Money),
    may("product", Text(100)),
    may("ordered_at", Instant),
    may("external_id", Object(EXTERNAL)),
];

pub const RECORD_CONTRACT: &[Field] = &[
    may("contract_id", Id),
    ACCOUNT,
    needs("starts_on", Date),
    needs("ends_on", Date),
    may("amount", Money),
    may("external_id", Object(EXTERNAL)),
];

pub const OPEN_OPPORTUNITY: &[Field] = &[
    may("opportunity_id", Id),
    ACCOUNT,
    needs("name", Text(100)),
    needs("amount", Money),
    needs("expected_close", Date),
    may("pipeline", Code),
    may("stage", Code),
    may("product", Text(100)),
    may("region", Text(100)),
    may("owner_id", Id),
    may("kind", Choice(KINDS)),
    may("use_case", Text(200)),
    may("competitors", Texts(20, 100)),
    may("buying_motives", Texts(20, 200)),
    may("next_step", Text(100)),
    may("next_step_on", Date),
    may("in_pipeline", Flag),
    may("external_id", Object(EXTERNAL)),
    CUSTOM,
];

pub const UPDATE_OPPORTUNITY: &[Field] = &[
    DEAL,
    may("name", Text(100)),
    may("product", Text(100)),
    may("region", Text(100)),
    may("kind", Choice(KINDS)),
    may("use_case", Text(200)),
    may("competitors", Texts(20, 100)),
    may("buying_motives", Texts(20, 200)),
    may("next_step", Text(100)),
    may("next_step_on", Date),
    may("in_pipeline", Flag),
    may("driver_id", Id),
    CUSTOM,
];
