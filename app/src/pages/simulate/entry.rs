//! The entries of a town, one input or two for each row that takes any.

use super::Desk;
use crate::language::{I18n, table_words};
use crate::words_of::fill;
use domain::points::Points;
use domain::scoring::{RawFact, Trial};
use domain::table::{Indicator, Rule};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// Every row that takes entries, and 风采展示.
pub(super) fn of_town(i18n: I18n, desk: Desk, town: &str) -> Vec<AnyView> {
    desk.trial.with_value(|trial| {
        let rows = trial.table().indicators.iter();
        let mut inputs: Vec<AnyView> = rows
            .filter_map(|row| of_row(i18n, desk, trial, town, Some(row)))
            .collect();
        inputs.extend(of_row(i18n, desk, trial, town, None));
        inputs
    })
}

/// What an input of a row holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Tier,
    Full,
    Stations,
    Judgement,
    Metric,
    Rank,
    Month(usize),
    Showcase,
}

fn of_row(
    i18n: I18n,
    desk: Desk,
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
    let parts = parts(trial, row)?;
    let levels: Vec<(String, String)> = match row.map(|row| &row.rule) {
        Some(Rule::Tier { levels }) => levels
            .iter()
            .map(|level| {
                let words = table_words(i18n, &level.name.zh, level.name.en.as_deref());
                (level.id.clone(), words.to_owned())
            })
            .collect(),
        _ => Vec::new(),
    };
    let texts: Vec<String> = parts.iter().map(|part| text(fact, *part)).collect();
    let typed = StoredValue::new(texts.clone());
    let wrong = RwSignal::new(None::<String>);
    let (town, id) = (town.to_owned(), row.map(|row| row.id.clone()));
    let set = Callback::new({
        let parts = parts.clone();
        move |(at, text): (usize, String)| {
            typed.update_value(|typed| {
                if let Some(kept) = typed.get_mut(at) {
                    text.clone_into(kept);
                }
            });
            match typed.with_value(|typed| fact_of(&town, id.as_deref(), &parts, typed)) {
                Ok(fact) => {
                    wrong.set(None);
                    desk.change(|trial| trial.put(&town, &slot, fact));
                }
                Err(text) => wrong.set(Some(text)),
            }
        }
    });
    let inputs = parts
        .into_iter()
        .zip(texts)
        .enumerate()
        .map(|(at, (part, text))| {
            let label = part_words(i18n, part, &name);
            input(
                i18n,
                part,
                label,
                text,
                &levels,
                Callback::new(move |text| set.run((at, text))),
            )
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

/// The inputs of a row; none for a row without entries of its own.
fn parts(trial: &Trial<'static>, row: Option<&Indicator>) -> Option<Vec<Part>> {
    let Some(row) = row else {
        return Some(vec![Part::Showcase]);
    };
    Some(match &row.rule {
        Rule::Tier { .. } => vec![Part::Tier],
        Rule::Coverage { .. } => vec![Part::Full, Part::Stations],
        Rule::Judgement { .. } => vec![Part::Judgement],
        Rule::Rank { .. } => {
            // A table has either metrics or places for one row.
            let facts = &trial.case().facts;
            let mut of_row = facts
                .iter()
                .filter(|it| it.indicator.as_deref() == Some(&row.id));
            let ranks = of_row.any(|it| it.rank.is_some());
            vec![if ranks { Part::Rank } else { Part::Metric }]
        }
        Rule::Average { months, .. } => (0..usize::from(*months)).map(Part::Month).collect(),
        Rule::Deduct {} | Rule::Bonus { .. } | Rule::Penalty { .. } => return None,
    })
}

fn part_words(i18n: I18n, part: Part, name: &str) -> String {
    match part {
        Part::Stations => td_string!(i18n, simulation.stations).to_owned(),
        Part::Month(n) => fill(td_string!(i18n, simulation.month), &[("n", &(n + 1))]),
        _ => name.to_owned(),
    }
}

/// What a fact says of a part.
fn text(fact: Option<&RawFact<'_>>, part: Part) -> String {
    let Some(fact) = fact else {
        return String::new();
    };
    let said = match part {
        Part::Tier => fact.tier.as_ref().map(ToString::to_string),
        Part::Full => fact
            .full_coverage
            .map(|full| if full { "yes" } else { "no" }.to_owned()),
        Part::Stations => fact.benchmark_stations.map(|n| n.to_string()),
        Part::Judgement => fact.judgement.map(|points| points.to_string()),
        Part::Metric => fact.metric.map(|metric| metric.to_string()),
        Part::Rank => fact.rank.map(|rank| rank.to_string()),
        Part::Month(n) => {
            let monthly = fact.monthly.as_ref();
            monthly
                .and_then(|months| months.get(n))
                .map(ToString::to_string)
        }
        Part::Showcase => fact.showcase.map(|points| points.to_string()),
    };
    said.unwrap_or_default()
}

/// What a fact says, in one line.
pub(super) fn said(
    i18n: I18n,
    trial: &Trial<'static>,
    row: Option<&Indicator>,
    fact: Option<&RawFact<'_>>,
) -> String {
    let parts = parts(trial, row).unwrap_or_default();
    let said = parts.into_iter().filter_map(|part| {
        let text = text(fact, part);
        let words = match (part, row) {
            (Part::Tier, Some(row)) => level_words(i18n, row, &text),
            (Part::Full, _) if text == "yes" => td_string!(i18n, simulation.yes).to_owned(),
            (Part::Full, _) if text == "no" => td_string!(i18n, simulation.no).to_owned(),
            _ => text,
        };
        (!words.is_empty()).then_some(words)
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() {
        td_string!(i18n, simulation.none).to_owned()
    } else {
        said.join(" · ")
    }
}

/// The fact that the inputs say; none while one of them is empty. An error is the text that is no
/// number.
fn fact_of(
    town: &str,
    row: Option<&str>,
    parts: &[Part],
    typed: &[String],
) -> Result<Option<RawFact<'static>>, String> {
    let mut fact = RawFact::blank(town.to_owned());
    fact.indicator = row.map(|row| row.to_owned().into());
    for (part, text) in parts.iter().zip(typed) {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let points = || text.parse::<Points>().map_err(|_| text.to_owned());
        let whole = || text.parse::<u32>().map_err(|_| text.to_owned());
        match part {
            Part::Tier => fact.tier = Some(text.to_owned().into()),
            Part::Full => fact.full_coverage = Some(text == "yes"),
            Part::Stations => fact.benchmark_stations = Some(whole()?),
            Part::Judgement => fact.judgement = Some(points()?),
            Part::Metric => fact.metric = Some(points()?),
            Part::Rank => fact.rank = Some(whole()?),
            Part::Month(_) => fact.monthly.get_or_insert_default().push(points()?),
            Part::Showcase => fact.showcase = Some(points()?),
        }
    }
    Ok(Some(fact))
}

/// The words of a level of a row.
pub(super) fn level_words(i18n: I18n, row: &Indicator, id: &str) -> String {
    let levels = match &row.rule {
        Rule::Tier { levels } | Rule::Bonus { levels } | Rule::Penalty { levels, .. } => levels,
        _ => return id.to_owned(),
    };
    let found = levels.iter().find(|level| level.id == id);
    found.map_or_else(
        || id.to_owned(),
        |level| table_words(i18n, &level.name.zh, level.name.en.as_deref()).to_owned(),
    )
}

fn input(
    i18n: I18n,
    part: Part,
    label: String,
    text: String,
    levels: &[(String, String)],
    set: Callback<String>,
) -> AnyView {
    let choices = match part {
        Part::Tier => levels.to_vec(),
        Part::Full => vec![
            (
                "yes".to_owned(),
                td_string!(i18n, simulation.yes).to_owned(),
            ),
            ("no".to_owned(), td_string!(i18n, simulation.no).to_owned()),
        ],
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
