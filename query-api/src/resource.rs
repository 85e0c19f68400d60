//! The reads, one file a resource. What each answers is `CONTRACT` section 5's word for it.

mod account;
mod audit;
mod bulk;
mod completeness;
mod contact;
mod duplicates;
mod funnel;
mod history;
mod interaction;
mod lead;
mod opportunity;
mod order;
mod organisation;
mod record;
mod setting;
mod timeline;
mod view;

use crate::params::Param;
use crate::read::Read;

/// Every read of the models, in the order to document them.
pub const READS: &[Read] = &[
    funnel::COHORT,
    funnel::ACTIVITY,
    funnel::OPEN,
    lead::LIST,
    lead::ONE,
    account::LIST,
    account::ONE,
    timeline::OF_ACCOUNT,
    organisation::OF_ACCOUNT,
    contact::LIST,
    contact::ONE,
    interaction::LIST,
    interaction::ONE,
    order::LIST,
    order::CONTRACTS,
    opportunity::LIST,
    opportunity::ONE,
    record::LIST,
    record::ONE,
    history::CONVERSIONS,
    history::OWNERSHIP_CHANGES,
    completeness::LEADS,
    completeness::ACCOUNTS,
    completeness::CONTACTS,
    completeness::INTERACTIONS,
    completeness::MEETINGS,
    duplicates::LEADS,
    duplicates::ACCOUNTS,
    duplicates::CONTACTS,
    setting::LIST,
    view::LIST,
    audit::LIST,
    bulk::LIST,
    bulk::ONE,
];

/// The list of bulk actions; at its address they are begun, too.
pub const BULK_ACTIONS: Read = bulk::LIST;

const EXTERNAL_ID: Param =
    Param::text("external_id", "Its reference in another system, as system:id");

/// A person who is looked for. A query that asks for one takes the right to see persons.
const PERSON: &[Param] = &[
    Param::text(
        "email",
        "Of a person who has exactly this e-mail address; only for roles that see persons",
    ),
    Param::text(
        "phone",
        "Of a person who has exactly this phone number, however it is written (a + as %2B); only for \
         roles that see persons",
    ),
];
