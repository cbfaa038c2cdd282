//! The tablet's disk: one IndexedDB database for each person on this installation.
//!
//! Every write is one readwrite transaction with `durability: "strict"` and counts only on its
//! `complete` (sync.md, "Identity and order"). Values are JSON texts, photos are bytes.

use super::tablet::{Entry, Meta, Notice, PhotoEntry, StoredRow};
use domain::ids::{DeviceId, OpId, UserId};
use domain::sync::wire::{self, OpResult};
use domain::time::Moment;
use indexed_db_futures::database::Database;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionMode, TransactionOptions,
};
use js_sys::Uint8Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

const META: &str = "meta";
const OUTBOX: &str = "outbox";
const ROWS: &str = "rows";
const PHOTOS: &str = "photos";
const BYTES: &str = "bytes";
const STORES: [&str; 5] = [META, OUTBOX, ROWS, PHOTOS, BYTES];
const VERSION: u32 = 1;
const KEY: &str = "meta";

/// Why the disk did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiskError {
    /// No room is left: what was to be saved is not.
    #[error("storage is full")]
    Full,
    /// The browser closed the database; opening it again may help.
    #[error("storage was closed")]
    Closed,
    /// Anything else, in the browser's words.
    #[error("{0}")]
    Other(String),
}

type Result<T> = std::result::Result<T, DiskError>;

fn from_idb(error: indexed_db_futures::error::Error) -> DiskError {
    let words = error.to_string();
    let named = |name: &str| words.contains(name);
    if named("QuotaExceeded") || named("quota") {
        DiskError::Full
    } else if named("InvalidState") || named("closing") || named("closed") {
        DiskError::Closed
    } else {
        DiskError::Other(words)
    }
}

fn from_json(error: serde_json::Error) -> DiskError {
    DiskError::Other(error.to_string())
}

/// All that the disk holds but the photos' bytes.
pub struct Loaded {
    /// Counters; none on a new installation.
    pub meta: Option<Meta>,
    /// Pulled rows.
    pub rows: Vec<StoredRow>,
    /// The outbox.
    pub outbox: Vec<Entry>,
    /// Photos whose bytes are here.
    pub photos: Vec<PhotoEntry>,
}

/// An operation to record: its id and its body's text.
pub struct NewOp {
    /// Its id.
    pub op_id: OpId,
    /// Its body.
    pub body: String,
}

/// The open database.
pub struct Disk {
    db: Database,
}

impl Disk {
    /// Opens the person's database, making it where there is none.
    pub async fn open(user: UserId) -> Result<Self> {
        let db = Database::open(format!("xuncha-{user}"))
            .with_version(VERSION)
            .with_on_upgrade_needed(|_, db| {
                let known: Vec<String> = db.object_store_names().collect();
                for store in STORES
                    .iter()
                    .filter(|store| !known.iter().any(|name| name == *store))
                {
                    db.create_object_store(*store).build()?;
                }
                Ok(())
            })
            .await
            .map_err(|error| DiskError::Other(error.to_string()))?;
        Ok(Self { db })
    }

    fn strict(&self, stores: &[&str]) -> Result<Transaction<'_>> {
        self.db
            .transaction(stores)
            .with_mode(TransactionMode::Readwrite)
            .with_options(TransactionOptions::new().with_durability(TransactionDurability::Strict))
            .build()
            .map_err(from_idb)
    }

    /// Reads everything but the photos' bytes.
    pub async fn load(&self) -> Result<Loaded> {
        let tx = self.db.transaction(STORES).build().map_err(from_idb)?;
        let meta = match get_text(&tx, META, KEY).await? {
            Some(text) => Some(wire::read(&text).map_err(from_json)?),
            None => None,
        };
        Ok(Loaded {
            meta,
            rows: parse_all(all_texts(&tx, ROWS).await?),
            // An entry that cannot be read must not be passed over: it may be somebody's finding.
            outbox: entries(&tx).await?,
            photos: parse_all(all_texts(&tx, PHOTOS).await?),
        })
    }

    /// Keeps the counters.
    pub async fn put_meta(&self, meta: &Meta) -> Result<()> {
        let tx = self.strict(&[META])?;
        put_json(&tx, META, KEY, meta)?;
        tx.commit().await.map_err(from_idb)
    }

    /// Numbers the operations and keeps them, and a photo's bytes with the one that attaches it:
    /// one transaction, which takes the number inside, so that tabs never take the same.
    pub async fn record(
        &self,
        ops: Vec<NewOp>,
        photo: Option<(&PhotoEntry, &Uint8Array)>,
    ) -> Result<(Meta, Vec<Entry>)> {
        let tx = match photo {
            Some(_) => self.strict(&[META, OUTBOX, PHOTOS, BYTES])?,
            None => self.strict(&[META, OUTBOX])?,
        };
        let mut meta = read_meta(&tx).await?;
        let mut entries = Vec::with_capacity(ops.len());
        for new in ops {
            let entry = Entry {
                device: meta.device,
                generation: meta.generation,
                seq: meta.next_seq,
                op_id: new.op_id,
                body: new.body,
                result: None,
                heard_at: None,
            };
            put_json(&tx, OUTBOX, &entry.key(), &entry)?;
            meta.next_seq += 1;
            entries.push(entry);
        }
        if let Some((photo, bytes)) = photo {
            put_json(&tx, PHOTOS, &photo.sha256, photo)?;
            put_value(&tx, BYTES, &photo.sha256, bytes.as_ref())?;
        }
        put_json(&tx, META, KEY, &meta)?;
        tx.commit().await.map_err(from_idb)?;
        Ok((meta, entries))
    }

    /// Keeps results; their operations leave the queue and stay for resending.
    pub async fn settle(&self, entries: &[Entry], heard_at: Moment) -> Result<Meta> {
        let tx = self.strict(&[META, OUTBOX])?;
        let mut meta = read_meta(&tx).await?;
        meta.heard_at = Some(heard_at);
        for entry in entries {
            put_json(&tx, OUTBOX, &entry.key(), entry)?;
        }
        put_json(&tx, META, KEY, &meta)?;
        tx.commit().await.map_err(from_idb)?;
        Ok(meta)
    }

    /// Keeps pulled rows and the cursor together; `anew` forgets all rows first. `change` sets the
    /// cursor and what else the pull told. Where that is another epoch than before, everything kept
    /// waits again under the id `fresh`, in the same transaction: a tablet that knew the new epoch
    /// without doing so would never send what the restored server lacks.
    pub async fn pulled(
        &self,
        rows: &[StoredRow],
        anew: bool,
        fresh: DeviceId,
        change: impl FnOnce(&mut Meta),
    ) -> Result<Meta> {
        let tx = self.strict(if anew {
            &[META, ROWS, OUTBOX, PHOTOS]
        } else {
            &[META, ROWS]
        })?;
        let mut meta = read_meta(&tx).await?;
        let before = meta.epoch.clone();
        change(&mut meta);
        if anew && !before.is_empty() && before != meta.epoch {
            let kept = entries(&tx).await?;
            number_anew(&tx, &mut meta, fresh, kept, Notice::ServerRestored)?;
            for text in all_texts(&tx, PHOTOS).await? {
                let photo: PhotoEntry = wire::read(&text).map_err(from_json)?;
                put_json(&tx, PHOTOS, &photo.sha256.clone(), &photo.unsent())?;
            }
        }
        let store = tx.object_store(ROWS).map_err(from_idb)?;
        if anew {
            store.clear().map_err(from_idb)?;
        }
        for row in rows {
            if row.body == "null" {
                store
                    .delete(row.store_key())
                    .primitive()
                    .map_err(from_idb)?;
            } else {
                put_json(&tx, ROWS, &row.store_key(), row)?;
            }
        }
        put_json(&tx, META, KEY, &meta)?;
        drop(store);
        tx.commit().await.map_err(from_idb)?;
        Ok(meta)
    }

    /// Takes a new device id and numbers anew, from 1, what has no result yet. What the older
    /// device has sent stays as it is.
    pub async fn renumber(&self, device: DeviceId, notice: Notice) -> Result<Meta> {
        let tx = self.strict(&[META, OUTBOX])?;
        let mut meta = read_meta(&tx).await?;
        let mut unsent = entries(&tx).await?;
        unsent.retain(|entry| entry.result.is_none());
        number_anew(&tx, &mut meta, device, unsent, notice)?;
        put_json(&tx, META, KEY, &meta)?;
        tx.commit().await.map_err(from_idb)?;
        Ok(meta)
    }

    /// Forgets operations that the server has held durably for long enough.
    pub async fn forget(&self, keys: &[String]) -> Result<()> {
        let tx = self.strict(&[OUTBOX])?;
        let store = tx.object_store(OUTBOX).map_err(from_idb)?;
        for key in keys {
            store.delete(key.clone()).primitive().map_err(from_idb)?;
        }
        drop(store);
        tx.commit().await.map_err(from_idb)
    }

    /// Keeps how far a photo has come.
    pub async fn put_photo(&self, photo: &PhotoEntry) -> Result<()> {
        let tx = self.strict(&[PHOTOS])?;
        put_json(&tx, PHOTOS, &photo.sha256, photo)?;
        tx.commit().await.map_err(from_idb)
    }

    /// The bytes of a photo.
    pub async fn bytes(&self, sha256: &str) -> Result<Option<Uint8Array>> {
        let tx = self.db.transaction(BYTES).build().map_err(from_idb)?;
        let store = tx.object_store(BYTES).map_err(from_idb)?;
        let value: Option<JsValue> = store
            .get(sha256)
            .primitive()
            .map_err(from_idb)?
            .await
            .map_err(from_idb)?;
        Ok(value.and_then(|value| value.dyn_into().ok()))
    }

    /// Deletes a photo that the server has verified.
    pub async fn drop_photo(&self, sha256: &str) -> Result<()> {
        let tx = self.strict(&[PHOTOS, BYTES])?;
        for name in [PHOTOS, BYTES] {
            let store = tx.object_store(name).map_err(from_idb)?;
            store.delete(sha256).primitive().map_err(from_idb)?;
        }
        tx.commit().await.map_err(from_idb)
    }

    /// A strict transaction that writes next to nothing: what the disk itself costs.
    pub async fn touch(&self) -> Result<()> {
        let tx = self.strict(&[META])?;
        put_json(&tx, META, "touch", &0)?;
        tx.commit().await.map_err(from_idb)
    }
}

async fn read_meta(tx: &Transaction<'_>) -> Result<Meta> {
    let text = get_text(tx, META, KEY).await?;
    let text = text.ok_or_else(|| DiskError::Other(String::from("no counters")))?;
    wire::read(&text).map_err(from_json)
}

async fn entries(tx: &Transaction<'_>) -> Result<Vec<Entry>> {
    let texts = all_texts(tx, OUTBOX).await?;
    let read = |text: &String| wire::read(text).map_err(from_json);
    texts.iter().map(read).collect()
}

/// Moves entries to the id `device`, numbered from 1.
fn number_anew(
    tx: &Transaction<'_>,
    meta: &mut Meta,
    device: DeviceId,
    entries: Vec<Entry>,
    notice: Notice,
) -> Result<()> {
    let store = tx.object_store(OUTBOX).map_err(from_idb)?;
    for entry in &entries {
        store.delete(entry.key()).primitive().map_err(from_idb)?;
    }
    for entry in meta.renumber(device, entries, notice) {
        put_json(tx, OUTBOX, &entry.key(), &entry)?;
    }
    Ok(())
}

async fn get_text(tx: &Transaction<'_>, store: &str, key: &str) -> Result<Option<String>> {
    let store = tx.object_store(store).map_err(from_idb)?;
    store
        .get(key)
        .primitive()
        .map_err(from_idb)?
        .await
        .map_err(from_idb)
}

async fn all_texts(tx: &Transaction<'_>, store: &str) -> Result<Vec<String>> {
    let store = tx.object_store(store).map_err(from_idb)?;
    let texts = store
        .get_all::<String>()
        .primitive()
        .map_err(from_idb)?
        .await
        .map_err(from_idb)?;
    texts
        .collect::<std::result::Result<_, _>>()
        .map_err(from_idb)
}

fn parse_all<T: DeserializeOwned>(texts: Vec<String>) -> Vec<T> {
    texts
        .iter()
        .filter_map(|text| wire::read(text).ok())
        .collect()
}

fn put_json<T: Serialize>(tx: &Transaction<'_>, store: &str, key: &str, value: &T) -> Result<()> {
    let text = serde_json::to_string(value).map_err(from_json)?;
    put_value(tx, store, key, &JsValue::from_str(&text))
}

/// Sends the request; its failure aborts the transaction, whose commit then fails.
fn put_value(tx: &Transaction<'_>, store: &str, key: &str, value: &JsValue) -> Result<()> {
    let store = tx.object_store(store).map_err(from_idb)?;
    store
        .put(value.clone())
        .with_key(key.to_owned())
        .primitive()
        .map_err(from_idb)?;
    Ok(())
}

/// Puts results that came at `heard_at` into entries, by number.
pub fn with_results(
    entries: impl Iterator<Item = Entry>,
    results: &[OpResult],
    heard_at: Moment,
) -> Vec<Entry> {
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
