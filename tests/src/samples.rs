//! Bodies of commands that are legal as they stand, each of another company.

use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::client::Client;

/// Lists that are read page by page.
pub const LISTS: [&str; 11] = [
    "/v1/leads",
    "/v1/accounts",
    "/v1/contacts",
    "/v1/opportunities",
    "/v1/interactions",
    "/v1/orders",
    "/v1/contracts",
    "/v1/records",
    "/v1/conversions",
    "/v1/ownership-changes",
    "/v1/audit",
];

/// The id of the nth record of a kind: the same in every run.
pub fn id(kind: &str, n: u32) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{kind}:{n}").as_bytes()).to_string()
}

/// `CreateLead` of the nth lead.
pub fn lead(n: u32) -> Json {
    json!({
        "lead_id": id("lead", n),
        "company": format!("Company {n}"),
        "person_name": format!("Person {n}"),
        "email": format!("person{n}@company{n}.example"),
        "source": "web",
    })
}

/// The nth lead with these fields put over it; null takes one out.
pub fn lead_with(n: u32, changes: Json) -> Json {
    with(lead(n), changes)
}

/// A body with these fields put over it; null takes one out.
pub fn with(mut body: Json, changes: Json) -> Json {
    let Json::Object(changes) = changes else { panic!("changes are an object") };
    for (field, value) in changes {
        match value {
            Json::Null => drop(body.as_object_mut().expect("a body is one").remove(&field)),
            value => body[field] = value,
        }
    }
    body
}

/// `QualifyLead` to sql with all five questions answered with yes.
pub fn qualify(n: u32) -> Json {
    let yes = json!({"need": true, "decision_maker": true, "budget": true, "timeframe": true,
                     "contact_verified": true});
    json!({"lead_id": id("lead", n), "level": "sql", "checklist": yes})
}

/// `ConvertLead` with an opportunity.
pub fn convert(n: u32) -> Json {
    json!({
        "lead_id": id("lead", n),
        "account": {"mode": "match"},
        "opportunity": {
            "opportunity_id": id("opportunity", n),
            "name": format!("Deal {n}"),
            "amount": {"amount": "1200.50", "currency": "CNY"},
            "expected_close": "2024-06-30",
        },
    })
}

/// `WinOpportunity` of the deal that the nth lead's conversion opened.
pub fn win(n: u32) -> Json {
    json!({"opportunity_id": id("opportunity", n)})
}

/// Brings the nth lead to `sql` through the API.
pub fn make_sql(client: &Client, n: u32) {
    client.command("CreateLead", &lead(n)).status(201);
    client.command("QualifyLead", &qualify(n)).status(200);
}

/// Brings the nth lead to its conversion through the API.
pub fn make_converted(client: &Client, n: u32) {
    make_sql(client, n);
    client.command("ConvertLead", &convert(n)).status(200);
}

/// `CreateAccount` of the nth account.
pub fn account(n: u32) -> Json {
    json!({"account_id": id("account", n), "name": format!("Customer {n} Ltd"), "region": "east"})
}

/// `CreateContact` of the nth contact, at the nth account.
pub fn contact(n: u32) -> Json {
    json!({"contact_id": id("contact", n), "account_id": id("account", n),
           "person_name": format!("Contact {n}"), "email": format!("contact{n}@gmail.com")})
}

/// A condition as it stands in an address: the parameter `filter`.
pub fn filter(condition: &Json) -> String {
    let encoded: String = condition
        .to_string()
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).into() } else { format!("%{b:02X}") })
        .collect();
    format!("filter={encoded}")
}

/// Types of the events of an answer, in order.
pub fn event_types(answer: &Json) -> Vec<&str> {
    let events = answer["events"].as_array().expect("an answer lists events");
    events.iter().map(|event| event["type"].as_str().expect("an event has a type")).collect()
}

/// A token of another role or tenant.
pub fn token(admin: &Client, order: &Json) -> String {
    let made = admin.request("POST", "/v1/tokens").json(order).send().status(201).json();
    made["token"].as_str().expect("the answer has the token").to_owned()
}
