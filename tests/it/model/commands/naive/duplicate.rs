//! Two records that look like one and aren't.

use serde_json::Value as Json;

use super::{Judged, Refused, Sent, World, done, fields, listed, refused};

/// Two records of a kind.
pub type Pair = (&'static str, [String; 2]);

impl World {
    /// The kind and the records that such a command means.
    pub fn pair(&self, sent: &Sent) -> Pair {
        let kinds = ["lead", "account", "contact"];
        let kind = kinds.into_iter().find(|kind| sent.data["kind"] == **kind);
        let kind = kind.unwrap_or_default();
        let meant = |field| self.meant(kind, sent.text(field).unwrap_or_default());
        (kind, ["first_id", "second_id"].map(meant))
    }

    fn is_apart(&self, kind: &str, one: &str, other: &str) -> bool {
        let same = |ids: &[String; 2]| {
            (ids[0] == one && ids[1] == other) || (ids[0] == other && ids[1] == one)
        };
        self.apart.iter().any(|(of, ids)| *of == kind && same(ids))
    }

    pub fn tell_apart(&mut self, sent: &Sent) -> Judged {
        let (kind, ids) = self.pair(sent);
        if ids[0] == ids[1] {
            return Err(fields("invalid", &["second_id"]));
        }
        for id in &ids {
            self.there(kind, id)?;
        }
        listed("reason", sent.text("reason"), &self.codes("not_duplicate", sent))?;
        let dismissed = sent.command == "DismissDuplicate";
        let [one, other] = &ids;
        if self.is_apart(kind, one, other) == dismissed {
            return done(kind, one, vec![]);
        }
        for id in &ids {
            self.find_mut(kind, id).revision += 1;
        }
        let event = if dismissed { "DuplicateDismissed" } else { "DuplicateRestored" };
        let answer = done(kind, one, vec![event; 2]);
        if dismissed {
            self.apart.push((kind, ids));
        } else {
            self.apart.retain(|(of, pair)| *of != kind || !ids.iter().all(|id| pair.contains(id)));
        }
        answer
    }

    fn there(&self, kind: &str, id: &str) -> Result<(), Refused> {
        if kind == "lead" {
            return self.changeable(id).map(|_| ());
        }
        self.find(kind, id).map(|_| ()).ok_or(refused("unknown-target"))
    }

    /// Whoever takes in a record isn't what that one wasn't; how many events that makes.
    pub fn inherit(&mut self, kind: &'static str, id: &str, gone: &str) -> Vec<&'static str> {
        let with_gone = |(of, ids): &Pair| *of == kind && ids.iter().any(|id| id == gone);
        let pairs = self.apart.iter().filter(|pair| with_gone(pair));
        let others = pairs.flat_map(|(_, ids)| ids).filter(|other| *other != gone && *other != id);
        let others: Vec<String> = others.cloned().collect();
        let mut events = Vec::new();
        for other in others {
            let there = self.find(kind, &other).expect("it was told apart");
            let lives = there.merged_into.is_none() && there.fields["state"] != "converted";
            if lives && !self.is_apart(kind, id, &other) {
                self.find_mut(kind, id).revision += 1;
                self.find_mut(kind, &other).revision += 1;
                self.apart.push((kind, [id.to_owned(), other]));
                events.extend(["DuplicateDismissed"; 2]);
            }
        }
        events
    }

    /// A pair that was told apart, to take that back.
    pub fn nth_apart(&self, nth: u64) -> Option<(&'static str, Json, Json)> {
        let (kind, [one, other]) = self.apart.get(nth as usize)?;
        Some((kind, one.clone().into(), other.clone().into()))
    }
}
