//! Commands on leads.

mod answer;
mod merge;
mod plan;
mod update;
mod work;

use chrono::NaiveDate;

use super::account::{AccountFields, ContactFields};
use super::opportunity::{BuyingMotives, Competitors};
use crate::choice::choice;
use crate::event::{
    Behavior, Checklist, Consent, ConsentState, OpportunityKind, QualifiedLevel, REFERRER_LEN_MAX,
    Seniority, Utm,
};
use crate::field::{Change, CustomGiven, ExternalIdShape, Instant, PartnerShape, shape};
use crate::id::{AccountId, ContactId, LeadId, OpportunityId, UserId};
use crate::personal::{NOTE_LEN_MAX, PERSON_NAME_LEN_MAX};
use crate::value::{Code, Email, Key, Money, Phone, Text};

pub use answer::{AnswerGiven, AnswerQuestionnaire};
pub use merge::MergeLeads;
pub use plan::{PlanLeadContacts, StopLeadContacts};
pub use update::UpdateLead;
pub use work::{
    AcceptLead, AssignLead, DeclineLead, LogLeadContact, NurtureLead, RecycleLead, VerifyLead,
};

choice! {
    /// What to do when the lead exists already.
    OnDuplicate {
        /// Refuse with 409 and name the holder.
        Refuse = "refuse",
        /// Put the new facts on the existing lead.
        Merge = "merge",
    }
}

choice! {
    /// How a conversion comes by its account.
    AccountMode {
        /// The account with this id.
        Use = "use",
        /// A new account.
        Create = "create",
        /// The given id, else the same domain, else the same name in the region, else a new one.
        Match = "match",
    }
}

choice! {
    /// How a conversion comes by its contact.
    ContactMode {
        /// The contact with this id.
        Use = "use",
        /// A new contact.
        Create = "create",
        /// The given id, else the same e-mail, else the same phone, else a new one.
        Match = "match",
        /// No contact.
        None = "none",
    }
}

choice! {
    /// What to do when a match finds an existing account.
    OnMatch {
        /// Convert into it.
        Use = "use",
        /// Refuse with 409.
        Refuse = "refuse",
    }
}

shape! {
    /// Where a visit came from (C6).
    UtmShape {
        /// `utm_source`
        source: Option<Text<100>>,
        /// `utm_medium`
        medium: Option<Text<100>>,
        /// `utm_campaign`
        campaign: Option<Text<100>>,
        /// `utm_term`
        term: Option<Text<100>>,
        /// `utm_content`
        content: Option<Text<100>>,
        /// `utm_id`: the campaign's id.
        id: Option<Text<100>>,
        /// The page that they came from. What stands behind its path, a query or a fragment, may
        /// say who they are and is not recorded.
        referrer: Option<Text<REFERRER_LEN_MAX>>,
    }
}

impl From<UtmShape> for Utm {
    fn from(shape: UtmShape) -> Self {
        let UtmShape { source, medium, campaign, term, content, id, referrer } = shape;
        let referrer = referrer.and_then(|page| path_of(&page));
        Self { source, medium, campaign, term, content, id, referrer }
    }
}

/// The address of a page up to its query or fragment.
fn path_of(page: &Text<REFERRER_LEN_MAX>) -> Option<Text<REFERRER_LEN_MAX>> {
    let end = page.as_str().find(['?', '#']).unwrap_or(page.as_str().len());
    Text::new(&page.as_str()[..end]).ok()
}

shape! {
    /// What the person agreed to (C5).
    ConsentShape {
        /// For marketing by mail.
        marketing: Option<ConsentState>,
        /// For calls.
        phone: Option<ConsentState>,
        /// Which version of the text they saw.
        text_version: Option<Text<100>>,
        /// When; else the business time of the command.
        captured_at: Option<Instant>,
    }
}

impl From<ConsentShape> for Consent {
    fn from(shape: ConsentShape) -> Self {
        let ConsentShape { marketing, phone, text_version, captured_at } = shape;
        Self { marketing, phone, text_version, captured_at: captured_at.map(|at| at.0) }
    }
}

shape! {
    /// Captures a lead (C1–C8). Needs company or person_name, and email or phone. Where the same
    /// corporate e-mail, or the same e-mail or phone with the same company, is held by another lead
    /// (C19), it is refused with 409 `duplicate-lead`; or, with `on_duplicate: merge`, the new facts
    /// are put on that lead, whose stream the answer names, and this one's id reads as that lead.
    CreateLead {
        /// The lead's id; else the platform makes one.
        lead_id: Option<LeadId>,
        /// Company, at most 100 characters.
        company: Option<Text<100>>,
        /// Name of the person, at most 50 characters.
        person_name: Option<Text<PERSON_NAME_LEN_MAX>>,
        /// E-mail address.
        email: Option<Email>,
        /// Phone number; without a country code it is read as one of the tenant's country.
        phone: Option<Phone>,
        /// Job title.
        title: Option<Text<100>>,
        /// How much the person has to say.
        seniority: Option<Seniority>,
        /// Industry; normalised by the dictionary.
        industry: Option<Text<100>>,
        /// Number of staff.
        company_size: Option<u32>,
        /// Region; normalised by the dictionary.
        region: Option<Text<100>>,
        /// Channel the lead came by; normalised by the dictionary.
        source: Text<100>,
        /// What they need.
        interest: Option<Text<100>>,
        /// What they would use it for, at most 200 characters (C86).
        use_case: Option<Text<200>>,
        /// What they could spend (C13).
        budget: Option<Money>,
        /// Which kind of person they are in a purchase: a code of the list `persona`, or `other`; else
        /// what the dictionary of titles says (C13).
        persona: Option<Code>,
        /// The partner that referred them, and the commission that was agreed (C15).
        partner: Option<PartnerShape>,
        /// Product they asked for; normalised by the dictionary.
        product: Option<Text<100>>,
        /// Where the visit came from.
        utm: Option<UtmShape>,
        /// What they agreed to.
        consent: Option<ConsentShape>,
        /// Who owns the lead.
        owner_id: Option<UserId>,
        /// A converted lead that this one follows.
        follows_lead_id: Option<LeadId>,
        /// The same lead in another system.
        external_id: Option<ExternalIdShape>,
        /// Fields that the tenant defined for leads, by key: `/v1/settings?kind=fields` has them.
        custom: Option<CustomGiven>,
        /// What to do with an exact duplicate; `refuse` if absent. With `merge`, new values replace
        /// the known ones, but source, utm, owner and external id, which are only filled in.
        on_duplicate: Option<OnDuplicate>,
    }
}

shape! {
    /// Records what a lead did; the scoring model in force turns it into points, and qualifies the
    /// lead in the same commit when its line is crossed (C30–C33).
    RecordLeadBehavior {
        /// Which lead.
        lead_id: LeadId,
        /// What it did.
        behavior: Behavior,
        /// When; else the business time of the command.
        at: Option<Instant>,
    }
}

shape! {
    /// The five questions before a conversion (C73).
    ChecklistShape {
        /// Need and scenario are clear.
        need: Option<bool>,
        /// The decision maker is known.
        decision_maker: Option<bool>,
        /// The budget is confirmed.
        budget: Option<bool>,
        /// The time frame is confirmed.
        timeframe: Option<bool>,
        /// Contact data are verified.
        contact_verified: Option<bool>,
    }
}

impl From<ChecklistShape> for Checklist {
    fn from(shape: ChecklistShape) -> Self {
        let ChecklistShape { need, decision_maker, budget, timeframe, contact_verified } = shape;
        Self { need, decision_maker, budget, timeframe, contact_verified }
    }
}

shape! {
    /// Qualifies a lead by hand. `mql` needs nothing more; `sql` needs the five questions answered
    /// with yes. The conversion rules may ask for fields of the lead at either level (C4); as shipped
    /// they don't.
    QualifyLead {
        /// Which lead.
        lead_id: LeadId,
        /// How far.
        level: QualifiedLevel,
        /// The five questions.
        checklist: Option<ChecklistShape>,
    }
}

shape! {
    /// Gives a lead up, with a reason (C83). A later key behaviour brings it back.
    DisqualifyLead {
        /// Which lead.
        lead_id: LeadId,
        /// Why: a code of the list `disqualify`, or `other`.
        reason: Code,
        /// A note, at most 200 characters.
        note: Option<Text<NOTE_LEN_MAX>>,
    }
}

shape! {
    /// The account of a conversion.
    AccountLink {
        /// How to come by it.
        mode: AccountMode,
        /// The account's id: of the one to use or match, or for the one to create.
        id: Option<AccountId>,
        /// Fields of an account to create; what is absent is taken from the lead.
        fields: Option<AccountFields>,
        /// What to do when a match finds one; `use` if absent.
        on_match: Option<OnMatch>,
    }
}

shape! {
    /// The contact of a conversion.
    ContactLink {
        /// How to come by it.
        mode: ContactMode,
        /// The contact's id: of the one to use or match, or for the one to create.
        id: Option<ContactId>,
        /// Fields of a contact to create; what is absent is taken from the lead.
        fields: Option<ContactFields>,
    }
}

shape! {
    /// The opportunity that a conversion opens.
    NewOpportunity {
        /// Its id; else the platform makes one.
        opportunity_id: Option<OpportunityId>,
        /// What it is called.
        name: Text<100>,
        /// What it would bring.
        amount: Money,
        /// When it should close.
        expected_close: NaiveDate,
        /// Which pipeline; `standard` if absent.
        pipeline: Option<Key>,
        /// Any open stage; the first if absent.
        stage: Option<Key>,
        /// Product; else the lead's. The dictionary may give it another name.
        product: Option<Text<100>>,
        /// Region; else the one that is given for the account, else the lead's. The dictionary may
        /// give it another name.
        region: Option<Text<100>>,
        /// New business, renewal or expansion; `new` if absent.
        kind: Option<OpportunityKind>,
        /// What they would use it for; else the lead's.
        use_case: Option<Text<200>>,
        /// The partner that referred it; else the lead's.
        partner: Option<PartnerShape>,
        /// Who else wants it.
        competitors: Option<Competitors>,
        /// Why the customer buys.
        buying_motives: Option<BuyingMotives>,
        /// What is to be done next.
        next_step: Option<Text<100>>,
        /// By when.
        next_step_on: Option<NaiveDate>,
        /// False leaves it out of the pipeline's figures, for low intent; true if absent.
        in_pipeline: Option<bool>,
        /// The same opportunity in another system.
        external_id: Option<ExternalIdShape>,
        /// Fields that the tenant defined for opportunities, by key: `/v1/settings?kind=fields` has them.
        custom: Option<CustomGiven>,
    }
}

shape! {
    /// Converts a sales-qualified lead into an account, a contact and, if given, an opportunity, in
    /// one commit; the lead is locked from then on (C75, C82). Refused whole or done whole.
    ConvertLead {
        /// Which lead.
        lead_id: LeadId,
        /// Into which account.
        account: AccountLink,
        /// Into which contact; matched or created if absent.
        contact: Option<ContactLink>,
        /// The opportunity to open. Null opens none; where it is absent, the conversion rules say
        /// whether one is opened by default (`opportunity.policy`), which as shipped none is.
        opportunity: Change<NewOpportunity>,
        /// Who owns what comes of it; else the lead's owner, else the account's.
        owner_id: Option<UserId>,
    }
}
