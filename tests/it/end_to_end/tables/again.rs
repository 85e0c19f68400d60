//! The same file again changes nothing.

use std::fmt::Write;

use super::Desk;

const HEADER: &str = "company,email,source\n";

fn rows(numbers: impl IntoIterator<Item = u32>) -> String {
    let mut text = String::new();
    for n in numbers {
        writeln!(text, "Company {n},person{n}@company{n}.example,web").unwrap();
    }
    text
}

#[test]
fn the_same_file_again_changes_nothing_after_a_restart_too() {
    let mut desk = Desk::new();
    let table = desk.table("leads.csv", format!("{HEADER}{}", rows(1..=30)));
    desk.import(&table, &[]).ok();
    let (_, first) = desk.report(&table);
    let head = desk.head();
    let again = desk.import(&table, &[]).ok().stdout;
    assert!(again.contains("30 rows: 0 created, 30 unchanged"), "{again}");
    desk.kith.stop();
    desk.kith = desk.home.serve();
    let again = desk.import(&table, &[]).ok().stdout;
    assert!(again.contains("30 rows: 0 created, 30 unchanged"), "{again}");
    assert_eq!(desk.head(), head);
    let ids = |lines: &[super::Line]| lines.iter().map(|l| l["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&first), ids(&desk.report(&table).1));
}

#[test]
fn an_added_row_is_the_only_new_one_wherever_it_stands() {
    let desk = Desk::new();
    let table = desk.table("leads.csv", format!("{HEADER}{}", rows(1..=5)));
    desk.import(&table, &[]).ok();
    desk.table("leads.csv", format!("{HEADER}{}", rows([9, 3, 1, 2, 4, 5])));
    desk.import(&table, &[]).ok();
    let (outcomes, _) = desk.report(&table);
    assert_eq!(outcomes[0], "created");
    assert!(outcomes[1..].iter().all(|outcome| outcome == "unchanged"), "{outcomes:?}");
    assert_eq!(desk.leads().len(), 6);
}

#[test]
fn somebody_else_s_import_finds_the_same_records() {
    let desk = Desk::new();
    let table = desk.table("leads.csv", format!("{HEADER}{}", rows(1..=3)));
    desk.import(&table, &[]).ok();
    let head = desk.head();
    let order = serde_json::json!({"role": "service", "subject": "importer",
                                   "allow": ["CreateLead"]});
    let token = kith_tests::samples::token(&desk.kith.admin, &order);
    desk.import(&table, &["--token", &token]).ok();
    assert_eq!(desk.report(&table).0, ["unchanged"; 3], "keys are another's, the ids are there");
    assert_eq!(desk.head(), head);
}

#[test]
fn a_row_that_says_something_else_under_its_key_is_told() {
    let desk = Desk::new();
    let map = desk.table("map.toml", "key = \"No\"\n");
    let map = ["--map", map.to_str().unwrap()];
    let table = desk.table("leads.csv", "No,company,email,source\n1,A,a@a.example,web\n");
    desk.import(&table, &map).ok();
    let head = desk.head();
    desk.table("leads.csv", "No,company,email,source\n1,B,a@a.example,web\n1,C,c@c.example,web\n");
    let said = desk.import(&table, &map).ok().stdout;
    assert!(said.contains("1 of the unchanged say something else now"), "{said}");
    let (outcomes, lines) = desk.report(&table);
    assert_eq!(outcomes, ["unchanged", "duplicate"]);
    assert!(lines[0]["message"].contains("other content"), "{lines:?}");
    assert!(lines[1]["message"].contains("row 1 has the same row key"), "{lines:?}");
    assert_eq!(desk.head(), head);
}
