//! Accounts, contacts, interactions, orders and contracts, from command to read.

use kith_tests::samples::{account, contact, event_types, id, lead, with};
use kith_tests::{Client, Home, Kith};
use serde_json::{Value as Json, json};

/// Two accounts, the first with a contact and an interaction.
fn customers() -> (Home, Kith) {
    let home = crate::home();
    let kith = home.serve();
    for n in [1, 2] {
        kith.admin.command("CreateAccount", &account(n)).status(201);
    }
    let main = with(contact(1), json!({"main": true}));
    kith.admin.command("CreateContact", &main).status(201);
    (home, kith)
}

#[test]
fn every_account_has_a_number_of_its_own_in_the_order_of_the_log() {
    let home = crate::home();
    let kith = home.serve();
    let line = |n| json!({"command": "CreateAccount", "data": account(n)});
    for answer in kith.admin.batch(&(0..300).map(line).collect::<Vec<_>>()) {
        assert_eq!(answer["status"], 201, "{answer}");
    }
    let items = kith.admin.read("/v1/accounts?limit=500")["items"].clone();
    let items = items.as_array().unwrap();
    let numbers: Vec<&str> = items.iter().map(|one| one["number"].as_str().unwrap()).collect();
    assert_eq!(numbers.len(), 300);
    assert!(numbers.windows(2).all(|pair| pair[0] > pair[1]), "newest first: {numbers:?}");
}

/// Sends a command; a read waits for it.
fn send(client: &Client, command: &str, body: &Json) -> Json {
    let answer = client.command(command, body);
    assert!(answer.status < 300, "{command}: {answer:?}");
    let answer = answer.json();
    client.read(format!("/v1/accounts?at_least={}&wait_ms=20000", answer["position"]));
    answer
}

fn found(client: &Client, path: &str) -> Vec<String> {
    let items = client.read(path)["items"].clone();
    items.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_account_shows_everything_that_was_said_of_it() {
    let (_home, kith) = customers();
    let body = json!({"account_id": id("account", 1), "industry": "optics", "size": 80, "grade": "A",
        "tags": ["vip"], "website": "https://www.customer1.example/", "phone": "+86 10 6552 9988",
        "address": "1 Quay Road", "need": "sensors", "life_cycle": "active",
        "parent_id": id("account", 2), "external_id": {"system": "erp", "id": "1"}});
    send(&kith.admin, "UpdateAccount", &body);
    let page = kith.admin.read(format!("/v1/accounts/{}", id("account", 1)));
    for (field, expected) in [
        ("industry", json!("optics")),
        ("phone", json!("+861065529988")),
        ("domain", json!("customer1.example")),
        ("address", json!("1 Quay Road")),
        ("need", json!("sensors")),
        ("life_cycle", json!("active")),
        ("parent_id", json!(id("account", 2))),
        ("main_contact_id", json!(id("contact", 1))),
        ("silent_days", json!(0)),
        ("last_interaction_at", json!(null)),
        ("quality", json!(["no_account_manager"])),
        ("completeness", json!({"share": 0.875, "missing": ["owner"], "incomplete": false})),
        ("orders", json!({"count": 0, "amount": [], "last_at": null})),
    ] {
        assert_eq!(page[field], expected, "{field}: {page}");
    }
    let parent = kith.admin.read(format!("/v1/accounts/{}", id("account", 2)));
    let below =
        json!([{"account_id": id("account", 1), "relation": "parent", "direction": "from"}]);
    assert_eq!(parent["relations"], below);
    assert_eq!(parent["quality"], json!(["no_contact", "incomplete"]));
}

#[test]
fn the_audit_shows_a_change_field_by_field() {
    let (_home, kith) = customers();
    let body = json!({"account_id": id("account", 1), "region": "west", "size": 7});
    let answer = send(&kith.admin, "UpdateAccount", &body);
    let path =
        format!("/v1/audit?event=AccountUpdated&at_least={}&wait_ms=20000", answer["position"]);
    let changes = kith.admin.read(path)["items"][0]["changes"].clone();
    let expected = json!([{"field": "region", "before": "east", "after": "west"},
                          {"field": "size", "before": null, "after": 7}]);
    assert_eq!(changes, expected);
    let body = json!({"contact_id": id("contact", 1), "email": "new@gmail.com"});
    let answer = send(&kith.admin, "UpdateContact", &body);
    let path =
        format!("/v1/audit?event=ContactUpdated&at_least={}&wait_ms=20000", answer["position"]);
    let changes = kith.admin.read(path)["items"][0]["changes"].clone();
    assert_eq!(changes, json!([{"field": "personal", "before": null, "after": ["email"]}]));
    let contact = kith.admin.read(format!("/v1/contacts/{}", id("contact", 1)));
    assert_eq!(
        (&contact["email"], &contact["person_name"]),
        (&json!("new@gmail.com"), &json!("Contact 1"))
    );
}

#[test]
fn the_audit_is_asked_for_every_type_of_record() {
    let (_home, kith) = customers();
    let account = id("account", 1);
    let call = json!({"account_id": account, "channel": "call"});
    let order = json!({"account_id": account, "amount": {"amount": "5.00", "currency": "CNY"}});
    let contract = json!({"account_id": account, "starts_on": "2024-01-01",
        "ends_on": "2025-01-01"});
    let mut position = Json::Null;
    for (command, body) in
        [("LogInteraction", call), ("RecordOrder", order), ("RecordContract", contract)]
    {
        position = send(&kith.admin, command, &body)["position"].clone();
    }
    for (kind, newest) in [
        ("lead", Json::Null),
        ("account", json!("AccountCreated")),
        ("contact", json!("ContactCreated")),
        ("opportunity", Json::Null),
        ("interaction", json!("InteractionLogged")),
        ("order", json!("OrderRecorded")),
        ("contract", json!("ContractRecorded")),
        ("setting", json!("SettingDefined")),
        ("bulk_action", Json::Null),
    ] {
        let path = format!("/v1/audit?type={kind}&at_least={position}&wait_ms=20000");
        assert_eq!(kith.admin.read(path)["items"][0]["event"], newest, "{kind}");
    }
    kith.admin.get("/v1/audit?type=ticket").problem(422, "invalid");
}

#[test]
fn an_answer_about_handed_deals_is_about_the_account() {
    let (_home, kith) = customers();
    let (account, deal, owner) = (id("account", 1), id("opportunity", 1), id("user", 1));
    let open = json!({"opportunity_id": deal, "account_id": account, "name": "Deal",
        "amount": {"amount": "5.00", "currency": "CNY"}, "expected_close": "2024-06-30",
        "owner_id": id("user", 2)});
    let mut hand = json!({"account_id": account, "owner_id": owner, "reason": "territory"});
    send(&kith.admin, "ChangeAccountOwner", &hand);
    send(&kith.admin, "OpenOpportunity", &open);
    hand["include"] = json!(["open_opportunities"]);
    let first = kith.admin.post("ChangeAccountOwner", &hand).key("k").send().status(200).json();
    assert_eq!(first["stream"], json!({"type": "account", "id": account}));
    assert_eq!(first["revision"], 2);
    assert_eq!(event_types(&first), ["OpportunityOwnerChanged"]);
    assert_eq!(
        first["streams"],
        json!([{"type": "account", "id": account, "revision": 2},
               {"type": "opportunity", "id": deal, "revision": 2}])
    );
    let again = kith.admin.post("ChangeAccountOwner", &hand).key("k").send().status(200).json();
    assert_eq!(again, with(first, json!({"replayed": true})));
}

#[test]
fn accounts_and_contacts_are_found_by_what_they_are() {
    let (_home, kith) = customers();
    let body = json!({"account_id": id("account", 1), "industry": "optics", "life_cycle": "lost",
        "tags": ["vip"], "grade": "A", "parent_id": id("account", 2), "name": "Nordwind Textiles"});
    send(&kith.admin, "UpdateAccount", &body);
    let role = json!({"contact_id": id("contact", 1), "decision_role": "user", "influence": "low"});
    send(&kith.admin, "UpdateContact", &role);
    let (one, two) = (id("account", 1), id("account", 2));
    let parent = format!("parent={two}");
    for query in [
        "industry=optics",
        "life_cycle=lost",
        "tag=vip",
        "grade=A",
        "text=nord+TEXT",
        "no_contact=false",
        &parent,
    ] {
        assert_eq!(found(&kith.admin, &format!("/v1/accounts?{query}")), [one.as_str()], "{query}");
    }
    for query in ["no_contact=true", "text=customer"] {
        assert_eq!(found(&kith.admin, &format!("/v1/accounts?{query}")), [two.as_str()], "{query}");
    }
    assert_eq!(found(&kith.admin, "/v1/accounts?silent_days_min=0").len(), 2);
    assert!(found(&kith.admin, "/v1/accounts?silent_days_min=3").is_empty());
    assert!(found(&kith.admin, "/v1/accounts?tag=nobody").is_empty());
    for query in ["decision_role=user", "influence=low", "text=nord"] {
        assert_eq!(
            found(&kith.admin, &format!("/v1/contacts?{query}")),
            [id("contact", 1)],
            "{query}"
        );
    }
    assert!(found(&kith.admin, "/v1/contacts?text=customer").is_empty());
    kith.admin.get("/v1/accounts?silent_days_min=many").problem(400, "malformed");
}

#[test]
fn an_interaction_shows_with_its_customer_until_the_next_one() {
    let (_home, kith) = customers();
    let call = |n: u32, changes: Json| {
        let body = json!({"interaction_id": id("call", n), "contact_id": id("contact", 1), "channel": "call"});
        with(body, changes)
    };
    let first = call(
        1,
        json!({"channel": "meeting", "at": "2024-03-01T09:00:00Z", "next_at": "2024-03-08T09:00:00Z",
        "note": "wants samples", "feedback": "likes them", "next_action": "send samples", "priority": "high"}),
    );
    send(&kith.admin, "LogInteraction", &first);
    let shown = kith.admin.read(format!("/v1/interactions/{}", id("call", 1)));
    assert!(shown["number"].as_str().unwrap().starts_with("GZ20"), "{shown}");
    assert_eq!(
        (&shown["note"], &shown["next_action"]),
        (&json!("wants samples"), &json!("send samples"))
    );
    assert_eq!(
        (&shown["account_id"], &shown["entered_late"]),
        (&json!(id("account", 1)), &json!(true))
    );
    let due = "/v1/interactions?due_to=2024-04-01";
    assert_eq!(found(&kith.admin, due), [id("call", 1)]);
    let page = kith.admin.read(format!("/v1/accounts/{}", id("account", 1)));
    assert_eq!(page["last_interaction_at"], "2024-03-01T09:00:00.000000Z");
    assert_eq!(page["next_action"]["interaction_id"], id("call", 1));
    assert!(page["silent_days"].as_u64().unwrap() > 600, "{page}");
    let silent = "/v1/accounts?silent_days_min=600";
    assert_eq!(found(&kith.admin, silent), [id("account", 1)]);
    send(&kith.admin, "LogInteraction", &call(2, json!({"channel": "visit"})));
    assert!(found(&kith.admin, due).is_empty(), "a later one took its place");
    assert!(found(&kith.admin, silent).is_empty());
    let now = kith.admin.read(format!("/v1/interactions/{}", id("call", 2)));
    assert_eq!(now["entered_late"], false);
    assert_eq!(found(&kith.admin, "/v1/interactions?channel=visit"), [id("call", 2)]);
    let by_contact = format!("/v1/interactions?contact={}&to=2024-03-02", id("contact", 1));
    assert_eq!(found(&kith.admin, &by_contact), [id("call", 1)]);
}

#[test]
fn an_interaction_with_a_lead_is_the_leads() {
    let (_home, kith) = customers();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let body = json!({"interaction_id": id("call", 1), "lead_id": id("lead", 1), "channel": "call", "note": "n"});
    send(&kith.admin, "LogInteraction", &body);
    let shown = kith.admin.read(format!("/v1/interactions/{}", id("call", 1)));
    let of = kith.admin.read(format!("/v1/leads/{}", id("lead", 1)));
    assert_eq!(shown["person_id"], of["person_id"]);
    let refused = with(body, json!({"interaction_id": id("call", 2), "lead_id": id("lead", 9)}));
    kith.admin.command("LogInteraction", &refused).problem(422, "unknown-reference");
}

#[test]
fn orders_and_contracts_count_until_they_are_cancelled() {
    let (_home, kith) = customers();
    for (n, amount, currency) in [(1, "10.50", "CNY"), (2, "4.50", "CNY"), (3, "7", "JPY")] {
        let body = json!({"order_id": id("order", n), "account_id": id("account", 1),
            "amount": {"amount": amount, "currency": currency}, "ordered_at": format!("2024-0{n}-01")});
        send(&kith.admin, "RecordOrder", &body);
    }
    let contract = json!({"contract_id": id("contract", 1), "account_id": id("account", 1),
        "starts_on": "2024-01-01", "ends_on": "2024-12-31"});
    send(&kith.admin, "RecordContract", &contract);
    let path = format!("/v1/accounts/{}", id("account", 1));
    let page = kith.admin.read(&*path);
    let sums = json!([{"amount": "15.00", "currency": "CNY"}, {"amount": "7", "currency": "JPY"}]);
    assert_eq!((&page["orders"]["amount"], &page["orders"]["count"]), (&sums, &json!(3)));
    assert_eq!(page["contracts"][0]["id"], id("contract", 1));
    let cancel = json!({"order_id": id("order", 3), "reason": "ordered twice"});
    send(&kith.admin, "CancelOrder", &cancel);
    let page = kith.admin.read(&*path);
    assert_eq!(page["orders"]["last_at"], "2024-02-01T00:00:00.000000Z");
    let orders = format!("/v1/orders?account={}", id("account", 1));
    assert_eq!(found(&kith.admin, &orders).len(), 3, "a cancelled order stays in the list");
    assert_eq!(found(&kith.admin, "/v1/orders?from=2024-02-01&to=2024-03-01"), [id("order", 2)]);
    assert_eq!(found(&kith.admin, &format!("/v1/contracts?account={}", id("account", 2))).len(), 0);
    let again = kith.admin.command("CancelOrder", &cancel).status(200).json();
    assert_eq!(again["events"], json!([]), "nothing to do a second time");
}

#[test]
fn a_new_main_contact_ends_the_old_ones_part_in_one_commit() {
    let (_home, kith) = customers();
    let second = json!({"contact_id": id("contact", 2), "account_id": id("account", 1),
        "person_name": "Two", "main": true, "reports_to": id("contact", 1)});
    let answer = send(&kith.admin, "CreateContact", &second);
    assert_eq!(event_types(&answer), ["ContactCreated", "ContactUpdated"]);
    let page = kith.admin.read(format!("/v1/accounts/{}", id("account", 1)));
    assert_eq!(page["main_contact_id"], id("contact", 2));
    let mains: Vec<_> = page["contacts"].as_array().unwrap().iter().map(|c| &c["main"]).collect();
    assert_eq!(mains, [false, true]);
    assert_eq!(page["contacts"][1]["reports_to"], id("contact", 1));
}

#[test]
fn customers_are_as_they_were() {
    let home = crate::home();
    let kith = home.serve();
    let at = |when: &str, command: &str, body: &Json| {
        let answer = kith.admin.post(command, body).at(when).send();
        assert!(answer.status < 300, "{answer:?}");
        let position = answer.json()["position"].clone();
        kith.admin.read(format!("/v1/accounts?at_least={position}&wait_ms=20000"));
        kith.admin.read(format!("/v1/audit?at_least={position}&wait_ms=20000"));
    };
    at("2024-01-01T00:00:00Z", "CreateAccount", &account(1));
    at(
        "2024-01-11T00:00:00Z",
        "LogInteraction",
        &json!({"interaction_id": id("call", 1), "account_id": id("account", 1), "channel": "call"}),
    );
    at(
        "2024-02-01T00:00:00Z",
        "UpdateAccount",
        &json!({"account_id": id("account", 1), "region": "west"}),
    );
    let page =
        |then: &str| kith.admin.read(format!("/v1/accounts/{}?as_of={then}", id("account", 1)));
    let (before, after) = (page("2024-01-10"), page("2024-02-02"));
    assert_eq!((&before["region"], &before["silent_days"]), (&json!("east"), &json!(9)));
    assert_eq!((&after["region"], &after["silent_days"]), (&json!("west"), &json!(22)));
    assert_eq!(before["last_interaction_at"], json!(null));
    assert_eq!(before["number"], after["number"]);
    assert!(found(&kith.admin, "/v1/interactions?as_of=2024-01-10").is_empty());
    assert_eq!(found(&kith.admin, "/v1/interactions?as_of=2024-01-11"), [id("call", 1)]);
}
