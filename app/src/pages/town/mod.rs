//! 得分及扣分明细: a town's points, row by row, and each deduction with its reason.

mod entered;
pub mod row;

use crate::api::town::Scorecard;
use crate::calls::town::town_scorecard;
use crate::components::{EmptyState, ErrorState, Loading, QuarterLinks};
use crate::language::{I18n, use_words};
use crate::words_of::{fill, minus, quarter_words};
use domain::ids::TownId;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

/// `/town`: the person's own town; supervisors pick one in the address.
#[component]
pub fn Town() -> impl IntoView {
    let i18n = use_words();
    let query = use_query_map();
    let town =
        Memo::new(move |_| -> Option<TownId> { query.with(|it| it.get("town"))?.parse().ok() });
    let quarter =
        Memo::new(move |_| -> Option<Quarter> { query.with(|it| it.get("quarter"))?.parse().ok() });
    let card = Resource::new_blocking(
        move || (town.get(), quarter.get()),
        |(town, quarter)| town_scorecard(town, quarter),
    );
    view! {
        <Title text=td_string!(i18n, town.title) />
        <Transition fallback=|| view! { <Loading lines=8 /> }>
            {move || {
                card.get()
                    .map(|answer| match answer {
                        Ok(card) => whole(i18n, card),
                        Err(error) => {
                            view! {
                                <div class="page-head">
                                    <h1>{td_string!(i18n, town.title)}</h1>
                                </div>
                                <ErrorState error on_retry=move |()| card.refetch() />
                            }
                                .into_any()
                        }
                    })
            }}
        </Transition>
    }
}

fn whole(i18n: I18n, card: Scorecard) -> AnyView {
    let nothing = card.rows.iter().all(|row| row.deductions.is_empty());
    let visits = fill(
        td_string!(i18n, town.visits),
        &[("visits", &card.visits), ("sites", &card.sites)],
    );
    let rows = card.rows.clone();
    let sheet = format!(
        "/api/v1/quarters/{}/towns/{}/deductions.xlsx",
        card.quarter, card.town
    );
    // Keep the town for those who may choose one.
    let also = if card.towns.is_empty() {
        String::new()
    } else {
        format!("&town={}", card.town)
    };
    view! {
        <div class="scorecard">
            <div class="page-head">
                <h1>{td_string!(i18n, town.title)}</h1>
                <p class="lead">
                    {format!("{} · {}", card.town_name, quarter_words(i18n, card.quarter))}
                </p>
            </div>
            <QuarterLinks path="/town" all=card.quarters.clone() shown=card.quarter also />
            {card
                .nothing_in
                .map(|empty| {
                    let words = fill(
                        td_string!(i18n, town.nothing_in),
                        &[
                            ("empty", &quarter_words(i18n, empty)),
                            ("shown", &quarter_words(i18n, card.quarter)),
                        ],
                    );
                    view! { <p class="quiet" data-testid="town-nothing-in">{words}</p> }
                })}
            {picker(i18n, &card)}
            {entered::result(i18n, &card)}
            <section class="card score-total">
                <dl class="figures">
                    <div class="figure">
                        <dt>{td_string!(i18n, town.deducted)}</dt>
                        <dd class:points-lost=card.deducted != "0" data-testid="town-deducted">
                            {minus(&card.deducted)}
                        </dd>
                    </div>
                    <div class="figure">
                        <dt>{td_string!(i18n, town.pending)}</dt>
                        <dd class:points-pending=card.pending != "0" data-testid="town-pending">
                            {minus(&card.pending)}
                        </dd>
                    </div>
                </dl>
                <p class="quiet">{visits}</p>
                <p class="quiet" lang="zh-CN">
                    {format!("{} {}", card.table_name, card.document)}
                </p>
                <p class="export-links no-print">
                    <a class="button button-secondary" href=sheet rel="external" download="" data-testid="town-deductions">
                        {td_string!(i18n, town.deductions_xlsx)}
                    </a>
                </p>
            </section>
            {nothing
                .then(|| {
                    view! {
                        <EmptyState
                            title=td_string!(i18n, town.nothing_title)
                            text=td_string!(i18n, town.nothing_text)
                        />
                    }
                })}
            {rows.into_iter().map(|row| row::score_row(i18n, row)).collect_view()}
            {entered::rows(i18n, &card)}
            {entered::places(i18n, &card)}
        </div>
    }
    .into_any()
}

/// The choice of a town, for those who may see any.
fn picker(i18n: I18n, card: &Scorecard) -> AnyView {
    if card.towns.len() < 2 {
        return ().into_any();
    }
    let navigate = use_navigate();
    let (chosen, quarter) = (card.town.to_string(), card.quarter);
    let options = card
        .towns
        .iter()
        .map(|(id, name)| {
            let (id, name) = (id.to_string(), name.clone());
            let selected = id == chosen;
            view! {
                <option value=id selected=selected>
                    {name}
                </option>
            }
        })
        .collect_view();
    view! {
        <form class="filter town-picker" method="get" action="/town">
            <label class="filter-label" for="town">
                {td_string!(i18n, town.pick)}
            </label>
            <select
                id="town"
                name="town"
                class="input select"
                data-testid="town-pick"
                on:change=move |event| {
                    let to = format!("/town?town={}&quarter={quarter}", event_target_value(&event));
                    navigate(&to, NavigateOptions { scroll: false, ..Default::default() });
                }
            >
                {options}
            </select>
        </form>
    }
    .into_any()
}
