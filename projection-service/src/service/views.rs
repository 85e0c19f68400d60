//! Saved views: a question that names one is asked as if it had the view's condition and order.

use std::borrow::Cow;

use event_schema::Timestamp;
use rules::settings::{Book, View};
use rules::views::{Condition, CustomColumns, List, Order, read};

use crate::models::settings::zone;
use crate::query::{
    AccountFilter, AskError, ContactFilter, NamedView, OpportunityFilter, Query, Sifting,
};

/// The settings, and the instant to ask them for.
type Present<'a> = (&'a Book, Timestamp);

/// Whether a question names a view.
pub fn names_view(query: &Query) -> bool {
    list_of(query).is_some_and(|(_, sifting)| sifting.view.is_some())
}

/// What a list's question says of conditions and order.
fn list_of(query: &Query) -> Option<(List, &Sifting)> {
    match query {
        Query::Leads { filter, .. } => Some((List::Leads, &filter.sifting)),
        Query::Accounts { filter, .. } => Some((List::Accounts, &filter.sifting)),
        Query::Contacts { filter, .. } => Some((List::Contacts, &filter.sifting)),
        Query::Opportunities { filter, .. } => Some((List::Opportunities, &filter.sifting)),
        Query::Funnel { .. }
        | Query::Activity { .. }
        | Query::OpenFunnel { .. }
        | Query::Lead { .. }
        | Query::TryConversionRules { .. }
        | Query::Account { .. }
        | Query::Timeline { .. }
        | Query::Organisation { .. }
        | Query::Contact { .. }
        | Query::Interactions { .. }
        | Query::Interaction { .. }
        | Query::Orders { .. }
        | Query::Contracts { .. }
        | Query::Records { .. }
        | Query::Record { .. }
        | Query::Opportunity { .. }
        | Query::Conversions { .. }
        | Query::OwnershipChanges { .. }
        | Query::Views { .. }
        | Query::Duplicates { .. }
        | Query::Completeness { .. }
        | Query::Meetings { .. }
        | Query::Settings { .. }
        | Query::Audit { .. }
        | Query::BulkActions { .. }
        | Query::BulkAction { .. }
        | Query::BulkRecords { .. }
        | Query::Matching { .. }
        | Query::Idle { .. }
        | Query::Named { .. } => None,
    }
}

/// A question about customers with its view's condition and order in place of the view's name.
pub fn resolved<'a>(query: &'a Query, present: Present<'_>) -> Result<Cow<'a, Query>, AskError> {
    let Some((list, named)) = list_of(query).filter(|(_, sifting)| sifting.view.is_some()) else {
        return Ok(Cow::Borrowed(query));
    };
    let sifting = sifting(list, named, present)?.into_owned();
    Ok(match query.clone() {
        Query::Accounts { filter, paging } => {
            Cow::Owned(Query::Accounts { filter: AccountFilter { sifting, ..filter }, paging })
        }
        Query::Contacts { filter, paging } => {
            Cow::Owned(Query::Contacts { filter: ContactFilter { sifting, ..filter }, paging })
        }
        Query::Opportunities { filter, paging } => {
            let filter = OpportunityFilter { sifting, ..filter };
            Cow::Owned(Query::Opportunities { filter, paging })
        }
        _ => Cow::Borrowed(query),
    })
}

/// Condition and order of a question together with those of the view that it names: both conditions
/// hold, and its own order comes before the view's.
pub fn sifting<'a>(
    list: List,
    asked: &'a Sifting,
    (book, at): Present<'_>,
) -> Result<Cow<'a, Sifting>, AskError> {
    let Some(named) = asked.view else { return Ok(Cow::Borrowed(asked)) };
    let NamedView { key, subject } = named;
    let view = book.view(key, &subject, at).filter(|view| List::from(view.list) == list);
    let unknown = || unknown(format!("names no view of {}: {key}", list.name()));
    let View { filter, sort, .. } = view.ok_or_else(unknown)?;
    let custom = CustomColumns::of(book);
    // It was checked when it was saved, so only a view of another version of Kith can't be read.
    let newer = || self::unknown(format!("names a view that this version can't read: {key}"));
    let saved = read(list, filter, zone(book, at), &custom).map_err(|_| newer())?;
    let conditions = asked.condition.iter().cloned().chain([saved]);
    let saved = sort.as_deref().map(|sort| Order::read(list, sort, &custom)).transpose();
    let order = asked.order.clone().or(saved.map_err(|_| newer())?);
    let condition = Some(Condition::All(conditions.collect()));
    Ok(Cow::Owned(Sifting { condition, order, view: None }))
}

fn unknown(message: String) -> AskError {
    AskError::Unknown { field: "view".into(), message }
}
