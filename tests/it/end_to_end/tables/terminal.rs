//! What a person sees: a bar on a terminal, a table to fill in.

use std::fmt::Write;
use std::process::Command;

use super::Desk;

/// Runs the command line that follows with a terminal for its output.
const ON_A_TERMINAL: &str =
    "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

#[test]
fn an_import_shows_a_bar_on_a_terminal_and_plain_lines_elsewhere() {
    let desk = Desk::new();
    let mut rows = String::from("company,email,source\n");
    for n in 0..12_000 {
        writeln!(rows, "Company {n},a@company{n}.example,web").unwrap();
    }
    let table = desk.table("leads.csv", rows);
    let args = ["import", "leads", table.to_str().unwrap()];
    let mut python = Command::new("python3");
    python.args(["-c", ON_A_TERMINAL]).env("TERM", "xterm-256color");
    let shown = desk.home.command_by(python, &args).output().expect("python3 can be started");
    let said = String::from_utf8_lossy(&shown.stdout);
    assert!(shown.status.success(), "{said}");
    assert!(said.contains("/12000 rows") && said.contains('█'), "no bar: {said}");
    assert!(!said.contains("% of 12000 rows"), "a bar or lines, not both: {said}");
    assert!(said.contains("12000 created"), "the end is told under it: {said}");
    let plain = desk.import(&table, &[]).ok();
    assert!(!plain.stderr.contains('█') && plain.stderr.contains("% of 12000 rows"), "{plain:?}");
}

#[test]
fn a_template_is_a_table_that_can_be_filled_in_and_imported() {
    let desk = Desk::new();
    let template = desk.home.run(&["import", "leads", "--template"]).ok();
    let header = template.stdout.trim_end();
    assert!(header.starts_with("source,company,") && header.ends_with(",lead_id"), "{header}");
    assert!(template.stderr.contains("every row needs source, company or person_name"));
    let cell = |column: &str| match column {
        "source" => "fair",
        "company" => "Nordwind",
        "email" => "ann@nordwind.com",
        "budget.amount" => "150000",
        "budget.currency" => "CNY",
        "persona" => "procurement",
        "utm.campaign" => "spring",
        _ => "",
    };
    let row: Vec<_> = header.split(',').map(cell).collect();
    let table = desk.table("filled.csv", format!("{header}\n{}\n", row.join(",")));
    let said = desk.import(&table, &[]).ok();
    assert!(!said.stdout.contains("ignored"), "{said:?}");
    let lead = &desk.leads()[0];
    let lead = desk.kith.admin.read(format!("/v1/leads/{}", lead["id"].as_str().unwrap()));
    assert_eq!((&lead["source"], &lead["persona"]), (&"fair".into(), &"procurement".into()));
    assert_eq!(lead["budget"]["amount"], "150000.00");
    for kind in ["accounts", "contacts"] {
        let template = desk.home.run(&["import", kind, "--template"]).ok();
        assert_eq!(template.stdout.lines().count(), 1, "{kind}");
    }
    let both = desk.home.run(&["import", "leads", "leads.csv", "--template"]);
    assert_eq!(both.code, 2, "a file or a template: {both:?}");
}
