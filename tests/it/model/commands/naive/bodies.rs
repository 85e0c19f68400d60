//! The fields of every command.

mod care;
mod trade;

use super::shape::Must::Says;
use super::shape::{Field, Kind, may, needs};
use Kind::{
    Answers, Choice, Choices, Code, Count, Date, Email, Flag, Id, Instant, Marks, Money, Object,
    Percent, Phone, Text, Texts,
};

use care::{HAND_OVER, REVIEW_GRADE, UPDATE_HANDOVER};
use trade::{LOG_INTERACTION, OPEN_OPPORTUNITY, RECORD_CONTRACT, RECORD_ORDER, UPDATE_OPPORTUNITY};

const STATES: &[&str] = &["explicit", "legitimate_interest", "do_not_contact"];
const LEVELS: &[&str] = &["high", "medium", "low"];
const SENIORITY: &[&str] = &["decision_maker", "mid_level", "other"];
const BEHAVIORS: &[&str] = &[
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
    ("SetBuyingRole", &[DEAL, needs("contact_id", Id), Field("role", Code, Says)]),
];

const CREATE_LEAD: &[Field] = &[
    may("lead_id", Id),
    may("company", Text(100)),
    may("person_name", Text(50)),
    may("email", Email),
    may("phone", Phone),
    may("title", Text(100)),
    may("seniority", Choice(SENIORITY)),
    may("industry", Text(100)),
    may("company_size", Count),
    may("region", Text(100)),
    needs("source", Text(100)),
    may("interest", Text(100)),
    may("use_case", Text(200)),
    may("product", Text(100)),
    may("utm", Object(UTM)),
    may("consent", Object(CONSENT)),
    may("owner_id", Id),
    may("follows_lead_id", Id),
    may("on_duplicate", Choice(&["refuse", "merge"])),
    may("external_id", Object(EXTERNAL)),
];

const UPDATE_LEAD: &[Field] = &[
    LEAD,
    may("company", Text(100)),
    may("person_name", Text(50)),
    may("email", Email),
    may("phone", Phone),
    may("title", Text(100)),
    may("seniority", Choice(SENIORITY)),
    may("industry", Text(100)),
    may("company_size", Count),
    may("region", Text(100)),
    may("source", Text(100)),
    may("interest", Text(100)),
    may("use_case", Text(200)),
    may("product", Text(100)),
    may("utm", Object(UTM)),
    may("consent", Object(CONSENT)),
    may("external_id", Object(EXTERNAL)),
];

const LOG_LEAD_CONTACT: &[Field] = &[
    LEAD,
    needs("channel", Text(100)),
    needs("outcome", Text(100)),
    NOTE,
    may("interest", Choice(LEVELS)),
    may("objections", Text(200)),
    may("next_action", Text(200)),
    may("next_at", Instant),
    may("at", Instant),
];

const CONVERT_LEAD: &[Field] = &[
    LEAD,
    needs(
        "account",
        Object(&[
            needs("mode", Choice(&["use", "create", "match"])),
            may("id", Id),
            may("on_match", Choice(&["use", "refuse"])),
            may("fields", Object(&[may("name", Text(120)), may("region", Text(100))])),
        ]),
    ),
    may(
        "contact",
        Object(&[
            needs("mode", Choice(&["use", "create", "match", "none"])),
            may("id", Id),
            may("fields", Object(&[may("email", Email), may("phone", Phone)])),
        ]),
    ),
    may(
        "opportunity",
        Object(&[
            may("opportunity_id", Id),
            needs("name", Text(100)),
            needs("amount", Money),
            needs("expected_close", Date),
            may("pipeline", Code),
            may("stage", Code),
            may("product", Text(100)),
            may("kind", Choice(KINDS)),
            may("use_case", Text(200)),
        ]),
    ),
    may("owner_id", Id),
];

const CREATE_ACCOUNT: &[Field] = &[
    may("account_id", Id),
    needs("name", Text(120)),
    may("industry", Text(100)),
    may("size", Count),
    may("region", Text(100)),
    may("owner_id", Id),
    may("grade", Code),
    may("tags", Texts(1_000, 50)),
    may("domain", Text(253)),
    may("website", Text(200)),
    may("phone", Phone),
    may("address", Text(200)),
    may("need", Text(200)),
    may("parent_id", Id),
    may("life_cycle", Code),
    may("external_id", Object(EXTERNAL)),
];

const MERGE: &[Field] = &[needs("survivor_id", Id), needs("duplicate_id", Id), PERHAPS_WHY];

const UPDATE_ACCOUNT: &[Field] = &[
    ACCOUNT,
    may("name", Text(120)),
    may("industry", Text(100)),
    may("size", Count),
    may("region", Text(100)),
    may("grade", Code),
    may("tags", Texts(1_000, 50)),
    may("add_tags", Texts(1_000, 50)),
    may("remove_tags", Texts(1_000, 50)),
    may("domain", Text(253)),
    may("website", Text(200)),
    may("phone", Phone),
    may("address", Text(200)),
    may("need", Text(200)),
    may("parent_id", Id),
    may("life_cycle", Code),
    may("external_id", Object(EXTERNAL)),
];

const CREATE_CONTACT: &[Field] = &[
    may("contact_id", Id),
    ACCOUNT,
    needs("person_name", Text(50)),
    may("email", Email),
    may("phone", Phone),
    may("title", Text(100)),
    may("decision_role", Code),
    may("influence", Choice(LEVELS)),
    may("main", Flag),
    may("reports_to", Id),
    may("style", Text(100)),
    may("preferences", Text(200)),
    may("decision_factors", Text(200)),
    may("external_id", Object(EXTERNAL)),
];

const UPDATE_CONTACT: &[Field] = &[
    needs("contact_id", Id),
    may("account_id", Id),
    may("person_name", Text(50)),
    may("email", Email),
    may("phone", Phone),
    may("title", Text(100)),
    may("decision_role", Code),
    may("influence", Choice(LEVELS)),
    may("main", Flag),
    may("reports_to", Id),
    may("style", Text(100)),
    may("preferences", Text(200)),
    may("decision_factors", Text(200)),
    may("external_id", Object(EXTERNAL)),
];
