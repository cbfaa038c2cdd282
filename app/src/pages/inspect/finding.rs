//! A finding's details in place: how many, which phrases, a note, photos. The rarely used time and
//! position are folded away.

use crate::components::{Chips, Stepper};
use crate::pages::inspect::note::Note;
use crate::pages::inspect::noted_position::NotedPosition;
use crate::pages::inspect::photos::Photos;
use crate::pages::inspect::recorder::use_recorder;
use crate::pages::inspect::seen_at::SeenAt;
use crate::pages::inspect::this_finding::ThisFinding;
use crate::pages::inspect::this_visit::ThisVisit;
use crate::pages::inspect::walk;
use crate::words_of::moment_words;
use domain::ids::FindingId;
use domain::table::{Checkpoint, Per};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The form to complete one finding.
#[component]
pub(super) fn FindingDetail(finding: FindingId, known: StoredValue<Checkpoint>) -> impl IntoView {
    let recorder = use_recorder();
    let i18n = recorder.i18n;
    let visit: ThisVisit = expect_context();
    let this = ThisFinding::new(finding, visit, recorder);
    let phrases = known.with_value(|known| walk::phrases(i18n, known));
    let stored = StoredValue::new(phrases.clone());
    let chosen = Signal::derive(move || {
        let chosen = this
            .content
            .with(|it| it.as_ref().map(|it| it.phrases.clone()).unwrap_or_default());
        let shown = |zh: &String| {
            stored.with_value(|all| {
                all.iter()
                    .find(|it| it.0 == *zh)
                    .map_or_else(|| zh.clone(), |it| it.1.clone())
            })
        };
        chosen.iter().map(shown).collect::<Vec<_>>()
    });
    let toggle = move |shown: String| {
        let zh = stored.with_value(|all| {
            all.iter()
                .find(|it| it.1 == shown)
                .map_or_else(|| shown.clone(), |it| it.0.clone())
        });
        this.amend(|said| match said.phrases.iter().position(|it| *it == zh) {
            Some(at) => {
                said.phrases.remove(at);
            }
            None => said.phrases.push(zh),
        });
    };
    let counts = known.with_value(|known| known.per == Per::Count);
    let note_required = known.with_value(|known| known.note_required);
    let count = this.part(|content| content.count);
    view! {
        <div class="finding-here" data-testid="finding" data-finding=finding.to_string()>
            {counts
                .then(|| {
                    view! {
                        <Stepper
                            id=format!("count-{finding}")
                            label=td_string!(i18n, inspect.count)
                            unit=td_string!(i18n, inspect.count_unit)
                            value=Signal::derive(move || count.get().unwrap_or(1))
                            on_change=move |count| this.amend(|said| said.count = count)
                        />
                    }
                })}
            {(!phrases.is_empty())
                .then(|| {
                    view! {
                        <Chips
                            legend=td_string!(i18n, inspect.phrases)
                            phrases=phrases.iter().map(|it| it.1.clone()).collect()
                            chosen
                            on_toggle=toggle
                            hide_legend=true
                        />
                    }
                })}
            <Note this required=note_required />
            <Photos visit=visit.id finding known />
            <Rare this />
        </div>
    }
    .into_any()
}

/// The rarely used parts: when and where it was seen, and withdrawing it.
#[component]
fn Rare(this: ThisFinding) -> impl IntoView {
    let i18n = this.recorder.i18n;
    let at = this.part(|content| content.observed_at);
    let position = this.part(|content| content.position);
    let position = Signal::derive(move || position.get().flatten());
    let summary = move || {
        let at = at
            .get()
            .map(|at| moment_words(i18n, at))
            .unwrap_or_default();
        let noted = match position.get() {
            Some(_) => td_string!(i18n, inspect.position_noted_short),
            None => td_string!(i18n, inspect.position_none_short),
        };
        format!("{} {at} · {noted}", td_string!(i18n, inspect.observed_at))
    };
    view! {
            <div class="finding-foot">
            <details class="rare">
                <summary data-testid="rare">{summary}</summary>
                <div class="rare-body">
                    <SeenAt this />
                    <NotedPosition
                        kept=position
                        on_note=move |fix| this.amend(|said| said.position = fix)
                    />
                </div>
            </details>
            <button
                type="button"
                class="button button-quiet"
                data-testid="take-back"
                on:click=move |_| this.take_back()
            >
                {td_string!(i18n, inspect.take_back)}
            </button>
            </div>
    }
    .into_any()
}
