//! News from the server while a page is visible.

#[cfg(feature = "hydrate")]
use leptos::prelude::*;

/// Calls `news` whenever the server-sent events at `address` report a change, and when the page
/// becomes visible again. A hidden page keeps no stream open: a browser has few connections per
/// server.
pub fn follow(address: &'static str, news: impl Fn() + Clone + 'static) {
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        let stream = StoredValue::new_local(Stream::open(address, news.clone()));
        let again = news.clone();
        let handle = window_event_listener_untyped("visibilitychange", move |_| {
            if crate::components::browser::is_visible() {
                again();
                stream.set_value(Stream::open(address, again.clone()));
            } else {
                stream.set_value(None);
            }
        });
        on_cleanup(move || {
            handle.remove();
            stream.dispose();
        });
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (address, news);
}

/// An open stream, closed on drop.
#[cfg(feature = "hydrate")]
struct Stream {
    source: web_sys::EventSource,
    _heard: wasm_bindgen::closure::Closure<dyn Fn()>,
}

#[cfg(feature = "hydrate")]
impl Stream {
    /// `None` if the browser has no event streams. The browser reconnects a stream by itself.
    fn open(address: &str, news: impl Fn() + 'static) -> Option<Self> {
        use wasm_bindgen::JsCast;
        let source = web_sys::EventSource::new(address).ok()?;
        let heard = wasm_bindgen::closure::Closure::<dyn Fn()>::new(news);
        source
            .add_event_listener_with_callback("changed", heard.as_ref().unchecked_ref())
            .ok()?;
        Some(Self {
            source,
            _heard: heard,
        })
    }
}

#[cfg(feature = "hydrate")]
impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}
