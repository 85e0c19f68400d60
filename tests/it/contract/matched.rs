//! A lead is held against accounts and contacts before its conversion, and found by the address of its
//! person.

use event_log::disk::RealDisk;
use event_log::keys::KeyStore;
use kith_tests::samples::{account, contact, convert, id, lead, qualify, token, with};
use kith_tests::{Client, Kith};
use serde_json::{Value as Json, json};

/// What a lead may belong to, and why.
fn matches(kith: &Kith, n: u32) -> Vec<(String, String, Json)> {
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let path = format!("/v1/leads/{}?at_least={head}&wait_ms=20000", id("lead", n));
    let page = kith.admin.read(path);
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    let found = page["matches"].as_array().unwrap().iter();
    let found = found.inspect(|found| assert!(found["likelihood"].as_f64().unwrap() <= 1.0));
    found.map(|one| (text(&one["type"]), text(&one["id"]), one["because"].clone())).collect()
}

fn of(kind: &str, n: u32, because: &[&str]) -> (String, String, Json) {
    (kind.into(), id(kind, n), json!(because))
}

#[test]
fn a_lead_shows_the_accounts_and_contacts_that_it_may_belong_to() {
    let home = crate::home();
    let kith = home.serve();
    let admin = &kith.admin;
    let named = json!({"name": "Nordwind Textiles", "domain": "nordwind.example"});
    admin.command("CreateAccount", &with(account(1), named)).status(201);
    admin.command("CreateAccount", &with(account(2), json!({"name": "Olive Press"}))).status(201);
    let person = json!({"email": "ann@nordwind.example"});
    admin.command("CreateContact", &with(contact(1), person)).status(201);
    let phone = json!({"phone": "+86 10 6552 9988"});
    admin.command("CreateContact", &with(contact(2), phone.clone())).status(201);
    let facts = json!({"company": "Nordwind Textile AG", "region": "east",
        "email": "ann@nordwind.example", "phone": "010 6552 9988"});
    admin.command("CreateLead", &with(lead(1), facts)).status(201);
    let whole = [
        of("account", 1, &["domain", "name"]),
        of("contact", 1, &["email"]),
        of("contact", 2, &["phone"]),
    ];
    assert_eq!(matches(&kith, 1), whole);
    // What changes of the customers takes effect at once.
    let elsewhere = json!({"account_id": id("account", 1), "region": "north", "domain": null});
    admin.command("UpdateAccount", &elsewhere).status(200);
    let moved = json!({"contact_id": id("contact", 2), "phone": null});
    admin.command("UpdateContact", &moved).status(200);
    assert_eq!(matches(&kith, 1), whole[1..2]);
    let merge = json!({"survivor_id": id("contact", 2), "duplicate_id": id("contact", 1)});
    admin.command("MergeContacts", &merge).status(200);
    assert_eq!(matches(&kith, 1), [], "of merged ones only the survivor is proposed");
    let back = json!({"account_id": id("account", 1), "domain": "nordwind.example"});
    admin.command("UpdateAccount", &back).status(200);
    assert_eq!(matches(&kith, 1), [of("account", 1, &["domain"])]);
    admin.command("QualifyLead", &qualify(1)).status(200);
    admin.command("ConvertLead", &convert(1)).status(200);
    assert_eq!(matches(&kith, 1), [], "it belongs to its account now");
}

#[test]
fn no_more_accounts_and_contacts_are_proposed_than_the_rules_say() {
    let home = crate::home();
    let kith = home.serve();
    for n in 1..=12 {
        let named = json!({"name": format!("Firm {n}"), "phone": format!("+86 10 6552 90{n:02}")});
        kith.admin.command("CreateAccount", &with(account(n), named)).status(201);
        let person = json!({"email": "ann@nordwind.example"});
        kith.admin.command("CreateContact", &with(contact(n), person)).status(201);
    }
    kith.admin
        .command("CreateLead", &with(lead(1), json!({"email": "ann@nordwind.example"})))
        .status(201);
    assert_eq!(matches(&kith, 1).len(), 10);
    kith.admin.command("DefineDuplicates", &json!({"proposals_max": 3})).status(200);
    let expected = [1, 2, 3].map(|n| of("contact", n, &["email"]));
    assert_eq!(matches(&kith, 1), expected, "of equal ones the oldest");
}

/// The numbers of the records that a list finds.
fn found(client: &Client, head: &Json, kind: &str, query: &str) -> Vec<u32> {
    let path = format!("/v1/{kind}s?{query}&at_least={head}&wait_ms=20000");
    let items = client.read(path)["items"].clone();
    let ids = items.as_array().unwrap().iter().map(|item| item["id"].clone());
    ids.map(|found| (1..10).find(|n| found == id(kind, *n)).expect("it is of this test")).collect()
}

#[test]
fn a_person_is_found_by_exactly_their_address_as_somebody_writes_it() {
    let home = crate::home();
    let kith = home.serve();
    for (n, email) in [(1, "Ann@Nordwind.example"), (2, "bob@nordwind.example")] {
        let person = json!({"email": email, "phone": format!("+86 10 6552 998{n}")});
        kith.admin.command("CreateLead", &with(lead(n), person.clone())).status(201);
        kith.admin.command("CreateAccount", &account(n)).status(201);
        kith.admin.command("CreateContact", &with(contact(n), person)).status(201);
    }
    let head = kith.admin.read("/v1/positions")["head"].clone();
    for kind in ["lead", "contact"] {
        let found = |query: &str| found(&kith.admin, &head, kind, query);
        for query in [
            "email=ann@nordwind.example",
            "email=ANN%40NORDWIND.example",
            "phone=010%206552%209981",
            "phone=%2B861065529981",
            "email=ann@nordwind.example&phone=010%206552%209981",
        ] {
            assert_eq!(found(query), [1], "{kind}s by {query}");
        }
        assert_eq!(found("email=ann@nordwind.example&phone=010%206552%209982"), [0_u32; 0]);
        assert_eq!(found("email=nordwind.example@nordwind.example"), [0_u32; 0]);
        for (query, field) in [("email=ann", "email"), ("phone=x", "phone")] {
            let problem = kith.admin.get(format!("/v1/{kind}s?{query}")).problem(422, "invalid");
            assert_eq!(problem["errors"][0]["field"], field);
        }
    }
}

#[test]
fn a_person_is_found_under_merges_and_after_a_conversion_and_a_restart() {
    let home = crate::home();
    let kith = home.serve();
    for n in 1..=3 {
        kith.admin.command("CreateLead", &lead(n)).status(201);
        kith.admin.command("CreateAccount", &account(n)).status(201);
        kith.admin.command("CreateContact", &contact(n)).status(201);
    }
    let merge = |kind: &str| json!({"survivor_id": id(kind, 1), "duplicate_id": id(kind, 2)});
    kith.admin.command("MergeLeads", &merge("lead")).status(200);
    kith.admin.command("MergeContacts", &merge("contact")).status(200);
    kith.admin.command("QualifyLead", &qualify(3)).status(200);
    kith.admin.command("ConvertLead", &convert(3)).status(200);
    let all = |kith: &Kith| {
        let head = kith.admin.read("/v1/positions")["head"].clone();
        let by = |kind: &str, query: &str| found(&kith.admin, &head, kind, query);
        assert_eq!(by("lead", "email=person2@company2.example"), [1], "as its survivor");
        assert_eq!(by("lead", "email=person3@company3.example"), [3], "what it became or not");
        assert_eq!(by("contact", "email=contact2@gmail.com"), [1]);
        assert_eq!(by("contact", "email=contact1@gmail.com"), [1]);
    };
    all(&kith);
    kith.stop();
    let kith = home.serve();
    all(&kith);
    let update = json!({"lead_id": id("lead", 1), "email": "new@company1.example"});
    kith.admin.command("UpdateLead", &update).status(200);
    let head = kith.admin.read("/v1/positions")["head"].clone();
    let by = |query: &str| found(&kith.admin, &head, "lead", query);
    assert_eq!(by("email=person1@company1.example"), [0_u32; 0], "it isn't theirs any more");
    assert_eq!(by("email=new@company1.example"), [1]);
}

#[test]
fn whoever_sees_no_persons_may_not_look_for_one() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    let analyst = token(&kith.admin, &json!({"role": "analyst"}));
    let analyst = kith.admin.with_token(&analyst);
    analyst.get("/v1/leads").status(200);
    for path in ["/v1/leads?email=person1@company1.example", "/v1/contacts?phone=1&sauce=x"] {
        let problem = analyst.get(path).problem(403, "missing-right");
        assert!(problem["detail"].as_str().unwrap().contains("analyst"), "{problem}");
    }
}

#[test]
fn a_person_whose_key_is_gone_is_found_no_more() {
    let home = crate::home();
    let kith = home.serve();
    kith.admin.command("CreateLead", &lead(1)).status(201);
    kith.admin.command("CreateAccount", &account(1)).status(201);
    kith.admin.command("CreateContact", &contact(1)).status(201);
    let is_found = |kith: &Kith, expected: &[u32]| {
        let head = kith.admin.read("/v1/positions")["head"].clone();
        for (kind, email) in
            [("lead", "person1@company1.example"), ("contact", "contact1@gmail.com")]
        {
            let by = format!("email={email}");
            assert_eq!(found(&kith.admin, &head, kind, &by), expected, "{kind}");
        }
    };
    is_found(&kith, &[1]);
    kith.stop();
    // A new tenant's first slots are those of its first people.
    let keys = KeyStore::open(RealDisk, &home.data()).unwrap();
    (1..=4).for_each(|slot| keys.forget("default".parse().unwrap(), slot).unwrap());
    drop(keys);
    let kith = home.serve();
    is_found(&kith, &[]);
    assert_eq!(kith.admin.read("/v1/leads")["items"][0]["id"], id("lead", 1), "it is still there");
}
