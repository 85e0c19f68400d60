//! Every command of the description is dealt by the game, or it is said why not.

use std::collections::BTreeSet;

use super::naive::bodies::BODIES;

/// Commands that the game doesn't send, each with its reason.
const NOT_DEALT: [(&str, &str); 10] = [
    ("DefineDuplicates", "what makes two records one is as shipped; contract::likely changes it"),
    (
        "DefineTenant",
        "zone and country say how times and numbers are read, and the model reads none",
    ),
    ("DefinePipeline", "every second history begins with another one; moves are of one version"),
    ("DefineTimeline", "says how important facts are, which model::timeline compares"),
    ("LinkContacts", "model::customers deals it, and compares who influences whom"),
    ("UnlinkContacts", "as LinkContacts"),
    ("PlanLeadContacts", "model::funnel deals it, and contract::plans says what is done when"),
    ("StopLeadContacts", "as PlanLeadContacts"),
    ("DefineContactPlan", "nothing but plans of contacts follows from it"),
    ("DefineView", "is a question under a name, which nothing obeys; contract::views asks it"),
];

#[test]
fn every_command_of_the_description_is_dealt_or_excepted_with_a_reason() {
    let home = crate::home();
    let description = home.serve().admin.read("/openapi.json");
    let paths = description["paths"].as_object().unwrap().keys();
    let commands: BTreeSet<&str> =
        paths.filter_map(|path| path.strip_prefix("/v1/commands/")).collect();
    let dealt: BTreeSet<&str> = BODIES.iter().map(|(name, _)| *name).collect();
    let excepted: BTreeSet<&str> = NOT_DEALT.iter().map(|(name, _)| *name).collect();
    assert_eq!(dealt.intersection(&excepted).count(), 0, "is dealt and needs no reason");
    let known: BTreeSet<&str> = dealt.union(&excepted).copied().collect();
    assert_eq!(commands, known);
}
