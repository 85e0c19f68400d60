//! Two tenants with the same ids, addresses and keys at once. What differs carries a mark of its
//! tenant, so that anything of the other would show in whatever is answered.

mod reads;

use std::collections::BTreeSet;
use std::sync::Barrier;

use kith_tests::samples::{LISTS, convert, id, lead_with, qualify, token, win, with};
use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

use reads::all;

/// Leads of each: one has more, so that positions differ.
const LEADS: [(&str, u32); 2] = [("redmark", 9), ("bluemark", 5)];

/// A tenant as its admin sees it.
struct Tenant {
    mark: &'static str,
    other: &'static str,
    client: Client,
}

fn tenants(kith: &Kith) -> [Tenant; 2] {
    let [(one, _), (two, _)] = LEADS;
    [(one, two), (two, one)].map(|(mark, other)| {
        let order = json!({"role": "admin", "tenant": mark, "subject": format!("{mark}-admin")});
        Tenant { mark, other, client: kith.admin.elsewhere(&token(&kith.admin, &order)) }
    })
}

impl Tenant {
    /// The nth lead's whole path, under keys that the other tenant uses too.
    fn walk(&self, n: u32) {
        let owner = id(self.mark, n);
        let lead = lead_with(
            n,
            json!({"company": format!("{} works {n}", self.mark), "owner_id": owner,
                   "source": self.mark, "region": self.mark, "product": self.mark}),
        );
        let mut deal = convert(n);
        deal["opportunity"]["name"] = json!(format!("{} deal {n}", self.mark));
        deal["opportunity"]["product"] = json!(self.mark);
        let account = json!({"mode": "create", "id": id("account", n)});
        let contact = json!({"mode": "create", "id": id("contact", n)});
        let deal = with(deal, json!({"account": account, "contact": contact}));
        self.send("CreateLead", n, &lead);
        self.send("QualifyLead", n, &qualify(n));
        self.send("ConvertLead", n, &deal);
        let change = json!({"account_id": id("account", n), "owner_id": id("user", n),
                            "reason": self.mark, "include": ["open_opportunities"]});
        self.send("ChangeAccountOwner", n, &change);
        let call = json!({"interaction_id": id("interaction", n), "contact_id": id("contact", n),
                          "channel": self.mark, "note": self.mark});
        self.send("LogInteraction", n, &call);
        let order = json!({"order_id": id("order", n), "account_id": id("account", n),
                           "amount": {"amount": "7", "currency": "CNY"}, "product": self.mark});
        self.send("RecordOrder", n, &order);
        let contract = json!({"contract_id": id("contract", n), "account_id": id("account", n),
                              "starts_on": "2024-01-01", "ends_on": "2024-12-31",
                              "external_id": {"system": self.mark, "id": n.to_string()}});
        self.send("RecordContract", n, &contract);
        let object = json!({"key": format!("machine-{n}"), "name": self.mark, "of": "account"});
        self.send("DefineObject", n, &object);
        let fields = json!({"key": format!("machine-{n}"),
                            "fields": [{"key": "maker", "type": "text"}]});
        self.send("DefineFields", n, &fields);
        let record = json!({"record_id": id("record", n), "object": format!("machine-{n}"),
                            "of_id": id("account", n), "name": self.mark,
                            "custom": {"maker": self.mark}});
        self.send("CreateRecord", n, &record);
        let view = json!({"key": format!("view-{n}"), "list": "leads", "name": self.mark,
                          "filter": {"field": "source", "is": self.mark}, "shared": true});
        self.send("DefineView", n, &view);
        if n.is_multiple_of(2) {
            self.send("WinOpportunity", n, &win(n));
        }
    }

    fn send(&self, command: &str, n: u32, data: &Json) {
        let answer = self.client.post(command, data).key(&format!("{command}-{n}")).send();
        assert!(answer.status < 300, "{command}: {answer:?}");
        assert_eq!(answer.json()["replayed"], false, "a key of the other was taken for one's own");
        self.is_its_own(command, &answer.text());
    }

    fn head(&self) -> u64 {
        self.client.read("/v1/positions")["head"].as_u64().unwrap()
    }

    fn is_its_own(&self, what: &str, text: &str) {
        assert!(!text.contains(self.other), "{what} of {} shows {}: {text}", self.mark, self.other);
    }

    /// Every answer, none of which knows the other; with its tag.
    fn crawl(&self) -> Vec<(String, String, Option<String>)> {
        let head = self.head();
        let ask = |path: &String| {
            let answer = self.client.get(path.as_str()).status(200);
            self.is_its_own(path, &answer.text());
            assert!(answer.position() <= head, "{path}: {answer:?}");
            let tag = answer.header("etag").map(str::to_owned);
            (path.clone(), answer.text(), tag)
        };
        reads::paths(&self.client, head).iter().map(ask).collect()
    }
}

/// Both at once, lead by lead.
fn walk_together(tenants: &[Tenant; 2]) {
    let gate = Barrier::new(LEADS.len());
    std::thread::scope(|scope| {
        for (tenant, (_, leads)) in tenants.iter().zip(LEADS) {
            let gate = &gate;
            scope.spawn(move || {
                gate.wait();
                (0..leads).for_each(|n| tenant.walk(n));
            });
        }
    });
}

#[test]
fn no_answer_of_one_shows_the_other_before_or_after_a_kill() {
    let home = crate::home();
    let kith = home.serve();
    let tenants_of = tenants(&kith);
    walk_together(&tenants_of);
    let before = tenants_of.each_ref().map(Tenant::crawl);
    let tags = |answers: &[(String, String, Option<String>)]| -> BTreeSet<String> {
        answers.iter().filter_map(|(_, _, tag)| tag.clone()).collect()
    };
    assert!(tags(&before[0]).is_disjoint(&tags(&before[1])), "a tag of both");
    for (tenant, answers) in tenants_of.iter().zip(&before) {
        let own = answers.iter().filter(|(_, body, _)| body.contains(tenant.mark)).count();
        assert!(own > answers.len() / 2, "little of {} was asked: {own}", tenant.mark);
    }
    kith.kill();
    let kith = home.serve();
    for (tenant, before) in tenants(&kith).iter().zip(before) {
        for ((path, body, _), (_, after, _)) in before.iter().zip(tenant.crawl()) {
            assert_eq!(*body, after, "{path} of {}", tenant.mark);
        }
    }
    kith.stop();
    home.run(&["verify"]).ok();
}

#[test]
fn every_cursor_and_every_tag_is_worth_nothing_to_the_other() {
    let home = crate::home();
    let kith = home.serve();
    let [red, blue] = tenants(&kith);
    walk_together(&[red, blue]);
    let [red, blue] = tenants(&kith);
    for list in LISTS {
        let path = format!("{list}?limit=1&at_least={}&wait_ms=20000", red.head());
        let first = red.client.get(path).status(200);
        let next =
            first.json()["next"].as_str().unwrap_or_else(|| panic!("{list} ends")).to_owned();
        let stolen = blue.client.get(format!("{list}?limit=1&cursor={next}"));
        assert!([400, 422].contains(&stolen.status), "{list}: {stolen:?}");
        blue.is_its_own(list, &stolen.text());
    }
    let head = blue.head();
    assert!(head < red.head());
    let past = blue.client.get(format!("/v1/leads?at_least={}", red.head()));
    assert!(past.status >= 400, "a position of the other is not one's own: {past:?}");
    for path in all() {
        let tag = red.client.get(path).status(200).header("etag").unwrap().to_owned();
        blue.client.request("GET", path).header("If-None-Match", tag).send().status(200);
    }
}

#[test]
fn the_live_stream_of_one_is_silent_while_the_other_writes() {
    let home = crate::home();
    let kith = home.serve();
    let [red, blue] = tenants(&kith);
    blue.walk(0);
    let head = blue.head();
    let stream =
        blue.client.request("GET", "/v1/events/stream").header("Last-Event-ID", head.to_string());
    let mut live = stream.follow().filter(|line| line.starts_with("id: "));
    (0..4).for_each(|n| red.walk(n));
    blue.walk(1);
    // Had anything of the other come, it would have come before.
    let own = (head + 1..=blue.head()).map(|position| format!("id: {position}"));
    own.for_each(|expected| assert_eq!(live.next().unwrap(), expected));
}
