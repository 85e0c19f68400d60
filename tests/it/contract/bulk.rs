//! Bulk actions: one act on many records with an exact report, done once however often it is sent.

use kith_tests::samples::{account, id, lead_with, make_converted, token};
use kith_tests::{Answer, Client, Kith};
use serde_json::{Value as Json, json};

/// Leads in turns of two regions.
fn leads(client: &Client, n: u32) {
    let line = |i: u32| {
        let region = if i.is_multiple_of(2) { "east" } else { "west" };
        json!({"command": "CreateLead", "data": lead_with(i, json!({"region": region}))})
    };
    for answer in client.batch(&(0..n).map(line).collect::<Vec<_>>()) {
        assert_eq!(answer["status"], 201, "{answer}");
    }
}

fn user(n: u32) -> String {
    id("user", n)
}

fn east() -> Json {
    json!({"field": "region", "is": "east"})
}

fn assign_east(to: u32) -> Json {
    json!({"on": "leads", "filter": east(), "assign": {"owner_id": user(to), "reason": "territory"}})
}

fn send(client: &Client, body: &Json) -> Answer {
    client.request("POST", "/v1/bulk-actions").json(body).send()
}

fn head(client: &Client) -> Json {
    client.read("/v1/positions")["head"].clone()
}

/// Changed, unchanged and refused of a report.
fn sums(answer: &Json) -> [u64; 3] {
    let sum = |name: &str| answer["report"][name].as_u64().expect("a report has its sums");
    ["changed", "unchanged", "refused"].map(sum)
}

fn owner(kith: &Kith, n: u32, position: &Json) -> Json {
    let path = format!("/v1/leads/{}?at_least={position}", id("lead", n));
    kith.admin.read(path)["owner_id"].clone()
}

#[test]
fn an_assignment_on_a_condition_is_one_act_with_a_report_that_the_audit_tells_whole() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith.admin, 10);
    make_converted(&kith.admin, 100);
    let one = json!({"lead_id": id("lead", 0), "owner_id": user(1)});
    kith.admin.command("AssignLead", &one).status(200);
    let done = send(&kith.admin, &assign_east(1)).status(200).json();
    assert_eq!(done["count"], 5, "{done}");
    assert_eq!(sums(&done), [4, 1, 0], "{done}");
    let position = done["position"].clone();
    for n in 0..10 {
        let expected = if n % 2 == 0 { json!(user(1)) } else { Json::Null };
        assert_eq!(owner(&kith, n, &position), expected, "lead {n}");
    }
    let act = done["id"].as_str().unwrap();
    let told = format!("/v1/audit?correlation_id={act}&count=true&at_least={position}");
    let trail = kith.admin.read(told);
    let of = |event: &str| {
        let lines = trail["items"].as_array().unwrap().iter();
        lines.filter(|line| line["event"] == event).count()
    };
    assert_eq!(trail["count"], 7, "{trail}");
    let events = ["BulkActionStarted", "BulkRecordsChosen", "LeadAssigned", "BulkActionFinished"];
    assert_eq!(events.map(of), [1, 1, 4, 1]);
    let one = kith.admin.read(format!("/v1/bulk-actions/{act}?at_least={position}"));
    assert_eq!(one["state"], "finished");
    assert_eq!(one["filter"], east());
    assert_eq!(one["action"]["assign"]["owner_id"], user(1));
    assert_eq!(one["report"], done["report"]);
    let all = kith.admin.read("/v1/bulk-actions?count=true");
    assert_eq!((&all["count"], &all["items"][0]["id"]), (&json!(1), &json!(act)));
    assert_eq!(one["chosen_at"], done["chosen_at"]);
    let before = kith.admin.read("/v1/bulk-actions?as_of=2020-01-01");
    assert_eq!(before["items"], json!([]));
}

#[test]
fn records_that_can_not_be_changed_are_refused_one_by_one_with_their_reason() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith.admin, 2);
    make_converted(&kith.admin, 100);
    let records = [id("lead", 0), id("lead", 100), id("lead", 7_000), id("lead", 0)];
    let body = json!({"on": "leads", "records": records, "assign": {"owner_id": user(1)}});
    let done = send(&kith.admin, &body).status(200).json();
    assert_eq!(done["count"], 3, "one named twice counts once: {done}");
    assert_eq!(sums(&done), [1, 0, 2], "{done}");
    let refused = json!([{"code": "already-converted", "count": 1},
                         {"code": "unknown-target", "count": 1}]);
    assert_eq!(done["report"]["refused_by"], refused);
    let told = done["refusals"].as_array().unwrap();
    assert_eq!(told[0]["id"], id("lead", 100));
    assert_eq!(told[1]["code"], "unknown-target");
    assert!(told[1]["message"].as_str().unwrap().contains(&id("lead", 7_000)), "{told:?}");
}

#[test]
fn accounts_are_tagged_and_deals_and_accounts_given_to_another() {
    let home = crate::home();
    let kith = home.serve();
    for n in 0..3 {
        kith.admin.command("CreateAccount", &account(n)).status(201);
    }
    make_converted(&kith.admin, 100);
    let accounts: Vec<_> = (0..3).map(|n| id("account", n)).collect();
    let tag = json!({"on": "accounts", "records": accounts, "tag": {"add": ["fair"]}});
    assert_eq!(sums(&send(&kith.admin, &tag).status(200).json()), [3, 0, 0]);
    assert_eq!(sums(&send(&kith.admin, &tag).status(200).json()), [0, 3, 0]);
    let assign = json!({"owner_id": user(2), "reason": "territory"});
    let given = json!({"on": "accounts", "records": accounts, "assign": assign});
    let done = send(&kith.admin, &given).status(200).json();
    assert_eq!(sums(&done), [3, 0, 0], "{done}");
    let path = format!("/v1/accounts/{}?at_least={}", accounts[1], done["position"]);
    let shown = kith.admin.read(path);
    assert_eq!((&shown["tags"], &shown["owner_id"]), (&json!(["fair"]), &json!(user(2))));
    let deals =
        json!({"on": "opportunities", "records": [id("opportunity", 100)], "assign": assign});
    assert_eq!(sums(&send(&kith.admin, &deals).status(200).json()), [1, 0, 0]);
    // The same by what they say of themselves, and by what belongs to them.
    let fair = json!({"field": "tags", "is": "fair"});
    let export = json!({"add": ["export"]});
    let tagged = json!({"on": "accounts", "filter": fair, "tag": export});
    assert_eq!(sums(&send(&kith.admin, &tagged).status(200).json()), [3, 0, 0]);
    let dealing = json!({"has": "opportunities", "such": {"field": "owner", "is": user(2)}});
    let given = json!({"owner_id": user(3), "reason": "territory"});
    let handed = json!({"on": "accounts", "filter": dealing, "assign": given});
    assert_eq!(sums(&send(&kith.admin, &handed).status(200).json()), [1, 0, 0]);
    let open = json!({"all": [{"field": "state", "is": "open"}]});
    let deals = json!({"on": "opportunities", "filter": open, "assign": given});
    assert_eq!(sums(&send(&kith.admin, &deals).status(200).json()), [1, 0, 0]);
}

#[test]
fn a_dry_run_tells_what_would_happen_and_appends_nothing() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith.admin, 6);
    let before = head(&kith.admin);
    let request = kith.admin.request("POST", "/v1/bulk-actions").json(&assign_east(1));
    let told = request.header("Kith-Dry-Run", "true").send().status(200).json();
    assert_eq!((&told["dry_run"], &told["id"]), (&json!(true), &Json::Null));
    assert_eq!(sums(&told), [3, 0, 0], "{told}");
    assert_eq!(head(&kith.admin), before);
    assert_eq!(kith.admin.read("/v1/bulk-actions")["items"], json!([]));
}

#[test]
fn the_same_request_again_gives_the_same_report_and_another_one_is_refused() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith.admin, 6);
    let mut body = assign_east(1);
    body["bulk_id"] = id("act", 1).into();
    let first = send(&kith.admin, &body).status(200).json();
    // What has changed since isn't changed back.
    let other = json!({"lead_id": id("lead", 0), "owner_id": user(9)});
    kith.admin.command("AssignLead", &other).status(200);
    let before = head(&kith.admin);
    let again = send(&kith.admin, &body).status(200).json();
    assert_eq!(again["report"], first["report"]);
    assert_eq!((&again["chosen_at"], head(&kith.admin)), (&first["chosen_at"], before.clone()));
    assert_eq!(owner(&kith, 0, &before), user(9));
    body["assign"]["owner_id"] = user(2).into();
    send(&kith.admin, &body).problem(422, "key-reused");
    let keyed = |to: u32| {
        let request = kith.admin.request("POST", "/v1/bulk-actions").json(&assign_east(to));
        request.key("monday").send()
    };
    let one = keyed(3).status(200).json();
    assert_eq!(keyed(3).status(200).json()["id"], one["id"]);
    keyed(4).problem(422, "key-reused");
}

#[test]
fn what_can_not_be_meant_is_refused_by_its_field_and_appends_nothing() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith.admin, 1);
    let before = head(&kith.admin);
    let to = json!({"owner_id": user(1)});
    let all = json!({"all": []});
    let export = json!({"format": "csv"});
    for (body, status, field) in [
        (json!({"on": "leads", "filter": all}), 422, "assign"),
        (json!({"on": "leads", "filter": all, "assign": to, "export": export}), 422, "export"),
        (json!({"on": "leads", "assign": to}), 422, "filter"),
        (
            json!({"on": "leads", "filter": all, "records": [id("lead", 0)], "assign": to}),
            422,
            "records",
        ),
        (json!({"on": "leads", "records": [], "assign": to}), 422, "records"),
        (json!({"on": "leads", "records": ["x"], "assign": to}), 422, "records[0]"),
        (
            json!({"on": "leads", "filter": {"all": [{"field": "colour", "is": "red"}]},
            "assign": to}),
            422,
            "filter.all[0].field",
        ),
        (json!({"on": "leads", "filter": [], "assign": to}), 400, "filter"),
        (json!({"on": "tickets", "filter": all, "assign": to}), 422, "on"),
        (json!({"on": "contacts", "records": [id("contact", 0)], "assign": to}), 422, "assign"),
        (
            json!({"on": "accounts", "records": [id("account", 0)], "assign": to}),
            422,
            "assign.reason",
        ),
        (json!({"on": "leads", "filter": all, "tag": {"add": ["x"]}}), 422, "tag"),
        (json!({"on": "accounts", "records": [id("account", 0)], "tag": {}}), 422, "tag"),
        (json!({"on": "leads", "filter": all, "assign": to, "now": true}), 400, "now"),
    ] {
        let problem = send(&kith.admin, &body).status(status).json();
        assert_eq!(problem["errors"][0]["field"], field, "{body}: {problem}");
    }
    let many: Vec<_> = (0..20_001).map(|n| id("lead", n)).collect();
    let problem = send(&kith.admin, &json!({"on": "leads", "records": many, "assign": to}));
    let problem = problem.problem(422, "invalid");
    let said = problem["detail"].as_str().unwrap();
    assert!(said.contains("20001") && said.contains("20000"), "{said}");
    let request = kith.admin.request("POST", "/v1/bulk-actions");
    request.body("text/plain", "{}").send().problem(415, "wrong-content-type");
    let request = kith.admin.request("POST", "/v1/bulk-actions").json(&assign_east(1));
    let request = request.header("Kith-On-Behalf-Of", "x").header("Kith-Dry-Run", "maybe");
    let request = request.at("2026-01-01T00:00:00Z");
    assert_eq!(request.send().problem(422, "invalid")["errors"].as_array().unwrap().len(), 3);
    assert_eq!(head(&kith.admin), before);
}

#[test]
fn who_may_do_it_to_one_may_do_it_to_many_and_nobody_else() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith.admin, 4);
    let before = head(&kith.admin);
    let with = |order: Json| kith.admin.with_token(&token(&kith.admin, &order));
    let forms = with(json!({"role": "service", "allow": ["CreateLead"]}));
    let problem = send(&forms, &assign_east(1)).problem(403, "missing-right");
    assert!(problem["detail"].as_str().unwrap().contains("AssignLead"), "{problem}");
    let analyst = with(json!({"role": "analyst"}));
    send(&analyst, &assign_east(1)).problem(403, "missing-right");
    let auditor = with(json!({"role": "auditor"}));
    let export = json!({"on": "leads", "filter": east(), "export": {"format": "ndjson"}});
    send(&auditor, &export).problem(403, "missing-right");
    kith.admin.anonymous().request("POST", "/v1/bulk-actions").json(&export).send().status(401);
    assert_eq!(head(&kith.admin), before);
    for internal in ["StartBulkAction", "FinishBulkAction"] {
        kith.admin.command(internal, &json!({})).problem(404, "unknown-command");
    }
    let service = with(json!({"role": "service", "allow": ["AssignLead"]}));
    let request = service.request("POST", "/v1/bulk-actions").json(&assign_east(1));
    let done = request.header("Kith-On-Behalf-Of", user(7)).send().status(200).json();
    assert_eq!(sums(&done), [2, 0, 0]);
    let path = format!("/v1/audit?correlation_id={}&at_least={}", done["id"], done["position"]);
    let trail = kith.admin.read(path.replace('"', ""));
    for line in trail["items"].as_array().unwrap() {
        assert_eq!(line["on_behalf_of"], user(7), "{line}");
    }
    auditor.read("/v1/bulk-actions");
    // Another tenant sees neither the records nor the act.
    let other = kith.admin.for_tenant("other");
    let done = send(&other, &assign_east(1)).status(200).json();
    assert_eq!((&done["count"], sums(&done)), (&json!(0), [0, 0, 0]));
    let act = kith.admin.read("/v1/bulk-actions")["items"][0]["id"].clone();
    other.get(format!("/v1/bulk-actions/{}", act.as_str().unwrap())).status(404);
}

#[test]
fn an_export_is_written_down_and_its_records_are_the_answer() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith.admin, 1_201);
    let formula = lead_with(5_000, json!({"company": "=1+1", "region": "east"}));
    kith.admin.command("CreateLead", &formula).status(201);
    let export = |client: &Client, format: &str| {
        send(client, &json!({"on": "leads", "filter": east(), "export": {"format": format}}))
    };
    let lines = export(&kith.admin, "ndjson").status(200);
    let act = lines.header("kith-bulk-id").unwrap().to_owned();
    assert_eq!(lines.header("content-type"), Some("application/x-ndjson"));
    let items = lines.lines();
    assert_eq!(items.len(), 602);
    assert_eq!(items[0]["id"], id("lead", 0), "oldest first");
    assert_eq!(items[601], kith.admin.read("/v1/leads?limit=1")["items"][0]);
    let told = kith.admin.read(format!("/v1/bulk-actions/{act}"));
    assert_eq!((&told["count"], &told["state"]), (&json!(602), &json!("finished")));
    assert_eq!(told["action"], json!({"export": {"format": "ndjson"}}));
    let table = export(&kith.admin, "csv").status(200).text();
    let file = home.scratch("leads.csv");
    let listed = home.run(&["export", "leads", "--format", "csv", "-o", file.to_str().unwrap()]);
    listed.ok();
    let listed = std::fs::read_to_string(file).unwrap();
    assert_eq!(table.lines().next(), listed.lines().next(), "the same columns");
    assert_eq!(table.lines().count(), 603);
    assert!(table.contains(",'=1+1,"), "a formula is defused");
    assert!(listed.lines().any(|line| Some(line) == table.lines().last()), "the same rows");
    // Who doesn't see persons doesn't see them here.
    let order = json!({"role": "analyst"});
    let analyst = kith.admin.with_token(&token(&kith.admin, &order));
    let sealed = export(&analyst, "ndjson").status(200).lines();
    assert_eq!((&sealed[0]["sealed"], &sealed[0]["email"]), (&json!(true), &Json::Null));
    // An id stands for one export: a second one is another act.
    let again = json!({"bulk_id": act, "on": "leads", "filter": east(),
                       "export": {"format": "ndjson"}});
    send(&kith.admin, &again).problem(409, "wrong-state");
    let named = json!({"on": "leads", "records": [id("lead", 3), id("lead", 7_000)],
                       "export": {"format": "ndjson"}});
    let answer = send(&kith.admin, &named).status(200);
    let act = format!("/v1/bulk-actions/{}", answer.header("kith-bulk-id").unwrap());
    let lines = answer.lines();
    assert_eq!((lines.len(), &lines[0]["id"]), (1, &json!(id("lead", 3))));
    let told = kith.admin.read(act);
    assert_eq!(sums(&told), [0, 1, 1], "{told}");
    assert_eq!(told["refusals"][0]["id"], id("lead", 7_000));
}

#[test]
fn of_two_at_once_on_one_condition_every_record_has_one_owner_and_both_reports_are_exact() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith.admin, 1_000);
    let acts: Vec<Json> = std::thread::scope(|scope| {
        let send = |to| {
            let client = kith.admin.clone();
            scope.spawn(move || send(&client, &assign_east(to)).status(200).json())
        };
        let both = [1, 2].map(send);
        both.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let position = head(&kith.admin);
    let mut changed = 0;
    for act in &acts {
        let [changes, same, refused] = sums(act);
        assert_eq!((act["count"].as_u64(), same, refused), (Some(500), 0, 0), "{act}");
        changed += changes;
        let act = act["id"].as_str().unwrap();
        let told = format!("/v1/audit?correlation_id={act}&event=LeadAssigned&count=true&limit=1");
        assert_eq!(kith.admin.read(format!("{told}&at_least={position}"))["count"], changes);
    }
    assert_eq!(changed, 1_000, "each gave every record to its owner, one after the other");
    let owned = |to: u32| {
        let path = format!("/v1/leads?owner={}&count=true&limit=1&at_least={position}", user(to));
        kith.admin.read(path)["count"].as_u64().unwrap()
    };
    assert_eq!(owned(1) + owned(2), 500);
}

#[test]
fn the_same_act_sent_twice_at_once_is_done_once() {
    let home = crate::home();
    let kith = home.serve();
    leads(&kith.admin, 600);
    let mut body = assign_east(1);
    body["bulk_id"] = id("act", 1).into();
    let both: Vec<Json> = std::thread::scope(|scope| {
        let send = |_| {
            let (client, body) = (kith.admin.clone(), body.clone());
            scope.spawn(move || send(&client, &body).status(200).json())
        };
        let both = [0, 1].map(send);
        both.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(both[0]["report"], both[1]["report"]);
    assert_eq!(sums(&both[0]), [300, 0, 0]);
    let position = head(&kith.admin);
    let told = format!("/v1/audit?correlation_id={}&count=true&limit=1", id("act", 1));
    assert_eq!(kith.admin.read(format!("{told}&at_least={position}"))["count"], 303);
}
