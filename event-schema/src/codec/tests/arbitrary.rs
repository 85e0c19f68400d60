//! Whatever the bytes, reading them doesn't panic; and whatever was sealed, verifies.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Does everything that a reader does.
fn read_all(bytes: &[u8]) {
    let Ok(view) = EntryView::parse(bytes) else { return };
    let _ = (view.head.last(), view.verify(PREVIOUS));
    for commit in view.commits().map_while(Result::ok) {
        drop(commit.decode());
    }
}

/// A header that says what it likes, before a body that is what it likes.
fn with_any_head(head: &EntryHead, body: &[u8]) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(head).unwrap();
    bytes.push(b'\n');
    bytes.extend_from_slice(body);
    bytes
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in vec(any::<u8>(), 0..600)) {
        read_all(&bytes);
        drop(CommitView::parse(&bytes, 1).map(CommitView::decode));
    }

    #[test]
    fn an_entry_with_any_piece_replaced_is_read_without_a_panic(
        at in any::<prop::sample::Index>(),
        length in 0_usize..40,
        piece in vec(prop::sample::select(&b"\"\\{}[]:,\n0159-eEnul\xff\xc3 "[..]), 0..40),
    ) {
        let (_, mut bytes) = entry(2);
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        drop(bytes.splice(start..end, piece));
        read_all(&bytes);
    }

    #[test]
    fn a_header_with_any_numbers_is_read_without_a_panic(
        first in prop_oneof![Just(u64::MAX), any::<u64>(), 0_u64..3],
        events in any::<u32>(),
        commits in any::<u32>(),
    ) {
        let (head, bytes) = entry(2);
        let body = bytes.split_inclusive(|b| *b == b'\n').skip(1).collect::<Vec<_>>().concat();
        read_all(&with_any_head(&EntryHead { first, events, commits, ..head }, &body));
    }

    #[test]
    fn whatever_is_sealed_verifies_and_counts(
        sizes in vec(1_u64..5, 1..6),
        after in 0_u64..1_000_000,
        previous in any::<[u8; 32]>(),
    ) {
        let mut draft = EntryDraft::default();
        for size in &sizes {
            let facts = (1..=*size).map(nurtured).collect();
            draft.push(commit_line(&Commit { head: full_head(), facts }), *size as u32);
        }
        let most = draft.bytes();
        let (head, bytes) = sealed(&mut draft, after, Chain(previous));
        let view = EntryView::parse(&bytes).unwrap();
        prop_assert_eq!(view.head, head);
        prop_assert_eq!(view.verify(Chain(previous)), Ok(()));
        prop_assert_eq!(head.last(), after + sizes.iter().sum::<u64>());
        prop_assert!(bytes.len() <= most);
    }

    #[test]
    fn any_flipped_bit_of_a_larger_entry_is_found(bit in any::<prop::sample::Index>()) {
        let (_, mut bytes) = entry(5);
        let at = bit.index(bytes.len() * 8);
        bytes[at / 8] ^= 1 << (at % 8);
        let found = EntryView::parse(&bytes).and_then(|view| view.verify(PREVIOUS));
        prop_assert!(found.is_err(), "bit {}", at);
    }

    #[test]
    fn any_text_is_no_reason_to_panic_for_a_value(text in any::<String>()) {
        let _ = text.parse::<crate::value::Email>();
        let _ = text.parse::<crate::value::Phone>();
        let _ = text.parse::<crate::value::Key>();
        let _ = text.parse::<crate::value::Currency>();
        let _ = text.parse::<crate::time::Timestamp>();
        let _ = text.parse::<crate::id::TenantId>();
        let _ = crate::value::Text::<10>::new(&text);
        let _ = crate::value::Money::new(&text, "CNY".parse().unwrap());
    }
}
