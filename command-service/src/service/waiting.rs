//! Who waits for an answer: somebody for one, or a batch for those to lines that it handed over
//! together. Either holds the room that the commands take until then.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::{Permit, stopped};
use crate::request::Outcome;

/// Who waits for the answer to one command. Dropped without one, it says that the service stopped.
pub struct Waiting(Option<Place>);

enum Place {
    Alone(oneshot::Sender<Outcome>, Permit),
    InSheaf(Arc<Sheaf>, usize),
}

/// Commands that were handed over together. Their answers go back together, too: waking whoever
/// waits, and giving back room, costs as much for one line as for many.
pub struct Sheaf(Mutex<Gathered>);

struct Gathered {
    outcomes: Vec<Option<Outcome>>,
    missing: usize,
    done: Option<(oneshot::Sender<Vec<Outcome>>, Permit)>,
}

impl Waiting {
    /// Waits for one answer.
    pub fn alone(answer: oneshot::Sender<Outcome>, permit: Permit) -> Self {
        Self(Some(Place::Alone(answer, permit)))
    }

    /// Waits in a sheaf, at this place.
    pub fn in_sheaf(sheaf: Arc<Sheaf>, place: usize) -> Self {
        Self(Some(Place::InSheaf(sheaf, place)))
    }

    /// Gives the answer and the room back.
    pub fn answer(mut self, outcome: Outcome) {
        if let Some(place) = self.0.take() {
            place.answer(outcome);
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(place) = self.0.take() {
            place.answer(Err(stopped("unknown")));
        }
    }
}

impl Place {
    fn answer(self, outcome: Outcome) {
        match self {
            Self::Alone(answer, _permit) => {
                // Whoever asked may have gone; what was appended stays.
                let _ = answer.send(outcome);
            }
            Self::InSheaf(sheaf, place) => sheaf.take(place, outcome),
        }
    }
}

impl Sheaf {
    /// Of so many commands, whose answers go to `done`.
    pub fn new(commands: usize, done: oneshot::Sender<Vec<Outcome>>, permit: Permit) -> Arc<Self> {
        let outcomes = std::iter::repeat_with(|| None).take(commands).collect();
        let done = Some((done, permit));
        Arc::new(Self(Mutex::new(Gathered { outcomes, missing: commands, done })))
    }

    fn take(&self, place: usize, outcome: Outcome) {
        // Nothing in here panics half way.
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.outcomes[place] = Some(outcome);
        gathered.missing -= 1;
        if gathered.missing > 0 {
            return;
        }
        let outcomes = std::mem::take(&mut gathered.outcomes);
        if let Some((done, _permit)) = gathered.done.take() {
            // Whoever asked may have gone; what was appended stays.
            let _ = done.send(outcomes.into_iter().flatten().collect());
        }
    }
}
