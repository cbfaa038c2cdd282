//! 公开 of a 暗访, one or many: asked for once more, since it cannot be taken back.

use crate::api::visits::release_visits;
use crate::components::{Button, ButtonKind, Sheet, Toasts};
use crate::language::I18n;
use crate::words_of::{error_words, fill};
use domain::ids::VisitId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use std::collections::BTreeSet;

/// Making visits public, one or many.
#[derive(Clone, Copy)]
pub(super) struct Releasing {
    i18n: I18n,
    toasts: Toasts,
    reload: Callback<()>,
    /// Those that are marked in the list.
    pub(super) marked: RwSignal<BTreeSet<VisitId>>,
    asked: RwSignal<Vec<VisitId>>,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
}

impl Releasing {
    pub(super) fn new(i18n: I18n, toasts: Toasts, reload: Callback<()>) -> Self {
        Self {
            i18n,
            toasts,
            reload,
            marked: RwSignal::new(BTreeSet::new()),
            asked: RwSignal::new(Vec::new()),
            open: RwSignal::new(false),
            busy: RwSignal::new(false),
        }
    }

    pub(super) fn ask(self, visits: Vec<VisitId>) {
        if !visits.is_empty() {
            self.asked.set(visits);
            self.open.set(true);
        }
    }

    fn go(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let wanted = self.asked.get_untracked();
        let all = wanted.len();
        spawn_local(async move {
            let answer = release_visits(wanted).await;
            // The page may be gone meanwhile; what was made public is public all the same.
            if self.busy.try_set(false).is_some() {
                return;
            }
            self.open.set(false);
            // What is marked stays marked where nothing came of it.
            if answer.is_ok() {
                self.marked.set(BTreeSet::new());
            }
            self.toasts.say(match answer {
                Ok(count) => {
                    let left = all.saturating_sub(count as usize);
                    let words = match left {
                        0 => td_string!(self.i18n, visits.said_released),
                        _ => td_string!(self.i18n, visits.said_released_some),
                    };
                    fill(words, &[("n", &count), ("left", &left)])
                }
                Err(error) => error_words(self.i18n, &error),
            });
            self.reload.try_run(());
        });
    }
}

/// The question.
pub(super) fn question(it: Releasing) -> AnyView {
    let i18n = it.i18n;
    let title = Signal::derive(move || {
        let n = it.asked.with(Vec::len);
        fill(td_string!(i18n, visits.release_title), &[("n", &n)])
    });
    view! {
        <Sheet open=it.open title testid="release-sheet">
            <p>{td_string!(i18n, visits.release_text)}</p>
            <div class="actions">
                <Button kind=ButtonKind::Primary busy=it.busy on_click=move |()| it.go() testid="release-do">
                    {td_string!(i18n, visits.release)}
                </Button>
                <Button kind=ButtonKind::Quiet on_click=move |()| it.open.set(false)>
                    {td_string!(i18n, visits.cancel)}
                </Button>
            </div>
        </Sheet>
    }
    .into_any()
}
