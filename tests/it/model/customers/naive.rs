//! The naive fold of customers: events in, lines of text out. It shares no code with the platform.

mod merged;

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::model::naive::text;

/// Fields of an account that are compared.
pub const ACCOUNT: &[&str] = &[
    "id",
    "name",
    "region",
    "tags",
    "parent_id",
    "relations",
    "main_contact_id",
    "revenue",
    "first_contact_at",
    "last_interaction_at",
    "next_action",
    "orders",
    "custom",
];
/// Fields of a contact that are compared.
pub const CONTACT: &[&str] = &[
    "id",
    "account_id",
    "decision_role",
    "main",
    "reports_to",
    "influences",
    "influenced_by",
    "custom",
];
/// Fields of a record that are compared.
pub const RECORD: &[&str] = &["id", "object", "name", "of", "custom"];
/// Fields of an order that are compared.
pub const ORDER: &[&str] = &["id", "account_id", "amount", "ordered_at", "cancelled_at"];
/// Fields of an interaction that are compared.
pub const INTERACTION: &[&str] = &["id", "account_id", "contact_id", "at", "next_at", "next_open"];

/// What records are to each other: it has no order.
const LINKS: [&str; 3] = ["relations", "influences", "influenced_by"];

/// A record as one line of some fields.
pub fn line(record: &Json, fields: &[&str]) -> String {
    let shown = |field: &&str| {
        let mut value = record[*field].clone();
        if let Some(links) = value.as_array_mut().filter(|_| LINKS.contains(field)) {
            links.sort_by_key(Json::to_string);
        }
        format!("{field}={value} ")
    };
    fields.iter().map(shown).collect()
}

/// Records of each kind, in the order in which they were made, and what merged ones turned out to
/// be.
#[derive(Default)]
pub struct Customers(BTreeMap<&'static str, Vec<Json>>, BTreeMap<String, Json>);

impl Customers {
    /// What these events say.
    pub fn of(events: &[&Json]) -> Self {
        let mut customers = Self::default();
        for event in events {
            customers.take(event);
        }
        customers
    }

    fn one(&mut self, kind: &'static str, id: &str) -> Option<&mut Json> {
        self.0.entry(kind).or_default().iter_mut().find(|record| record["id"] == id)
    }

    fn add(&mut self, kind: &'static str, id: &str, mut record: Json) {
        record["id"] = json!(id);
        if record["custom"].is_null() {
            record["custom"] = json!({});
        }
        self.0.entry(kind).or_default().push(record);
    }

    fn take(&mut self, event: &Json) {
        let (id, data) = (text(&event["stream"]["id"]), &event["data"]);
        match event["type"].as_str().unwrap() {
            "AccountCreated" => {
                self.add("account", &id, with_default(data, "tags", json!([])));
                self.link(&id, &data["parent_id"], "parent");
            }
            "ContactCreated" => {
                let mut contact = with_default(data, "main", json!(false));
                (contact["influences"], contact["influenced_by"]) = (json!([]), json!([]));
                self.add("contact", &id, contact);
            }
            "InteractionLogged" => self.add("interaction", &id, data.clone()),
            "OrderRecorded" => self.add("order", &id, data.clone()),
            "OrderCancelled" => {
                if let Some(order) = self.one("order", &id) {
                    order["cancelled_at"] = event["occurred_at"].clone();
                }
            }
            "AccountUpdated" => {
                self.change("account", &id, data);
                let changed = &data["parent_id"];
                self.unlink(&id, &changed["before"], "parent");
                self.link(&id, &changed["after"], "parent");
            }
            "ContactUpdated" => self.change("contact", &id, data),
            "RecordCreated" => {
                let mut record = data.clone();
                record["of"]["id"] = self.meant(&data["of"]["id"]);
                self.add("record", &id, record);
            }
            "RecordUpdated" => self.change("record", &id, data),
            "RecordRemoved" => {
                self.0.entry("record").or_default().retain(|record| record["id"] != id);
            }
            "AccountsLinked" => self.link(&id, &data["other_id"], &text(&data["relation"])),
            "AccountsUnlinked" => self.unlink(&id, &data["other_id"], &text(&data["relation"])),
            "AccountsMerged" => self.accounts_merged(&id, data),
            "AccountMergedInto" => self.one_less("account", &id, &data["survivor_id"]),
            "ContactsMerged" => self.contacts_merged(&id, data),
            "ContactsLinked" => self.sway(&id, data, true),
            "ContactsUnlinked" => self.sway(&id, data, false),
            "ContactMergedInto" => self.one_less("contact", &id, &data["survivor_id"]),
            _ => {}
        }
    }

    /// Takes over every field that is an object of before and after.
    fn change(&mut self, kind: &'static str, id: &str, data: &Json) {
        let Some(record) = self.one(kind, id) else { return };
        for (key, change) in data["custom"].as_object().into_iter().flatten() {
            let custom = record["custom"].as_object_mut().unwrap();
            match &change["after"] {
                Json::Null => drop(custom.remove(key)),
                value => drop(custom.insert(key.clone(), value.clone())),
            }
        }
        for (field, change) in data.as_object().unwrap() {
            if change.get("before").is_some() && field != "custom" {
                record[field] = change["after"].clone();
            }
        }
        if record["tags"].is_null() {
            record["tags"] = json!([]);
        }
    }

    /// Every side of a link with what stands there.
    fn sides(id: &str, other: &Json, relation: &str) -> Vec<(String, Json)> {
        let side = |account: &str, way| json!({"account_id": account, "relation": relation, "direction": way});
        match (other.as_str(), relation) {
            (None, _) => Vec::new(),
            (Some(other), "partner") => vec![(id.to_owned(), side(other, "mutual"))],
            (Some(other), _) => {
                vec![(id.to_owned(), side(other, "to")), (other.to_owned(), side(id, "from"))]
            }
        }
    }

    fn link(&mut self, id: &str, other: &Json, relation: &str) {
        for (on, side) in Self::sides(id, &self.meant(other), relation) {
            let Some(account) = self.one("account", &on) else { continue };
            let mut links = account["links"].as_array().cloned().unwrap_or_default();
            if !links.contains(&side) {
                links.push(side);
            }
            account["links"] = json!(links);
        }
    }

    fn unlink(&mut self, id: &str, other: &Json, relation: &str) {
        for (on, side) in Self::sides(id, &self.meant(other), relation) {
            let Some(account) = self.one("account", &on) else { continue };
            let mut links = account["links"].as_array().cloned().unwrap_or_default();
            links.retain(|known| *known != side);
            account["links"] = json!(links);
        }
    }

    /// Records of a kind, oldest first.
    pub fn all(&self, kind: &str) -> &[Json] {
        self.0.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Lines of accounts, newest first.
    pub fn accounts(&self) -> Vec<String> {
        self.all("account")
            .iter()
            .rev()
            .map(|account| line(&self.account(account), ACCOUNT))
            .collect()
    }

    /// An account with what is around it.
    pub fn account(&self, account: &Json) -> Json {
        let mut shown = account.clone();
        let id = &account["id"];
        let links = account["links"].as_array().cloned().unwrap_or_default();
        let parent = |link: &&Json| link["relation"] == "parent" && link["direction"] == "to";
        let parent = links.iter().find(parent).map(|link| link["account_id"].clone());
        shown["parent_id"] = json!(parent);
        shown["relations"] = json!(links);
        let main = |contact: &&Json| contact["account_id"] == *id && contact["main"] == true;
        let contacts = self.all("contact");
        shown["main_contact_id"] =
            contacts.iter().find(main).map_or(Json::Null, |c| c["id"].clone());
        if !account["revenue"].is_null() {
            let amount = format!("{}.00", text(&account["revenue"]["amount"]));
            shown["revenue"]["amount"] = json!(amount);
        }
        let with = |call: &&Json| call["account_id"] == *id;
        let calls = self.all("interaction").iter().filter(with);
        shown["first_contact_at"] = json!(calls.map(|call| text(&call["at"])).min());
        let last = self.last_with(id);
        shown["last_interaction_at"] = last.map_or(Json::Null, |last| last["at"].clone());
        let next = last.filter(|last| !last["next_at"].is_null());
        shown["next_action"] = next.map_or(
            Json::Null,
            |last| json!({"at": last["next_at"], "interaction_id": last["id"]}),
        );
        shown["orders"] = self.sums(id);
        shown
    }

    /// The latest interaction with an account; of two at once the later recorded.
    fn last_with(&self, account: &Json) -> Option<&Json> {
        let with = |call: &&Json| call["account_id"] == *account;
        self.all("interaction").iter().filter(with).max_by_key(|call| text(&call["at"]))
    }

    fn sums(&self, account: &Json) -> Json {
        let counts =
            |order: &&Json| order["account_id"] == *account && order["cancelled_at"].is_null();
        let orders: Vec<_> = self.all("order").iter().filter(counts).collect();
        let mut sums: BTreeMap<String, u64> = BTreeMap::new();
        for order in &orders {
            let amount: u64 = text(&order["amount"]["amount"]).parse().unwrap();
            *sums.entry(text(&order["amount"]["currency"])).or_default() += amount;
        }
        let amount = sums
            .into_iter()
            .map(|(currency, sum)| json!({"amount": format!("{sum}.00"), "currency": currency}));
        let last = orders.iter().map(|order| text(&order["ordered_at"])).max();
        json!({"count": orders.len(), "amount": amount.collect::<Vec<_>>(), "last_at": last})
    }

    /// Lines of contacts, newest first.
    pub fn contacts(&self) -> Vec<String> {
        self.all("contact").iter().rev().map(|contact| line(contact, CONTACT)).collect()
    }

    /// Lines of records, newest first.
    pub fn records(&self) -> Vec<String> {
        self.all("record").iter().rev().map(|record| line(record, RECORD)).collect()
    }

    /// Lines of orders, newest first.
    pub fn orders(&self) -> Vec<String> {
        let shown = |order: &Json| {
            let mut order = order.clone();
            let amount = format!("{}.00", text(&order["amount"]["amount"]));
            order["amount"]["amount"] = json!(amount);
            line(&order, ORDER)
        };
        self.all("order").iter().rev().map(shown).collect()
    }

    /// Lines of interactions, newest first.
    pub fn interactions(&self) -> Vec<String> {
        let calls = self.all("interaction").iter().rev();
        calls.map(|call| line(&self.opened(call), INTERACTION)).collect()
    }

    /// Lines of interactions whose step is open and due in the range, soonest first.
    pub fn due(&self, from: &str, to: &str) -> Vec<String> {
        let calls = self.all("interaction").iter().map(|call| self.opened(call));
        let within = |call: &Json| {
            let next = text(&call["next_at"]);
            call["next_open"] == true && from <= next.as_str() && next.as_str() < to
        };
        let mut due: Vec<Json> = calls.filter(within).collect();
        due.sort_by_key(|call| text(&call["next_at"]));
        due.iter().map(|call| line(call, INTERACTION)).collect()
    }

    fn opened(&self, call: &Json) -> Json {
        let mut call = call.clone();
        let latest =
            self.last_with(&call["account_id"]).is_some_and(|last| last["id"] == call["id"]);
        call["next_open"] = json!(latest && !call["next_at"].is_null());
        call
    }
}

fn with_default(data: &Json, field: &str, value: Json) -> Json {
    let mut record: Map<String, Json> = data.as_object().unwrap().clone();
    record.entry(field).or_insert(value);
    record.into()
}
