//! Kinds of record that the tenant defines, and their records.

use serde_json::{Value as Json, json};

use super::wrongs::Wrongs;
use super::{Judged, Record, Refused, Sent, World, done, fields, made, none_of, refused};

/// Keys that are kinds of record which everybody has.
const TAKEN: [&str; 4] = ["lead", "account", "contact", "opportunity"];

impl World {
    pub fn define_object(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let key = sent.text("key").unwrap_or_default().to_owned();
        let known = self.latest("object", &key).map(|known| known["of"].clone());
        let given = sent.text("of").map(|of| json!(of));
        let of = match (known, given) {
            (Some(known), Some(given)) if known != given => {
                return Err(fields("invalid", &["of"]));
            }
            (Some(of), _) | (None, Some(of)) => of,
            (None, None) => json!("none"),
        };
        if TAKEN.contains(&&*key) {
            return Err(fields("invalid", &["key"]));
        }
        let body = json!({"name": sent.data["name"], "of": of});
        self.publish(("object", &key), body, sent, answer)
    }

    pub fn create_record(&mut self, sent: &Sent, answer: &Json) -> Judged {
        let key = sent.text("object").unwrap_or_default().to_owned();
        let Some(object) = self.in_force("object", &key, &sent.when()) else {
            return Err(fields("unknown-reference", &["object"]));
        };
        let of = object["of"].as_str().filter(|of| *of != "none").map(str::to_owned);
        let mut wrong = Wrongs::default();
        let of = match (of, sent.text("of_id")) {
            (None, None) => Json::Null,
            (Some(of), Some(id)) => wrong.note(self.belongs(&of, id)).unwrap_or_default(),
            (_, _) => wrong.note(Err(fields("invalid", &["of_id"]))).unwrap_or_default(),
        };
        let custom = self.custom_made((&key, "custom"), &sent.data["custom"], json!({}), sent);
        let custom = wrong.note(custom);
        wrong.finish()?;
        let given = sent.text("record_id");
        let taken = given.filter(|id| self.find("record", id).is_some());
        none_of("record", taken.map(|id| (id.into(), "id")).into_iter().collect())?;
        none_of("record", self.records_like("", &sent.data["external_id"]))?;
        let id = self.id(given, "record", answer);
        let record = json!({"object": key, "name": sent.data["name"], "of": of,
            "custom": custom, "external_id": sent.data["external_id"],
            "created_at": sent.when(), "updated_at": sent.when()});
        self.records.push(Record::new(&id, record));
        made("record", &id, vec!["RecordCreated"])
    }

    /// What a record belongs to: there, and under the id that it goes by now.
    fn belongs(&self, kind: &str, id: &str) -> Result<Json, Refused> {
        let there = self.find(kind, id).ok_or_else(|| fields("unknown-reference", &["of_id"]));
        there.map(|_| json!({"type": kind, "id": self.meant(kind, id)}))
    }

    /// Records with this reference in another system, also those that were removed.
    fn records_like(&self, own: &str, reference: &Json) -> Vec<(String, &'static str)> {
        let same = |held: &&Record| {
            held.id != own && !reference.is_null() && held.fields["external_id"] == *reference
        };
        let held = self.records.iter().filter(same);
        held.map(|held| (held.id.clone(), "external_id")).collect()
    }

    pub fn update_record(&mut self, sent: &Sent) -> Judged {
        let id = sent.text("record_id").unwrap_or_default().to_owned();
        let before = self.find("record", &id).ok_or(refused("unknown-target"))?.clone();
        if before.has("removed_at") {
            return Err(refused("wrong-state"));
        }
        let (mut after, mut wrong) = (before.clone(), Wrongs::default());
        let mut changed = after.put(&sent.data, &["name", "external_id"]);
        if !after.has("name") {
            wrong.note::<()>(Err(fields("invalid", &["name"])));
        }
        let of = &before.fields["of"];
        match (of["type"].as_str(), sent.data.get("of_id")) {
            (_, None) | (None, Some(Json::Null)) => {}
            (Some(kind), Some(Json::String(id))) => {
                let other = wrong.note(self.belongs(kind, id)).unwrap_or_default();
                if other["id"] != self.meant(kind, of["id"].as_str().unwrap_or_default()) {
                    changed = true;
                    after.fields["of"] = other;
                }
            }
            (_, Some(_)) => drop(wrong.note::<()>(Err(fields("invalid", &["of_id"])))),
        }
        let (kind, had) =
            (before.fields["object"].as_str().expect("a key"), &before.fields["custom"]);
        let custom = wrong.note(self.custom_changed(kind, &sent.data["custom"], had, sent));
        wrong.finish()?;
        let custom = custom.unwrap_or_default();
        changed |= custom != *had;
        after.fields["custom"] = custom;
        if !changed {
            return done("record", &id, vec![]);
        }
        none_of("record", self.records_like(&id, &after.fields["external_id"]))?;
        after.touched(sent);
        after.revision += 1;
        *self.find_mut("record", &id) = after;
        done("record", &id, vec!["RecordUpdated"])
    }

    pub fn remove_record(&mut self, sent: &Sent) -> Judged {
        let id = sent.text("record_id").unwrap_or_default().to_owned();
        let record = self.find("record", &id).ok_or(refused("unknown-target"))?;
        if record.has("removed_at") {
            return done("record", &id, vec![]);
        }
        let record = self.find_mut("record", &id);
        record.fields["removed_at"] = sent.when();
        record.fields["removed_reason"] = sent.data["reason"].clone();
        record.touched(sent);
        record.revision += 1;
        done("record", &id, vec!["RecordRemoved"])
    }
}

impl Record {
    /// It last changed at the latest time, in business, of which anything is known.
    fn touched(&mut self, sent: &Sent) {
        if self.fields["updated_at"].as_str() < sent.when().as_str() {
            self.fields["updated_at"] = sent.when();
        }
    }
}
