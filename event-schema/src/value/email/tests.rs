use super::*;

#[test]
fn the_domain_is_written_in_lower_case_and_the_rest_as_given() {
    for (text, expected) in [
        (" Ann.Berg@ACME.Com ", "Ann.Berg@acme.com"),
        ("Žofie@Příklad.CZ", "Žofie@příklad.cz"),
        ("A@ПОЧТА.рф", "A@почта.рф"),
    ] {
        let email: Email = text.parse().unwrap();
        assert_eq!(email.as_str(), expected);
        assert_eq!(email.domain(), &expected[expected.find('@').unwrap() + 1..]);
    }
}
