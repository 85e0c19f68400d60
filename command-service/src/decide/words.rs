//! The tenant's words in a command: codes, which must be on their list, and free text, which the
//! dictionary of its field normalises and never refuses.

use event_schema::commit::SettingUsed;
use event_schema::event::{AsWritten, Seniority};
use event_schema::field::{Faults, PartnerShape};
use event_schema::problem::FieldError;
use event_schema::value::{Code, Text};
use rules::settings::{Entry, TITLES};
use smallvec::SmallVec;

use super::codes::list;
use super::{Context, Seen};
use crate::rejection::{Rejection, error};

/// Reads the words of one command, and remembers what was written and which settings said so.
pub struct Words<'a> {
    /// What may be known beside the command.
    pub ctx: &'a Context<'a>,
    /// What was written where the dictionary has another name for it, by field.
    pub as_written: AsWritten,
    /// The lists and dictionaries that were used.
    pub used: SmallVec<[SettingUsed; 2]>,
    /// Codes that no list has, and the like.
    pub faults: Faults,
    /// Fields that name nothing.
    pub unknown: Vec<FieldError>,
}

impl<'a> Words<'a> {
    /// Nothing read yet.
    pub fn new(ctx: &'a Context<'a>) -> Self {
        let (as_written, used, faults) = (AsWritten::new(), SmallVec::new(), Faults::default());
        Self { ctx, as_written, used, faults, unknown: Vec::new() }
    }

    /// A text as its dictionary names it; as it stands if it is in none.
    pub fn text(&mut self, field: &str, text: &Text<100>) -> Text<100> {
        let Some(dictionary) = self.ctx.book.dictionary(field, self.ctx.occurred_at) else {
            return text.clone();
        };
        // One that doesn't know the text has said something about it, too.
        if !self.used.contains(&dictionary.used) {
            self.used.push(dictionary.used);
        }
        match dictionary.body.meant(text.as_str()) {
            Some(entry) if entry.name != *text => {
                let field = field.parse().expect("the name of a field is a key");
                self.as_written.insert(field, text.clone());
                entry.name.clone()
            }
            Some(_) | None => text.clone(),
        }
    }

    /// How much somebody with this title has to say, as the dictionary of titles has it.
    pub fn seniority(&mut self, title: &Text<100>) -> Option<Seniority> {
        self.titled(title)?.seniority
    }

    /// Which kind of person somebody with this title is in a purchase, as the same dictionary has it.
    pub fn persona(&mut self, title: &Text<100>) -> Option<Code> {
        self.titled(title)?.persona
    }

    fn titled(&mut self, title: &Text<100>) -> Option<&'a Entry> {
        let titles = self.ctx.book.dictionary(TITLES, self.ctx.occurred_at)?;
        if !self.used.contains(&titles.used) {
            self.used.push(titles.used);
        }
        titles.body.meant(title.as_str())
    }

    /// Notes a partner whose account there isn't.
    pub fn partner(
        &mut self,
        field: &str,
        partner: Option<&PartnerShape>,
        seen: &Seen,
    ) -> Result<(), Rejection> {
        let Some(id) = partner.map(|partner| partner.account_id) else { return Ok(()) };
        if seen.account(id)?.is_none() {
            let message = format!("names no account: {id}");
            self.unknown.push(error(&format!("{field}.account_id"), "unknown", message));
        }
        Ok(())
    }

    /// The same for a field that may be absent.
    pub fn optional(&mut self, field: &str, text: Option<&Text<100>>) -> Option<Text<100>> {
        text.map(|text| self.text(field, text))
    }

    /// Notes a code that its list doesn't have.
    pub fn code(&mut self, field: &str, of: &str, code: Option<Code>) -> Result<(), Rejection> {
        let Some(code) = code else { return Ok(()) };
        let codes = self.ctx.book.codes(list(of), self.ctx.occurred_at)?;
        self.used.push(codes.used);
        if !codes.body.accepts(code) {
            let known: Vec<_> = codes.body.codes.iter().map(|code| code.as_str()).collect();
            let message = format!("must be one of {} or other", known.join(", "));
            self.faults.invalid(field, "unknown-value", message);
        }
        Ok(())
    }

    /// Refuses everything that was noted, all at once.
    pub fn finish(&mut self) -> Result<(), Rejection> {
        let mut faults = std::mem::take(&mut self.faults);
        let unknown = std::mem::take(&mut self.unknown);
        if faults.is_empty() && !unknown.is_empty() {
            return Err(Rejection::UnknownReference(unknown));
        }
        faults.invalid.extend(unknown);
        if faults.is_empty() { Ok(()) } else { Err(Rejection::Invalid(faults)) }
    }
}
