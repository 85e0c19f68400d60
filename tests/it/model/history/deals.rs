//! What may happen to a deal in a random history.

use event_log::dice::Dice;
use kith_tests::samples::id;
use serde_json::{Value as Json, json};

use super::{amount, one_of};

/// A date of 2024, as likely before as after the one that deals begin with.
fn close(dice: &mut Dice) -> String {
    let year = if dice.below(2) == 0 { 2024 } else { 2025 };
    format!("{year}-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28))
}

/// A command on the nth deal of a conversion, or the nth one that was opened without.
pub fn line(dice: &mut Dice, n: u32) -> (&'static str, Json) {
    let kind = one_of(dice, &["opportunity", "deal"]);
    let (command, mut data) = match dice.below(17) {
        0..=2 => ("ChangeExpectedClose", json!({"expected_close": close(dice)})),
        3..=4 => ("ChangeOpportunityAmount", json!({"amount": amount(dice)})),
        5 => {
            let owner = id("user", dice.below(3) as u32);
            ("ChangeOpportunityOwner", json!({"owner_id": owner, "reason": "r"}))
        }
        6..=7 => {
            let percent = [json!(null), json!("12.5"), json!("60")][dice.below(3) as usize].clone();
            ("OverrideProbability", json!({"probability": percent, "reason": "r"}))
        }
        8..=11 => ("ReopenOpportunity", json!({"reason": "r"})),
        12 => ("UpdateOpportunity", json!({"in_pipeline": dice.below(3) > 0})),
        13 => {
            let region = one_of(dice, &["north", "华北", "south"]);
            ("UpdateOpportunity", json!({"region": region, "product": "Loom", "kind": "expansion"}))
        }
        14 => ("SetMilestone", json!({"milestone": one_of(dice, &["pilot", "offer"])})),
        15 => ("LogInteraction", json!({"channel": "call"})),
        _ => {
            let risk = one_of(dice, &["budget", "price", "weather"]);
            ("MarkOpportunityRisk", json!({"risk": risk}))
        }
    };
    data["opportunity_id"] = json!(id(kind, n));
    (command, data)
}
