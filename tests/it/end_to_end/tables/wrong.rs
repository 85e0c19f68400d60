//! What is wrong with a table stops it before anything is sent; what is wrong with a row stops that
//! row.

use rust_xlsxwriter::Workbook;

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
    let same = "email,company,source,email\na@a.example,A,web,b@b.example\n";
    refused("same.csv", same, &[], &["column 1 (“email”)", "column 4 (“email”)"]);
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

/// A spreadsheet with these rows of text.
fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Leads").unwrap();
    for (line, row) in (0..).zip(rows) {
        sheet.write_row(line, 0, row.iter().copied()).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_broken_spreadsheet_is_refused_before_anything_is_sent() {
    let desk = Desk::new();
    let before = desk.head();
    let whole = sheet(&[&["company", "email", "source"], &["A", "a@a.example", "web"]]);
    let middle = whole[..whole.len() / 2].to_vec();
    let (begun, nearly) = (whole[..20].to_vec(), whole[..whole.len() - 1].to_vec());
    let other_zip = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    let ole = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0; 504]].concat();
    let twice = sheet(&[&["E-Mail", "source", "email"], &["a@a.example", "web", "b@b.example"]]);
    let headless = sheet(&[&["A", "a@a.example", "web"], &["B", "b@b.example", "web"]]);
    for (name, bytes, words) in [
        ("text.xlsx", b"company,email\nA,a@a.example\n".to_vec(), "isn't one"),
        ("nothing.xlsx", Vec::new(), "isn't one"),
        ("archive.xlsx", other_zip, "isn't one"),
        ("middle.xlsx", middle, "can't be read"),
        ("begun.xlsx", begun, "can't be read"),
        ("nearly.xlsx", nearly, "can't be read"),
        ("locked.xlsx", ole.clone(), "has a password"),
        ("old.xls", ole, "save it as .xlsx"),
        ("empty.xlsx", sheet(&[]), "the sheet Leads of"),
        ("blank.xlsx", sheet(&[&[" ", ""], &[""]]), "is empty"),
        ("twice.xlsx", twice, "column 3 (“email”)"),
        ("headless.xlsx", headless, "a@a.example"),
    ] {
        let said = desk.import(&desk.table(name, bytes), &[]);
        assert_eq!((said.code, desk.head()), (1, before), "{name}: {said:?}");
        assert!(said.stderr.contains(words), "{name}: {said:?}");
        assert!(!said.stderr.contains("panicked"), "{name}: {said:?}");
        assert!(!desk.home.scratch(&format!("{name}.report.csv")).exists(), "{name}");
    }
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
