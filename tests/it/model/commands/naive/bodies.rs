//! The fields of every command.

mod care;
mod customer;
mod lead;
mod object;
mod setting;
mod trade;

use super::shape::Must::Says;
use super::shape::{Field, Kind, may, needs};
use Kind::{
    Answers, Choice, Choices, Code, Custom, Date, Flag, Id, Instant, Marks, Money, Object, Percent,
    Text,
};

use care::{HAND_OVER, REVIEW_GRADE, UPDATE_HANDOVER};
use customer::{CREATE_ACCOUNT, CREATE_CONTACT, MERGE, UPDATE_ACCOUNT, UPDATE_CONTACT};
use lead::{CONVERT_LEAD, CREATE_LEAD, LOG_LEAD_CONTACT, UPDATE_LEAD};
use object::{CREATE_RECORD, UPDATE_RECORD};
use setting::{
    DEFINE_ACCOUNT_RULES, DEFINE_CODES, DEFINE_COMPLETENESS, DEFINE_CONVERSION_RULES,
    DEFINE_DICTIONARY, DEFINE_FIELDS, DEFINE_OBJECT, DEFINE_QUESTIONNAIRE, DEFINE_SCORING_MODEL,
    DEFINE_TEMPLATE,
};
use trade::{LOG_INTERACTION, OPEN_OPPORTUNITY, RECORD_CONTRACT, RECORD_ORDER, UPDATE_OPPORTUNITY};

const STATES: &[&str] = &["explicit", "legitimate_interest", "do_not_contact"];
const LEVELS: &[&str] = &["high", "medium", "low"];
const SENIORITY: &[&str] = &["decision_maker", "mid_level", "other"];
pub const BEHAVIORS: &[&str] = &[
    "email_opened",
    "email_clicked",
    "whitepaper_downloaded",
    "event_attended",
    "pricing_page_visited",
    "meeting_booked",
    "unsubscribed",
    "soft_bounced",
    "trial_login",
];
const KINDS: &[&str] = &["new", "renewal", "expansion"];
const SCOPES: &[&str] = &["contacts", "open_opportunities"];
const EXTERNAL: &[Field] = &[needs("system", Code), needs("id", Text(100))];
const UTM: &[Field] = &[
    may("source", Text(100)),
    may("medium", Text(100)),
    may("campaign", Text(100)),
    may("term", Text(100)),
    may("content", Text(100)),
    may("id", Text(100)),
    may("referrer", Text(300)),
];
const CONSENT: &[Field] = &[
    may("marketing", Choice(STATES)),
    may("phone", Choice(STATES)),
    may("text_version", Text(100)),
    may("captured_at", Instant),
];
const CHECKLIST: &[Field] = &[
    may("need", Flag),
    may("decision_maker", Flag),
    may("budget", Flag),
    may("timeframe", Flag),
    may("contact_verified", Flag),
];
const LEAD: Field = needs("lead_id", Id);
const ACCOUNT: Field = needs("account_id", Id);
const DEAL: Field = needs("opportunity_id", Id);
const NOTE: Field = may("note", Text(200));
const WHY: Field = needs("reason", Text(100));
const CUSTOM: Field = may("custom", Custom);
const PERHAPS_WHY: Field = may("reason", Text(100));

const TWO: &[Field] = &[
    needs("kind", Choice(&["lead", "account", "contact"])),
    needs("first_id", Id),
    needs("second_id", Id),
    may("reason", Code),
];

/// Every command that the game sends, with its fields.
pub const BODIES: &[(&str, &[Field])] = &[
    ("CreateLead", CREATE_LEAD),
    ("UpdateLead", UPDATE_LEAD),
    ("VerifyLead", &[LEAD]),
    ("AcceptLead", &[LEAD]),
    ("AssignLead", &[LEAD, needs("owner_id", Id), PERHAPS_WHY]),
    ("DeclineLead", &[LEAD, needs("reason", Code), NOTE]),
    ("DisqualifyLead", &[LEAD, needs("reason", Code), NOTE]),
    ("NurtureLead", &[LEAD, may("reason", Code), NOTE]),
    ("RecycleLead", &[LEAD, may("reason", Code), NOTE]),
    ("LogLeadContact", LOG_LEAD_CONTACT),
    ("RecordLeadBehavior", &[LEAD, needs("behavior", Choice(BEHAVIORS)), may("at", Instant)]),
    (
        "QualifyLead",
        &[LEAD, needs("level", Choice(&["mql", "sql"])), may("checklist", Object(CHECKLIST))],
    ),
    ("MergeLeads", &[needs("survivor_id", Id), needs("duplicate_id", Id)]),
    ("ConvertLead", CONVERT_LEAD),
    ("AnswerQuestionnaire", &[LEAD, needs("questionnaire", Code), needs("answers", Answers)]),
    ("MergeAccounts", MERGE),
    ("MergeContacts", MERGE),
    ("DismissDuplicate", TWO),
    ("RestoreDuplicate", TWO),
    ("CreateAccount", CREATE_ACCOUNT),
    ("UpdateAccount", UPDATE_ACCOUNT),
    ("ChangeAccountOwner", &[ACCOUNT, needs("owner_id", Id), WHY, may("include", Choices(SCOPES))]),
    ("ReviewAccountGrade", REVIEW_GRADE),
    ("HandOverAccount", HAND_OVER),
    ("UpdateAccountHandover", UPDATE_HANDOVER),
    ("CompleteAccountHandover", &[ACCOUNT]),
    ("CancelAccountHandover", &[ACCOUNT, WHY]),
    ("LinkAccounts", &[ACCOUNT, needs("other_id", Id), needs("relation", Code)]),
    ("UnlinkAccounts", &[ACCOUNT, needs("other_id", Id), needs("relation", Code)]),
    ("CreateContact", CREATE_CONTACT),
    ("UpdateContact", UPDATE_CONTACT),
    ("LogInteraction", LOG_INTERACTION),
    ("RecordOrder", RECORD_ORDER),
    ("CancelOrder", &[needs("order_id", Id), PERHAPS_WHY]),
    ("RecordContract", RECORD_CONTRACT),
    ("OpenOpportunity", OPEN_OPPORTUNITY),
    ("UpdateOpportunity", UPDATE_OPPORTUNITY),
    ("ChangeOpportunityStage", &[DEAL, needs("stage", Code), may("criteria", Marks), PERHAPS_WHY]),
    ("ChangeOpportunityAmount", &[DEAL, needs("amount", Money), PERHAPS_WHY]),
    ("ChangeExpectedClose", &[DEAL, needs("expected_close", Date), PERHAPS_WHY]),
    ("ChangeOpportunityOwner", &[DEAL, needs("owner_id", Id), WHY]),
    ("OverrideProbability", &[DEAL, Field("probability", Percent, Says), WHY]),
    ("RequestStageApproval", &[DEAL, needs("stage", Code), NOTE]),
    (
        "ApproveStage",
        &[DEAL, needs("stage", Code), needs("price", Flag), needs("feasibility", Flag), NOTE],
    ),
    ("RejectStage", &[DEAL, needs("stage", Code), WHY]),
    (
        "WinOpportunity",
        &[DEAL, may("amount", Money), may("won_at", Instant), may("reason", Code), NOTE],
    ),
    ("LoseOpportunity", &[DEAL, needs("reason", Code), NOTE]),
    ("ReopenOpportunity", &[DEAL, WHY, may("stage", Code)]),
    ("MarkOpportunityRisk", &[DEAL, needs("risk", Code), may("level", Choice(LEVELS)), NOTE]),
    ("ClearOpportunityRisk", &[DEAL, needs("risk", Code)]),
    (
        "SetMilestone",
        &[DEAL, needs("milestone", Code), may("name", Text(100)), may("due_on", Date)],
    ),
    ("CompleteMilestone", &[DEAL, needs("milestone", Code), may("done_on", Date)]),
    ("DefineFields", DEFINE_FIELDS),
    ("DefineObject", DEFINE_OBJECT),
    ("DefineCodes", DEFINE_CODES),
    ("DefineScoringModel", DEFINE_SCORING_MODEL),
    ("DefineAccountRules", DEFINE_ACCOUNT_RULES),
    ("DefineTemplate", DEFINE_TEMPLATE),
    ("DefineDictionary", DEFINE_DICTIONARY),
    ("DefineConversionRules", DEFINE_CONVERSION_RULES),
    ("DefineQuestionnaire", DEFINE_QUESTIONNAIRE),
    ("DefineCompleteness", DEFINE_COMPLETENESS),
    ("CreateRecord", CREATE_RECORD),
    ("UpdateRecord", UPDATE_RECORD),
    ("RemoveRecord", &[needs("record_id", Id), PERHAPS_WHY]),
    ("SetBuyingRole", &[DEAL, needs("contact_id", Id), Field("role", Code, Says)]),
];
