//! What is the same, and what isn't.

use event_schema::event::{MailboxClass, SettingKind};
use proptest::prelude::*;

use super::*;
use crate::presets::presets;
use crate::settings::{Body, Duplicates};

fn rules() -> Duplicates {
    let preset = presets().into_iter().find(|p| p.kind == SettingKind::Duplicates).unwrap();
    let Ok(Body::Duplicates(rules)) = Body::read(preset.kind, &preset.body) else { panic!() };
    rules
}

#[test]
fn folding_forgets_case_accents_widths_and_white_space() {
    for (text, expected) in [
        ("  Łódź\u{a0} São\tPaulo ", "lodz sao paulo"),
        ("MÜLLER Straße", "muller strasse"),
        ("Ærøskøbing", "aeroskobing"),
        ("İSTANBUL ısparta", "istanbul isparta"),
        ("ＡＢＣ１２３", "abc123"),
        ("ΟΔΥΣΣΕΥΣ Ὀδυσσεύς", "οδυσσευσ οδυσσευσ"),
        ("Ёлка", "елка"),
        ("ガラス 北京", "ガラス 北京"),
        ("한국", "한국"),
        ("ﬁne", "fine"),
    ] {
        assert_eq!(fold(text), expected);
    }
}

#[test]
fn spellings_of_one_company_are_the_same() {
    for (expected, names) in [
        (
            "acme",
            &["Acme", "ACME Inc.", "Acme, Inc", "acme  LLC", "Acme Co., Ltd.", "Acme Pty Ltd"][..],
        ),
        ("muller", &["Müller GmbH", "MULLER G.m.b.H.", "Müller GmbH & Co. KG", "Müller"]),
        ("dupont", &["Dupont S.A.R.L.", "DUPONT SARL", "Dupont s. a. r. l."]),
        ("orlen", &["Orlen Sp. z o.o.", "ORLEN SPZOO"]),
        ("novo nordisk", &["Novo Nordisk A/S", "Novo-Nordisk"]),
        ("mcdonalds", &["McDonald's Corporation", "McDonald’s Corp", "McDonalds"]),
        ("华为技术", &["华为技术有限公司", "华为 技术 有限公司", "华为技术股份有限公司"]),
        ("某某北京科技", &["某某（北京）科技有限责任公司", "某某(北京)科技"]),
        ("トヨタ", &["株式会社トヨタ", "トヨタ株式会社", "株式会社 トヨタ"]),
        ("삼성", &["삼성 주식회사", "주식회사삼성"]),
    ] {
        names.iter().for_each(|name| assert_eq!(company(name), expected, "{name}"));
    }
}

#[test]
fn a_name_that_is_nothing_but_a_legal_form_is_kept() {
    for (name, expected) in [
        ("AG", "ag"),
        ("Co., Ltd.", "co"),
        ("有限公司", "有限公司"),
        ("S.A.", "s a"),
        ("!!!", "!!!"),
        ("株式会社", "株式会社"),
    ] {
        assert_eq!(company(name), expected, "{name}");
    }
}

#[test]
fn different_companies_stay_different() {
    let names =
        ["Acme", "Acme Soft", "Acmesoft", "Nasa", "Visa", "北京华为", "华为", "Alpha 1", "Alpha 2"];
    let mut normalised: Vec<_> = names.iter().map(|name| company(name)).collect();
    normalised.sort();
    normalised.dedup();
    assert_eq!(normalised.len(), names.len());
}

#[test]
fn an_address_is_looked_up_in_lower_case_with_its_tag() {
    let check = |text: &str, expected: &str| {
        assert_eq!(email(&text.parse().unwrap()), expected);
    };
    check("Ann.Lee+News@ACME.com", "ann.lee+news@acme.com");
    check("JÜRGEN@müller.de", "jürgen@müller.de");
}

#[test]
fn a_registrable_domain_is_what_stands_before_the_public_suffix() {
    for (domain, expected) in [
        ("mail.acme.co.uk", Some("acme.co.uk")),
        ("ACME.com.", Some("acme.com")),
        ("shop.acme.com.cn", Some("acme.com.cn")),
        ("acme.example", Some("acme.example")),
        ("co.uk", None),
        ("com", None),
        ("", None),
    ] {
        assert_eq!(registrable_domain(domain).as_deref(), expected, "{domain}");
    }
}

#[test]
fn a_domain_is_labels_of_letters_digits_and_hyphens() {
    for domain in ["acme.com", "mail.acme.co.uk", "例子.公司", "a-b.example", "1.example"] {
        assert!(is_domain(domain), "{domain}");
    }
    for text in ["acme", "acme.", ".com", "a b.com", "-a.com", "=1.com", "<a>.com", "a..com", "'.x"]
    {
        assert!(!is_domain(text), "{text}");
    }
}

#[test]
fn public_providers_make_no_mailbox_corporate() {
    let check = |text: &str, expected| {
        assert_eq!(mailbox_class(&rules(), &text.parse().unwrap()), expected, "{text}");
    };
    check("ann@acme.com", MailboxClass::Corporate);
    check("ann@mail.acme.co.uk", MailboxClass::Corporate);
    check("ann@GMAIL.com", MailboxClass::Generic);
    check("ann@vip.qq.com", MailboxClass::Generic);
    check("ann@vip.sina.com", MailboxClass::Generic);
    check("ann@co.uk", MailboxClass::Generic);
}

#[test]
fn alike_names_are_found_by_the_line_of_the_setting() {
    assert!(similar(&rules(), "shanghai electric", "shanghai electrics"));
    assert!(!similar(&rules(), "shanghai electric", "beijing motors"));
}

#[test]
fn every_word_of_a_query_is_the_beginning_of_a_word() {
    let check = |query: &str, text: &str, found| {
        assert_eq!(matches(&search_terms(text), &query_words(query)), found, "{query} in {text}");
    };
    check("mull gm", "Müller GmbH", true);
    check("MÜLL", "muller", true);
    check("üller", "Müller GmbH", false);
    check("mull ag", "Müller GmbH", false);
    check("", "Müller GmbH", true);
    check("华为", "深圳华为技术有限公司", true);
    check("技术 华为", "深圳华为技术有限公司", true);
    check("华技", "深圳华为技术有限公司", false);
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(text in any::<String>()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn a_normalised_name_is_never_empty_for_a_text(name in "\\PC{1,40}") {
        prop_assert_eq!(company(&name).is_empty(), fold(&name).is_empty());
    }

    #[test]
    fn a_legal_form_more_changes_nothing(
        name in "[A-Z][a-z]{3,9} [A-Z][a-z]{6,9}",
        form in 0_usize..5,
    ) {
        let form = ["GmbH", "Co., Ltd.", "S.A.", "B.V.", "Inc"][form];
        prop_assert_eq!(company(&format!("{name} {form}")), company(&name));
    }

    #[test]
    fn a_text_is_found_by_the_beginnings_of_its_words(
        text in "[a-zA-Zéß ]{1,30}",
        cut in 1_usize..5,
    ) {
        let query: Vec<_> =
            query_words(&text).iter().map(|w| w.chars().take(cut).collect::<String>()).collect();
        prop_assert!(matches(&search_terms(&text), &query));
    }
}
