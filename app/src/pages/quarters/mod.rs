//! 季度: the quarter's state, what is missing, the acts that advance it; and the year.

mod acts;
mod doing;
mod lists;
mod missing;
mod opening;
mod preview;
mod ties;
pub mod words;
mod year;

use crate::api::quarters::{QuarterPage, State};
use crate::calls::quarters::read_quarter;
use crate::components::{ErrorState, Loading, QuarterLinks, Tag, Tone};
use crate::error::AppError;
use crate::language::{I18n, use_words};
use crate::who::use_who;
use crate::words_of::{day_words, fill, quarter_words};
use doing::Doing;
use domain::people::Right;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::state_word;

/// `/quarters`; `?quarter=` names the quarter, `?year=` shows a year instead.
#[component]
pub fn Quarters() -> impl IntoView {
    let i18n = use_words();
    let query = use_query_map();
    let year =
        Memo::new(move |_| -> Option<i16> { query.with(|query| query.get("year")?.parse().ok()) });
    view! {
        <Title text=td_string!(i18n, quarters.title) />
        <div class="quarters">
            {move || match year.get() {
                Some(year) => year::of_year(year),
                None => view! { <OfQuarter /> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

#[component]
fn OfQuarter() -> impl IntoView {
    let i18n = use_words();
    let query = use_query_map();
    let quarter = Memo::new(move |_| -> Option<Quarter> {
        query.with(|query| query.get("quarter")?.parse().ok())
    });
    let page = Resource::new_blocking(move || quarter.get(), read_quarter);
    view! {
        <Transition fallback=|| view! { <Loading lines=12 /> }>
            {move || {
                page.get()
                    .map(|answer: Result<QuarterPage, AppError>| match answer {
                        Ok(shown) => {
                            let doing = Doing::new(&shown, Callback::new(move |()| page.refetch()));
                            whole(i18n, shown, doing)
                        }
                        Err(error) => {
                            view! {
                                <div class="page-head">
                                    <h1>{td_string!(i18n, quarters.title)}</h1>
                                </div>
                                <ErrorState error on_retry=move |()| page.refetch() />
                            }
                                .into_any()
                        }
                    })
            }}
        </Transition>
    }
    .into_any()
}

fn whole(i18n: I18n, shown: QuarterPage, doing: Doing) -> AnyView {
    let runs = use_who().may(Right::RunQuarters);
    let words = quarter_words(i18n, shown.quarter);
    let lead = fill(
        td_string!(i18n, quarters.lead),
        &[("quarter", &words), ("table", &shown.table_name)],
    );
    let year = shown.quarter.year();
    let year_words = fill(td_string!(i18n, quarters.year_link), &[("year", &year)]);
    let all: Vec<Quarter> = shown.quarters.iter().map(|it| it.quarter).collect();
    view! {
        <div class="page-head">
            <h1>{td_string!(i18n, quarters.title)}</h1>
            <p class="lead">{lead}</p>
        </div>
        <QuarterLinks path="/quarters" all shown=shown.quarter />
        <p>
            <a href=format!("/quarters?year={year}") data-testid="year-link">{year_words}</a>
        </p>
        {chain(i18n, &shown)}
        {doing.told(i18n)}
        {missing::view(i18n, &shown)}
        {missing::undecided(i18n, &shown)}
        {preview::view(i18n, &shown)}
        {runs.then(|| [ties::view(i18n, &shown, doing), acts::view(i18n, &shown, doing)])}
        {lists::waivers(i18n, &shown)}
        {lists::frozen(i18n, &shown)}
        {lists::late(i18n, &shown)}
        {lists::log(i18n, &shown)}
        {lists::quarters(i18n, &shown)}
        {runs.then(|| opening::view(i18n, &shown, doing))}
    }
    .into_any()
}

/// The states as steps, with the signature, the meeting and the publication so far.
fn chain(i18n: I18n, shown: &QuarterPage) -> AnyView {
    let signed = shown.signed.as_ref().map(|it| {
        fill(
            td_string!(i18n, quarters.signed),
            &[("name", &it.name), ("date", &day_words(i18n, &it.date))],
        )
    });
    let met = shown.met.as_ref().map(|it| {
        fill(
            td_string!(i18n, quarters.met),
            &[
                ("date", &day_words(i18n, &it.date)),
                ("minutes", &it.minutes),
            ],
        )
    });
    let public = shown
        .published
        .then(|| td_string!(i18n, quarters.published).to_owned());
    let steps = [
        (State::Open, None),
        (State::First, signed),
        (State::Second, met),
        (State::Closed, None),
    ];
    let here = shown.state;
    view! {
        <section class="card" aria-label=td_string!(i18n, quarters.chain)>
            <ol class="quarter-chain" data-testid="quarter-chain">
                {steps
                    .into_iter()
                    .map(|(state, note)| {
                        view! {
                            <li aria-current=(state == here).then_some("step") data-state=state.as_str()>
                                <div>{state_word(i18n, state)}</div>
                                {note.map(|note| view! { <div class="quiet">{note}</div> })}
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
            {shown
                .lasts
                .as_ref()
                .map(|day| {
                    let day = day_words(i18n, day);
                    let words = fill(td_string!(i18n, quarters.lasts), &[("day", &day)]);
                    view! { <p class="quiet" data-testid="quarter-lasts">{words}</p> }
                })}
            {public.map(|words| view! { <p class="tags"><Tag tone=Tone::Good words /></p> })}
        </section>
    }
    .into_any()
}
