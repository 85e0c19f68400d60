//! `--dry-run`: what would happen, and nothing of it happens.

use super::Desk;

#[test]
fn a_dry_run_tells_what_would_happen_and_keeps_nothing() {
    let desk = Desk::new();
    let text = "company,email,phone,source\n\
                A,a@a.example,,web\n\
                B,a@a.example,,web\n\
                C,c@gmail.com,+86 10 6552 9988,web\n\
                D,d@d.example,010 6552 9988,web\n\
                C Ltd,d2@gmail.com,01065529988,web\n\
                E,nobody,,web\n";
    let table = desk.table("leads.csv", text);
    let before = desk.head();
    let said = desk.import(&table, &["--dry-run"]);
    assert_eq!((said.code, desk.head()), (1, before), "{said:?}");
    assert!(said.stdout.contains("dry run: nothing was kept"), "{said:?}");
    let (tried, lines) = desk.report(&table);
    let expected = ["created", "duplicate", "created", "created", "duplicate", "refused"];
    assert_eq!(tried, expected, "{lines:#?}");
    assert_eq!(lines[1]["message"], "duplicate in file: row 1 has the same email");
    assert_eq!(lines[4]["message"], "duplicate in file: row 3 has the same phone");
    assert!(!desk.home.scratch("leads.csv.report.csv.begun").exists());

    desk.import(&table, &[]);
    let (done, real) = desk.report(&table);
    assert_eq!(done, tried, "what was tried is what happens");
    for (row, same) in lines.iter().zip(&real) {
        assert_eq!((&row["id"], &row["conflicts_with"]), (&same["id"], &same["conflicts_with"]));
    }
    let head = desk.head();
    assert!(desk.import(&table, &["--dry-run"]).stdout.contains("0 created, 3 unchanged"));
    assert_eq!(desk.head(), head);
}
