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

/// What is measured of deals; idle days only where they are asked for.
pub fn figures(answer: &Json, idle: bool) -> Vec<String> {
    let number = |json: &Json| json.as_f64();
    let list = |name: &str| answer[name].as_array().unwrap().iter();
    let took = |part: &Json| {
        format!("{:?} {:?}", number(&part["median_seconds"]), number(&part["p90_seconds"]))
    };
    let conversion = |part: &Json| {
        let (from, to) = (text(&part["from"]), text(&part["to"]));
        let (entered, passed) = (&part["entered"], &part["passed"]);
        let (pipeline, rate) = (text(&part["pipeline"]), number(&part["rate"]));
        format!("{pipeline} {from} {to}: {entered} {passed} {rate:?} {}", took(part))
    };
    let mut lines: Vec<String> = list("conversion").map(conversion).collect();
    lines.extend(list("end_to_end").map(|part| format!("whole {}", conversion(part))));
    lines.extend(list("dwell").map(|part| {
        let (pipeline, stage) = (text(&part["pipeline"]), text(&part["stage"]));
        format!("dwell {pipeline} {stage}: {} {}", part["stays"], took(part))
    }));
    lines.push(format!("pushed {:?}", number(&answer["push_rate"])));
    lines.push(format!("win rate {:?}", number(&answer["win_rate"])));
    lines.push(format!("cycle {:?}", number(&answer["cycle"]["median_days"])));
    lines.extend(list("average_deal_size").map(|sum| {
        let amount = text(&sum["amount"]).parse::<Decimal>().unwrap().normalize();
        format!("size {} {amount}", text(&sum["currency"]))
    }));
    lines.extend(list("sources").map(|part| {
        let (opened, won, rate) = (&part["opened"], &part["won"], number(&part["rate"]));
        let days = number(&part["median_cycle_days"]);
        format!("source {}: {opened} {won} {rate:?} {days:?}", part["source"])
    }));
    for state in ["won", "lost"] {
        let counted = list(&format!("{state}_by_reason"));
        let line = |part: &Json| format!("{state} for {}: {}", part["reason"], part["count"]);
        lines.extend(counted.map(line));
    }
    if idle {
        let days = number(&answer["idle"]["median_days"]);
        lines.push(format!("idle {days:?} {}", answer["idle"]["over"]));
    }
    lines.sort();
    lines
}
