//! What the disk refused, shown at its row with a button to retry.

use crate::components::{each, when};
use crate::pages::inspect::recorder::{disk_words, use_recorder};
use crate::words_of::fill;
use domain::ids::{CheckpointId, VisitId};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// Shows what of a checkpoint is not saved, until it is saved or dismissed.
#[component]
pub(super) fn UnsavedHere(visit: VisitId, checkpoint: CheckpointId) -> impl IntoView {
    let recorder = use_recorder();
    let (i18n, store) = (recorder.i18n, recorder.here.store);
    let checkpoint = StoredValue::new(checkpoint);
    let mine = Memo::new(move |_| {
        store.unsaved().with(|all| {
            let here = |it: &&crate::local::queue::Unsaved| {
                it.visit == visit && checkpoint.with_value(|id| it.checkpoint == *id)
            };
            all.iter().filter(here).cloned().collect::<Vec<_>>()
        })
    });
    let let_go = move || checkpoint.with_value(|id| store.let_go(visit, id));
    let retry = move |_| {
        let intents = mine.get_untracked().into_iter().flat_map(|it| it.intents);
        let intents: Vec<_> = intents.collect();
        let_go();
        recorder.record(intents);
    };
    when(
        move || mine.with(|mine| !mine.is_empty()),
        move || {
            view! {
                <div class="row-unsaved" role="alert" data-testid="row-unsaved">
                    {each(move || mine.with(|mine| mine.last().cloned().into_iter().collect::<Vec<_>>()), |it| format!("{:?}", it.why), move |it| {
                        let why = disk_words(i18n, &it.why);
                        view! { <p>{fill(td_string!(i18n, inspect.row_not_saved), &[("why", &why)])}</p> }.into_any()
                    })}
                    <div class="row-foot">
                        <button type="button" class="button button-secondary" data-testid="save-again" on:click=retry>
                            {td_string!(i18n, inspect.save_again)}
                        </button>
                        <button type="button" class="button button-quiet" data-testid="let-go" on:click=move |_| let_go()>
                            {td_string!(i18n, inspect.let_go)}
                        </button>
                    </div>
                </div>
            }
            .into_any()
        },
    )
}
