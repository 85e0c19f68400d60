//! `kith token create`: prints the new token, alone on its line.

use std::process::ExitCode;

use serde_json::json;
use tokio::runtime::Runtime;

use super::{Need, Target};
use crate::cli::Token;
use crate::config::Config;
use crate::say::{self, Failure};

/// Makes a token.
pub fn run(runtime: &Runtime, config: &Config, what: Token) -> Result<ExitCode, Failure> {
    let Token::Create { role, subject, tenant, allow, expires, server: _ } = what;
    let seconds = expires.as_deref().map(seconds).transpose()?;
    let expires_at = seconds.map(|seconds| command_service::stamp::now().plus_seconds(seconds));
    let order = json!({
        "role": role, "subject": subject, "tenant": tenant, "allow": allow, "expires_at": expires_at,
    });
    let target = Target::find(runtime, config, Need::Nothing)?;
    let body = order.to_string();
    let made = target.client.post("/v1/tokens", "application/json", body.as_bytes());
    target.leave();
    let made = made?.json()?;
    let until = made["expires_at"].as_str().unwrap_or("revoked");
    let (role, tenant) = (&made["role"], &made["tenant"]);
    say::note(format!("a token for role {role} of tenant {tenant}, valid until {until}:"));
    say::line(made["token"].as_str().unwrap_or_default());
    Ok(ExitCode::SUCCESS)
}

/// Seconds of a time such as `30d`.
fn seconds(text: &str) -> Result<i64, Failure> {
    let (number, unit) =
        text.split_at(text.len() - text.chars().next_back().map_or(0, char::len_utf8));
    let unit: Option<i64> = match unit {
        "s" => Some(1),
        "m" => Some(60),
        "h" => Some(3_600),
        "d" => Some(86_400),
        "w" => Some(604_800),
        _ => None,
    };
    let number = number.parse::<i64>().ok().filter(|number| *number > 0);
    number.zip(unit).and_then(|(number, unit)| number.checked_mul(unit)).ok_or_else(|| {
        Failure::new(format!("--expires {text} is no time; write it as 30d, 12h or 15m"))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_time_has_a_number_and_a_unit() {
        let check = |text: &str| super::seconds(text).ok();
        assert_eq!(check("30d"), Some(2_592_000));
        assert_eq!(check("15m"), Some(900));
        for bad in ["", "d", "30", "-1d", "1y", "1,5h", "9223372036854775807w"] {
            assert_eq!(check(bad), None, "{bad}");
        }
    }
}
