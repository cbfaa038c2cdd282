//! How much room is left for what is kept here, and whether the browser promises to keep it.

use super::by_name::get;
use super::prefs;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

const ASKED: &str = "xuncha.asked-to-keep";

/// The browser's report on its storage.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Room {
    /// Free bytes, if the browser reports them.
    pub free: Option<f64>,
    /// Whether the browser promises not to evict; `None` if it has no such promise.
    pub persisted: Option<bool>,
}

impl Room {
    /// About how many more photos fit, at a generous 600 kB each, leaving room for findings.
    pub fn photos_left(&self) -> Option<u32> {
        const KEPT_FREE: f64 = 20.0 * 1024.0 * 1024.0;
        const PHOTO: f64 = 600.0 * 1024.0;
        self.free
            .map(|free| ((free - KEPT_FREE).max(0.0) / PHOTO).min(99_999.0) as u32)
    }
}

/// The room and the promise, without asking the person for permission.
pub async fn room() -> Room {
    let Some(manager) = manager() else {
        return Room::default();
    };
    let mut room = Room::default();
    if let Ok(promise) = manager.estimate()
        && let Ok(estimate) = JsFuture::from(promise).await
    {
        let number = |name: &str| get(&estimate, name).as_f64();
        room.free = number("quota")
            .zip(number("usage"))
            .map(|(quota, usage)| quota - usage);
    }
    // WebKitGTK lacks this method.
    if get(&manager, "persisted").is_function()
        && let Ok(promise) = manager.persisted()
        && let Ok(promised) = JsFuture::from(promise).await
    {
        room.persisted = promised.as_bool();
    }
    room
}

/// Asks the browser, once per installation, to keep what is stored. Some browsers ask the person,
/// who may never answer, so nothing waits for the outcome.
pub fn ask_to_keep() {
    let Some(manager) = manager().filter(|it| get(it, "persist").is_function()) else {
        return;
    };
    if was_asked() || !prefs::set(ASKED, &true) {
        return;
    }
    spawn_local(async move {
        // Some browsers promise only to a page that has asked for an estimate.
        if let Ok(estimate) = manager.estimate() {
            let _ = JsFuture::from(estimate).await;
        }
        if let Ok(promise) = manager.persist() {
            let _ = JsFuture::from(promise).await;
        }
    });
}

/// Why the waiting data is less safe than it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Risk {
    /// The browser was asked to keep the data and has not promised to.
    NotPromised,
    /// Probably a private window: it has no service workers, though its address would allow them.
    PrivateWindow,
}

/// The risk, if there is one.
pub async fn risk() -> Option<Risk> {
    let window = web_sys::window()?;
    if window.is_secure_context() && !get(&window.navigator(), "serviceWorker").is_object() {
        return Some(Risk::PrivateWindow);
    }
    let refused = was_asked() && room().await.persisted == Some(false);
    refused.then_some(Risk::NotPromised)
}

fn was_asked() -> bool {
    prefs::get(ASKED).unwrap_or(false)
}

fn manager() -> Option<StorageManager> {
    let navigator = web_sys::window()?.navigator();
    let manager = get(&navigator, "storage");
    // Not by class: some browsers do not expose it.
    manager.is_object().then(|| manager.unchecked_into())
}
