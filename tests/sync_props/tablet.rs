//! A tablet without a browser: the product's own state and decisions, on a disk in memory that
//! behaves like the product's IndexedDB, transaction by transaction.

use anyhow::{Context, Result};
use app::local::tablet::{Meta, Notice, OutboxEntry, StoredRow, Tablet};
use domain::ids::{DeviceId, FindingId, OpId, UserId, VisitId};
use domain::sync::op::Intent;
use domain::sync::outbox::{Next, Pusher, Reply};
use domain::sync::wire::{Conflict, OpResult, Pulled, Push, PushOp, kind};
use domain::time::{Moment, Span};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// What survives a closed browser: JSON texts by key, as in IndexedDB.
#[derive(Clone)]
pub(crate) struct Disk {
    meta: String,
    outbox: BTreeMap<String, String>,
    rows: BTreeMap<String, String>,
    /// The number up to which the tablet has pulled completely; see [`Knowledge::pulled`]. For the
    /// tests only.
    complete: u64,
}

/// What the author of an operation had on the tablet, recorded independently of the code under
/// test.
#[derive(Debug, Clone, Default)]
pub(crate) struct Knowledge {
    /// Operations in the tablet's own outbox.
    pub(crate) own: BTreeSet<OpId>,
    /// Everything up to this number had been pulled, with no page missing.
    pub(crate) pulled: u64,
    /// The number of each visit's row on the tablet: everything that reached the visit before that
    /// number was there.
    pub(crate) visits: BTreeMap<VisitId, u64>,
}

fn is_quarantined(entry: &OutboxEntry) -> bool {
    let result = entry.result.as_ref();
    result.is_some_and(|it| it.quarantine.is_some())
}

/// One person's tablet.
pub(crate) struct Device {
    pub(crate) user: UserId,
    /// The offset of its clock.
    pub(crate) skew: Span,
    pub(crate) disk: Disk,
    pub(crate) tablet: Tablet,
    pusher: Pusher,
    pub(crate) copy: Option<Disk>,
}

impl Disk {
    fn new(device: DeviceId) -> Result<Self> {
        Ok(Self {
            meta: serde_json::to_string(&Meta::new(device))?,
            outbox: BTreeMap::new(),
            rows: BTreeMap::new(),
            complete: 0,
        })
    }

    pub(crate) fn meta(&self) -> Result<Meta> {
        Ok(serde_json::from_str(&self.meta)?)
    }

    pub(crate) fn entries(&self) -> Result<Vec<OutboxEntry>> {
        let texts = self.outbox.values();
        texts.map(|text| Ok(serde_json::from_str(text)?)).collect()
    }

    pub(crate) fn rows(&self) -> Result<Vec<StoredRow>> {
        let texts = self.rows.values();
        texts.map(|text| Ok(serde_json::from_str(text)?)).collect()
    }

    fn open(&self, user: UserId) -> Result<Tablet> {
        Ok(Tablet::new(
            user,
            self.meta()?,
            self.rows()?,
            self.entries()?,
            [],
        ))
    }

    fn put(&mut self, entry: &OutboxEntry) -> Result<()> {
        self.outbox
            .insert(entry.key(), serde_json::to_string(entry)?);
        Ok(())
    }

    fn number_anew(
        &mut self,
        meta: &mut Meta,
        fresh: DeviceId,
        entries: Vec<OutboxEntry>,
        notice: Notice,
    ) -> Result<()> {
        for entry in &entries {
            self.outbox.remove(&entry.key());
        }
        for entry in meta.renumber(fresh, entries, notice) {
            self.put(&entry)?;
        }
        Ok(())
    }

    fn put_meta(&mut self, meta: &Meta) -> Result<()> {
        self.meta = serde_json::to_string(meta)?;
        Ok(())
    }
}

impl Device {
    pub(crate) fn new(user: UserId, device: DeviceId, skew: Span) -> Result<Self> {
        let disk = Disk::new(device)?;
        Ok(Self {
            user,
            skew,
            tablet: disk.open(user)?,
            disk,
            pusher: Pusher::default(),
            copy: None,
        })
    }

    /// What the tablet's person can know at this moment.
    pub(crate) fn knowledge(&self) -> Result<Knowledge> {
        let entries = self.disk.entries()?;
        let mut visits = BTreeMap::new();
        for row in self.disk.rows()?.iter().filter(|it| it.kind == kind::VISIT) {
            visits.insert(row.key.parse()?, row.seq);
        }
        Ok(Knowledge {
            own: entries.iter().map(|entry| entry.op_id).collect(),
            pulled: self.disk.complete,
            visits,
        })
    }

    /// Like `Store::record` for one operation.
    pub(crate) fn record(&mut self, op_id: OpId, body: String) -> Result<OutboxEntry> {
        let mut meta = self.disk.meta()?;
        let entry = OutboxEntry {
            device: meta.device,
            generation: meta.generation,
            seq: meta.next_seq,
            op_id,
            body,
            result: None,
            heard_at: None,
        };
        meta.next_seq += 1;
        self.disk.put(&entry)?;
        self.disk.put_meta(&meta)?;
        self.tablet.meta = meta;
        self.tablet.apply(&entry);
        let key = (entry.generation, entry.seq);
        self.tablet.outbox.insert(key, entry.clone());
        Ok(entry)
    }

    /// The next push of the sync runner as text, and the numbers in it.
    pub(crate) fn next_push(&self, clock: Moment) -> Result<Option<(String, RangeInclusive<u64>)>> {
        let tablet = &self.tablet;
        if tablet.meta.epoch.is_empty() {
            return Ok(None);
        }
        let generation = tablet.meta.generation;
        let of_device = |entry: &&OutboxEntry| entry.generation == generation;
        let waiting: Vec<&OutboxEntry> = tablet.waiting().filter(of_device).take(200).collect();
        let sizes = waiting.iter().map(|entry| entry.body.len());
        let count = self.pusher.batch(sizes);
        let (Some(batch), Some(first)) = (waiting.get(..count), waiting.first()) else {
            return Ok(None);
        };
        let last = batch.last().context("an empty batch")?;
        let ops = batch
            .iter()
            .map(|entry| {
                Ok(PushOp {
                    seq: entry.seq,
                    op_id: entry.op_id,
                    body: RawValue::from_string(entry.body.clone())?,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let push = Push {
            device: tablet.meta.device,
            succeeds: tablet.meta.succeeds.clone(),
            older: tablet.meta.older(),
            epoch: tablet.meta.epoch.clone(),
            clock,
            ops,
        };
        Ok(Some((serde_json::to_string(&push)?, first.seq..=last.seq)))
    }

    /// Handles an answer as the sync runner does; returns its decision.
    pub(crate) fn answered(
        &mut self,
        reply: Reply,
        sent: RangeInclusive<u64>,
        fresh: DeviceId,
    ) -> Result<Next> {
        let forked = matches!(reply, Reply::Conflict(Conflict::Fork { .. }));
        let oldest = self.tablet.oldest_kept();
        let next = self.pusher.decide(reply, sent, oldest, 7);
        match &next {
            Next::Keep(results) => self.settle(results)?,
            Next::ResendFrom(seq) => self.unsettle(*seq)?,
            Next::Renumber if forked => self.renumber(fresh, Notice::RolledBack)?,
            Next::Renumber => self.renumber(fresh, Notice::Missing)?,
            Next::PullFirst | Next::Retry(_) | Next::Pause(_) => {}
        }
        Ok(next)
    }

    fn settle(&mut self, results: &[OpResult]) -> Result<()> {
        let generation = self.tablet.meta.generation;
        let of_device = self.tablet.outbox.range((generation, 0)..);
        let settled: Vec<OutboxEntry> = of_device
            .filter_map(|(_, entry)| {
                let fits = |it: &&OpResult| it.seq == entry.seq && it.op_id == entry.op_id;
                let result = results.iter().find(fits)?.clone();
                Some(OutboxEntry {
                    result: Some(result),
                    ..entry.clone()
                })
            })
            .collect();
        self.keep(settled)
    }

    fn unsettle(&mut self, from: u64) -> Result<()> {
        let generation = self.tablet.meta.generation;
        let of_device = self.tablet.outbox.range((generation, from)..);
        let waiting = of_device.map(|(_, entry)| OutboxEntry {
            result: None,
            heard_at: None,
            ..entry.clone()
        });
        self.keep(waiting.collect())
    }

    fn keep(&mut self, entries: Vec<OutboxEntry>) -> Result<()> {
        for entry in entries {
            self.disk.put(&entry)?;
            let key = (entry.generation, entry.seq);
            self.tablet.outbox.insert(key, entry);
        }
        self.tablet.replay();
        Ok(())
    }

    fn renumber(&mut self, fresh: DeviceId, notice: Notice) -> Result<()> {
        let mut meta = self.disk.meta()?;
        let entries = self.disk.entries()?;
        let unsent: Vec<OutboxEntry> = entries
            .into_iter()
            .filter(|it| it.result.is_none())
            .collect();
        self.disk.number_anew(&mut meta, fresh, unsent, notice)?;
        self.disk.put_meta(&meta)?;
        self.tablet = self.disk.open(self.user)?;
        Ok(())
    }

    /// Handles a page of a pull as the sync runner does; returns whether it came from another
    /// server.
    pub(crate) fn pulled(&mut self, page: Pulled, now: Moment, fresh: DeviceId) -> Result<bool> {
        let anew = page.epoch != self.tablet.meta.epoch;
        let complete = !page.more;
        let rows: Vec<StoredRow> = page
            .rows
            .into_iter()
            .map(|row| StoredRow {
                seq: row.seq,
                kind: row.kind,
                key: row.key,
                body: row.body.get().to_owned(),
            })
            .collect();
        let mut meta = self.disk.meta()?;
        let another = anew && !meta.epoch.is_empty();
        meta.pulled(page.epoch, page.next, page.durable_through, complete, now);
        if anew {
            self.disk.rows.clear();
            self.disk.complete = 0;
            self.tablet.forget_rows();
        }
        if complete {
            self.disk.complete = page.next;
        }
        if another {
            let kept = self.disk.entries()?;
            self.disk
                .number_anew(&mut meta, fresh, kept, Notice::ServerRestored)?;
        }
        for row in &rows {
            if row.body == "null" {
                self.disk.rows.remove(&row.store_key());
            } else {
                let text = serde_json::to_string(row)?;
                self.disk.rows.insert(row.store_key(), text);
            }
            self.tablet.take(row);
        }
        self.disk.put_meta(&meta)?;
        self.tablet.meta = meta;
        if another {
            self.tablet = self.disk.open(self.user)?;
        }
        self.tablet.replay();
        Ok(another)
    }

    /// Sets the disk back to a copy.
    pub(crate) fn restore(&mut self, copy: Disk, noticed: Option<DeviceId>) -> Result<()> {
        self.disk = copy;
        self.tablet = self.disk.open(self.user)?;
        self.pusher = Pusher::default();
        if let Some(fresh) = noticed {
            self.renumber(fresh, Notice::RolledBack)?;
        }
        Ok(())
    }

    /// Like `Store::tidy`, as if 30 days had passed since everything that was pulled and that the
    /// oldest usable backup contains.
    pub(crate) fn tidy(&mut self, backed_up: u64) -> Result<()> {
        let complete = self.disk.complete.min(backed_up);
        let old = |entry: &OutboxEntry| {
            let result = entry.result.as_ref();
            result.is_some_and(|result| result.server_seq <= complete)
        };
        let old = self.tablet.forgettable(old).into_iter();
        for key in old.map(OutboxEntry::key).collect::<Vec<_>>() {
            self.disk.outbox.remove(&key);
            self.tablet.outbox.retain(|_, entry| entry.key() != key);
        }
        self.tablet.replay();
        Ok(())
    }

    /// The network has returned.
    pub(crate) fn hurry(&mut self) {
        self.pusher.hurry();
    }

    /// The visits opened on this tablet and refused by the server.
    pub(crate) fn refused(&self) -> BTreeSet<VisitId> {
        let quarantined = self.tablet.outbox.values().filter(|it| is_quarantined(it));
        let opened = quarantined.filter_map(|it| match it.operation()?.intent {
            Intent::OpenVisit(it) => Some(it.visit),
            _ => None,
        });
        opened.collect()
    }

    /// The findings recorded on this tablet and still in its outbox, each with its visit and
    /// whether the server refused it.
    pub(crate) fn recorded(&self) -> BTreeMap<FindingId, (VisitId, bool)> {
        let entries = self.tablet.outbox.values();
        let recorded = entries.filter_map(|entry| match entry.operation()?.intent {
            Intent::RecordFinding(it) => Some((it.finding, (it.visit, is_quarantined(entry)))),
            _ => None,
        });
        recorded.collect()
    }

    /// Operations that wait for a result.
    pub(crate) fn waiting(&self) -> BTreeSet<OpId> {
        self.tablet.waiting().map(|entry| entry.op_id).collect()
    }
}
