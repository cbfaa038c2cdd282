//! Browser functions for components. On the server they do nothing.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// Loads another page from scratch: after signing in or out, nothing of the old page may remain.
pub fn go(path: &str) {
    if cfg!(feature = "browser") {
        let _ = window().location().assign(path);
    }
}

/// The scheme, host and port that this page came from; empty on the server.
pub fn origin() -> String {
    if cfg!(feature = "browser") {
        window().location().origin().unwrap_or_default()
    } else {
        String::new()
    }
}

/// Opens the browser's print dialog.
pub fn print() {
    if cfg!(feature = "browser") {
        let _ = window().print();
    }
}

/// Prints once every picture is loaded, since pictures further down load lazily. Gives up waiting
/// after a while.
pub fn print_whole() {
    #[cfg(feature = "browser")]
    print_when_loaded(LOOKS);
}

/// The most checks whether the pictures are loaded, and the pause between two checks.
#[cfg(feature = "browser")]
const LOOKS: (u32, std::time::Duration) = (100, std::time::Duration::from_millis(200));

#[cfg(feature = "browser")]
fn print_when_loaded((looks, pause): (u32, std::time::Duration)) {
    let mut waits = false;
    if let Ok(images) = document().query_selector_all("img") {
        for image in (0..images.length()).filter_map(|at| images.get(at)) {
            if let Ok(image) = image.dyn_into::<web_sys::HtmlImageElement>() {
                waits |= !image.complete() || image.get_attribute("loading").is_some();
                let _ = image.remove_attribute("loading");
            }
        }
    }
    if waits && looks > 0 {
        set_timeout(move || print_when_loaded((looks - 1, pause)), pause);
    } else {
        print();
    }
}

/// Reloads this page.
pub fn reload() {
    if cfg!(feature = "browser") {
        let _ = window().location().reload();
    }
}

/// The cookies that scripts may read.
#[cfg(feature = "browser")]
pub fn cookies() -> String {
    document()
        .dyn_into::<web_sys::HtmlDocument>()
        .ok()
        .and_then(|document| document.cookie().ok())
        .unwrap_or_default()
}

/// Sets a cookie, given as name, value and attributes in one text.
pub fn keep_cookie(text: &str) {
    #[cfg(feature = "browser")]
    if let Ok(document) = document().dyn_into::<web_sys::HtmlDocument>() {
        let _ = document.set_cookie(text);
    }
    #[cfg(not(feature = "browser"))]
    let _ = text;
}

/// Moves the focus to the element with `id`, and scrolls to it.
pub fn focus(id: &str) {
    if !cfg!(feature = "browser") {
        return;
    }
    if let Some(element) = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        let _ = element.focus();
        element.scroll_into_view_with_bool(false);
    }
}

/// Moves the focus to the element with `id`, and scrolls only as far as the browser does for that.
pub fn focus_in_place(id: &str) {
    if !cfg!(feature = "browser") {
        return;
    }
    let found = document().get_element_by_id(id);
    if let Some(element) = found.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Scrolls only the list with `id`, so that its current item is in the middle.
pub fn show_current(id: &str) {
    #[cfg(feature = "browser")]
    if let Some(list) = document().get_element_by_id(id)
        && let Ok(Some(current)) = list.query_selector("[aria-current]")
        && let Ok(current) = current.dyn_into::<HtmlElement>()
    {
        let room = list.client_height() - current.offset_height();
        list.set_scroll_top(current.offset_top() - room / 2);
    }
    #[cfg(not(feature = "browser"))]
    let _ = id;
}

/// Scrolls the element with `id` into view, as little as needed.
pub fn reveal(id: &str) {
    #[cfg(feature = "browser")]
    if let Some(element) = document().get_element_by_id(id) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
    #[cfg(not(feature = "browser"))]
    let _ = id;
}

/// Waits for the first element that matches `selector`, then scrolls to it: its first part that
/// matches `inside` gets the focus and is centred.
pub fn open_at(selector: String, inside: String) {
    #[cfg(feature = "browser")]
    look_for(selector, inside, FRAMES);
    #[cfg(not(feature = "browser"))]
    let _ = (selector, inside);
}

/// The most frames to wait for the element.
#[cfg(feature = "browser")]
const FRAMES: u32 = 300;

#[cfg(feature = "browser")]
fn look_for(selector: String, inside: String, frames: u32) {
    request_animation_frame(move || match document().query_selector(&selector) {
        Ok(Some(element)) => {
            let part = element.query_selector(&inside).ok().flatten();
            if let Some(part) = part.as_ref().and_then(|it| it.dyn_ref::<HtmlElement>()) {
                let _ = part.focus();
            }
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Center);
            // A row may be taller than the screen, but its part must be visible.
            part.unwrap_or(element)
                .scroll_into_view_with_scroll_into_view_options(&options);
        }
        Ok(None) if frames > 0 => look_for(selector, inside, frames - 1),
        _ => {}
    });
}

/// Whether list and detail alternate on the screen instead of being side by side.
pub fn is_narrow() -> bool {
    cfg!(feature = "browser")
        && window()
            .inner_width()
            .ok()
            .and_then(|width| width.as_f64())
            .is_some_and(|width| width < 1100.0)
}

/// Scrolls to the top of the page.
pub fn to_top() {
    if cfg!(feature = "browser") {
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Whether a key press belongs to an input method: the Enter that ends a pinyin word is not for the
/// page. WebKit sends that one after the composition has ended, recognisable only by its key code.
pub fn is_composing(event: &leptos::ev::KeyboardEvent) -> bool {
    const OF_AN_INPUT_METHOD: u32 = 229;
    event.is_composing() || event.key_code() == OF_AN_INPUT_METHOD
}

/// Whether a key press belongs to a field or a dialog rather than to the page's shortcuts.
pub fn is_typing(event: &leptos::ev::KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || is_composing(event) {
        return true;
    }
    let Some(element) = event
        .target()
        .and_then(|target| target.dyn_into::<leptos::web_sys::Element>().ok())
    else {
        return false;
    };
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        || element.closest("dialog").ok().flatten().is_some()
}

/// Asks before the page is left while `dirty`: with the browser's own words when the page is
/// unloaded, with `words` when a link leads to another page of the same program.
pub fn ask_before_leaving(dirty: Signal<bool>, words: &'static str) {
    #[cfg(feature = "browser")]
    {
        let links = StoredValue::new_local(Links::watch(dirty, words));
        on_cleanup(move || links.dispose());
    }
    #[cfg(not(feature = "browser"))]
    let _ = words;
    let handle = window_event_listener(leptos::ev::beforeunload, move |event| {
        if dirty.get_untracked() {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Two taps on a link within this time count as one, in milliseconds.
#[cfg(feature = "browser")]
const ONE_TAP: f64 = 500.0;

/// Handles taps on links before the router does.
#[cfg(feature = "browser")]
struct Links {
    heard: wasm_bindgen::closure::Closure<dyn Fn(web_sys::Event)>,
}

#[cfg(feature = "browser")]
impl Links {
    fn watch(dirty: Signal<bool>, words: &'static str) -> Self {
        let last = std::cell::Cell::new(f64::NEG_INFINITY);
        let heard = wasm_bindgen::closure::Closure::<dyn Fn(web_sys::Event)>::new(
            move |event: web_sys::Event| {
                let link = event
                    .target()
                    .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
                    .and_then(|element| element.closest("a[href]").ok().flatten());
                let stays = |link: &web_sys::Element| {
                    let href = link.get_attribute("href").unwrap_or_default();
                    href.starts_with('#') || link.has_attribute("download")
                };
                if link.as_ref().is_none_or(stays) || !dirty.get_untracked() {
                    return;
                }
                // Ignore the second tap of a double tap: its question was already asked. If the
                // page is being unloaded, the browser asks, and would ask a second time.
                let at = event.time_stamp();
                let once_more = at - last.replace(at) < ONE_TAP;
                let goes = link.is_some_and(|link| {
                    link.get_attribute("rel")
                        .is_some_and(|rel| rel.contains("external"))
                });
                if goes && !once_more {
                    return;
                }
                if once_more || !window().confirm_with_message(words).unwrap_or(true) {
                    event.prevent_default();
                    event.stop_propagation();
                }
            },
        );
        let function = heard.as_ref().unchecked_ref();
        let _ = window().add_event_listener_with_callback_and_bool("click", function, true);
        Self { heard }
    }
}

#[cfg(feature = "browser")]
impl Drop for Links {
    fn drop(&mut self) {
        let function = self.heard.as_ref().unchecked_ref();
        let _ = window().remove_event_listener_with_callback_and_bool("click", function, true);
    }
}

/// Whether the page is visible now.
pub fn is_visible() -> bool {
    cfg!(feature = "browser") && !document().hidden()
}

/// Sets the latest time that the field of an event accepts.
pub fn set_latest(event: &leptos::ev::Event, latest: &str) {
    use leptos::web_sys::HtmlInputElement;
    let target = event.target();
    if let Some(input) = target.and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
        input.set_max(latest);
    }
}

/// Writes `value` back into the field of an event: rejected input must not remain there, and an
/// unchanged value triggers no repaint.
pub fn write_back(event: &leptos::ev::Event, value: &str) {
    use leptos::web_sys::HtmlInputElement;
    let target = event.target();
    if let Some(input) = target.and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
        input.set_value(value);
    }
}

/// Stores a small setting in this browser; lost if the browser denies storage.
pub fn remember(key: &str, value: &str) {
    #[cfg(feature = "browser")]
    crate::local::prefs::set(key, &value);
    #[cfg(not(feature = "browser"))]
    let _ = (key, value);
}

/// A stored setting.
pub fn remembered(key: &str) -> Option<String> {
    #[cfg(feature = "browser")]
    return crate::local::prefs::get(key);
    #[cfg(not(feature = "browser"))]
    {
        let _ = key;
        None
    }
}
