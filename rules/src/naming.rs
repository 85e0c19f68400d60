//! Hints about how a company is named: the full legal name, branches as "parent - branch" (C104).
//! They help whoever looks after the record, and never refuse one.

use event_schema::problem::FieldError;
use event_schema::value::Text;
use serde::{Deserialize, Serialize};

/// What hints are given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Naming {
    /// Most letters of a name that is nothing but capitals and taken for an abbreviation. Longer ones
    /// are often names of their own.
    #[serde(default)]
    pub abbreviation_letters_max: u32,
    /// Words that say a name is a branch's, whatever their case.
    #[serde(default)]
    pub branch_words: Vec<Text<100>>,
    /// What stands between the parent's name and the branch's; absent: no form is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch_joint: Option<Box<str>>,
}

impl Naming {
    /// What makes no sense in it.
    pub(crate) fn faults(&self) -> Vec<FieldError> {
        let empty = self.branch_joint.as_ref().is_some_and(|joint| joint.trim().is_empty());
        let fault = || FieldError {
            field: "naming.branch_joint".into(),
            code: "bad-value".into(),
            message: "must be more than blanks".into(),
        };
        empty.then(fault).into_iter().collect()
    }
}

/// What could be better about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamingHint {
    /// It is nothing but a few capitals: the full name is wanted.
    Abbreviation,
    /// It is a branch's and not written as "parent - branch".
    BranchFormat,
}

impl NamingHint {
    /// The public name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Abbreviation => "abbreviation",
            Self::BranchFormat => "branch_format",
        }
    }
}

/// The hints about a name.
pub fn hints(name: &str, naming: &Naming) -> Vec<NamingHint> {
    let mut hints = Vec::new();
    if is_abbreviation(name, naming.abbreviation_letters_max) {
        hints.push(NamingHint::Abbreviation);
    }
    let folded = name.to_lowercase();
    let branch =
        naming.branch_words.iter().any(|word| folded.contains(&word.as_str().to_lowercase()));
    let joined = naming.branch_joint.as_ref().is_none_or(|joint| name.contains(&**joint));
    if branch && !joined {
        hints.push(NamingHint::BranchFormat);
    }
    hints
}

fn is_abbreviation(name: &str, letters_max: u32) -> bool {
    let letters = name.chars().filter(|c| *c != '.').count();
    let capitals = name.chars().all(|c| c.is_ascii_uppercase() || c == '.');
    capitals && (1..=letters_max as usize).contains(&letters)
}

#[cfg(test)]
mod tests {
    use event_schema::event::SettingKind;

    use super::*;
    use crate::presets::presets;

    fn shipped() -> Naming {
        let rules = presets().into_iter().find(|p| p.kind == SettingKind::AccountRules).unwrap();
        serde_json::from_value(rules.body["naming"].clone()).unwrap()
    }

    fn check(name: &str, expected: &[&str]) {
        let found: Vec<_> = hints(name, &shipped()).into_iter().map(NamingHint::name).collect();
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn short_capitals_and_loose_branches_are_hinted_at() {
        check("IBM", &["abbreviation"]);
        check("B.A.S.F", &["abbreviation"]);
        check("SIEMENS", &[]);
        check("Acme Ltd.", &[]);
        check("华为", &[]);
        check("Acme Shanghai Branch", &["branch_format"]);
        check("Acme - Shanghai Branch", &[]);
        check("华为上海分公司", &["branch_format"]);
        check("华为 - 上海分公司", &[]);
    }
    #[test]
    fn words_and_lengths_are_the_tenant_s() {
        let naming = Naming {
            abbreviation_letters_max: 0,
            branch_words: vec![Text::new("Filiale").unwrap()],
            branch_joint: Some(" / ".into()),
        };
        assert_eq!(hints("IBM", &naming), []);
        assert_eq!(hints("Acme Branch", &naming), []);
        assert_eq!(hints("Acme Filiale Ulm", &naming), [NamingHint::BranchFormat]);
        assert_eq!(hints("Acme / Filiale Ulm", &naming), []);
    }
}
