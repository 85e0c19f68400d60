//! What stands behind the last frame: nothing, a torn write, or damage.

use event_schema::entry::Sequence;

use super::error::{Damaged, OpenError};
use super::frame::{FRAME_ALIGN, FRAME_HEAD, Parsed, bytes_needed, claimed_sequence, parse};
use super::load::Loaded;
use super::scan::{SCAN_PIECE_BYTES, Stop};
use super::segment::Places;
use super::window::Window;
use super::witness::End;
use crate::disk::{Access, Disk, DiskFile};

/// What stands behind the last frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tail {
    /// Nothing.
    Clean,
    /// A write that was never acknowledged.
    Torn {
        /// Where its last byte that isn't zero ends.
        until: u64,
    },
}

/// Judges the end of the last segment. It is torn where nothing behind the last frame can have been
/// acknowledged: the witness doesn't cover it, and no valid frame follows that was written after
/// the unreadable one was durable. Anything else is damage.
pub(crate) fn judge_tail<F: DiskFile>(
    loaded: &Loaded<F>,
    segment_bytes: u64,
    acknowledged: Sequence,
) -> Result<Tail, OpenError> {
    let (index, segments) = (&loaded.index, &loaded.index.segments);
    let Some(segment) = segments.last() else { return Ok(Tail::Clean) };
    let mut window = Window::new(&*segment.file, segment_bytes, SCAN_PIECE_BYTES);
    let Some(last) = window.last_written(segment.end)? else { return Ok(Tail::Clean) };
    let until = last + 1;
    let sequence = index.durable + 1;
    let what = match &loaded.stop {
        Stop::Bad(what) => what.clone(),
        Stop::Nothing | Stop::Reached => "an empty place with bytes behind it".to_owned(),
    };
    if acknowledged >= sequence {
        return Err(Damaged { sequence, what }.into());
    }
    let len = usize::try_from(until - segment.end).unwrap_or(usize::MAX);
    let mut rest = vec![0; len.next_multiple_of(FRAME_ALIGN)];
    let filled = segment.file.read_full_at(&mut rest, segment.end)?;
    if let Some(after) = survivor(&rest[..filled], sequence) {
        let what = format!("{what}, and the entry with sequence {after} was written after it");
        return Err(Damaged { sequence, what }.into());
    }
    Ok(Tail::Torn { until })
}

/// The first valid frame in `rest` that was written when `lost` was durable already.
fn survivor(rest: &[u8], lost: Sequence) -> Option<Sequence> {
    let frames_max = (rest.len() / FRAME_HEAD) as u64 + 1;
    (0..rest.len()).step_by(FRAME_ALIGN).find_map(|at| {
        let bytes = &rest[at..];
        let claimed = claimed_sequence(bytes);
        // A check sum over most of a megabyte at every eighth byte would take minutes.
        let plausible = bytes.len() >= FRAME_HEAD
            && bytes_needed(bytes) > FRAME_HEAD
            && (lost..=lost.saturating_add(frames_max)).contains(&claimed);
        match plausible.then(|| parse(bytes)) {
            Some(Parsed::Frame(frame)) if frame.durable >= lost => Some(frame.sequence),
            Some(Parsed::Frame(_) | Parsed::Nothing | Parsed::Bad) | None => None,
        }
    })
}

/// Copies the torn write into a side file, then puts zeros in its place.
pub(crate) fn cut<D: Disk>(
    disk: &D,
    places: &Places,
    file: &D::File,
    end: End,
    until: u64,
) -> Result<(), OpenError> {
    let sequence = end.sequence + 1;
    let names = disk.list(&places.dir)?;
    let name = (1u32..).map(|n| format!("cut-{sequence}-{n}.bin"));
    let name = name.into_iter().find(|name| !names.contains(name));
    let name = name.expect("nobody fills a directory with four billion files");
    let len = usize::try_from(until - end.offset).map_err(std::io::Error::other)?;
    let mut torn = vec![0; len];
    let filled = file.read_full_at(&mut torn, end.offset)?;
    let side = disk.open(&places.file(&name), Access::Create)?;
    side.write_all_at(&torn[..filled], 0)?;
    side.sync_all()?;
    disk.sync_dir(&places.dir)?;

    torn.fill(0);
    file.write_all_at(&torn, end.offset)?;
    file.sync_data()?;
    tracing::warn!(
        sequence, bytes = len, side_file = %name,
        "cut a torn write that was never acknowledged off the end of the log"
    );
    Ok(())
}
