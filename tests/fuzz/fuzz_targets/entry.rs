#![no_main]
//! Entries and commit lines of any bytes: reading them never panics, and what is read is written
//! again as something that reads the same.

use event_schema::codec::{CommitView, EntryView, commit_line};
use event_schema::entry::Chain;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(view) = EntryView::parse(bytes) {
        let _ = (view.head.last(), view.verify(Chain::default()));
        for commit in view.commits().map_while(Result::ok) {
            let _ = commit.decode();
        }
    }
    if let Ok(commit) = CommitView::parse(bytes, 1).and_then(CommitView::decode) {
        let line = commit_line(&commit);
        let again = CommitView::parse(&line, 1).and_then(CommitView::decode);
        assert_eq!(again.as_ref(), Ok(&commit));
    }
});
