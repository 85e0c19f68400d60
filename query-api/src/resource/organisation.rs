//! The organisation chart of an account.

use projection_service::query::{Answer, Query};
use rules::rights;

use crate::body::{Described, Organisation, one};
use crate::params::shared;
use crate::read::Read;

/// The organisation chart of an account.
pub const OF_ACCOUNT: Read = Read {
    path: "/v1/accounts/{id}/organisation",
    name: "getAccountOrganisation",
    about: "Who reports to whom at an account, and who has influence on whom, also from other accounts",
    params: &[shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Organisation { id: params.id() },
    body: |answer, _| match answer {
        Answer::Organisation(chart) => Some(one(&Organisation::from(*chart))),
        _ => None,
    },
    schema: Organisation::schema,
};
