//! An account: a customer company. It has one state: it is there. One that was merged into another
//! is no account any more, see [`super::State::Merged`].

mod handover;

use event_schema::commit::Fact;
use event_schema::event::custom::take_over;
use event_schema::event::{AccountCreated, AccountUpdated, AccountsMerged, Changed, ExternalId};
use event_schema::id::{AccountId, UserId};
use event_schema::personal::KeySlot;
use event_schema::value::{Code, CustomFields, LookupKey, Money, Phone, Text};
use event_schema::{AccountEvent, StreamType};
use rules::settings::PARENT;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use uuid::Uuid;

pub use handover::Handover;

use super::Key;

/// An account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub name: Text<120>,
    pub industry: Option<Text<100>>,
    pub size: Option<u32>,
    pub revenue: Option<Money>,
    pub region: Option<Text<100>>,
    pub owner_id: Option<UserId>,
    pub grade: Option<Code>,
    pub tags: Vec<Text<50>>,
    pub domain: Option<Text<253>>,
    pub website: Option<Text<200>>,
    pub phone: Option<Phone>,
    pub address: Option<Text<200>>,
    pub need: Option<Text<200>>,
    pub life_cycle: Option<Code>,
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined.
    pub custom: CustomFields,
    /// What other accounts are to it; of parents there is at most one.
    pub links: Vec<Link>,
    /// Its own keys.
    pub keys: SmallVec<[LookupKey; 4]>,
    /// By what else it is found: those that were merged into it.
    pub identities: Vec<LookupKey>,
    /// Accounts that turned out to be this one; records may still name them.
    pub merged: Vec<AccountId>,
    /// Accounts of which somebody said that they are other ones.
    pub apart: Vec<Uuid>,
    /// Its hand-over, while one is under way.
    pub handover: Option<Box<Handover>>,
    /// The key of free text about it.
    pub key_slot: Option<KeySlot>,
}

/// What another account is to this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub other: AccountId,
    pub relation: Code,
}

/// The state after a fact; a fact about an account that was never created is passed over.
pub fn evolve(account: Option<Account>, event: &AccountEvent, fact: &Fact) -> Option<Account> {
    let mut account = match (event, account) {
        (AccountEvent::AccountCreated(created), None) => return Some(born(created)),
        (_, None) => return None,
        (_, Some(account)) => account,
    };
    account.key_slot = account.key_slot.or(fact.personal.as_ref().map(|sealed| sealed.key));
    match event {
        AccountEvent::AccountCreated(_) => {}
        AccountEvent::AccountOwnerChanged(changed) => account.owner_id = Some(changed.after),
        AccountEvent::AccountUpdated(updated) => account.update(updated),
        AccountEvent::AccountsLinked(linked) => {
            account.link(Link { other: linked.other_id, relation: linked.relation });
        }
        AccountEvent::AccountsUnlinked(unlinked) => {
            let gone = Link { other: unlinked.other_id, relation: unlinked.relation };
            account.links.retain(|link| *link != gone);
        }
        AccountEvent::AccountsMerged(merged) => account.take_in(merged),
        // The fold of all records ends a stream with it.
        AccountEvent::AccountMergedInto(_) => {}
        AccountEvent::AccountGradeReviewed(reviewed) => account.grade = reviewed.grade.after,
        AccountEvent::AccountHandoverStarted(started) => {
            account.handover = Some(Box::new(Handover::begun(started)));
        }
        AccountEvent::AccountHandoverUpdated(updated) => {
            if let Some(handover) = &mut account.handover {
                handover.update(updated);
            }
        }
        AccountEvent::AccountHandoverCompleted(_) | AccountEvent::AccountHandoverCancelled(_) => {
            account.handover = None;
        }
    }
    Some(account)
}

fn born(created: &AccountCreated) -> Account {
    let created = created.clone();
    let parent = created.parent_id.map(|other| Link { other, relation: parent() });
    Account {
        name: created.name,
        industry: created.industry,
        size: created.size,
        revenue: created.revenue.map(|revenue| *revenue),
        region: created.region,
        owner_id: created.owner_id,
        grade: created.grade,
        tags: created.tags,
        domain: created.domain,
        website: created.website,
        phone: created.phone,
        address: created.address,
        need: created.need,
        life_cycle: created.life_cycle,
        external_id: created.external_id,
        custom: created.custom,
        links: parent.into_iter().collect(),
        keys: created.keys,
        identities: Vec::new(),
        merged: Vec::new(),
        apart: Vec::new(),
        handover: None,
        key_slot: None,
    }
}

/// The relation to the account above.
pub fn parent() -> Code {
    PARENT.parse().expect("the relation's name is a code")
}

impl Account {
    fn update(&mut self, updated: &AccountUpdated) {
        fn take<T: Clone>(field: &mut Option<T>, changed: Option<&Changed<T>>) {
            if let Some(changed) = changed {
                field.clone_from(&changed.after);
            }
        }
        if let Some(name) = updated.name.as_ref().and_then(|changed| changed.after.as_ref()) {
            self.name.clone_from(name);
        }
        take(&mut self.industry, updated.industry.as_ref());
        take(&mut self.size, updated.size.as_ref());
        take(&mut self.revenue, updated.revenue.as_deref());
        take(&mut self.region, updated.region.as_ref());
        take(&mut self.grade, updated.grade.as_deref());
        take(&mut self.domain, updated.domain.as_ref());
        take(&mut self.website, updated.website.as_ref());
        take(&mut self.phone, updated.phone.as_ref());
        take(&mut self.address, updated.address.as_ref());
        take(&mut self.need, updated.need.as_ref());
        take(&mut self.life_cycle, updated.life_cycle.as_deref());
        take(&mut self.external_id, updated.external_id.as_deref());
        take_over(&mut self.custom, &updated.custom);
        if let Some(tags) = &updated.tags {
            self.tags = tags.after.clone().unwrap_or_default();
        }
        if let Some(changed) = &updated.parent_id {
            self.links.retain(|link| link.relation != parent());
            self.links.extend(changed.after.map(|other| Link { other, relation: parent() }));
        }
        self.keys.clone_from(&updated.keys);
    }

    /// Takes over what an account had that turned out to be this one.
    fn take_in(&mut self, merged: &AccountsMerged) {
        self.merged.push(merged.duplicate_id);
        self.merged.extend(&merged.merged_ids);
        self.identities.extend(&merged.identities);
        self.links.retain(|link| !self.merged.contains(&link.other));
        for link in &merged.links {
            self.link(Link { other: link.other_id, relation: link.relation });
        }
        self.update(&merged.filled);
        if let Some(owner) = &merged.owner_id {
            self.owner_id = owner.after;
        }
    }

    fn link(&mut self, link: Link) {
        if !self.links.contains(&link) {
            self.links.push(link);
        }
    }

    /// The account that stands above it.
    pub fn parent(&self) -> Option<AccountId> {
        self.links.iter().find(|link| link.relation == parent()).map(|link| link.other)
    }

    /// Keys under which conversions match it.
    pub fn keys(&self) -> SmallVec<[Key; 4]> {
        let others = self.identities.iter().filter(|key| !self.keys.contains(key));
        let keys = self.keys.iter().chain(others);
        keys.map(|key| Key::lookup(StreamType::Account, *key)).collect()
    }
}
