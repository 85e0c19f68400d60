//! Facts about leads.

mod answered;
mod changed;
mod idled;
mod merged;
mod planned;
mod work;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::{ExternalId, Partner, PersonalField};
use crate::choice::choice;
use crate::id::{AccountId, ContactId, LeadId, OpportunityId, PersonId, UserId};
use crate::time::Timestamp;
use crate::value::{Code, CustomFields, Key, LookupHash, LookupKey, Money, Text};

pub use answered::QuestionnaireAnswered;
pub use changed::{AsWritten, LeadUpdated};
pub use idled::LeadIdled;
pub use merged::{LeadIdentity, LeadMergedInto, LeadPlace, LeadsMerged};
pub use planned::{LeadContactsPlanned, LeadContactsStopped, PlannedStep};
pub use work::{
    InterestLevel, LeadAccepted, LeadAssigned, LeadContacted, LeadDeclined, LeadRecycled,
    LeadVerified,
};

choice! {
    /// Whether a lead's e-mail address belongs to a company or to a public mail provider (C8).
    MailboxClass {
        /// A company's own domain.
        Corporate = "corporate",
        /// A public provider.
        Generic = "generic",
    }
}

choice! {
    /// How much a lead has to say (C29).
    Seniority {
        /// Decides.
        DecisionMaker = "decision_maker",
        /// Prepares decisions.
        MidLevel = "mid_level",
        /// Neither.
        Other = "other",
    }
}

choice! {
    /// What a lead did that counts (C30).
    Behavior {
        /// Opened an e-mail.
        EmailOpened = "email_opened",
        /// Followed a link in an e-mail.
        EmailClicked = "email_clicked",
        /// Downloaded a white paper.
        WhitepaperDownloaded = "whitepaper_downloaded",
        /// Attended an event.
        EventAttended = "event_attended",
        /// Visited the pricing page.
        PricingPageVisited = "pricing_page_visited",
        /// Booked a meeting.
        MeetingBooked = "meeting_booked",
        /// Unsubscribed.
        Unsubscribed = "unsubscribed",
        /// A mail to them bounced softly.
        SoftBounced = "soft_bounced",
        /// Logged in to a trial.
        TrialLogin = "trial_login",
    }
}

choice! {
    /// The legal ground for contacting a person on one channel (C264).
    ConsentState {
        /// Agreed in so many words.
        Explicit = "explicit",
        /// Legitimate interest.
        LegitimateInterest = "legitimate_interest",
        /// Must not be contacted.
        DoNotContact = "do_not_contact",
    }
}

choice! {
    /// How far a person or the rule has qualified a lead.
    QualifiedLevel {
        /// Marketing-qualified.
        Mql = "mql",
        /// Sales-qualified.
        Sql = "sql",
    }
}

choice! {
    /// Who qualified a lead.
    QualifiedBy {
        /// A person.
        Person = "person",
        /// The scoring rule, in the commit that crossed its line.
        Rule = "rule",
    }
}

choice! {
    /// Which of the two scores a point belongs to (C28).
    ScorePart {
        /// Who they are.
        Fit = "fit",
        /// What they did.
        Behaviour = "behaviour",
    }
}

choice! {
    /// How soon a lead should be followed up (C35).
    Priority {
        /// First.
        High = "high",
        /// Next.
        Medium = "medium",
        /// When there is time.
        Low = "low",
    }
}

choice! {
    /// How warm a lead is, by its total alone (C34).
    LeadBand {
        /// Its total reaches the line to `mql`.
        Hot = "hot",
        /// Its total reaches the line of warm leads.
        Warm = "warm",
        /// Below both.
        Cold = "cold",
    }
}

choice! {
    /// How a conversion came by a record.
    LinkMode {
        /// It named an existing one.
        Use = "use",
        /// It made a new one.
        Create = "create",
        /// It found an existing one by its keys.
        Match = "match",
    }
}

/// Longest address of a page that somebody came from.
pub const REFERRER_LEN_MAX: usize = 300;

/// Where a visitor came from (C6).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Utm {
    /// `utm_source`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Text<100>>,
    /// `utm_medium`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<Text<100>>,
    /// `utm_campaign`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<Text<100>>,
    /// `utm_term`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Text<100>>,
    /// `utm_content`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Text<100>>,
    /// `utm_id`: the campaign's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Text<100>>,
    /// The page that they came from, without what stands behind its path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrer: Option<Text<REFERRER_LEN_MAX>>,
}

/// What a person agreed to, when it was asked and in which words (C5).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Consent {
    /// For marketing by mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marketing: Option<ConsentState>,
    /// For calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<ConsentState>,
    /// Which version of the text they saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_version: Option<Text<100>>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured_at: Option<Timestamp>,
}

/// Somebody came to our notice (C1–C8). Personal beside it: person_name, email, phone, title.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadCreated {
    /// The person, from now on through contact and requester.
    pub person_id: PersonId,
    /// Their company, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Text<100>>,
    /// Channel they came by.
    pub source: Text<100>,
    /// How much they have to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seniority: Option<Seniority>,
    /// Industry, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<Text<100>>,
    /// Number of staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_size: Option<u32>,
    /// Region, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Text<100>>,
    /// What they need.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest: Option<Text<100>>,
    /// What they would use it for (C86).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_case: Option<Text<200>>,
    /// What they could spend (C13).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
    /// Which kind of person they are in a purchase (C13).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persona: Option<Code>,
    /// Who referred them, and for what (C15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<Partner>,
    /// Product they asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<Text<100>>,
    /// Where the visit came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utm: Option<Utm>,
    /// What they agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// Who owns the lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<UserId>,
    /// The converted lead that this one follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows_lead_id: Option<LeadId>,
    /// The same lead in another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// Fields that the tenant defined (C94).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: CustomFields,
    /// Those of them that stand beside it, sealed, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personal_custom: Vec<Key>,
    /// Class of the mailbox, where there is an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<MailboxClass>,
    /// Registrable domain of a corporate address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Text<253>>,
    /// Keyed hash of the normalised company name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_hash: Option<LookupHash>,
    /// Which fields of the person are given. Kith didn't note it at first, when it was none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personal: Vec<PersonalField>,
    /// What was written where the dictionary has another name for it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub as_written: AsWritten,
    /// Keys under which duplicates are found.
    pub keys: SmallVec<[LookupKey; 4]>,
    /// Which version of the normaliser made them.
    pub normaliser: u16,
}

/// A lead did something (C32).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadBehaviorRecorded {
    /// What.
    pub behavior: Behavior,
    /// When.
    pub at: Timestamp,
    /// True if the scoring model in force calls this a key behaviour (C33).
    pub key: bool,
}

/// One reason for points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// The rule that gave them, such as `seniority.decision_maker` or `behaviour.email_opened`.
    pub rule: Text<100>,
    /// Which score.
    pub part: ScorePart,
    /// How many; negative takes away.
    pub points: i32,
}

/// Points were earned or lost in this commit (C28–C33, C40). The causing fact stands right before
/// it in the same commit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadScored {
    /// Version of the scoring model that judged.
    pub model_version: u32,
    /// What was earned now, with the reason.
    pub points: SmallVec<[Point; 4]>,
    /// Fit score after it.
    pub fit: i32,
    /// Behaviour score after it.
    pub behaviour: i32,
    /// Total after it.
    pub total: i32,
    /// Priority after it.
    pub priority: Priority,
    /// How warm it is after it, by the lines of this version of the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<LeadBand>,
}

/// A lead was put to be nurtured. Personal beside it: note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadNurtured {
    /// Why: `key_behaviour` where a disqualified or recycled lead came back by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Code>,
}

/// The five questions before a conversion (C73). `None` was not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Checklist {
    /// Need and scenario are clear.
    pub need: Option<bool>,
    /// The decision maker is known.
    pub decision_maker: Option<bool>,
    /// The budget is confirmed.
    pub budget: Option<bool>,
    /// The time frame is confirmed.
    pub timeframe: Option<bool>,
    /// Contact data are verified.
    pub contact_verified: Option<bool>,
}

/// A lead reached a level (C33, C37).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadQualified {
    /// Which.
    pub level: QualifiedLevel,
    /// By a person or by the rule.
    pub by: QualifiedBy,
    /// What was asked, for `sql`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checklist: Option<Checklist>,
}

/// A lead was found not worth pursuing (C83). Personal beside it: note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadDisqualified {
    /// Why.
    pub reason: Code,
}

/// The account of a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConvertedAccount {
    /// Which.
    pub id: AccountId,
    /// How it was come by.
    pub mode: LinkMode,
}

/// The contact of a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConvertedContact {
    /// Which.
    pub id: ContactId,
    /// How it was come by.
    pub mode: LinkMode,
}

/// The opportunity that a conversion opened.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConvertedOpportunity {
    /// Which.
    pub id: OpportunityId,
}

/// A lead became a customer; it is locked from now on (C75, C82, C84).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadConverted {
    /// Into which account.
    pub account: ConvertedAccount,
    /// Into which contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ConvertedContact>,
    /// Into which opportunity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opportunity: Option<ConvertedOpportunity>,
    /// Who owns what came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<UserId>,
}
