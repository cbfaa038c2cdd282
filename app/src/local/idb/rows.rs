//! The values in the stores, and reading and writing them in a transaction.

use super::error::{DiskError, Result};
use super::names::{KEY, META, OUTBOX};
use super::tx::{Asked, Tx};
use crate::local::tablet::{Meta, Notice, OutboxEntry};
use domain::ids::{DeviceId, OpId};
use domain::sync::wire;
use js_sys::Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::collections::BTreeSet;
use wasm_bindgen::{JsCast, JsValue};

/// An operation to record: its id and its body's text.
pub struct NewOp {
    /// The operation's id.
    pub op_id: OpId,
    /// The body's text.
    pub body: String,
}

thread_local! {
    /// Operations whose transaction ended without an answer: the disk may or may not have them.
    static IN_DOUBT: RefCell<BTreeSet<OpId>> = const { RefCell::new(BTreeSet::new()) };
}

/// Marks operations whose transaction ended without an answer.
pub(super) fn doubt(ops: &[NewOp]) {
    IN_DOUBT.with_borrow_mut(|doubt| doubt.extend(ops.iter().map(|it| it.op_id)));
}

/// Whether the disk may have operations that were reported as refused.
pub fn is_in_doubt() -> bool {
    IN_DOUBT.with_borrow(|doubt| !doubt.is_empty())
}

/// Clears the doubts after everything was read from the disk.
pub(super) fn no_doubt() {
    IN_DOUBT.with_borrow_mut(BTreeSet::clear);
}

pub(super) fn from_json(error: serde_json::Error) -> DiskError {
    DiskError::Other(error.to_string())
}

pub(super) async fn read_meta(tx: &Tx) -> Result<Meta> {
    let text = tx.get(META, KEY)?.value().await?.as_string();
    let text = text.ok_or_else(|| DiskError::Other(String::from("no counters")))?;
    wire::read(&text).map_err(from_json)
}

/// The entries of operations that an earlier attempt did store; `None` if it did not.
pub(super) async fn kept_before(tx: &Tx, ops: &[NewOp]) -> Result<Option<Vec<OutboxEntry>>> {
    let doubtful = |it: &NewOp| IN_DOUBT.with_borrow(|doubt| doubt.contains(&it.op_id));
    if !ops.iter().any(doubtful) {
        return Ok(None);
    }
    let all = read_entries(texts(tx.all(OUTBOX)?).await?)?;
    // Clear the doubt only now: if the read above fails, the next attempt reads again.
    IN_DOUBT.with_borrow_mut(|doubt| doubt.retain(|id| ops.iter().all(|it| it.op_id != *id)));
    let kept = ops
        .iter()
        .map(|op| all.iter().find(|it| it.op_id == op.op_id).cloned());
    Ok(kept.collect())
}

pub(super) fn read_entries(texts: Vec<String>) -> Result<Vec<OutboxEntry>> {
    let read = |text: &String| wire::read(text).map_err(from_json);
    texts.iter().map(read).collect()
}

/// Moves entries to the id `device`, numbered from 1.
pub(super) fn number_anew(
    tx: &Tx,
    meta: &mut Meta,
    device: DeviceId,
    entries: Vec<OutboxEntry>,
    notice: Notice,
) -> Result<()> {
    for entry in &entries {
        tx.delete(OUTBOX, &entry.key())?;
    }
    for entry in meta.renumber(device, entries, notice) {
        put_json(tx, OUTBOX, &entry.key(), &entry)?;
    }
    Ok(())
}

/// Those of the values that are texts.
pub(super) async fn texts(asked: Asked) -> Result<Vec<String>> {
    let values: Array = asked.value().await?.unchecked_into();
    let text = |value: JsValue| {
        value
            .as_string()
            .ok_or_else(|| DiskError::Other(String::from("a value that is no text")))
    };
    values.iter().map(text).collect()
}

pub(super) fn parse_all<T: DeserializeOwned>(texts: Vec<String>) -> Vec<T> {
    texts
        .iter()
        .filter_map(|text| wire::read(text).ok())
        .collect()
}

pub(super) fn put_json<T: Serialize>(tx: &Tx, store: &str, key: &str, value: &T) -> Result<()> {
    let text = serde_json::to_string(value).map_err(from_json)?;
    tx.put(store, key, &JsValue::from_str(&text))
}
