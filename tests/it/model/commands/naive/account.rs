//! Accounts: made, changed, linked, handed over.

use serde_json::{Value as Json, json};

use super::words::{addressed, company, domain, host};
use super::wrongs::Wrongs;
use super::{Judged, Record, Refused, Sent, World, done, fields, listed, made, none_of, refused};

pub const KNOWN: [&str; 12] = [
    "name",
    "industry",
    "size",
    "region",
    "grade",
    "website",
    "phone",
    "address",
    "need",
    "parent_id",
    "life_cycle",
    "external_id",
];

/// The domain of a host, unless it is a mail provider's.
fn own_domain(host: &str) -> Option<String> {
    host.contains('.').then(|| domain(host)).filter(|domain| domain != "gmail.com")
}

/// The domain that a body gives: none if it says nothing, a refusal if it can't be one.
fn given_domain(body: &Json) -> Result<Option<String>, Refused> {
    let Some(given) = body["domain"].as_str() else { return Ok(None) };
    own_domain(given).map(Some).ok_or_else(|| fields("invalid", &["domain"]))
}

/// Tags without repetitions.
pub fn distinct(tags: impl IntoIterator<Item = Json>) -> Json {
    let mut distinct: Vec<Json> = Vec::new();
    for tag in tags {
        if !distinct.contains(&tag) {
            distinct.push(tag);
        }
    }
    json!(distinct)
}

/// What an account is found by.
pub fn keys(account: &Json) -> Vec<(&'static str, Json)> {
    let text = |field: &str| account[field].as_str().unwrap_or_default();
    let name = json!([company(text("name")), text("region").to_lowercase()]);
    let keys = [
        ("domain", account["domain"].clone()),
        ("name", name),
        ("external_id", account["external_id"].clone()),
    ];
    keys.into_iter().filter(|(_, key)| !key.is_null()).collect()
}

impl World {
    /// A name that is emptied, and codes that their lists don't have.
    fn checked(&self, body: &Json, sent: &Sent) -> Result<(), Refused> {
        let of = |field: &str, list: &str| {
            let listed = listed(field, body[field].as_str(), &self.codes(list, sent));
            listed.err().map_or(vec![], |refused| refused.fields)
        };
        let name = body.get("name").filter(|name| name.is_null()).map(|_| "name".to_owned());
        let codes = [of("grade", "grade"), of("life_cycle", "life_cycle")].concat();
        let wrong: Vec<String> = name.into_iter().chain(codes).collect();
        if wrong.is_empty() { Ok(()) } else { Err(Refused { fields: wrong, ..refused("invalid") }) }
    }

    /// Accounts that hold one of these keys.
    pub fn accounts_with(
        &self,
        own: &str,
        wanted: &[(&'static str, Json)],
    ) -> Vec<(String, &'static str)> {
        let others = self.accounts.iter();
        let others = others.filter(|other| other.id != own && other.merged_into.is_none());
        let held = others.flat_map(|other| {
            let mut held: Vec<Json> = keys(&other.fields).iter().map(|key| json!(key)).collect();
            held.extend(other.fields["identities"].as_array().cloned().unwrap_or_default());
            let same = wanted.iter().filter(move |key| held.contains(&json!(key)));
            same.map(|(key, _)| (other.id.clone(), *key)).collect::<Vec<_>>()
        });
        held.collect()
    }

    /// The parent must be there and must not stand below.
    fn check_parent(&self, field: &str, id: &str, parent: &str) -> Result<(), Refused> {
        let mut above = Some(parent.to_owned());
        if parent != id && self.find("account", parent).is_none() {
            return Err(fields("unknown-reference", &[field]));
        }
        while let Some(next) = above {
            if next == id {
                return Err(fields("invalid", &[field]));
            }
            let account = self.find("account", &next);
            above = account.and_then(|a| a.fields["parent_id"].as_str().map(str::to_owned));
        }
        Ok(())
    }

    pub fn create_account(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let sent = &self.templated(sent.clone())?;
        let body = addressed(sent.data.clone());
        let mut wrong = Wrongs::default();
        wrong.note(self.checked(&body, sent));
        let custom = self.custom_made(("account", "custom"), &body["custom"], json!({}), sent);
        let custom = wrong.note(custom).unwrap_or_default();
        let domain = wrong.note(given_domain(&body)).flatten();
        let given = sent.text("account_id");
        if let Some(parent) = body["parent_id"].as_str() {
            wrong.note(self.check_parent("parent_id", given.unwrap_or_default(), parent));
        }
        let taken = given.filter(|id| self.find("account", id).is_some());
        wrong.note(none_of("account", taken.map(|id| (id.into(), "id")).into_iter().collect()));
        let mut account =
            Record::new("", json!({"links": [], "created_at": sent.when(), "custom": custom}));
        account.put(&body, &KNOWN);
        account.put(&body, &["owner_id"]);
        account.fields["tags"] = distinct(body["tags"].as_array().cloned().unwrap_or_default());
        let site = body["website"].as_str().and_then(|site| own_domain(host(site)));
        account.fields["domain"] = json!(domain.or(site));
        let held = self.accounts_with(given.unwrap_or_default(), &keys(&account.fields));
        wrong.note(none_of("account", held));
        wrong.finish()?;
        if account.has("grade") {
            account.fields["grade_reviewed_at"] = sent.when();
        }
        account.fields["tags"] = self.tagged(&account.fields, &Json::Null, sent);
        account.id = self.id(given, "account", answer);
        let id = account.id.clone();
        self.accounts.push(account);
        made("account", &id, vec!["AccountCreated"])
    }

    pub fn update_account(&mut self, sent: &Sent) -> Judged {
        let id = sent.text("account_id").unwrap_or_default().to_owned();
        let before = self.find("account", &id).ok_or(refused("unknown-target"))?.clone();
        let body = addressed(sent.data.clone());
        let mut wrong = Wrongs::default();
        wrong.note(self.checked(&body, sent));
        let had = &before.fields["custom"];
        let custom = wrong.note(self.custom_changed("account", &body["custom"], had, sent));
        wrong.finish()?;
        let mut after = before.clone();
        after.fields["custom"] = custom.unwrap_or_default();
        let domain = given_domain(&body)?;
        if body.get("domain").is_some() {
            after.fields["domain"] = json!(domain);
        } else if let Some(site) = body["website"].as_str().filter(|_| !before.has("domain")) {
            after.fields["domain"] = json!(own_domain(host(site)));
        }
        after.put(&body, &KNOWN);
        after.fields["tags"] = tags(&before.fields["tags"], &body);
        if before.fields["parent_id"] != after.fields["parent_id"]
            && let Some(parent) = after.fields["parent_id"].as_str()
        {
            self.check_parent("parent_id", &id, parent)?;
        }
        if plain(&before.fields) == plain(&after.fields) {
            return done("account", &id, vec![]);
        }
        let held = keys(&before.fields);
        let new: Vec<_> = keys(&after.fields).into_iter().filter(|k| !held.contains(k)).collect();
        none_of("account", self.accounts_with(&id, &new))?;
        if before.fields["grade"] != after.fields["grade"] {
            let given = after.has("grade");
            after.fields["grade_reviewed_at"] = if given { sent.when() } else { Json::Null };
        }
        after.revision += 1;
        *self.find_mut("account", &id) = after;
        done("account", &id, vec!["AccountUpdated"])
    }

    pub fn change_account_owner(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let id = sent.text("account_id").unwrap_or_default().to_owned();
        let account = self.find("account", &id).ok_or(refused("unknown-target"))?;
        let (owner, reason) = (sent.data["owner_id"].clone(), sent.data["reason"].clone());
        let before = account.fields["owner_id"].clone();
        let mut events = Vec::new();
        if before != owner {
            let account = self.find_mut("account", &id);
            account.fields["owner_id"] = owner.clone();
            account.revision += 1;
            self.hand(sent, ("account", &id), &before, &owner, &reason);
            events.push("AccountOwnerChanged");
        }
        let include = sent.data["include"].as_array().cloned().unwrap_or_default();
        let mine = |deal: &&Record| {
            deal.is("account_id", &id)
                && deal.is("state", "open")
                && deal.fields["owner_id"] != owner
        };
        let mut deals: Vec<Record> = match include.contains(&json!("open_opportunities")) {
            true => self.deals.iter().filter(mine).cloned().collect(),
            false => vec![],
        };
        // In which order several change hands is nobody's promise.
        let told = answer["streams"].to_string();
        deals.sort_by_key(|deal| told.find(&deal.id));
        for deal in &deals {
            let changed = self.find_mut("opportunity", &deal.id);
            changed.fields["owner_id"] = owner.clone();
            changed.revision += 1;
            let of = ("opportunity", deal.id.as_str());
            self.hand(sent, of, &deal.fields["owner_id"], &owner, &reason);
            events.push("OpportunityOwnerChanged");
        }
        done("account", &id, events)
    }

    pub fn link_accounts(&mut self, sent: &Sent) -> Judged {
        let named = |field: &str| sent.text(field).unwrap_or_default().to_owned();
        let (id, other, relation) = (named("account_id"), named("other_id"), named("relation"));
        let account = self.find("account", &id).ok_or(refused("unknown-target"))?.clone();
        let (parent, link) = (relation == "parent", json!([other, relation]));
        let there = match parent {
            true => account.is("parent_id", &other),
            false => account.fields["links"].as_array().expect("a list").contains(&link),
        };
        let joins = sent.command == "LinkAccounts";
        if joins {
            let listed = listed("relation", Some(&relation), &self.codes("relation", sent));
            let mut wrong = listed.err().map_or(vec![], |refused| refused.fields);
            wrong.extend((id == other).then(|| "other_id".to_owned()));
            if !wrong.is_empty() {
                return Err(Refused { fields: wrong, ..refused("invalid") });
            }
            if self.find("account", &other).is_none() {
                return Err(fields("unknown-reference", &["other_id"]));
            }
        }
        if there == joins {
            return done("account", &id, vec![]);
        }
        if joins && parent {
            if account.has("parent_id") {
                return Err(refused("wrong-state"));
            }
            self.check_parent("other_id", &id, &other)?;
        }
        let event = if joins { "AccountsLinked" } else { "AccountsUnlinked" };
        let mut events = self.find_mut("account", &id).link(joins, &other, &relation);
        if relation == "partner" {
            events += self.find_mut("account", &other).link(joins, &id, &relation);
        }
        done("account", &id, vec![event; events])
    }
}

impl Record {
    /// Links or unlinks it; how many events that leaves. Two links to accounts that turned out to be
    /// one stand beside each other, and both are taken back.
    fn link(&mut self, joins: bool, other: &str, relation: &str) -> usize {
        let link = json!([other, relation]);
        let links = self.fields["links"].as_array_mut().expect("a list");
        let there = links.iter().filter(|known| **known == link).count();
        let events = if joins || relation == "parent" { 1 } else { there };
        self.revision += events as u64;
        if relation == "parent" {
            self.fields["parent_id"] = if joins { json!(other) } else { Json::Null };
            return events;
        }
        links.retain(|known| *known != link);
        links.extend(joins.then_some(link));
        events
    }
}

/// The tags from now on: the whole list or the old one, with more and without some.
fn tags(before: &Json, body: &Json) -> Json {
    let list = |value: &Json| value.as_array().cloned().unwrap_or_default();
    let whole = body.get("tags").unwrap_or(before);
    let gone = list(&body["remove_tags"]);
    let all = list(whole).into_iter().chain(list(&body["add_tags"]));
    distinct(all.filter(|tag| !gone.contains(tag)))
}

/// Fields with absent and null alike.
fn plain(fields: &Json) -> Json {
    let mut fields = fields.clone();
    fields.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
    fields
}
