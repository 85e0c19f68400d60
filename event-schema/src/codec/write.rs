//! Events to bytes.

mod draft;

use std::ops::Range;

use serde::Serialize;
use smallvec::SmallVec;

use crate::commit::{Commit, Fact};
use crate::event::Event;

pub use draft::EntryDraft;

/// Room for the line of a common commit: a lead with its score.
const LINE_ROOM: usize = 2_048;

/// A commit and its line. Whoever answers or passes on what was just written copies it from the
/// line instead of writing it again.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenCommit {
    commit: Commit,
    line: Vec<u8>,
    /// Where in the line each event's data stands.
    data: SmallVec<[Range<usize>; 2]>,
}

impl WrittenCommit {
    /// Writes a commit's line.
    pub fn new(commit: Commit) -> Self {
        let mut line = Vec::with_capacity(LINE_ROOM);
        let mut data = SmallVec::new();
        write_line(&commit, &mut line, |place| data.push(place));
        Self { commit, line, data }
    }

    /// The commit.
    pub fn commit(&self) -> &Commit {
        &self.commit
    }

    /// Its JSON line, without its line end.
    pub fn line(&self) -> &[u8] {
        &self.line
    }

    /// Its facts, each with the JSON of its event's data.
    pub fn facts(&self) -> impl Iterator<Item = (&Fact, &[u8])> {
        let data = self.data.iter().map(|place| &self.line[place.clone()]);
        self.commit.facts.iter().zip(data)
    }
}

/// The JSON line of a commit, without its line end.
pub fn commit_line(commit: &Commit) -> Vec<u8> {
    let mut line = Vec::with_capacity(LINE_ROOM);
    write_line(commit, &mut line, |_| {});
    line
}

/// The data of an event as JSON text: what public readers are shown.
pub fn data_json(event: &Event) -> String {
    serde_json::to_string(event).expect("an event is plain data")
}

/// Appends a commit's line, and tells where the data of each event stands. The events belong into
/// the object of the head: serde would take each part of the head apart to put them there.
fn write_line(commit: &Commit, line: &mut Vec<u8>, mut data: impl FnMut(Range<usize>)) {
    put(line, "", &commit.head);
    let end = line.pop();
    debug_assert_eq!(end, Some(b'}'), "a head is an object");
    line.extend_from_slice(b",\"events\":[");
    for (i, fact) in commit.facts.iter().enumerate() {
        let Fact { stream, revision, event, personal } = fact;
        put(line, if i == 0 { "{\"type\":" } else { ",{\"type\":" }, event.name());
        put(line, ",\"v\":", &event.version());
        put(line, ",\"stream\":", stream);
        put(line, ",\"revision\":", revision);
        line.extend_from_slice(b",\"data\":");
        let start = line.len();
        put(line, "", event);
        data(start..line.len());
        if let Some(personal) = personal {
            put(line, ",\"personal\":", personal);
        }
        line.push(b'}');
    }
    line.extend_from_slice(b"]}");
}

fn put(line: &mut Vec<u8>, before: &str, value: &(impl Serialize + ?Sized)) {
    line.extend_from_slice(before.as_bytes());
    serde_json::to_writer(line, value).expect("a commit is plain data");
}
