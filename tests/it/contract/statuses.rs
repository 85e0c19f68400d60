//! Every status that an operation describes and that a client can bring about, brought about: one
//! request for each operation and status. A status that nobody asks for here, nor elsewhere by name,
//! fails.

use std::collections::BTreeSet;

use kith_tests::samples::token;
use kith_tests::{Answer, Client, Kith};
use serde_json::{Value as Json, json};

use super::answers::tenant;
use super::examples::{before, described, prepare};

/// Asked elsewhere: success by every test, a record's wrong state by the tests of its commands (and
/// each by `docs/STATES.md`), an address that is too long by `connections`, and a full queue, a fault
/// and a stop by the crash tests.
const ELSEWHERE: [u16; 8] = [200, 201, 409, 414, 429, 500, 503, 412];
/// A body over the limit of a command, an order for a token and a trial of rules, in bytes.
const TOO_LARGE: usize = 128 * 1024 + 1;
/// A body over the limit of a bulk action, in bytes.
const TOO_LARGE_FOR_MANY: usize = 1024 * 1024 + 1;
/// Commands in order.
const BATCH: &str = "/v1/commands";
/// Bodies of commands and of everything else but batches.
const JSON: &str = "application/json";
/// An id that nothing has.
const NOWHERE: &str = "0197c0de-ffff-7000-8000-000000000000";

/// An operation of the description.
struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    described: &'a Json,
}

/// Who asks.
struct Askers {
    admin: Client,
    anonymous: Client,
    /// A token that may nothing, and names another's tenant.
    foreign: Client,
}

impl Operation<'_> {
    fn is_command(&self) -> bool {
        self.path.starts_with("/v1/commands/")
    }

    fn is_read(&self) -> bool {
        self.method == "GET"
    }

    /// The address of something that is there.
    fn address(&self) -> String {
        match self.path {
            "/problems/{slug}" => "/problems/malformed".into(),
            "/v1/events/stream" => self.path.into(),
            path => tenant::address(path, self.described),
        }
    }

    fn has(&self, parameter: &str) -> bool {
        let all = self.described["parameters"].as_array().into_iter().flatten();
        all.clone().any(|one| one["name"] == parameter)
    }

    fn content_type(&self) -> &str {
        if self.path == BATCH { "application/x-ndjson" } else { JSON }
    }

    fn ask(&self, client: &Client) -> Answer {
        self.ask_at(client, self.address())
    }

    fn ask_at(&self, client: &Client, address: String) -> Answer {
        self.send(client, address, self.content_type(), "{}".into())
    }

    fn send(&self, client: &Client, address: String, kind: &str, body: String) -> Answer {
        let request = client.request(self.method, address);
        if self.is_read() { request.send() } else { request.body(kind, body).send() }
    }

    /// What is answered to a request that should be answered with `status`; `None` if no client can
    /// bring it about.
    fn bring_about(&self, status: u16, who: &Askers) -> Option<Answer> {
        let admin = &who.admin;
        let with = |pair: &str| {
            let address = self.address();
            let mark = if address.contains('?') { '&' } else { '?' };
            format!("{address}{mark}{pair}")
        };
        Some(match status {
            304 => {
                let first = self.ask(admin);
                let tag = first.header("etag").expect("a read has a tag").to_owned();
                admin.request("GET", self.address()).header("If-None-Match", tag).send()
            }
            400 if self.is_read() => self.ask_at(admin, with("colour=red")),
            400 => self.send(admin, self.address(), self.content_type(), "{".into()),
            401 => self.ask(&who.anonymous),
            403 => self.ask(&who.foreign),
            404 if self.path == "/problems/{slug}" => admin.get("/problems/none-such"),
            404 => self.ask_at(admin, self.path.replace("{id}", NOWHERE)),
            405 => admin.request("DELETE", self.address()).send(),
            413 => {
                let bulk = self.path == "/v1/bulk-actions";
                let size = if bulk { TOO_LARGE_FOR_MANY } else { TOO_LARGE };
                let around = json!({"a": ""}).to_string().len();
                let send = |text: usize| {
                    let body = json!({"a": "x".repeat(text - around)}).to_string();
                    self.send(admin, self.address(), self.content_type(), body)
                };
                // At the limit it is read, and refused for what it says.
                send(size - 1).problem(400, "malformed");
                send(size)
            }
            415 => self.send(admin, self.address(), "text/plain", "hello".into()),
            422 if self.has("as_of") => {
                let path = self.path.replace("{id}", tenant::record(self.path).unwrap_or(NOWHERE));
                self.ask_at(admin, format!("{path}?as_of=yesterday"))
            }
            422 if self.is_read() => self.ask_at(admin, format!("{}?from_position=0", self.path)),
            422 if self.path == "/v1/tokens" => {
                self.send(admin, self.address(), self.content_type(), r#"{"role":"king"}"#.into())
            }
            422 if self.is_command() => {
                let request = admin.request("POST", self.path);
                let body = &self.described["requestBody"]["content"][JSON]["example"];
                request.json(body).at("2999-01-01T00:00:00Z").send()
            }
            422 => self.ask(admin),
            _ => return None,
        })
    }
}

/// Commands that name a record, each sent to one that isn't there and with a revision that isn't.
fn of_commands(kith: &Kith, wrong: &mut Vec<String>) {
    for command in described(&kith.admin) {
        let client = kith.admin.for_tenant(&format!("s-{}", command.name.to_lowercase()));
        prepare(&client, &command);
        let dry = || client.post(&command.name, &command.example).header("Kith-Dry-Run", "true");
        let answer = dry().header("If-Match", "\"999\"").send();
        if answer.status != 412 {
            wrong.push(format!("{} with a wrong revision: {}", command.name, answer.status));
        }
        let empty = kith.admin.for_tenant(&format!("n-{}", command.name.to_lowercase()));
        let answer = empty.command(&command.name, &command.example);
        let of_another = || answer.json()["type"] == "/problems/unknown-reference";
        let known = before(&command.name).is_empty() || answer.status == 404 || of_another();
        if !known {
            wrong.push(format!("{} of nothing: {}", command.name, answer.text()));
        }
    }
}

#[test]
fn every_status_that_a_client_can_bring_about_is_answered_as_described() {
    let home = crate::home();
    let kith = home.serve();
    let description = kith.admin.read("/openapi.json");
    let admin = kith.admin.for_tenant("statuses");
    tenant::fill(&admin);
    let nobody = kith.admin.with_token(&token(&kith.admin, &json!({"role": "knowledge_admin"})));
    let who =
        Askers { anonymous: kith.admin.anonymous(), foreign: nobody.for_tenant("statuses"), admin };
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for (path, operations) in description["paths"].as_object().unwrap() {
        let methods: Vec<_> = operations.as_object().unwrap().keys().collect();
        for (method, described) in operations.as_object().unwrap() {
            let method = &*method.to_uppercase();
            let operation = Operation { method, path, described };
            for status in described["responses"].as_object().unwrap().keys() {
                let status: u16 = status.parse().unwrap();
                if is_elsewhere(&operation, status) {
                    continue;
                }
                asked += 1;
                let Some(answer) = operation.bring_about(status, &who) else {
                    wrong.push(format!("{method} {path}: nobody asks for {status}"));
                    continue;
                };
                if answer.status != status || (status == 405 && !allows(&answer, &methods)) {
                    let allow = answer.header("allow");
                    wrong.push(format!("{method} {path} {status}: {} {allow:?}", answer.status));
                }
            }
        }
    }
    of_commands(&kith, &mut wrong);
    assert!(asked > 500, "the description has statuses: {asked}");
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
}

/// An unknown target is asked of each command below; a batch refuses its lines and not itself, unless
/// it is far larger than what a test would send.
fn is_elsewhere(operation: &Operation<'_>, status: u16) -> bool {
    let of_command = operation.is_command();
    ELSEWHERE.contains(&status)
        || (of_command && status == 404)
        || (operation.path == BATCH && [400, 413].contains(&status))
}

/// Whether the answer names the methods that are described, and no other but `HEAD`.
fn allows(answer: &Answer, methods: &[&String]) -> bool {
    let named: BTreeSet<_> =
        answer.header("allow").into_iter().flat_map(|all| all.split(',')).collect();
    let mut expected: BTreeSet<_> = methods.iter().map(|method| method.to_uppercase()).collect();
    if expected.contains("GET") {
        expected.insert("HEAD".into());
    }
    named.into_iter().map(str::to_owned).collect::<BTreeSet<_>>() == expected
}
