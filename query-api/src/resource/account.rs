//! Accounts: the customers.

use projection_service::query::{AccountFilter, Answer, Query};
use rules::rights;
use rules::views::List;

use super::EXTERNAL_ID;
use crate::body::{Account, Described, list, list_schema, one};
use crate::params::{Param, Params, SIFTING, shared};
use crate::read::Read;

const FILTER: &[Param] = &[
    Param::uuid("owner", "Of this owner"),
    Param::text("grade", "Of this value grade"),
    Param::text("region", "In this region"),
    Param::text("industry", "In this industry"),
    Param::text("tag", "With this tag"),
    Param::text("life_cycle", "Here in its life as a customer"),
    Param::text("text", "Every word is a prefix of a word of its name"),
    Param::of(
        "silent_days_min",
        "Without an interaction for at least so many days",
        || serde_json::json!({"type": "integer", "minimum": 0, "maximum": u32::MAX}),
    ),
    Param::choice(
        "contact_overdue",
        "To be heard of by the rhythm of its grade, since yesterday or longer (true), or not (false)",
    ),
    Param::choice(
        "regrade",
        "Whose orders propose another grade than it has (true), or not (false)",
    ),
    Param::choice(
        "grade_review_due",
        "Whose grade is to be looked at again (true), or not (false)",
    ),
    Param::choice("no_contact", "Without a contact (true), or with one (false)"),
    Param::uuid("parent", "Right below this account"),
    EXTERNAL_ID,
];

fn filter(params: &mut Params) -> AccountFilter {
    AccountFilter {
        owner: params.user("owner"),
        grade: params.text("grade"),
        region: params.text("region"),
        industry: params.text("industry"),
        tag: params.text("tag"),
        life_cycle: params.text("life_cycle"),
        text: params.text("text"),
        silent_days_min: params.days("silent_days_min"),
        contact_overdue: params.choice("contact_overdue"),
        regrade: params.choice("regrade"),
        grade_review_due: params.choice("grade_review_due"),
        no_contact: params.choice("no_contact"),
        parent: params.uuid("parent"),
        external_id: params.external_id(),
        sifting: params.sifting(List::Accounts),
    }
}

/// Accounts, newest first.
pub const LIST: Read = Read {
    path: "/v1/accounts",
    name: "listAccounts",
    about: "Accounts, newest first, without their contacts, opportunities and contracts",
    params: &[FILTER, SIFTING, shared::PAGE, shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Accounts { filter: filter(params), paging: params.paging() },
    body: |answer, seal| match answer {
        Answer::Accounts(page) => Some(list::<_, Account>(page, seal)),
        _ => None,
    },
    schema: list_schema::<Account>,
};

/// One account.
pub const ONE: Read = Read {
    path: "/v1/accounts/{id}",
    name: "getAccount",
    about: "One account with its contacts, opportunities and contracts",
    params: &[shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Account { id: params.id() },
    body: |answer, _| match answer {
        Answer::Account(account) => Some(one(&Account::from(*account))),
        _ => None,
    },
    schema: Account::schema,
};
