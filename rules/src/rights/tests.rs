//! Who may do what, as a table.

use event_schema::choice::Choice;

use super::*;

fn principal(role: Role, allow: Option<&[&str]>) -> Principal {
    Principal {
        subject: Actor::new("somebody").unwrap(),
        role,
        tenant: "default".parse().unwrap(),
        allow: allow.map(|names| names.iter().map(|name| (*name).into()).collect()),
        user: None,
    }
}

#[test]
fn commands_need_an_admin_or_a_service_whose_token_names_them() {
    for (role, allow, command, expected) in [
        (Role::Admin, None, "DefineTenant", Ok(())),
        (Role::Admin, Some(&["CreateLead"][..]), "CreateLead", Ok(())),
        (
            Role::Admin,
            Some(&["CreateLead"]),
            "DefineTenant",
            Err("the token isn't made for the command DefineTenant"),
        ),
        (Role::Service, Some(&["CreateLead"]), "CreateLead", Ok(())),
        (
            Role::Service,
            Some(&["CreateLead"]),
            "ConvertLead",
            Err("the token isn't made for the command ConvertLead"),
        ),
        (
            Role::Service,
            None,
            "CreateLead",
            Err("a service's token must name CreateLead among its commands"),
        ),
        (Role::Admin, None, "OverrideProbability", Ok(())),
        (Role::Analyst, None, "DefineView", Ok(())),
        (
            Role::Analyst,
            Some(&["CreateLead"]),
            "DefineView",
            Err("the token isn't made for the command DefineView"),
        ),
        (
            Role::Service,
            None,
            "DefineView",
            Err("a service's token must name DefineView among its commands"),
        ),
        (Role::Auditor, None, "DefineView", Err("the role auditor may not read records")),
        (
            Role::Service,
            Some(&["ApproveStage"]),
            "ApproveStage",
            Err("a service may not send ApproveStage: it takes an admin, a sales director or a \
                 sales manager"),
        ),
        (Role::Analyst, None, "CreateLead", Err("the role analyst may not send CreateLead")),
        (
            Role::Analyst,
            Some(&["CreateLead"]),
            "CreateLead",
            Err("the role analyst may not send CreateLead"),
        ),
    ] {
        let found = may_command(&principal(role, allow), command).map_err(|right| right.0);
        assert_eq!(found, expected.map_err(String::from), "{role:?} {command}");
    }
}

/// The roles that have a right, by name.
fn holders(right: impl Fn(&Principal) -> bool) -> Vec<&'static str> {
    let having = |role: &Role| right(&principal(*role, None));
    Role::NAMES.iter().filter(|(_, role)| having(role)).map(|(name, _)| *name).collect()
}

#[test]
fn every_other_right_has_its_roles() {
    assert_eq!(holders(|who| may_read(who).is_ok()), ["admin", "analyst", "service"]);
    let events = ["admin", "analyst", "auditor", "service"];
    assert_eq!(holders(|who| may_read_events(who).is_ok()), events);
    assert_eq!(holders(|who| may_read_audit(who).is_ok()), ["admin", "analyst", "auditor"]);
    assert_eq!(holders(|who| may_set_occurred_at(who).is_ok()), ["admin", "service"]);
    assert_eq!(holders(|who| may_share_views(who).is_ok()), ["admin", "service"]);
    assert_eq!(holders(|who| may_act_for_others(who).is_ok()), ["admin", "service"]);
}

#[test]
fn personal_fields_are_sealed_for_whoever_works_with_figures_or_is_a_program() {
    let sealed = ["knowledge_admin", "analyst", "report_viewer", "auditor", "service"];
    assert_eq!(holders(|who| !sees_personal(who)), sealed);
}

#[test]
fn every_role_has_its_name() {
    assert_eq!(Role::NAMES.len(), 13);
    for (name, role) in Role::NAMES {
        assert_eq!((role.name(), Role::named(name)), (*name, Some(*role)));
        assert_eq!(serde_json::to_value(role).unwrap(), *name);
    }
}

#[test]
fn a_refusal_says_which_right_is_missing() {
    let refusal = may_read_audit(&principal(Role::SalesRep, None)).unwrap_err();
    assert_eq!(refusal.to_string(), "the role sales_rep may not read the audit");
}
