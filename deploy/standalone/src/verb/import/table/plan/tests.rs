use event_schema::command::Command;
use serde_json::json;

use super::super::kind::LEADS;
use super::*;

fn plan(headers: &[&str], map: &str) -> Result<Plan, String> {
    let headers: Vec<String> = headers.iter().map(|header| (*header).into()).collect();
    let fields = Fields::of(&Command::schema("CreateLead").unwrap());
    let map: Map = toml::from_str(map).unwrap();
    Plan::new(&LEADS, &fields, &headers, &map).map_err(|failure| failure.to_string())
}

fn body(plan: &Plan, cells: &[&str]) -> Json {
    plan.body(&cells.iter().collect()).into()
}

#[test]
fn headers_name_fields_and_empty_cells_are_no_value() {
    let headers = ["Company", "E-mail", "Source", "utm_source", "Company size", "Shoe size"];
    let plan = plan(&headers, "").unwrap();
    assert_eq!(plan.ignored().collect::<Vec<_>>(), ["Shoe size"]);
    let cells = ["Nordwind", " a@n.example ", "web", "mail", "120", "42"];
    let expected = json!({"company": "Nordwind", "email": "a@n.example", "source": "web",
                          "utm": {"source": "mail"}, "company_size": 120});
    assert_eq!(body(&plan, &cells), expected);
    assert_eq!(plan.left_out(&cells.iter().collect()), ["Shoe size"]);
    let cells = ["Nordwind", "a@n.example", "web", "", " ", ""];
    assert_eq!(body(&plan, &cells).as_object().unwrap().len(), 3);
    assert!(plan.left_out(&cells.iter().collect()).is_empty());
}

#[test]
fn a_map_names_columns_constants_and_the_key() {
    let map = r#"
        key = "No"
        [columns]
        "Firma" = "company"
        "Mail" = "email"
        [values]
        source = "trade fair"
        company_size = 12
        utm.campaign = "spring"
    "#;
    let plan = plan(&["No", "Firma", "Mail", "title"], map).unwrap();
    assert_eq!(plan.key, Some(0));
    assert_eq!(plan.ignored().collect::<Vec<_>>(), ["title"], "only what [columns] names is taken");
    let expected = json!({"company": "N", "email": "a@n.example", "source": "trade fair",
                          "company_size": 12, "utm": {"campaign": "spring"}});
    assert_eq!(body(&plan, &["1", "N", "a@n.example", "x"]), expected);
}

#[test]
fn a_constant_part_is_there_only_where_a_cell_fills_its_field() {
    let map = "[values]\nexternal_id.system = \"erp\"";
    let plan = plan(&["company", "email", "source", "external_id.id"], map).unwrap();
    let with = body(&plan, &["N", "a@n.example", "web", "7"]);
    assert_eq!(with["external_id"], json!({"system": "erp", "id": "7"}));
    let without = body(&plan, &["N", "a@n.example", "web", ""]);
    assert_eq!(without.get("external_id"), None);
}

#[test]
fn a_cell_that_looks_like_a_formula_is_text() {
    let plan = plan(&["company", "phone", "source"], "").unwrap();
    let expected = json!({"company": "=1+1", "phone": "+86 10", "source": "@web"});
    assert_eq!(body(&plan, &["=1+1", "'+86 10", "@web"]), expected);
}

#[test]
fn what_would_go_wrong_for_every_row_is_refused_with_names() {
    let full = ["company", "email", "source"];
    for (headers, map, said) in [
        (&["company", "email"][..], "", &["source", "company, email"][..]),
        (&["company", "source"], "", &["email or phone"]),
        (
            &["email", "company", "source", "E-Mail"],
            "",
            &["column 1 (“email”)", "column 4 (“E-Mail”)"],
        ),
        (
            &["email", "company", "source", "email"],
            "",
            &["column 1 (“email”)", "column 4 (“email”)"],
        ),
        (&full, "[values]\nsource = \"x\"", &["column 3 (“source”)", "the map gives a value"]),
        (&full, "[values]\ncolour = \"x\"", &["colour"]),
        (&full, "[columns]\n\"Mail\" = \"email\"", &["“Mail”", "company, email, source"]),
        (&full, "[columns]\n\"email\" = \"e-mail\"", &["the field e-mail", "person_name"]),
        (&["a", "a"], "[columns]\n\"a\" = \"email\"", &["column 1", "column 2"]),
        (&full, "key = \"No\"", &["“No”"]),
    ] {
        let refusal = plan(headers, map).unwrap_err();
        for word in said {
            assert!(refusal.contains(word), "{headers:?} {map}: {refusal}");
        }
    }
    plan(&["email", "company", "source", "x", "x"], "").unwrap();
}
