//! Keeps the list up to date: new findings appear by themselves, but move nothing under a finger.

use super::ReviewState;
use crate::api::review::{Queue, QueueItem};
use crate::calls::review::review_news;
use crate::components::{browser, live};
use crate::error::AppError;
use domain::ids::FindingId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How often to ask for news even if the stream reports none: a stream may break off unnoticed.
const EVERY: Duration = Duration::from_secs(30);

impl ReviewState {
    /// Follows the server's news while the page is visible.
    pub fn keep_up(self) {
        live::follow("/api/v1/events", move || self.look());
        Effect::new(move || {
            let handle = set_interval_with_handle(
                move || {
                    if browser::is_visible() {
                        self.look();
                    }
                },
                EVERY,
            );
            on_cleanup(move || {
                if let Ok(handle) = handle {
                    handle.clear();
                }
            });
        });
    }

    /// Asks for news, one request at a time.
    fn look(self) {
        match self.refreshing.try_get_value() {
            // The stream may report once more after the page is gone.
            None => return,
            Some(Some(_)) => return self.refreshing.set_value(Some(true)),
            Some(None) => {}
        }
        self.refreshing.set_value(Some(false));
        spawn_local(async move {
            self.refresh().await;
            let more = self.refreshing.try_get_value().flatten();
            self.refreshing.try_set_value(None);
            if more == Some(true) && self.is_open() {
                self.look();
            }
        });
    }

    /// Applies news quietly. A failure is left to the next round, unless the session has ended:
    /// then nothing may be shown any more.
    async fn refresh(self) {
        let Some(filter) = self.filter.try_get_untracked() else {
            return;
        };
        let taken = self.taken.try_get_value();
        let queue = match review_news(filter.clone()).await {
            Ok(queue) => queue,
            Err(AppError::SignedOut) => {
                // The page may be gone by now.
                let _ = self.failed.try_set(Some(AppError::SignedOut));
                return;
            }
            Err(_) => return,
        };
        // The page may be gone, or its filter may have changed.
        if self.filter.try_get_untracked().as_ref() != Some(&filter) {
            return;
        }
        if self.taken.try_get_value() != taken {
            self.refreshing.set_value(Some(true));
        } else if let Some(changed) = self.take_news(queue) {
            self.fetch(changed).await;
        }
    }

    /// Applies the server's present list; returns the open finding if it has changed.
    fn take_news(self, queue: Queue) -> Option<FindingId> {
        if self.deciding.get_untracked() {
            return None;
        }
        let selected = self.selected.get_untracked();
        let known = self.items.get_untracked();
        let is_known = |item: &&QueueItem| known.iter().any(|it| it.finding == item.finding);
        let news: Vec<_> = queue
            .items
            .iter()
            .filter(|item| !is_known(item))
            .cloned()
            .collect();
        let latest = |item: &QueueItem| queue.items.iter().find(|it| it.finding == item.finding);
        let whole = !self.paged.get_value();
        let mut items: Vec<_> = known
            .iter()
            .filter(|item| !whole || latest(item).is_some() || Some(item.finding) == selected)
            .map(|item| latest(item).unwrap_or(item).clone())
            .collect();
        if self.held.get_untracked() && !items.is_empty() {
            self.fresh.set(news);
        } else {
            self.fresh.set(Vec::new());
            items.splice(0..0, news);
        }
        if whole {
            self.next.set(queue.next);
        }
        if items != known {
            self.items.set(items);
        }
        let open = self.detail.get_untracked().and_then(Result::ok);
        let changed = open
            .map(|open| open.item)
            .filter(|open| latest(open).is_some_and(|item| item.revision != open.revision));
        if changed.is_some() {
            self.changed.set(true);
        }
        self.take_figures(queue);
        changed.map(|open| open.finding)
    }

    /// Adds the waiting news to the top of the list.
    pub fn show_fresh(self) {
        let news = self.fresh.get_untracked();
        self.fresh.set(Vec::new());
        self.items.update(|items| {
            items.splice(0..0, news);
        });
    }

    pub(super) fn take_figures(self, queue: Queue) {
        self.total.set(queue.total);
        self.waiting.set(queue.waiting);
        self.in_any_state.set(queue.in_any_state);
        take(self.towns, queue.towns);
        take(self.indicators, queue.indicators);
        take(self.sites, queue.sites);
        take(self.inspectors, queue.inspectors);
    }
}

/// Sets a signal only if the value has changed, so that selects are not redrawn in vain.
fn take<T: PartialEq + Send + Sync + 'static>(known: RwSignal<T>, now: T) {
    if known.with_untracked(|known| *known != now) {
        known.set(now);
    }
}
