//! Random commands against a naive model: the same acceptance, the same state, the same lists.
//! `KITH_COMMANDS` says how many, `KITH_SEED` runs one history alone.

mod dealt;
mod naive;
mod play;
mod sent;

use std::collections::BTreeMap;
use std::sync::Mutex;

use kith_tests::samples::{filter, token};
use kith_tests::{Client, knob};
use serde_json::{Value as Json, json};

use naive::asked::asked;
use naive::shown::{agrees, in_list, lists, told};
use naive::{Sent, World};
use play::Play;
use sent::{is_told, line, pages, request, standard_with_large_deals};

/// Commands in all (`KITH_COMMANDS`), and of one history.
const COMMANDS: u64 = 100_000;
const OF_ONE: u64 = 12_500;
/// Commands in one batch, and those sent one by one after it.
const BATCH: u64 = 180;
const SINGLES: u64 = 20;
/// After how many commands the lists are compared.
const COMPARED: u64 = 4_000;
/// Records of each kind that are read by themselves at each comparison.
const ALONE: u64 = 25;
/// Questions by fields of the tenant's own at each comparison.
const QUESTIONS: u64 = 12;
/// Histories at a time, each in a tenant of its own.
const AT_ONCE: usize = 2;
/// Earlier commands on the same records that a failure shows.
const EARLIER: usize = 12;
/// Of how many commands one must be each command accepted, and each kind of refusal.
const ACCEPTED_OF: u64 = 2_500;
const REFUSED_OF: u64 = 10_000;
/// Every kind of problem that a command of the game may be refused with.
const PROBLEMS: [&str; 17] = [
    "malformed",
    "unknown-target",
    "wrong-state",
    "already-converted",
    "duplicate-lead",
    "duplicate-account",
    "duplicate-contact",
    "duplicate-interaction",
    "duplicate-order",
    "duplicate-contract",
    "duplicate-opportunity",
    "duplicate-record",
    "revision-mismatch",
    "invalid",
    "unknown-reference",
    "key-reused",
    "unmet-criteria",
];
const LEAD_STATES: [&str; 10] = [
    "new",
    "verified",
    "contacted",
    "nurturing",
    "mql",
    "meeting_booked",
    "sql",
    "converted",
    "disqualified",
    "recycled",
];

/// What happened how often: commands that did something, problems, states.
type Counts = BTreeMap<String, u64>;

#[test]
fn random_commands_are_judged_and_listed_as_a_naive_model_would() {
    let home = crate::home();
    let kith = home.serve();
    let admin = &kith.admin;
    let (all, only) = (knob("KITH_COMMANDS", COMMANDS), knob("KITH_SEED", 0));
    let seeds = (1..=all.div_ceil(OF_ONE)).filter(|seed| [0, *seed].contains(&only));
    let seeds: Mutex<Vec<u64>> = Mutex::new(seeds.collect());
    let some = || {
        let mut counts = Counts::new();
        loop {
            let Some(seed) = seeds.lock().unwrap().pop() else { return counts };
            let size = OF_ONE.min(all - (seed - 1) * OF_ONE);
            Game::new(admin, seed).play(size, &mut counts);
        }
    };
    let mut counts = Counts::new();
    std::thread::scope(|scope| {
        let players: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(some)).collect();
        for (what, times) in players.into_iter().flat_map(|player| player.join().unwrap()) {
            *counts.entry(what).or_default() += times;
        }
    });
    if only == 0 && all >= REFUSED_OF {
        everything_happened(&counts, all);
    }
}

/// Little would be compared if commands of a kind were always refused, or never.
fn everything_happened(counts: &Counts, all: u64) {
    let commands = naive::bodies::BODIES.iter();
    let commands = commands.map(|(name, _)| (format!("{name} done"), all / ACCEPTED_OF));
    let problems = PROBLEMS.iter().map(|slug| (format!("refused {slug}"), all / REFUSED_OF));
    let leads = LEAD_STATES.iter().map(|state| (format!("/v1/leads {state}"), 1));
    let deals = ["open", "won", "lost"].map(|state| (format!("/v1/opportunities {state}"), 1));
    let seldom: Vec<String> = commands
        .chain(problems)
        .chain(leads)
        .chain(deals)
        .chain([("replayed".into(), all / REFUSED_OF), ("tried".into(), all / REFUSED_OF)])
        .filter(|(what, min)| counts.get(what).is_none_or(|times| times < min))
        .map(|(what, min)| format!("{what}: at least {min} times"))
        .collect();
    assert!(seldom.is_empty(), "too seldom: {seldom:#?}, of {counts:#?}");
}

/// One history in a tenant of its own, and the world as it must be.
struct Game {
    seed: u64,
    client: Client,
    world: World,
    play: Play,
    /// What was sent so far and how it was answered.
    history: Vec<String>,
}

impl Game {
    fn new(admin: &Client, seed: u64) -> Self {
        let order = json!({"role": "admin", "tenant": format!("game-{seed}"), "subject": "player"});
        let client = admin.elsewhere(&token(admin, &order));
        let mut world = World::new();
        if seed % 2 == 1 {
            client.command("DefinePipeline", &standard_with_large_deals()).status(200);
            world.large_above = Some(4_000.0);
        }
        Self { seed, client, world, play: Play::new(seed), history: Vec::new() }
    }

    fn play(mut self, size: u64, counts: &mut Counts) {
        self.begin(counts);
        let mut sent = 0;
        while sent < size {
            let batch: Vec<Sent> = (0..BATCH).map(|_| self.play.next(&self.world)).collect();
            let lines: Vec<Json> = batch.iter().map(line).collect();
            for (command, answer) in batch.iter().zip(self.client.batch(&lines)) {
                self.check(command, answer["status"].as_u64().unwrap(), &answer, counts);
            }
            for _ in 0..SINGLES {
                self.single(counts);
            }
            sent += BATCH + SINGLES;
            if sent % COMPARED < BATCH + SINGLES || sent >= size {
                self.compare(counts);
            }
        }
    }

    /// The fields that records have beside their own, before there are any.
    fn begin(&mut self, counts: &mut Counts) {
        let objects = play::object::OBJECTS;
        let mut first: Vec<(&'static str, Json)> =
            vec![("DefineAccountRules", naive::care_rules::first())];
        for (key, of) in objects {
            first.push(("DefineObject", json!({"key": key, "name": "Thing", "of": of})));
        }
        for kind in play::custom::FIELDED.iter().chain(objects.iter().map(|(key, _)| key)) {
            first.push(("DefineFields", self.play.first_fields(kind)));
        }
        for (command, data) in first {
            let (at, key, if_match) = (None, None, None);
            let sent = Sent { command, data, at, key, if_match, dry: false };
            let answer = request(&self.client, &sent);
            self.check(&sent, u64::from(answer.status), &answer.json(), counts);
        }
    }

    /// One command by itself, at times with a revision that it expects, or for trying only.
    fn single(&mut self, counts: &mut Counts) {
        let mut sent = self.play.next(&self.world);
        // Where a new lead is put on another one, that one's revision is meant.
        if sent.data["on_duplicate"] != "merge" && self.play.one_in(4) {
            let right = self.world.own_revision(&sent);
            sent.if_match = Some(if self.play.one_in(3) { right + 1 } else { right });
        }
        sent.dry = self.play.one_in(8);
        let before = sent.dry.then(|| self.world.clone());
        let answer = request(&self.client, &sent);
        self.check(&sent, u64::from(answer.status), &answer.json(), counts);
        self.world = before.unwrap_or_else(|| std::mem::take(&mut self.world));
    }

    fn check(&mut self, sent: &Sent, status: u64, answer: &Json, counts: &mut Counts) {
        let expected = self.world.judge(sent, answer);
        let answer = answer.get("problem").unwrap_or(answer);
        let what = match &expected {
            Ok(done) if done.replayed => "replayed".into(),
            Ok(_) if sent.dry => "tried".into(),
            Ok(done) if done.events.is_empty() => format!("{} nothing", sent.command),
            Ok(_) => format!("{} done", sent.command),
            Err(refused) => format!("refused {}", refused.slug),
        };
        *counts.entry(what).or_default() += 1;
        if !is_told(&expected, status, answer) {
            let Sent { if_match, dry, .. } = sent;
            panic!(
                "KITH_SEED={}, after {:#?}\nsent {}, if_match {if_match:?}, dry {dry}\nexpected \
                 {expected:?}\nanswered {status} {answer}",
                self.seed,
                self.earlier(&sent.data),
                line(sent)
            );
        }
        self.history.push(format!("{} → {status} {answer}", line(sent)));
    }

    /// The last commands before that had to do with the same records.
    fn earlier(&self, body: &Json) -> Vec<&String> {
        let body = body.to_string();
        let ids: Vec<&str> = body.split('"').filter(|text| text.len() == 36).collect();
        let same = self.history.iter().rev();
        let same = same.filter(|line| ids.iter().any(|id| line.contains(id)));
        same.take(EARLIER).collect()
    }

    fn compare(&mut self, counts: &mut Counts) {
        let head = self.client.read("/v1/positions")["head"].clone();
        for (kind, by) in [
            ("lead", "owner"),
            ("account", "region"),
            ("contact", "region"),
            ("interaction", "owner"),
        ] {
            let path = format!("/v1/completeness/{kind}s?by={by}");
            let shown = self.client.read(&path);
            self.agree(&path, &self.world.figures(kind, by), &shown);
        }
        for (path, expected) in lists(&self.world) {
            let shown =
                pages(&self.client, &format!("{path}?limit=500&at_least={head}&wait_ms=60000"));
            for (expected, shown) in expected.iter().zip(&shown) {
                let shown = told(shown.clone());
                self.agree(path, &in_list(expected, &shown), &shown);
                if let Some(state) = expected["state"].as_str() {
                    *counts.entry(format!("{path} {state}")).or_default() += 1;
                }
            }
            assert_eq!(shown.len(), expected.len(), "KITH_SEED={} {path}", self.seed);
            if path.starts_with("/v1/o") && !path.ends_with("opportunities")
                || path.starts_with("/v1/con") && path != "/v1/contacts"
            {
                continue;
            }
            for _ in 0..ALONE.min(expected.len() as u64) {
                let nth = self.play.dice.below(expected.len() as u64) as usize;
                let path = format!("{path}/{}", expected[nth]["id"].as_str().unwrap());
                self.agree(&path, &expected[nth], &told(self.client.read(&path)));
            }
        }
        for gone in self.world.removed().iter().take(ALONE as usize) {
            let path = format!("/v1/records/{}", gone["id"].as_str().unwrap());
            self.agree(&path, gone, &told(self.client.read(&path)));
        }
        self.ask(&head);
    }

    /// Asks lists by fields of the tenant's own.
    fn ask(&mut self, head: &Json) {
        for _ in 0..QUESTIONS {
            let asked = asked(&mut self.play.dice);
            let sort = asked.sort.as_ref().map(|sort| format!("&sort={sort}")).unwrap_or_default();
            let filter = filter(&asked.condition);
            let path = format!("{}limit=500&at_least={head}&{filter}{sort}", asked.path);
            let shown = pages(&self.client, &path);
            let shown: Vec<&str> = shown.iter().filter_map(|item| item["id"].as_str()).collect();
            let expected = self.world.found(&asked);
            let differ = shown.iter().zip(&expected).find(|(shown, expected)| shown != expected);
            let differ = differ.map(|(shown, expected)| json!([shown, expected]));
            let ends = json!([shown.last(), expected.last()]);
            assert!(
                shown == expected,
                "KITH_SEED={} {path} of {}: shown {}, expected {}, after {:#?}",
                self.seed,
                asked.condition,
                shown.len(),
                expected.len(),
                self.earlier(&differ.unwrap_or(ends))
            );
        }
    }

    fn agree(&self, path: &str, expected: &Json, shown: &Json) {
        let fields = expected.as_object().unwrap().iter();
        let differ: Vec<String> = fields
            .filter(|(field, value)| !agrees(value, &shown[*field]))
            .map(|(field, value)| format!("{field}: expected {value}, shown {}", shown[field]))
            .collect();
        let id = &expected["id"];
        assert!(
            differ.is_empty(),
            "KITH_SEED={} {path} {id}: {differ:#?} after {:#?}",
            self.seed,
            self.earlier(id)
        );
    }
}
