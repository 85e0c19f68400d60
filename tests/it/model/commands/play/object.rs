//! Bodies about objects of the tenant's own, and about their records.

use serde_json::{Value as Json, json};

use super::Play;
use crate::model::commands::naive::World;

/// The objects that a history begins with, and what their records belong to.
pub const OBJECTS: [(&str, &str); 4] =
    [("machine", "account"), ("badge", "contact"), ("sample", "lead"), ("tool", "none")];

impl Play {
    /// Another name of an object; seldom something that it can't become.
    pub fn other_object(&mut self) -> Json {
        let (key, of) = OBJECTS[self.dice.below(4) as usize];
        let key = if self.one_in(12) { self.one_of(&["lead", "account"]) } else { key };
        let mut body = json!({"key": key, "name": self.one_of(&["Thing", "Item", "Unit"])});
        self.perhaps(&mut body, 3, "of", |play| {
            json!(if play.one_in(3) { play.one_of(&["account", "lead"]) } else { of })
        });
        self.since_when(&mut body);
        body
    }

    pub fn about_record(&mut self, command: &str, world: &World) -> Json {
        if command == "CreateRecord" {
            return self.new_record(world);
        }
        let mut body = json!({"record_id": self.some("record", world)});
        if command == "RemoveRecord" {
            self.perhaps(&mut body, 2, "reason", |_| json!("scrapped"));
            return body;
        }
        self.change(&mut body, 3, "name", |play| json!(play.one_of(&["Loom", "Press"])));
        self.change(&mut body, 6, "external_id", Play::reference);
        self.change_fields(&mut body, world);
        let known = body["record_id"].as_str().and_then(|id| world.find("record", id));
        let of = known.and_then(|known| known.fields["of"]["type"].as_str()).unwrap_or("account");
        let of = of.to_owned();
        self.change(&mut body, 3, "of_id", |play| play.some(&of, world));
        body
    }

    fn new_record(&mut self, world: &World) -> Json {
        let (key, of) = OBJECTS[self.dice.below(4) as usize];
        let key = if self.one_in(30) { "nothing" } else { key };
        let mut body = json!({"object": key, "name": self.one_of(&["Loom", "Press", "Card"])});
        if (of != "none") != self.one_in(30) {
            body["of_id"] = match of {
                "none" => self.some("account", world),
                of => self.some(of, world),
            };
        }
        self.perhaps(&mut body, 2, "record_id", |play| play.pooled("record"));
        self.perhaps(&mut body, 4, "external_id", Play::reference);
        self.give_fields(&mut body, key, world);
        body
    }
}
