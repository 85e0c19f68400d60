//! Answers about accounts, with what follows from everything around them. What depends on the
//! present is computed for the answer and never kept.

use event_schema::Timestamp;
use rules::naming::{NamingHint, hints};
use rules::settings::{Book, PARTNER};
use rules::zone::Zone;
use uuid::Uuid;

use super::index::referred;
use super::opportunities::{row_of, view_of};
use super::rows::{AccountRow, LinkRow, Way};
use super::{ACCOUNTS, Customers};
use crate::column::Place;
use crate::models::listing::choose;
use crate::models::person::Viewer;
use crate::models::settings::zone;
use crate::projection::Rows;
use crate::query::{
    AccountFilter, AccountView, AskError, Filled, NextStep, Page, Paging, RelationView,
};
use crate::store::key::place;

/// The present of an answer: the settings, and the instant to ask them for.
pub type Present<'a> = (&'a Book, Timestamp);

impl Customers {
    /// A page of accounts, without their contacts, opportunities and contracts.
    pub fn accounts(
        &self,
        rows: Rows<'_>,
        filter: &AccountFilter,
        present: Present<'_>,
        paging: &Paging,
    ) -> Result<Page<AccountView>, AskError> {
        let external = referred(&self.accounts.external, &filter.external_id);
        let named = filter.text.as_deref().and_then(|text| self.accounts.names.find(text));
        let matches = self.matching(filter, present);
        let candidates = external.or(named.as_deref());
        let chosen = choose(&self.accounts.positions, candidates, paging, |at| {
            matches(at) && named.as_ref().is_none_or(|found| found.binary_search(&at).is_ok())
        });
        let item = |at: &Place| Ok(self.account_view(account_row(rows, *at)?, present));
        let items = chosen.places.iter().map(item).collect::<Result<_, AskError>>()?;
        Ok(chosen.page(items))
    }

    /// Whether an account is asked for, as far as the columns say.
    fn matching(
        &self,
        filter: &AccountFilter,
        (book, at): Present<'_>,
    ) -> impl Fn(Place) -> bool + '_ {
        let number =
            |value: &Option<String>| value.as_ref().map(|v| self.accounts.values.number(v));
        let (grade, region) = (number(&filter.grade), number(&filter.region));
        let (industry, life_cycle) = (number(&filter.industry), number(&filter.life_cycle));
        let tag = number(&filter.tag);
        let is = |asked: Option<Option<u32>>, had: u32| asked.is_none_or(|v| v == Some(had));
        let zone = zone(book, at);
        let AccountFilter { owner, silent_days_min, no_contact, parent, .. } = filter.clone();
        move |place| {
            let columns = &self.accounts.columns[place as usize];
            let silent = || columns.quiet_since.map_or(0, |since| days(zone, since, at));
            let lonely = || self.contacts.of(self.accounts.id(place)).is_empty();
            owner.is_none_or(|owner| columns.owner == Some(owner))
                && is(grade, columns.grade)
                && is(region, columns.region)
                && is(industry, columns.industry)
                && is(life_cycle, columns.life_cycle)
                && tag.is_none_or(|tag| tag.is_some_and(|tag| columns.tags.contains(&tag)))
                && parent.is_none_or(|parent| columns.parent == Some(parent))
                && silent_days_min.is_none_or(|least| silent() >= least)
                && no_contact.is_none_or(|wanted| lonely() == wanted)
        }
    }

    /// One account with its contacts, opportunities and contracts.
    pub fn account(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        present: Present<'_>,
        id: Uuid,
    ) -> Result<AccountView, AskError> {
        let at = self.accounts.place(id).ok_or(AskError::NotFound)?;
        let mut view = self.account_view(account_row(rows, at)?, present);
        view.contacts = self.contacts_of(rows, viewer, id)?;
        view.contracts = self.contracts_of(rows, id)?;
        for at in self.opportunities.by_account.get(&id).into_iter().flatten() {
            view.opportunities.push(view_of(row_of(rows, *at)?, viewer, present));
        }
        Ok(view)
    }

    /// The number that an account was given. It is asked of the live model for past states, too.
    pub fn number(&self, rows: Rows<'_>, id: Uuid) -> Result<String, AskError> {
        let at = self.accounts.place(id).ok_or(AskError::NotFound)?;
        Ok(account_row(rows, at)?.number)
    }

    fn account_view(&self, row: AccountRow, (book, at): Present<'_>) -> AccountView {
        let has_contact = !self.contacts.of(row.id).is_empty();
        let completeness = filled(&row, has_contact, book, at);
        let silent_days = days(zone(book, at), row.quiet_since(), at);
        let quality = quality(&row, has_contact, &completeness, (book, at));
        AccountView {
            id: row.id,
            revision: row.revision,
            parent_id: row.parent(),
            relations: row.links.iter().map(relation).collect(),
            main_contact_id: self.contacts.main_of(row.id),
            last_interaction_at: row.last.map(|last| last.at),
            next_action: row.last.and_then(|last| {
                let interaction_id = last.interaction_id;
                last.next_at.map(|at| NextStep { at, interaction_id })
            }),
            silent_days,
            orders: self.order_figures(row.id),
            contracts: Vec::new(),
            completeness,
            quality,
            naming_hints: hints(&row.name)
                .into_iter()
                .map(NamingHint::name)
                .map(Into::into)
                .collect(),
            number: row.number,
            name: row.name,
            industry: row.industry,
            size: row.size,
            region: row.region,
            owner_id: row.owner_id,
            grade: row.grade.map(|grade| grade.to_string()),
            tags: row.tags,
            domain: row.domain,
            website: row.website,
            phone: row.phone,
            address: row.address,
            need: row.need,
            life_cycle: row.life_cycle.map(|stage| stage.to_string()),
            external_id: row.external_id,
            lead_ids: row.lead_ids,
            contacts: Vec::new(),
            opportunities: Vec::new(),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

fn account_row(rows: Rows<'_>, at: Place) -> Result<AccountRow, AskError> {
    rows.get(ACCOUNTS, &place(at))?.ok_or(AskError::NotFound)
}

fn relation(link: &LinkRow) -> RelationView {
    let mutual = link.relation.as_str() == PARTNER;
    let direction = match link.way {
        Way::To | Way::From if mutual => "mutual",
        Way::To => "to",
        Way::From => "from",
    };
    RelationView {
        account_id: link.other,
        relation: link.relation.to_string(),
        direction: direction.into(),
    }
}

/// Whole days of the zone between two instants; none where they are the other way round.
fn days(zone: Zone, from: Timestamp, to: Timestamp) -> u32 {
    let days = i64::from(zone.day_number(to)) - i64::from(zone.day_number(from));
    u32::try_from(days).unwrap_or(0)
}

/// Filled key fields by key fields, by the setting in force.
fn filled(row: &AccountRow, has_contact: bool, book: &Book, at: Timestamp) -> Filled {
    let Some(setting) = book.completeness("account", at) else { return Filled::default() };
    let has = |field: &str| match field {
        "name" => true,
        "industry" => row.industry.is_some(),
        "size" => row.size.is_some(),
        "region" => row.region.is_some(),
        "owner" => row.owner_id.is_some(),
        "grade" => row.grade.is_some(),
        "tags" => !row.tags.is_empty(),
        "address" => row.address.is_some(),
        "phone" => row.phone.is_some(),
        "website" => row.website.is_some(),
        "need" => row.need.is_some(),
        "contact" => has_contact,
        _ => false,
    };
    let missing = setting.body.missing(has).into_iter().map(str::to_owned).collect();
    Filled { share: setting.body.share(has), missing }
}

/// What is wrong with a record: nobody to talk to (C101), below the goal (C102), or neither changed
/// nor heard of for too long (C103).
fn quality(
    row: &AccountRow,
    has_contact: bool,
    filled: &Filled,
    (book, at): Present<'_>,
) -> Vec<String> {
    let setting = book.completeness("account", at).map(|setting| setting.body);
    let goal = setting.map(|setting| setting.goal);
    let below = filled.share.zip(goal).is_some_and(|(share, goal)| share < goal);
    let last = row.quiet_since().max(row.updated_at);
    let limit = setting.and_then(|setting| setting.stale_days);
    let stale = limit.is_some_and(|limit| days(zone(book, at), last, at) >= limit);
    let flags = [("no_contact", !has_contact), ("incomplete", below), ("stale", stale)];
    flags.into_iter().filter(|(_, is)| *is).map(|(flag, _)| flag.to_owned()).collect()
}
