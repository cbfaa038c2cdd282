//! Watches the page, which may go at any moment, perhaps into a cache that freezes it and later
//! brings it back. A transaction or connection left open would lock the store for every later page.

use futures::channel::oneshot;
use gloo_events::EventListener;
use std::cell::RefCell;
use std::rc::Rc;

#[derive(Default)]
struct Page {
    listening: bool,
    away: bool,
    departures: u32,
    waiting: Vec<oneshot::Sender<()>>,
    open: Vec<Rc<dyn Fn()>>,
}

thread_local! {
    static PAGE: RefCell<Page> = RefCell::default();
}

/// Something that must end with the page. Dropping it means that it has ended by itself.
pub(super) struct EndsWithPage(Rc<dyn Fn()>);

impl EndsWithPage {
    /// Calls `end` when the page goes.
    pub(super) fn new(end: impl Fn() + 'static) -> Self {
        listen();
        let end: Rc<dyn Fn()> = Rc::new(end);
        PAGE.with_borrow_mut(|page| page.open.push(end.clone()));
        Self(end)
    }
}

impl Drop for EndsWithPage {
    fn drop(&mut self) {
        PAGE.with_borrow_mut(|page| page.open.retain(|it| !Rc::ptr_eq(it, &self.0)));
    }
}

/// Whether the page is away: nothing may be opened then.
pub(super) fn is_away() -> bool {
    PAGE.with_borrow(|page| page.away)
}

/// How often the page has gone away so far.
pub(super) fn departures() -> u32 {
    PAGE.with_borrow(|page| page.departures)
}

/// Waits until the page is back, if it is away.
pub(super) async fn here() {
    let back = PAGE.with_borrow_mut(|page| {
        page.away.then(|| {
            let (tell, back) = oneshot::channel();
            page.waiting.push(tell);
            back
        })
    });
    if let Some(back) = back {
        // If the page never comes back, nobody waits for this any more.
        let _ = back.await;
    }
}

fn listen() {
    if PAGE.with_borrow_mut(|page| std::mem::replace(&mut page.listening, true)) {
        return;
    }
    if let Some(window) = web_sys::window() {
        EventListener::new(&window, "pagehide", |_| leave()).forget();
        EventListener::new(&window, "pageshow", |_| come_back()).forget();
    }
}

fn leave() {
    // `end` may drop entries of this list, so nothing may be borrowed while it runs.
    let open = PAGE.with_borrow_mut(|page| {
        page.away = true;
        page.departures += 1;
        page.open.clone()
    });
    for end in open {
        end();
    }
}

fn come_back() {
    let waiting = PAGE.with_borrow_mut(|page| {
        page.away = false;
        std::mem::take(&mut page.waiting)
    });
    for tell in waiting {
        // The waiting task may be gone.
        let _ = tell.send(());
    }
}
