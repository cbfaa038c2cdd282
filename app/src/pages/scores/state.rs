//! The page's state: what the address names, navigation, and where the focus goes.

use super::ids::{PANEL, cell_id, rank_id};
use super::shown::Shown;
use crate::api::scores::Trace;
use crate::components::browser;
use crate::error::AppError;
use domain::ids::TownId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

/// The trace of the open cell; `None` if no cell is open.
pub(super) type Open = Option<Result<Trace, AppError>>;

/// The router's navigation.
type Navigate = Box<dyn Fn(&str, NavigateOptions) + Send + Sync>;

/// The state of the page: a handle that is cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct ScoresState {
    /// What the address names.
    pub(super) shown: Memo<Shown>,
    /// The link in the sheet's head that was used last: it is redrawn and must get the focus back.
    stays: StoredValue<Option<String>>,
    go: StoredValue<Navigate>,
}

impl ScoresState {
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

    /// The address of the state that `edit` makes of the present one.
    pub(super) fn href(self, edit: impl FnOnce(&Shown) -> Shown) -> String {
        self.shown.with(|shown| edit(shown).href())
    }

    /// Whether a town is open or, with `row`, that row of it.
    pub(super) fn is_open(self, town: &TownId, row: Option<&str>) -> bool {
        self.shown
            .with(|shown| shown.town.as_ref() == Some(town) && shown.row.as_deref() == row)
    }

    /// Names the element that gets the focus back after the sheet's head is redrawn.
    pub(super) fn stay_at(self, id: &str) {
        self.stays.set_value(Some(id.to_owned()));
    }

    /// Closes the panel.
    pub(super) fn close(self) {
        let to = self.shown.with_untracked(|shown| shown.closed().href());
        let options = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        self.go.with_value(|go| go(&to, options));
    }

    /// Closes the panel on Esc. The focus moves into the panel when it opens, and back to the link
    /// when it closes.
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
            // The panel opens, or shows another town or row.
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
