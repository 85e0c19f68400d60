//! The fields of accounts and contacts.

use super::super::shape::{Field, Kind, may, needs};
use super::{ACCOUNT, CUSTOM, EXTERNAL, LEVELS, PERHAPS_WHY};
use Kind::{Choice, Code, Count, Email, Flag, Id, Object, Phone, Text, Texts};

pub const CREATE_ACCOUNT: &[Field] = &[
    may("account_id", Id),
    needs("name", Text(120)),
    may("industry", Text(100)),
    may("size", Count),
    may("region", Text(100)),
    may("owner_id", Id),
    may("grade", Code),
    may("tags", Texts(1_000, 50)),
    may("domain", Text(253)),
    may("website", Text(200)),
    may("phone", Phone),
    may("address", Text(200)),
    may("need", Text(200)),
    may("parent_id", Id),
    may("life_cycle", Code),
    may("template", Code),
    may("external_id", Object(EXTERNAL)),
    CUSTOM,
];

pub const MERGE: &[Field] = &[needs("survivor_id", Id), needs("duplicate_id", Id), PERHAPS_WHY];

pub const UPDATE_ACCOUNT: &[Field] = &[
    ACCOUNT,
    may("name", Text(120)),
    may("industry", Text(100)),
    may("size", Count),
    may("region", Text(100)),
    may("grade", Code),
    may("tags", Texts(1_000, 50)),
    may("add_tags", Texts(1_000, 50)),
    may("remove_tags", Texts(1_000, 50)),
    may("domain", Text(253)),
    may("website", Text(200)),
    may("phone", Phone),
    may("address", Text(200)),
    may("need", Text(200)),
    may("parent_id", Id),
    may("life_cycle", Code),
    may("external_id", Object(EXTERNAL)),
    CUSTOM,
];

pub const CREATE_CONTACT: &[Field] = &[
    may("contact_id", Id),
    ACCOUNT,
    needs("person_name", Text(50)),
    may("email", Email),
    may("phone", Phone),
    may("title", Text(100)),
    may("decision_role", Code),
    may("influence", Choice(LEVELS)),
    may("main", Flag),
    may("reports_to", Id),
    may("style", Text(100)),
    may("preferences", Text(200)),
    may("decision_factors", Text(200)),
    may("external_id", Object(EXTERNAL)),
    CUSTOM,
];

pub const UPDATE_CONTACT: &[Field] = &[
    needs("contact_id", Id),
    may("account_id", Id),
    may("person_name", Text(50)),
    may("email", Email),
    may("phone", Phone),
    may("title", Text(100)),
    may("decision_role", Code),
    may("influence", Choice(LEVELS)),
    may("main", Flag),
    may("reports_to", Id),
    may("style", Text(100)),
    may("preferences", Text(200)),
    may("decision_factors", Text(200)),
    may("external_id", Object(EXTERNAL)),
    CUSTOM,
];
