//! 空格全填: copies a column's value into its blank cells.

use super::state::{Cells, FactsState};
use super::words::choice_words;
use crate::api::facts::{CellKind, FactsColumn, FactsLine};
use crate::components::Button;
use crate::entered::column_words;
use crate::language::I18n;
use crate::words_of::fill;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The value for the blank cells of a column: the first one entered; `None` if no cell is blank.
fn spreads(column: &[RwSignal<String>]) -> Option<String> {
    let mut values = column.iter().map(|cell| cell.get());
    let (mut first, mut blank) = (None, false);
    values.by_ref().for_each(|value| match value.is_empty() {
        true => blank = true,
        false => first = first.take().or(Some(value)),
    });
    first.filter(|_| blank)
}

/// The outcome of a tap: the message, and the value with the cells that it filled.
type Filled = (RwSignal<String>, RwSignal<(String, Vec<RwSignal<String>>)>);

/// A column's button, shown while there is something to fill in.
fn button(
    i18n: I18n,
    column: &FactsColumn,
    cells: Vec<RwSignal<String>>,
    state: FactsState,
    (told, filled): Filled,
) -> AnyView {
    let (name, kind) = (column_words(i18n, &column.key), column.kind.clone());
    let cells = StoredValue::new(cells);
    let value = Memo::new(move |_| cells.with_value(|cells| spreads(cells)));
    let shown = move |value: &str| match &kind {
        CellKind::Choice(choices) => choices
            .iter()
            .find(|it| it.0 == value)
            .map_or_else(|| value.to_owned(), |it| choice_words(i18n, it)),
        _ => value.to_owned(),
    };
    let view = move || {
        let value = value.get()?;
        let words = fill(
            td_string!(i18n, facts.spread),
            &[("column", &name), ("value", &shown(&value))],
        );
        let tap = move |()| {
            let blank: Vec<RwSignal<String>> = cells.with_value(|cells| {
                let blank = |cell: &&RwSignal<String>| cell.with_untracked(String::is_empty);
                cells.iter().filter(blank).copied().collect()
            });
            let count = blank.len();
            for cell in &blank {
                cell.set(value.clone());
            }
            state.dirty.set(true);
            filled.set((value.clone(), blank));
            told.set(fill(
                td_string!(i18n, facts.spread_done),
                &[("count", &count)],
            ));
        };
        Some(view! {
            <Button on_click=tap testid="facts-spread">
                {words}
            </Button>
        })
    };
    view.into_any()
}

/// 空格全填: a value typed once fills the blank cells of its column, and this can be undone.
pub(super) fn view(
    i18n: I18n,
    columns: &[FactsColumn],
    lines: &[FactsLine],
    cells: &[Cells],
    state: FactsState,
) -> AnyView {
    let (told, filled) = (RwSignal::new(String::new()), RwSignal::default());
    let open: Vec<&Cells> = lines
        .iter()
        .zip(cells)
        .filter(|(line, _)| line.waived.is_none())
        .map(|(_, cells)| cells)
        .collect();
    let mut buttons = Vec::with_capacity(columns.len());
    // A place is different for every town.
    let is_no_place = |it: &(usize, &FactsColumn)| it.1.key != "rank";
    for (at, column) in columns.iter().enumerate().filter(is_no_place) {
        let of = open
            .iter()
            .filter_map(|cells| cells.values.get(at).copied());
        buttons.push(button(i18n, column, of.collect(), state, (told, filled)));
    }
    let back = move |()| {
        let (value, cells) = filled.get_untracked();
        // Keep cells that were changed since.
        for cell in cells {
            if cell.try_get_untracked().as_ref() == Some(&value) {
                cell.set(String::new());
            }
        }
        filled.set(Default::default());
        told.set(String::new());
    };
    view! {
        <div class="actions">
            {buttons} <p role="status">{move || told.get()}</p>
            {move || {
                filled
                    .with(|(_, cells)| !cells.is_empty())
                    .then(|| {
                        view! {
                            <Button on_click=back testid="facts-spread-back">
                                {td_string!(i18n, common.undo)}
                            </Button>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}
