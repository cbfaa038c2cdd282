//! The form of a row: a table of cells, saved all or nothing.

use super::cell::id_of;
use super::words::{column_words, fault_words};
use super::{Asked, Kept, actions, line, list, modes, pasting, spread};
use crate::api::facts::{
    FactsColumn, FactsEntry, FactsForm, FactsLine, FactsPage, FactsPast, FactsSave, SHOWCASE,
    WAIVERS, save_facts,
};
use crate::components::browser::{ask_before_leaving, focus};
use crate::components::{Banner, BannerKind, Button, ButtonKind, use_toasts};
use crate::language::{I18n, table_words};
use crate::words_of::{error_words, fill};
use domain::ids::TownId;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

/// A line's cells, its town where that can be chosen, and the fact that was read.
#[derive(Clone)]
pub(super) struct Cells {
    pub(super) town: RwSignal<String>,
    pub(super) values: Vec<RwSignal<String>>,
    before: StoredValue<Vec<String>>,
    slot: String,
    seen: RwSignal<u64>,
}

/// What the form's parts share; a copy for each.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) quarter: Quarter,
    pub(super) enters: bool,
    pub(super) dirty: RwSignal<bool>,
    /// Line, column and kind.
    pub(super) faults: RwSignal<Vec<(Option<usize>, String, String)>>,
    /// The same of what was pasted and is none of a cell's choices.
    pub(super) pasted: RwSignal<Vec<(Option<usize>, String, String)>>,
    pub(super) stale: RwSignal<Vec<(usize, FactsPast)>>,
    /// As in [`FactsForm::findings`].
    pub(super) findings: StoredValue<Vec<(TownId, String, String)>>,
}

/// The open row.
pub(super) fn panel(
    i18n: I18n,
    page: &FactsPage,
    form: FactsForm,
    asked: Asked,
    kept: Kept,
) -> AnyView {
    let (said, dirty) = (kept.said, kept.dirty);
    dirty.set(false);
    let desk = Desk {
        quarter: page.quarter,
        enters: form.enters,
        dirty,
        faults: RwSignal::new(Vec::new()),
        pasted: RwSignal::new(Vec::new()),
        stale: RwSignal::new(Vec::new()),
        findings: StoredValue::new(form.findings.clone()),
    };
    ask_before_leaving(desk.dirty.into(), td_string!(i18n, facts.leave));
    let open = matches!(form.family.as_str(), "bonus" | "penalty" | WAIVERS);
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
    let save = save_of(i18n, page, &form, &cells, desk, (asked, said, strike, busy));
    let pasting = pasting::view(i18n, &form.columns, &lines, &cells, desk);
    let copying = pasting::last_quarter(i18n, &form, &lines, &cells, desk);
    let spread = spread::view(i18n, &form.columns, &lines, &cells, desk);
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
            line::view(i18n, desk, index, (line, cells), &form, page.supervises)
        })
        .collect_view();
    let summary = summary(i18n, &lines, desk);
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
                                    desk.dirty.set(true);
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
                                    if desk.dirty.get() {
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

impl Cells {
    /// Whether the values are not those that were read, or stand beside what is entered in other
    /// columns.
    fn is_touched(&self) -> bool {
        let now = self.values.iter().map(|value| value.get_untracked());
        self.before.with_value(|before| {
            let blank = before.iter().all(String::is_empty);
            !now.eq(before.iter().cloned()) || (blank && self.seen.get_untracked() > 0)
        })
    }
}

impl Cells {
    /// Whether nothing was typed since this was sent; also where the form is gone.
    fn still_says(&self, sent: &FactsEntry) -> bool {
        let is = |signal: &RwSignal<String>, sent: &String| {
            signal.try_get_untracked().is_none_or(|now| now == *sent)
        };
        let mut values = self.values.iter().zip(&sent.values);
        is(&self.town, &sent.town) && values.all(|(now, sent)| is(now, sent))
    }
}

fn entry(cells: &Cells) -> FactsEntry {
    FactsEntry {
        town: cells.town.get_untracked(),
        slot: cells.slot.clone(),
        seen: cells.seen.get_untracked(),
        values: cells.values.iter().map(|it| it.get_untracked()).collect(),
    }
}

impl FactsLine {
    /// Nothing stands there: its town is to be chosen.
    pub(super) fn is_new(&self) -> bool {
        self.town_name.is_empty()
    }

    /// What an earlier quarter has.
    pub(super) fn of(&self, quarter: Quarter) -> Option<Vec<String>> {
        let mut earlier = self.earlier.iter();
        let found = earlier.find(|(known, _)| *known == quarter);
        found.map(|(_, values)| values.clone())
    }

    /// The town's id; empty on a blank line.
    fn town_name_or_blank(&self) -> String {
        if self.is_new() {
            String::new()
        } else {
            self.town.to_string()
        }
    }
}

fn with_blanks(form: &FactsForm, blanks: bool) -> Vec<FactsLine> {
    let mut lines = form.lines.clone();
    if let Some((town, _)) = form.towns.first().filter(|_| blanks) {
        for slot in &form.fresh {
            lines.push(FactsLine {
                town: town.clone(),
                town_name: String::new(),
                slot: slot.clone(),
                seen: 0,
                values: form.columns.iter().map(unfilled).collect(),
                made: None,
                waived: None,
                aside: false,
                held: false,
                earlier: Vec::new(),
                findings: Vec::new(),
                history: Vec::new(),
            });
        }
    }
    lines
}

/// What a new line begins with: a claim or record waits until somebody decides.
fn unfilled(column: &FactsColumn) -> String {
    match column.key.as_str() {
        "status" => "pending".to_owned(),
        _ => String::new(),
    }
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

/// What is wrong, each with a link to its cell; and what others changed meanwhile.
fn summary(i18n: I18n, lines: &[FactsLine], desk: Desk) -> AnyView {
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
        let faults = desk.faults.get();
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
        desk.stale.with(|stale| !stale.is_empty()).then(|| {
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

/// Where the page hears of it: what it asks anew, what it says, the strike setting, and work.
type Ways = (Asked, RwSignal<String>, RwSignal<bool>, RwSignal<bool>);

fn save_of(
    i18n: I18n,
    page: &FactsPage,
    form: &FactsForm,
    cells: &[Cells],
    desk: Desk,
    (asked, said, strike, busy): Ways,
) -> Callback<()> {
    let quarter = page.quarter;
    let row = form.row.clone();
    let columns: Vec<String> = form.columns.iter().map(|it| it.key.clone()).collect();
    let cells = cells.to_vec();
    let toasts = use_toasts();
    Callback::new(move |()| {
        // Lines that were not touched are left out: what another enters there is no conflict.
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
                // Another row is open by now, and what is said and unsaved there is its own.
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
                        // What was typed while it was being saved is not saved yet.
                        let same = kept
                            .iter()
                            .zip(&whole)
                            .all(|(now, sent)| now.still_says(sent));
                        desk.dirty.set(!same || strikes != struck);
                        asked.refetch();
                    }
                    let wrong = !saved.faults.is_empty();
                    let place = |line: usize| sent.get(line).copied();
                    let faults = saved.faults.into_iter();
                    let faults =
                        faults.map(|(line, key, fault)| (line.and_then(place), key, fault));
                    desk.faults.set(faults.collect());
                    desk.pasted.set(Vec::new());
                    // Saving once more is then a decision made with both values in view.
                    let mut told = Vec::new();
                    for (line, number, past) in saved.stale {
                        let Some(line) = place(line) else { continue };
                        if let Some(cells) = kept.get(line) {
                            cells.seen.set(number);
                        }
                        told.push((line, past));
                    }
                    desk.stale.set(told);
                    if wrong {
                        request_animation_frame(|| focus("error-summary"));
                    }
                }
                Err(error) => toasts.say(error_words(i18n, &error)),
            }
        });
    })
}
