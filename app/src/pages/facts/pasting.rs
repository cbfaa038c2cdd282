//! Filling in many lines at once: from a spreadsheet, or with last quarter's values.

use super::paste::{self, Pasted};
use super::state::{Cells, FactsState};
use super::words::choice_words;
use crate::api::facts::{FactsColumn, FactsForm, FactsLine};
use crate::components::{Button, TextArea};
use crate::language::I18n;
use crate::words_of::fill;
use leptos::prelude::*;
use leptos_i18n::td_string;
use std::collections::BTreeSet;

/// 从电子表格粘贴.
pub(super) fn view(
    i18n: I18n,
    columns: &[FactsColumn],
    lines: &[FactsLine],
    cells: &[Cells],
    state: FactsState,
) -> AnyView {
    let columns = columns.to_vec();
    let names: Vec<String> = lines.iter().map(|line| line.town_name.clone()).collect();
    let cells = cells.to_vec();
    let (text, told) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let take = Callback::new(move |()| {
        let Pasted {
            found,
            missed,
            wide,
        } = text.with_untracked(|text| paste::read(text, &names, columns.len()));
        let mut filled = BTreeSet::new();
        let mut wrong = Vec::new();
        for (line, values) in found {
            let cells = cells.get(line).map_or(&[][..], |cells| &cells.values);
            for ((cell, column), text) in cells.iter().zip(&columns).zip(values) {
                // A blank pasted cell leaves the form's value unchanged.
                if text.is_empty() {
                    continue;
                }
                match paste::value(column, &text, |choice| choice_words(i18n, choice)) {
                    Some(value) => {
                        filled.insert(line);
                        cell.set(value);
                    }
                    None => {
                        wrong.push((Some(line), column.key.clone(), "unknown-choice".to_owned()))
                    }
                }
            }
        }
        let (count, unknown) = (filled.len(), wrong.len());
        state.pasted.set(wrong);
        if count > 0 {
            state.dirty.set(true);
        }
        let list = |lines: &[usize]| {
            let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
            lines.join(td_string!(i18n, common.list_separator))
        };
        let (missed, wide) = (list(&missed), list(&wide));
        let mut words = if missed.is_empty() {
            fill(td_string!(i18n, facts.pasted), &[("count", &count)])
        } else {
            fill(
                td_string!(i18n, facts.pasted_but),
                &[("count", &count), ("lines", &missed)],
            )
        };
        if !wide.is_empty() {
            words.push(' ');
            words.push_str(&fill(
                td_string!(i18n, facts.pasted_wide),
                &[("lines", &wide)],
            ));
        }
        if unknown > 0 {
            words.push(' ');
            words.push_str(&fill(
                td_string!(i18n, facts.pasted_choices),
                &[("count", &unknown)],
            ));
        }
        told.set(words);
    });
    view! {
        <details>
            <summary>{td_string!(i18n, facts.paste)}</summary>
            <TextArea
                id="facts-paste"
                label=td_string!(i18n, facts.paste_label)
                hint=td_string!(i18n, facts.paste_hint)
                value=text
                rows=6
                max=20000
            />
            <Button on_click=take testid="facts-paste-take">
                {td_string!(i18n, facts.paste_take)}
            </Button>
            <p role="status" data-testid="facts-pasted">
                {move || told.get()}
            </p>
        </details>
    }
    .into_any()
}

/// 全部沿用上季度: fills in the blank lines, to be saved with the rest.
pub(super) fn last_quarter(
    i18n: I18n,
    form: &FactsForm,
    lines: &[FactsLine],
    cells: &[Cells],
    state: FactsState,
) -> AnyView {
    let Some(quarter) = form.goes_on else {
        return ().into_any();
    };
    let pairs = lines.iter().zip(cells);
    let known: Vec<(Vec<RwSignal<String>>, Vec<String>)> = pairs
        .filter(|(line, _)| line.waived.is_none())
        .filter_map(|(line, cells)| Some((cells.values.clone(), line.of(quarter)?)))
        .collect();
    if known.is_empty() {
        return ().into_any();
    }
    let told = RwSignal::new(String::new());
    let tap = Callback::new(move |()| {
        let mut count = 0;
        for (cells, values) in &known {
            if cells
                .iter()
                .all(|cell| cell.with_untracked(String::is_empty))
            {
                count += 1;
                for (cell, value) in cells.iter().zip(values) {
                    cell.set(value.clone());
                }
            }
        }
        if count > 0 {
            state.dirty.set(true);
        }
        told.set(fill(
            td_string!(i18n, facts.copied_all),
            &[("count", &count)],
        ));
    });
    view! {
        <div class="actions">
            <Button on_click=tap testid="facts-copy-all">
                {td_string!(i18n, facts.copy_all)}
            </Button>
            <p role="status">{move || told.get()}</p>
        </div>
    }
    .into_any()
}
