//! The connection to a person's database, and its replacement if the browser closes it.

use super::error::{DiskError, Result};
use super::names::{STORES, VERSION};
use super::page::{self, EndsWithPage};
use super::tx::{Asked, from_js};
use domain::ids::UserId;
use gloo_events::EventListener;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{IdbDatabase, IdbOpenDbRequest, IdbRequest};

/// A person's database, reopened whenever needed.
pub(super) struct Connection {
    user: UserId,
    open: RefCell<Option<Rc<Open>>>,
    lost: RwSignal<bool>,
}

struct Open {
    db: IdbDatabase,
    /// Whether the browser has closed this connection.
    gone: Rc<Cell<bool>>,
    _listeners: [EventListener; 2],
    _with_page: EndsWithPage,
}

impl Connection {
    /// The first request opens the database.
    pub(super) fn new(user: UserId) -> Self {
        Self {
            user,
            open: RefCell::default(),
            lost: RwSignal::new(false),
        }
    }

    /// Whether the browser has closed the database twice in a row: only reloading the page can
    /// help.
    pub(super) fn lost(&self) -> ReadSignal<bool> {
        self.lost.read_only()
    }

    /// Runs `work` on the database. If the browser has closed the connection or lost the request,
    /// `work` runs once more on a new connection. If the page was suspended meanwhile, it runs
    /// again when the page is back.
    pub(super) async fn run<T>(&self, work: impl AsyncFn(&IdbDatabase) -> Result<T>) -> Result<T> {
        let mut last = false;
        loop {
            page::here().await;
            let departures = page::departures();
            let outcome = self.attempt(&work).await;
            let closed = matches!(outcome, Err(DiskError::Closed));
            if closed {
                self.open.take();
                let went = page::departures() != departures;
                if went || !last {
                    last = !went;
                    continue;
                }
            }
            if self.lost.try_get_untracked() == Some(!closed) {
                let _ = self.lost.try_set(closed);
            }
            return outcome;
        }
    }

    async fn attempt<T>(&self, work: &impl AsyncFn(&IdbDatabase) -> Result<T>) -> Result<T> {
        let open = self.opened().await?;
        work(&open.db).await
    }

    async fn opened(&self) -> Result<Rc<Open>> {
        let known = self.open.borrow().clone();
        if let Some(open) = known.filter(|open| !open.gone.get()) {
            return Ok(open);
        }
        let open = Rc::new(Open::new(self.user).await?);
        *self.open.borrow_mut() = Some(open.clone());
        Ok(open)
    }
}

impl Open {
    async fn new(user: UserId) -> Result<Self> {
        let window = web_sys::window().ok_or(DiskError::Closed)?;
        let factory = window.indexed_db().map_err(from_js)?;
        let factory = factory.ok_or_else(|| DiskError::Other(String::from("no IndexedDB here")))?;
        let name = format!("xuncha-{user}");
        let request = factory.open_with_u32(&name, VERSION).map_err(from_js)?;
        let _upgrade = upgrade(&request);
        let opening = request.clone();
        let _with_page = EndsWithPage::new(move || {
            // There is a transaction only while the stores are being created.
            if let Some(making) = opening.transaction() {
                // An ended transaction throws, which is fine.
                let _ = making.abort();
            }
        });
        let request: IdbRequest = request.unchecked_into();
        let db: IdbDatabase = Asked::new(request).value().await?.unchecked_into();
        let gone = Rc::new(Cell::new(false));
        let closed = gone.clone();
        let close = {
            let (gone, db) = (gone.clone(), db.clone());
            move || {
                gone.set(true);
                // `close` waits for pending writes.
                db.close();
            }
        };
        let wanted = close.clone();
        let _listeners = [
            EventListener::new(&db, "close", move |_| closed.set(true)),
            // Another page upgrades the database and must not wait for this one.
            EventListener::new(&db, "versionchange", move |_| wanted()),
        ];
        Ok(Self {
            db,
            gone,
            _listeners,
            _with_page: EndsWithPage::new(close),
        })
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // `close` waits for pending writes.
        self.db.close();
    }
}

/// Creates the missing stores.
fn upgrade(request: &IdbOpenDbRequest) -> EventListener {
    let opening = request.clone();
    EventListener::once(request, "upgradeneeded", move |_| {
        let db = opening.result().ok().and_then(|db| db.dyn_into().ok());
        let Some(db): Option<IdbDatabase> = db else {
            return;
        };
        let known = db.object_store_names();
        for store in STORES.iter().filter(|store| !known.contains(store)) {
            // If creating one fails, the first transaction reports it.
            let _ = db.create_object_store(store);
        }
    })
}
