//! The game: what clients might send, in any order, on records that collide, right and wrong.

mod care;
pub mod custom;
mod customer;
mod deal;
mod lead;
pub mod object;
mod often;
mod score;
mod setting;
mod words;

use event_log::dice::Dice;
use kith_tests::samples::id;
use serde_json::{Value as Json, json};

use super::naive::bodies::BODIES;
use super::naive::shape::Field;
use super::naive::{NOW, Sent, World};
use often::{OFTEN, POOLS};

/// A player with dice, and what was sent with a key before.
pub struct Play {
    pub dice: Dice,
    keyed: Vec<Sent>,
    /// When the command that is being made up is to be done, in business.
    at: Option<String>,
}

impl Play {
    pub fn new(seed: u64) -> Self {
        Self { dice: Dice::new(seed), keyed: Vec::new(), at: None }
    }

    /// The next command.
    pub fn next(&mut self, world: &World) -> Sent {
        if !self.keyed.is_empty() && self.one_in(40) {
            return self.again();
        }
        let sum: u64 = OFTEN.iter().map(|(_, often)| often).sum();
        let mut drawn = self.dice.below(sum);
        let (command, _) = OFTEN
            .iter()
            .find(|(_, often)| {
                let here = drawn < *often;
                drawn = drawn.saturating_sub(*often);
                here
            })
            .expect("a number below the sum is in one");
        // What a conversion opens by default is to be closed some days from a day that is known.
        let timed = *command == "ConvertLead" || !self.one_in(5);
        self.at = timed.then(|| self.instant());
        let data = self.body(command, world);
        let data = if self.one_in(14) { self.broken(command, data) } else { data };
        let key = self.one_in(12).then(|| format!("key-{}", self.dice.below(2_000)));
        let sent = Sent { command, data, at: self.at.clone(), key, if_match: None, dry: false };
        if sent.key.is_some() {
            self.keyed.push(sent.clone());
        }
        sent
    }

    /// Something that was sent before, with the same key; every third time another body.
    fn again(&mut self) -> Sent {
        let nth = self.dice.below(self.keyed.len() as u64) as usize;
        let mut sent = self.keyed[nth].clone();
        if self.one_in(3) {
            sent.data["note"] = json!("something else");
        }
        sent
    }

    fn body(&mut self, command: &str, world: &World) -> Json {
        match command {
            "DefineFields" => self.other_fields(),
            "DefineObject" => self.other_object(),
            "DefineCodes" => self.other_codes(),
            "DefineScoringModel" => self.other_scoring_model(),
            "DefineAccountRules" => self.other_account_rules(),
            "DefineTemplate" => self.other_template(),
            "DefineDictionary" => self.other_dictionary(),
            "DefineConversionRules" => self.other_conversion_rules(),
            "DefineQuestionnaire" => self.other_questionnaire(),
            "DefineCompleteness" => self.other_key_fields(),
            record if record.ends_with("Record") => self.about_record(record, world),
            lead if lead.ends_with("Lead")
                || [
                    "LogLeadContact",
                    "RecordLeadBehavior",
                    "MergeLeads",
                    "AnswerQuestionnaire",
                ]
                .contains(&lead) =>
            {
                self.about_lead(lead, world)
            }
            deal if deal.contains("Opportunity")
                || ["Stage", "Milestone", "Close", "Probability", "BuyingRole"]
                    .iter()
                    .any(|word| deal.contains(word)) =>
            {
                self.about_deal(deal, world)
            }
            care if care.contains("Hand") || care == "ReviewAccountGrade" => {
                self.about_care(care, world)
            }
            two if two.ends_with("Duplicate") => self.about_two(two, world),
            customer => self.about_customer(customer, world),
        }
    }

    /// Two records that may be told apart already, at times one with itself.
    fn about_two(&mut self, command: &str, world: &World) -> Json {
        let kind = self.one_of(&["lead", "account", "contact"]);
        let (one, other) = (self.some(kind, world), self.some(kind, world));
        let mut body = json!({"kind": kind, "first_id": one, "second_id": other});
        let nth = self.dice.below(world.apart.len().max(1) as u64);
        let often = if command == "RestoreDuplicate" { 2 } else { 8 };
        if let Some((kind, one, other)) = world.nth_apart(nth).filter(|_| self.one_in(often)) {
            body = json!({"kind": kind, "first_id": other, "second_id": one});
        }
        if self.one_in(20) {
            body["second_id"] = body["first_id"].clone();
        }
        self.perhaps(&mut body, 2, "reason", |play| {
            json!(play.one_of(&["colleagues", "same_name", "other", "because"]))
        });
        body
    }

    /// A body with one field that is wrong, or null, or unknown.
    fn broken(&mut self, command: &str, mut body: Json) -> Json {
        let (_, shape) = BODIES.iter().find(|(name, _)| *name == command).expect("it is there");
        let Field(name, ..) = shape[self.dice.below(shape.len() as u64) as usize];
        let values = [
            json!(7),
            json!(""),
            json!("x".repeat(300)),
            json!(null),
            json!(true),
            json!([]),
            json!("nonsense ü"),
            json!(-1),
            json!("zz"),
            json!({"sauce": 1}),
        ];
        match self.dice.below(12) {
            0 => body["emial"] = json!("x"),
            nth => {
                // A consent without its time would have one that nobody knows beforehand.
                let name = if name == "consent" { "source" } else { name };
                body[name] = values[nth as usize % values.len()].clone();
            }
        }
        body
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: u64) -> bool {
        self.dice.below(times) == 0
    }

    pub fn one_of<'a>(&mut self, these: &[&'a str]) -> &'a str {
        these[self.dice.below(these.len() as u64) as usize]
    }

    /// The business time of the command that is being made up.
    fn when(&self) -> Json {
        json!(self.at.as_deref().unwrap_or(NOW))
    }

    /// Any instant of a year long past.
    pub fn instant(&mut self) -> String {
        let dice = &mut self.dice;
        let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
        let (hour, micros) = (dice.below(24), dice.below(1_000_000));
        format!("2024-{month:02}-{day:02}T{hour:02}:00:00.{micros:06}Z")
    }

    pub fn date(&mut self) -> String {
        let (month, day) = (1 + self.dice.below(12), 1 + self.dice.below(28));
        format!("2024-{month:02}-{day:02}")
    }

    pub fn owner(&mut self) -> Json {
        json!(id("user", self.dice.below(6) as u32))
    }

    pub fn money(&mut self) -> Json {
        let sign = if self.one_in(25) { "-" } else { "" };
        let currency = self.one_of(&["CNY", "CNY", "EUR"]);
        json!({"amount": format!("{sign}{}00.00", 1 + self.dice.below(90)), "currency": currency})
    }

    /// A reference in another system, from few.
    pub fn reference(&mut self) -> Json {
        json!({"system": self.one_of(&["erp", "web"]), "id": self.dice.below(300).to_string()})
    }

    /// The id of a record: mostly of one that may be there, at times of one that can't.
    pub fn some(&mut self, kind: &str, world: &World) -> Json {
        let there = world.all(kind);
        if self.one_in(40) {
            return json!(id("nobody", self.dice.below(9) as u32));
        }
        if !there.is_empty() && !self.one_in(5) {
            let nth = self.dice.below(there.len() as u64);
            return json!(there[nth as usize].id);
        }
        self.pooled(kind)
    }

    /// The id of a record of the pool, there or not.
    pub fn pooled(&mut self, kind: &str) -> Json {
        let (_, of) = POOLS.iter().find(|(name, _)| *name == kind).expect("every kind has a pool");
        json!(id(kind, self.dice.below(*of) as u32))
    }

    /// Sets a field once in so many times.
    pub fn perhaps(
        &mut self,
        body: &mut Json,
        times: u64,
        field: &str,
        value: impl FnOnce(&mut Self) -> Json,
    ) {
        if self.one_in(times) {
            body[field] = value(self);
        }
    }

    /// Changes a field once in so many times, and clears it at times.
    pub fn change(
        &mut self,
        body: &mut Json,
        times: u64,
        field: &str,
        value: impl FnOnce(&mut Self) -> Json,
    ) {
        if self.one_in(times) {
            body[field] = if self.one_in(5) { Json::Null } else { value(self) };
        }
    }
}
