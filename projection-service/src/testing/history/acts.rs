//! Bulk actions in every stage, those that were begun anew among them.

use event_schema::Event;
use event_schema::event::{
    BulkAct, BulkActionFinished, BulkActionStarted, BulkList, BulkRecordsChosen, BulkRefusal,
    BulkRefusals,
};
use event_schema::id::BulkActionId;
use event_schema::value::LookupHash;

use super::History;
use super::make::Draft;

/// What the generator knows of an act.
#[derive(Clone, Copy)]
pub struct ActKnown {
    id: BulkActionId,
    part: u32,
}

impl History {
    /// A new act, or the next step of one.
    pub fn act(&mut self, draft: &mut Draft) {
        let at = self.dice.below(self.acts.len() as u64 + 1) as usize;
        let Some(ActKnown { id, part }) = self.acts.get(at).copied() else {
            let id = BulkActionId(self.dice.id());
            self.acts.push(ActKnown { id, part: 1 });
            return self.begin(draft, id);
        };
        match self.dice.below(4) {
            0 => {
                self.acts[at].part = 1;
                self.begin(draft, id);
            }
            1 => {
                let finished = BulkActionFinished {
                    changed: 1,
                    unchanged: 0,
                    refused: vec![BulkRefusals { code: "wrong-state".into(), count: 1 }],
                    refusals: vec![BulkRefusal {
                        id: self.dice.id(),
                        code: "wrong-state".into(),
                        message: "no".into(),
                    }],
                };
                self.put(draft, id, Event::from(finished));
            }
            _ => {
                self.acts[at].part = part + 1;
                let records = vec![self.dice.id()];
                self.put(draft, id, Event::from(BulkRecordsChosen { part: part + 1, records }));
            }
        }
    }

    fn begin(&mut self, draft: &mut Draft, id: BulkActionId) {
        let action = BulkAct::Assign { owner_id: self.dice.pick(&self.users), reason: None };
        let started = BulkActionStarted {
            on: BulkList::Leads,
            condition: Some(serde_json::json!({"all": []})),
            action,
            chosen_at: 1,
            count: 3,
            fingerprint: LookupHash([7; 16]),
        };
        self.put(draft, id, Event::from(started));
        let records = vec![self.dice.id()];
        self.put(draft, id, Event::from(BulkRecordsChosen { part: 1, records }));
    }
}
