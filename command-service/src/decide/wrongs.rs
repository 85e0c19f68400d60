//! Everything that is wrong with what a command asks for, gathered so that it is told at once.

use event_schema::field::Faults;
use event_schema::problem::FieldError;

use crate::rejection::{Rejection, error};

/// What was found wrong so far.
#[derive(Debug, Default)]
pub struct Wrongs {
    /// Rules that ask for more, told before everything else.
    pub unmet: Vec<FieldError>,
    /// Fields, in the order in which they were looked at.
    fields: Vec<FieldError>,
    /// Whether one of the fields is not legal, beside those that name nothing.
    illegal: bool,
    /// Records that hold what is to be given to a new one.
    held: Option<Rejection>,
}

impl Wrongs {
    /// Notes why a part was refused, and gives what it came to if it wasn't. What no field can mend
    /// goes on as an error: a setting that isn't there, a record that a newer Kith wrote.
    pub fn note<T>(&mut self, part: Result<T, Rejection>) -> Result<Option<T>, Rejection> {
        match part {
            Ok(part) => return Ok(Some(part)),
            Err(Rejection::Invalid(faults)) => {
                self.illegal = true;
                self.told(faults.invalid);
            }
            Err(Rejection::UnknownReference(errors)) => self.told(errors),
            Err(Rejection::Unmet { missing, .. }) => self.unmet.extend(missing),
            Err(duplicate @ Rejection::Duplicate { .. }) => self.held_by(duplicate),
            Err(
                other @ (Rejection::UnknownTarget(_)
                | Rejection::WrongState { .. }
                | Rejection::AlreadyConverted { .. }
                | Rejection::BulkIdReused(_)
                | Rejection::Setting(_)
                | Rejection::Newer(_)),
            ) => return Err(other),
        }
        Ok(None)
    }

    /// Notes a field that nothing fills.
    pub fn missing(&mut self, field: String, message: &str) {
        self.illegal = true;
        self.told(vec![error(&field, "missing", message)]);
    }

    /// A field that is looked at twice is told once.
    fn told(&mut self, errors: Vec<FieldError>) {
        for error in errors {
            if !self.fields.contains(&error) {
                self.fields.push(error);
            }
        }
    }

    /// Of several kinds the first one names the problem; all records that stand in the way are told.
    fn held_by(&mut self, duplicate: Rejection) {
        match (&mut self.held, duplicate) {
            (
                Some(Rejection::Duplicate { conflicts, .. }),
                Rejection::Duplicate { conflicts: more, .. },
            ) => conflicts.extend(more),
            (held, duplicate) => *held = Some(duplicate),
        }
    }

    /// Refuses what was noted. Unmet rules give the problem its name, fields that are not legal come
    /// next, then those that name nothing, and all of them stand in it; what another record holds is
    /// told only where nothing else is wrong. `next` is what to do instead where rules are unmet.
    pub fn finish(self, next: &'static str) -> Result<(), Rejection> {
        let Self { unmet, fields, illegal, held } = self;
        if !unmet.is_empty() {
            return Err(Rejection::Unmet { missing: [unmet, fields].concat(), next });
        }
        if illegal {
            return Err(Rejection::Invalid(Faults { malformed: Vec::new(), invalid: fields }));
        }
        if !fields.is_empty() {
            return Err(Rejection::UnknownReference(fields));
        }
        held.map_or(Ok(()), Err)
    }
}
