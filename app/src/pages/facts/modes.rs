//! Alternative sets of columns for the same row, one at a time: by metric or by place, by points or
//! by judges' sheets.

use crate::api::facts::{FactsForm, FactsLine, FactsPage, FormOf};
use crate::components::{Banner, BannerKind};
use crate::language::I18n;
use crate::words_of::fill;
use domain::table::Family;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// Links to the other ways to fill in the same row.
pub(super) fn ways(i18n: I18n, page: &FactsPage, form: &FactsForm) -> AnyView {
    let address = format!("/facts?quarter={}&row={}", page.quarter, form.row);
    let mut links = Vec::new();
    let has = |key: &str| form.columns.iter().any(|it| it.key == key);
    if form.of == FormOf::Row(Family::Rank) {
        let (metric, rank) = (
            td_string!(i18n, facts.by_metric),
            td_string!(i18n, facts.by_rank),
        );
        links.push(("&by=metric", metric.to_owned(), !has("rank")));
        links.push(("&by=rank", rank.to_owned(), has("rank")));
    } else if form.of == FormOf::Showcase {
        let judged = has("judge-1");
        let points = td_string!(i18n, facts.by_points).to_owned();
        links.push(("&judges=0", points, !judged));
        for (part, number) in [("&judges=5", 5), ("&judges=7", 7), ("&judges=9", 9)] {
            let words = fill(td_string!(i18n, facts.by_judges), &[("count", &number)]);
            let here = judged && form.columns.len() == number;
            links.push((part, words, here));
        }
    }
    if links.is_empty() || !form.enters {
        return ().into_any();
    }
    let links = links
        .into_iter()
        .map(|(part, words, here)| {
            view! {
                <li>
                    <a
                        href=format!("{address}{part}")
                        rel="external"
                        aria-current=here.then_some("true")
                    >
                        {words}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="facts-ways">{links}</ul> }.into_any()
}

/// Values in the other columns of a rank, which saving here withdraws.
pub(super) fn otherwise(i18n: I18n, form: &FactsForm, lines: &[FactsLine]) -> AnyView {
    let other = |line: &&FactsLine| {
        line.seen > 0 && line.waived.is_none() && line.values.iter().all(String::is_empty)
    };
    let count = lines.iter().filter(other).count();
    if form.of != FormOf::Row(Family::Rank) || !form.enters || count == 0 {
        return ().into_any();
    }
    let words = if form.columns.iter().any(|it| it.key == "rank") {
        td_string!(i18n, facts.otherwise_metric)
    } else {
        td_string!(i18n, facts.otherwise_rank)
    };
    view! {
        <Banner kind=BannerKind::Warning testid="facts-other-columns">
            {fill(words, &[("count", &count)])}
        </Banner>
    }
    .into_any()
}
