//! What the page holds: the list, the open finding, and how both are kept up with the server.

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

/// A finding as it was fetched; none while it is on its way.
type Fetched = Option<Result<FindingDetail, AppError>>;

/// The router's way to another address.
type Navigate = Box<dyn Fn(&str, NavigateOptions) + Send + Sync>;

/// The state of the page; a copy for each component.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What the address filters by.
    pub filter: RwSignal<QueueFilter>,
    /// What the address opens.
    pub selected: RwSignal<Option<FindingId>>,
    /// The findings in the list.
    pub items: RwSignal<Vec<QueueItem>>,
    /// News that wait above the list until they are asked for.
    pub fresh: RwSignal<Vec<QueueItem>>,
    /// How many match.
    pub total: RwSignal<u64>,
    /// How many wait, whatever the filter.
    pub waiting: RwSignal<u64>,
    /// Where the next page begins.
    pub next: RwSignal<Option<u64>>,
    /// The towns to filter by.
    pub towns: RwSignal<Vec<(TownId, String)>>,
    /// The indicators to filter by.
    pub indicators: RwSignal<Vec<(String, String)>>,
    /// The sites to filter by.
    pub sites: RwSignal<Vec<(SiteId, String)>>,
    /// The inspectors to filter by.
    pub inspectors: RwSignal<Vec<(UserId, String)>>,
    /// How many match in any state.
    pub in_any_state: RwSignal<u64>,
    /// The list is on its way.
    pub loading: RwSignal<bool>,
    /// The list could not be fetched.
    pub failed: RwSignal<Option<AppError>>,
    /// The open finding.
    pub detail: RwSignal<Fetched>,
    /// A decision is on its way.
    pub deciding: RwSignal<bool>,
    /// The open finding changed under the reader's eyes.
    pub changed: RwSignal<bool>,
    /// A finger or pointer is on the list: it must not move.
    pub held: RwSignal<bool>,
    /// The list is being kept up; true where there was news meanwhile.
    refreshing: StoredValue<Option<bool>>,
    /// How often a decision or a whole list was taken in: news that were asked for before may know
    /// nothing of it.
    taken: StoredValue<u32>,
    /// Further pages were loaded.
    paged: StoredValue<bool>,
    /// The finding that comes next, fetched ahead.
    ahead: StoredValue<Option<FindingDetail>>,
    go: StoredValue<Navigate>,
}

impl Desk {
    /// The page's state from what came with the page.
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

    /// Fetches what the address asks for whenever it changes.
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
            // What came with the page need not be fetched.
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

    /// Whether the page is still there: an answer, or a tap on a toast, may come when it is not, and
    /// nothing of it can be read any more.
    pub fn is_open(self) -> bool {
        self.filter.try_get_untracked().is_some()
    }

    /// Opens a finding, or closes the open one; `replace` leaves no step to go back to.
    pub fn select(self, finding: Option<FindingId>, replace: bool) {
        // A toast may outlive the page that it came from.
        if let Some(filter) = self.filter.try_get_untracked() {
            self.visit(&address::href(&filter, finding), replace);
        }
    }

    /// Shows what matches another filter; nothing is open then.
    pub fn refilter(self, filter: &QueueFilter) {
        self.visit(&address::href(filter, None), false);
    }

    /// Shows what says other words; a search is one step to go back to, not one for each key. A finding that
    /// was opened meanwhile stays open.
    pub fn search(self, text: &str) {
        if let Some(mut filter) = self.filter.try_get_untracked() {
            text.clone_into(&mut filter.text);
            let open = self.selected.get_untracked();
            self.visit(&address::href(&filter, open), true);
        }
    }

    /// A town's name, or its id where the page does not know it.
    pub fn town_name(self, id: &TownId) -> String {
        called(&self.towns.get(), id)
    }

    /// A site's name, or its id.
    pub fn site_name(self, id: &SiteId) -> String {
        called(&self.sites.get(), id)
    }

    /// An inspector's name, or their id.
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

    /// The finding `step` below the open one; the first where none is open.
    pub fn neighbour(self, step: isize) -> Option<FindingId> {
        let selected = self.selected.get_untracked();
        self.items.with_untracked(|items| {
            let at = items.iter().position(|item| Some(item.finding) == selected);
            let to = at.map_or(Some(0), |at| at.checked_add_signed(step))?;
            items.get(to).map(|item| item.finding)
        })
    }

    /// Fetches the list anew.
    pub fn load(self) {
        // The page may have been left before an answer came.
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

    /// Fetches the next page below the list.
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

    /// Fetches the open finding anew.
    pub fn reopen(self) {
        // The page may have been left before an answer came.
        if let Some(finding) = self.selected.try_get_untracked().flatten() {
            spawn_local(self.fetch(finding));
        }
    }

    async fn fetch(self, finding: FindingId) {
        let answer = review_finding(finding).await;
        if self.selected.try_get_untracked().flatten() == Some(finding) {
            // What has not changed is not drawn again.
            let answer = Some(answer);
            if self.detail.try_with_untracked(|shown| *shown != answer) == Some(true) {
                self.detail.set(answer);
            }
        }
    }

    /// Fetches the finding that comes next, so that it is there at once after a decision.
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

    /// Takes a decision into the list and opens the next finding, unless another is open meanwhile.
    pub fn decided(self, item: QueueItem, waiting: u64) {
        let finding = item.finding;
        let filter = self.filter.get_untracked();
        let is_open = self.selected.get_untracked() == Some(finding);
        let following = self
            .neighbour(1)
            .or_else(|| self.neighbour(-1))
            .filter(|it| *it != finding);
        let stays = filter.all || filter.state == Some(item.state);
        // What was fetched ahead of the same town is of before the decision: drawn now and anew a moment later,
        // it would move under a finger.
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
