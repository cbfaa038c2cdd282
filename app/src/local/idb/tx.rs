//! IndexedDB transactions as futures.
//!
//! A transaction commits by itself once all its requests are done. Only when the page goes does
//! `commit()` end it: after `commit()`, Firefox does not undo the other writes if one fails, and
//! `half_kept` repairs that at the next start. Dropping a transaction before its end undoes it.

use super::error::{DiskError, Result};
use super::page::{self, EndsWithPage};
use crate::local::by_name::{get, method};
use futures::channel::oneshot;
use gloo_events::EventListener;
use js_sys::{Array, Object, Reflect};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventTarget, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction};

/// An open transaction.
pub(super) struct Tx {
    raw: IdbTransaction,
    /// Whether every request was made, so that the transaction only has to become durable.
    whole: Rc<Cell<bool>>,
    end: Heard,
    _with_page: EndsWithPage,
}

impl Tx {
    /// Begins a read-only transaction.
    pub(super) fn read(db: &IdbDatabase, stores: &[&str]) -> Result<Self> {
        Self::begin(db, stores, "readonly")
    }

    /// Begins a writing transaction, which ends only once its data is durable on the disk.
    pub(super) fn write(db: &IdbDatabase, stores: &[&str]) -> Result<Self> {
        Self::begin(db, stores, "readwrite")
    }

    fn begin(db: &IdbDatabase, stores: &[&str], mode: &str) -> Result<Self> {
        if page::is_away() {
            return Err(DiskError::Closed);
        }
        let names: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &"strict".into()).map_err(from_js)?;
        // By name: web-sys keeps the options behind an unstable flag.
        let begin = method(db, "transaction").ok_or(DiskError::Closed)?;
        let raw: IdbTransaction = begin
            .call3(db, &names, &mode.into(), &options)
            .map_err(from_js)?
            .unchecked_into();
        let whole = Rc::new(Cell::new(false));
        let ending = (raw.clone(), whole.clone());
        Ok(Self {
            end: Heard::of(&raw, "complete", "abort"),
            _with_page: EndsWithPage::new(move || end(&ending.0, ending.1.get())),
            raw,
            whole,
        })
    }

    fn store(&self, name: &str) -> Result<IdbObjectStore> {
        self.raw.object_store(name).map_err(from_js)
    }

    /// Requests a value.
    pub(super) fn get(&self, store: &str, key: &str) -> Result<Asked> {
        let request = self.store(store)?.get(&key.into());
        Ok(Asked::new(request.map_err(from_js)?))
    }

    /// Requests all values of a store.
    pub(super) fn all(&self, store: &str) -> Result<Asked> {
        let request = self.store(store)?.get_all();
        Ok(Asked::new(request.map_err(from_js)?))
    }

    /// Requests all keys of a store.
    pub(super) fn keys(&self, store: &str) -> Result<Asked> {
        let request = self.store(store)?.get_all_keys();
        Ok(Asked::new(request.map_err(from_js)?))
    }

    /// Writes a value. If the write fails, the whole transaction is undone and [`Tx::commit`]
    /// returns the error.
    pub(super) fn put(&self, store: &str, key: &str, value: &JsValue) -> Result<()> {
        let request = self.store(store)?.put_with_key(value, &key.into());
        request.map(drop).map_err(from_js)
    }

    /// Deletes a value; it fails as [`Tx::put`] does.
    pub(super) fn delete(&self, store: &str, key: &str) -> Result<()> {
        let request = self.store(store)?.delete(&key.into());
        request.map(drop).map_err(from_js)
    }

    /// Deletes all values of a store.
    pub(super) fn clear(&self, store: &str) -> Result<()> {
        let request = self.store(store)?.clear();
        request.map(drop).map_err(from_js)
    }

    /// Waits until the transaction is durable; there are no further requests.
    pub(super) async fn commit(mut self) -> Result<()> {
        self.whole.set(true);
        if self.end.told().await {
            return Ok(());
        }
        let why = self.raw.error();
        // Without an error, the page or the browser ended the transaction.
        Err(why.map_or(DiskError::Closed, |why| from_js(why.into())))
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if !self.whole.get() {
            // An ended transaction throws, which is fine.
            let _ = self.raw.abort();
        }
    }
}

/// Runs when the page goes: commits a transaction whose requests are all made, and undoes any
/// other.
fn end(raw: &IdbTransaction, whole: bool) {
    let committed = whole && method(raw, "commit").is_some_and(|commit| commit.call0(raw).is_ok());
    if !committed {
        // An ended transaction throws, which is fine.
        let _ = raw.abort();
    }
}

/// A pending request.
pub(super) struct Asked {
    request: IdbRequest,
    answer: Heard,
}

impl Asked {
    pub(super) fn new(request: IdbRequest) -> Self {
        let answer = Heard::of(&request, "success", "error");
        Self { request, answer }
    }

    /// Waits for the value; undefined if there is none.
    pub(super) async fn value(mut self) -> Result<JsValue> {
        if self.answer.told().await {
            return self.request.result().map_err(from_js);
        }
        let why = self.request.error().ok().flatten();
        Err(why.map_or(DiskError::Closed, |why| from_js(why.into())))
    }
}

/// Waits for one of two events.
struct Heard {
    told: oneshot::Receiver<bool>,
    _listeners: [EventListener; 2],
}

impl Heard {
    fn of(target: &EventTarget, good: &'static str, bad: &'static str) -> Self {
        let (tell, told) = oneshot::channel();
        let tell = Rc::new(Cell::new(Some(tell)));
        let listen = |name: &'static str, word: bool| {
            let tell = tell.clone();
            EventListener::once(target, name, move |_| {
                if let Some(tell) = tell.take() {
                    // The waiting task may be gone.
                    let _ = tell.send(word);
                }
            })
        };
        let _listeners = [listen(good, true), listen(bad, false)];
        Self { told, _listeners }
    }

    async fn told(&mut self) -> bool {
        (&mut self.told).await.unwrap_or(false)
    }
}

/// The [`DiskError`] for an exception of the browser.
pub(super) fn from_js(error: JsValue) -> DiskError {
    let text = |name: &str| get(&error, name).as_string().unwrap_or_default();
    let (name, message) = (text("name"), text("message"));
    match name.as_str() {
        "QuotaExceededError" => DiskError::Full,
        _ if message.contains("quota") => DiskError::Full,
        // WebKit reports "unknown" when its storage process has ended.
        "InvalidStateError" | "UnknownError" | "AbortError" | "TransactionInactiveError" => {
            DiskError::Closed
        }
        _ => DiskError::Other(format!("{name}: {message}")),
    }
}
