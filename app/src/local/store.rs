//! Memory and disk together: what pages read and what they record.
//!
//! Pages read through [`Store::with`], which tracks changes. They write through [`Store::record`]
//! (`keeping`), which shows the change at once, and as saved when the disk has it.

use super::clock;
use super::idb::{Disk, DiskError, Result, with_results};
use super::prefs;
use super::queue::{Queue, Unsaved};
use super::tablet::{Meta, Notice, OutboxEntry, PhotoEntry, StoredRow, Tablet};
use domain::ids::{DeviceId, OpId, UserId};
use domain::sync::wire::OpResult;
use domain::time::Moment;
use js_sys::Uint8Array;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use uuid::Uuid;

struct Inner {
    tablet: RefCell<Tablet>,
    disk: Rc<Disk>,
    queue: RefCell<Queue>,
    when_kept: Cell<fn()>,
}

/// The open store of the person who works here: a handle that is cheap to copy.
#[derive(Clone, Copy)]
pub struct Store {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
    version: RwSignal<u64>,
    pub(super) saving: RwSignal<u32>,
    pub(super) failed: RwSignal<Option<DiskError>>,
    pub(super) unsaved: RwSignal<Vec<Unsaved>>,
}

impl Store {
    /// Opens the person's store, or creates it.
    pub async fn open(user: UserId) -> Result<Self> {
        let disk = Disk::new(user);
        let loaded = disk.load(DeviceId(Uuid::now_v7())).await?;
        let meta = loaded.meta;
        let rolled_back = prefs::witness(user).is_some_and(|(generation, seq)| {
            (generation, seq) > (meta.generation, meta.next_seq - 1)
        });
        let tablet = Tablet::new(user, meta, loaded.rows, loaded.outbox, loaded.photos);
        let store = Self {
            inner: StoredValue::new_local(Rc::new(Inner {
                tablet: RefCell::new(tablet),
                disk: Rc::new(disk),
                queue: RefCell::default(),
                when_kept: Cell::new(|| ()),
            })),
            version: RwSignal::new(0),
            saving: RwSignal::new(0),
            failed: RwSignal::new(None),
            unsaved: RwSignal::new(Vec::new()),
        };
        if rolled_back {
            store.renumber(Notice::RolledBack).await?;
        }
        Ok(store)
    }

    fn inner(&self) -> Rc<Inner> {
        self.inner.get_value()
    }

    pub(super) fn disk(&self) -> Rc<Disk> {
        self.inner().disk.clone()
    }

    /// Reads, and tracks later changes.
    pub fn with<T>(&self, read: impl FnOnce(&Tablet) -> T) -> T {
        self.version.track();
        self.peek(read)
    }

    /// Reads once, without tracking.
    pub fn peek<T>(&self, read: impl FnOnce(&Tablet) -> T) -> T {
        read(&self.inner().tablet.borrow())
    }

    pub(super) fn with_queue<T>(&self, work: impl FnOnce(&mut Queue) -> T) -> T {
        work(&mut self.inner().queue.borrow_mut())
    }

    /// Calls `then` from now on whenever something recorded here has reached the disk.
    pub fn when_kept(&self, then: fn()) {
        self.inner().when_kept.set(then);
    }

    pub(super) fn tell_kept(&self) {
        self.inner().when_kept.get()();
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Tablet)) {
        let inner = self.inner();
        let waiting = |tablet: &Tablet| tablet.waiting().count() + tablet.photos_waiting();
        let (user, before, after) = {
            let mut tablet = inner.tablet.borrow_mut();
            let before = waiting(&tablet);
            change(&mut tablet);
            (tablet.user, before, waiting(&tablet))
        };
        if before != after {
            super::session::remember_waiting(user, after);
        }
        self.version.update(|version| *version += 1);
    }

    /// Notifies all readers although nothing has changed, so that the code that a tap would run has
    /// run once.
    pub fn stir(&self) {
        self.change(|_| {});
    }

    /// The number of changes so far, for readers that only need to know that something changed.
    pub fn version(&self) -> ReadSignal<u64> {
        self.version.read_only()
    }

    /// How many writes are on their way to the disk.
    pub fn saving(&self) -> ReadSignal<u32> {
        self.saving.read_only()
    }

    /// Why the last write failed. A later successful write clears it, once no refused intent is
    /// left.
    pub fn failed(&self) -> ReadSignal<Option<DiskError>> {
        self.failed.read_only()
    }

    /// Reads everything from the disk again, after another tab has changed it.
    pub async fn reload(&self) -> Result<()> {
        let loaded = self.disk().load(DeviceId(Uuid::now_v7())).await?;
        let user = self.peek(|tablet| tablet.user);
        let fresh = Tablet::new(user, loaded.meta, loaded.rows, loaded.outbox, loaded.photos);
        self.change(|tablet| {
            let ahead = tablet.take_ahead();
            *tablet = fresh;
            // Skip what reached the disk before it was read.
            let known = |op: &OpId| tablet.outbox.values().any(|it| it.op_id == *op);
            let ahead: Vec<_> = ahead.into_iter().filter(|it| !known(&it.0)).collect();
            for (op_id, body, operation) in ahead {
                tablet.preview(op_id, body, operation);
            }
        });
        Ok(())
    }

    /// Stores the results of a push by the present device.
    pub async fn settle(&self, results: &[OpResult]) -> Result<()> {
        let now = clock::now();
        let entries = self.peek(|tablet| {
            let generation = tablet.meta.generation;
            let of_device = tablet
                .outbox
                .range((generation, 0)..)
                .map(|(_, entry)| entry.clone());
            with_results(of_device, results, now)
        });
        let meta = self.disk().settle(&entries, now).await?;
        self.change(|tablet| {
            tablet.meta = meta;
            for entry in entries {
                tablet.outbox.insert((entry.generation, entry.seq), entry);
            }
            tablet.replay();
        });
        Ok(())
    }

    /// Removes the results from the number `from` on: the server wants those operations again.
    pub async fn unsettle(&self, from: u64) -> Result<()> {
        let entries: Vec<OutboxEntry> = self.peek(|tablet| {
            let generation = tablet.meta.generation;
            tablet
                .outbox
                .range((generation, from)..)
                .map(|(_, entry)| OutboxEntry {
                    result: None,
                    heard_at: None,
                    ..entry.clone()
                })
                .collect()
        });
        let meta = self.disk().settle(&entries, clock::now()).await?;
        self.change(|tablet| {
            tablet.meta = meta;
            for entry in entries {
                tablet.outbox.insert((entry.generation, entry.seq), entry);
            }
            tablet.replay();
        });
        Ok(())
    }

    /// Stores a page of a pull. If the epoch has changed, everything kept waits again.
    pub async fn pulled(
        &self,
        rows: Vec<StoredRow>,
        anew: bool,
        epoch: String,
        next: u64,
        durable_through: u64,
        complete: bool,
    ) -> Result<()> {
        let now = clock::now();
        let change =
            |meta: &mut Meta| meta.pulled(epoch.clone(), next, durable_through, complete, now);
        let fresh = DeviceId(Uuid::now_v7());
        let meta = self.disk().pulled(&rows, anew, fresh, change).await?;
        if meta.device != self.peek(|tablet| tablet.meta.device) {
            return self.reload().await;
        }
        self.change(|tablet| {
            tablet.meta = meta;
            if anew {
                tablet.forget_rows();
            }
            for row in &rows {
                tablet.take(row);
            }
            tablet.replay();
        });
        Ok(())
    }

    /// Switches to a new device id and renumbers the waiting operations.
    pub async fn renumber(&self, notice: Notice) -> Result<()> {
        self.disk()
            .renumber(DeviceId(Uuid::now_v7()), notice)
            .await?;
        self.reload().await
    }

    /// Records that the person has read the notice about a new device id.
    pub async fn dismiss_notice(&self) -> Result<()> {
        self.disk().dismiss_notice().await?;
        self.change(|tablet| tablet.meta.notice = None);
        Ok(())
    }

    /// Deletes operations 30 days after their result arrived, if they are durable on the server.
    pub async fn tidy(&self) -> Result<()> {
        let limit = clock::now().shifted(jiff_days(-30));
        let keys: Vec<String> = self.peek(|tablet| {
            let durable = tablet.meta.durable_through;
            let old = tablet.forgettable(|entry| entry.is_old(durable, limit));
            old.into_iter().map(OutboxEntry::key).collect()
        });
        if keys.is_empty() {
            return Ok(());
        }
        self.disk().forget(&keys).await?;
        self.change(|tablet| {
            tablet
                .outbox
                .retain(|_, entry| !keys.contains(&entry.key()));
            // Rebuild the view: a visit that was not accepted is only in the outbox.
            tablet.replay();
        });
        Ok(())
    }

    /// A photo's bytes, if they are still here.
    pub async fn bytes(&self, sha256: &str) -> Result<Option<Uint8Array>> {
        self.disk().bytes(sha256).await
    }

    /// Stores how much of a photo was sent.
    pub async fn put_photo(&self, photo: PhotoEntry) -> Result<()> {
        self.disk().put_photo(&photo).await?;
        self.change(|tablet| {
            tablet.photos.insert(photo.sha256.clone(), photo);
        });
        Ok(())
    }

    /// Deletes the bytes of photos that the server has verified, or that were withdrawn over an
    /// hour ago.
    pub async fn drop_verified(&self) -> Result<()> {
        let limit = clock::now().shifted(domain::time::Span::from_hours(-1));
        let verified: Vec<String> = self.peek(|tablet| {
            let done = |photo: &&PhotoEntry| tablet.may_go(photo, limit);
            tablet
                .photos
                .values()
                .filter(done)
                .map(|photo| photo.sha256.clone())
                .collect()
        });
        for sha256 in verified {
            self.disk().drop_photo(&sha256).await?;
            self.change(|tablet| {
                tablet.photos.remove(&sha256);
            });
        }
        Ok(())
    }

    /// Writes almost nothing in a strict transaction, to measure its least cost.
    pub async fn touch(&self) -> Result<()> {
        self.disk().touch().await
    }

    /// When the server last answered.
    pub fn heard_at(&self) -> Option<Moment> {
        self.with(|tablet| tablet.meta.heard_at)
    }
}

fn jiff_days(days: i64) -> domain::time::Span {
    domain::time::Span::from_hours(24 * days)
}
