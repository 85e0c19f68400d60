//! Names, addresses and numbers as people write them, read in the simplest way that does for what
//! the game writes.

use serde_json::Value as Json;

/// Legal forms that the game puts behind a name.
const FORMS: [&str; 5] = ["gmbh", "ltd", "ag", "inc", "co"];
/// Public mail providers that the game uses.
const PUBLIC: [&str; 2] = ["gmail.com", "163.com"];
/// A text without case and accents.
pub fn plain(text: &str) -> String {
    text.to_lowercase().replace('é', "e").replace('ö', "o").replace('ü', "u")
}

/// What is left of a company's name.
pub fn company(name: &str) -> String {
    let name = plain(name);
    let name = name.strip_suffix("有限公司").unwrap_or(&name);
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<&str> = words.collect();
    while words.len() > 1 && FORMS.contains(&words[words.len() - 1]) {
        words.pop();
    }
    words.join(" ")
}

/// A phone number as E.164, in China unless it says another country; none if it can't be one.
pub fn phone(written: &str) -> Option<String> {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    if written.chars().any(char::is_alphabetic) || digits.len() < 7 {
        return None;
    }
    let national = match written {
        _ if written.starts_with('+') => return Some(format!("+{digits}")),
        _ if digits.starts_with("00") => return Some(format!("+{}", &digits[2..])),
        _ => digits.strip_prefix('0').unwrap_or(&digits),
    };
    Some(format!("+86{national}"))
}

pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    !name.is_empty() && domain.contains('.')
}

/// The domain that somebody registered: of what the game writes, the last two parts.
pub fn domain(host: &str) -> String {
    let parts: Vec<&str> = host.split('.').collect();
    parts[parts.len().saturating_sub(2)..].join(".").to_lowercase()
}

/// The domain of an address, if it is a company's.
pub fn corporate(email: &str) -> Option<String> {
    let domain = domain(email.split_once('@')?.1);
    (!PUBLIC.contains(&domain.as_str())).then_some(domain)
}

/// The host of a web site.
pub fn host(website: &str) -> &str {
    let rest = website.split_once("://").map_or(website, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}

/// A body with number and address as they are kept: a number by its digits, the domain of an address
/// in lower case.
pub fn addressed(mut body: Json) -> Json {
    if let Some(number) = body["phone"].as_str().and_then(phone) {
        body["phone"] = number.into();
    }
    if let Some((name, domain)) = body["email"].as_str().and_then(|email| email.split_once('@')) {
        body["email"] = format!("{name}@{}", domain.to_lowercase()).into();
    }
    body
}
