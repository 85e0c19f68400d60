//! Free text as the dictionaries of the tenant name it (C11, C12).

use event_schema::commit::SettingUsed;
use event_schema::event::AsWritten;
use event_schema::value::Text;
use smallvec::SmallVec;

use crate::decide::Context;

/// Looks texts up and remembers what was written and which dictionaries were asked.
pub(super) struct Words<'a> {
    ctx: &'a Context<'a>,
    /// What was written, where the dictionary has another name for it.
    pub as_written: AsWritten,
    /// The dictionaries that were asked.
    pub used: SmallVec<[SettingUsed; 2]>,
}

impl<'a> Words<'a> {
    pub fn new(ctx: &'a Context<'a>) -> Self {
        Self { ctx, as_written: AsWritten::new(), used: SmallVec::new() }
    }

    /// The name of what was written in this field; as it was written, if there is no other.
    pub fn meant(&mut self, field: &str, written: &Text<100>) -> Text<100> {
        let Some(dictionary) = self.ctx.book.dictionary(field, self.ctx.occurred_at) else {
            return written.clone();
        };
        if !self.used.contains(&dictionary.used) {
            self.used.push(dictionary.used);
        }
        match dictionary.body.meant(written.as_str()) {
            Some(entry) if entry.name != *written => {
                let field = field.parse().expect("the names of fields are keys");
                self.as_written.insert(field, written.clone());
                entry.name.clone()
            }
            Some(_) | None => written.clone(),
        }
    }

    /// The same of a text that may be absent.
    pub fn meant_if(&mut self, field: &str, written: Option<&Text<100>>) -> Option<Text<100>> {
        written.map(|written| self.meant(field, written))
    }
}
