//! The records on the disk: counters and cursors, outbox entries, pulled rows, photos.

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
    /// How many device ids came before; outbox keys use it to keep each id's numbers apart.
    pub generation: u32,
    /// The number of the next operation, from 1.
    pub next_seq: u64,
    /// The previous device id, if this device succeeds one.
    pub succeeds: Option<Succeeds>,
    /// All earlier device ids, the latest first.
    pub lineage: Lineage,
    /// The server's epoch; empty before the first pull.
    pub epoch: String,
    /// Everything up to this number of the feed has been pulled.
    pub cursor: u64,
    /// The cursor after the last complete pull: what a person here has seen. Between two pages of a
    /// pull a thing may be missing: its row moved to a higher number after the cursor passed the
    /// old one.
    pub seen: u64,
    /// The server's highest durable number, as last reported.
    pub durable_through: u64,
    /// When everything that a visit needs was first on the tablet.
    pub ready_at: Option<Moment>,
    /// When the server last answered.
    pub heard_at: Option<Moment>,
    /// Why the tablet had to switch to a new device id; shown until dismissed.
    pub notice: Option<Notice>,
}

domain::readable!(Meta {
    device, generation, next_seq,
} optional {
    succeeds, lineage, epoch, cursor, seen, durable_through, ready_at, heard_at, notice,
});

/// Why the tablet switched to a new device id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The browser's storage was rolled back or restored from an old copy.
    RolledBack,
    /// The server waits for operations that this tablet no longer has.
    Missing,
    /// The server was restored from a backup: everything kept here is sent again.
    ServerRestored,
}

domain::words!(Notice {
    RolledBack = "rolled-back",
    Missing = "missing",
    ServerRestored = "server-restored",
});

impl Meta {
    /// The counters of a new device.
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

    /// The earlier device ids without the direct predecessor, as a push lists them.
    pub fn older(&self) -> Vec<Succeeds> {
        let older = self.lineage.0.iter().skip(1).take(MAX_OLDER);
        let named = |&(device, through)| Succeeds { device, through };
        older.map(named).collect()
    }

    /// Records a page of a pull; `complete` means that no further page follows.
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

    /// Switches to the id `device`. The older id's operations count as this device's up to the
    /// first that waits: from there on the server may hold other operations under the older id's
    /// numbers.
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

    /// Switches to the id `device` and numbers `entries` from 1, in the given order; all of them
    /// wait again. After a gap or a fork these are the waiting entries. After a restore from a
    /// backup they are all kept entries of every generation, since the server may lack any of them;
    /// it recognises by their ids those that it has.
    pub fn renumber(
        &mut self,
        device: DeviceId,
        entries: Vec<OutboxEntry>,
        notice: Notice,
    ) -> Vec<OutboxEntry> {
        let waits = |it: &&OutboxEntry| it.generation == self.generation && it.result.is_none();
        let first_waiting = entries.iter().find(waits).map(|entry| entry.seq);
        self.succeed(device, first_waiting, notice);
        let mut again = Vec::with_capacity(entries.len());
        for entry in entries {
            again.push(OutboxEntry {
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
pub struct OutboxEntry {
    /// The device that numbered the operation.
    pub device: DeviceId,
    /// That device's generation.
    pub generation: u32,
    /// The number on that device.
    pub seq: u64,
    /// The operation's id.
    pub op_id: OpId,
    /// The body, exactly as it is sent.
    pub body: String,
    /// The server's result; `None` while the operation waits.
    pub result: Option<OpResult>,
    /// When the result arrived, by the tablet's clock.
    pub heard_at: Option<Moment>,
}

domain::readable!(OutboxEntry { device, generation, seq, op_id, body } optional { result, heard_at });

impl OutboxEntry {
    /// The key that keeps entries in order on the disk.
    pub fn key(&self) -> String {
        format!("{:06}-{:012}", self.generation, self.seq)
    }

    /// Whether the result arrived before `limit` and is durable on the server. Entries of an older
    /// build lack the arrival time; for them the operation's own time counts.
    pub fn is_old(&self, durable_through: u64, limit: Moment) -> bool {
        let held = |result: &OpResult| result.server_seq <= durable_through;
        self.result.as_ref().is_some_and(held)
            && self
                .heard_at
                .or_else(|| self.operation().map(|op| op.at))
                .is_some_and(|at| at.timestamp() < limit.timestamp())
    }

    /// The decoded operation; `None` if this build cannot read it.
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
    /// The number of bytes.
    pub length: u64,
    /// `image/jpeg` and the like.
    pub media_type: String,
    /// The number of bytes that the server has accepted.
    pub sent: u64,
    /// The server's last message, if it refused the photo.
    pub refused: Option<String>,
}

domain::readable!(PhotoEntry {
    photo, visit, sha256, length, media_type,
} optional {
    sent, refused,
});

/// A pulled row as received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredRow {
    /// The row's number in the feed.
    pub seq: u64,
    /// The row's kind.
    pub kind: String,
    /// The row's key within its kind.
    pub key: String,
    /// The body's text.
    pub body: String,
}

domain::readable!(StoredRow {
    seq,
    kind,
    key,
    body
});

impl PhotoEntry {
    /// The part that has been sent, in per cent; 100 only when all bytes were sent.
    pub fn percent(&self) -> u64 {
        self.sent.min(self.length) * 100 / self.length.max(1)
    }

    /// The same photo with nothing sent: a restored server may lack bytes that were accepted
    /// before.
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
