//! Frames: how an entry lies in a segment.
//!
//! ```text
//! u32 length | u32 CRC32C | u64 sequence | u64 durable | entry | zeros up to a multiple of 8
//! ```
//! Little-endian. The check covers everything but itself. `durable` is the sequence up to which the
//! log was synced when this frame was written. It tells a torn write from damage: where a frame is
//! unreadable and a valid one behind it was written while the unreadable one was not yet durable,
//! both belong to one write that the loss of power tore, and nobody was told that either landed.
//! Without it, two entries written together and torn in the first would look like damage.

use event_schema::entry::{ENTRY_BYTES_MAX, Sequence};

/// Bytes before the entry.
pub(crate) const FRAME_HEAD: usize = 24;

/// Frames begin at multiples of this.
pub(crate) const FRAME_ALIGN: usize = 8;

/// An entry in its frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    pub(crate) sequence: Sequence,
    pub(crate) durable: Sequence,
    pub(crate) entry: &'a [u8],
}

/// What stands where a frame may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parsed<'a> {
    /// A whole frame.
    Frame(Frame<'a>),
    /// A length of zero: nothing was written here.
    Nothing,
    /// No frame.
    Bad,
}

/// Bytes of a frame around an entry of this length.
pub(crate) const fn frame_bytes(entry: usize) -> usize {
    (FRAME_HEAD + entry).next_multiple_of(FRAME_ALIGN)
}

impl Frame<'_> {
    /// Bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        frame_bytes(self.entry.len())
    }

    /// Writes it behind `to`: the one copy of an entry's bytes on its way to the disk.
    pub(crate) fn encode(&self, to: &mut Vec<u8>) {
        let start = to.len();
        let length = u32::try_from(self.entry.len()).expect("an entry is at most 768 KiB");
        to.extend_from_slice(&length.to_le_bytes());
        to.extend_from_slice(&[0; 4]);
        to.extend_from_slice(&self.sequence.to_le_bytes());
        to.extend_from_slice(&self.durable.to_le_bytes());
        to.extend_from_slice(self.entry);
        to.resize(start + self.bytes(), 0);
        let check = check_of(&to[start..]);
        to[start + 4..start + 8].copy_from_slice(&check.to_le_bytes());
    }
}

/// How many bytes have to be there for [`parse`] to judge the frame that begins with `head`; at
/// least [`FRAME_HEAD`].
pub(crate) fn bytes_needed(head: &[u8]) -> usize {
    let length = u32_at(head, 0) as usize;
    if length == 0 || length > ENTRY_BYTES_MAX { FRAME_HEAD } else { frame_bytes(length) }
}

/// Reads the frame at the beginning of `bytes`, whatever they are.
pub(crate) fn parse(bytes: &[u8]) -> Parsed<'_> {
    if bytes.len() < FRAME_HEAD {
        return Parsed::Bad;
    }
    let length = u32_at(bytes, 0) as usize;
    if length == 0 {
        return Parsed::Nothing;
    }
    if length > ENTRY_BYTES_MAX {
        return Parsed::Bad;
    }
    let Some(whole) = bytes.get(..frame_bytes(length)) else { return Parsed::Bad };
    if u32_at(bytes, 4) != check_of(whole) {
        return Parsed::Bad;
    }
    let entry = &whole[FRAME_HEAD..FRAME_HEAD + length];
    Parsed::Frame(Frame { sequence: u64_at(bytes, 8), durable: u64_at(bytes, 16), entry })
}

/// The sequence that a frame's head claims, unchecked: to decide cheaply whether it can be one.
pub(crate) fn claimed_sequence(head: &[u8]) -> Sequence {
    u64_at(head, 8)
}

fn check_of(frame: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&frame[..4]), &frame[8..])
}

/// The little-endian number at an offset; 0 if the bytes end before it.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

/// The little-endian number at an offset; 0 if the bytes end before it.
pub(crate) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn encoded(entry: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        Frame { sequence: 7, durable: 5, entry }.encode(&mut bytes);
        bytes
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_read_back(entry in prop::collection::vec(any::<u8>(), 1..200)) {
            let bytes = encoded(&entry);
            prop_assert_eq!(bytes.len(), bytes_needed(&bytes));
            let frame = Frame { sequence: 7, durable: 5, entry: &entry };
            prop_assert_eq!(parse(&bytes), Parsed::Frame(frame));
        }

        #[test]
        fn any_bytes_are_judged_without_a_panic(
            mut bytes in prop::collection::vec(any::<u8>(), 0..200), length in 0u32..200,
        ) {
            parse(&bytes);
            bytes_needed(&bytes);
            if let Some(head) = bytes.get_mut(..4) {
                head.copy_from_slice(&length.to_le_bytes());
            }
            parse(&bytes);
        }

        #[test]
        fn every_flipped_bit_is_found(
            entry in prop::collection::vec(any::<u8>(), 1..60), bit in any::<prop::sample::Index>(),
        ) {
            let mut bytes = encoded(&entry);
            let bit = bit.index(bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            let found = !matches!(parse(&bytes), Parsed::Frame(_));
            prop_assert!(found);
        }
    }
}
