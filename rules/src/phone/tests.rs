//! Phone numbers as people write them.

use phonenumber::metadata::DATABASE;
use proptest::prelude::*;

use super::*;

fn check(country: &str, text: &str, expected: Option<&str>) {
    let country = country.parse().unwrap();
    let found = parse(text, country).ok();
    assert_eq!(found.as_ref().map(Phone::as_str), expected, "{text} in {country}");
}

#[test]
fn a_national_number_gets_its_countrys_code() {
    for (country, text, expected) in [
        ("CN", "13800138000", "+8613800138000"),
        ("CN", "010-6552 9988", "+861065529988"),
        ("CN", "0755 8888 8888", "+8675588888888"),
        ("CN", "400-800-1234", "+864008001234"),
        ("CN", "１３８００１３８０００", "+8613800138000"),
        ("DE", "030 123456", "+4930123456"),
        ("DE", "0151/234 567 89", "+4915123456789"),
        ("US", "(415) 555-2671", "+14155552671"),
        ("US", "1-415-555-2671", "+14155552671"),
        ("GB", "020 7946 0958", "+442079460958"),
        ("IT", "06 698 12345", "+390669812345"),
        ("RU", "8 (812) 123-45-67", "+78121234567"),
        ("RU", "812 123 45 67", "+78121234567"),
        ("AR", "011 15 2345-6789", "+5491123456789"),
    ] {
        check(country, text, Some(expected));
    }
}

#[test]
fn an_international_number_keeps_its_digits_whatever_the_tenants_country() {
    for (text, expected) in [
        ("+8613800138000", "+8613800138000"),
        ("+86 10 6552 9988", "+861065529988"),
        (" + 86 138 0013 8000", "+8613800138000"),
        ("(+86) 138-0013-8000", "+8613800138000"),
        ("tel:+8613800138000", "+8613800138000"),
        ("+39 06 698 12345", "+390669812345"),
        ("+7 (812) 123-45-67", "+78121234567"),
        ("+7 800 555 35 35", "+78005553535"),
        ("+1 (202) 555-0143", "+12025550143"),
        ("+1 555 0100", "+15550100"),
    ] {
        for country in ["CN", "DE", "US", "IT", "RU"] {
            check(country, text, Some(expected));
        }
    }
}

#[test]
fn a_trunk_prefix_is_not_part_of_an_international_number() {
    check("CN", "+49 (0)30 123456", Some("+4930123456"));
    check("CN", "+44 (0) 20 7946 0958", Some("+442079460958"));
    check("CN", "+86 010 6552 9988", Some("+861065529988"));
    check("CN", "+4901512345678", Some("+491512345678"));
}

#[test]
fn an_international_prefix_is_as_good_as_a_plus() {
    check("CN", "0039 06 698 12345", Some("+390669812345"));
    check("DE", "0086 138 0013 8000", Some("+8613800138000"));
    check("US", "011 49 30 123456", Some("+4930123456"));
    check("CN", "8613800138000", Some("+8613800138000"));
}

#[test]
fn an_extension_is_left_out() {
    check("CN", "021 6552 9988 ext. 12", Some("+862165529988"));
    check("US", "(415) 555-2671 x302", Some("+14155552671"));
    check("CN", "010-65529988转8001", Some("+861065529988"));
    check("CN", "tel:+86-10-6552-9988;ext=5", Some("+861065529988"));
    check("CN", "13800138000 ext none", None);
}

#[test]
fn what_is_no_phone_number_is_refused() {
    for text in [
        "",
        "+",
        "abc",
        "110",
        "12345",
        "1380013800a",
        "+999 1234 5678",
        "+86 1",
        "+861380013800011111",
        "13800138000 13900139000",
        "+1 800 FLOWERS",
        "0",
        "00",
        "+0",
        "13800138000; drop",
        "ext 5",
        "x",
    ] {
        check("CN", text, None);
    }
}

#[test]
fn every_example_of_every_plan_is_read_as_itself() {
    for metadata in DATABASE.iter() {
        let types = metadata.descriptors();
        let types = [types.fixed_line(), types.mobile(), types.toll_free(), types.voip()];
        for example in types.into_iter().flatten().filter_map(|kind| kind.example()) {
            let text = format!("+{}{example}", metadata.country_code());
            check("CN", &text, Some(&text));
        }
    }
}

proptest! {
    #[test]
    fn what_was_read_is_read_as_itself(text in "[+0-9() x#-]{1,24}", country in 0_usize..6) {
        let country = ["CN", "DE", "US", "IT", "RU", "AR"][country].parse().unwrap();
        if let Ok(phone) = parse(&text, country) {
            let again = parse(phone.as_str(), country);
            prop_assert_eq!(again, Ok(phone), "{}", text);
        }
    }

    #[test]
    fn a_number_in_e_164_is_read_like_any_other(digits in "[0-9]{0,16}", country in 0_usize..6) {
        let country = ["CN", "DE", "US", "IT", "RU", "AR"][country].parse().unwrap();
        for text in [format!("+{digits}"), format!("+49{digits}"), format!("+86{digits}")] {
            prop_assert_eq!(parse(&text, country), spelled(&text, country), "{}", text);
        }
    }

    #[test]
    fn no_text_is_too_odd_to_be_refused(text in any::<String>()) {
        let _ = parse(&text, "CN".parse().unwrap());
        let _ = parse(&format!("+{text}"), "DE".parse().unwrap());
    }
}
