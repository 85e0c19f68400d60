//! The forms in which the same rows come: encodings, quotes, wide tables, spreadsheets.

use kith_tests::home::Verb;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use serde_json::Value as Json;

use super::Desk;

const ROWS: &str =
    "company;email;source\nKäse & Söhne;a@kaese.example;web\n漢字;b@kanji.example;web\n";

fn companies(desk: &Desk) -> Vec<String> {
    desk.leads().iter().map(|lead| lead["company"].as_str().unwrap().to_owned()).collect()
}

fn refused_unsent(desk: &Desk, before: u64, said: &Verb, words: &[&str]) {
    assert_eq!((said.code, desk.head()), (1, before), "nothing was sent: {said:?}");
    for word in words {
        assert!(said.stderr.contains(word), "{word}: {said:?}");
    }
}

#[test]
fn a_byte_order_mark_says_what_a_file_is_written_in() {
    let text = format!("\u{feff}{ROWS}");
    let forms = [
        text.clone().into_bytes(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ];
    let desk = Desk::new();
    for (i, form) in forms.iter().enumerate() {
        let table = desk.table(&format!("{i}.csv"), form);
        desk.import(&table, &["--source", "same"]).ok();
        let expected = if i == 0 { "created" } else { "unchanged" };
        assert_eq!(desk.report(&table).0, [expected; 2], "form {i}");
    }
    assert_eq!(companies(&desk), ["Käse & Söhne", "漢字"]);
}

#[test]
fn another_encoding_is_refused_by_its_cell_before_anything_is_sent() {
    let desk = Desk::new();
    let before = desk.head();
    let bytes = b"company,email,source\nA,a@a.example,web\nCaf\xe9,b@b.example,web\n";
    let table = desk.table("latin.csv", bytes);
    let said = desk.import(&table, &[]);
    let words = ["row 2 (line 3), column 1 (“company”)", "--encoding gb18030", "windows-1252"];
    refused_unsent(&desk, before, &said, &words);
    refused_unsent(
        &desk,
        before,
        &desk.import(&table, &["--encoding", "gb18030"]),
        &["no text in gb18030"],
    );
    desk.import(&table, &["--encoding", "windows-1252"]).ok();
    assert_eq!(companies(&desk), ["A", "Café"]);
}

#[test]
fn quotes_hold_delimiters_and_lines_and_one_left_open_is_found() {
    let desk = Desk::new();
    let text = "company,email,source,remarks\r\n\
                \"A, B \"\"and\"\" C\",a@a.example,web,\"two\r\nlines\"\r\n\
                D,d@d.example,web,\r\n";
    let table = desk.table("quotes.csv", text);
    desk.import(&table, &[]).ok();
    assert_eq!(companies(&desk), ["A, B \"and\" C", "D"]);
    assert_eq!(desk.report(&table).1[1]["line"], "4");
    let before = desk.head();
    let open = desk.table("open.csv", "company,email,source\nE,e@e.example,web\n\"F,f@f.example\n");
    refused_unsent(&desk, before, &desk.import(&open, &[]), &["line 3 is never closed"]);
}

#[test]
fn a_cell_that_looks_like_a_formula_is_text_and_harmless_in_the_report() {
    let desk = Desk::new();
    let text = "company,email,phone,source,=HYPERLINK(1)\n\
                =1+1,a@a.example,+86 10 6552 9988,@web,x\n\
                -Minus,nobody,,web,\n";
    let table = desk.table("formulas.csv", text);
    assert_eq!(desk.import(&table, &[]).code, 1);
    let lead = &desk.leads()[0];
    assert_eq!((&lead["company"], &lead["phone"]), (&"=1+1".into(), &"+861065529988".into()));
    assert_eq!(lead["source"], "@web");
    let report = std::fs::read_to_string(format!("{}.report.csv", table.display())).unwrap();
    let dangerous = |cell: &str| cell.starts_with(['=', '+', '-', '@']);
    assert!(!report.lines().flat_map(|line| line.split(',')).any(dangerous), "{report}");
}

#[test]
fn a_table_may_have_two_hundred_columns() {
    let desk = Desk::new();
    let more = |cell: &str| (0..200).map(|n| format!(",{cell}{n}")).collect::<String>();
    let rows = |n: u32| format!("A{n},a{n}@a{n}.example,web{}\n", more("cell"));
    let text = format!("company,email,source{}\n{}{}", more("more "), rows(1), rows(2));
    let table = desk.table("wide.csv", text);
    let said = desk.import(&table, &[]).ok().stdout;
    assert!(said.contains("2 created") && said.contains("more 199"), "{said}");
    let message = &desk.report(&table).1[0]["message"];
    assert_eq!(message, "not taken: more 0, more 1, more 2, more 3, more 4 and 195 more");
}

#[test]
fn a_spreadsheet_is_the_same_as_its_csv() {
    let desk = Desk::new();
    let text = "company,email,source,company_size,consent.captured_at,interest\n\
                Nord,a@nord.example,web,120,2026-03-31,2\n\
                Süd,nobody,web,7,,true\n";
    let csv = desk.table("rows.csv", text);
    let xlsx = desk.home.scratch("rows.xlsx");
    write_sheet(&xlsx);
    desk.import(&csv, &["--source", "same"]);
    let made = desk.head();
    let again = desk.import(&xlsx, &["--source", "same"]);
    assert!(again.stdout.contains("1 unchanged, 0 duplicates, 1 refused"), "{again:?}");
    assert_eq!(desk.head(), made);
    let [one, other] = [csv, xlsx].map(|table| desk.report(&table).1);
    for (row, same) in one.iter().zip(&other) {
        for column in ["row", "line", "id", "conflicts_with", "fields"] {
            assert_eq!(row[column], same[column], "{column}");
        }
    }
    let said = desk.import(&desk.home.scratch("rows.xlsx"), &["--sheet", "None"]);
    assert!(said.stderr.contains("there is no sheet None, only Leads, Notes"), "{said:?}");
}

/// The rows of the CSV as a person would have them in a spreadsheet.
fn write_sheet(path: &std::path::Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Leads").unwrap();
    let headers = ["company", "email", "source", "company_size", "consent.captured_at", "interest"];
    sheet.write_row(0, 0, headers).unwrap();
    sheet.write_row(1, 0, ["Nord", "a@nord.example", "web"]).unwrap();
    sheet.write_number(1, 3, 120.0).unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let date = ExcelDateTime::from_ymd(2026, 3, 31).unwrap();
    sheet.write_datetime_with_format(1, 4, &date, &day).unwrap();
    sheet.write_formula(1, 5, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_row(2, 0, ["Süd", "nobody", "web"]).unwrap();
    sheet.write_number(2, 3, 7.0).unwrap();
    sheet.write_boolean(2, 5, true).unwrap();
    book.add_worksheet().set_name("Notes").unwrap().write(0, 0, "not for us").unwrap();
    book.save(path).unwrap();
}

#[test]
fn a_date_of_a_spreadsheet_is_read_as_one() {
    let desk = Desk::new();
    let xlsx = desk.home.scratch("rows.xlsx");
    write_sheet(&xlsx);
    assert_eq!(desk.import(&xlsx, &[]).code, 1, "one row has no address");
    let leads = desk.leads();
    let lead = desk.kith.admin.read(format!("/v1/leads/{}", leads[0]["id"].as_str().unwrap()));
    assert_ne!(lead["consent"]["captured_at"], Json::Null, "{lead}");
    assert_eq!(lead["interest"], "2", "a formula is what was computed last");
}
