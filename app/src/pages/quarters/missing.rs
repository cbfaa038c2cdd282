//! What is missing before the next step: similar items in one line, with links to where each is
//! supplied.

use super::lists::section;
use crate::api::quarters::{Missing, QuarterPage, State};
use crate::calls::facts::remind_facts;
use crate::components::use_toasts;
use crate::language::I18n;
use crate::places::link::rel_of;
use crate::who::use_who;
use crate::words_of::{error_words, fill};
use domain::people::Right;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

pub(super) fn view(i18n: I18n, shown: &QuarterPage) -> AnyView {
    if shown.state == State::Closed {
        return ().into_any();
    }
    if shown.missing.is_empty() {
        return view! { <p data-testid="quarter-ready">{td_string!(i18n, quarters.nothing_missing)}</p> }
            .into_any();
    }
    let count = fill(
        td_string!(i18n, quarters.missing_count),
        &[("count", &shown.missing.len())],
    );
    let lines = in_order(shown, grouped(&shown.missing))
        .into_iter()
        .map(|all| line(i18n, shown, &all))
        .collect_view();
    let body = view! {
        <p class="quiet">{count}</p>
        <ul class="quarter-list">{lines}</ul>
    };
    section(
        td_string!(i18n, quarters.missing),
        "quarter-missing",
        body.into_any(),
    )
}

/// Findings that nobody has decided on, shown long before closing requires it.
pub(super) fn undecided(i18n: I18n, shown: &QuarterPage) -> AnyView {
    if shown.undecided.is_empty() {
        return ().into_any();
    }
    let lines = grouped(&shown.undecided)
        .into_iter()
        .map(|all| line(i18n, shown, &all))
        .collect_view();
    let body = view! {
        <p class="quiet">{td_string!(i18n, quarters.undecided_text)}</p>
        <ul class="quarter-list">{lines}</ul>
    };
    section(
        td_string!(i18n, quarters.undecided),
        "quarter-undecided",
        body.into_any(),
    )
}

/// Groups the items for one line each: the towns of a row that is not entered, the rows that are
/// not signed, the towns with undecided findings.
fn grouped(missing: &[Missing]) -> Vec<Vec<&Missing>> {
    fn of(it: &Missing) -> (&str, Option<&str>) {
        let by_row = matches!(it.code.as_str(), "fact" | "claim" | "undecided");
        (it.code.as_str(), it.row.as_deref().filter(|_| by_row))
    }
    let mut groups: Vec<Vec<&Missing>> = Vec::new();
    for it in missing {
        match groups
            .iter_mut()
            .find(|all| all.iter().any(|known| of(known) == of(it)))
        {
            Some(group) => group.push(it),
            None => groups.push(vec![it]),
        }
    }
    groups
}

/// Orders the groups of each kind by the table's rows, whatever town came first.
fn in_order<'m>(shown: &QuarterPage, mut groups: Vec<Vec<&'m Missing>>) -> Vec<Vec<&'m Missing>> {
    let mut kinds: Vec<&str> = Vec::new();
    for it in groups.iter().flatten() {
        if !kinds.contains(&it.code.as_str()) {
            kinds.push(&it.code);
        }
    }
    let place = |group: &Vec<&Missing>| {
        let first = group.first()?;
        let kind = kinds.iter().position(|kind| *kind == first.code);
        // 风采展示 comes after the rows.
        let row = first.row.as_deref().unwrap_or_default();
        let row = shown.offices.iter().position(|(id, _)| id == row);
        Some((kind, row.unwrap_or(usize::MAX)))
    };
    groups.sort_by_key(place);
    groups
}

fn line(i18n: I18n, shown: &QuarterPage, all: &[&Missing]) -> AnyView {
    let Some(first) = all.first() else {
        return ().into_any();
    };
    let row = match first.row.as_deref() {
        Some("showcase") => td_string!(i18n, quarters.showcase),
        row => row.unwrap_or_default(),
    };
    let count: u32 = all.iter().map(|it| it.count).sum();
    let quarter = shown.quarter;
    let title = match (first.code.as_str(), first.row.as_deref()) {
        ("fact", _) => td_string!(i18n, quarters.missing_fact),
        ("unsigned", _) => td_string!(i18n, quarters.missing_unsigned),
        ("signature", _) => td_string!(i18n, quarters.missing_signature),
        ("meeting", _) => td_string!(i18n, quarters.missing_meeting),
        ("returned", _) => td_string!(i18n, quarters.missing_returned),
        ("claim", _) => td_string!(i18n, quarters.missing_claim),
        ("undecided", Some("good")) => td_string!(i18n, quarters.missing_undecided_good),
        ("undecided", _) => td_string!(i18n, quarters.missing_undecided_flag),
        _ => td_string!(i18n, quarters.missing_finding),
    };
    let title = fill(
        title,
        &[("row", &row), ("n", &all.len()), ("count", &count)],
    );
    let title = match first.code.as_str() {
        "fact" | "claim" => link(
            format!(
                "/facts?quarter={quarter}&row={}",
                first.row.as_deref().unwrap_or_default()
            ),
            title,
        ),
        _ => title.into_any(),
    };
    let office = office(shown, first);
    // If all towns lack the row, the number says so and no town is listed.
    let whole = first.code == "fact" && all.len() == shown.towns.len();
    let parts = all
        .iter()
        .filter(|_| !whole)
        .filter_map(|it| part(shown, it));
    let parts = parts.map(|part| view! { " " {part} }).collect_view();
    view! {
        <li>
            {title} <span class="quarter-parts">{parts}</span> {office}
            {reminds(shown, first).map(|row| reminder(i18n, quarter, row))}
        </li>
    }
    .into_any()
}

/// The office of a row that is not entered.
fn office(shown: &QuarterPage, it: &Missing) -> Option<AnyView> {
    let row = it.row.as_deref().filter(|_| it.code == "fact")?;
    let mut offices = shown.offices.iter();
    let (_, office) = offices.find(|(id, _)| id == row)?;
    Some(
        view! { <span class="quiet quarter-office" lang="zh-CN">{office.clone()}</span> }
            .into_any(),
    )
}

/// The row, if its office can be reminded.
fn reminds(shown: &QuarterPage, it: &Missing) -> Option<String> {
    let of_an_office = |row: &str| shown.offices.iter().any(|(id, _)| id == row);
    let row = it.row.as_deref().filter(|row| of_an_office(row))?;
    let may = shown.state == State::Open && use_who().may(Right::RunQuarters);
    (may && it.code == "fact").then(|| row.to_owned())
}

/// 催报 with one tap and without words.
fn reminder(i18n: I18n, quarter: Quarter, row: String) -> AnyView {
    let (busy, done) = (RwSignal::new(false), RwSignal::new(false));
    let toasts = use_toasts();
    let testid = format!("remind-{row}");
    let remind = Callback::new(move |()| {
        busy.set(true);
        let row = row.clone();
        spawn_local(async move {
            let answer = remind_facts(quarter, row, String::new()).await;
            busy.set(false);
            match answer {
                Ok(()) => done.set(true),
                Err(error) => toasts.say(error_words(i18n, &error)),
            }
        });
    });
    let words = move || {
        if done.get() {
            td_string!(i18n, facts.remind_done)
        } else {
            td_string!(i18n, facts.remind)
        }
    };
    view! {
        <button
            type="button"
            class="button button-quiet"
            data-testid=testid
            aria-disabled=move || (busy.get() || done.get()).then_some("true")
            on:click=move |_| {
                if !busy.get_untracked() && !done.get_untracked() {
                    remind.run(());
                }
            }
        >
            {words}
        </button>
    }
    .into_any()
}

/// One item of a line, with its link.
fn part(shown: &QuarterPage, it: &Missing) -> Option<AnyView> {
    let quarter = shown.quarter;
    let row = it.row.as_deref().unwrap_or_default();
    if it.code == "unsigned" {
        return Some(link(
            format!("/facts?quarter={quarter}&row={row}"),
            row.to_owned(),
        ));
    }
    let id = it.town.as_deref()?;
    let found = shown.towns.iter().find(|(town, _)| town.as_str() == id);
    let town = found.map_or_else(|| id.to_owned(), |(_, name)| name.clone());
    let counted = format!("{town} {}", it.count);
    Some(match it.code.as_str() {
        "fact" => link(
            format!("/facts?quarter={quarter}&row={row}&town={id}"),
            town,
        ),
        "claim" => link(
            format!("/facts?quarter={quarter}&row={row}&town={id}"),
            counted,
        ),
        "finding" => link(format!("/review?town={id}"), counted),
        "returned" => link(format!("/review?town={id}&state=returned"), counted),
        _ => return None,
    })
}

fn link(path: String, words: String) -> AnyView {
    let rel = rel_of(&path);
    view! {
        <a href=path rel=rel>
            {words}
        </a>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::grouped;
    use crate::api::quarters::Missing;

    fn missing(code: &str, town: Option<&str>, row: Option<&str>) -> Missing {
        Missing {
            code: code.to_owned(),
            town: town.map(str::to_owned),
            row: row.map(str::to_owned),
            count: 1,
        }
    }

    #[test]
    fn what_is_alike_is_one_line() {
        let all = [
            missing("fact", Some("a"), Some("1.1")),
            missing("fact", Some("a"), Some("1.2")),
            missing("fact", Some("b"), Some("1.1")),
            missing("unsigned", None, Some("1.1")),
            missing("unsigned", None, Some("1.2")),
            missing("finding", Some("a"), None),
            missing("finding", Some("b"), None),
            missing("meeting", None, None),
            missing("undecided", None, Some("good")),
            missing("undecided", None, Some("flag")),
        ];
        let sizes: Vec<(String, usize)> = grouped(&all)
            .iter()
            .map(|group| (group[0].code.clone(), group.len()))
            .collect();
        let wanted = [
            ("fact", 2),
            ("fact", 1),
            ("unsigned", 2),
            ("finding", 2),
            ("meeting", 1),
            ("undecided", 1),
            ("undecided", 1),
        ];
        assert_eq!(sizes, wanted.map(|(code, n)| (code.to_owned(), n)));
    }
}
