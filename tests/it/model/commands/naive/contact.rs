//! Contacts: made, changed, moved.

use serde_json::{Value as Json, json};

use super::words::addressed;
use super::wrongs::Wrongs;
use super::{Judged, Record, Refused, Sent, World, done, fields, listed, made, none_of, refused};

pub const KNOWN: [&str; 10] = [
    "person_name",
    "email",
    "phone",
    "title",
    "decision_role",
    "influence",
    "style",
    "preferences",
    "decision_factors",
    "external_id",
];

/// What a contact is found by: an address only at its account.
pub fn keys(contact: &Json) -> Vec<(&'static str, Json)> {
    let at =
        |value: Json| if value.is_null() { value } else { json!([contact["account_id"], value]) };
    let email = json!(contact["email"].as_str().map(str::to_lowercase));
    let keys = [
        ("email", at(email)),
        ("phone", at(contact["phone"].clone())),
        ("external_id", contact["external_id"].clone()),
    ];
    keys.into_iter().filter(|(_, key)| !key.is_null()).collect()
}

impl World {
    /// Contacts that hold one of these keys.
    pub fn contacts_with(
        &self,
        own: &str,
        wanted: &[(&'static str, Json)],
    ) -> Vec<(String, &'static str)> {
        let others = self.contacts.iter();
        let others = others.filter(|other| other.id != own && other.merged_into.is_none());
        let held = others.flat_map(|other| {
            let held: Vec<_> = other.faces().iter().flat_map(keys).collect();
            let same = wanted.iter().filter(move |key| held.contains(key));
            same.map(|(key, _)| (other.id.clone(), *key)).collect::<Vec<_>>()
        });
        held.collect()
    }

    /// Whom they report to must be at the account and must not stand below.
    fn check_superior(&self, id: &str, superior: &str, account: &Json) -> Result<(), Refused> {
        let found = self.find("contact", superior);
        if superior != id && found.is_none_or(|found| found.fields["account_id"] != *account) {
            return Err(fields("unknown-reference", &["reports_to"]));
        }
        let mut above = Some(superior.to_owned());
        while let Some(next) = above {
            if next == id {
                return Err(fields("invalid", &["reports_to"]));
            }
            let contact = self.find("contact", &next);
            above = contact.and_then(|c| c.fields["reports_to"].as_str().map(str::to_owned));
        }
        Ok(())
    }

    /// Ends the part of other main contacts; how many there were.
    fn only_main(&mut self, id: &str, account: &Json) -> usize {
        let others = self.contacts.iter_mut().filter(|other| {
            other.id != id && other.fields["account_id"] == *account && other.fields["main"] == true
        });
        others
            .map(|other| {
                other.fields["main"] = json!(false);
                other.revision += 1;
            })
            .count()
    }

    pub fn create_contact(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let (body, given) = (addressed(sent.data.clone()), sent.text("contact_id"));
        let mut wrong = Wrongs::default();
        let roles = self.codes("decision_role", sent);
        wrong.note(listed("decision_role", sent.text("decision_role"), &roles));
        let custom = self.custom_made(("contact", "custom"), &body["custom"], json!({}), sent);
        let custom = wrong.note(custom).unwrap_or_default();
        let account = self.find("account", sent.text("account_id").unwrap_or_default());
        let known = account.is_some();
        if !known {
            wrong.note::<()>(Err(fields("unknown-reference", &["account_id"])));
        }
        if let Some(superior) = body["reports_to"].as_str().filter(|_| known) {
            let id = given.unwrap_or_default();
            wrong.note(self.check_superior(id, superior, &body["account_id"]));
        }
        let taken = given.filter(|id| self.find("contact", id).is_some());
        wrong.note(none_of("contact", taken.map(|id| (id.into(), "id")).into_iter().collect()));
        let mut contact = Record::new("", json!({"created_at": sent.when(), "custom": custom}));
        contact.put(&body, &KNOWN);
        contact.put(&body, &["account_id", "reports_to"]);
        contact.fields["main"] = json!(body["main"] == true);
        let held = self.contacts_with(given.unwrap_or_default(), &keys(&contact.fields));
        wrong.note(none_of("contact", held));
        wrong.finish()?;
        contact.id = self.id(given, "contact", answer);
        let (id, main) = (contact.id.clone(), body["main"] == true);
        self.contacts.push(contact);
        let ended = if main { self.only_main(&id, &body["account_id"]) } else { 0 };
        made("contact", &id, [vec!["ContactCreated"], vec!["ContactUpdated"; ended]].concat())
    }

    pub fn update_contact(&mut self, sent: &Sent) -> Judged {
        let id = sent.text("contact_id").unwrap_or_default().to_owned();
        let before = self.find("contact", &id).ok_or(refused("unknown-target"))?.clone();
        let body = addressed(sent.data.clone());
        let emptied = |field: &&&str| body.get(**field).is_some_and(Json::is_null);
        let roles = self.codes("decision_role", sent);
        let role = listed("decision_role", sent.text("decision_role"), &roles).err();
        let wrong: Vec<String> = ["person_name", "account_id"]
            .iter()
            .filter(emptied)
            .map(|field| (*field).to_owned())
            .chain(role.map_or(vec![], |refused| refused.fields))
            .collect();
        let emptied = match wrong.is_empty() {
            true => Ok(()),
            false => Err(Refused { fields: wrong, ..refused("invalid") }),
        };
        let mut wrong = Wrongs::default();
        wrong.note(emptied);
        let had = &before.fields["custom"];
        let custom = wrong.note(self.custom_changed("contact", &body["custom"], had, sent));
        wrong.finish()?;
        let mut after = before.clone();
        let mut changed = after.put(&body, &KNOWN);
        let custom = custom.unwrap_or_default();
        changed |= after.fields["custom"] != custom;
        after.fields["custom"] = custom;
        changed |= after.put(&body, &["account_id"]);
        let (old, account) =
            (before.fields["account_id"].clone(), after.fields["account_id"].clone());
        let moves = old != account;
        if moves && self.find("account", account.as_str().unwrap_or_default()).is_none() {
            return Err(fields("unknown-reference", &["account_id"]));
        }
        let main = body.get("main").map(|main| *main == true);
        let main = json!(main.unwrap_or(!moves && before.fields["main"] == true));
        let reports_to = match body.get("reports_to") {
            Some(given) => given.clone(),
            None if moves => Json::Null,
            None => before.fields["reports_to"].clone(),
        };
        changed |= main != before.fields["main"] || reports_to != before.fields["reports_to"];
        after.fields["main"] = main.clone();
        after.fields["reports_to"] = reports_to.clone();
        if let Some(superior) =
            reports_to.as_str().filter(|_| moves || reports_to != before.fields["reports_to"])
        {
            self.check_superior(&id, superior, &account)?;
        }
        if !changed {
            return done("contact", &id, vec![]);
        }
        let held = keys(&before.fields);
        let new: Vec<_> = keys(&after.fields).into_iter().filter(|k| !held.contains(k)).collect();
        none_of("contact", self.contacts_with(&id, &new))?;
        after.revision += 1;
        *self.find_mut("contact", &id) = after;
        let mut others = 0;
        if main == true && (moves || before.fields["main"] != true) {
            others += self.only_main(&id, &account);
        }
        if moves {
            others += self.leave_behind(&id);
        }
        done("contact", &id, vec!["ContactUpdated"; 1 + others])
    }

    /// Those who reported to somebody that left report to nobody; how many they were.
    pub fn leave_behind(&mut self, id: &str) -> usize {
        let below = self.contacts.iter_mut().filter(|other| other.is("reports_to", id));
        below
            .map(|other| {
                other.fields["reports_to"] = Json::Null;
                other.revision += 1;
            })
            .count()
    }
}

impl Record {
    /// The contact as it is found by its own addresses, and by those of whoever was merged into it.
    pub fn faces(&self) -> Vec<Json> {
        let merged = self.fields["identities"].as_array().cloned().unwrap_or_default();
        let at = |mut face: Json| {
            face["account_id"] = self.fields["account_id"].clone();
            face
        };
        std::iter::once(self.fields.clone()).chain(merged.into_iter().map(at)).collect()
    }
}
