//! The panel beside the sheet: a town, or the trace of a cell.

use super::ids::PANEL;
use super::state::{Open, ScoresState};
use super::{town, trace};
use crate::api::scores::ScoreSheet;
use crate::components::{ErrorState, Loading};
use crate::language::{I18n, table_words};
use domain::ids::TownId;
use leptos::prelude::*;
use leptos_i18n::td_string;
use std::sync::Arc;

/// The panel; empty if nothing is open.
pub(super) fn panel(
    i18n: I18n,
    sheet: Arc<ScoreSheet>,
    state: ScoresState,
    open: Resource<Open>,
) -> AnyView {
    let what = Memo::new(move |_| {
        state
            .shown
            .with(|it| it.town.clone().map(|town| (town, it.row.clone())))
    });
    (move || {
        let sheet = Arc::clone(&sheet);
        what.get()
            .map(|(town, row)| one(i18n, &sheet, (town, row), state, open))
    })
    .into_any()
}

fn one(
    i18n: I18n,
    sheet: &ScoreSheet,
    (id, row): (TownId, Option<String>),
    state: ScoresState,
    open: Resource<Open>,
) -> AnyView {
    let found = sheet.towns.iter().find(|it| it.town == id);
    let column = row
        .as_ref()
        .map(|row| sheet.columns.iter().find(|it| it.id == *row));
    let name = found.map_or_else(|| id.to_string(), |town| town.name.clone());
    let title = match (&row, column.flatten()) {
        (Some(_), Some(column)) => {
            let row = table_words(i18n, &column.name, column.name_en.as_deref());
            format!("{name} · {} {row}", column.id)
        }
        (Some(row), None) => format!("{name} · {row}"),
        (None, _) => name.clone(),
    };
    let content = match (row.is_some(), found) {
        (true, _) => cell(i18n, open),
        (false, Some(found)) => town::town(i18n, sheet, found, state),
        (false, None) => view! { <p>{td_string!(i18n, scores.no_town)}</p> }.into_any(),
    };
    let up = {
        let id = id.clone();
        move || state.href(|shown| shown.with(&id, None))
    };
    let up = row.is_some().then(|| {
        view! {
            <a class="button button-quiet panel-up" href=up data-noscroll="" data-testid="to-town">
                {name}
            </a>
        }
    });
    view! {
        <section
            id=PANEL
            class="card score-panel"
            tabindex="-1"
            aria-labelledby="trace-title"
            data-testid="trace"
        >
            <header class="panel-head">
                <a
                    class="button button-quiet panel-back"
                    href=move || state.href(|shown| shown.closed())
                    data-noscroll=""
                >
                    {td_string!(i18n, scores.back_to_places)}
                </a>
                {up}
                <a
                    class="button button-quiet button-icon panel-close"
                    href=move || state.href(|shown| shown.closed())
                    data-noscroll=""
                    aria-label=td_string!(i18n, common.close)
                    title=td_string!(i18n, scores.close_key)
                    data-testid="trace-close"
                >
                    <span aria-hidden="true">"✕"</span>
                </a>
            </header>
            <h2 id="trace-title">{title}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// A cell's trace, which is loaded separately.
fn cell(i18n: I18n, open: Resource<Open>) -> AnyView {
    view! {
        <Transition fallback=|| view! { <Loading lines=4 /> }>
            {move || {
                open.get()
                    .flatten()
                    .map(|answer| match answer {
                        Ok(found) => trace::content(i18n, found),
                        Err(error) => {
                            view! { <ErrorState error on_retry=move |()| open.refetch() /> }.into_any()
                        }
                    })
            }}
        </Transition>
    }
    .into_any()
}
