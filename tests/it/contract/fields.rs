//! Every field of every command, in objects, lists and maps: missing, null, empty, too long, too many,
//! out of range, of another type, in hostile Unicode. The commands, their fields and a legal body of
//! each come from the API description.

pub mod places;
mod trials;

use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

use super::examples::{described, prepare};
use places::{Place, places};
use trials::{Expected, Trial};

/// Texts that are legal Unicode and nobody's name.
pub const HOSTILE: &[&str] = &[
    "\u{202e}gpj.exe",
    "a\u{0}b",
    "a\u{7}b",
    "zero\u{200b}width",
    "\u{feff}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f466}",
    "\u{fffd}\u{fffe}",
    "=cmd|' /C calc'!A0",
    "'=1+1",
    "'; DROP TABLE leads; --",
    "<script>alert(1)</script>",
    "\u{d7ff}\u{e000}\u{10ffff}",
    "   ",
    "\u{a0}\u{2003}",
];

/// The codes of a limit that is passed.
const LIMITS: [&str; 5] = ["too-many", "too-long", "out-of-range", "bad-number", "empty"];

/// Lists that are kept as they were written: what is named twice says no more. Settings are kept as
/// they were published, and read as sets.
const KEPT: [&str; 3] = ["buying_motives", "competitors", "documents"];

/// Numbers that another one of the example narrows.
const NARROWED: &str = "icp.size_max";

/// What comes of a body, without effect.
struct Said {
    status: u16,
    /// The fields that are named, and the rules that they break.
    named: Vec<(String, String)>,
    events: Json,
}

impl Said {
    fn fields(&self) -> Vec<&str> {
        self.named.iter().map(|(field, _)| field.as_str()).collect()
    }

    /// The rules that a place breaks, or what stands in it.
    fn rules_of<'a>(&'a self, place: &'a str) -> impl Iterator<Item = &'a str> {
        let within = move |field: &str| {
            let rest = field.strip_prefix(place);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let found = self.named.iter().filter(move |(field, _)| within(field));
        found.map(|(_, code)| code.as_str())
    }
}

fn ask(client: &Client, command: &str, body: String) -> Said {
    let request = client.request("POST", format!("/v1/commands/{command}"));
    let request = request.header("Kith-Dry-Run", "true").body("application/json", body);
    let answer = request.send();
    assert!(answer.status < 500, "{command}: {} {}", answer.status, answer.text());
    let json = answer.json();
    let text = |error: &Json, name: &str| error[name].as_str().unwrap().to_owned();
    let errors = json["errors"].as_array().cloned().unwrap_or_default();
    let named = errors.iter().map(|error| (text(error, "field"), text(error, "code"))).collect();
    let mut events = json["events"].clone();
    // Two requests are never of the same instant.
    for event in events.as_array_mut().into_iter().flatten() {
        event["data"].as_object_mut().into_iter().for_each(|data| drop(data.remove("at")));
    }
    Said { status: answer.status, named, events }
}

/// Asks one thing after another about the places of a command.
struct Asker<'a> {
    client: &'a Client,
    command: &'a str,
}

impl Asker<'_> {
    fn ask(&self, body: &Json) -> Said {
        ask(self.client, self.command, body.to_string())
    }

    /// What is wrong with the answer to a trial, if anything. `sound` is whether the body around the
    /// place is taken: where it isn't, the answer may be about that.
    fn fault(&self, sound: bool, trial: &Trial) -> Option<String> {
        let said = self.ask(&trial.body);
        let names_it = said.rules_of(&trial.named).next().is_some();
        let named_or_taken = said.status < 300 || !sound || said.named.is_empty() || names_it;
        let fine = match trial.expected {
            Expected::Refused(statuses) => statuses.contains(&said.status) && names_it,
            Expected::Depends => named_or_taken,
            Expected::Any => true,
            Expected::WithinLimits => {
                !sound
                    || trial.named == NARROWED
                    || !said.rules_of(&trial.named).any(|code| LIMITS.contains(&code))
            }
            Expected::OnceOrRefused => {
                let field = trial.named.rsplit('.').next().unwrap_or_default();
                let kept = KEPT.contains(&field) || self.command.starts_with("Define");
                let once = trial.once.as_ref().map(|body| self.ask(body));
                named_or_taken
                    && (kept || said.status >= 300 || once.is_none_or(|o| o.events == said.events))
            }
        };
        let (name, what) = (format!("{}.{}", self.command, trial.named), &trial.what);
        let named: Vec<_> =
            said.fields().iter().map(|f| f.chars().take(80).collect::<String>()).collect();
        (!fine).then(|| format!("{name} {what}: {}, naming {named:?}", said.status))
    }

    /// Numbers that no JSON has.
    fn no_numbers(&self, place: &Place) -> Vec<String> {
        const HERE: &str = "the number stands here";
        let body = place.with(Some(HERE.into())).to_string();
        let told = ["1e400", "-1e400", "NaN", "Infinity", "+1", "0x10", "01", "1."].map(|number| {
            let said = self.ask_raw(body.replace(&format!("\"{HERE}\""), number));
            let name = place.name();
            (said.status != 400)
                .then(|| format!("{}.{name} {number}: {}", self.command, said.status))
        });
        told.into_iter().flatten().collect()
    }

    fn ask_raw(&self, body: String) -> Said {
        ask(self.client, self.command, body)
    }
}

#[test]
fn every_field_of_every_command_is_checked_and_named() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    let home = crate::home();
    let kith: Kith = home.serve();
    for command in described(&kith.admin) {
        let tenant = format!("t-{}", command.name.to_lowercase());
        let client = kith.admin.for_tenant(&tenant);
        prepare(&client, &command);
        let asker = Asker { client: &client, command: &command.name };
        let said = asker.ask(&command.example);
        assert!(said.status < 300, "the example of {}: {:?}", command.name, said.named);
        for place in places(&command.schema, &command.example) {
            tried += 1;
            let sound = asker.ask(&place.body).status < 300;
            let trials = trials::trials(&place);
            wrong.extend(trials.iter().filter_map(|trial| asker.fault(sound, trial)));
            if place.is("integer") || place.is("number") {
                wrong.extend(asker.no_numbers(&place));
            }
        }
        let mut unknown = command.example.clone();
        unknown["colour"] = json!("red");
        let said = asker.ask(&unknown);
        assert_eq!((said.status, said.fields()), (400, vec!["colour"]));
    }
    assert!(tried > 700, "the description has fields: {tried}");
    assert!(wrong.is_empty(), "{} of {tried} fields:\n{}", wrong.len(), wrong.join("\n"));
}
