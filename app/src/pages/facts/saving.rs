//! 保存: sends the changed lines and shows the answer: the time, faults, and lines that another
//! person has changed.

use super::asked::Asked;
use super::cell::id_of;
use super::state::{Cells, FactsState};
use super::words::fault_words;
use crate::api::facts::{FactsEntry, FactsForm, FactsLine, FactsPage, FactsSave};
use crate::calls::facts::save_facts;
use crate::components::browser::focus;
use crate::components::{Banner, BannerKind, use_toasts};
use crate::entered::column_words;
use crate::language::I18n;
use crate::words_of::{error_words, fill};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

/// The signals for the outcome: the page's data, its message, the strike setting, and whether a
/// save is running.
pub(super) type Ways = (Asked, RwSignal<String>, RwSignal<bool>, RwSignal<bool>);

/// Saves the changed lines and shows the outcome at their cells.
pub(super) fn save_of(
    i18n: I18n,
    page: &FactsPage,
    form: &FactsForm,
    cells: &[Cells],
    state: FactsState,
    (asked, said, strike, busy): Ways,
) -> Callback<()> {
    let quarter = page.quarter;
    let row = form.row.clone();
    let columns: Vec<String> = form.columns.iter().map(|it| it.key.clone()).collect();
    let cells = cells.to_vec();
    let toasts = use_toasts();
    Callback::new(move |()| {
        // Leave out unchanged lines: another person's entry there is no conflict.
        let sent: Vec<usize> = cells
            .iter()
            .enumerate()
            .filter(|(_, cells)| cells.is_touched())
            .map(|(index, _)| index)
            .collect();
        let whole: Vec<FactsEntry> = cells.iter().map(entry).collect();
        let line = |index: &usize| whole.get(*index).cloned();
        let lines = sent.iter().filter_map(line).collect();
        let (kept, struck) = (cells.clone(), strike.get_untracked());
        let save = FactsSave {
            quarter,
            row: row.clone(),
            columns: columns.clone(),
            strike: struck,
            lines,
        };
        busy.set(true);
        spawn_local(async move {
            let answer = save_facts(save).await;
            let Some(strikes) = strike.try_get_untracked() else {
                // Another row is open now; do not touch its message and unsaved changes.
                match answer {
                    Ok(saved) if saved.at.is_some() => asked.refetch(),
                    Ok(_) => toasts.say(td_string!(i18n, facts.not_saved_left)),
                    Err(error) => toasts.say(error_words(i18n, &error)),
                }
                return;
            };
            busy.set(false);
            match answer {
                Ok(saved) => {
                    if let Some(at) = saved.at {
                        let at = at.civil();
                        let time = format!("{:02}:{:02}", at.hour(), at.minute());
                        said.set(fill(td_string!(i18n, facts.saved), &[("time", &time)]));
                        for (line, number) in saved.stands {
                            let Some(line) = sent.get(line).copied() else {
                                continue;
                            };
                            if let (Some(cells), Some(sent)) = (kept.get(line), whole.get(line)) {
                                cells.seen.set(number);
                                let _ = cells
                                    .before
                                    .try_update_value(|it| it.clone_from(&sent.values));
                            }
                        }
                        // Text typed while the save was running is not saved yet.
                        let same = kept
                            .iter()
                            .zip(&whole)
                            .all(|(now, sent)| now.still_says(sent));
                        state.dirty.set(!same || strikes != struck);
                        asked.refetch();
                    }
                    let wrong = !saved.faults.is_empty();
                    let place = |line: usize| sent.get(line).copied();
                    let faults = saved.faults.into_iter();
                    let faults =
                        faults.map(|(line, key, fault)| (line.and_then(place), key, fault));
                    state.faults.set(faults.collect());
                    state.pasted.set(Vec::new());
                    // If the person saves again, they decide with both values in view.
                    let mut told = Vec::new();
                    for (line, number, past) in saved.stale {
                        let Some(line) = place(line) else { continue };
                        if let Some(cells) = kept.get(line) {
                            cells.seen.set(number);
                        }
                        told.push((line, past));
                    }
                    state.stale.set(told);
                    if wrong {
                        request_animation_frame(|| focus("error-summary"));
                    }
                }
                Err(error) => toasts.say(error_words(i18n, &error)),
            }
        });
    })
}

fn entry(cells: &Cells) -> FactsEntry {
    FactsEntry {
        town: cells.town.get_untracked(),
        slot: cells.slot.clone(),
        seen: cells.seen.get_untracked(),
        values: cells.values.iter().map(|it| it.get_untracked()).collect(),
    }
}

/// The faults, each with a link to its cell, and what others changed meanwhile.
pub(super) fn summary(i18n: I18n, lines: &[FactsLine], state: FactsState) -> AnyView {
    let names: Vec<String> = lines.iter().map(|line| line.town_name.clone()).collect();
    let item = move |(line, key, fault): (Option<usize>, String, String)| {
        let place = line.map(|line| {
            let name = names.get(line).cloned().unwrap_or_default();
            let number = (line + 1).to_string();
            let name = if name.is_empty() { number } else { name };
            let what = if key.is_empty() {
                String::new()
            } else {
                column_words(i18n, &key)
            };
            fill(
                td_string!(i18n, facts.cell),
                &[("town", &name), ("what", &what)],
            )
        });
        let id = id_of(line.unwrap_or(0), &key);
        let words = fault_words(i18n, &fault);
        match place {
            None => view! { <li>{words}</li> }.into_any(),
            Some(place) => view! {
                <li>
                    <a
                        href=format!("#{id}")
                        rel="external"
                        on:click=move |event| {
                            event.prevent_default();
                            focus(&id);
                        }
                    >
                        {place}
                        " "
                        {words}
                    </a>
                </li>
            }
            .into_any(),
        }
    };
    let faults = move || {
        let faults = state.faults.get();
        (!faults.is_empty()).then(|| {
            view! {
                <div id="error-summary" class="error-summary" role="alert" tabindex="-1">
                    <h2>{td_string!(i18n, facts.not_saved)}</h2>
                    <ul>{faults.into_iter().map(&item).collect_view()}</ul>
                </div>
            }
        })
    };
    let stale = move || {
        state.stale.with(|stale| !stale.is_empty()).then(|| {
            view! {
                <Banner kind=BannerKind::Warning testid="facts-stale">
                    {td_string!(i18n, facts.stale)}
                </Banner>
            }
        })
    };
    view! {
        {faults}
        {stale}
    }
    .into_any()
}

impl Cells {
    /// Whether the values differ from those that were read, or are blank and replace values in
    /// other columns.
    fn is_touched(&self) -> bool {
        let now = self.values.iter().map(|value| value.get_untracked());
        self.before.with_value(|before| {
            let blank = before.iter().all(String::is_empty);
            !now.eq(before.iter().cloned()) || (blank && self.seen.get_untracked() > 0)
        })
    }

    /// Whether the line is still as it was sent.
    fn still_says(&self, sent: &FactsEntry) -> bool {
        let is = |signal: &RwSignal<String>, sent: &String| {
            signal.try_get_untracked().is_none_or(|now| now == *sent)
        };
        let mut values = self.values.iter().zip(&sent.values);
        is(&self.town, &sent.town) && values.all(|(now, sent)| is(now, sent))
    }
}
