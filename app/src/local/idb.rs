//! The tablet's disk: one IndexedDB database for each person on this installation.
//!
//! Every write is one readwrite transaction with `durability: "strict"` and counts only on its
//! `complete` (sync.md, "Identity and order"). Values are JSON texts, photos are bytes.

use super::half_kept::{self, Lost};
use super::tablet::{Meta, Notice, OutboxEntry, PhotoEntry, StoredRow};
use connection::Connection;
use domain::ids::{DeviceId, UserId};
use domain::sync::wire::{self, OpResult};
use domain::time::Moment;
pub use error::DiskError;
pub(super) use error::Result;
use js_sys::Uint8Array;
use leptos::prelude::ReadSignal;
use names::{BYTES, KEY, META, OUTBOX, PHOTOS, ROWS, STORES};
pub use rows::{NewOp, is_in_doubt};
use rows::{
    from_json, kept_before, number_anew, parse_all, put_json, read_entries, read_meta, texts,
};
use std::cell::RefCell;
use std::collections::BTreeSet;
use tx::Tx;
use wasm_bindgen::JsCast;

mod connection;
mod error;
mod names;
mod page;
mod rows;
mod tx;

/// Everything on the disk except the photos' bytes.
pub struct Loaded {
    /// Counters.
    pub meta: Meta,
    /// Pulled rows.
    pub rows: Vec<StoredRow>,
    /// The outbox.
    pub outbox: Vec<OutboxEntry>,
    /// Photos whose bytes are here.
    pub photos: Vec<PhotoEntry>,
}

/// The person's database.
pub struct Disk {
    connection: Connection,
    lost: RefCell<Vec<Lost>>,
}

impl Disk {
    /// The person's database, created if it does not exist.
    pub fn new(user: UserId) -> Self {
        Self {
            connection: Connection::new(user),
            lost: RefCell::default(),
        }
    }

    /// Whether the browser has closed the database and will not reopen it.
    pub fn closed(&self) -> ReadSignal<bool> {
        self.connection.lost()
    }

    /// Photos recorded here whose bytes were missing at the last full read.
    pub fn lost(&self) -> Vec<Lost> {
        self.lost.borrow().clone()
    }

    /// Reads everything but the photos' bytes, and repairs what a full disk left half written. A
    /// new installation becomes the device `fresh`. All in one transaction: other tabs act before
    /// it or after it.
    pub async fn load(&self, fresh: DeviceId) -> Result<Loaded> {
        let work = self.connection.run(async |db| {
            let tx = Tx::write(db, &STORES)?;
            let before = tx.get(META, KEY)?;
            let rows = tx.all(ROWS)?;
            let outbox = tx.all(OUTBOX)?;
            let photos = tx.all(PHOTOS)?;
            let bytes = tx.keys(BYTES)?;
            let before = before.value().await?.as_string();
            let before: Option<Meta> = before
                .map(|text| wire::read(&text))
                .transpose()
                .map_err(from_json)?;
            let rows = parse_all(texts(rows).await?);
            // Never skip an unreadable entry: it may be somebody's finding.
            let outbox = read_entries(texts(outbox).await?)?;
            let mut photos: Vec<PhotoEntry> = parse_all(texts(photos).await?);
            let bytes: BTreeSet<String> = texts(bytes).await?.into_iter().collect();

            let mut meta = before.clone().unwrap_or_else(|| Meta::new(fresh));
            meta.next_seq = half_kept::next_number(&meta, &outbox);
            if before.as_ref() != Some(&meta) {
                put_json(&tx, META, KEY, &meta)?;
            }
            let half = half_kept::find(&outbox, &photos, &bytes);
            for sha256 in &half.without_bytes {
                tx.delete(PHOTOS, sha256)?;
            }
            photos.retain(|it| bytes.contains(&it.sha256));
            for photo in half.forgotten {
                put_json(&tx, PHOTOS, &photo.sha256, &photo)?;
                photos.push(photo);
            }
            tx.commit().await?;
            let loaded = Loaded {
                meta,
                rows,
                outbox,
                photos,
            };
            Ok((loaded, half.lost))
        });
        let (loaded, lost) = work.await?;
        rows::no_doubt();
        *self.lost.borrow_mut() = lost;
        Ok(loaded)
    }

    /// Records that the person has read the notice about a new device id.
    pub async fn dismiss_notice(&self) -> Result<()> {
        let work = self.connection.run(async |db| {
            let tx = Tx::write(db, &[META])?;
            let mut meta = read_meta(&tx).await?;
            meta.notice = None;
            put_json(&tx, META, KEY, &meta)?;
            tx.commit().await
        });
        work.await
    }

    /// Numbers and stores the operations, and a photo's bytes with the operation that attaches it.
    /// One transaction assigns the numbers, so that two tabs never use the same.
    pub async fn record(
        &self,
        ops: Vec<NewOp>,
        photo: Option<(&PhotoEntry, &Uint8Array)>,
    ) -> Result<(Meta, Vec<OutboxEntry>)> {
        let stores: &[&str] = match photo {
            Some(_) => &[META, OUTBOX, PHOTOS, BYTES],
            None => &[META, OUTBOX],
        };
        let work = self.connection.run(async |db| {
            let tx = Tx::write(db, stores)?;
            let mut meta = read_meta(&tx).await?;
            if let Some(kept) = kept_before(&tx, &ops).await? {
                return Ok((meta, kept));
            }
            let mut entries = Vec::with_capacity(ops.len());
            for new in &ops {
                let entry = OutboxEntry {
                    device: meta.device,
                    generation: meta.generation,
                    seq: meta.next_seq,
                    op_id: new.op_id,
                    body: new.body.clone(),
                    result: None,
                    heard_at: None,
                };
                put_json(&tx, OUTBOX, &entry.key(), &entry)?;
                meta.next_seq += 1;
                entries.push(entry);
            }
            if let Some((photo, bytes)) = photo {
                put_json(&tx, PHOTOS, &photo.sha256, photo)?;
                tx.put(BYTES, &photo.sha256, bytes)?;
            }
            put_json(&tx, META, KEY, &meta)?;
            let kept = tx.commit().await;
            if kept == Err(DiskError::Closed) {
                rows::doubt(&ops);
            }
            kept.map(|()| (meta, entries))
        });
        work.await
    }

    /// Stores results; their operations leave the queue but are kept for resending.
    pub async fn settle(&self, entries: &[OutboxEntry], heard_at: Moment) -> Result<Meta> {
        let work = self.connection.run(async |db| {
            let tx = Tx::write(db, &[META, OUTBOX])?;
            let mut meta = read_meta(&tx).await?;
            meta.heard_at = Some(heard_at);
            for entry in entries {
                put_json(&tx, OUTBOX, &entry.key(), entry)?;
            }
            put_json(&tx, META, KEY, &meta)?;
            tx.commit().await?;
            Ok(meta)
        });
        work.await
    }

    /// Stores pulled rows and the cursor together; `anew` deletes all rows first. `change` sets the
    /// cursor and the other fields of the pull.
    ///
    /// If the epoch has changed, the same transaction makes every kept operation and photo wait
    /// again, under the id `fresh`. A tablet that stored the new epoch without doing so would never
    /// send what the restored server lacks.
    pub async fn pulled(
        &self,
        rows: &[StoredRow],
        anew: bool,
        fresh: DeviceId,
        change: impl Fn(&mut Meta),
    ) -> Result<Meta> {
        let stores: &[&str] = if anew {
            &[META, ROWS, OUTBOX, PHOTOS]
        } else {
            &[META, ROWS]
        };
        let work = self.connection.run(async |db| {
            let tx = Tx::write(db, stores)?;
            let mut meta = read_meta(&tx).await?;
            let before = meta.epoch.clone();
            change(&mut meta);
            if anew && !before.is_empty() && before != meta.epoch {
                let kept = read_entries(texts(tx.all(OUTBOX)?).await?)?;
                let photos = texts(tx.all(PHOTOS)?).await?;
                number_anew(&tx, &mut meta, fresh, kept, Notice::ServerRestored)?;
                for text in photos {
                    let photo: PhotoEntry = wire::read(&text).map_err(from_json)?;
                    put_json(&tx, PHOTOS, &photo.sha256.clone(), &photo.unsent())?;
                }
            }
            if anew {
                tx.clear(ROWS)?;
            }
            for row in rows {
                if row.body == "null" {
                    tx.delete(ROWS, &row.store_key())?;
                } else {
                    put_json(&tx, ROWS, &row.store_key(), row)?;
                }
            }
            put_json(&tx, META, KEY, &meta)?;
            tx.commit().await?;
            Ok(meta)
        });
        work.await
    }

    /// Switches to a new device id and renumbers, from 1, the operations without a result. What was
    /// sent under the older id stays unchanged.
    pub async fn renumber(&self, device: DeviceId, notice: Notice) -> Result<Meta> {
        let work = self.connection.run(async |db| {
            let tx = Tx::write(db, &[META, OUTBOX])?;
            let mut meta = read_meta(&tx).await?;
            // An earlier attempt succeeded, and only its answer was lost.
            if meta.device == device {
                return Ok(meta);
            }
            let mut unsent = read_entries(texts(tx.all(OUTBOX)?).await?)?;
            unsent.retain(|entry| entry.result.is_none());
            number_anew(&tx, &mut meta, device, unsent, notice)?;
            put_json(&tx, META, KEY, &meta)?;
            tx.commit().await?;
            Ok(meta)
        });
        work.await
    }

    /// Deletes operations that the server has held durably for long enough.
    pub async fn forget(&self, keys: &[String]) -> Result<()> {
        let work = self.connection.run(async |db| {
            let tx = Tx::write(db, &[OUTBOX])?;
            for key in keys {
                tx.delete(OUTBOX, key)?;
            }
            tx.commit().await
        });
        work.await
    }

    /// Stores how much of a photo was sent.
    pub async fn put_photo(&self, photo: &PhotoEntry) -> Result<()> {
        let work = self.connection.run(async |db| {
            let tx = Tx::write(db, &[PHOTOS])?;
            put_json(&tx, PHOTOS, &photo.sha256, photo)?;
            tx.commit().await
        });
        work.await
    }

    /// The bytes of a photo.
    pub async fn bytes(&self, sha256: &str) -> Result<Option<Uint8Array>> {
        let work = self.connection.run(async |db| {
            let tx = Tx::read(db, &[BYTES])?;
            let value = tx.get(BYTES, sha256)?.value().await?;
            Ok(value.dyn_into().ok())
        });
        work.await
    }

    /// Deletes a photo that the server has verified.
    pub async fn drop_photo(&self, sha256: &str) -> Result<()> {
        let work = self.connection.run(async |db| {
            let tx = Tx::write(db, &[PHOTOS, BYTES])?;
            for name in [PHOTOS, BYTES] {
                tx.delete(name, sha256)?;
            }
            tx.commit().await
        });
        work.await
    }

    /// Writes almost nothing in a strict transaction, to measure the cost of the disk itself.
    pub async fn touch(&self) -> Result<()> {
        let work = self.connection.run(async |db| {
            let tx = Tx::write(db, &[META])?;
            put_json(&tx, META, "touch", &0)?;
            tx.commit().await
        });
        work.await
    }
}

/// Sets the results that arrived at `heard_at` on the entries with the same numbers.
pub fn with_results(
    entries: impl Iterator<Item = OutboxEntry>,
    results: &[OpResult],
    heard_at: Moment,
) -> Vec<OutboxEntry> {
    entries
        .filter_map(|mut entry| {
            let result = results
                .iter()
                .find(|it| it.seq == entry.seq && it.op_id == entry.op_id)?;
            entry.result = Some(result.clone());
            entry.heard_at = Some(heard_at);
            Some(entry)
        })
        .collect()
}
