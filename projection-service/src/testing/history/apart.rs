//! Leads and accounts that are told apart, and again, and taken back; some that nobody has seen.

use event_schema::event::{DuplicateDismissed, DuplicateRestored};
use event_schema::{Event, StreamId};

use super::History;
use super::make::Draft;

impl History {
    /// Something is said of two records of one kind, from both sides.
    pub fn tell_apart(&mut self, draft: &mut Draft) {
        let leads = self.leads.iter().map(|lead| StreamId::from(lead.id));
        let accounts = self.accounts.iter().map(|(id, _)| StreamId::from(*id));
        let known: Vec<StreamId> =
            if self.dice.chance(70) { leads.collect() } else { accounts.collect() };
        let Some(first) = known.first().copied() else { return };
        let one = self.dice.pick(&known);
        let stranger = StreamId::new(first.kind, self.dice.id());
        let other = if self.dice.chance(10) { stranger } else { self.dice.pick(&known) };
        let dismissed = self.dice.chance(70);
        for (own, other) in [(one, other), (other, one)] {
            let (other_id, reason) = (other.id, None);
            let event = if dismissed {
                Event::from(DuplicateDismissed { other_id, reason, said_of: None })
            } else {
                Event::from(DuplicateRestored { other_id, reason })
            };
            self.put(draft, own, event);
        }
    }
}
