//! Bodies as clients send them: every fault is told at once, each with its path.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::*;
use crate::command::{Command, CreateLead, OpenOpportunity, UpdateAccount};
use crate::problem::Slug;
use crate::value::{Key, Text};

/// A tenant in China.
struct China;

impl Locale for China {
    fn phone(&self, text: &str) -> Result<Phone, BadPhone> {
        match text.strip_prefix('0') {
            Some(national) => format!("+86{national}").parse(),
            None => text.parse(),
        }
    }

    fn day_start(&self, date: NaiveDate) -> Timestamp {
        format!("{date}T00:00:00+08:00").parse().unwrap()
    }
}

fn read<T: Shape>(body: Json) -> Result<T, Faults> {
    let Json::Object(body) = body else { panic!("a body is an object") };
    T::from_body(body.into(), &China)
}

/// Field and code of each fault: those of 400 first, then those of 422.
fn check<T: Shape>(body: Json, malformed: &[(&str, &str)], invalid: &[(&str, &str)]) {
    let faults = read::<T>(body).err().unwrap_or_default();
    let told = |errors: &[crate::problem::FieldError]| -> Vec<(String, String)> {
        let mut told: Vec<_> = errors.iter().map(|e| (e.field.clone(), e.code.clone())).collect();
        told.sort();
        told
    };
    let expected = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let mut pairs: Vec<_> = pairs.iter().map(|(f, c)| ((*f).into(), (*c).into())).collect();
        pairs.sort();
        pairs
    };
    assert_eq!(told(&faults.malformed), expected(malformed));
    assert_eq!(told(&faults.invalid), expected(invalid));
}

shape! {
    /// A change.
    Changed {
        /// Required.
        key: Key,
        /// Optional.
        size: Option<u32>,
        /// Changeable.
        name: Change<Text<5>>,
    }
}

#[test]
fn every_fault_of_every_field_is_told_at_once() {
    check::<CreateLead>(
        json!({
            "lead_id": "no", "email": "ann@", "phone": "12", "company_size": -1,
            "seniority": "boss", "consent": {"captured_at": "2026-03-01T09:00:00"},
        }),
        &[],
        &[
            ("lead_id", "bad-uuid"),
            ("email", "bad-email"),
            ("phone", "bad-phone"),
            ("company_size", "bad-number"),
            ("seniority", "unknown-value"),
            ("consent.captured_at", "no-offset"),
            ("source", "missing"),
        ],
    );
}

#[test]
fn wrong_types_and_unknown_fields_are_told_beside_illegal_values() {
    check::<CreateLead>(
        json!({"source": 1, "utm": {"sauce": "x"}, "colour": "red", "email": "nobody"}),
        &[("source", "wrong-type"), ("utm.sauce", "unknown-field"), ("colour", "unknown-field")],
        &[("email", "bad-email")],
    );
}

#[test]
fn a_body_that_cannot_be_read_is_malformed_and_one_that_breaks_rules_invalid() {
    let slug = |body| read::<CreateLead>(body).unwrap_err().problem().kind;
    assert_eq!(slug(json!({"source": 1, "email": "x"})), "/problems/malformed");
    assert_eq!(slug(json!({"source": "web", "email": "x"})), "/problems/invalid");
    assert_eq!((Slug::Malformed.status(), Slug::Invalid.status()), (400, 422));
}

#[test]
fn paths_lead_into_objects_lists_and_maps() {
    let stages = json!([{"key": "a", "probability": "x", "kind": "open"}, {"kind": "dead"}]);
    check::<crate::command::DefinePipeline>(
        json!({"key": "standard", "stages": stages}),
        &[],
        &[
            ("stages[0].probability", "bad-number"),
            ("stages[1].key", "missing"),
            ("stages[1].probability", "missing"),
            ("stages[1].kind", "unknown-value"),
        ],
    );
    check::<crate::command::DefineScoringModel>(
        json!({"fit": {"seniority.decision_maker": "thirty", "bad key": 1}}),
        &[("fit.seniority.decision_maker", "wrong-type")],
        &[("fit.bad key", "bad-key")],
    );
}

#[test]
fn money_is_text_with_the_currency_s_decimals() {
    let open = |amount: Json| {
        json!({"account_id": uuid::Uuid::nil(), "name": "x", "amount": amount,
               "expected_close": "2026-03-31"})
    };
    check::<OpenOpportunity>(open(json!({"amount": "12.50", "currency": "CNY"})), &[], &[]);
    let yen = open(json!({"amount": "12.5", "currency": "JPY"}));
    check::<OpenOpportunity>(yen, &[], &[("amount.amount", "bad-amount")]);
    let float = open(json!({"amount": 12.5, "currency": "CNY"}));
    check::<OpenOpportunity>(float, &[("amount.amount", "wrong-type")], &[]);
    let bare = open(json!("12.50"));
    check::<OpenOpportunity>(bare, &[("amount", "wrong-type")], &[]);
    let nothing = open(json!({}));
    let missing = [("amount.amount", "missing"), ("amount.currency", "missing")];
    check::<OpenOpportunity>(nothing, &[], &missing);
}

#[test]
fn a_decimal_is_read_as_strictly_as_it_is_described() {
    let stage = |chance: Json| {
        let stages = json!([{"key": "a", "probability": chance, "kind": "open"}]);
        json!({"key": "standard", "stages": stages})
    };
    let deal = |amount: &str| {
        json!({"opportunity_id": uuid::Uuid::nil(),
               "amount": {"amount": amount, "currency": "CNY"}})
    };
    let chance = |chance: &str| json!({"opportunity_id": uuid::Uuid::nil(), "probability": chance, "reason": "r"});
    for legal in [json!("50"), json!("0.5"), json!("-1.25"), json!(50), json!(12.5), json!(1e-7)] {
        check::<crate::command::DefinePipeline>(stage(legal), &[], &[]);
    }
    for bad in ["+5", "1_0", ".5", "5.", "1e2", "", "-", "--1", "1.2.3", " 5", "５"] {
        let told = [("stages[0].probability", "bad-number")];
        check::<crate::command::DefinePipeline>(stage(json!(bad)), &[], &told);
    }
    for bad in ["+5", "1_0", ".5", "5.", "1e2", "5-", "1.2.3"] {
        let told = [("amount.amount", "bad-amount")];
        check::<crate::command::ChangeOpportunityAmount>(deal(bad), &[], &told);
    }
    for (text, code) in [
        ("10.500", "out-of-range"),
        ("0010", "out-of-range"),
        ("-0", "out-of-range"),
        ("+5", "bad-number"),
    ] {
        check::<crate::command::OverrideProbability>(chance(text), &[], &[("probability", code)]);
    }
    check::<crate::command::OverrideProbability>(chance("10.50"), &[], &[]);
}

#[test]
fn absent_keeps_null_clears_and_a_value_sets() {
    let name = |body| read::<Changed>(body).unwrap().name;
    assert_eq!(name(json!({"key": "k"})), Change::Keep);
    assert_eq!(name(json!({"key": "k", "name": null})), Change::Clear);
    let new = Change::Set(Text::new("new").unwrap());
    assert_eq!(name(json!({"key": "k", "name": " new "})), new);
}

#[test]
fn null_is_absent_where_nothing_can_be_cleared() {
    assert_eq!(read::<Changed>(json!({"key": "k", "size": null})).unwrap().size, None);
    check::<Changed>(json!({"key": null}), &[], &[("key", "missing")]);
}

#[test]
fn text_is_measured_in_characters_after_trimming() {
    let name = |text: &str| json!({"key": "k", "name": text});
    check::<Changed>(name("  中文名字长  "), &[], &[]);
    check::<Changed>(name("中文名字太长"), &[], &[("name", "too-long")]);
    check::<Changed>(name("   "), &[], &[("name", "empty")]);
    check::<Changed>(name("a\u{202e}b"), &[], &[("name", "bad-character")]);
}

#[test]
fn dates_are_days_and_instants_take_both() {
    let at = |at: &str| {
        let body = json!({"lead_id": uuid::Uuid::nil(), "behavior": "email_opened", "at": at});
        read::<crate::command::RecordLeadBehavior>(body).map(|c| c.at.unwrap().0.to_string())
    };
    assert_eq!(at("2026-03-01").unwrap(), "2026-02-28T16:00:00.000000Z");
    assert_eq!(at("2026-03-01T09:00:00+01:00").unwrap(), "2026-03-01T08:00:00.000000Z");
    for bad in ["2026-02-30", "2026-3-1", "yesterday", "2026-03-01T09:00:00", "2026-03-01 09:00Z"] {
        assert_eq!(at(bad).unwrap_err().invalid.len(), 1, "{bad}");
    }
}

#[test]
fn a_phone_number_is_read_in_the_tenant_s_country() {
    let body = json!({"source": "web", "phone": "01065529988"});
    assert_eq!(read::<CreateLead>(body).unwrap().phone.unwrap().as_str(), "+861065529988");
}

#[test]
fn a_client_s_own_field_name_is_cut_before_it_is_repeated() {
    let name = "x".repeat(10_000) + "\u{7}";
    let faults = read::<Changed>(json!({"key": "k", name: 1})).unwrap_err();
    assert_eq!(faults.malformed[0].field.len(), 64);
}

#[test]
fn a_list_has_a_limit() {
    let many = vec!["contacts"; values::LIST_LEN_MAX + 1];
    let body = json!({"account_id": uuid::Uuid::nil(), "owner_id": uuid::Uuid::nil(),
                      "reason": "r", "include": many});
    check::<crate::command::ChangeAccountOwner>(body, &[], &[("include", "too-many")]);
}

#[test]
fn a_shape_describes_what_it_reads() {
    let schema = <Changed as Shape>::schema();
    assert_eq!(schema["required"], json!(["key"]));
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["properties"]["name"]["type"], json!(["string", "null"]));
    assert_eq!(schema["properties"]["size"]["description"], "Optional.");
}

#[test]
fn every_command_is_read_and_described_and_no_other() {
    for name in Command::NAMES {
        let read = Command::read(name, Object::default(), &China).unwrap();
        let required = Command::schema(name).unwrap()["required"].clone();
        // An empty body misses exactly the required fields.
        let missing = read.map_or_else(|faults| faults.invalid.len(), |_| 0);
        assert_eq!(missing, required.as_array().map_or(0, Vec::len), "{name}");
    }
    assert!(Command::read("createlead", Object::default(), &China).is_none());
}

#[test]
fn custom_fields_are_plain_values_under_keys() {
    let given = |custom: Json| json!({"account_id": "0197a000-0000-7000-8000-000000000005", "custom": custom});
    let check = |custom, malformed: &[(&str, &str)], invalid: &[(&str, &str)]| {
        check::<UpdateAccount>(given(custom), malformed, invalid);
    };
    check(json!({"beds": 7, "level": "3A", "vip": true, "note": null, "share": 1.5}), &[], &[]);
    check(json!(7), &[("custom", "wrong-type")], &[]);
    let wrong = [("custom.beds", "wrong-type"), ("custom.level", "wrong-type")];
    let wrong_key = [("custom.a key", "bad-key")];
    check(json!({"beds": [1], "level": {"a": 1}, "a key": 1}), &wrong, &wrong_key);
    let many: serde_json::Map<_, _> = (0..=200).map(|n| (format!("f{n}"), json!(n))).collect();
    check(Json::Object(many), &[], &[("custom", "too-many")]);
}

shape! {
    /// Limits.
    Limited {
        /// A map.
        points: Option<std::collections::BTreeMap<Key, u32>>,
        /// A month.
        month: Option<Ranged<1, 12>>,
        /// A number of days.
        days: Change<AtLeastOne>,
    }
}

#[test]
fn a_map_has_a_limit_and_its_keys_are_named_as_far_as_it_is_safe() {
    let of = |count: usize| json!({"points": (0..count).map(|n| (format!("k{n}"), n.into())).collect::<serde_json::Map<_, _>>()});
    assert_eq!(read::<Limited>(of(1_000)).unwrap().points.unwrap().len(), 1_000);
    check::<Limited>(of(1_001), &[], &[("points", "too-many")]);
    let long = "x".repeat(70_000);
    let bad = json!({"points": {"a b": 1, "c\u{7}d": 1, "": 1, "e": null, (&*long): 1}});
    let shown = format!("points.{}", "x".repeat(64));
    let keys = [("points.a b", "bad-key"), ("points.cd", "bad-key"), ("points.", "bad-key")];
    let all = [&keys[..], &[(&*shown, "bad-key")]].concat();
    check::<Limited>(bad, &[("points.e", "wrong-type")], &all);
}

#[test]
fn a_range_is_described_and_checked_with_the_rest() {
    let read = read::<Limited>(json!({"month": 13, "days": 0})).unwrap();
    assert_eq!((read.month, read.days), (Some(Ranged(13)), Change::Set(Ranged(0))));
    check::<Limited>(json!({"month": 1.5}), &[], &[("month", "bad-number")]);
    let schema = <Limited as Shape>::schema()["properties"]["month"].clone();
    assert_eq!((&schema["minimum"], &schema["maximum"]), (&json!(1), &json!(12)));
}
