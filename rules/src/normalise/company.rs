//! Company names: what is left when case, accents, punctuation and legal forms don't count.

use std::collections::HashSet;
use std::sync::LazyLock;

use event_schema::value::Text;
use rust_decimal::prelude::ToPrimitive;

use super::fold::{fold, is_unspaced, words};
use crate::settings::Duplicates;

/// Legal forms of the Latin scripts, folded and without punctuation. Dropped at the end of a name,
/// as often as there is one: `Co., Ltd.` is two.
static FORMS: LazyLock<HashSet<&str>> = LazyLock::new(|| FORMS_WRITTEN.split(' ').collect());

const FORMS_WRITTEN: &str = "\
    ab ag aktiengesellschaft aps as asa bhd bv bvba co company corp corporation doo eg eirl ek \
    ev gbr gesmbh gmbh hf inc incorporated jsc kabushikikaisha kft kg kgaa kk lda limited llc \
    llp lp ltd ltda mbh nv nyrt ohg oy oyj ooo plc private proprietary pte pty pvt rt sa sab \
    sarl sas sasu sca scs sdn se sl slu snc spa spol spolsro spzoo srl sro ug vof zrt зао ооо \
    оао пао ао";

/// Legal forms of scripts without spaces, longest first. Dropped at the end of a name, and those of
/// Japan and Korea also at its beginning, where they often stand.
const UNSPACED_END: &[&str] = &[
    "股份有限责任公司",
    "股份有限公司",
    "有限责任公司",
    "有限責任公司",
    "有限公司",
    "株式会社",
    "有限会社",
    "合同会社",
    "주식회사",
];
const UNSPACED_START: &[&str] = &["株式会社", "有限会社", "合同会社", "주식회사"];

/// Most words that one legal form is written in, as in `sp. z o.o.`
const FORM_WORDS_MAX: usize = 4;

/// The name by which a company is recognised. Empty only for an empty text: a name that is nothing
/// but legal forms or punctuation is kept.
pub fn company(name: &str) -> String {
    let folded = fold(name);
    let mut words = words(&folded);
    if words.is_empty() {
        return folded;
    }
    drop_at_start(&mut words);
    while drop_at_end(&mut words) {}
    joined(&words)
}

/// A region, for comparing.
pub fn region(region: &Text<100>) -> String {
    fold(region.as_str())
}

/// Whether two normalised company names of one region are alike enough for a proposal.
pub fn similar(rules: &Duplicates, one: &str, other: &str) -> bool {
    let line = rules.similarity.to_f64().unwrap_or(f64::INFINITY);
    strsim::jaro_winkler(one, other) >= line
}

fn drop_at_start(words: &mut Vec<String>) {
    let rest = UNSPACED_START.iter().find_map(|form| words[0].strip_prefix(form));
    match rest.map(str::to_owned) {
        Some(rest) if !rest.is_empty() => words[0] = rest,
        Some(_) if words.len() > 1 => drop(words.remove(0)),
        _ => {}
    }
}

/// Drops one legal form; false if there is none or nothing else would be left.
fn drop_at_end(words: &mut Vec<String>) -> bool {
    let last = words.last().expect("there is always a word left");
    if let Some(rest) = UNSPACED_END.iter().find_map(|form| last.strip_suffix(form)) {
        let rest = rest.to_owned();
        return match words.len() {
            _ if !rest.is_empty() => {
                *words.last_mut().expect("there is one") = rest;
                true
            }
            1 => false,
            _ => words.pop().is_some(),
        };
    }
    // A form may be written with dots or spaces: s. a. r. l.
    for count in (1..=FORM_WORDS_MAX.min(words.len() - 1)).rev() {
        let from = words.len() - count;
        if FORMS.contains(words[from..].concat().as_str()) {
            words.truncate(from);
            return true;
        }
    }
    false
}

/// The words with a space between them, except where both sides are written without spaces.
fn joined(words: &[String]) -> String {
    let mut name = String::new();
    for word in words {
        let unspaced = |c: Option<char>| c.is_some_and(is_unspaced);
        let close = unspaced(name.chars().last()) && unspaced(word.chars().next());
        if !close && !name.is_empty() {
            name.push(' ');
        }
        name.push_str(word);
    }
    name
}
