//! The fields of commands that define settings.

use super::super::shape::{Field, Kind, may, needs};
use Kind::{
    Choice, Choices, Code, Codes, Condition, Count, Flag, Instant, Lines, Mapping, Money, Number,
    Numbers, Object, Objects, Share, Text, Texts,
};

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

pub const DEFINE_QUESTIONNAIRE: &[Field] = &[
    needs("key", Code),
    needs(
        "questions",
        Objects(&[
            needs("key", Code),
            needs("label", Text(100)),
            needs("kind", Choice(&["text", "code", "number", "date", "flag"])),
            may("codes", Codes),
            needs("required", Flag),
        ]),
    ),
    FROM,
];

const CHECKLIST: &[&str] = &["need", "decision_maker", "budget", "timeframe", "contact_verified"];
const LEAD_FIELDS: &[&str] = &[
    "company",
    "person_name",
    "email",
    "phone",
    "title",
    "seniority",
    "industry",
    "company_size",
    "region",
    "interest",
    "product",
    "consent",
    "source",
    "use_case",
];
const DEAL_FIELDS: &[&str] = &["product", "region", "use_case", "competitors"];
const POLICIES: &[&str] = &["if_given", "required", "never", "by_default"];

pub const DEFINE_CONVERSION_RULES: &[Field] = &[
    may("based_on", Code),
    may("required_state", Code),
    may("checklist", Choices(CHECKLIST)),
    may("required_fields", Choices(LEAD_FIELDS)),
    may("score_min", Number),
    may(
        "qualification",
        Object(&[may("mql", Choices(LEAD_FIELDS)), may("sql", Choices(LEAD_FIELDS))]),
    ),
    may("contact_required", Flag),
    may("account_match", Choices(&["domain", "name", "email", "phone"])),
    may("contact_match", Choices(&["domain", "name", "email", "phone"])),
    may("owner_from", Choices(&["lead", "account"])),
    may("mapping", Mapping(LEAD_FIELDS)),
    may(
        "opportunity",
        Object(&[
            may("policy", Choice(POLICIES)),
            may("pipeline", Code),
            may("stage", Code),
            may("name", Text(60)),
            may("amount", Money),
            may("close_days", Count),
            may("required_fields", Choices(DEAL_FIELDS)),
        ]),
    ),
    may("questionnaire", Code),
    FROM,
];

pub const DEFINE_DICTIONARY: &[Field] = &[
    needs("key", Code),
    needs(
        "values",
        Objects(&[
            needs("name", Text(100)),
            may("aliases", Texts(1_000, 100)),
            may("code", Text(100)),
            may("seniority", Choice(&["decision_maker", "mid_level", "other"])),
        ]),
    ),
    FROM,
];

const TEMPLATE_VALUES: &[Field] = &[
    may("industry", Text(100)),
    may("size", Count),
    may("region", Text(100)),
    may("grade", Code),
    may("tags", Texts(1_000, 50)),
    may("need", Text(200)),
    may("life_cycle", Code),
];

pub const DEFINE_TEMPLATE: &[Field] = &[
    needs("key", Code),
    may("of", Choice(&["account"])),
    needs("values", Object(TEMPLATE_VALUES)),
    FROM,
];

const HANDOVER: &[Field] = &[
    may("documents_min", Count),
    may("joint_visits_min", Count),
    may("visit_channels", Texts(1_000, 100)),
    may("both_attend", Flag),
    may("background", Flag),
];
const GRADE_LINE: &[Field] =
    &[needs("grade", Code), may("amount_min", Share), may("orders_min", Count)];

pub const DEFINE_ACCOUNT_RULES: &[Field] = &[
    may("tags", Objects(&[needs("tag", Text(50)), needs("when", Condition)])),
    may("grades", Objects(GRADE_LINE)),
    may("window_days", Count),
    may("review_days", Count),
    may("dedicated", Codes),
    may("rhythm", Objects(&[needs("grade", Code), needs("days", Count)])),
    may("handover", Object(HANDOVER)),
    FROM,
];

const ICP: &[Field] = &[
    may("industries", Texts(1_000, 100)),
    may("regions", Texts(1_000, 100)),
    may("size_min", Count),
    may("size_max", Count),
    may("use_cases", Texts(1_000, 100)),
];

pub const DEFINE_SCORING_MODEL: &[Field] = &[
    may("icp", Object(ICP)),
    may("fit", Numbers),
    may("behaviour", Numbers),
    may("sources", Objects(&[needs("source", Text(100)), needs("points", Number)])),
    may("custom", Lines),
    may("mql_total", Number),
    may("warm_total", Number),
    may("key_behaviours", Choices(super::BEHAVIORS)),
    may("trial", Object(&[needs("logins", Count), needs("key_pages", Choices(super::BEHAVIORS))])),
    FROM,
];
