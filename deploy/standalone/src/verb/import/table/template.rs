//! `kith import leads --template`: a table to fill in, with a column for every field.

use std::process::ExitCode;

use event_schema::command::Command;

use super::fields::{CUSTOM, Cell, Fields, LIST_SEPARATOR};
use super::kind::Kind;
use crate::say::{self, Failure};

/// Writes the header line to standard output, and what a row needs to standard error, so that the
/// output can be kept as a file.
pub fn write(kind: &Kind) -> Result<ExitCode, Failure> {
    let schema = Command::schema(kind.command).expect("the kind was checked");
    let fields = Fields::of(&schema);
    say::line(columns(kind, &fields).join(","));
    for hint in hints(kind, &fields) {
        say::note(hint);
    }
    Ok(ExitCode::SUCCESS)
}

/// What every row needs comes first, what it may have after that, its id at the end: whose rows have
/// none, gets one for each.
fn columns<'a>(kind: &Kind, fields: &'a Fields) -> Vec<&'a str> {
    let rank = |path: &str, always: bool| match path {
        path if path == kind.id => 3,
        _ if always => 0,
        path if kind.needs_one.iter().any(|list| list.contains(&path)) => 1,
        _ => 2,
    };
    let mut columns: Vec<_> = fields
        .each()
        .map(|field| (rank(&field.path, field.is_always_needed()), field.path.as_str()))
        .collect();
    columns.sort_by_key(|(rank, _)| *rank);
    columns.into_iter().map(|(_, path)| path).collect()
}

fn hints(kind: &Kind, fields: &Fields) -> Vec<String> {
    let needed: Vec<_> = fields
        .each()
        .filter(|field| field.is_always_needed())
        .map(|field| field.path.clone())
        .chain(kind.needs_one.iter().map(|list| list.join(" or ")))
        .collect();
    let listed: Vec<_> = fields
        .each()
        .filter(|field| matches!(field.cell, Cell::List(_)))
        .map(|field| field.path.as_str())
        .collect();
    let mut hints = vec![format!("every row needs {}", needed.join(", "))];
    if !listed.is_empty() {
        let listed = listed.join(", ");
        hints.push(format!("several items in one cell, with {LIST_SEPARATOR} between: {listed}"));
    }
    hints.push(format!("a column {CUSTOM}KEY takes the field KEY that your admin defined"));
    hints
}

#[cfg(test)]
mod tests {
    use super::super::kind::{ACCOUNTS, CONTACTS, LEADS};
    use super::*;

    fn fields(kind: &Kind) -> Fields {
        Fields::of(&Command::schema(kind.command).unwrap())
    }

    #[test]
    fn a_template_has_every_field_once_and_what_is_needed_first() {
        for (kind, first) in [
            (&LEADS, &["source", "company"][..]),
            (&ACCOUNTS, &["name"]),
            (&CONTACTS, &["account_id", "person_name"]),
        ] {
            let fields = fields(kind);
            let columns = columns(kind, &fields);
            assert_eq!(&columns[..first.len()], first, "{}", kind.name);
            assert_eq!(columns.last(), Some(&kind.id));
            assert_eq!(columns.len(), fields.each().count());
            for column in columns {
                let meant = fields.meant(column, kind.aliases).map(|field| &*field.path);
                assert_eq!(meant, Some(column), "a header means the field that it names");
            }
        }
    }

    #[test]
    fn a_template_says_what_a_row_needs() {
        let hints = hints(&LEADS, &fields(&LEADS));
        assert_eq!(hints[0], "every row needs source, company or person_name, email or phone");
    }
}
