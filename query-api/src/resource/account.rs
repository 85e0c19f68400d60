//! Accounts: the customers.

use projection_service::query::{AccountFilter, Answer, Query};
use rules::rights;

use super::EXTERNAL_ID;
use crate::body::{Account, Described, list, list_schema, one};
use crate::params::{Param, Params, shared};
use crate::read::Read;

const FILTER: &[Param] = &[
    Param::uuid("owner", "Of this owner"),
    Param::text("grade", "Of this value grade"),
    Param::text("region", "In this region"),
    EXTERNAL_ID,
];

fn filter(params: &mut Params) -> AccountFilter {
    AccountFilter {
        owner: params.user("owner"),
        grade: params.text("grade"),
        region: params.text("region"),
        external_id: params.external_id(),
    }
}

/// Accounts, newest first.
pub const LIST: Read = Read {
    path: "/v1/accounts",
    name: "listAccounts",
    about: "Accounts, newest first, without their contacts and opportunities",
    params: &[FILTER, shared::PAGE, shared::WORLD],
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
    about: "One account with its contacts and opportunities",
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
