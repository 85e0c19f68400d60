//! What is known of a lead in every state, and how facts change it.

use std::collections::BTreeMap;

use event_schema::commit::Fact;
use event_schema::event::custom::take_over;
use event_schema::event::{
    Changed, Checklist, Consent, ExternalId, LeadBehaviorRecorded, LeadContactsPlanned,
    LeadCreated, LeadIdentity, LeadScored, LeadUpdated, LeadsMerged, MailboxClass, Partner,
    Priority, ScorePart, Seniority, Utm,
};
use event_schema::id::{PersonId, UserId};
use event_schema::personal::KeySlot;
use event_schema::value::{Code, CustomFields, Key, LookupHash, LookupKey, Money, Text};
use rules::scoring::{FitPoints, Profile, Tally};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use uuid::Uuid;

use super::answers::Answered;
use super::whole;
use crate::aggregate::BoxAt;

/// What is known of a lead in every state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub person_id: PersonId,
    /// Where the person's key lies, if anything of theirs was sealed.
    pub key_slot: Option<KeySlot>,
    /// The person, whole; and the last note beside it, if one came later.
    pub boxes: SmallVec<[BoxAt; 1]>,
    pub company: Option<Text<100>>,
    pub source: Text<100>,
    pub seniority: Option<Seniority>,
    pub industry: Option<Text<100>>,
    pub company_size: Option<u32>,
    pub region: Option<Text<100>>,
    pub interest: Option<Text<100>>,
    pub use_case: Option<Text<200>>,
    pub budget: Option<Money>,
    pub persona: Option<Code>,
    pub partner: Option<Partner>,
    pub product: Option<Text<100>>,
    #[serde(with = "whole::utm")]
    pub utm: Option<Utm>,
    #[serde(with = "whole::consent")]
    pub consent: Option<Consent>,
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined, but for those in the person's box.
    pub custom: CustomFields,
    pub owner_id: Option<UserId>,
    /// Whether the owner has taken the lead on.
    pub accepted: bool,
    pub mailbox: Option<MailboxClass>,
    pub domain: Option<Text<253>>,
    pub company_hash: Option<LookupHash>,
    /// Its own keys.
    pub keys: SmallVec<[LookupKey; 4]>,
    /// By what else it is found: those that were merged into it.
    pub identities: Vec<LeadIdentity>,
    pub fit: i32,
    pub behaviour: i32,
    /// What of the fit score each rule gave.
    pub fit_points: FitPoints,
    pub priority: Priority,
    /// What it has done.
    pub tally: Tally,
    /// How many of them were key when they were recorded.
    pub key_behaviours: u32,
    pub checklist: Option<Checklist>,
    /// What it answered, by questionnaire.
    pub answers: BTreeMap<Key, Answered>,
    /// The plan of contacts that is under way.
    pub contact_plan: Option<Box<LeadContactsPlanned>>,
    /// Leads of which somebody said that they are other ones.
    pub apart: Vec<Uuid>,
}

impl Facts {
    /// What is known of a lead that was just created.
    pub(super) fn born(created: &LeadCreated, fact: &Fact) -> Self {
        let created = created.clone();
        Self {
            person_id: created.person_id,
            key_slot: fact.personal.as_ref().map(|sealed| sealed.key),
            boxes: BoxAt::of(fact).into_iter().collect(),
            company: created.company,
            source: created.source,
            seniority: created.seniority,
            industry: created.industry,
            company_size: created.company_size,
            region: created.region,
            interest: created.interest,
            use_case: created.use_case,
            budget: created.budget,
            persona: created.persona,
            partner: created.partner,
            product: created.product,
            utm: created.utm,
            consent: created.consent,
            external_id: created.external_id,
            custom: created.custom,
            owner_id: created.owner_id,
            accepted: false,
            mailbox: created.mailbox,
            domain: created.domain,
            company_hash: created.company_hash,
            keys: created.keys,
            identities: Vec::new(),
            fit: 0,
            behaviour: 0,
            fit_points: FitPoints::new(),
            priority: Priority::Low,
            tally: Tally::default(),
            key_behaviours: 0,
            checklist: None,
            answers: BTreeMap::new(),
            contact_plan: None,
            apart: Vec::new(),
        }
    }

    /// Fit and behaviour together.
    pub fn total(&self) -> i32 {
        self.fit.saturating_add(self.behaviour)
    }

    /// What of it may score.
    pub fn profile(&self) -> Profile<'_> {
        Profile {
            seniority: self.seniority,
            industry: self.industry.as_ref().map(Text::as_str),
            company_size: self.company_size,
            region: self.region.as_ref().map(Text::as_str),
            use_case: self.use_case.as_ref().map(Text::as_str),
            budget: self.budget,
            persona: self.persona,
            mailbox: self.mailbox,
            source: self.source.as_str(),
            custom: &self.custom,
        }
    }

    pub(super) fn count(&mut self, recorded: &LeadBehaviorRecorded) {
        self.key_behaviours += u32::from(recorded.key);
        self.tally.add(recorded.behavior);
    }

    pub(super) fn score(&mut self, scored: &LeadScored) {
        for point in scored.points.iter().filter(|point| point.part == ScorePart::Fit) {
            let given = self.fit_points.entry(point.rule.clone()).or_default();
            *given = given.saturating_add(point.points);
        }
        self.fit_points.retain(|_, points| *points != 0);
        self.fit = scored.fit;
        self.behaviour = scored.behaviour;
        self.priority = scored.priority;
    }

    /// Takes over the fields that changed; also asked before the fact is one, for what follows.
    pub fn update(&mut self, updated: &LeadUpdated) {
        let LeadUpdated {
            company,
            source,
            seniority,
            industry,
            company_size,
            region,
            interest,
            use_case,
            budget,
            persona,
            partner,
            product,
            utm,
            consent,
            external_id,
            mailbox,
            domain,
            company_hash,
            personal: _,
            emptied: _,
            custom,
            personal_custom: _,
            as_written: _,
            keys,
            normaliser: _,
        } = updated;
        take_over(&mut self.custom, custom);
        set(&mut self.company, company.as_ref());
        set(&mut self.seniority, seniority.as_ref());
        set(&mut self.industry, industry.as_ref());
        set(&mut self.company_size, company_size.as_ref());
        set(&mut self.region, region.as_ref());
        set(&mut self.interest, interest.as_ref());
        set(&mut self.use_case, use_case.as_ref());
        set(&mut self.budget, budget.as_deref());
        set(&mut self.persona, persona.as_ref());
        set(&mut self.partner, partner.as_deref());
        set(&mut self.product, product.as_ref());
        set(&mut self.utm, utm.as_deref());
        set(&mut self.consent, consent.as_deref());
        set(&mut self.external_id, external_id.as_deref());
        set(&mut self.mailbox, mailbox.as_ref());
        set(&mut self.domain, domain.as_ref());
        set(&mut self.company_hash, company_hash.as_ref());
        if let Some(source) = source.as_ref().and_then(|changed| changed.after.clone()) {
            self.source = source;
        }
        if let Some(keys) = keys {
            self.keys = keys.clone();
        }
    }

    /// Takes over what a merged lead did and is found by.
    pub(super) fn take_in(&mut self, merged: &LeadsMerged) {
        self.update(&merged.filled);
        self.tally.merge(&Tally::from(merged.behaviors.clone()));
        self.key_behaviours = self.key_behaviours.saturating_add(merged.key_behaviors);
        self.checklist = self.checklist.or(merged.checklist);
        if merged.contact_plan.is_some() {
            self.contact_plan.clone_from(&merged.contact_plan);
        }
        if let Some(owner) = &merged.owner_id {
            self.owner_id = owner.after;
            self.accepted = merged.accepted;
        }
        self.identities.extend(merged.identities.iter().cloned());
    }

    /// Keeps the person as a fact says they are from now on, if it says so.
    pub(super) fn whole_person(&mut self, fact: &Fact) {
        if let Some(whole) = BoxAt::of(fact) {
            self.key_slot.get_or_insert(whole.sealed.key);
            self.boxes = [whole].into_iter().collect();
        }
    }

    /// The lead leaves the sales queue: nothing of it is planned any more.
    pub(super) fn leave(&mut self, fact: &Fact) {
        self.contact_plan = None;
        self.note(fact);
    }

    /// Keeps a later note beside the person, and none before it.
    pub(super) fn note(&mut self, fact: &Fact) {
        if let Some(note) = BoxAt::of(fact) {
            self.key_slot.get_or_insert(note.sealed.key);
            self.boxes.truncate(1);
            self.boxes.push(note);
        }
    }
}

fn set<T: Clone>(field: &mut Option<T>, changed: Option<&Changed<T>>) {
    if let Some(changed) = changed {
        field.clone_from(&changed.after);
    }
}
