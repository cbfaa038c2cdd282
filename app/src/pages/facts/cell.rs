//! A cell of a form: its input and its fault.

use super::state::FactsState;
use super::words::{choice_words, fault_words, priceable_words};
use crate::api::facts::{CellKind, FactsColumn};
use crate::components::browser::{focus, is_composing};
use crate::entered::column_words;
use crate::language::I18n;
use crate::words_of::fill;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The id of a cell's input.
pub(super) fn id_of(line: usize, key: &str) -> String {
    format!("facts-{line}-{key}")
}

/// A cell, by its line, its column and the line's name.
pub(super) fn cell(
    i18n: I18n,
    state: FactsState,
    line: usize,
    column: &FactsColumn,
    (value, town): (RwSignal<String>, RwSignal<String>),
    name: &str,
) -> AnyView {
    let key = column.key.clone();
    let id = id_of(line, &key);
    let head = column_words(i18n, &key);
    let words = fill(
        td_string!(i18n, facts.cell),
        &[("town", &name), ("what", &head)],
    );
    let error_id = format!("{id}-error");
    let of = StoredValue::new(key.clone());
    let fault = fault_at(state, line, &key);
    let invalid = move || fault.with(Option::is_some).then_some("true");
    let described = error_id.clone();
    let described = move || fault.with(Option::is_some).then(|| described.clone());
    let typed = move |text: String| {
        value.set(text);
        state.dirty.set(true);
        let pasted = state.pasted.with_untracked(|all| !all.is_empty());
        if pasted {
            let here = |it: &(Option<usize>, String, String)| {
                it.0 == Some(line) && of.with_value(|key| *key == it.1)
            };
            state.pasted.update(|all| all.retain(|it| !here(it)));
        }
    };
    let list = match &column.kind {
        CellKind::Choice(choices) => Some(("", choices_of(i18n, choices, value))),
        CellKind::Finding => {
            let none = td_string!(i18n, facts.no_finding);
            Some((none, findings_of(i18n, state, town, value)))
        }
        _ => None,
    };
    let input = match (list, &column.kind) {
        (Some((blank, options)), _) => view! {
            <select
                id=id
                class="input"
                aria-label=words
                aria-invalid=invalid
                aria-describedby=described
                disabled=!state.enters
                prop:value=move || value.get()
                on:change=move |event| typed(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Enter" {
                        of.with_value(|key| go(&event, line, key));
                    }
                }
            >
                <option value="">{blank}</option>
                {options}
            </select>
        }
        .into_any(),
        (None, kind) => {
            let mode = match kind {
                CellKind::Decimal => Some("decimal"),
                CellKind::Integer => Some("numeric"),
                _ => None,
            };
            view! {
                <input
                    id=id
                    class="input"
                    class:facts-number=mode.is_some()
                    type="text"
                    autocomplete="off"
                    inputmode=mode
                    maxlength="500"
                    aria-label=words
                    aria-invalid=invalid
                    aria-describedby=described
                    readonly=!state.enters
                    value=value.get_untracked()
                    prop:value=move || value.get()
                    on:input=move |event| typed(event_target_value(&event))
                    on:keydown=move |event| {
                        if matches!(event.key().as_str(), "Enter" | "ArrowDown" | "ArrowUp") {
                            of.with_value(|key| go(&event, line, key));
                        }
                    }
                />
            }
            .into_any()
        }
    };
    view! {
        <td class:field-wrong=move || fault.with(Option::is_some) data-head=head>
            {input} {told(i18n, fault, error_id)}
        </td>
    }
    .into_any()
}

/// Moves as in a spreadsheet: Enter or the arrow moves down the column, Shift and Enter or the
/// arrow up. Keys that an input method is using are left alone.
fn go(event: &leptos::ev::KeyboardEvent, line: usize, key: &str) {
    if is_composing(event) || event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    event.prevent_default();
    let up = event.key() == "ArrowUp" || event.shift_key();
    let to = if up {
        line.checked_sub(1)
    } else {
        Some(line + 1)
    };
    if let Some(to) = to {
        focus(&id_of(to, key));
    }
}

/// The options of a choice column.
fn choices_of(
    i18n: I18n,
    choices: &[(String, String, Option<String>)],
    value: RwSignal<String>,
) -> AnyView {
    let chosen = value.get_untracked();
    let choices = choices.iter().map(|choice| {
        let own = choice.0.clone();
        let selected = chosen == own;
        view! {
            <option value=own selected=selected>
                {choice_words(i18n, choice)}
            </option>
        }
    });
    choices.collect_view().into_any()
}

/// The findings of the line's town; the list follows when another town is chosen.
fn findings_of(
    i18n: I18n,
    state: FactsState,
    town: RwSignal<String>,
    value: RwSignal<String>,
) -> AnyView {
    let options = move || {
        let (town, chosen) = (town.get(), value.get_untracked());
        state.findings.with_value(|all| {
            let own = all.iter().filter(|it| it.town.as_str() == town);
            let mut options: Vec<(String, String)> = own
                .map(|it| (it.id.clone(), priceable_words(i18n, it)))
                .collect();
            // A chosen finding may have been rejected since: keep it as an option.
            if !chosen.is_empty() && !options.iter().any(|(id, _)| *id == chosen) {
                options.push((chosen.clone(), chosen.clone()));
            }
            let options = options.into_iter().map(|(id, words)| {
                let selected = id == chosen;
                view! { <option value=id selected=selected>{words}</option> }
            });
            options.collect_view()
        })
    };
    options.into_any()
}

/// The current fault of a cell.
pub(super) fn fault_at(state: FactsState, line: usize, key: &str) -> Memo<Option<String>> {
    let of = StoredValue::new(key.to_owned());
    Memo::new(move |_| {
        let here = |faults: &Vec<(Option<usize>, String, String)>| {
            let mut faults = faults.iter();
            let here = faults.find(|it| it.0 == Some(line) && of.with_value(|key| *key == it.1));
            here.map(|it| it.2.clone())
        };
        state.faults.with(here).or_else(|| state.pasted.with(here))
    })
}

/// The fault in words, under the id that the cell's input refers to.
pub(super) fn told(i18n: I18n, fault: Memo<Option<String>>, id: String) -> AnyView {
    (move || {
        fault.get().map(|fault| {
            view! {
                <p class="field-error" id=id.clone()>
                    {fault_words(i18n, &fault)}
                </p>
            }
        })
    })
    .into_any()
}
