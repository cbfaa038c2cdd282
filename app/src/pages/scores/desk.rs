//! What the page holds: what the address says, the way to another, and where the focus goes.

use super::ids::{PANEL, cell_id, rank_id};
use super::shown::Shown;
use crate::api::scores::Trace;
use crate::components::browser;
use crate::error::AppError;
use domain::ids::TownId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

/// What is asked for of an open cell; none where none is open.
pub(super) type Open = Option<Result<Trace, AppError>>;

/// The router's way to another address.
type Navigate = Box<dyn Fn(&str, NavigateOptions) + Send + Sync>;

/// The state of the page; a copy for each part of it.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// What the address says.
    pub(super) shown: Memo<Shown>,
    /// The link in the sheet's head that was used last: it is drawn anew, and keeps the focus.
    stays: StoredValue<Option<String>>,
    go: StoredValue<Navigate>,
}

impl Desk {
    /// The page's state.
    pub(super) fn new() -> Self {
        let query = use_query_map();
        let navigate = use_navigate();
        Self {
            shown: Memo::new(move |_| query.with(Shown::read)),
            stays: StoredValue::new(None),
            go: StoredValue::new(Box::new(move |to: &str, options| navigate(to, options))),
        }
    }

    /// The address of what `edit` makes of what is shown.
    pub(super) fn href(self, edit: impl FnOnce(&Shown) -> Shown) -> String {
        self.shown.with(|shown| edit(shown).href())
    }

    /// Whether a town is open, or a row of it.
    pub(super) fn is_open(self, town: &TownId, row: Option<&str>) -> bool {
        self.shown
            .with(|shown| shown.town.as_ref() == Some(town) && shown.row.as_deref() == row)
    }

    /// The element that the focus returns to when the sheet's head has been drawn anew.
    pub(super) fn stay_at(self, id: &str) {
        self.stays.set_value(Some(id.to_owned()));
    }

    /// Closes what is open.
    pub(super) fn close(self) {
        let to = self.shown.with_untracked(|shown| shown.closed().href());
        let options = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        self.go.with_value(|go| go(&to, options));
    }

    /// Esc closes the panel. The focus goes into what opens, and back to where it was opened.
    pub(super) fn listen(self) {
        Effect::new(move || {
            let handle = window_event_listener(leptos::ev::keydown, move |event| {
                let open = self.shown.with_untracked(|shown| shown.town.is_some());
                if open && event.key() == "Escape" && !browser::is_typing(&event) {
                    event.prevent_default();
                    self.close();
                }
            });
            on_cleanup(move || handle.remove());
        });
        Effect::new(move |before: Option<Shown>| {
            let now = self.shown.get();
            if let Some(before) = before {
                self.follow(&before, &now);
            }
            now
        });
    }

    fn follow(self, before: &Shown, now: &Shown) {
        let was = (before.town.clone(), before.row.clone());
        if was == (now.town.clone(), now.row.clone()) {
            let id = self.stays.try_update_value(Option::take).flatten();
            if let Some(id) = id {
                request_animation_frame(move || browser::focus_in_place(&id));
            }
            return;
        }
        let narrow = browser::is_narrow();
        match (was, &now.town) {
            // Back to the town from a row of it, or to another.
            (_, Some(_)) => request_animation_frame(move || {
                if narrow {
                    browser::to_top();
                }
                browser::focus_in_place(PANEL);
            }),
            ((Some(town), _), None) if narrow => request_animation_frame(move || {
                let id = rank_id(town.as_str());
                browser::focus_in_place(&id);
                browser::reveal(&id);
            }),
            ((Some(town), row), None) => request_animation_frame(move || {
                browser::focus_in_place(&cell_id(town.as_str(), row.as_deref()));
            }),
            ((None, _), None) => {}
        }
    }
}
