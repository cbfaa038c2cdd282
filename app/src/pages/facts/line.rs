//! A line of a form: a town, a claim, a record or a waiver.

use super::cell::{cell, fault_at, id_of, told};
use super::state::{Cells, FactsState};
use super::words::{past_words, values_words};
use crate::api::facts::{FactsForm, FactsLine};
use crate::components::when;
use crate::language::{I18n, table_words};
use crate::pages::facts_import::Evidence;
use crate::words_of::{fill, moment_words};
use domain::time::Quarter;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The line with its cells, notes and buttons.
pub(super) fn view(
    i18n: I18n,
    state: FactsState,
    index: usize,
    (line, cells): (&FactsLine, &Cells),
    form: &FactsForm,
    supervises: bool,
) -> AnyView {
    let inputs = form
        .columns
        .iter()
        .zip(&cells.values)
        .map(|(column, value)| {
            cell(
                i18n,
                state,
                index,
                column,
                (*value, cells.town),
                &line.town_name,
            )
        })
        .collect_view();
    let name = if line.is_new() {
        choice_of_town(i18n, state, index, cells.town, form)
    } else {
        view! { <span lang="zh-CN">{line.town_name.clone()}</span> }.into_any()
    };
    let claims = form.of.is_of_cases() && line.seen > 0;
    let shown = RwSignal::new(false);
    view! {
        <tr data-testid="facts-line" data-town=line.town.to_string()>
            <th scope="row">{name}</th>
            {inputs}
            <td class="facts-about">
                <div>
                    {notes(i18n, state, index, line, form, supervises)}
                    {(state.enters && line.seen > 0).then(|| take_back(i18n, state, cells))}
                    {(state.enters).then(|| copy(i18n, state, line, cells, form.goes_on))}
                    {claims.then(|| evidence_button(i18n, shown))}
                </div>
            </td>
        </tr>
        {claims.then(|| evidence(state, line, form.columns.len(), shown))}
    }
    .into_any()
}

fn choice_of_town(
    i18n: I18n,
    state: FactsState,
    index: usize,
    town: RwSignal<String>,
    form: &FactsForm,
) -> AnyView {
    let options = form
        .towns
        .iter()
        .map(|(id, name)| view! { <option value=id.to_string()>{name.clone()}</option> })
        .collect_view();
    let fault = fault_at(state, index, "town");
    let id = id_of(index, "town");
    let error_id = format!("{id}-error");
    let described = error_id.clone();
    view! {
        <select
            id=id
            class="input"
            aria-label=td_string!(i18n, facts.town)
            aria-invalid=move || fault.with(Option::is_some).then_some("true")
            aria-describedby=move || fault.with(Option::is_some).then(|| described.clone())
            prop:value=move || town.get()
            on:change=move |event| {
                town.set(event_target_value(&event));
                state.dirty.set(true);
            }
        >
            <option value="">{td_string!(i18n, facts.choose_town)}</option>
            {options}
        </select>
        {told(i18n, fault, error_id)}
    }
    .into_any()
}

/// Notes on the line: what visits found, what replaces the value, what another person entered, the
/// earlier values.
fn notes(
    i18n: I18n,
    state: FactsState,
    index: usize,
    line: &FactsLine,
    form: &FactsForm,
    supervises: bool,
) -> AnyView {
    let columns = form.columns.clone();
    let stale = move || {
        state.stale.with(|stale| {
            let mut stale = stale.iter();
            let (_, past) = stale.find(|(line, _)| *line == index)?;
            let words = fill(
                td_string!(i18n, facts.stale_line),
                &[
                    ("by", &past.by),
                    ("at", &moment_words(i18n, past.at)),
                    ("what", &past_words(i18n, &columns, past)),
                ],
            );
            Some(view! { <p class="field-error">{words}</p> })
        })
    };
    let waived = line
        .waived
        .as_ref()
        .map(|points| fill(td_string!(i18n, facts.waived), &[("points", points)]));
    let earlier = line.earlier.iter().filter_map(|(quarter, values)| {
        let said = values_words(i18n, &form.columns, values);
        (!said.is_empty()).then(|| {
            let number = quarter.number();
            let words = if *quarter < state.quarter && quarter.year() != state.quarter.year() {
                fill(
                    td_string!(i18n, facts.earlier_year),
                    &[
                        ("year", &quarter.year()),
                        ("number", &number),
                        ("said", &said),
                    ],
                )
            } else {
                fill(
                    td_string!(i18n, facts.earlier),
                    &[("number", &number), ("said", &said)],
                )
            };
            view! { <p class="quiet facts-earlier">{words}</p> }
        })
    });
    let earlier = earlier.collect_view();
    let judged = form.columns.iter().any(|it| it.key == "judge-1");
    let made = line
        .made
        .as_ref()
        .filter(|_| judged)
        .map(|points| fill(td_string!(i18n, facts.made), &[("points", points)]));
    let found = (!line.findings.is_empty()).then(|| {
        let count = line.findings.len();
        let items = line
            .findings
            .iter()
            .map(|it| {
                let waits = it.waits.then(|| td_string!(i18n, common.state_recorded));
                let name = table_words(i18n, &it.name, it.name_en.as_deref()).to_owned();
                // Without an English name the Chinese one is shown.
                let lang = (name == it.name).then_some("zh-CN");
                let name = view! { <span lang=lang>{name}</span> };
                let to = format!("/review?state=all&f={}", it.id);
                let name = match supervises {
                    true => view! { <a href=to rel="external">{name}</a> }.into_any(),
                    false => name.into_any(),
                };
                view! { <li>{name} " " {waits}</li> }
            })
            .collect_view();
        view! {
            <details>
                <summary>{fill(td_string!(i18n, facts.findings), &[("count", &count)])}</summary>
                <ul>{items}</ul>
            </details>
        }
    });
    let history = (!line.history.is_empty()).then(|| {
        let items = line
            .history
            .iter()
            .map(|past| {
                let by = fill(
                    td_string!(i18n, facts.past),
                    &[("by", &past.by), ("at", &moment_words(i18n, past.at))],
                );
                let words = past_words(i18n, &form.columns, past);
                view! { <li>{words} <span class="quiet">" " {by}</span></li> }
            })
            .collect_view();
        view! {
            <details data-testid="facts-history">
                <summary>{td_string!(i18n, facts.history)}</summary>
                <ol>{items}</ol>
            </details>
        }
    });
    view! {
        {stale}
        {earlier}
        {line.aside.then(|| view! { <p class="field-error">{td_string!(i18n, facts.aside)}</p> })}
        {line
            .held
            .then(|| {
                view! {
                    <p class="quiet" data-testid="facts-held">
                        {td_string!(i18n, facts.held)}
                    </p>
                }
            })}
        {waived.map(|words| view! { <p class="quiet">{words}</p> })}
        {made.map(|words| view! { <p class="quiet">{words}</p> })}
        {found}
        {history}
    }
    .into_any()
}

/// 撤回 empties the line, and restores the values as long as the change is not saved.
fn take_back(i18n: I18n, state: FactsState, cells: &Cells) -> AnyView {
    let values = cells.values.clone();
    // The values that were removed; the line may have changed since it was drawn.
    let taken = RwSignal::new(None::<Vec<String>>);
    let gone = move || taken.with(Option::is_some);
    let tap = move |_| {
        match taken.get_untracked() {
            Some(before) => {
                for (cell, value) in values.iter().zip(before) {
                    cell.set(value);
                }
                taken.set(None);
            }
            None => {
                let now = values.iter().map(|cell| cell.get_untracked());
                taken.set(Some(now.collect()));
                for cell in &values {
                    cell.set(String::new());
                }
            }
        }
        state.dirty.set(true);
    };
    view! {
        <button type="button" class="button button-quiet" on:click=tap>
            {move || {
                if gone() {
                    td_string!(i18n, common.undo)
                } else {
                    td_string!(i18n, facts.take_back)
                }
            }}
        </button>
    }
    .into_any()
}

/// Shows and hides the 佐证材料 of a claim or record.
fn evidence_button(i18n: I18n, shown: RwSignal<bool>) -> AnyView {
    view! {
        <button
            type="button"
            class="button button-quiet"
            aria-expanded=move || shown.get().to_string()
            data-testid="claim-evidence"
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            {td_string!(i18n, import.evidence)}
        </button>
    }
    .into_any()
}

/// 佐证材料 of a claim or record, in full width below its line; loaded when first shown.
fn evidence(state: FactsState, line: &FactsLine, columns: usize, shown: RwSignal<bool>) -> AnyView {
    let (town, slot) = (line.town.clone(), line.slot.clone());
    when(
        move || shown.get(),
        move || {
            view! {
                <tr class="facts-evidence" data-claim=slot.clone()>
                    <td colspan=(columns + 2).to_string()>
                        <Evidence quarter=state.quarter town=town.clone() of=slot.clone() editable=state.enters />
                    </td>
                </tr>
            }
            .into_any()
        },
    )
}

/// 沿用上季度: fills in the line, to be saved with the rest.
fn copy(
    i18n: I18n,
    state: FactsState,
    line: &FactsLine,
    cells: &Cells,
    goes_on: Option<Quarter>,
) -> AnyView {
    let last = goes_on.and_then(|quarter| line.of(quarter));
    let Some(previous) = last.filter(|it| *it != line.values) else {
        return ().into_any();
    };
    let values = cells.values.clone();
    let copied = RwSignal::new(false);
    let tap = move |_| {
        for (cell, value) in values.iter().zip(&previous) {
            cell.set(value.clone());
        }
        copied.set(true);
        state.dirty.set(true);
    };
    view! {
        <button type="button" class="button button-quiet" on:click=tap>
            {td_string!(i18n, facts.copy)}
        </button>
        {move || copied.get().then(|| view! { <p class="quiet">{td_string!(i18n, facts.copied)}</p> })}
    }
    .into_any()
}
