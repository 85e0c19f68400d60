//! Examples, as clients would send and get them.

use serde_json::{Value as Json, json};

const LEAD: &str = "0197c0de-0000-7000-8000-000000000001";
const ACCOUNT: &str = "0197c0de-0000-7000-8000-000000000002";
const DEAL: &str = "0197c0de-0000-7000-8000-000000000003";
const USER: &str = "0197c0de-0000-7000-8000-000000000004";

/// The body of a command; `None` for those without an example yet.
pub fn command(name: &str) -> Option<Json> {
    Some(match name {
        "CreateLead" => json!({
            "lead_id": LEAD, "company": "Lumen Optics", "person_name": "Ada Sun",
            "email": "ada@lumen.example", "source": "webinar", "region": "east",
            "product": "sensors", "owner_id": USER,
        }),
        "RecordLeadBehavior" => json!({"lead_id": LEAD, "behavior": "pricing_page_visited"}),
        "QualifyLead" => json!({
            "lead_id": LEAD, "level": "sql",
            "checklist": {"need": true, "decision_maker": true, "budget": true, "timeframe": true,
                "contact_verified": true},
        }),
        "DisqualifyLead" => json!({"lead_id": LEAD, "reason": "no_budget"}),
        "ConvertLead" => json!({
            "lead_id": LEAD,
            "account": {"mode": "create", "id": ACCOUNT, "fields": {"name": "Lumen Optics Ltd"}},
            "contact": {"mode": "create"},
            "opportunity": {"opportunity_id": DEAL, "name": "Sensors for line 3",
                "amount": {"amount": "120000.00", "currency": "CNY"},
                "expected_close": "2026-09-30"},
        }),
        "ChangeAccountOwner" => json!({
            "account_id": ACCOUNT, "owner_id": USER, "reason": "territory change",
            "include": ["open_opportunities"],
        }),
        "OpenOpportunity" => json!({
            "account_id": ACCOUNT, "name": "Spare parts 2026",
            "amount": {"amount": "8000.00", "currency": "CNY"}, "expected_close": "2026-06-30",
        }),
        "ChangeOpportunityStage" => json!({"opportunity_id": DEAL, "stage": "proposal"}),
        "WinOpportunity" => json!({"opportunity_id": DEAL}),
        "LoseOpportunity" => json!({"opportunity_id": DEAL, "reason": "price"}),
        "DefineTenant" => json!({"time_zone": "Asia/Shanghai", "base_currency": "CNY"}),
        _ => return None,
    })
}

/// What a command answers.
pub fn command_answer() -> Json {
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
