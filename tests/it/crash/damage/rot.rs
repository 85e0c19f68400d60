//! The ways in which bytes rot.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use event_log::dice::Dice;

const PAGE_BYTES: usize = 512;
/// Bytes before the first frame of a segment, and before the entry in a frame.
const SEGMENT_HEAD: usize = 64;
const FRAME_HEAD: usize = 24;
const FRAME_ALIGN: usize = 8;

/// A way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Flip,
    Cut,
    Drop,
    SwapFrames,
    SwapPages,
    ZeroPage,
    LastEntryGone,
}

impl Kind {
    pub const ALL: [Self; 7] = [
        Self::Flip,
        Self::Cut,
        Self::Drop,
        Self::SwapFrames,
        Self::SwapPages,
        Self::ZeroPage,
        Self::LastEntryGone,
    ];

    /// Damages the bytes of a file, `None` once it is gone; says how. What this kind can't change in
    /// this file stays as it is.
    pub fn apply(self, file: &mut Option<Vec<u8>>, dice: &mut Dice) -> String {
        let Some(bytes) = file else { return "nothing".into() };
        // Where something was written: what rots in the zeros behind it is a kind of its own.
        let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let at = dice.below(used as u64) as usize;
        match self {
            Self::Flip => {
                // One in four beyond what was written, where only zeros may be.
                let all = dice.below(bytes.len() as u64) as usize;
                let at = if dice.below(4) == 0 { all } else { at };
                bytes[at] ^= 1 << dice.below(8);
                format!("a bit of byte {at} flipped")
            }
            Self::Cut => {
                bytes.truncate(at);
                format!("cut at {at}")
            }
            Self::Drop => {
                *file = None;
                "gone".into()
            }
            Self::SwapFrames => {
                let frames = frames(bytes);
                swap_neighbours(bytes, &frames, dice, "frames")
            }
            Self::SwapPages => swap_neighbours(bytes, &pages(used), dice, "pages"),
            Self::ZeroPage => {
                let page = at / PAGE_BYTES * PAGE_BYTES;
                let end = bytes.len().min(page + PAGE_BYTES);
                bytes[page..end].fill(0);
                format!("the page at {page} is zeros")
            }
            Self::LastEntryGone => {
                let last = frames(bytes).last().cloned();
                bytes[last.clone().unwrap_or(0..0)].fill(0);
                format!("the last entry, at {last:?}, is zeros")
            }
        }
    }
}

/// True for files that hold something: the lock is empty, and a spare segment is zeros only.
pub fn holds_something(path: &Path) -> bool {
    path.extension().is_none_or(|ending| ending != "tmp")
        && fs::metadata(path).is_ok_and(|file| file.len() > 0)
}

/// Damages one of the files in one of the ways that change it.
pub fn some_file(files: &mut BTreeMap<PathBuf, Vec<u8>>, dice: &mut Dice) -> String {
    let full = files.iter().filter(|(_, bytes)| !bytes.is_empty());
    let paths: Vec<_> = full.map(|(path, _)| path.clone()).collect();
    loop {
        let path = &paths[dice.below(paths.len() as u64) as usize];
        let mut file = files.get(path).cloned();
        let what = Kind::ALL[dice.below(Kind::ALL.len() as u64) as usize].apply(&mut file, dice);
        if file.as_ref() != files.get(path) {
            match file {
                Some(bytes) => drop(files.insert(path.clone(), bytes)),
                None => drop(files.remove(path)),
            }
            return format!("{}: {what}", path.display());
        }
    }
}

/// Where the frames of a segment lie; nowhere in any other file.
fn frames(bytes: &[u8]) -> Vec<Range<usize>> {
    let (mut at, mut frames) = (SEGMENT_HEAD, Vec::new());
    while let Some(length) = bytes.get(at..at + 4) {
        let length = u32::from_le_bytes(length.try_into().unwrap()) as usize;
        let end = at + (FRAME_HEAD + length).next_multiple_of(FRAME_ALIGN);
        if length == 0 || end > bytes.len() {
            break;
        }
        frames.push(at..end);
        at = end;
    }
    frames
}

fn pages(used: usize) -> Vec<Range<usize>> {
    let starts = (0..used).step_by(PAGE_BYTES);
    starts.map(|at| at..at + PAGE_BYTES).filter(|page| page.end <= used).collect()
}

fn swap_neighbours(
    bytes: &mut [u8],
    parts: &[Range<usize>],
    dice: &mut Dice,
    what: &str,
) -> String {
    let first = dice.below(parts.len().saturating_sub(1) as u64) as usize;
    let [one, other] = parts.get(first..first + 2).unwrap_or(&[]) else {
        return format!("no {what} to swap");
    };
    bytes[one.start..other.end].rotate_left(one.len());
    format!("{what} {first} and {} swapped", first + 1)
}
