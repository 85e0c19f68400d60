//! Orders and contracts: what customers bought and agreed to.

use projection_service::query::{Answer, ContractFilter, OrderFilter, Query};
use rules::rights;

use super::EXTERNAL_ID;
use crate::body::{Contract, Order, list, list_schema};
use crate::params::{Param, shared};
use crate::read::Read;

const FILTER: &[Param] = &[Param::uuid("account", "Of this account"), EXTERNAL_ID];

/// Orders, newest first.
pub const LIST: Read = Read {
    path: "/v1/orders",
    name: "listOrders",
    about: "Orders by the time of ordering, the last recorded first; cancelled ones say so",
    params: &[FILTER, shared::RANGE, shared::PAGE, shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Orders {
        filter: OrderFilter {
            account: params.uuid("account"),
            at: params.range(),
            external_id: params.external_id(),
        },
        paging: params.paging(),
    },
    body: |answer, seal| match answer {
        Answer::Orders(page) => Some(list::<_, Order>(page, seal)),
        _ => None,
    },
    schema: list_schema::<Order>,
};

/// Contracts, newest first.
pub const CONTRACTS: Read = Read {
    path: "/v1/contracts",
    name: "listContracts",
    about: "Contracts, newest first",
    params: &[FILTER, shared::PAGE, shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Contracts {
        filter: ContractFilter {
            account: params.uuid("account"),
            external_id: params.external_id(),
        },
        paging: params.paging(),
    },
    body: |answer, seal| match answer {
        Answer::Contracts(page) => Some(list::<_, Contract>(page, seal)),
        _ => None,
    },
    schema: list_schema::<Contract>,
};
