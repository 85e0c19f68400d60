//! Leads.

use std::borrow::Cow;
use std::collections::BTreeMap;

use event_schema::Timestamp;
use event_schema::id::{PersonId, UserId};
use event_schema::value::Money;
use projection_service::query::{
    Assignment, LeadContact, LeadStage, LeadState, LeadSummary, LeadView, PointView, Score,
    StageTime,
};
use uuid::Uuid;

use super::account_figures::Completeness;
use super::body;
use super::contact_plan::ContactPlan;
use super::custom::Custom;
use super::opportunity::in_minor_units;
use super::proposal::{DuplicateProposal, LeadMatch};
use super::questionnaire::AnsweredQuestionnaire;
use super::values::{ExternalRef, ReferringPartner};

body! {
    /// A lead as lists show it.
    LeadItem {
        /// Its id.
        id: Uuid,
        /// How many events it has: give it as `If-Match` to a command.
        revision: u64,
        /// Where it stands.
        state: LeadState,
        /// Where it stands, coarsely: new, to_be_assigned, following_up, nurture, invalid or
        /// converted.
        coarse_state: Cow<'static, str>,
        /// Company.
        company: Option<String>,
        /// The person, without saying who.
        person_id: PersonId,
        /// True if the personal fields are withheld or the person was erased; they are null then.
        sealed: bool,
        /// Name of the person.
        person_name: Option<String>,
        /// E-mail address.
        email: Option<String>,
        /// Phone number in E.164.
        phone: Option<String>,
        /// Job title.
        title: Option<String>,
        /// Note about the person.
        note: Option<String>,
        /// Where it came from.
        source: String,
        /// Region.
        region: Option<String>,
        /// Product.
        product: Option<String>,
        /// Who owns it.
        owner_id: Option<UserId>,
        /// The same lead in another system.
        external_id: Option<ExternalRef>,
        /// Fields that the tenant defined for leads, by key: those that have a value. Personal ones
        /// are left out where the person is sealed.
        custom: Custom,
        /// Its points.
        score: LeadScore,
        /// high, medium or low.
        priority: Cow<'static, str>,
        /// hot, warm or cold: by its total and the lines of the model that last judged it.
        band: Cow<'static, str>,
        /// When the next step that was agreed on is due.
        next_action_at: Option<Timestamp>,
        /// When the next step of the plan of contacts that is under way is due.
        next_step_due_at: Option<Timestamp>,
        /// How complete it is, by the key fields of leads. A personal field counts where it is there,
        /// also for those who may not see it.
        completeness: Completeness,
        /// When it was created, in business.
        created_at: Timestamp,
        /// When it last changed, in business.
        updated_at: Timestamp,
    }
}

body! {
    /// A lead's points.
    LeadScore {
        /// For who they are.
        fit: i32,
        /// For what they did.
        behaviour: i32,
        /// Both.
        total: i32,
    }
}

body! {
    /// What earned points.
    PointCause {
        /// Position of the event.
        position: u64,
        /// Type of the event.
        event: String,
        /// For a behaviour: which.
        behavior: Option<String>,
    }
}

body! {
    /// One reason for points and what earned them.
    LeadPoint {
        /// The rule, such as `behaviour.email_opened`.
        rule: String,
        /// fit or behaviour.
        part: String,
        /// How many.
        points: i32,
        /// Version of the scoring model that judged.
        model_version: u32,
        /// Position of the LeadScored event.
        position: u64,
        /// The fact that earned them.
        cause: PointCause,
        /// When that fact was, in business.
        at: Timestamp,
    }
}

body! {
    /// When a stage was reached.
    LeadStageTime {
        /// Which stage.
        stage: LeadStage,
        /// When, in business.
        at: Timestamp,
    }
}

body! {
    /// What the person agreed to.
    LeadConsent {
        /// For marketing: explicit, legitimate_interest or do_not_contact.
        marketing: Option<String>,
        /// For calls: the same words.
        phone: Option<String>,
        /// Which text they were shown.
        text_version: Option<String>,
        /// When.
        captured_at: Option<Timestamp>,
    }
}

body! {
    /// Who has a lead, and since when.
    LeadAssignment {
        /// Who.
        owner: UserId,
        /// When it was given to them, in business.
        offered_at: Timestamp,
        /// When they took it on; null while they have not.
        accepted_at: Option<Timestamp>,
    }
}

body! {
    /// The last contact with a lead. What was said is null where personal fields are withheld.
    LastContact {
        /// When it was.
        at: Timestamp,
        /// By which way.
        channel: String,
        /// What came of it.
        outcome: String,
        /// How much they want it: high, medium or low.
        interest: Option<String>,
        /// When the next step is due.
        next_at: Option<Timestamp>,
        /// What was said.
        note: Option<String>,
        /// What is to be done next.
        next_action: Option<String>,
        /// What they hold against it.
        objections: Option<String>,
    }
}

/// One lead with all that is known of it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Lead {
    #[serde(flatten)]
    item: LeadItem,
    #[serde(flatten)]
    more: LeadMore,
}

body! {
    /// What one lead shows beyond a list.
    LeadMore {
        /// Seniority.
        seniority: Option<String>,
        /// Industry.
        industry: Option<String>,
        /// Number of staff.
        company_size: Option<u32>,
        /// What they are interested in.
        interest: Option<String>,
        /// What they would use it for.
        use_case: Option<String>,
        /// What they could spend.
        budget: Option<Money>,
        /// Which kind of person they are in a purchase: a code of the list `persona`, or `other`.
        persona: Option<String>,
        /// Who referred them, and for what.
        partner: Option<ReferringPartner>,
        /// Campaign parameters.
        utm: BTreeMap<String, String>,
        /// Class of the mailbox: corporate or generic.
        mailbox: Option<String>,
        /// Domain of the e-mail address, if it is a company's.
        domain: Option<String>,
        /// What the person agreed to.
        consent: LeadConsent,
        /// The lead that this one follows.
        follows_lead_id: Option<Uuid>,
        /// Every point with what earned it, oldest first; what leads that were merged into it did
        /// counts here, too.
        explanation: Vec<LeadPoint>,
        /// When each stage was reached, by it or by a lead that was merged into it; those skipped are
        /// left out.
        stages: Vec<LeadStageTime>,
        /// Why it was given up.
        disqualified_reason: Option<String>,
        /// Why it was put back for later.
        recycled_reason: Option<String>,
        /// When somebody last did something about it: behaviour, a contact, an answer, a change.
        last_activity_at: Timestamp,
        /// Who has it, and since when.
        assignment: Option<LeadAssignment>,
        /// How many contacts were logged.
        contacts: u32,
        /// The last of them.
        last_contact: Option<LastContact>,
        /// What contacts were planned last, and what of it is done; null where none were.
        contact_plan: Option<ContactPlan>,
        /// What it answered to questionnaires, and what is missing; an opportunity that it became shows
        /// it by its `lead_id`.
        questionnaires: Vec<AnsweredQuestionnaire>,
        /// The leads that it may be one with, the likeliest first: merge them with `MergeLeads`, or
        /// leave them.
        duplicates: Vec<DuplicateProposal>,
        /// The accounts and contacts that it may belong to, the likeliest first, until it is converted.
        matches: Vec<LeadMatch>,
        /// The leads that turned out to be this one: their ids read as this lead.
        merged_ids: Vec<Uuid>,
        /// The account it became.
        account_id: Option<Uuid>,
        /// The contact it became.
        contact_id: Option<Uuid>,
        /// The opportunity it became.
        opportunity_id: Option<Uuid>,
    }
}

impl super::Described for Lead {
    fn schema(definitions: &mut super::Definitions) -> serde_json::Value {
        super::joined::<LeadItem, LeadMore>(
            "Lead",
            "One lead with all that is known of it",
            definitions,
        )
    }
}

impl From<LeadSummary> for LeadItem {
    fn from(lead: LeadSummary) -> Self {
        Self {
            id: lead.id,
            revision: lead.revision,
            state: lead.state,
            coarse_state: lead.coarse_state,
            company: lead.company,
            person_id: lead.person.person_id,
            sealed: lead.person.sealed,
            person_name: lead.person.person_name,
            email: lead.person.email,
            phone: lead.person.phone,
            title: lead.person.title,
            note: lead.person.note,
            source: lead.source,
            region: lead.region,
            product: lead.product,
            owner_id: lead.owner_id,
            external_id: lead.external_id.map(Into::into),
            custom: lead.custom.into(),
            score: lead.score.into(),
            priority: lead.priority,
            band: lead.band,
            next_action_at: lead.next_action_at,
            next_step_due_at: lead.next_step_due_at,
            completeness: lead.completeness.into(),
            created_at: lead.created_at,
            updated_at: lead.updated_at,
        }
    }
}

impl From<LeadView> for Lead {
    fn from(lead: LeadView) -> Self {
        let consent = LeadConsent {
            marketing: lead.consent_marketing,
            phone: lead.consent_phone,
            text_version: lead.consent_text_version,
            captured_at: lead.consent_captured_at,
        };
        let more = LeadMore {
            seniority: lead.seniority,
            industry: lead.industry,
            company_size: lead.company_size,
            interest: lead.interest,
            use_case: lead.use_case,
            budget: lead.budget.map(in_minor_units),
            persona: lead.persona,
            partner: lead.partner.map(Into::into),
            utm: lead.utm.into_iter().collect(),
            mailbox: lead.mailbox,
            domain: lead.domain,
            consent,
            follows_lead_id: lead.follows_lead_id,
            explanation: lead.explanation.into_iter().map(Into::into).collect(),
            stages: lead.stages.into_iter().map(Into::into).collect(),
            disqualified_reason: lead.disqualified_reason,
            recycled_reason: lead.recycled_reason,
            last_activity_at: lead.last_activity_at,
            assignment: lead.assignment.map(Into::into),
            contacts: lead.contacts,
            last_contact: lead.last_contact.map(Into::into),
            contact_plan: lead.contact_plan.map(Into::into),
            questionnaires: lead.questionnaires.into_iter().map(Into::into).collect(),
            duplicates: lead.duplicates.into_iter().map(Into::into).collect(),
            matches: lead.matches.into_iter().map(Into::into).collect(),
            merged_ids: lead.merged_ids,
            account_id: lead.account_id,
            contact_id: lead.contact_id,
            opportunity_id: lead.opportunity_id,
        };
        Self { item: lead.summary.into(), more }
    }
}

impl From<Assignment> for LeadAssignment {
    fn from(assignment: Assignment) -> Self {
        let Assignment { owner, offered_at, accepted_at } = assignment;
        Self { owner, offered_at, accepted_at }
    }
}

impl From<LeadContact> for LastContact {
    fn from(contact: LeadContact) -> Self {
        Self {
            at: contact.at,
            channel: contact.channel,
            outcome: contact.outcome,
            interest: contact.interest,
            next_at: contact.next_at,
            note: contact.note,
            next_action: contact.next_action,
            objections: contact.objections,
        }
    }
}

impl From<Score> for LeadScore {
    fn from(score: Score) -> Self {
        Self { fit: score.fit, behaviour: score.behaviour, total: score.total }
    }
}

impl From<StageTime> for LeadStageTime {
    fn from(reached: StageTime) -> Self {
        Self { stage: reached.stage, at: reached.at }
    }
}

impl From<PointView> for LeadPoint {
    fn from(point: PointView) -> Self {
        let cause = PointCause {
            position: point.cause_position,
            event: point.cause_event,
            behavior: point.behavior.map(|behavior| behavior.name().into()),
        };
        Self {
            rule: point.rule,
            part: point.part,
            points: point.points,
            model_version: point.model_version,
            position: point.position,
            cause,
            at: point.at,
        }
    }
}
