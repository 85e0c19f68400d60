//! Who has influence on whom among contacts, and the organisation chart of an account (C116).
//!
//! A link stands in the rows of both contacts, so that each is answered by its own. Ids stay as they
//! were written; whatever is asked follows merges and leaves out what became a link with itself.

use event_schema::commit::Recorded;
use event_schema::value::Key;
use hashbrown::HashSet;
use uuid::Uuid;

use super::Customers;
use super::account_view::Present;
use super::contacts::change;
use super::rows::{ContactRow, LinkRow, Way};
use crate::models::person::Viewer;
use crate::projection::{Rows, Tx};
use crate::query::{
    AskError, ContactLinkView, ContactView, InfluenceLine, OrganisationView, ReportingLine,
};

/// A contact has influence on another one from now on.
pub fn linked(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    (other, relation): (Uuid, Key),
) {
    let id = event.fact.stream.id;
    change(customers, tx, id, |row, _| row.touch(event));
    for (id, link) in sides(customers, (id, other), relation) {
        change(customers, tx, id, |row, _| row.links.push(link));
    }
}

/// It has no longer.
pub fn unlinked(
    customers: &mut Customers,
    tx: &mut Tx<'_>,
    event: &Recorded<'_>,
    (other, relation): (Uuid, Key),
) {
    let id = event.fact.stream.id;
    change(customers, tx, id, |row, _| row.touch(event));
    for (id, gone) in sides(customers, (id, other), relation) {
        change(customers, tx, id, |row, aliases| {
            let meant = |link: &LinkRow| LinkRow { other: aliases.meant(link.other), ..*link };
            row.links.retain(|link| meant(link) != gone);
        });
    }
}

/// The rows that a link stands in, each with what stands there.
fn sides(
    customers: &Customers,
    (one, other): (Uuid, Uuid),
    relation: Key,
) -> impl Iterator<Item = (Uuid, LinkRow)> + use<> {
    let aliases = &customers.contacts.aliases;
    let (one, other) = (aliases.meant(one), aliases.meant(other));
    let to = (one, LinkRow { other, relation, way: Way::To });
    let from = (other, LinkRow { other: one, relation, way: Way::From });
    [to, from].into_iter().filter(move |_| one != other)
}

impl Customers {
    /// The links of a contact, each once, to those whom they mean.
    fn links_meant<'a>(
        &'a self,
        row: &'a ContactRow,
        way: Way,
    ) -> impl Iterator<Item = ContactLinkView> + 'a {
        let aliases = &self.contacts.aliases;
        let mut seen: Vec<(Uuid, Key)> = Vec::new();
        row.links.iter().filter(move |link| link.way == way).filter_map(move |link| {
            let one = (aliases.meant(link.other), link.relation);
            if one.0 == row.id || seen.contains(&one) {
                return None;
            }
            seen.push(one);
            Some(ContactLinkView { contact_id: one.0, relation: one.1.to_string() })
        })
    }

    /// On whom a contact has influence, and who has on it.
    pub(super) fn network_of(
        &self,
        row: &ContactRow,
    ) -> (Vec<ContactLinkView>, Vec<ContactLinkView>) {
        (self.links_meant(row, Way::To).collect(), self.links_meant(row, Way::From).collect())
    }

    /// The organisation chart of an account: its contacts, those of others who have influence on
    /// them or they on those, and the lines between them.
    pub fn organisation(
        &self,
        rows: Rows<'_>,
        viewer: &Viewer<'_>,
        id: Uuid,
        present: Present<'_>,
    ) -> Result<OrganisationView, AskError> {
        let at = self.accounts.meant(id).ok_or(AskError::NotFound)?;
        let account_id = self.accounts.id(at);
        let mut people = self.contacts_of(rows, viewer, account_id, present)?;
        let own = people.len();
        let mut others: Vec<Uuid> = Vec::new();
        let mut influences: Vec<InfluenceLine> = Vec::new();
        let mut drawn: HashSet<InfluenceLine> = HashSet::new();
        for contact in &people {
            let line = |from: Uuid, to: Uuid, relation: &str| InfluenceLine {
                contact_id: from,
                other_id: to,
                relation: relation.to_owned(),
            };
            let to = contact.influences.iter();
            let to = to.map(|link| line(contact.id, link.contact_id, &link.relation));
            let from = contact.influenced_by.iter();
            let from = from.map(|link| line(link.contact_id, contact.id, &link.relation));
            for line in to.chain(from) {
                others.extend([line.contact_id, line.other_id]);
                if drawn.insert(line.clone()) {
                    influences.push(line);
                }
            }
        }
        let mut known: HashSet<Uuid> = people.iter().map(|contact| contact.id).collect();
        for other in others {
            let Some(at) = self.contacts.meant(other) else { continue };
            if known.insert(other) {
                people.push(self.contact_at(rows, viewer, at, present)?);
            }
        }
        let reporting = people[..own].iter().filter_map(|contact: &ContactView| {
            let reports_to = contact.reports_to?;
            Some(ReportingLine { contact_id: contact.id, reports_to })
        });
        let reporting = reporting.collect();
        Ok(OrganisationView { account_id, people, reporting, influences })
    }
}
