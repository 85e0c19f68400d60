//! A tenant that has something of everything, and what is asked of it.

use kith_tests::Client;
use kith_tests::samples::with;
use serde_json::{Value as Json, json};

use crate::contract::examples::described;

const LEAD: &str = "0197c0de-0000-7000-8000-000000000001";
const DEAL: &str = "0197c0de-0000-7000-8000-000000000003";
const HOLDING: &str = "0197c0de-0000-7000-8000-000000000006";
const CONTACT: &str = "0197c0de-0000-7000-8000-000000000008";
const WAITING: &str = "0197c0de-0000-7000-8000-000000000009";
const VISIT: &str = "0197c0de-0000-7000-8000-00000000000c";
const RECORD: &str = "0197c0de-0000-7000-8000-00000000000d";
const BULK: &str = "0197c0de-0000-7000-8000-00000000000e";
const TWIN: &str = "0197c0de-0000-7000-8000-00000000000f";

/// The day after the last thing that happened: what time alone changes stays as it is.
const AS_OF: &str = "2024-03-20";

/// What happens, in this order and one a minute: a command, and what differs from its example.
fn acts() -> Vec<(&'static str, Json)> {
    let waiting = json!({"lead_id": WAITING, "email": "ada.sun@lumen.example"});
    let twin_lead = json!({"lead_id": TWIN, "email": "a.sun@lumen.example"});
    let twin_account = json!({"account_id": TWIN, "website": null, "name": "Lumen Holdings"});
    let twin_contact = json!({"contact_id": TWIN, "account_id": TWIN, "main": null});
    let visit = json!({"interaction_id": VISIT, "account_id": HOLDING, "opportunity_id": DEAL});
    let at_holding = json!({"account_id": HOLDING});
    let nothing = || json!({});
    vec![
        ("CreateLead", nothing()),
        ("RecordLeadBehavior", nothing()),
        ("PlanLeadContacts", nothing()),
        ("LogLeadContact", nothing()),
        ("AnswerQuestionnaire", nothing()),
        ("QualifyLead", nothing()),
        ("CreateAccount", nothing()),
        ("CreateContact", nothing()),
        (
            "ConvertLead",
            json!({"account": {"mode": "use", "id": HOLDING},
            "contact": {"mode": "use", "id": CONTACT}}),
        ),
        ("ChangeOpportunityStage", nothing()),
        ("SetMilestone", nothing()),
        ("MarkOpportunityRisk", nothing()),
        ("SetBuyingRole", nothing()),
        ("RecordOrder", at_holding.clone()),
        ("RecordContract", at_holding),
        ("LogInteraction", visit),
        ("DefineObject", nothing()),
        ("CreateRecord", nothing()),
        ("DefineView", nothing()),
        ("CreateAccount", twin_account),
        ("CreateContact", twin_contact),
        ("LinkContacts", json!({"other_id": TWIN})),
        ("CreateLead", waiting),
        ("CreateLead", twin_lead),
        ("HandOverAccount", nothing()),
        ("ChangeAccountOwner", json!({"account_id": TWIN})),
    ]
}

/// Fills a tenant.
pub fn fill(client: &Client) {
    let examples = described(client);
    for (minute, (name, changes)) in acts().into_iter().enumerate() {
        let example = examples.iter().find(|one| one.name == name).expect("it is described");
        let body = with(example.example.clone(), changes);
        let at = format!("2024-03-04T09:{minute:02}:00Z");
        let answer = client.post(name, &body).at(&at).send();
        assert!(answer.status < 300, "{name}: {}", answer.text());
    }
    let description = client.read("/openapi.json");
    let post = &description["paths"]["/v1/bulk-actions"]["post"];
    let example = &post["requestBody"]["content"]["application/json"]["example"];
    let body = with(example.clone(), json!({"bulk_id": BULK}));
    client.request("POST", "/v1/bulk-actions").json(&body).send().status(200);
}

/// The record that a page is asked of.
pub fn record(path: &str) -> Option<&'static str> {
    let kind = path.strip_prefix("/v1/")?.split_once("/{id}")?.0;
    Some(match kind {
        "leads" => LEAD,
        "accounts" => HOLDING,
        "contacts" => CONTACT,
        "opportunities" => DEAL,
        "interactions" => VISIT,
        "records" => RECORD,
        "bulk-actions" => BULK,
        _ => panic!("which of the {kind} is an example?"),
    })
}

/// The address that is asked for a path of the description.
pub fn address(path: &str, operation: &Json) -> String {
    let mut address = path.replace("{id}", record(path).unwrap_or_default());
    let legal = |name: &str| {
        let all = operation["parameters"].as_array().into_iter().flatten();
        all.clone().any(|one| one["name"] == name)
    };
    let mut add = |pair: &str| {
        let mark = if address.contains('?') { '&' } else { '?' };
        address = format!("{address}{mark}{pair}");
    };
    // A bulk action takes no business time: it is of the day of the run.
    if legal("as_of") && !path.starts_with("/v1/bulk-actions") {
        add(&format!("as_of={AS_OF}"));
    }
    match path {
        "/v1/settings" => add("kind=view"),
        "/v1/views" => add("list=accounts"),
        "/v1/events" => add("limit=1"),
        "/v1/accounts/{id}/timeline" | "/v1/audit" => add("limit=2"),
        _ if legal("limit") => add("limit=1"),
        _ => {}
    }
    address
}
