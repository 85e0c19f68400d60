//! Examples, as clients would send and get them.

use serde_json::{Value as Json, json};

const LEAD: &str = "0197c0de-0000-7000-8000-000000000001";
const ACCOUNT: &str = "0197c0de-0000-7000-8000-000000000002";
const DEAL: &str = "0197c0de-0000-7000-8000-000000000003";
const OTHER_LEAD: &str = "0197c0de-0000-7000-8000-000000000009";
const CONTACT: &str = "0197c0de-0000-7000-8000-000000000008";
const USER: &str = "0197c0de-0000-7000-8000-000000000004";
const HOLDING: &str = "0197c0de-0000-7000-8000-000000000006";
const ORDER: &str = "0197c0de-0000-7000-8000-000000000007";
const OTHER_ACCOUNT: &str = "0197c0de-0000-7000-8000-00000000000a";
const OTHER_CONTACT: &str = "0197c0de-0000-7000-8000-00000000000b";
const VISIT: &str = "0197c0de-0000-7000-8000-00000000000c";
const RECORD: &str = "0197c0de-0000-7000-8000-00000000000d";
const SUCCESSOR: &str = "0197c0de-0000-7000-8000-000000000005";

/// The body of a command; every command has one.
pub fn command(name: &str) -> Option<Json> {
    Some(match name {
        "CreateLead" => json!({
            "lead_id": LEAD, "company": "Lumen Optics", "person_name": "Ada Sun",
            "email": "ada@lumen.example", "source": "webinar", "region": "east",
            "product": "sensors", "owner_id": USER, "persona": "procurement",
            "budget": {"amount": "150000", "currency": "CNY"},
        }),
        "RecordLeadBehavior" => json!({"lead_id": LEAD, "behavior": "pricing_page_visited"}),
        "QualifyLead" => json!({
            "lead_id": LEAD, "level": "sql",
            "checklist": {"need": true, "decision_maker": true, "budget": true, "timeframe": true,
                "contact_verified": true},
        }),
        "DisqualifyLead" => json!({"lead_id": LEAD, "reason": "no_budget"}),
        "UpdateLead" => json!({"lead_id": LEAD, "title": "Head of procurement", "phone": null}),
        "VerifyLead" | "AcceptLead" => json!({"lead_id": LEAD}),
        "AssignLead" => json!({"lead_id": LEAD, "owner_id": SUCCESSOR, "reason": "territory"}),
        "DeclineLead" => json!({"lead_id": LEAD, "reason": "overload"}),
        "LogLeadContact" => json!({
            "lead_id": LEAD, "channel": "call", "outcome": "reached", "interest": "high",
            "next_action": "send the offer", "next_at": "2026-07-01T09:00:00Z",
        }),
        "NurtureLead" => json!({"lead_id": LEAD, "reason": "bad_timing"}),
        "RecycleLead" => json!({"lead_id": LEAD, "reason": "idle"}),
        "MergeLeads" => json!({"survivor_id": LEAD, "duplicate_id": OTHER_LEAD}),
        "DismissDuplicate" | "RestoreDuplicate" => json!({
            "kind": "lead", "first_id": LEAD, "second_id": OTHER_LEAD, "reason": "colleagues",
        }),
        "PlanLeadContacts" => json!({
            "lead_id": LEAD, "plan": "inbound", "starts_at": "2024-03-05T09:00:00+08:00",
        }),
        "StopLeadContacts" => json!({"lead_id": LEAD, "reason": "asked for a call next year"}),
        "AnswerQuestionnaire" => json!({
            "lead_id": LEAD, "questionnaire": "bant",
            "answers": {"budget": "40,000 for this year", "timetable": "before the fair"},
        }),
        "ConvertLead" => json!({
            "lead_id": LEAD,
            "account": {"mode": "create", "id": ACCOUNT, "fields": {"name": "Lumen Optics Ltd"}},
            "contact": {"mode": "create", "id": CONTACT},
            "opportunity": {"opportunity_id": DEAL, "name": "Sensors for line 3",
                "amount": {"amount": "120000.00", "currency": "CNY"},
                "expected_close": "2026-09-30"},
        }),
        "ChangeAccountOwner" => json!({
            "account_id": ACCOUNT, "owner_id": SUCCESSOR, "reason": "territory change",
            "include": ["open_opportunities"],
        }),
        "OpenOpportunity" => json!({
            "account_id": ACCOUNT, "name": "Spare parts 2026",
            "amount": {"amount": "8000.00", "currency": "CNY"}, "expected_close": "2026-06-30",
        }),
        "ChangeOpportunityStage" => json!({
            "opportunity_id": DEAL, "stage": "need_confirmed",
            "criteria": {"talk_done": true, "scenario_confirmed": true,
                "decision_maker_known": true, "rough_budget": true},
        }),
        "WinOpportunity" => json!({"opportunity_id": DEAL, "reason": "product_fit"}),
        "LoseOpportunity" => json!({"opportunity_id": DEAL, "reason": "price"}),
        _ => return customer(name).or_else(|| deal(name)),
    })
}

fn customer(name: &str) -> Option<Json> {
    Some(match name {
        "CreateAccount" => json!({
            "account_id": HOLDING, "name": "Lumen Holding Ltd", "industry": "optics",
            "region": "east", "grade": "A", "tags": ["annual contract"],
            "revenue": {"amount": "48000000.00", "currency": "CNY"},
            "website": "https://www.lumen-holding.example", "owner_id": USER,
        }),
        "UpdateAccount" => json!({
            "account_id": HOLDING, "grade": "B", "need": "sensors in days, not weeks",
            "add_tags": ["export"], "address": null,
        }),
        "LinkAccounts" | "UnlinkAccounts" => json!({
            "account_id": ACCOUNT, "other_id": HOLDING, "relation": "parent",
        }),
        "CreateContact" => json!({
            "contact_id": CONTACT, "account_id": HOLDING, "person_name": "Ada Sun",
            "email": "ada@lumen.example", "decision_role": "decision_maker", "influence": "high",
            "main": true,
        }),
        "UpdateContact" => json!({
            "contact_id": CONTACT, "title": "Head of procurement", "style": "short and by phone",
        }),
        "MergeAccounts" => json!({
            "survivor_id": HOLDING, "duplicate_id": OTHER_ACCOUNT, "reason": "entered twice",
        }),
        "MergeContacts" => json!({
            "survivor_id": CONTACT, "duplicate_id": OTHER_CONTACT, "reason": "entered twice",
        }),
        "LinkContacts" | "UnlinkContacts" => json!({
            "contact_id": CONTACT, "other_id": OTHER_CONTACT, "relation": "advises",
        }),
        "ReviewAccountGrade" => json!({
            "account_id": HOLDING, "grade": "A", "note": "two new plants next year",
        }),
        "HandOverAccount" => json!({
            "account_id": HOLDING, "to": SUCCESSOR, "reason": "territory change",
            "effective_on": "2026-01-31", "joint_visit_planned_on": "2026-01-20",
            "documents": [{"name": "Account plan", "url": "https://docs.example/plan-17"}],
            "background": "with us since 2019, buys through the holding",
            "include": ["open_opportunities"],
        }),
        "UpdateAccountHandover" => json!({
            "account_id": HOLDING, "joint_visit_interaction_id": VISIT,
        }),
        "CompleteAccountHandover" => json!({"account_id": HOLDING}),
        "CancelAccountHandover" => json!({"account_id": HOLDING, "reason": "stays as it is"}),
        "LogInteraction" => json!({
            "contact_id": CONTACT, "channel": "call", "direction": "outbound",
            "outcome": "reached", "sentiment": "positive", "note": "wants samples",
            "duration_seconds": 600, "next_action": "send samples",
            "next_at": "2026-03-05T09:00:00+08:00", "priority": "high",
        }),
        "RecordOrder" => json!({
            "order_id": ORDER, "account_id": HOLDING, "product": "sensors",
            "amount": {"amount": "8000.00", "currency": "CNY"}, "ordered_at": "2024-03-04",
        }),
        "CreateRecord" => json!({
            "record_id": RECORD, "object": "machine", "of_id": HOLDING, "name": "Scanner 3",
        }),
        "UpdateRecord" => json!({"record_id": RECORD, "name": "Scanner 3, hall B"}),
        "RemoveRecord" => json!({"record_id": RECORD, "reason": "scrapped"}),
        "CancelOrder" => json!({"order_id": ORDER, "reason": "ordered twice"}),
        "RecordContract" => json!({
            "account_id": HOLDING, "starts_on": "2026-01-01", "ends_on": "2026-12-31",
            "amount": {"amount": "90000.00", "currency": "CNY"},
        }),
        _ => return None,
    })
}

fn deal(name: &str) -> Option<Json> {
    Some(match name {
        "ReopenOpportunity" => json!({"opportunity_id": DEAL, "reason": "new budget"}),
        "UpdateOpportunity" => json!({
            "opportunity_id": DEAL, "competitors": ["Photon AG"], "next_step": "send the offer",
            "next_step_on": "2026-05-04",
            "documents": [{"name": "Offer", "url": "https://docs.example/offer-17"}],
        }),
        "ChangeOpportunityAmount" => json!({
            "opportunity_id": DEAL, "amount": {"amount": "95000.00", "currency": "CNY"},
        }),
        "ChangeExpectedClose" => json!({
            "opportunity_id": DEAL, "expected_close": "2026-10-31", "reason": "budget moved",
        }),
        "ChangeOpportunityOwner" => json!({
            "opportunity_id": DEAL, "owner_id": SUCCESSOR, "reason": "territory change",
        }),
        "OverrideProbability" => json!({
            "opportunity_id": DEAL, "probability": "60", "reason": "letter of intent",
        }),
        "RequestStageApproval" => json!({"opportunity_id": DEAL, "stage": "negotiation"}),
        "ApproveStage" => json!({
            "opportunity_id": DEAL, "stage": "negotiation", "price": true, "feasibility": true,
        }),
        "RejectStage" => json!({
            "opportunity_id": DEAL, "stage": "negotiation", "reason": "below cost",
        }),
        "MarkOpportunityRisk" => json!({
            "opportunity_id": DEAL, "risk": "budget", "level": "high",
        }),
        "ClearOpportunityRisk" => json!({"opportunity_id": DEAL, "risk": "budget"}),
        "SetMilestone" => json!({
            "opportunity_id": DEAL, "milestone": "pilot", "name": "Pilot line",
            "due_on": "2026-05-31",
        }),
        "CompleteMilestone" => json!({"opportunity_id": DEAL, "milestone": "pilot"}),
        "SetBuyingRole" => json!({
            "opportunity_id": DEAL, "contact_id": CONTACT, "role": "decision_maker",
        }),
        _ => return setting(name),
    })
}

fn setting(name: &str) -> Option<Json> {
    Some(match name {
        "DefineTenant" => json!({"time_zone": "Asia/Shanghai", "base_currency": "CNY"}),
        "DefineScoringModel" => json!({
            "icp": {"industries": ["Optics", "Machinery"], "size_min": 50, "size_max": 500},
            "behaviour": {"whitepaper_downloaded": 15}, "mql_total": 80,
            "activity": {"calls": ["call", "video"], "touch_days": 5},
        }),
        "DefinePipeline" => json!({
            "key": "renewals",
            "stages": [
                {"key": "due", "probability": "60", "kind": "open"},
                {"key": "agreed", "probability": "90", "kind": "open", "criteria": ["price_confirmed"]},
                {"key": "won", "probability": "100", "kind": "won"},
                {"key": "lost", "probability": "0", "kind": "lost"},
            ],
        }),
        "DefineConversionRules" => json!({
            "based_on": "strict", "required_fields": ["interest", "industry"],
            "effective_from": "2027-01-01T00:00:00Z",
        }),
        "DefineCodes" => json!({"key": "loss", "codes": ["price", "competitor", "merger"]}),
        "DefineDictionary" => json!({
            "key": "industry",
            "values": [
                {"name": "Software", "aliases": ["IT", "SaaS"], "code": "I65"},
                {"name": "Machinery", "aliases": ["mechanical engineering"], "code": "C34"},
            ],
        }),
        "DefineCompleteness" => json!({"key": "account", "goal": "0.9"}),
        "DefineView" => json!({
            "key": "silent", "list": "accounts", "name": "Core customers without contact",
            "filter": {"all": [
                {"field": "grade", "is": "A"}, {"field": "quiet_since", "to": {"ago": "90d"}},
            ]},
            "sort": "quiet_since", "shared": true,
        }),
        "DefineQuestionnaire" => json!({
            "key": "champ", "questions": [
                {"key": "challenges", "label": "What hurts most?", "kind": "text",
                    "required": true},
                {"key": "money", "label": "Which budget is there?", "kind": "number",
                    "required": true},
                {"key": "prioritisation", "label": "How urgent is it?", "kind": "code",
                    "codes": ["now", "this_year", "later"], "required": false},
            ],
        }),
        "DefineTimeline" => json!({"importance": {"OrderRecorded": "medium"}, "otherwise": "low"}),
        "DefineAccountRules" => json!({
            "tags": [{"tag": "fair", "when": {"field": "source", "like": "*fair*"}}],
            "grades": [
                {"grade": "A", "amount_min": "500000", "orders_min": 4},
                {"grade": "B", "orders_min": 2}, {"grade": "C"},
            ],
            "rhythm": [{"grade": "A", "days": 7}, {"grade": "B", "days": 30}],
            "handover": {"both_attend": false},
        }),
        _ => return of_own_work(name),
    })
}

/// Fields and objects that a tenant defines, and how its people work.
fn of_own_work(name: &str) -> Option<Json> {
    Some(match name {
        "DefineDuplicates" => json!({
            "add_generic_domains": ["mail.example"],
            "lead_keys": ["corporate_email", "email_and_company"],
            "similarity": "0.95", "rate_goal": "0.01",
        }),
        "DefineContactPlan" => json!({
            "key": "partner_referral",
            "steps": [
                {"channel": "call", "after": {"value": 4, "unit": "hour"}, "note": "who sent them"},
                {"channel": "meeting", "after": {"value": 5, "unit": "day"}},
            ],
        }),
        "DefineTemplate" => json!({
            "key": "hospital",
            "values": {"industry": "health", "grade": "B", "tags": ["hospital", "tender"]},
        }),
        "DefineObject" => json!({"key": "machine", "name": "Machine", "of": "account"}),
        "DefineFields" => json!({
            "key": "account",
            "fields": [
                {"key": "hospital_level", "label": "Level", "type": "code",
                    "codes": ["3A", "3B", "2A"], "required": true},
                {"key": "bed_count", "label": "Beds", "type": "number", "min": "1"},
            ],
        }),
        _ => return None,
    })
}

/// A bulk action.
pub fn bulk_action() -> Json {
    json!({
        "on": "leads", "filter": {"field": "region", "is": "east"},
        "assign": {"owner_id": SUCCESSOR, "reason": "territory"},
    })
}

/// What one of them answers.
fn command_answer() -> Json {
    json!({
        "stream": {"type": "lead", "id": LEAD}, "revision": 1, "position": 42,
        "events": [{"type": "LeadCreated", "data": {"source": "webinar"}}], "replayed": false,
    })
}

/// Two lines of a batch.
pub fn batch() -> Json {
    let line = json!({
        "command": "CreateLead", "idempotency_key": "web-10042",
        "data": {"person_name": "Ada Sun", "email": "ada@lumen.example", "source": "webinar"},
    });
    format!("{line}\n").into()
}

/// What it answers.
pub fn batch_answer() -> Json {
    let mut line = command_answer();
    line["line"] = 1.into();
    line["status"] = 201.into();
    format!("{line}\n").into()
}
