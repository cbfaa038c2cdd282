//! The page's state: the list, the open finding, and keeping both up to date.

use crate::api::review::{FindingDetail, Queue, QueueFilter, QueueItem};
use crate::calls::review::{review_finding, review_queue};
use crate::components::browser;
use crate::error::AppError;
use crate::pages::review::address;
use domain::ids::{FindingId, SiteId, TownId, UserId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

mod news;

/// A loaded finding; `None` while it is loading.
type Fetched = Option<Result<FindingDetail, AppError>>;

/// The router's navigation.
type Navigate = Box<dyn Fn(&str, NavigateOptions) + Send + Sync>;

/// The state of the page: a handle that is cheap to copy.
#[derive(Clone, Copy)]
pub struct ReviewState {
    /// The filter in the address.
    pub filter: RwSignal<QueueFilter>,
    /// The finding that the address opens.
    pub selected: RwSignal<Option<FindingId>>,
    /// The findings in the list.
    pub items: RwSignal<Vec<QueueItem>>,
    /// New findings that wait above the list until the person asks for them.
    pub fresh: RwSignal<Vec<QueueItem>>,
    /// How many findings match the filter.
    pub total: RwSignal<u64>,
    /// How many findings wait for a decision, regardless of the filter.
    pub waiting: RwSignal<u64>,
    /// Where the next page begins, if there is one.
    pub next: RwSignal<Option<u64>>,
    /// The towns to filter by.
    pub towns: RwSignal<Vec<(TownId, String)>>,
    /// The indicators to filter by.
    pub indicators: RwSignal<Vec<(String, String)>>,
    /// The sites to filter by.
    pub sites: RwSignal<Vec<(SiteId, String)>>,
    /// The inspectors to filter by.
    pub inspectors: RwSignal<Vec<(UserId, String)>>,
    /// How many match the filter in any state.
    pub in_any_state: RwSignal<u64>,
    /// Whether the list is loading.
    pub loading: RwSignal<bool>,
    /// Why the list could not be loaded.
    pub failed: RwSignal<Option<AppError>>,
    /// The open finding.
    pub detail: RwSignal<Fetched>,
    /// Whether a decision is being sent.
    pub deciding: RwSignal<bool>,
    /// Whether the open finding has changed on the server while it was shown.
    pub changed: RwSignal<bool>,
    /// Whether a finger or pointer is on the list, which must not move then.
    pub held: RwSignal<bool>,
    /// Set while the list is being refreshed; true if news came meanwhile.
    refreshing: StoredValue<Option<bool>>,
    /// How often a decision or a whole list was applied. An answer requested before that may be
    /// outdated.
    taken: StoredValue<u32>,
    /// Whether further pages were loaded.
    paged: StoredValue<bool>,
    /// The next finding, loaded in advance.
    ahead: StoredValue<Option<FindingDetail>>,
    go: StoredValue<Navigate>,
}

impl ReviewState {
    /// The initial state, from the data that came with the page.
    pub fn new(asked: (QueueFilter, Option<FindingId>), queue: Queue, detail: Fetched) -> Self {
        let navigate = use_navigate();
        Self {
            filter: RwSignal::new(asked.0),
            selected: RwSignal::new(asked.1),
            items: RwSignal::new(queue.items),
            fresh: RwSignal::new(Vec::new()),
            total: RwSignal::new(queue.total),
            waiting: RwSignal::new(queue.waiting),
            next: RwSignal::new(queue.next),
            towns: RwSignal::new(queue.towns),
            indicators: RwSignal::new(queue.indicators),
            sites: RwSignal::new(queue.sites),
            inspectors: RwSignal::new(queue.inspectors),
            in_any_state: RwSignal::new(queue.in_any_state),
            loading: RwSignal::new(false),
            failed: RwSignal::new(None),
            detail: RwSignal::new(detail),
            deciding: RwSignal::new(false),
            changed: RwSignal::new(false),
            held: RwSignal::new(false),
            refreshing: StoredValue::new(None),
            taken: StoredValue::new(0),
            paged: StoredValue::new(false),
            ahead: StoredValue::new(None),
            go: StoredValue::new(Box::new(move |to: &str, options| navigate(to, options))),
        }
    }

    /// Loads what the address names whenever it changes.
    pub fn follow_the_address(self) {
        let query = use_query_map();
        Effect::new(move || {
            let (filter, selected) =
                query.with(|query| (address::filter(query), address::selected(query)));
            if self.filter.with_untracked(|now| *now != filter) {
                self.filter.set(filter);
            }
            if self.selected.get_untracked() != selected {
                self.selected.set(selected);
            }
        });
        Effect::new(move |before: Option<QueueFilter>| {
            let filter = self.filter.get();
            if before.is_some_and(|before| before != filter) {
                self.load();
            }
            filter
        });
        Effect::new(move |before: Option<Option<FindingId>>| {
            let selected = self.selected.get();
            // Data that came with the page need not be loaded.
            let there = before.is_none() && self.detail.with_untracked(Option::is_some);
            if before != Some(selected) && !there {
                self.open(selected);
                match (selected, before.flatten()) {
                    (Some(_), _) if browser::is_narrow() => browser::to_top(),
                    (None, Some(closed)) => request_animation_frame(move || {
                        browser::reveal(&format!("item-{closed}"));
                    }),
                    _ => {}
                }
            } else if there {
                self.look_ahead();
            }
            selected
        });
    }

    /// Whether the page still exists. An answer or a tap on a toast may come after it is disposed,
    /// when its signals can no longer be read.
    pub fn is_open(self) -> bool {
        self.filter.try_get_untracked().is_some()
    }

    /// Opens a finding, or closes the open one; `replace` adds no history entry.
    pub fn select(self, finding: Option<FindingId>, replace: bool) {
        // A toast may outlive its page.
        if let Some(filter) = self.filter.try_get_untracked() {
            self.visit(&address::href(&filter, finding), replace);
        }
    }

    /// Applies another filter and closes the open finding.
    pub fn refilter(self, filter: &QueueFilter) {
        self.visit(&address::href(filter, None), false);
    }

    /// Applies another search text. A whole search is one history entry, not one per key. An open
    /// finding stays open.
    pub fn search(self, text: &str) {
        if let Some(mut filter) = self.filter.try_get_untracked() {
            text.clone_into(&mut filter.text);
            let open = self.selected.get_untracked();
            self.visit(&address::href(&filter, open), true);
        }
    }

    /// A town's name; its id if the page has no name for it.
    pub fn town_name(self, id: &TownId) -> String {
        called(&self.towns.get(), id)
    }

    /// A site's name; its id if the page has no name for it.
    pub fn site_name(self, id: &SiteId) -> String {
        called(&self.sites.get(), id)
    }

    /// An inspector's name; their id if the page has no name for it.
    pub fn inspector_name(self, id: UserId) -> String {
        called(&self.inspectors.get(), &id)
    }

    fn visit(self, to: &str, replace: bool) {
        let options = NavigateOptions {
            replace,
            scroll: false,
            ..NavigateOptions::default()
        };
        self.go.with_value(|go| go(to, options));
    }

    /// The finding `step` places below the open one; the first if none is open.
    pub fn neighbour(self, step: isize) -> Option<FindingId> {
        let selected = self.selected.get_untracked();
        self.items.with_untracked(|items| {
            let at = items.iter().position(|item| Some(item.finding) == selected);
            let to = at.map_or(Some(0), |at| at.checked_add_signed(step))?;
            items.get(to).map(|item| item.finding)
        })
    }

    /// Loads the list again.
    pub fn load(self) {
        // The page may have been left before the answer arrived.
        let Some(filter) = self.filter.try_get_untracked() else {
            return;
        };
        self.loading.set(true);
        spawn_local(async move {
            let answer = review_queue(filter.clone()).await;
            if self.filter.try_get_untracked().as_ref() != Some(&filter) {
                return;
            }
            self.loading.set(false);
            match answer {
                Ok(queue) => {
                    self.failed.set(None);
                    self.taken.update_value(|times| *times += 1);
                    self.paged.set_value(false);
                    self.fresh.set(Vec::new());
                    self.items.set(queue.items.clone());
                    self.next.set(queue.next);
                    self.take_figures(queue);
                }
                Err(error) => self.failed.set(Some(error)),
            }
        });
    }

    /// Loads the next page and appends it to the list.
    pub fn load_more(self) {
        let filter = self.filter.get_untracked();
        let page = QueueFilter {
            before: self.next.get_untracked(),
            ..filter.clone()
        };
        self.loading.set(true);
        spawn_local(async move {
            let answer = review_queue(page).await;
            if self.filter.try_get_untracked().as_ref() != Some(&filter) {
                return;
            }
            self.loading.set(false);
            match answer {
                Ok(queue) => {
                    self.paged.set_value(true);
                    self.next.set(queue.next);
                    self.items.update(|items| {
                        for item in queue.items {
                            if !items.iter().any(|known| known.finding == item.finding) {
                                items.push(item);
                            }
                        }
                    });
                }
                Err(error) => self.failed.set(Some(error)),
            }
        });
    }

    fn open(self, finding: Option<FindingId>) {
        self.changed.set(false);
        let Some(finding) = finding else {
            self.detail.set(None);
            return;
        };
        let ready = self
            .ahead
            .with_value(|ahead| ahead.clone().filter(|it| it.item.finding == finding));
        self.detail.set(ready.map(Ok));
        browser::reveal(&format!("item-{finding}"));
        spawn_local(async move {
            self.fetch(finding).await;
            if self.is_open() {
                self.look_ahead();
            }
        });
    }

    /// Loads the open finding again.
    pub fn reopen(self) {
        // The page may have been left before the answer arrived.
        if let Some(finding) = self.selected.try_get_untracked().flatten() {
            spawn_local(self.fetch(finding));
        }
    }

    async fn fetch(self, finding: FindingId) {
        let answer = review_finding(finding).await;
        if self.selected.try_get_untracked().flatten() == Some(finding) {
            // Do not redraw an unchanged finding.
            let answer = Some(answer);
            if self.detail.try_with_untracked(|shown| *shown != answer) == Some(true) {
                self.detail.set(answer);
            }
        }
    }

    /// Loads the next finding in advance, so that it shows at once after a decision.
    fn look_ahead(self) {
        let Some(next) = self.neighbour(1) else {
            return;
        };
        spawn_local(async move {
            if let Ok(detail) = review_finding(next).await {
                self.ahead.try_set_value(Some(detail));
            }
        });
    }

    /// Applies a decision to the list and opens the next finding, unless another one was opened
    /// meanwhile.
    pub fn decided(self, item: QueueItem, waiting: u64) {
        let finding = item.finding;
        let filter = self.filter.get_untracked();
        let is_open = self.selected.get_untracked() == Some(finding);
        let following = self
            .neighbour(1)
            .or_else(|| self.neighbour(-1))
            .filter(|it| *it != finding);
        let stays = filter.all || filter.state == Some(item.state);
        // A finding of the same town loaded before the decision is outdated: showing it and
        // redrawing it a moment later would move it under a finger.
        self.ahead
            .update_value(|ahead| *ahead = ahead.take().filter(|it| it.item.town != item.town));
        self.items.update(|items| {
            if stays {
                if let Some(known) = items.iter_mut().find(|it| it.finding == finding) {
                    *known = item;
                }
            } else {
                items.retain(|it| it.finding != finding);
            }
        });
        if !stays {
            self.total.update(|total| *total = total.saturating_sub(1));
        }
        self.waiting.set(waiting);
        self.taken.update_value(|times| *times += 1);
        if is_open {
            self.select(following, true);
        }
    }
}

fn called<Id: PartialEq + ToString>(known: &[(Id, String)], id: &Id) -> String {
    let found = known.iter().find(|(it, _)| it == id);
    found.map_or_else(|| id.to_string(), |(_, name)| name.clone())
}
