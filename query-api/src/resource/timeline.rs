//! The timeline of an account: every fact about it and what belongs to it.

use event_schema::StreamType;
use event_schema::event::Priority;
use projection_service::query::{Answer, Query, TimelineFilter};
use rules::rights;
use serde::{Deserialize, Serialize};

use crate::body::{TimelineFact, list, list_schema};
use crate::params::{Param, Params, Word, shared};
use crate::read::Read;

/// What a fact can be about.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Account,
    Contact,
    Opportunity,
    Interaction,
    Order,
    Contract,
    Record,
    Lead,
}

impl Word for Kind {
    const ALL: &'static [Self] = &[
        Self::Account,
        Self::Contact,
        Self::Opportunity,
        Self::Interaction,
        Self::Order,
        Self::Contract,
        Self::Record,
        Self::Lead,
    ];
}

impl From<Kind> for StreamType {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Account => Self::Account,
            Kind::Contact => Self::Contact,
            Kind::Opportunity => Self::Opportunity,
            Kind::Interaction => Self::Interaction,
            Kind::Order => Self::Order,
            Kind::Contract => Self::Contract,
            Kind::Record => Self::Record,
            Kind::Lead => Self::Lead,
        }
    }
}

impl Word for Priority {
    const ALL: &'static [Self] = &[Self::High, Self::Medium, Self::Low];
}

const FILTER: &[Param] = &[
    Param::text(
        "kind",
        "About these, separated by commas: account, contact, opportunity, interaction, order, \
        contract, record, lead",
    ),
    Param::text("types", "With these event types, separated by commas"),
    Param::text(
        "channel",
        "Interactions, and contacts with leads, by these ways, separated by commas, such as call, mail, \
        meeting",
    ),
    Param::text("importance", "As important as this, separated by commas: high, medium, low"),
];

fn filter(params: &mut Params) -> TimelineFilter {
    TimelineFilter {
        kinds: params.words::<Kind>("kind").into_iter().map(Into::into).collect(),
        types: params.types(),
        importance: params.words("importance"),
        channels: params.texts("channel"),
        at: params.range(),
    }
}

/// The timeline of an account.
pub const OF_ACCOUNT: Read = Read {
    path: "/v1/accounts/{id}/timeline",
    name: "getAccountTimeline",
    about: "Every fact about an account, its contacts, opportunities, interactions, orders, \
        contracts and records of objects, and the leads that were converted into it, by business time, newest first",
    params: &[FILTER, shared::RANGE, shared::PAGE, shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Timeline {
        id: params.id(),
        filter: filter(params),
        paging: params.paging(),
    },
    body: |answer, seal| match answer {
        Answer::Timeline(page) => Some(list::<_, TimelineFact>(page, seal)),
        _ => None,
    },
    schema: list_schema::<TimelineFact>,
};
