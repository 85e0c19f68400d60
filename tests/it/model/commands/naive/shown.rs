//! What the lists must show, newest first.

mod fields;

use serde_json::{Value as Json, json};

use super::{NOW, Record, World};
use fields::{ACCOUNT, CONTACT, CONTRACT, DEAL, INTERACTION, LEAD, ORDER, RECORD};

/// The lists by their paths, each with its records as they must be shown.
pub fn lists(world: &World) -> Vec<(&'static str, Vec<Json>)> {
    let plain = |all: &[Record], fields: &[&str]| -> Vec<Json> {
        all.iter().rev().map(|record| of(record, fields)).collect()
    };
    fn shown(all: &[Record]) -> impl Iterator<Item = &Record> {
        all.iter().rev().filter(|record| record.merged_into.is_none())
    }
    vec![
        ("/v1/leads", shown(&world.leads).map(|l| world.lead(l)).collect()),
        ("/v1/accounts", shown(&world.accounts).map(|a| world.account(a)).collect()),
        ("/v1/contacts", shown(&world.contacts).map(|c| world.contact(c)).collect()),
        ("/v1/opportunities", world.deals.iter().rev().map(deal).collect()),
        (
            "/v1/interactions",
            world.interactions.iter().rev().map(|c| world.interaction(c)).collect(),
        ),
        ("/v1/orders", plain(&world.orders, ORDER)),
        ("/v1/records", world.records_shown()),
        ("/v1/contracts", plain(&world.contracts, CONTRACT)),
        ("/v1/conversions", world.conversions.iter().rev().cloned().collect()),
        ("/v1/ownership-changes", world.handed.iter().rev().cloned().collect()),
    ]
}

fn of(record: &Record, fields: &[&str]) -> Json {
    let mut shown = json!({"id": record.id, "revision": record.revision});
    for field in fields {
        shown[*field] = record.fields[*field].clone();
    }
    shown["custom"] = pairs(&record.fields["custom"]);
    shown
}

/// An object as a list, of which nothing more may be told than is expected.
fn pairs(object: &Json) -> Json {
    object.as_object().into_iter().flatten().map(|(key, value)| json!([key, value])).collect()
}

fn lead(lead: &Record) -> Json {
    let mut shown = of(lead, LEAD);
    let number = |field: &str| lead.fields[field].as_i64().unwrap_or(0);
    shown["score"] = json!({"fit": number("fit"), "behaviour": number("behaviour"),
                            "total": lead.total()});
    shown["questionnaires"] = lead.questionnaires();
    shown["merged_ids"] = sorted(&lead.fields["merged_ids"]);
    shown["coarse_state"] = json!(match lead.fields["state"].as_str().unwrap_or_default() {
        "converted" => "converted",
        "disqualified" => "invalid",
        "nurturing" | "recycled" => "nurture",
        _ if !lead.has("owner_id") => "to_be_assigned",
        "new" => "new",
        _ => "following_up",
    });
    if lead.fields["merged_ids"] == json!([]) {
        shown["created_at"] = lead.fields["created_at"].clone();
    }
    shown
}

fn deal(deal: &Record) -> Json {
    let mut shown = of(deal, DEAL);
    let entries = |field: &str| deal.fields[field].as_object().expect("an object").clone();
    let risks = entries("risks").into_iter();
    shown["risks"] = risks.map(|(risk, level)| json!({"risk": risk, "level": level})).collect();
    let milestones = entries("milestones").into_iter();
    shown["milestones"] = milestones
        .map(|(key, of)| {
            json!({"milestone": key, "name": of["name"], "due_on": of["due_on"],
                   "done_on": of["done_on"]})
        })
        .collect();
    let roles = entries("roles").into_iter();
    shown["buying_roles"] =
        roles.map(|(who, role)| json!({"contact_id": who, "role": role})).collect();
    shown
}

impl World {
    fn lead(&self, record: &Record) -> Json {
        let mut shown = lead(record);
        shown["completeness"] = self.completeness("lead", record);
        shown
    }

    fn contact(&self, contact: &Record) -> Json {
        let mut shown = of(contact, CONTACT);
        shown["completeness"] = self.completeness("contact", contact);
        shown
    }

    fn interaction(&self, call: &Record) -> Json {
        let mut shown = of(call, INTERACTION);
        if let Some(lead) = call.fields["lead_id"].as_str() {
            shown["lead_id"] = json!(self.survivor(lead));
        }
        shown["completeness"] = self.completeness("interaction", call);
        shown
    }

    /// Records that were removed, which only their ids lead to.
    pub fn removed(&self) -> Vec<Json> {
        let gone = self.records.iter().rev().filter(|record| record.has("removed_at"));
        let gone = gone.map(|record| {
            let mut shown = self.record(record);
            for field in ["removed_at", "removed_reason"] {
                shown[field] = record.fields[field].clone();
            }
            shown
        });
        gone.collect()
    }

    fn records_shown(&self) -> Vec<Json> {
        let there = self.records.iter().rev().filter(|record| !record.has("removed_at"));
        there.map(|record| self.record(record)).collect()
    }

    fn record(&self, record: &Record) -> Json {
        let mut shown = of(record, RECORD);
        if let (Some(kind), Some(id)) = (shown["of"]["type"].as_str(), shown["of"]["id"].as_str()) {
            shown["of"] = json!({"type": kind, "id": self.meant(kind, id)});
        }
        shown
    }

    pub fn account(&self, account: &Record) -> Json {
        let mut shown = of(account, ACCOUNT);
        shown["completeness"] = self.completeness("account", account);
        let mine = |record: &&Record| record.is("account_id", &account.id);
        let main = self.contacts.iter().filter(mine).find(|c| c.fields["main"] == true);
        shown["main_contact_id"] = json!(main.map(|contact| contact.id.clone()));
        let latest = self.interactions.iter().filter(mine).map(|call| call.fields["at"].clone());
        shown["last_interaction_at"] =
            json!(latest.filter_map(|at| at.as_str().map(str::to_owned)).max());
        let orders: Vec<&Record> =
            self.orders.iter().filter(mine).filter(|order| !order.has("cancelled_at")).collect();
        let last = orders.iter().filter_map(|o| o.fields["ordered_at"].as_str()).max();
        shown["orders"] = json!({"count": orders.len(), "last_at": last});
        let care = self.care_of(account, &orders);
        for field in ["handover", "proposed_grade"] {
            shown[field] = care[field].clone();
        }
        let is_here = |lead: &&Record| {
            let written = lead.fields["account_id"].as_str();
            written.is_some_and(|id| self.meant("account", id) == account.id)
        };
        let leads = self.leads.iter().filter(is_here);
        let leads: Json = leads.map(|lead| json!(lead.id)).collect();
        shown["lead_ids"] = sorted(&leads);
        shown
    }
}

fn sorted(list: &Json) -> Json {
    let mut list: Vec<String> =
        list.as_array().into_iter().flatten().map(ToString::to_string).collect();
    list.sort();
    json!(list)
}

/// An answer's record in the same words.
pub fn told(mut record: Json) -> Json {
    for field in ["merged_ids", "lead_ids"] {
        if record[field].is_array() {
            record[field] = sorted(&record[field]);
        }
    }
    record["custom"] = pairs(&record["custom"]);
    for (field, key) in
        [("risks", "risk"), ("milestones", "milestone"), ("buying_roles", "contact_id")]
    {
        if let Some(list) = record.get_mut(field).and_then(Json::as_array_mut) {
            list.sort_by_key(|entry| entry[key].to_string());
        }
    }
    record
}

/// What is expected of a record in a list, which says less than the record by itself.
pub fn in_list(expected: &Json, told: &Json) -> Json {
    let mut expected = expected.clone();
    let fields = expected.as_object_mut().expect("a record is an object");
    fields.retain(|field, _| told.get(field).is_some());
    expected
}

/// Whether an answer says at least what was expected.
pub fn agrees(expected: &Json, told: &Json) -> bool {
    match (expected, told) {
        (Json::Object(expected), told) => {
            expected.iter().all(|(field, value)| agrees(value, &told[field]))
        }
        (Json::Array(expected), Json::Array(told)) => {
            let pairs = || expected.iter().zip(told);
            expected.len() == told.len() && pairs().all(|(one, other)| agrees(one, other))
        }
        (Json::Number(one), Json::Number(other)) => one.as_f64() == other.as_f64(),
        // Recorded in this run, so later than the year that the game plays in.
        (Json::String(now), Json::String(told)) if now == NOW => told.as_str() > "2026",
        (one, other) => one == other,
    }
}
