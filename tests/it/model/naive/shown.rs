//! The platform's answers in the words of the naive count.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{step, text};

const STAGES: [&str; 5] = ["lead", "mql", "sql", "opportunity", "won"];
const PAIRS: [&str; 6] =
    ["lead mql", "mql sql", "sql opportunity", "opportunity won", "lead opportunity", "lead won"];

/// A funnel.
pub fn funnel(answer: &Json) -> Vec<String> {
    let groups = answer["groups"].as_array().unwrap();
    let mut lines: Vec<_> = groups.iter().map(|g| line(&g["key"].to_string(), g)).collect();
    lines.sort();
    lines.insert(0, line("all", answer));
    lines
}

fn line(key: &str, part: &Json) -> String {
    let mut line = format!("{key}:");
    for (stage, name) in part["stages"].as_array().unwrap().iter().zip(STAGES) {
        assert_eq!(stage["stage"], name);
        line += &format!(" {}/{}", stage["reached"], stage["current"]);
    }
    line += &format!(" left {} {}", part["left"]["disqualified"], part["left"]["recycled"]);
    for (found, pair) in part["conversion"].as_array().unwrap().iter().zip(PAIRS) {
        assert_eq!(format!("{} {}", text(&found["from"]), text(&found["to"])), pair);
        let number = |name: &str| found[name].as_f64();
        let (seconds, days) = (number("median_seconds"), number("median_days"));
        line += &step(number("rate"), seconds, number("p90_seconds"), days);
    }
    line
}

/// Open deals.
pub fn open(answer: &Json) -> Vec<String> {
    let mut lines = open_lines("all", answer);
    for group in answer["groups"].as_array().unwrap() {
        lines.extend(open_lines(&group["key"].to_string(), group));
    }
    lines.sort();
    lines
}

fn open_lines(group: &str, part: &Json) -> Vec<String> {
    let stages = part["stages"].as_array().unwrap().iter().filter(|stage| stage["count"] != 0);
    stages.map(|stage| format!("{group} {}", stage_line(stage))).collect()
}

fn stage_line(stage: &Json) -> String {
    let number = |json: &Json| text(json).parse::<Decimal>().unwrap().normalize();
    let (amounts, weights) = (stage["amount"].as_array(), stage["weighted"].as_array());
    let both = amounts.unwrap().iter().zip(weights.unwrap());
    let money = both.map(|(sum, weighted)| {
        assert_eq!(sum["currency"], weighted["currency"]);
        let (amount, weighted) = (number(&sum["amount"]), number(&weighted["amount"]));
        format!("{} {amount} {weighted}", text(&sum["currency"]))
    });
    let money = money.collect::<Vec<_>>().join(", ");
    format!("{} {}: {} {money}", text(&stage["pipeline"]), text(&stage["stage"]), stage["count"])
}
