//! An import that is killed and run again ends as if it had never been killed.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::process::Child;

use kith_tests::knob;

use super::{Desk, leads};

/// How often the import is killed.
const KILLS: u64 = 10;

/// Leads of which every 97th has no address and every 89th is the one before under another name.
fn table(rows: u64) -> String {
    let mut text = String::from("company,person_name,email,phone,source,region,company_size\n");
    for n in 0..rows {
        let email = match n {
            n if n % 97 == 96 => format!("nobody {n}"),
            n if n % 89 == 88 => format!("person{}@company{}.example", n - 1, n - 1),
            n => format!("person{n}@company{n}.example"),
        };
        let size = 10 + n % 900;
        writeln!(text, "Company {n},Person {n},{email},+86138{n:08},web,north,{size}").unwrap();
    }
    text
}

/// A number below `most`, another one at each call.
fn throw(seed: &mut u64, most: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % most.max(1)
}

#[test]
fn an_import_killed_ten_times_has_every_row_once() {
    let rows = knob("KITH_IMPORT_ROWS", 20_000);
    let mut seed = knob("KITH_IMPORT_SEED", 7);
    let desk = Desk::new();
    let path = desk.table("leads.csv", table(rows));
    let mut killed = 0;
    while killed < KILLS {
        let begun = desk.head();
        // Rows make about two events each; what is on its way when the import dies comes on top.
        let step = throw(&mut seed, rows / KILLS);
        let mut import = start(&desk, &path);
        while desk.head() <= begun + step {
            assert!(import.try_wait().unwrap().is_none(), "it ended before kill {killed}");
        }
        import.kill().unwrap();
        import.wait().unwrap();
        killed += 1;
    }
    desk.import(&path, &[]);
    let (_, lines) = desk.report(&path);
    assert_eq!(lines.len() as u64, rows);

    let control = Desk::new();
    let same = control.table("leads.csv", table(rows));
    control.import(&same, &[]);
    assert_eq!(lines, control.report(&same).1, "the report is that of one that was never killed");

    let created = lines.iter().filter(|line| line["outcome"] == "created");
    let created: BTreeSet<_> = created.map(|line| line["id"].clone()).collect();
    let listed = leads(&desk.kith.admin, desk.head());
    let ids: BTreeSet<_> = listed.iter().map(|l| l["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!((listed.len(), ids), (created.len(), created), "each row once");
    assert_eq!(desk.head(), control.head(), "and each event");
}

fn start(desk: &Desk, path: &Path) -> Child {
    desk.home.command(&["import", "leads", path.to_str().unwrap()]).spawn().unwrap()
}
