//! Hints about how a company is named: the full legal name, branches as "parent - branch" (C104).
//! They help whoever looks after the record, and never refuse one.

/// Most letters of a name that is nothing but capitals and taken for an abbreviation. Longer ones
/// are often names of their own.
const ABBREVIATION_LETTERS_MAX: usize = 5;

/// Words that say a name is a branch's, in lower case.
const BRANCH_WORDS: [&str; 2] = ["branch", "分公司"];
/// What stands between the parent's name and the branch's.
const BRANCH_JOINT: &str = " - ";

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
pub fn hints(name: &str) -> Vec<NamingHint> {
    let mut hints = Vec::new();
    if is_abbreviation(name) {
        hints.push(NamingHint::Abbreviation);
    }
    let folded = name.to_lowercase();
    let branch = BRANCH_WORDS.iter().any(|word| folded.contains(word));
    if branch && !name.contains(BRANCH_JOINT) {
        hints.push(NamingHint::BranchFormat);
    }
    hints
}

fn is_abbreviation(name: &str) -> bool {
    let letters = name.chars().filter(|c| *c != '.').count();
    let capitals = name.chars().all(|c| c.is_ascii_uppercase() || c == '.');
    capitals && (1..=ABBREVIATION_LETTERS_MAX).contains(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &[&str]) {
        let found: Vec<_> = hints(name).into_iter().map(NamingHint::name).collect();
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
}
