use super::*;

/// Headers, and the line and cells of each row.
type Read = (Vec<String>, Vec<(u64, Vec<String>)>);

fn check_with(bytes: &[u8], map: &Map) -> Result<Read, String> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("table.csv");
    std::fs::write(&path, bytes).unwrap();
    let said = |failure: Failure| match std::error::Error::source(&failure) {
        Some(cause) => format!("{failure}: {cause}"),
        None => failure.to_string(),
    };
    let table = Delimited::open(&path, map).map_err(said)?;
    let (headers, counted) = (table.headers.clone(), table.rows);
    let rows: Vec<_> = table
        .rows()
        .map_err(said)?
        .map(|row| row.map(|row| (row.line, row.cells.iter().map(str::to_owned).collect())))
        .collect::<Result<_, _>>()
        .map_err(said)?;
    assert_eq!(counted, rows.len() as u64);
    Ok((headers, rows))
}

fn check(bytes: impl AsRef<[u8]>) -> Result<Read, String> {
    check_with(bytes.as_ref(), &Map::default())
}

fn read(rows: &[(u64, &[&str])]) -> Vec<(u64, Vec<String>)> {
    let cells = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
    rows.iter().map(|(line, row)| (*line, cells(row))).collect()
}

#[test]
fn rows_have_the_line_on_which_they_begin() {
    let text = "a, b \n1,2\n\n\n3,\"x\ny\"\n , \n5,6,7";
    let expected = read(&[(2, &["1", "2"]), (5, &["3", "x\ny"]), (8, &["5", "6", "7"])]);
    let (headers, rows) = check(text).unwrap();
    assert_eq!((headers, rows), (vec!["a".into(), "b".into()], expected));
    let (_, rows) = check(text.replace('\n', "\r\n")).unwrap();
    let lines: Vec<_> = rows.iter().map(|(line, _)| *line).collect();
    assert_eq!((lines, &*rows[1].1[1]), (vec![2, 5, 8], "x\r\ny"));
}

#[test]
fn the_header_line_says_what_stands_between_cells() {
    for (text, width) in [("a;b;c,d\n1;2;3\n", 3), ("a\tb\n1\t2\n", 2), ("a\n1\n", 1)] {
        assert_eq!(check(text).unwrap().0.len(), width, "{text:?}");
    }
    assert_eq!(check("\"a,b,c\";d\n1;2\n").unwrap().0, ["a,b,c", "d"]);
    let map = Map { delimiter: Some("|".into()), ..Map::default() };
    assert_eq!(check_with(b"a|b\n1|2\n", &map).unwrap().0, ["a", "b"]);
}

#[test]
fn a_byte_order_mark_says_the_encoding() {
    let expected = (vec!["naïve".to_owned()], read(&[(2, &["漢字"])]));
    let text = "\u{feff}naïve\n漢字\n";
    assert_eq!(check(text), Ok(expected.clone()));
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(check(little), Ok(expected.clone()));
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(check(big), Ok(expected));
}

#[test]
fn another_encoding_is_refused_by_its_place_and_read_when_named() {
    let (bytes, ..) = encoding_rs::GB18030.encode("name,公司\nann,x\nbob,漢字\n");
    let said = check("name,company\nann,x\nbob,\u{e9}\n".replace('\u{e9}', "?").as_bytes());
    assert!(said.is_ok());
    let latin = b"name,company\nann,x\n\nbob,caf\xe9\n";
    let said = check(latin).unwrap_err();
    assert!(said.contains("row 2 (line 4), column 2 (“company”)"), "{said}");
    assert!(said.contains("--encoding gb18030"), "{said}");
    assert!(check(&bytes).unwrap_err().contains("the header line, column 2"), "{said}");
    let map = |name: &str| Map { encoding: Some(name.into()), ..Map::default() };
    let rows = check_with(latin, &map("windows-1252")).unwrap().1;
    assert_eq!(rows[1].1, ["bob", "café"]);
    assert_eq!(check_with(&bytes, &map("gb18030")).unwrap().1[1].1, ["bob", "漢字"]);
    assert!(check_with(latin, &map("gb18030")).unwrap_err().contains("past row 2"));
    assert!(check_with(latin, &map("klingon")).unwrap_err().contains("no encoding klingon"));
}

#[test]
fn what_can_t_be_read_is_refused() {
    assert!(check("").unwrap_err().contains("no header line"));
    assert!(check("\n\n").unwrap_err().contains("no header line"));
    let said = check("a,b\n1,2\n3,\"4\n5,6\n").unwrap_err();
    assert!(said.contains("past row 2") && said.contains("line 3 is never closed"), "{said}");
}
