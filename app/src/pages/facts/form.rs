//! The form of a row: a table of cells, saved all or nothing.

use super::asked::{Asked, Kept};
use super::lines::with_blanks;
use super::saving::{save_of, summary};
use super::state::{Cells, FactsState};
use super::{actions, line, list, modes, pasting, spread};
use crate::api::facts::{FactsForm, FactsPage, SHOWCASE, WAIVERS};
use crate::components::browser::ask_before_leaving;
use crate::components::{Button, ButtonKind};
use crate::entered::column_words;
use crate::language::{I18n, table_words};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The panel of the open row.
pub(super) fn panel(
    i18n: I18n,
    page: &FactsPage,
    form: FactsForm,
    asked: Asked,
    kept: Kept,
) -> AnyView {
    let (said, dirty) = (kept.said, kept.dirty);
    dirty.set(false);
    let state = FactsState {
        quarter: page.quarter,
        enters: form.enters,
        dirty,
        faults: RwSignal::new(Vec::new()),
        pasted: RwSignal::new(Vec::new()),
        stale: RwSignal::new(Vec::new()),
        findings: StoredValue::new(form.findings.clone()),
    };
    ask_before_leaving(state.dirty.into(), td_string!(i18n, facts.leave));
    let open = form.of.is_open();
    let lines = with_blanks(&form, open && form.enters);
    let cells: Vec<Cells> = lines
        .iter()
        .map(|line| Cells {
            town: RwSignal::new(line.town_name_or_blank()),
            values: line.values.iter().cloned().map(RwSignal::new).collect(),
            before: StoredValue::new(line.values.clone()),
            slot: line.slot.clone(),
            seen: RwSignal::new(line.seen),
        })
        .collect();
    let title = title(i18n, page, &form);
    let ways = modes::ways(i18n, page, &form);
    let signing = actions::of_row(i18n, page, &form, asked, kept);
    let strike = RwSignal::new(form.strike);
    let judged = form.columns.iter().any(|it| it.key == "judge-1");
    let busy = RwSignal::new(false);
    let save = save_of(
        i18n,
        page,
        &form,
        &cells,
        state,
        (asked, said, strike, busy),
    );
    let pasting = pasting::view(i18n, &form.columns, &lines, &cells, state);
    let copying = pasting::last_quarter(i18n, &form, &lines, &cells, state);
    let spread = spread::view(i18n, &form.columns, &lines, &cells, state);
    let heads = form
        .columns
        .iter()
        .map(|it| view! { <th scope="col">{column_words(i18n, &it.key)}</th> })
        .collect_view();
    let body = lines
        .iter()
        .zip(&cells)
        .enumerate()
        .map(|(index, (line, cells))| {
            line::view(i18n, state, index, (line, cells), &form, page.supervises)
        })
        .collect_view();
    let summary = summary(i18n, &lines, state);
    let otherwise = modes::otherwise(i18n, &form, &lines);
    let enters = form.enters;
    view! {
        <section class="card facts-form" aria-labelledby="facts-form-title" data-testid="facts-form">
            {list::beside(i18n, page, &form.row)}
            <h2 id="facts-form-title">{title}</h2>
            {(!form.standard.is_empty())
                .then(|| {
                    view! {
                        <details>
                            <summary>{td_string!(i18n, facts.standard)}</summary>
                            <blockquote lang="zh-CN">{form.standard.clone()}</blockquote>
                        </details>
                    }
                })}
            {(!enters).then(|| view! { <p class="quiet">{td_string!(i18n, facts.only_read)}</p> })}
            {ways}
            {otherwise}
            {summary}
            {(judged && enters)
                .then(|| {
                    view! {
                        <label class="facts-strike">
                            <input
                                type="checkbox"
                                checked=strike.get_untracked()
                                on:change=move |event| {
                                    strike.set(event_target_checked(&event));
                                    state.dirty.set(true);
                                }
                            />
                            {td_string!(i18n, facts.strike)}
                        </label>
                    }
                })}
            <div class="sheet-scroll">
                <table class="facts-table">
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(i18n, facts.town)}</th>
                            {heads}
                            <th scope="col">{td_string!(i18n, facts.notes)}</th>
                        </tr>
                    </thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
            {(enters && !open).then_some((spread, copying, pasting))}
            {enters
                .then(|| {
                    view! {
                        <div class="actions">
                            <Button kind=ButtonKind::Primary busy=busy on_click=save testid="facts-save">
                                {td_string!(i18n, facts.save)}
                            </Button>
                            <p role="status" data-testid="facts-saved">
                                {move || {
                                    if state.dirty.get() {
                                        td_string!(i18n, facts.unsaved).to_owned()
                                    } else {
                                        said.get()
                                    }
                                }}
                            </p>
                        </div>
                    }
                })}
            {signing}
        </section>
    }
    .into_any()
}

fn title(i18n: I18n, page: &FactsPage, form: &FactsForm) -> String {
    match form.row.as_str() {
        SHOWCASE => td_string!(i18n, facts.showcase).to_owned(),
        WAIVERS => td_string!(i18n, facts.waivers).to_owned(),
        id => {
            let row = page.rows.iter().find(|row| row.id == id);
            let name = row.map_or("", |row| {
                table_words(i18n, &row.name, row.name_en.as_deref())
            });
            format!("{id} {name}")
        }
    }
}
