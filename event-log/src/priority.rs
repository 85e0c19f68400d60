//! Who goes first where there is more to do than processors.

/// How far work that nobody waits for steps back: it gets about a tenth of what another thread gets.
const STEP_BACK: i32 = 10;

/// The calling thread, and those that it starts, step back behind those that somebody waits for.
/// Where the system doesn't allow it, all goes on as before.
pub fn step_back() {
    // On Linux niceness belongs to a thread.
    if let Err(error) = rustix::process::nice(STEP_BACK) {
        tracing::debug!(%error, "a thread keeps its priority");
    }
}
