//! The entries of a town, with the inputs of each row that is scored by facts.

use super::state::TrialState;
use crate::language::{I18n, table_words};
use crate::words_of::fill;
use domain::scoring::{Item, Kind, RawFact, Trial, Value};
use domain::table::Indicator;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// Every row that is scored by facts, and 风采展示.
pub(super) fn of_town(i18n: I18n, state: TrialState, town: &str) -> Vec<AnyView> {
    state.trial.with_value(|trial| {
        let rows = trial.table().indicators.iter();
        let mut inputs: Vec<AnyView> = rows
            .filter_map(|row| of_row(i18n, state, trial, town, Some(row)))
            .collect();
        inputs.extend(of_row(i18n, state, trial, town, None));
        inputs
    })
}

fn of_row(
    i18n: I18n,
    state: TrialState,
    trial: &Trial<'static>,
    town: &str,
    row: Option<&Indicator>,
) -> Option<AnyView> {
    let slot = row.map_or("showcase", |row| row.id.as_str()).to_owned();
    let name = row.map_or_else(
        || td_string!(i18n, simulation.showcase).to_owned(),
        |row| {
            let name = table_words(i18n, &row.name.zh, row.name.en.as_deref());
            format!("{} {name}", row.id)
        },
    );
    let mut facts = trial.case().facts.iter();
    let fact = facts.find(|it| it.town == town && it.slot() == slot);
    if let Some(points) = fact
        .filter(|it| it.waive.is_some())
        .and_then(|it| it.points)
    {
        let words = fill(td_string!(i18n, simulation.waived), &[("points", &points)]);
        return Some(view! { <p>{name} " · " {words}</p> }.into_any());
    }
    let items = items(trial, row);
    if items.is_empty() {
        return None;
    }
    let texts: Vec<String> = items.iter().map(|item| text(fact, *item)).collect();
    let typed = StoredValue::new(texts.clone());
    let wrong = RwSignal::new(None::<String>);
    let (town, id) = (town.to_owned(), row.map(|row| row.id.clone()));
    let set = Callback::new({
        let asked: Vec<(Item, Asked)> = items.iter().map(|it| (*it, Asked::of(*it, row))).collect();
        move |(at, text): (usize, String)| {
            typed.update_value(|typed| {
                if let Some(kept) = typed.get_mut(at) {
                    text.clone_into(kept);
                }
            });
            match typed.with_value(|typed| fact_of(&town, id.as_deref(), &asked, typed)) {
                Ok(fact) => {
                    wrong.set(None);
                    state.change(|trial| trial.put(&town, &slot, fact));
                }
                Err(text) => wrong.set(Some(text)),
            }
        }
    });
    let inputs = items
        .into_iter()
        .zip(texts)
        .enumerate()
        .map(|(at, (item, text))| {
            let label = item_words(i18n, item, &name);
            let set = Callback::new(move |text| set.run((at, text)));
            input(i18n, (item, row), label, text, set)
        })
        .collect_view();
    let fault = move || {
        wrong.get().map(|text| {
            let words = fill(td_string!(i18n, simulation.no_number), &[("text", &text)]);
            view! { <p class="field-error">{words}</p> }
        })
    };
    Some(
        view! {
            <div class="simulate-entry" role="group" aria-label=name.clone()>
                <span class="simulate-name">{name.clone()}</span>
                {fault}
                <span class="simulate-inputs">{inputs}</span>
            </div>
        }
        .into_any(),
    )
}

/// The items of a row, or of 风采展示; for a ranked row the metrics or the places, whichever the
/// quarter uses.
fn items(trial: &Trial<'static>, row: Option<&Indicator>) -> Vec<Item> {
    let Some(row) = row else {
        return vec![Item::Showcase];
    };
    let facts = &trial.case().facts;
    let mut of_row = facts
        .iter()
        .filter(|it| it.indicator.as_deref() == Some(&row.id));
    row.rule.asked(of_row.any(|it| it.rank.is_some()))
}

fn item_words(i18n: I18n, item: Item, name: &str) -> String {
    match item {
        Item::Stations => td_string!(i18n, simulation.stations).to_owned(),
        Item::Month(n) => fill(td_string!(i18n, simulation.month), &[("n", &(n + 1))]),
        _ => name.to_owned(),
    }
}

/// An item's value in a fact, as text for an input.
fn text(fact: Option<&RawFact<'_>>, item: Item) -> String {
    let said = fact.and_then(|fact| item.of(fact));
    said.map(|value| value.text()).unwrap_or_default()
}

/// A fact in one line.
pub(super) fn said(
    i18n: I18n,
    trial: &Trial<'static>,
    row: Option<&Indicator>,
    fact: Option<&RawFact<'_>>,
) -> String {
    let items = items(trial, row).into_iter();
    let said = items.filter_map(|item| {
        Some(match item.of(fact?)? {
            Value::Level(id) => row.map_or_else(|| id.clone(), |row| level_words(i18n, row, &id)),
            Value::Truth(is) => truth_words(i18n, item, is).to_owned(),
            value => value.text(),
        })
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() {
        td_string!(i18n, simulation.none).to_owned()
    } else {
        said.join(" · ")
    }
}

/// The words for yes and no of an item.
fn truth_words(i18n: I18n, item: Item, is: bool) -> &'static str {
    match (item, is) {
        (Item::Shut, true) => td_string!(i18n, simulation.shut),
        (Item::Shut, false) => td_string!(i18n, simulation.not_shut),
        (_, true) => td_string!(i18n, simulation.yes),
        (_, false) => td_string!(i18n, simulation.no),
    }
}

/// How an input's text is read.
#[derive(Clone, Copy)]
enum Asked {
    Level,
    Truth,
    Whole,
    Points,
}

impl Asked {
    fn of(item: Item, row: Option<&Indicator>) -> Self {
        match item.kind(row) {
            Kind::Level(_) => Self::Level,
            Kind::Truth => Self::Truth,
            Kind::Whole(_) => Self::Whole,
            Kind::Decimal | Kind::UpTo(_) | Kind::NoneOr(..) => Self::Points,
        }
    }

    fn read(self, text: &str) -> Option<Value> {
        match self {
            Self::Level => Some(Value::Level(text.to_owned())),
            Self::Truth => Some(Value::Truth(text == "true")),
            Self::Whole => text.parse().ok().map(Value::Whole),
            Self::Points => text.parse().ok().map(Value::Points),
        }
    }
}

/// The fact made of the inputs; `None` while one of them is empty. The error is a text that is no
/// number.
fn fact_of(
    town: &str,
    row: Option<&str>,
    items: &[(Item, Asked)],
    typed: &[String],
) -> Result<Option<RawFact<'static>>, String> {
    let mut fact = RawFact::blank(town.to_owned());
    fact.indicator = row.map(|row| row.to_owned().into());
    for ((item, asked), text) in items.iter().zip(typed) {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let value = asked.read(text).ok_or_else(|| text.to_owned())?;
        item.put(&mut fact, value);
    }
    Ok(Some(fact))
}

/// The name of a level of a row.
pub(super) fn level_words(i18n: I18n, row: &Indicator, id: &str) -> String {
    let found = row.rule.level(id);
    found.map_or_else(
        || id.to_owned(),
        |level| table_words(i18n, &level.name.zh, level.name.en.as_deref()).to_owned(),
    )
}

fn input(
    i18n: I18n,
    (item, row): (Item, Option<&Indicator>),
    label: String,
    text: String,
    set: Callback<String>,
) -> AnyView {
    let choices: Vec<(String, String)> = match item.kind(row) {
        Kind::Level(levels) => levels
            .iter()
            .map(|level| {
                let words = table_words(i18n, &level.name.zh, level.name.en.as_deref());
                (level.id.clone(), words.to_owned())
            })
            .collect(),
        Kind::Truth => [true, false]
            .map(|is| (is.to_string(), truth_words(i18n, item, is).to_owned()))
            .into(),
        _ => {
            return view! {
                <input
                    class="input"
                    inputmode="decimal"
                    autocomplete="off"
                    aria-label=label
                    placeholder=td_string!(i18n, simulation.none)
                    data-testid="simulate-input"
                    prop:value=text
                    on:input=move |event| set.run(event_target_value(&event))
                />
            }
            .into_any();
        }
    };
    let options = choices
        .into_iter()
        .map(|(id, words)| {
            let chosen = id == text;
            view! {
                <option value=id selected=chosen>
                    {words}
                </option>
            }
        })
        .collect_view();
    view! {
        <select class="input" aria-label=label on:change=move |event| set.run(event_target_value(&event))>
            <option value="">{td_string!(i18n, simulation.none)}</option>
            {options}
        </select>
    }
    .into_any()
}
