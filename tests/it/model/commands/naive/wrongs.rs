//! Everything that is wrong with what is to be made, told at once.

use super::{Refused, refused};

#[derive(Default)]
pub struct Wrongs {
    pub unmet: Vec<String>,
    fields: Vec<String>,
    illegal: bool,
    held: Option<Refused>,
}

impl Wrongs {
    /// What a part came to, if nothing is wrong with it.
    pub fn note<T>(&mut self, part: Result<T, Refused>) -> Option<T> {
        let refused = match part {
            Ok(part) => return Some(part),
            Err(refused) => refused,
        };
        self.illegal |= refused.slug == "invalid";
        self.fields.extend(refused.fields.clone());
        if refused.status == 409 {
            let first = self.held.take();
            let held = first.clone().map_or(vec![], |first| first.conflicts);
            let conflicts = [held, refused.conflicts.clone()].concat();
            self.held = Some(Refused { conflicts, ..first.unwrap_or(refused) });
        }
        None
    }

    pub fn finish(self) -> Result<(), Refused> {
        let slug = match (self.unmet.is_empty(), self.illegal) {
            (false, _) => "unmet-criteria",
            (true, true) => "invalid",
            (true, false) => "unknown-reference",
        };
        let fields = [self.unmet, self.fields].concat();
        if fields.is_empty() {
            return self.held.map_or(Ok(()), Err);
        }
        Err(Refused { fields, ..refused(slug) })
    }
}
