//! Accounts and contacts that turned out to be one, naively: whatever named the one that is gone names
//! the other.

use serde_json::{Value as Json, json};

use super::{Customers, text};

impl Customers {
    /// An account took in another one: links of both are its own, but for those between the two.
    pub(super) fn accounts_merged(&mut self, id: &str, data: &Json) {
        let other = data["duplicate_id"].clone();
        let Some(theirs) = self.one("account", &text(&other)).map(|d| d["links"].clone()) else {
            return;
        };
        for account in self.0.entry("account").or_default() {
            let own = account["id"] == id;
            let mut links = account["links"].as_array().cloned().unwrap_or_default();
            links.retain(|link| {
                link["account_id"] != other || (!own && link["direction"] != "from")
            });
            for link in links.iter_mut().filter(|link| link["account_id"] == other) {
                link["account_id"] = json!(id);
            }
            if own {
                let from = theirs.as_array().into_iter().flatten().cloned();
                links.extend(from.filter(|l| l["direction"] == "from" && l["account_id"] != id));
            }
            links.sort_by_key(Json::to_string);
            links.dedup();
            account["links"] = json!(links);
        }
        self.change("account", id, data);
        self.unlink(id, &data["parent_id"]["before"], "parent");
        self.link(id, &data["parent_id"]["after"], "parent");
        for link in data["links"].as_array().into_iter().flatten() {
            self.link(id, &link["other_id"], &text(&link["relation"]));
        }
    }

    /// A contact took in another one: on whom either had influence, it has.
    pub(super) fn contacts_merged(&mut self, id: &str, data: &Json) {
        self.change("contact", id, data);
        let other = data["duplicate_id"].clone();
        let theirs = self.one("contact", &text(&other)).cloned().unwrap_or_default();
        for contact in self.0.entry("contact").or_default() {
            for way in ["influences", "influenced_by"] {
                let mut links = contact[way].as_array().cloned().unwrap_or_default();
                if contact["id"] == id {
                    links.extend(theirs[way].as_array().into_iter().flatten().cloned());
                }
                for link in links.iter_mut().filter(|link| link["contact_id"] == other) {
                    link["contact_id"] = json!(id);
                }
                links.retain(|link| link["contact_id"] != contact["id"]);
                links.sort_by_key(Json::to_string);
                links.dedup();
                contact[way] = json!(links);
            }
        }
    }

    /// A contact has influence on another one, or has it no longer.
    pub(super) fn sway(&mut self, id: &str, data: &Json, is: bool) {
        let other = text(&self.meant(&data["other_id"]));
        if other == id {
            return;
        }
        for (on, to, way) in [(id, &*other, "influences"), (&*other, id, "influenced_by")] {
            let Some(contact) = self.one("contact", on) else { continue };
            let link = json!({"contact_id": to, "relation": data["relation"]});
            let mut links = contact[way].as_array().cloned().unwrap_or_default();
            links.retain(|known| *known != link);
            links.extend(is.then_some(link));
            contact[way] = json!(links);
        }
    }

    /// A record turned out to be another one: it is gone, and whatever named it names that one.
    pub(super) fn one_less(&mut self, kind: &'static str, id: &str, survivor: &Json) {
        let fields: &[&str] =
            if kind == "account" { &["account_id"] } else { &["contact_id", "reports_to"] };
        for records in self.0.values_mut() {
            for record in records {
                for field in fields {
                    if record[*field] == id {
                        record[*field] = survivor.clone();
                    }
                }
                if record["of"]["id"] == id {
                    record["of"]["id"] = survivor.clone();
                }
            }
        }
        self.0.entry(kind).or_default().retain(|record| record["id"] != id);
        self.1.insert(id.into(), survivor.clone());
    }

    /// The record that is meant by an id.
    pub(super) fn meant(&self, id: &Json) -> Json {
        id.as_str().and_then(|id| self.1.get(id)).map_or(id.clone(), |into| self.meant(into))
    }
}
