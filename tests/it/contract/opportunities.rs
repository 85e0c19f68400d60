//! Deals: what changes them, who may, and what is shown and measured of them.

use kith_tests::samples::{
    convert, event_types, id, lead, make_converted, make_sql, qualify, token, win, with,
};
use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

/// A body about the nth deal.
fn about(n: u32, fields: Json) -> Json {
    with(fields, json!({"opportunity_id": id("opportunity", n)}))
}

fn cny(amount: &str) -> Json {
    json!({"amount": amount, "currency": "CNY"})
}

/// Sends a command on the nth deal that must leave this event; the deal as it is shown then.
#[track_caller]
fn change(client: &Client, n: u32, command: &str, fields: Json, event: &str) -> Json {
    let answer = client.command(command, &about(n, fields)).status(200).json();
    assert_eq!(event_types(&answer), [event], "{answer}");
    shown(client, n, &answer)
}

/// The nth deal, once the read model has the effect of a command.
#[track_caller]
fn shown(client: &Client, n: u32, answer: &Json) -> Json {
    let deal = id("opportunity", n);
    client.read(format!("/v1/opportunities/{deal}?at_least={}", answer["position"]))
}

fn move_to(client: &Client, n: u32, stage: &str) -> Json {
    let criteria = json!({"talk_done": true, "scenario_confirmed": true, "rough_budget": true,
        "decision_maker_known": true});
    let fields = json!({"stage": stage, "criteria": criteria});
    change(client, n, "ChangeOpportunityStage", fields, "OpportunityStageChanged")
}

/// Deals above 100000 yuan are large.
fn define_threshold(kith: &Kith) {
    let stage = |key: &str, chance: u32, kind: &str| json!({"key": key, "probability": chance, "kind": kind, "approval": key == "negotiation"});
    let body = json!({"key": "standard", "large_deal": [cny("100000")], "stages": [
        stage("first_contact", 10, "open"), stage("need_confirmed", 25, "open"),
        stage("proposal", 50, "open"), stage("negotiation", 75, "open"),
        stage("won", 100, "won"), stage("lost", 0, "lost")]});
    assert!(kith.admin.command("DefinePipeline", &body).status < 300);
}

fn ids(page: &Json) -> Vec<String> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|deal| deal["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_known_of_a_deal_is_changed_and_the_audit_shows_before_and_after() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    let update = json!({"competitors": ["Nordwind"], "buying_motives": ["saves water"],
        "next_step": "send the offer", "next_step_on": "2024-05-04", "product": "Loom",
        "documents": [{"name": "Offer", "url": "https://docs.example/1"}],
        "driver_id": id("user", 2), "kind": "expansion"});
    let deal = change(&kith.admin, 1, "UpdateOpportunity", update.clone(), "OpportunityUpdated");
    for field in [
        "competitors",
        "buying_motives",
        "next_step",
        "next_step_on",
        "documents",
        "driver_id",
        "kind",
        "product",
    ] {
        assert_eq!(deal[field], update[field], "{field}");
    }
    let again = kith.admin.command("UpdateOpportunity", &about(1, update)).status(200).json();
    assert_eq!(again["events"], json!([]));
    let bad = json!({"name": null, "kind": null});
    let problem = kith.admin.command("UpdateOpportunity", &about(1, bad)).problem(422, "invalid");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2, "{problem}");
    let bad = json!({"documents": [{"name": "x", "url": "javascript:alert(1)"}], "kind": "odd"});
    let problem = kith.admin.command("UpdateOpportunity", &about(1, bad)).problem(422, "invalid");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2, "{problem}");

    let renamed = json!({"name": "Looms"});
    change(&kith.admin, 1, "UpdateOpportunity", renamed, "OpportunityUpdated");
    let fields = json!({"amount": cny("7.00"), "reason": "smaller"});
    let deal =
        change(&kith.admin, 1, "ChangeOpportunityAmount", fields, "OpportunityAmountChanged");
    assert_eq!((&deal["amount"], &deal["name"]), (&cny("7.00"), &json!("Looms")));
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let change_of = |event: &str| {
        let path = format!("/v1/audit?event={event}&at_least={head}");
        kith.admin.read(path)["items"][0].clone()
    };
    let renamed = json!([{"field": "name", "before": "Deal 1", "after": "Looms"}]);
    assert_eq!(change_of("OpportunityUpdated")["changes"], renamed);
    let amount = change_of("OpportunityAmountChanged");
    assert_eq!(amount["changes"][0]["field"], "amount");
    assert_eq!(amount["changes"][0]["before"]["amount"], "1200.50");
    assert_eq!(
        (&amount["changes"][0]["after"]["amount"], &amount["reason"]),
        (&json!("7.00"), &json!("smaller"))
    );
}

#[test]
fn pushes_of_the_expected_close_are_counted_and_never_taken_back() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    make_converted(&kith.admin, 2);
    let close = |date: &str| {
        let fields = json!({"expected_close": date});
        change(&kith.admin, 1, "ChangeExpectedClose", fields, "ExpectedCloseChanged")
    };
    let told = |deal: Json| (deal["pushes"].clone(), deal["pushed_days"].clone());
    assert_eq!(told(close("2024-07-10")), (json!(1), json!(10)));
    assert_eq!(told(close("2024-07-01")), (json!(1), json!(10)), "earlier is no push");
    assert_eq!(told(close("2024-07-31")), (json!(2), json!(40)));
    assert_eq!(ids(&kith.admin.read("/v1/opportunities?pushed=true")), [id("opportunity", 1)]);
    assert_eq!(ids(&kith.admin.read("/v1/opportunities?pushed=false")), [id("opportunity", 2)]);
    let funnel = kith.admin.read("/v1/funnel/opportunities");
    assert_eq!(funnel["push_rate"], 0.5);
}

#[test]
fn a_large_deal_needs_a_managers_approval() {
    let home = crate::home();
    let kith = home.serve();
    define_threshold(&kith);
    make_sql(&kith.admin, 1);
    let mut body = convert(1);
    body["opportunity"]["amount"] = cny("250000.00");
    kith.admin.command("ConvertLead", &body).status(200);
    move_to(&kith.admin, 1, "need_confirmed");
    let deal = move_to(&kith.admin, 1, "proposal");
    assert_eq!((&deal["large"], &deal["approval"]), (&json!(true), &Json::Null));
    assert_eq!(ids(&kith.admin.read("/v1/opportunities?large=true")), [id("opportunity", 1)]);
    let stage = |more: Json| about(1, with(json!({"stage": "negotiation"}), more));
    let problem = kith.admin.command("ChangeOpportunityStage", &stage(json!({})));
    let problem = problem.problem(422, "unmet-criteria");
    assert_eq!(problem["errors"][0]["field"], "approval", "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains("RequestStageApproval"), "{problem}");

    let yes = json!({"price": true, "feasibility": true, "note": "as agreed"});
    kith.admin.command("ApproveStage", &stage(yes.clone())).problem(409, "wrong-state");
    let fields = json!({"stage": "negotiation", "note": "Ann asked for it"});
    let asked = change(&kith.admin, 1, "RequestStageApproval", fields, "StageApprovalRequested");
    assert_eq!(asked["approval"]["state"], "requested");
    assert_eq!(asked["approval"]["note"], "Ann asked for it");
    let analyst = kith.admin.with_token(&token(&kith.admin, &json!({"role": "analyst"})));
    let path = format!("/v1/opportunities/{}", id("opportunity", 1));
    assert_eq!(analyst.read(path)["approval"]["note"], Json::Null, "sealed");
    let no = json!({"price": true, "feasibility": false});
    kith.admin.command("ApproveStage", &stage(no)).problem(422, "unmet-criteria");
    let fields = with(yes, json!({"stage": "negotiation"}));
    let approved = change(&kith.admin, 1, "ApproveStage", fields, "StageApproved");
    assert_eq!(approved["approval"]["amount"], cny("250000.00"));
    let deal = move_to(&kith.admin, 1, "negotiation");
    assert_eq!((&deal["stage"], &deal["probability"]), (&json!("negotiation"), &json!(75.0)));
    let log = kith.admin.get("/v1/events").text();
    assert!(!log.contains("Ann asked") && !log.contains("as agreed"), "notes are sealed");
}

#[test]
fn a_service_approves_and_overrides_nothing() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    let allow = ["OverrideProbability", "ApproveStage", "RejectStage", "MarkOpportunityRisk"];
    let order = json!({"role": "service", "subject": "crm", "allow": allow});
    let service = kith.admin.with_token(&token(&kith.admin, &order));
    let chance = about(1, json!({"probability": "60", "reason": "known"}));
    let stage = json!({"stage": "negotiation", "price": true, "feasibility": true});
    let reject = json!({"stage": "negotiation", "reason": "r"});
    service.command("OverrideProbability", &chance).problem(403, "missing-right");
    service.command("ApproveStage", &about(1, stage)).problem(403, "missing-right");
    service.command("RejectStage", &about(1, reject)).problem(403, "missing-right");
    let on_behalf = service.post("OverrideProbability", &chance);
    let on_behalf = on_behalf.header("Kith-On-Behalf-Of", id("user", 1)).send();
    on_behalf.problem(403, "missing-right");
    service.command("MarkOpportunityRisk", &about(1, json!({"risk": "price"}))).status(200);
    let deal = kith.admin.command("OverrideProbability", &chance).status(200).json();
    let deal = shown(&kith.admin, 1, &deal);
    assert_eq!((&deal["probability"], &deal["overridden"]), (&json!(60.0), &json!(true)));
    let deal = move_to(&kith.admin, 1, "need_confirmed");
    assert_eq!((&deal["probability"], &deal["overridden"]), (&json!(25.0), &json!(false)));
    for wrong in [json!("100.01"), json!("-1"), json!("1.234")] {
        let body = about(1, json!({"probability": wrong, "reason": "r"}));
        kith.admin.command("OverrideProbability", &body).problem(422, "invalid");
    }
    let missing = about(1, json!({"reason": "r"}));
    let problem = kith.admin.command("OverrideProbability", &missing).problem(422, "invalid");
    assert_eq!(problem["errors"][0]["code"], "missing");
}

#[test]
fn a_closed_deal_is_reopened_where_it_was_closed() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    move_to(&kith.admin, 1, "need_confirmed");
    let reopen = about(1, json!({"reason": "new budget"}));
    let problem = kith.admin.command("ReopenOpportunity", &reopen).problem(409, "wrong-state");
    assert!(problem["detail"].as_str().unwrap().contains("open"), "{problem}");
    kith.admin.command("WinOpportunity", &win(1)).status(200);
    let rate = |position: &Json| {
        let path = format!("/v1/funnel/opportunities?at_least={position}");
        kith.admin.read(path)["win_rate"].clone()
    };
    let head = kith.admin.read("/v1/positions")["head"].clone();
    assert_eq!(rate(&head), 1.0);
    let answer = kith.admin.command("ReopenOpportunity", &reopen).status(200).json();
    let deal = shown(&kith.admin, 1, &answer);
    assert_eq!((&deal["state"], &deal["stage"]), (&json!("open"), &json!("need_confirmed")));
    assert_eq!((&deal["won_at"], &deal["probability"]), (&Json::Null, &json!(25.0)));
    let stages: Vec<_> = deal["stages"].as_array().unwrap().iter().map(|s| &s["stage"]).collect();
    assert_eq!(stages, ["first_contact", "need_confirmed", "won", "need_confirmed"]);
    assert_eq!(deal["stage_since"], deal["stages"][3]["entered_at"]);
    assert_eq!(rate(&answer["position"]), Json::Null);
    let path = format!("/v1/audit?event=OpportunityReopened&at_least={}", answer["position"]);
    let line = kith.admin.read(path)["items"][0]["changes"].clone();
    let state = json!({"field": "state", "before": "won", "after": "open"});
    assert!(line.as_array().unwrap().contains(&state), "{line}");
}

#[test]
fn risks_milestones_roles_and_owners_are_shown() {
    let home = crate::home();
    let kith = home.serve();
    make_converted(&kith.admin, 1);
    make_converted(&kith.admin, 2);
    let risk = json!({"risk": "budget", "level": "high", "note": "Ann said so"});
    let deal = change(&kith.admin, 1, "MarkOpportunityRisk", risk, "OpportunityRiskMarked");
    assert_eq!(
        (&deal["risks"][0]["level"], &deal["risks"][0]["note"]),
        (&json!("high"), &json!("Ann said so"))
    );
    assert_eq!(ids(&kith.admin.read("/v1/opportunities?risk=budget")), [id("opportunity", 1)]);
    assert_eq!(ids(&kith.admin.read("/v1/opportunities?risk=legal")), [""; 0]);
    let set = json!({"milestone": "pilot", "name": "Pilot", "due_on": "2024-05-01"});
    change(&kith.admin, 1, "SetMilestone", set, "MilestoneSet");
    let done = json!({"milestone": "pilot", "done_on": "2024-05-03"});
    let deal = change(&kith.admin, 1, "CompleteMilestone", done, "MilestoneCompleted");
    let pilot = json!({"milestone": "pilot", "name": "Pilot", "due_on": "2024-05-01",
        "done_on": "2024-05-03"});
    assert_eq!(deal["milestones"], json!([pilot]));
    let contact = kith.admin.read("/v1/contacts")["items"][0]["id"].clone();
    let role = json!({"contact_id": contact, "role": "decision_maker"});
    let deal = change(&kith.admin, 1, "SetBuyingRole", role.clone(), "BuyingRoleSet");
    assert_eq!(deal["buying_roles"], json!([role]));
    let none = json!({"contact_id": contact, "role": "nobody"});
    kith.admin.command("SetBuyingRole", &about(1, none)).problem(422, "invalid");
    let mut body = about(1, json!({"contact_id": contact}));
    kith.admin.command("SetBuyingRole", &body).problem(422, "invalid");
    body["role"] = Json::Null;
    let answer = kith.admin.command("SetBuyingRole", &body).status(200).json();
    assert_eq!(event_types(&answer), ["BuyingRoleRemoved"]);
    let clear = json!({"risk": "budget"});
    let deal = change(&kith.admin, 1, "ClearOpportunityRisk", clear, "OpportunityRiskCleared");
    assert_eq!((&deal["risks"], &deal["buying_roles"]), (&json!([]), &json!([])));

    let owner = json!({"owner_id": id("user", 7), "reason": "left"});
    let deal = change(&kith.admin, 1, "ChangeOpportunityOwner", owner, "OpportunityOwnerChanged");
    assert_eq!(deal["owner_id"], id("user", 7));
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let path = format!("/v1/ownership-changes?type=opportunity&at_least={head}");
    let row = kith.admin.read(path)["items"][0].clone();
    assert_eq!(
        (&row["command"], &row["reason"]),
        (&json!("ChangeOpportunityOwner"), &json!("left"))
    );
}

#[test]
fn deals_are_chosen_by_amount_close_region_and_idleness() {
    let home = crate::home();
    let kith = home.serve();
    let open = |n: u32, amount: &str, close: &str, more: Json| {
        let body = json!({"opportunity_id": id("opportunity", n), "account_id": id("account", 1),
            "name": "Deal", "amount": cny(amount), "expected_close": close});
        let at = format!("2024-01-{:02}T00:00:00Z", 10 + n);
        kith.admin.post("OpenOpportunity", &with(body, more)).at(&at).send().status(201);
    };
    make_sql(&kith.admin, 1);
    let account = json!({"account": {"mode": "create", "id": id("account", 1)},
        "opportunity": null});
    kith.admin.command("ConvertLead", &with(convert(1), account)).status(200);
    open(1, "10", "2024-03-31", json!({"region": "华北", "product": "Loom"}));
    open(2, "20", "2024-04-01", json!({"kind": "renewal"}));
    open(3, "30", "2024-06-30", json!({"in_pipeline": false}));
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let found = |filter: &str| {
        let page = kith.admin.read(format!("/v1/opportunities?{filter}&at_least={head}"));
        let nth = |found: &String| (1..=3).find(|n| id("opportunity", *n) == *found).unwrap();
        ids(&page).iter().map(nth).collect::<Vec<u32>>()
    };
    assert_eq!(found("amount_min=20"), [3, 2]);
    assert_eq!(found("amount_max=20.00&amount_min=15.5"), [2]);
    assert_eq!(found("close_from=2024-04-01&close_to=2024-06-30"), [2]);
    assert_eq!(found("region=north"), [1]);
    assert_eq!(found("product=Loom"), [1]);
    assert_eq!(found("kind=renewal"), [2]);
    assert_eq!(found("source=web"), [0; 0]);
    assert_eq!(found("idle_days_min=100"), [3, 2, 1]);
    let then = "as_of=2024-01-31T00:00:00Z";
    let idle = |days: u32| {
        ids(&kith.admin.read(format!("/v1/opportunities?idle_days_min={days}&{then}"))).len()
    };
    assert_eq!((idle(18), idle(19), idle(20), idle(21)), (3, 2, 1, 0));
    let call = json!({"opportunity_id": id("opportunity", 1), "channel": "call"});
    let logged = kith.admin.post("LogInteraction", &call).at("2024-01-20T00:00:00Z").send();
    shown(&kith.admin, 1, &logged.status(201).json());
    assert_eq!((idle(11), idle(12), idle(19), idle(20)), (3, 2, 1, 0));
    for bad in ["amount_min=x", "pushed=maybe", "idle_days_min=soon"] {
        kith.admin.get(format!("/v1/opportunities?{bad}")).problem(400, "malformed");
    }
    for bad in [
        "close_from=2024-13-01",
        "kind=odd",
        "close_from=2024-02-02&close_to=2024-01-01",
        "idle_days_min=-1",
    ] {
        kith.admin.get(format!("/v1/opportunities?{bad}")).problem(422, "invalid");
    }
    let funnel = kith.admin.read("/v1/funnel/opportunities");
    assert_eq!(funnel["stages"][0]["count"], 2, "low intent is left out: {funnel}");
    let april = kith.admin.read("/v1/funnel/opportunities?close_from=2024-04-01");
    assert_eq!(april["stages"][0]["amount"], json!([cny("20.00")]));
}

#[test]
fn the_funnel_of_deals_shows_what_was_measured_beside_what_should_be() {
    let home = crate::home();
    let kith = home.serve();
    for n in 1..=4 {
        let send =
            |command: &str, body: Json, at: &str| kith.admin.post(command, &body).at(at).send();
        send("CreateLead", lead(n), "2024-02-01T00:00:00Z").status(201);
        send("QualifyLead", qualify(n), "2024-02-02T00:00:00Z").status(200);
        send("ConvertLead", convert(n), "2024-03-01T00:00:00Z").status(200);
    }
    let criteria = json!({"talk_done": true, "scenario_confirmed": true, "rough_budget": true,
        "decision_maker_known": true});
    let step = |n: u32, stage: &str, at: &str| {
        let body = about(n, json!({"stage": stage, "criteria": criteria}));
        kith.admin.post("ChangeOpportunityStage", &body).at(at).send().status(200);
    };
    step(1, "need_confirmed", "2024-03-02T00:00:00Z");
    step(2, "need_confirmed", "2024-03-04T00:00:00Z");
    step(1, "proposal", "2024-03-05T00:00:00Z");
    kith.admin.post("WinOpportunity", &win(1)).at("2024-03-11T00:00:00Z").send().status(200);
    let lose = about(3, json!({"reason": "price"}));
    kith.admin.post("LoseOpportunity", &lose).at("2024-03-12T00:00:00Z").send().status(200);
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let funnel = kith.admin.read(format!("/v1/funnel/opportunities?at_least={head}"));
    let conversion = funnel["conversion"].as_array().unwrap();
    let told: Vec<_> = conversion
        .iter()
        .map(|c| json!([c["from"], c["to"], c["entered"], c["passed"], c["rate"], c["target"]]))
        .collect();
    assert_eq!(
        told,
        [
            json!(["first_contact", "need_confirmed", 4, 2, 0.5, 0.42]),
            json!(["need_confirmed", "proposal", 2, 1, 0.5, 0.65]),
            json!(["proposal", "negotiation", 1, 1, 1.0, 0.75]),
            json!(["negotiation", "won", 0, 0, null, 0.85]),
        ]
    );
    assert_eq!(
        (&conversion[0]["median_seconds"], &conversion[0]["p90_seconds"]),
        (&json!(172_800.0), &json!(259_200.0))
    );
    let whole = &funnel["end_to_end"][0];
    assert_eq!((&whole["rate"], &whole["target"]), (&json!(0.25), &json!(0.174)));
    assert_eq!(funnel["win_rate"], 0.5);
    assert_eq!(funnel["cycle"], json!({"median_days": 10.0, "target_days": 28}));
    assert_eq!(funnel["average_deal_size"], json!([cny("1200.50")]));
    assert_eq!(
        funnel["sources"],
        json!([{"source": "web", "opened": 4, "won": 1, "rate": 0.25,
        "median_cycle_days": 10.0}])
    );
    assert_eq!(funnel["idle"]["over"], 2);
    assert_eq!(funnel["dwell"][0]["stays"], 3, "{funnel}");
    let then = kith.admin.read("/v1/funnel/opportunities?as_of=2024-03-04T12:00:00Z");
    assert_eq!(then["conversion"][0]["passed"], 2);
    assert_eq!(then["idle"], json!({"median_days": 2.5, "over": 0}));
}
