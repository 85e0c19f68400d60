use proptest::prelude::*;

use super::*;

/// What serde_json makes of the same bytes, which is what a body means.
fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let ours: Result<Given<'_>, _> = serde_json::from_slice(bytes);
    let theirs: Result<Json, _> = serde_json::from_slice(bytes);
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => prop_assert_eq!(ours, Given::from(theirs)),
        (Err(ours), Err(theirs)) => prop_assert_eq!(ours.to_string(), theirs.to_string()),
        (ours, theirs) => prop_assert!(false, "{:?} is not {:?}", ours, theirs),
    }
    Ok(())
}

fn object(text: &str) -> Object<'_> {
    match serde_json::from_str(text) {
        Ok(Given::Object(object)) => object,
        other => panic!("{other:?}"),
    }
}

#[test]
fn of_a_name_that_stands_there_twice_the_last_value_holds() {
    let mut twice = object(r#"{"b":1,"a":2,"b":{"x":1,"x":null},"\u0062":[3],"c":4}"#);
    let names: Vec<&str> = twice.fields().map(|(name, _)| name).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(twice.take("b"), Some(Given::List(vec![Given::Number(3.into())])));
    assert_eq!(twice.take("b"), None);
    assert_eq!(twice.take("d"), None);
    assert_eq!(twice.fields().count(), 2);
}

#[test]
fn fields_stand_in_the_order_of_their_names_and_each_is_found() {
    let names = ["", "a", "a\0", "abcdefgh", "abcdefgha", "abcdefghb", "b", "é", "中文名字"];
    let text = |names: &[&str]| {
        let fields: Vec<_> = names.iter().map(|name| format!("{}:1", Json::from(*name))).collect();
        format!("{{{}}}", fields.join(","))
    };
    let mut mixed = names;
    mixed.reverse();
    mixed.swap(2, 6);
    let text = text(&mixed);
    let mut all = object(&text);
    assert_eq!(all.fields().map(|(name, _)| name).collect::<Vec<_>>(), names);
    assert!(names.iter().all(|name| all.take(name).is_some()));
    assert!(["ab", "abcdefg", "abcdefghaa", "\0"].iter().all(|name| all.take(name).is_none()));
    assert_eq!(all.fields().count(), 0);
}

#[test]
fn texts_and_names_without_escapes_are_borrowed() {
    let borrowed = |text: &str| match object(text).into_fields().next() {
        Some((Cow::Borrowed(_), Given::Text(Cow::Borrowed(_)))) => true,
        Some((Cow::Owned(_), Given::Text(Cow::Owned(_)))) => false,
        other => panic!("{other:?}"),
    };
    assert!(borrowed(r#"{"name":"中文"}"#));
    assert!(!borrowed(r#"{"n\u0061me":"\n"}"#));
}

#[test]
fn odd_bytes_are_refused_in_the_same_words() {
    let deep = "[".repeat(200);
    let odd: [&[u8]; 12] = [
        b"",
        b"nul",
        b"{\"a\":1,}",
        b"{\"a\" 1}",
        b"{1:2}",
        b"[1 2]",
        b"\"\xff\"",
        b"\"\\ud800\"",
        b"\"\x01\"",
        b"01",
        b"1e999",
        deep.as_bytes(),
    ];
    for bytes in odd {
        assert!(serde_json::from_slice::<Given<'_>>(bytes).is_err());
        check(bytes).unwrap();
    }
}

fn any_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        any::<i64>().prop_map(|value| value.to_string()),
        any::<u64>().prop_map(|value| value.to_string()),
        "-?[0-9]{1,25}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
        any::<String>().prop_map(|text| Json::from(text).to_string()),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..6);
        let field = ("[a-d\\\\u]{0,2}", inner)
            .prop_map(|(name, value)| format!("{}:{value}", Json::from(name)));
        prop_oneof![
            list.prop_map(|items| format!("[{}]", items.join(" , "))),
            prop::collection::vec(field, 0..6)
                .prop_map(|fields| format!("{{{}}}", fields.join(","))),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_as_serde_json_reads_it(text in any_json()) {
        check(text.as_bytes())?;
    }

    #[test]
    fn json_that_was_cut_or_changed_is_refused_in_the_same_words(
        text in any_json(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut bytes = text.into_bytes();
        let at = at.index(bytes.len());
        check(&bytes[..at])?;
        bytes[at] = byte;
        check(&bytes)?;
    }
}
