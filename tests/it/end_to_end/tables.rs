//! `kith import` of leads, accounts and contacts: tables as people have them, and what becomes of each row.

mod again;
mod forms;
mod killed;
mod terminal;
mod trial;
mod wrong;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kith_tests::{Client, Home, Kith, Verb};
use serde_json::{Value as Json, json};

/// A report's row, by column.
type Line = BTreeMap<String, String>;

/// A running platform, and tables to import.
struct Desk {
    home: Home,
    kith: Kith,
}

impl Desk {
    fn new() -> Self {
        let home = crate::home();
        let kith = home.serve();
        Self { home, kith }
    }

    /// Writes a table.
    fn table(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home.scratch(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// `kith import leads` of a table.
    fn import(&self, table: &Path, more: &[&str]) -> Verb {
        let mut args = vec!["import", "leads", table.to_str().unwrap()];
        args.extend_from_slice(more);
        self.home.run(&args)
    }

    /// The tenant's last position.
    fn head(&self) -> u64 {
        self.kith.admin.read("/v1/positions")["head"].as_u64().unwrap()
    }

    /// Every lead, the first first.
    fn leads(&self) -> Vec<Json> {
        let mut leads = leads(&self.kith.admin, self.head());
        leads.reverse();
        leads
    }

    /// The outcome of each row of a table, and the report.
    fn report(&self, table: &Path) -> (Vec<String>, Vec<Line>) {
        let lines = report(table);
        (lines.iter().map(|line| line["outcome"].clone()).collect(), lines)
    }
}

fn leads(client: &Client, at_least: u64) -> Vec<Json> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/v1/leads?limit=500&at_least={at_least}&wait_ms=60000{cursor}");
        let page = client.read(path);
        items.extend_from_slice(page["items"].as_array().unwrap());
        let Some(next) = page["next"].as_str() else { return items };
        cursor = format!("&cursor={next}");
    }
}

/// The report beside a table.
fn report(table: &Path) -> Vec<Line> {
    let path = format!("{}.report.csv", table.display());
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn headers_name_fields_and_what_none_takes_is_told() {
    let desk = Desk::new();
    let text = "Full name,E-Mail,Mobile,Organization,Source,UTM Source,Company size,Shoe size\n\
                Ann Berg,ann@nordwind.example,+86 10 6552 9988,Nordwind,web,mail,120,42\n\
                Bob,bob@b.example,,B,web,,,\n";
    let table = desk.table("leads.csv", text);
    let said = desk.import(&table, &[]).ok().stdout;
    assert!(said.contains("2 rows: 2 created, 0 unchanged, 0 duplicates, 0 refused"), "{said}");
    assert!(said.contains("ignored columns: Shoe size"), "{said}");
    let leads = desk.leads();
    let ann = desk.kith.admin.read(format!("/v1/leads/{}", leads[0]["id"].as_str().unwrap()));
    assert_eq!((&ann["person_name"], &ann["company"]), (&"Ann Berg".into(), &"Nordwind".into()));
    assert_eq!((&ann["phone"], &ann["company_size"]), (&"+861065529988".into(), &120.into()));
    assert_eq!(ann["utm"]["source"], "mail", "{ann}");
    let (outcomes, lines) = desk.report(&table);
    assert_eq!(outcomes, ["created", "created"]);
    let told: Vec<_> = lines.iter().map(|line| line["message"].as_str()).collect();
    assert_eq!(told, ["not taken: Shoe size", ""], "where the row has something there");
    let ids: Vec<_> = lines.iter().map(|line| line["id"].clone()).collect();
    assert_eq!(ids, [leads[0]["id"].as_str().unwrap(), leads[1]["id"].as_str().unwrap()]);
    assert_eq!((&*lines[1]["row"], &*lines[1]["line"]), ("2", "3"));
}

#[test]
fn a_map_says_what_headers_don_t() {
    let desk = Desk::new();
    let map = desk.table(
        "map.toml",
        "key = \"Nr\"\nsource = \"fair-2026\"\ndelimiter = \"|\"\nencoding = \"windows-1252\"\n\
         [columns]\n\"Firma\" = \"company\"\n\"Mail\" = \"email\"\n\"Ref\" = \"external_id.id\"\n\
         [values]\nsource = \"trade fair\"\nexternal_id.system = \"crm\"\n",
    );
    let map = map.to_str().unwrap();
    let rows: &[u8] = b"Nr|Firma|Mail|Ref|title\n1|Caf\xe9 Nord|ann@nord.example|77|Dr\n";
    let table = desk.table("messe.csv", rows);
    desk.import(&table, &["--map", map]).ok();
    let lead = &desk.leads()[0];
    assert_eq!((&lead["company"], &lead["source"]), (&"Café Nord".into(), &"trade fair".into()));
    assert_eq!(lead["external_id"]["id"], "77");
    assert_eq!(lead["title"], Json::Null, "only what [columns] names is taken");
    let renamed = desk.table("messe-2.csv", rows);
    desk.import(&renamed, &["--map", map]).ok();
    assert_eq!(desk.report(&renamed).0, ["unchanged"], "source and key say which row it is");
}

#[test]
fn accounts_and_contacts_are_imported_the_same_way() {
    let desk = Desk::new();
    let accounts = desk.table(
        "accounts.csv",
        "Name,Region,Size,Tags\nAcme Ltd,East,120,key;big\n\"Zeta, Inc\",South,x,\nAcme,East,,\n",
    );
    let import = |kind: &str, table: &Path| {
        desk.home.run(&["import", kind, table.to_str().unwrap()]);
        desk.report(table)
    };
    let (outcomes, report) = import("accounts", &accounts);
    assert_eq!(outcomes, ["created", "refused", "duplicate"]);
    assert_eq!(report[1]["fields"], "size");
    assert_eq!(import("accounts", &accounts).0, ["unchanged", "refused", "duplicate"]);
    let account = &report[0]["id"];
    let contacts = desk.table(
        "contacts.csv",
        format!("Account,Full name,E-mail\n{account},Ann,ann@acme.example\n{account},Bo,\n"),
    );
    assert_eq!(import("contacts", &contacts).0, ["created", "created"]);
    let head = desk.head();
    let found = desk.kith.admin.read(format!("/v1/accounts/{account}?at_least={head}"));
    assert_eq!((&found["tags"], &found["region"]), (&json!(["key", "big"]), &json!("east")));
    assert_eq!(found["contacts"].as_array().unwrap().len(), 2);
}

#[test]
fn a_table_is_imported_where_nothing_runs() {
    let home = crate::home();
    let table = home.scratch("leads.csv");
    std::fs::write(&table, "company,email,source\nA,a@a.example,web\n").unwrap();
    home.run(&["import", "leads", table.to_str().unwrap()]).ok();
    let kith = home.serve();
    let head = kith.admin.read("/v1/positions")["head"].as_u64().unwrap();
    assert_eq!(leads(&kith.admin, head).len(), 1);
}
