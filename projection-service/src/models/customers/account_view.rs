//! Answers about accounts, with what follows from everything around them. What depends on the
//! present is computed for the answer and never kept.

use std::borrow::Cow;

use event_schema::Timestamp;
use rules::settings::{Book, PARTNER};
use rules::views::{Condition, List, Operand};
use rules::zone::Zone;
use uuid::Uuid;

use super::care_view::Care;
use super::completeness::of_account;
use super::opportunities::view_of;
use super::rows::{AccountRow, LinkRow, MergedRow, Way};
use super::sift::{Wanted, days_ago};
use super::{ACCOUNTS, Customers};
use crate::column::Place;
use crate::models::listing::{between, is};
use crate::models::person::Viewer;
use crate::models::settings::zone;
use crate::projection::Rows;
use crate::query::{
    AccountFilter, AccountView, AskError, Filled, MergedAccount, NextStep, Page, Paging,
    RelationView,
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
        let chosen = self.sifted(
            Wanted {
                list: List::Accounts,
                conditions: asked(filter, present),
                within: [
                    self.accounts.referred(&filter.external_id).map(Cow::Owned),
                    filter
                        .text
                        .as_deref()
                        .and_then(|t| self.accounts.names.find(t))
                        .map(Cow::Owned),
                ]
                .into_iter()
                .flatten()
                .collect(),
            },
            (&filter.sifting, paging),
            present,
        )?;
        let care = Care::new(present);
        let item = |at: &Place| self.account_view(rows, (*at, &care), None, present);
        let items = chosen.places.iter().map(item).collect::<Result<_, AskError>>()?;
        Ok(chosen.page(items))
    }

    /// These accounts, as a list shows them; those that there aren't are left out.
    pub fn accounts_named(
        &self,
        rows: Rows<'_>,
        present: Present<'_>,
        ids: &[Uuid],
    ) -> Result<Page<AccountView>, AskError> {
        let places = ids.iter().filter_map(|id| self.accounts.meant(*id));
        let care = Care::new(present);
        let item = |at| self.account_view(rows, (at, &care), None, present);
        Ok(Page::whole(places.map(item).collect::<Result<_, AskError>>()?))
    }

    /// One account, by the id of one that was merged into it, too, with its contacts, opportunities
    /// and contracts.
    pub fn account(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        present: Present<'_>,
        id: Uuid,
    ) -> Result<AccountView, AskError> {
        let at = self.accounts.meant(id).ok_or(AskError::NotFound)?;
        let id = self.accounts.id(at);
        let duplicates = match present.0.duplicates(present.1) {
            Ok(rules) => self.account_proposals(rows, at, rules.body)?,
            Err(_) => Vec::new(),
        };
        let care = Care::new(present);
        let mut view = self.account_view(rows, (at, &care), Some(viewer), present)?;
        view.duplicates = duplicates;
        view.contacts = self.contacts_of(rows, viewer, id, present)?;
        view.contracts = self.contracts_of(rows, id)?;
        for at in self.opportunities.by_account.get(&id).into_iter().flatten() {
            view.opportunities.push(view_of(self.deal_row(rows, *at)?, viewer, present));
        }
        Ok(view)
    }

    /// The number that an account was given. It is asked of the live model for past states, too.
    pub fn number(&self, rows: Rows<'_>, id: Uuid) -> Result<String, AskError> {
        let at = self.accounts.place(id).ok_or(AskError::NotFound)?;
        Ok(account_row(rows, at)?.number)
    }

    fn account_view(
        &self,
        rows: Rows<'_>,
        (account, care): (Place, &Care<'_>),
        viewer: Option<&Viewer<'_>>,
        (book, at): Present<'_>,
    ) -> Result<AccountView, AskError> {
        let row = account_row(rows, account)?;
        let handover = self.handover(rows, viewer, &row, (book, at))?;
        let has_contact = !self.contacts.of(row.id).is_empty();
        let completeness = of_account(&row, has_contact, (book, at));
        let silent_days = days(zone(book, at), row.quiet_since(), at);
        let mut quality = quality(&row, has_contact, &completeness, (book, at));
        quality.extend(lacks(care, &row).map(str::to_owned));
        Ok(AccountView {
            id: row.id,
            revision: row.revision,
            parent_id: row.parent(),
            relations: row.links.iter().map(relation).collect(),
            main_contact_id: self.contacts.main_of(row.id),
            first_contact_at: row.first_contact_at,
            first_contact_on: row.first_contact_at.map(|first| zone(book, at).date_of(first)),
            last_interaction_at: row.last.map(|last| last.at),
            next_action: row.last.and_then(|last| {
                let interaction_id = last.interaction_id;
                last.next_at.map(|at| NextStep { at, interaction_id })
            }),
            silent_days,
            orders: self.order_figures(row.id),
            contracts: Vec::new(),
            completeness,
            grade_reviewed_at: row.grade_reviewed_at,
            proposed_grade: self.proposed_grade(care, &row),
            next_contact: care.next_contact(&row),
            tags_by_rule: still(&row.by_rule, &row.tags),
            template: row.template,
            handover,
            quality,
            naming_hints: care.naming_hints(&row.name),
            number: row.number,
            name: row.name,
            industry: row.industry,
            size: row.size,
            revenue: row.revenue,
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
            custom: row.custom,
            lead_ids: row.lead_ids,
            merged: row
                .merged
                .into_iter()
                .map(|MergedRow { id, number }| MergedAccount { id, number })
                .collect(),
            duplicates: Vec::new(),
            contacts: Vec::new(),
            opportunities: Vec::new(),
            engagement: None,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// What an account lacks by how customers are looked after: somebody of its own (C96), and a look at
/// its grade (C97).
fn lacks(care: &Care<'_>, row: &AccountRow) -> impl Iterator<Item = &'static str> + use<> {
    let alone = care.dedicated(row.grade) && row.owner_id.is_none();
    let review = care.review_due(row.grade_reviewed_at.map(Timestamp::micros));
    let flags = [("no_account_manager", alone), ("grade_review_due", review)];
    flags.into_iter().filter(|(_, is)| *is).map(|(flag, _)| flag)
}

/// The tags that were given by rule and weren't taken away since.
fn still(by_rule: &[String], tags: &[String]) -> Vec<String> {
    by_rule.iter().filter(|tag| tags.contains(tag)).cloned().collect()
}

/// What the parameters ask for, but for those that narrow the search.
fn asked(filter: &AccountFilter, present: Present<'_>) -> Vec<Condition> {
    let word = |field: &str, word: &Option<String>| {
        word.clone().map(|word| is(field, Operand::Word(word)))
    };
    let flag = |field: &str, flag: Option<bool>| flag.map(|flag| is(field, Operand::Flag(flag)));
    // Nothing is silent for less than no day.
    let silent = filter
        .silent_days_min
        .filter(|days| *days > 0)
        .map(|days| days_ago("quiet_since", days, present).unwrap_or(Condition::Any(Vec::new())));
    let contacts = filter.no_contact.map(|none| match none {
        true => is("contacts", Operand::Number(0)),
        false => between("contacts", Some(Operand::Number(1)), None),
    });
    let all = [
        filter.owner.map(|owner| is("owner", Operand::Id(owner.0))),
        word("grade", &filter.grade),
        word("region", &filter.region),
        word("industry", &filter.industry),
        word("tags", &filter.tag),
        word("life_cycle", &filter.life_cycle),
        filter.parent.map(|parent| is("parent", Operand::Id(parent))),
        silent,
        contacts,
        flag("contact_overdue", filter.contact_overdue),
        flag("regrade", filter.regrade),
        flag("grade_review_due", filter.grade_review_due),
    ];
    all.into_iter().flatten().collect()
}

pub(super) fn account_row(rows: Rows<'_>, at: Place) -> Result<AccountRow, AskError> {
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

/// What is wrong with a record: nobody to talk to (C101), below the goal (C102), or neither changed
/// nor heard of for too long (C103).
fn quality(
    row: &AccountRow,
    has_contact: bool,
    filled: &Filled,
    (book, at): Present<'_>,
) -> Vec<String> {
    let setting = book.completeness("account", at).map(|setting| setting.body);
    let last = row.quiet_since().max(row.updated_at);
    let limit = setting.and_then(|setting| setting.stale_days);
    let stale = limit.is_some_and(|limit| days(zone(book, at), last, at) >= limit);
    let flags = [("no_contact", !has_contact), ("incomplete", filled.incomplete), ("stale", stale)];
    flags.into_iter().filter(|(_, is)| *is).map(|(flag, _)| flag.to_owned()).collect()
}
