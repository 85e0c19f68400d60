//! A legal body for every command, about the records that the states make.

use serde_json::{Value as Json, json};

/// The lead of the table.
pub const LEAD: &str = "00000000-0000-7000-8000-000000000001";
/// Another lead, which is there in every state of the first.
const OTHER_LEAD: &str = "00000000-0000-7000-8000-000000000002";
/// The account of the table.
pub const ACCOUNT: &str = "00000000-0000-7000-8000-00000000000a";
/// The contact of the table.
pub const CONTACT: &str = "00000000-0000-7000-8000-00000000000c";
/// The opportunity of the table.
pub const DEAL: &str = "00000000-0000-7000-8000-00000000000d";
/// Another account.
pub const OTHER_ACCOUNT: &str = "00000000-0000-7000-8000-00000000000b";
/// The interaction of the table.
pub const CALL: &str = "00000000-0000-7000-8000-0000000000c1";
/// The order of the table.
const ORDER: &str = "00000000-0000-7000-8000-0000000000c2";
/// The contract of the table.
const CONTRACT: &str = "00000000-0000-7000-8000-0000000000c3";
/// The record of the table.
pub const RECORD: &str = "00000000-0000-7000-8000-0000000000c5";
/// Another contact.
const OTHER_CONTACT: &str = "00000000-0000-7000-8000-0000000000cc";
/// A third account.
pub const THIRD_ACCOUNT: &str = "00000000-0000-7000-8000-0000000000ab";
/// A visit to the account of the table.
const VISIT: &str = "00000000-0000-7000-8000-0000000000c4";
/// A user.
const USER: &str = "00000000-0000-7000-8000-0000000000aa";
/// Another user.
const OTHER_USER: &str = "00000000-0000-7000-8000-0000000000bb";

/// `CreateLead` of a lead.
fn lead(id: &str, company: &str) -> Json {
    json!({"lead_id": id, "company": company, "person_name": "Ann",
           "email": format!("ann@{company}.com"), "source": "web", "owner_id": USER})
}

/// `CreateLead` of the other lead.
pub fn other_lead() -> Json {
    lead(OTHER_LEAD, "other")
}

/// `MergeLeads` of the lead of the table into the other one.
pub fn into_other() -> Json {
    json!({"survivor_id": OTHER_LEAD, "duplicate_id": LEAD})
}

/// `CreateContact` of the other contact, at the other account.
pub fn other_contact() -> Json {
    json!({"contact_id": OTHER_CONTACT, "account_id": OTHER_ACCOUNT, "person_name": "Ann Berg",
           "email": "ann@other.com"})
}

/// `LogInteraction` of a visit to the account of the table, of both owners.
pub fn visit() -> Json {
    json!({"interaction_id": VISIT, "account_id": ACCOUNT, "channel": "visit",
           "attendees": [USER, OTHER_USER]})
}

/// `MergeAccounts` of the account of the table into the other one.
pub fn into_other_account() -> Json {
    json!({"survivor_id": OTHER_ACCOUNT, "duplicate_id": ACCOUNT})
}

/// `MergeAccounts` of the other account into a third one.
pub fn other_into_third() -> Json {
    json!({"survivor_id": THIRD_ACCOUNT, "duplicate_id": OTHER_ACCOUNT})
}

/// `MergeContacts` of the contact of the table into the other one.
pub fn into_other_contact() -> Json {
    json!({"survivor_id": OTHER_CONTACT, "duplicate_id": CONTACT})
}

fn five() -> Json {
    json!({"need": true, "decision_maker": true, "budget": true, "timeframe": true,
           "contact_verified": true})
}

pub fn money() -> Json {
    json!({"amount": "1000.00", "currency": "CNY"})
}

/// The body of a command; `None` if the table doesn't know it.
pub fn of(command: &str) -> Option<Json> {
    lead_body(command)
        .or_else(|| customer_body(command))
        .or_else(|| trade_body(command))
        .or_else(|| deal_body(command))
        .or_else(|| record_body(command))
        .or_else(|| setting_body(command))
}

fn lead_body(command: &str) -> Option<Json> {
    Some(match command {
        "CreateLead" => lead(LEAD, "acme"),
        "RecordLeadBehavior" => json!({"lead_id": LEAD, "behavior": "meeting_booked"}),
        "QualifyLead" => json!({"lead_id": LEAD, "level": "sql", "checklist": five()}),
        "DisqualifyLead" => json!({"lead_id": LEAD, "reason": "no_budget"}),
        "ConvertLead" => json!({"lead_id": LEAD, "account": {"mode": "match"}}),
        "UpdateLead" => json!({"lead_id": LEAD, "title": "Head of procurement"}),
        "VerifyLead" | "AcceptLead" => json!({"lead_id": LEAD}),
        "AssignLead" => json!({"lead_id": LEAD, "owner_id": OTHER_USER}),
        "DeclineLead" => json!({"lead_id": LEAD, "reason": "overload"}),
        "LogLeadContact" => json!({"lead_id": LEAD, "channel": "call", "outcome": "reached"}),
        "NurtureLead" => json!({"lead_id": LEAD, "reason": "bad_timing"}),
        "RecycleLead" => json!({"lead_id": LEAD, "reason": "idle"}),
        "MergeLeads" => json!({"survivor_id": LEAD, "duplicate_id": OTHER_LEAD}),
        "DismissDuplicate" | "RestoreDuplicate" => json!({"kind": "lead", "first_id": LEAD,
            "second_id": OTHER_LEAD, "reason": "colleagues"}),
        "PlanLeadContacts" => json!({"lead_id": LEAD, "plan": "inbound"}),
        "StopLeadContacts" => json!({"lead_id": LEAD, "reason": "asked not to be called"}),
        "AnswerQuestionnaire" => json!({"lead_id": LEAD, "questionnaire": "bant",
            "answers": {"need": "labels that last"}}),
        _ => return None,
    })
}

fn customer_body(command: &str) -> Option<Json> {
    Some(match command {
        "ChangeAccountOwner" => {
            json!({"account_id": ACCOUNT, "owner_id": OTHER_USER, "reason": "territory"})
        }
        "OpenOpportunity" => json!({"opportunity_id": DEAL, "account_id": ACCOUNT, "name": "Deal",
            "amount": money(), "expected_close": "2026-06-30"}),
        "ChangeOpportunityStage" => json!({"opportunity_id": DEAL, "stage": "need_confirmed",
            "criteria": {"talk_done": true, "scenario_confirmed": true,
                "decision_maker_known": true, "rough_budget": true}}),
        "WinOpportunity" => json!({"opportunity_id": DEAL}),
        "LoseOpportunity" => json!({"opportunity_id": DEAL, "reason": "price"}),
        _ => return None,
    })
}

fn trade_body(command: &str) -> Option<Json> {
    Some(match command {
        "CreateAccount" => json!({"account_id": ACCOUNT, "name": "Acme Ltd", "region": "east"}),
        "UpdateAccount" => json!({"account_id": ACCOUNT, "grade": "A"}),
        "LinkAccounts" | "UnlinkAccounts" => {
            json!({"account_id": ACCOUNT, "other_id": OTHER_ACCOUNT, "relation": "supplier"})
        }
        "CreateContact" => json!({"contact_id": CONTACT, "account_id": ACCOUNT,
            "person_name": "Ann Berg", "email": "ann@acme.com"}),
        "UpdateContact" => json!({"contact_id": CONTACT, "title": "Head of sales"}),
        "ReviewAccountGrade" => json!({"account_id": ACCOUNT, "grade": "B"}),
        "HandOverAccount" => json!({"account_id": ACCOUNT, "to": OTHER_USER, "reason": "territory",
            "effective_on": "2026-03-01", "background": "with us since 2019",
            "documents": [{"name": "Plan", "url": "https://docs.example/plan"}]}),
        "UpdateAccountHandover" => json!({"account_id": ACCOUNT,
            "joint_visit_interaction_id": VISIT}),
        "CompleteAccountHandover" => json!({"account_id": ACCOUNT}),
        "CancelAccountHandover" => json!({"account_id": ACCOUNT, "reason": "stays"}),
        "MergeAccounts" => json!({"survivor_id": ACCOUNT, "duplicate_id": OTHER_ACCOUNT}),
        "MergeContacts" => json!({"survivor_id": CONTACT, "duplicate_id": OTHER_CONTACT}),
        "LinkContacts" | "UnlinkContacts" => {
            json!({"contact_id": CONTACT, "other_id": OTHER_CONTACT, "relation": "advises"})
        }
        "LogInteraction" => json!({"interaction_id": CALL, "account_id": ACCOUNT,
            "channel": "call"}),
        "RecordOrder" => json!({"order_id": ORDER, "account_id": ACCOUNT, "amount": money()}),
        "CancelOrder" => json!({"order_id": ORDER}),
        "RecordContract" => json!({"contract_id": CONTRACT, "account_id": ACCOUNT,
            "starts_on": "2026-01-01", "ends_on": "2026-12-31"}),
        _ => return None,
    })
}

fn deal_body(command: &str) -> Option<Json> {
    let mut body = match command {
        "ReopenOpportunity" => json!({"reason": "new budget"}),
        "UpdateOpportunity" => json!({"next_step": "send the offer"}),
        "ChangeOpportunityAmount" => json!({"amount": {"amount": "2000", "currency": "CNY"}}),
        "ChangeExpectedClose" => json!({"expected_close": "2026-09-30"}),
        "ChangeOpportunityOwner" => json!({"owner_id": OTHER_USER, "reason": "territory"}),
        "OverrideProbability" => json!({"probability": "60", "reason": "letter of intent"}),
        "RequestStageApproval" => json!({"stage": "negotiation"}),
        "ApproveStage" => json!({"stage": "negotiation", "price": true, "feasibility": true}),
        "RejectStage" => json!({"stage": "negotiation", "reason": "below cost"}),
        "MarkOpportunityRisk" => json!({"risk": "budget", "level": "high"}),
        "ClearOpportunityRisk" => json!({"risk": "budget"}),
        "SetMilestone" => json!({"milestone": "pilot", "name": "Pilot line"}),
        "CompleteMilestone" => json!({"milestone": "pilot"}),
        "SetBuyingRole" => json!({"contact_id": CONTACT, "role": "user"}),
        _ => return None,
    };
    body["opportunity_id"] = DEAL.into();
    Some(body)
}

fn record_body(command: &str) -> Option<Json> {
    Some(match command {
        "CreateRecord" => json!({"record_id": RECORD, "object": "machine", "name": "Scanner",
            "of_id": ACCOUNT}),
        "UpdateRecord" => json!({"record_id": RECORD, "name": "Scanner 2"}),
        "RemoveRecord" => json!({"record_id": RECORD}),
        _ => return None,
    })
}

fn setting_body(command: &str) -> Option<Json> {
    Some(match command {
        "DefineTenant" => json!({"time_zone": "Asia/Shanghai"}),
        "DefineScoringModel" => json!({"mql_total": 60}),
        "DefinePipeline" => json!({"key": "standard", "stages": [
            {"key": "talk", "probability": "10", "kind": "open"},
            {"key": "won", "probability": "100", "kind": "won"},
            {"key": "lost", "probability": "0", "kind": "lost"}]}),
        "DefineConversionRules" => json!({"based_on": "strict"}),
        "DefineCodes" => json!({"key": "loss", "codes": ["price"]}),
        "DefineDictionary" => json!({"key": "region", "values": [{"name": "east"}]}),
        "DefineCompleteness" => json!({"key": "lead", "goal": "0.5"}),
        "DefineView" => json!({"key": "mine", "list": "leads", "filter": {"all": []}}),
        "DefineQuestionnaire" => json!({"key": "bant", "questions": [
            {"key": "budget", "label": "How much?", "kind": "number", "required": true}]}),
        "DefineTimeline" => json!({"importance": {"OrderRecorded": "low"}}),
        "DefineAccountRules" => json!({"window_days": 180}),
        "DefineTemplate" => json!({"key": "hospital", "values": {"industry": "health"}}),
        "DefineFields" => json!({"key": "account", "fields": [{"key": "beds", "type": "number"}]}),
        "DefineContactPlan" => json!({"key": "partner", "steps": [
            {"channel": "call", "after": {"value": 4, "unit": "hour"}}]}),
        "DefineDuplicates" => json!({"similarity": "0.95"}),
        "DefineObject" => json!({"key": "machine", "name": "Machine", "of": "account"}),
        _ => return None,
    })
}
