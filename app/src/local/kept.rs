//! What is kept on the disk: counters and cursors, the outbox, pulled rows, photos.

use domain::ids::{DeviceId, OpId, VisitId};
use domain::inspection::Lineage;
use domain::sync::op::{self, Operation};
use domain::sync::wire::{MAX_OLDER, OpResult, Succeeds};
use domain::time::Moment;
use serde::Serialize;

/// The counters and cursors of one person on one installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meta {
    /// The device's id.
    pub device: DeviceId,
    /// How many device ids came before: it keeps the numbers of each apart.
    pub generation: u32,
    /// The number of the next operation, from 1.
    pub next_seq: u64,
    /// The device that this one goes on from.
    pub succeeds: Option<Succeeds>,
    /// All devices that this one goes on from.
    pub lineage: Lineage,
    /// The server's epoch; empty before the first pull.
    pub epoch: String,
    /// Everything up to this number has been pulled.
    pub cursor: u64,
    /// The cursor at which a pull was last complete: what a person here has seen. Between two pages
    /// a thing may be missing whose row has moved up meanwhile, though its older number is passed.
    pub seen: u64,
    /// The server's highest committed number, as last heard.
    pub durable_through: u64,
    /// When everything needed was on the tablet for the first time.
    pub ready_at: Option<Moment>,
    /// When the server last answered.
    pub heard_at: Option<Moment>,
    /// The tablet had to take a new device id, and why; shown until dismissed.
    pub notice: Option<Notice>,
}

domain::readable!(Meta {
    device, generation, next_seq,
} optional {
    succeeds, lineage, epoch, cursor, seen, durable_through, ready_at, heard_at, notice,
});

/// Why the tablet took a new device id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The browser's storage was rolled back or restored from an old copy.
    RolledBack,
    /// The server waits for operations that this tablet no longer has.
    Missing,
    /// The server is another one, restored from a backup: everything kept here is sent again.
    ServerRestored,
}

domain::words!(Notice {
    RolledBack = "rolled-back",
    Missing = "missing",
    ServerRestored = "server-restored",
});

impl Meta {
    /// A new device.
    pub fn new(device: DeviceId) -> Self {
        Self {
            device,
            generation: 0,
            next_seq: 1,
            succeeds: None,
            lineage: Lineage::default(),
            epoch: String::new(),
            cursor: 0,
            seen: 0,
            durable_through: 0,
            ready_at: None,
            heard_at: None,
            notice: None,
        }
    }

    /// The devices before the one that this goes on from, as a push names them.
    pub fn older(&self) -> Vec<Succeeds> {
        let older = self.lineage.0.iter().skip(1).take(MAX_OLDER);
        let named = |&(device, through)| Succeeds { device, through };
        older.map(named).collect()
    }

    /// Notes what a page of a pull told; `complete` says that there is no more.
    pub fn pulled(
        &mut self,
        epoch: String,
        next: u64,
        durable_through: u64,
        complete: bool,
        now: Moment,
    ) {
        if complete {
            self.seen = next;
        } else if self.epoch != epoch {
            self.seen = 0;
        }
        self.epoch = epoch;
        self.cursor = next;
        self.durable_through = durable_through;
        self.heard_at = Some(now);
        if complete && self.ready_at.is_none() {
            self.ready_at = Some(now);
        }
    }

    /// Takes the id `device`. What the older id sent counts as made here up to the first operation
    /// that waits: from there on the server may know others under its numbers.
    pub fn succeed(&mut self, device: DeviceId, first_waiting: Option<u64>, notice: Notice) {
        let older = self.device;
        let through = first_waiting.unwrap_or(self.next_seq).saturating_sub(1);
        self.lineage.0.insert(0, (older, through));
        self.succeeds = Some(Succeeds {
            device: older,
            through,
        });
        self.device = device;
        self.generation += 1;
        self.next_seq = 1;
        self.notice = Some(notice);
    }

    /// Takes the id `device` and numbers `entries`, given in their order, from 1: they wait again.
    /// After a gap or a fork those are what waits; for a server restored from a backup they are all
    /// that is kept, of every generation, since it may lack any of them (it knows by their ids those
    /// that it has).
    pub fn renumber(
        &mut self,
        device: DeviceId,
        entries: Vec<Entry>,
        notice: Notice,
    ) -> Vec<Entry> {
        let waits = |it: &&Entry| it.generation == self.generation && it.result.is_none();
        let first_waiting = entries.iter().find(waits).map(|entry| entry.seq);
        self.succeed(device, first_waiting, notice);
        let mut again = Vec::with_capacity(entries.len());
        for entry in entries {
            again.push(Entry {
                device,
                generation: self.generation,
                seq: self.next_seq,
                result: None,
                heard_at: None,
                ..entry
            });
            self.next_seq += 1;
        }
        again
    }
}

/// An operation in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The device it was numbered on.
    pub device: DeviceId,
    /// That device's generation.
    pub generation: u32,
    /// Its number.
    pub seq: u64,
    /// Its id.
    pub op_id: OpId,
    /// Its body, in the very text that is sent.
    pub body: String,
    /// What the server said; none while it waits.
    pub result: Option<OpResult>,
    /// When the result came, by the tablet's clock.
    pub heard_at: Option<Moment>,
}

domain::readable!(Entry { device, generation, seq, op_id, body } optional { result, heard_at });

impl Entry {
    /// The key that keeps entries in order on the disk.
    pub fn key(&self) -> String {
        format!("{:06}-{:012}", self.generation, self.seq)
    }

    /// Whether the result came before `limit` and all up to it is durable on the server. An entry of
    /// an older build does not say when its result came; then it is when it was made that counts.
    pub fn is_old(&self, durable_through: u64, limit: Moment) -> bool {
        let held = |result: &OpResult| result.server_seq <= durable_through;
        self.result.as_ref().is_some_and(held)
            && self
                .heard_at
                .or_else(|| self.operation().map(|op| op.at))
                .is_some_and(|at| at.timestamp() < limit.timestamp())
    }

    /// The moment on the device's clock, for showing.
    pub fn operation(&self) -> Option<Operation> {
        op::decode(&self.body).ok()
    }
}

/// A photo whose bytes are on the tablet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhotoEntry {
    /// The photo.
    pub photo: domain::ids::PhotoId,
    /// Its visit.
    pub visit: VisitId,
    /// SHA-256 of the bytes, hex: the key of the bytes.
    pub sha256: String,
    /// Bytes.
    pub length: u64,
    /// `image/jpeg` and the like.
    pub media_type: String,
    /// Bytes that the server has taken.
    pub sent: u64,
    /// The server's last words, in case it refused.
    pub refused: Option<String>,
}

domain::readable!(PhotoEntry {
    photo, visit, sha256, length, media_type,
} optional {
    sent, refused,
});

/// A pulled row as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredRow {
    /// Its number.
    pub seq: u64,
    /// Its kind.
    pub kind: String,
    /// Which one.
    pub key: String,
    /// Its body's text.
    pub body: String,
}

domain::readable!(StoredRow {
    seq,
    kind,
    key,
    body
});

impl PhotoEntry {
    /// How much of it has been sent, in per cent; all of it only when it is.
    pub fn percent(&self) -> u64 {
        self.sent.min(self.length) * 100 / self.length.max(1)
    }

    /// As before anything of it was sent: a restored server may lack what an earlier one took.
    pub fn unsent(self) -> Self {
        Self {
            sent: 0,
            refused: None,
            ..self
        }
    }
}

impl StoredRow {
    /// The key on the disk.
    pub fn store_key(&self) -> String {
        format!("{}/{}", self.kind, self.key)
    }
}
