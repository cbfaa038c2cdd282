//! The paper: title, overview, ranking, problems, requirements, date. The office adds letterhead,
//! number and seal.

use crate::api::bulletin::{Bulletin, Differences, Ranked};
use crate::language::{I18n, table_words};
use crate::words_of::{alike_words, date_words, fill, quarter_words};
use leptos::prelude::*;
use leptos_i18n::td_string;

pub(super) fn paper(i18n: I18n, bulletin: &Bulletin) -> AnyView {
    let quarter = quarter_words(i18n, bulletin.quarter);
    let year = bulletin.day.0;
    let title = fill(td_string!(i18n, bulletin.heading), &[("quarter", &quarter)]);
    let opening = fill(
        td_string!(i18n, bulletin.opening),
        &[
            ("document", &bulletin.document),
            ("count", &bulletin.towns.len()),
            ("quarter", &quarter),
        ],
    );
    let (_, month, day) = bulletin.day;
    let date = date_words(i18n, (year, month.into(), day.into()));
    view! {
        <div class="paper-scroll" tabindex="0" role="region" aria-label=td_string!(i18n, bulletin.paper)>
            <article class="paper" data-testid="bulletin-paper">
                <p class="paper-draft">{td_string!(i18n, bulletin.draft)}</p>
                <p class="paper-number">{fill(td_string!(i18n, bulletin.number), &[("year", &year)])}</p>
                <h2 class="paper-title">{title}</h2>
                <p class="paper-to">{td_string!(i18n, bulletin.to)}</p>
                <p>{opening}</p>
                <h3>{td_string!(i18n, bulletin.overview)}</h3>
                <p data-testid="bulletin-overview">{overview(i18n, bulletin)}</p>
                <h3>{td_string!(i18n, bulletin.ranking)}</h3>
                {honours(i18n, bulletin)}
                {ranking(i18n, &bulletin.towns)}
                {alike_words(i18n, bulletin.decimals, &bulletin.alike)
                    .into_iter()
                    .map(|words| view! { <p class="paper-note" data-testid="bulletin-alike">{words}</p> })
                    .collect_view()}
                <h3>{td_string!(i18n, bulletin.problems)}</h3>
                {problems(i18n, bulletin)}
                <h3>{td_string!(i18n, bulletin.requirements)}</h3>
                {requirements(i18n)}
                <div class="paper-end">
                    <p>{bulletin.issuer.clone()}</p>
                    <p>{date}</p>
                </div>
            </article>
        </div>
    }
    .into_any()
}

fn overview(i18n: I18n, bulletin: &Bulletin) -> String {
    let mut text = fill(
        td_string!(i18n, bulletin.figures),
        &[
            ("visits", &bulletin.visits),
            ("sites", &bulletin.sites),
            ("findings", &bulletin.findings),
            ("average", &bulletin.average),
            ("highest", &bulletin.highest),
            ("lowest", &bulletin.lowest),
        ],
    );
    if let Some(change) = &bulletin.change {
        text.push_str(&changed(i18n, change));
    }
    text
}

fn changed(i18n: I18n, change: &Differences) -> String {
    let counted = |number: i64, more: &'static str, fewer: &'static str| match number {
        0 => td_string!(i18n, bulletin.same).to_owned(),
        1.. => fill(more, &[("number", &number)]),
        _ => fill(fewer, &[("number", &number.unsigned_abs())]),
    };
    let visits = counted(
        change.visits,
        td_string!(i18n, bulletin.more_visits),
        td_string!(i18n, bulletin.fewer_visits),
    );
    let findings = counted(
        change.findings,
        td_string!(i18n, bulletin.more_findings),
        td_string!(i18n, bulletin.fewer_findings),
    );
    let average = match change.average.strip_prefix('-') {
        Some(points) => fill(td_string!(i18n, bulletin.lower), &[("points", &points)]),
        None if change.average == "0" => td_string!(i18n, bulletin.same).to_owned(),
        None => fill(
            td_string!(i18n, bulletin.higher),
            &[("points", &change.average)],
        ),
    };
    fill(
        td_string!(i18n, bulletin.change),
        &[
            ("visits", &visits),
            ("findings", &findings),
            ("average", &average),
        ],
    )
}

fn honours(i18n: I18n, bulletin: &Bulletin) -> AnyView {
    let separator = td_string!(i18n, common.list_separator);
    let names = |wanted: fn(&Ranked) -> bool| {
        let towns = bulletin.towns.iter().filter(|town| wanted(town));
        towns
            .map(|town| town.name.as_str())
            .collect::<Vec<_>>()
            .join(separator)
    };
    let good = names(|town| town.good);
    let flag = names(|town| town.red_flag);
    let mut text = String::new();
    if !good.is_empty() {
        text.push_str(&fill(
            td_string!(i18n, bulletin.good_towns),
            &[("towns", &good)],
        ));
    }
    if !flag.is_empty() {
        text.push_str(&fill(
            td_string!(i18n, bulletin.flag_town),
            &[("town", &flag)],
        ));
    }
    (!text.is_empty())
        .then(|| view! { <p>{text}</p> })
        .into_any()
}

fn ranking(i18n: I18n, towns: &[Ranked]) -> AnyView {
    let heads = [
        ("paper-place", td_string!(i18n, bulletin.place)),
        ("paper-name", td_string!(i18n, bulletin.town)),
        ("paper-figure", td_string!(i18n, scores.daily)),
        ("paper-figure", td_string!(i18n, scores.showcase)),
        ("paper-figure", td_string!(i18n, scores.total)),
        ("paper-grade", td_string!(i18n, bulletin.grade)),
    ]
    .map(|(class, head)| view! { <th scope="col" class=class>{head}</th> }.into_any())
    .into_iter()
    .collect_view();
    let lines = towns
        .iter()
        .map(|town| {
            let showcase = town.showcase.clone();
            let showcase =
                showcase.unwrap_or_else(|| td_string!(i18n, scores.not_entered).to_owned());
            let grade = town.good.then(|| td_string!(i18n, scores.good));
            view! {
                <tr data-testid="bulletin-line">
                    <td class="paper-place">{town.place}</td>
                    <th scope="row" class="paper-name">{town.name.clone()}</th>
                    <td class="paper-figure">{town.daily.clone()}</td>
                    <td class="paper-figure">{showcase}</td>
                    <td class="paper-figure">{town.total.clone()}</td>
                    <td class="paper-grade">{grade}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <table class="paper-table">
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>{lines}</tbody>
        </table>
    }
    .into_any()
}

fn problems(i18n: I18n, bulletin: &Bulletin) -> AnyView {
    if bulletin.problems.is_empty() {
        return view! { <p>{td_string!(i18n, bulletin.no_problems)}</p> }.into_any();
    }
    let numbers = td_string!(i18n, bulletin.ordinals).split(' ');
    numbers
        .zip(&bulletin.problems)
        .map(|(number, problem)| {
            let name = table_words(i18n, &problem.name, problem.name_en.as_deref());
            let head = fill(
                td_string!(i18n, bulletin.problem),
                &[("number", &number), ("name", &name)],
            );
            let counts = fill(
                td_string!(i18n, bulletin.problem_counts),
                &[("count", &problem.count), ("towns", &problem.towns)],
            );
            view! {
                <p data-testid="bulletin-problem">
                    <span class="paper-second">{head}</span>
                    {counts}
                </p>
            }
            .into_any()
        })
        .collect_view()
        .into_any()
}

fn requirements(i18n: I18n) -> AnyView {
    [
        (
            td_string!(i18n, bulletin.require_mend),
            td_string!(i18n, bulletin.require_mend_text),
        ),
        (
            td_string!(i18n, bulletin.require_learn),
            td_string!(i18n, bulletin.require_learn_text),
        ),
        (
            td_string!(i18n, bulletin.require_keep),
            td_string!(i18n, bulletin.require_keep_text),
        ),
    ]
    .map(|(head, text)| {
        view! {
            <p>
                <span class="paper-second">{head}</span>
                {text}
            </p>
        }
        .into_any()
    })
    .into_iter()
    .collect_view()
    .into_any()
}
