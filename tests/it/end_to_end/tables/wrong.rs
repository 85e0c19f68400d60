//! What is wrong with a table stops it before anything is sent; what is wrong with a row stops that
//! row.

use super::Desk;

#[test]
fn a_table_that_can_t_be_meant_is_refused_before_anything_is_sent() {
    let desk = Desk::new();
    let before = desk.head();
    let refused = |name: &str, text: &str, more: &[&str], words: &[&str]| {
        let said = desk.import(&desk.table(name, text), more);
        assert_eq!((said.code, desk.head()), (1, before), "{said:?}");
        for word in words {
            assert!(said.stderr.contains(word), "{word}: {said:?}");
        }
    };
    let twice = "E-Mail,company,source,email\na@a.example,A,web,b@b.example\n";
    refused("twice.csv", twice, &[], &["column 1 (“E-Mail”)", "column 4 (“email”)"]);
    let missing = "E-Mail,company\na@a.example,A\n";
    refused("missing.csv", missing, &[], &["source", "E-Mail, company"]);
    refused("empty.csv", "", &[], &["no header line"]);
    let map = desk.table("map.toml", "[columns]\n\"Mail\" = \"email\"\n");
    let map = map.to_str().unwrap();
    refused("other.csv", missing, &["--map", map], &["“Mail”", "E-Mail, company"]);
    let misspelt = desk.table("misspelt.toml", "[colums]\n");
    refused("m.csv", missing, &["--map", misspelt.to_str().unwrap()], &["isn't understood"]);
    refused("e.csv", missing, &["--encoding", "klingon"], &["no encoding klingon"]);
    let said = desk.import(&desk.home.scratch("nowhere.csv"), &[]);
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("nowhere.csv"), "{said:?}");
}

#[test]
fn a_bad_row_stops_no_other_and_the_sums_are_those_of_the_file() {
    let desk = Desk::new();
    let text = "company,email,phone,source,company_size\n\
                A,a@a.example,,web,10\n\
                B,no address,,web,many\n\
                C,c@c.example,,web,10,one too many\n\
                D,d@d.example\n\
                ,,,,\n\
                A,A@A.example,,web,10\n\
                E,e@e.example,+86 10 6552 9988,web,\n";
    let table = desk.table("rows.csv", text);
    let said = desk.import(&table, &[]);
    assert_eq!(said.code, 1, "{said:?}");
    let sums = "6 rows: 2 created, 0 unchanged, 1 duplicates, 3 refused";
    assert!(said.stdout.contains(sums), "{said:?}");
    let (outcomes, lines) = desk.report(&table);
    let expected = ["created", "refused", "refused", "refused", "duplicate", "created"];
    assert_eq!(outcomes, expected);
    assert_eq!(lines[1]["fields"], "company_size;email", "every fault is told: {lines:?}");
    assert!(lines[2]["message"].contains("6 cells where the header line has 5"), "{lines:?}");
    assert!(lines[3]["message"].contains("2 cells"), "{lines:?}");
    assert_eq!((&lines[4]["conflicts_with"], &*lines[4]["fields"]), (&lines[0]["id"], "email"));
    assert_eq!(lines[5]["line"], "8");
    assert_eq!(desk.leads().len(), 2);
    assert!(!desk.home.scratch("rows.csv.report.csv.part").exists());
}
