//! Texts as cells of tables that people open in a spreadsheet.

/// A text as a cell that no spreadsheet takes for a formula: one that begins like one gets `'` put
/// before it, as people write it there (OWASP, "CSV Injection"). A negative number is none. A text
/// that has such a `'` of its own gets one more, so that each is read back as it was.
pub fn harmless(text: &str) -> std::borrow::Cow<'_, str> {
    let number = text.strip_prefix('-').is_some_and(is_decimal);
    if is_formula_after_quotes(text) && !number { format!("'{text}").into() } else { text.into() }
}

/// What [`harmless`] was given.
pub fn unharmed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula_after_quotes(text)).unwrap_or(cell)
}

fn is_formula_after_quotes(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA_STARTS)
}

/// What a cell begins with that a spreadsheet would compute.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, rest)) => digits(whole) && digits(rest),
        None => digits(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_would_be_computed_is_made_harmless_and_read_back() {
        let formulas =
            ["=1+1", "+86 10 6552", "-cmd", "@SUM(A1)", "\tx", "--1", "-1.2.3", "-", "'=1", "''-1"];
        for text in formulas {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        let plain = ["", "a=b", "-12", "-12.50", "12", "'quoted", "''"];
        for text in plain {
            assert_eq!(harmless(text), text);
        }
        for text in formulas.iter().chain(&plain) {
            assert_eq!(unharmed(&harmless(text)), *text);
        }
    }
}
