//! What a push changes in the feed: its visits, what was refused, and for a visit that was handed in
//! its site's last visit and the plan.

use super::group::{Arrival, Fold, Told, Turn};
use domain::ids::VisitId;
use domain::sync::wire::{OutcomeKind, QuarantineRow};
use domain::time::Moment;

impl<'a> Fold<'a> {
    /// Numbers the changes of a push for the feed, and notices duplicates. `began` is its first
    /// arrival.
    pub(super) fn tell(&mut self, turn: &Turn<'a>, began: usize) {
        for id in &turn.changed {
            let number = self.number();
            self.told.insert(Told::Visit(*id), number);
            let held = self.loaded.visits.get(id);
            if let Some(visit) = held.and_then(|it| it.visit.as_ref()) {
                self.twins.refresh(visit, &self.loaded.quarters);
            }
        }
        for id in &turn.ended {
            self.hand_in(*id);
        }
        for (at, touched) in &turn.touched {
            if self.twins.has(*at, touched) {
                self.flag_twin(*at);
            }
        }
        for at in began..self.arrivals.len() {
            self.tell_refused(at);
        }
    }

    /// Reports an operation without effect to the inspector and the supervisors.
    fn tell_refused(&mut self, at: usize) {
        let Some(Arrival { sender, result, .. }) = self.arrivals.get(at) else {
            return;
        };
        let op_id = result.op_id;
        let Some(quarantine) = result.quarantine.clone() else {
            return;
        };
        if result.outcome != OutcomeKind::Quarantined {
            return;
        }
        let row = QuarantineRow {
            op_id,
            device: sender.device,
            seq: result.seq,
            received_at: sender.received,
            quarantine,
        };
        self.refused.insert(op_id, (sender.by, row));
        let number = self.number();
        self.told.insert(Told::Quarantine(op_id), number);
    }

    /// Tells of the site and the assignment of a visit that was handed in.
    fn hand_in(&mut self, id: VisitId) {
        let loaded = &mut self.loaded;
        let held = loaded.visits.get(&id);
        let Some(visit) = held.and_then(|it| it.visit.as_ref()) else {
            return;
        };
        let offset = loaded.quarters.offset_seconds();
        if let Some(site) = loaded.sites.get_mut(&visit.site) {
            // As stored: in milliseconds.
            let opened = visit.opened_at.timestamp().as_millisecond();
            let last = site.last_visit;
            if last.is_none_or(|last| last.timestamp().as_millisecond() < opened) {
                site.last_visit = Some(Moment::from_millis(opened, offset));
            }
        }
        loaded.counter += 1;
        let site = visit.site.clone();
        self.told.insert(Told::Site(site), loaded.counter);
        if let Some(done) = loaded.assignments.done_by(visit) {
            loaded.counter += 1;
            self.told.insert(Told::Assignment(done.id), loaded.counter);
        }
    }
}
