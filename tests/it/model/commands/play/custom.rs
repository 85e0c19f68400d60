//! Bodies about fields that the tenant defines, and values for them.

use serde_json::{Value as Json, json};

use super::Play;
use crate::model::commands::naive::World;

pub const FIELDED: [&str; 4] = ["lead", "account", "contact", "opportunity"];
const KEYS: [&str; 10] =
    ["beds", "rate", "level", "since", "night", "town", "site", "boss", "hobby", "spare"];

impl Play {
    /// All fields of a kind of record, as a history begins with them.
    pub fn first_fields(&mut self, kind: &str) -> Json {
        let personal = ["lead", "contact"].contains(&kind);
        let keys = KEYS.iter().filter(|key| **key != "hobby" || personal);
        let fields: Vec<Json> = keys.map(|key| self.field(key)).collect();
        json!({"key": kind, "fields": fields})
    }

    /// Some fields of a kind, as they are from some time on.
    pub fn other_fields(&mut self) -> Json {
        let kinds = [&FIELDED[..], &["machine", "sample", "tool", "nothing"]].concat();
        let kind = self.one_of(&kinds);
        let mut fields = Vec::new();
        for _ in 0..=self.dice.below(3) {
            let key = self.one_of(&KEYS);
            let mut field = self.field(key);
            self.perhaps(&mut field, 12, "required", |_| json!(true));
            self.perhaps(&mut field, 8, "removed", |_| json!(true));
            self.perhaps(&mut field, 30, "type", |play| json!(play.one_of(&["text", "code"])));
            self.perhaps(&mut field, 30, "personal", |_| json!(true));
            fields.push(field);
        }
        let mut body = json!({"key": kind, "fields": fields});
        self.since_when(&mut body);
        body
    }

    /// From when a version holds: mostly from some time of the year that is played in.
    pub fn since_when(&mut self, body: &mut Json) {
        if !self.one_in(4) {
            body["effective_from"] = self.past();
        }
    }

    fn field(&mut self, key: &str) -> Json {
        let mut field = json!({"key": key});
        let (kind, rest) = match key {
            "beds" => ("number", json!({"min": "0", "max": self.one_of(&["20", "50"])})),
            "rate" => ("decimal", json!({"max": self.one_of(&["9.5", "20"])})),
            "level" => {
                let codes = [["low", "mid"], ["mid", "top"], ["low", "top"]];
                ("code", json!({"codes": codes[self.dice.below(3) as usize]}))
            }
            "since" => ("date", json!({})),
            "night" => ("flag", json!({})),
            "town" => ("text", json!({"max_length": 5 + 7 * self.dice.below(2)})),
            "site" => ("record", json!({"of": "account"})),
            "boss" => ("record", json!({"of": "lead"})),
            "hobby" => ("text", json!({"personal": true})),
            _ => ("text", json!({"label": self.one_of(&["Spare", "More"])})),
        };
        field["type"] = json!(kind);
        for (name, value) in rest.as_object().expect("an object") {
            field[name] = value.clone();
        }
        field
    }

    /// Gives fields to a record that is to be made: some, and mostly those that it must have.
    pub fn give_fields(&mut self, body: &mut Json, kind: &str, world: &World) {
        let at = self.when();
        let mut custom = json!({});
        for field in world.fields_of(kind, &at) {
            let key = field["key"].as_str().unwrap_or_default();
            let must = field["required"] == true && field["removed"] != true;
            if self.one_in(6) || must && !self.one_in(8) {
                custom[key] = self.value_of(key, world);
            }
        }
        self.foreign(&mut custom);
        if custom != json!({}) {
            body["custom"] = custom;
        }
    }

    /// Changes fields of a record that is there.
    pub fn change_fields(&mut self, body: &mut Json, world: &World) {
        if self.one_in(2) {
            return;
        }
        let mut custom = json!({});
        for _ in 0..=self.dice.below(3) {
            let key = self.one_of(&KEYS);
            let value = if self.one_in(6) { Json::Null } else { self.value_of(key, world) };
            custom[key] = value;
        }
        self.foreign(&mut custom);
        body["custom"] = custom;
    }

    /// At times a field that nobody defined, or a value that none can have.
    fn foreign(&mut self, custom: &mut Json) {
        self.perhaps(custom, 60, "colour", |_| json!("red"));
        self.perhaps(custom, 60, "beds", |_| json!(["many"]));
    }

    /// A value of a field, mostly a legal one, in one of the ways to write it.
    fn value_of(&mut self, key: &str, world: &World) -> Json {
        if self.one_in(25) {
            return [json!(400), json!("nonsense"), json!(true), json!(1.5), json!(" ")]
                [self.dice.below(5) as usize]
                .clone();
        }
        let n = self.dice.below(25);
        match key {
            "beds" if n < 8 => json!(format!(" {n} ")),
            "beds" => json!(n),
            "rate" if n < 8 => json!(n),
            "rate" => json!(format!("{}.{}0", n % 10, n % 4)),
            "level" => json!(self.one_of(&["low", "mid", "top", "other"])),
            "since" => json!(self.date()),
            "night" if n < 8 => json!("true"),
            "night" => json!(n > 15),
            "town" => json!(self.one_of(&["Port", " Bay ", "Harbour", "Insel Ü"])),
            "site" => self.some("account", world),
            "boss" => self.some("lead", world),
            _ => json!(self.one_of(&["chess", "rowing", "tea"])),
        }
    }
}
