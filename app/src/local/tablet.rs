//! What was pulled and recorded, in memory: the server's rows, the outbox, and the view that
//! follows from both. No I/O: `idb` stores it, `store` joins the two.

pub use super::kept::{Meta, Notice, OutboxEntry, PhotoEntry, StoredRow};
use domain::ids::{CheckpointId, OpId, SiteId, UserId, VisitId};
use domain::inspection::heads::{Author, Lineage, Stamp};
use domain::inspection::{Photo, Visit};
use domain::sync::merge::{self, Context};
use domain::sync::op::{self, About, Intent, Operation};
use domain::sync::wire::{
    self, AssignmentRow, PersonRow, QuarantineRow, QuarterRow, SiteRow, TownRow,
};
use domain::table::{Checkpoint, Table};
use domain::time::{Moment, Quarter};
use foreseen::Ahead;
pub use refusal::OpRefusal;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything in memory. Pulled values are shared, so that the view costs no copies.
pub struct Tablet {
    /// The person.
    pub user: UserId,
    /// Counters and cursors.
    pub meta: Meta,
    /// The outbox: what waits, and what got its result in the last 30 days.
    pub outbox: BTreeMap<(u32, u64), OutboxEntry>,
    /// Photos whose bytes are here.
    pub photos: BTreeMap<String, PhotoEntry>,
    /// Towns by id.
    pub towns: BTreeMap<String, Arc<TownRow>>,
    /// Sites by id.
    pub sites: BTreeMap<SiteId, Arc<SiteRow>>,
    /// Everyone who inspects.
    pub people: BTreeMap<UserId, Arc<PersonRow>>,
    /// Quarters by name.
    pub quarters: BTreeMap<String, Arc<QuarterRow>>,
    /// Evaluation tables by id.
    pub tables: BTreeMap<String, Arc<Table>>,
    /// This person's assignments.
    pub assignments: BTreeMap<String, Arc<AssignmentRow>>,
    /// Quarantined operations: they have no effect.
    pub quarantined: BTreeMap<String, Arc<QuarantineRow>>,
    /// Visits as last pulled from the server.
    pulled: BTreeMap<VisitId, Arc<Visit>>,
    /// The feed numbers of the pulled visits: a visit includes every operation on it with a lower
    /// number.
    numbers: BTreeMap<VisitId, u64>,
    /// Visits as the person sees them.
    view: BTreeMap<VisitId, Arc<Visit>>,
    /// The visits in the view that the server did not accept.
    refused: BTreeMap<VisitId, OpRefusal>,
    /// Operations on their way to the disk.
    ahead: Vec<Ahead>,
}

impl Tablet {
    /// Builds the memory from what the disk holds. Skips rows that this build cannot read: the
    /// build that can will pull them again.
    pub fn new(
        user: UserId,
        meta: Meta,
        rows: impl IntoIterator<Item = StoredRow>,
        outbox: impl IntoIterator<Item = OutboxEntry>,
        photos: impl IntoIterator<Item = PhotoEntry>,
    ) -> Self {
        let mut tablet = Self {
            user,
            meta,
            outbox: outbox
                .into_iter()
                .map(|entry| ((entry.generation, entry.seq), entry))
                .collect(),
            photos: photos
                .into_iter()
                .map(|photo| (photo.sha256.clone(), photo))
                .collect(),
            towns: BTreeMap::new(),
            sites: BTreeMap::new(),
            people: BTreeMap::new(),
            quarters: BTreeMap::new(),
            tables: BTreeMap::new(),
            assignments: BTreeMap::new(),
            quarantined: BTreeMap::new(),
            pulled: BTreeMap::new(),
            numbers: BTreeMap::new(),
            view: BTreeMap::new(),
            refused: BTreeMap::new(),
            ahead: Vec::new(),
        };
        for row in rows {
            tablet.take(&row);
        }
        tablet.replay();
        tablet
    }

    /// Adds a pulled row. Call [`Tablet::replay`] after the last one.
    pub fn take(&mut self, row: &StoredRow) {
        fn put<K: Ord, V: serde::de::DeserializeOwned>(
            map: &mut BTreeMap<K, Arc<V>>,
            key: Option<K>,
            body: &str,
        ) {
            let Some(key) = key else { return };
            if body == "null" {
                map.remove(&key);
            } else if let Ok(value) = wire::read(body) {
                map.insert(key, Arc::new(value));
            }
        }
        let key = &row.key;
        match row.kind.as_str() {
            wire::kind::TABLE => put(&mut self.tables, Some(key.clone()), &row.body),
            wire::kind::QUARTER => put(&mut self.quarters, Some(key.clone()), &row.body),
            wire::kind::TOWN => put(&mut self.towns, Some(key.clone()), &row.body),
            wire::kind::SITE => put(&mut self.sites, key.parse().ok(), &row.body),
            wire::kind::PERSON => put(&mut self.people, key.parse().ok(), &row.body),
            wire::kind::ASSIGNMENT => put(&mut self.assignments, Some(key.clone()), &row.body),
            wire::kind::VISIT => {
                let id: Option<VisitId> = key.parse().ok();
                put(&mut self.pulled, id, &row.body);
                self.numbers.extend(id.map(|id| (id, row.seq)));
            }
            wire::kind::QUARANTINE => put(&mut self.quarantined, Some(key.clone()), &row.body),
            _ => {}
        }
    }

    /// Removes everything pulled: the server has a new epoch and sends all rows again.
    pub fn forget_rows(&mut self) {
        self.towns.clear();
        self.sites.clear();
        self.people.clear();
        self.quarters.clear();
        self.tables.clear();
        self.assignments.clear();
        self.quarantined.clear();
        self.pulled.clear();
        self.numbers.clear();
    }

    /// Rebuilds the view: what was pulled, and on top every operation that it does not include.
    pub fn replay(&mut self) {
        self.view = self.pulled.clone();
        self.refused.clear();
        let entries: Vec<OutboxEntry> = self.outbox.values().cloned().collect();
        for entry in &entries {
            self.apply(entry);
        }
        self.replay_ahead();
    }

    /// Applies one entry of the outbox to the view.
    pub fn apply(&mut self, entry: &OutboxEntry) {
        if let Some(operation) = entry.operation() {
            self.apply_operation(entry, &operation);
        }
    }

    /// Applies one operation to the view, unless what was pulled includes it or the server refused
    /// it.
    fn apply_operation(&mut self, entry: &OutboxEntry, operation: &Operation) {
        let result = entry.result.as_ref();
        let visit = operation.intent.visit();
        let pulled = self.numbers.get(&visit).copied().unwrap_or_default();
        if result.is_some_and(|it| it.server_seq <= pulled)
            || self.holds(entry, &operation.intent)
            || !self.has_place(operation, result)
        {
            return;
        }
        let lineage = self.lineage_of(entry);
        let again = self.sent_again(entry);
        let context = Context {
            op_id: entry.op_id,
            author: Author {
                device: entry.device,
                seq: entry.seq,
                base_seq: operation.base_seq,
                lineage: &lineage,
                again: &again,
            },
            by: self.user,
            // A quarantined operation has no place in the server's order.
            server_seq: result
                .filter(|it| it.quarantine.is_none())
                .map(|it| it.server_seq),
            skew: Default::default(),
            clock: None,
            knows_site: &|_| true,
            knows_checkpoint: &|_| true,
            in_open_quarter: &|_| true,
        };
        // An operation that the pulled visit already includes fails here, which is fine.
        let mut known = self.view.remove(&visit).map(Arc::unwrap_or_clone);
        let _ = merge::apply(&mut known, operation, &context);
        self.view.extend(known.map(|it| (visit, Arc::new(it))));
    }

    /// Whether the pulled visit includes an operation whose result was lost: the visit has a stamp
    /// of this or a later operation of the device, and the server applies them in order.
    ///
    /// Openings, findings and photos are applied all the same: that changes nothing if the server
    /// applied them, and keeps them in view if it did not.
    fn holds(&self, entry: &OutboxEntry, intent: &Intent) -> bool {
        let adds = matches!(
            intent.about(),
            About::NewVisit(_) | About::NewFinding(_) | About::NewPhoto(_)
        );
        let done = |stamp: &Stamp| {
            stamp.op == entry.op_id || (stamp.device == entry.device && stamp.seq >= entry.seq)
        };
        let pulled = self.pulled.get(&intent.visit()).filter(|_| !adds);
        pulled.is_some_and(|it| {
            let voided = it.voided.iter().map(|it| &it.stamp);
            it.stamps().chain(voided).any(done)
        })
    }

    /// The earlier ids of an entry's device: the whole lineage for the present device, the rest of
    /// it for an older one.
    fn lineage_of(&self, entry: &OutboxEntry) -> Lineage {
        let chain = &self.meta.lineage.0;
        let start = chain
            .iter()
            .position(|(device, _)| *device == entry.device)
            .map_or(0, |at| at + 1);
        Lineage(chain.get(start..).unwrap_or_default().to_vec())
    }

    /// The same device's operations before this entry, which may have reached the server first
    /// under an older device id. Empty unless this tablet has changed its id.
    fn sent_again(&self, entry: &OutboxEntry) -> BTreeSet<OpId> {
        if self.meta.lineage.0.is_empty() {
            return BTreeSet::new();
        }
        self.outbox
            .range((entry.generation, 0)..(entry.generation, entry.seq))
            .map(|(_, earlier)| earlier.op_id)
            .collect()
    }

    /// The visits as the person sees them, newest first.
    pub fn visits(&self) -> Vec<&Visit> {
        let mut visits: Vec<&Visit> = self.view.values().map(AsRef::as_ref).collect();
        visits.sort_by_key(|visit| (std::cmp::Reverse(visit.opened.at.timestamp()), visit.id));
        visits
    }

    /// A visit as the person sees it.
    pub fn visit(&self, id: VisitId) -> Option<&Visit> {
        self.view.get(&id).map(AsRef::as_ref)
    }

    /// The table that applies at `at`: that of the quarter, else the latest one on the tablet.
    pub fn table_at(&self, at: Moment) -> Option<&Table> {
        let of_quarter = self.quarters.values().find(|quarter| {
            self.tables
                .get(&quarter.table)
                .is_some_and(|table| Quarter::of(at, table.utc_offset.seconds()) == quarter.quarter)
        });
        let quarter = of_quarter.or_else(|| self.quarters.values().next_back())?;
        self.tables.get(&quarter.table).map(AsRef::as_ref)
    }

    /// The towns evaluated at a time, in list order.
    pub fn towns_at(&self, at: Moment) -> Vec<Arc<TownRow>> {
        let quarter = self.quarter_at(at);
        let mut towns: Vec<_> = self
            .towns
            .values()
            .filter(|it| is_open(it, quarter))
            .cloned()
            .collect();
        towns.sort_by_key(|town| town.order);
        towns
    }

    /// Whether a site can be visited at a time: neither the site nor its town is closed.
    pub fn visits_at(&self, site: &SiteRow, at: Moment) -> bool {
        let town = self.towns.get(site.town.as_str());
        !site.closed && town.is_none_or(|town| is_open(town, self.quarter_at(at)))
    }

    fn quarter_at(&self, at: Moment) -> Option<Quarter> {
        let table = self.table_at(at)?;
        Some(Quarter::of(at, table.utc_offset.seconds()))
    }

    /// The entries that wait to be sent, in order.
    pub fn waiting(&self) -> impl Iterator<Item = &OutboxEntry> {
        self.outbox.values().filter(|entry| entry.result.is_none())
    }

    /// The lowest number of the present device from which on every operation is still kept.
    /// Forgotten operations may leave gaps, but a push must have none.
    pub fn oldest_kept(&self) -> Option<u64> {
        let kept = self.outbox.range((self.meta.generation, 0)..).rev();
        kept.map(|((_, seq), _)| *seq)
            .zip((1..self.meta.next_seq).rev())
            .take_while(|(seq, expected)| seq == expected)
            .last()
            .map(|(seq, _)| seq)
    }

    /// The entries that may be deleted, given which are old enough.
    ///
    /// An entry stays until a complete pull has brought its effects, and until all entries of its
    /// visit may go. A restored server needs the earlier operations to tell what the author of a
    /// later one saw. A visit that was not accepted exists nowhere else.
    pub fn forgettable(&self, is_old: impl Fn(&OutboxEntry) -> bool) -> Vec<&OutboxEntry> {
        let is_old = |entry: &OutboxEntry| {
            let result = entry.result.as_ref();
            result.is_some_and(|it| it.server_seq <= self.meta.seen) && is_old(entry)
        };
        let visit = |entry: &OutboxEntry| entry.operation().map(|it| it.intent.visit());
        let (old, young): (Vec<&OutboxEntry>, Vec<&OutboxEntry>) =
            self.outbox.values().partition(|entry| is_old(entry));
        if old.is_empty() {
            return old;
        }
        let needed: BTreeSet<VisitId> = young.into_iter().filter_map(visit).collect();
        let free = |entry: &&OutboxEntry| visit(entry).is_none_or(|visit| !needed.contains(&visit));
        old.into_iter().filter(free).collect()
    }

    /// The operation for an intent made now.
    pub fn operation(&self, intent: Intent, now: Moment) -> Operation {
        Operation {
            v: op::VERSION,
            base_seq: self.meta.seen,
            at: now,
            intent,
        }
    }

    /// Whether everything that a visit needs without a network is here.
    pub fn is_ready(&self) -> bool {
        !self.sites.is_empty() && !self.tables.is_empty() && self.meta.ready_at.is_some()
    }

    /// Whether the pull is complete but has no open site: nobody has entered sites yet.
    pub fn has_no_sites(&self) -> bool {
        self.sites.values().all(|site| site.closed) && self.meta.ready_at.is_some()
    }

    /// The number of photos that the server has not confirmed yet, without withdrawn ones.
    pub fn photos_waiting(&self) -> usize {
        let waits = |photo: &&PhotoEntry| !self.is_taken_back(photo);
        self.photos.values().filter(waits).count()
    }

    /// The person's photos with these bytes: one picture of the album may belong to several
    /// findings.
    fn showing<'t>(
        &'t self,
        photo: &'t PhotoEntry,
    ) -> impl Iterator<Item = (&'t Visit, &'t Photo)> {
        let of = |visit: &'t Arc<Visit>| visit.photos.values().map(move |it| (visit.as_ref(), it));
        let mine = |it: &Photo| it.sha256 == photo.sha256 && it.stamp.by == self.user;
        self.view
            .values()
            .flat_map(of)
            .filter(move |(_, it)| mine(it))
    }

    /// Whether the server has verified the bytes for every photo that shows them, as last pulled.
    pub fn is_verified(&self, photo: &PhotoEntry) -> bool {
        let mut known = self.showing(photo).peekable();
        known.peek().is_some() && known.all(|(_, it)| it.verified)
    }

    /// Whether the operation that attaches a photo has reached the server; its bytes are sent only
    /// afterwards.
    pub fn is_attached(&self, photo: &PhotoEntry) -> bool {
        self.showing(photo)
            .any(|(_, it)| it.stamp.server_seq.is_some())
    }

    /// Whether a photo was withdrawn everywhere, so that its bytes need not be sent.
    pub fn is_taken_back(&self, photo: &PhotoEntry) -> bool {
        let mut known = self.showing(photo).peekable();
        known.peek().is_some() && known.all(|(visit, it)| !visit.shows(it))
    }

    /// Whether a photo's bytes may be deleted: the server holds them, or the photo was withdrawn
    /// before `limit` and the server has that withdrawal. Until then it can still be restored.
    pub fn may_go(&self, photo: &PhotoEntry, limit: Moment) -> bool {
        let settled = |it: &Photo| {
            it.withdrawn.iter().all(|head| {
                head.stamp.server_seq.is_some() && head.stamp.at.timestamp() < limit.timestamp()
            })
        };
        self.is_verified(photo)
            || (self.is_taken_back(photo) && self.showing(photo).all(|(_, it)| settled(it)))
    }

    /// A site's name; its id if the site is unknown.
    pub fn site_name(&self, site: &SiteId) -> String {
        self.sites
            .get(site)
            .map_or_else(|| site.to_string(), |site| site.name.clone())
    }

    /// A checkpoint of a visit; `None` if its table is not here.
    pub fn checkpoint(&self, visit: &Visit, checkpoint: &CheckpointId) -> Option<&Checkpoint> {
        let table = self.table_at(visit.opened.at)?;
        table.checkpoint(checkpoint).map(|(_, known)| known)
    }
}

fn is_open(town: &TownRow, quarter: Option<Quarter>) -> bool {
    let closed = town.closed_from.zip(quarter);
    closed.is_none_or(|(from, quarter)| quarter < from)
}

pub mod about;
mod ahead;
mod assigned;
mod foreseen;
mod refusal;
mod refused;
pub mod takes;
#[cfg(test)]
mod tests;
