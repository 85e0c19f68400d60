//! Interactions: what was said with whom, and what is to be done next.

use projection_service::query::{Answer, InteractionFilter, Query, Range};
use rules::rights;

use super::EXTERNAL_ID;
use crate::body::{Described, Interaction, list, list_schema, one};
use crate::params::{Param, Params, shared};
use crate::read::Read;

const FILTER: &[Param] = &[
    Param::uuid("account", "With this account"),
    Param::uuid("contact", "With this contact"),
    Param::uuid("opportunity", "About this opportunity"),
    Param::uuid("lead", "With this lead"),
    Param::text("channel", "By this way"),
    Param::choice(
        "without_result",
        "Meetings without a result (outcome), or with one; which ways are meetings says the setting \
        completeness of interactions",
    ),
    Param::instant(
        "due_from",
        "Whose next step is open and due from this instant on; soonest first. A date is its first \
        instant in the tenant's zone",
    ),
    Param::instant(
        "due_to",
        "Whose next step is open and due before this instant; soonest first. A date is its first \
        instant in the tenant's zone",
    ),
    EXTERNAL_ID,
];

fn filter(params: &mut Params) -> InteractionFilter {
    InteractionFilter {
        account: params.uuid("account"),
        contact: params.uuid("contact"),
        opportunity: params.uuid("opportunity"),
        lead: params.uuid("lead"),
        channel: params.text("channel"),
        without_result: params.choice("without_result"),
        at: params.range(),
        due: due(params),
        external_id: params.external_id(),
    }
}

/// A range of due times, if one end is given.
fn due(params: &mut Params) -> Option<Range> {
    let due = params.range_of("due_from", "due_to");
    (due != Range::default()).then_some(due)
}

/// Interactions.
pub const LIST: Read = Read {
    path: "/v1/interactions",
    name: "listInteractions",
    about: "Interactions, newest first; with due_from or due_to those whose next step is open and \
        due then, soonest first",
    params: &[FILTER, shared::RANGE, shared::PAGE, shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Interactions { filter: filter(params), paging: params.paging() },
    body: |answer, seal| match answer {
        Answer::Interactions(page) => Some(list::<_, Interaction>(page, seal)),
        _ => None,
    },
    schema: list_schema::<Interaction>,
};

/// One interaction.
pub const ONE: Read = Read {
    path: "/v1/interactions/{id}",
    name: "getInteraction",
    about: "One interaction",
    params: &[shared::WORLD],
    model: "customers",
    right: rights::may_read,
    query: |params| Query::Interaction { id: params.id() },
    body: |answer, _| match answer {
        Answer::Interaction(interaction) => Some(one(&Interaction::from(*interaction))),
        _ => None,
    },
    schema: Interaction::schema,
};
