//! The year: four quarters side by side.

use super::words::state_word;
use crate::api::quarters::Year;
use crate::calls::quarters::read_year;
use crate::components::{ErrorState, Loading};
use crate::error::AppError;
use crate::language::{I18n, use_words};
use crate::words_of::{fill, quarter_as_words};
use leptos::prelude::*;
use leptos_i18n::td_string;

pub(super) fn of_year(year: i16) -> AnyView {
    let i18n = use_words();
    let shown = Resource::new_blocking(move || year, read_year);
    view! {
        <Transition fallback=|| view! { <Loading lines=12 /> }>
            {move || {
                shown
                    .get()
                    .map(|answer: Result<Year, AppError>| match answer {
                        Ok(year) => whole(i18n, year),
                        Err(error) => {
                            view! { <ErrorState error on_retry=move |()| shown.refetch() /> }.into_any()
                        }
                    })
            }}
        </Transition>
    }
    .into_any()
}

fn whole(i18n: I18n, year: Year) -> AnyView {
    let number = year.year;
    let title = fill(td_string!(i18n, quarters.year_title), &[("year", &number)]);
    let names: Vec<String> = year
        .quarters
        .iter()
        .map(|(name, _)| quarter_as_words(i18n, name))
        .collect();
    let heads = names
        .clone()
        .into_iter()
        .zip(year.quarters)
        .map(|(name, (_, state))| {
            let state = state.map_or(td_string!(i18n, quarters.no_quarter), |state| {
                state_word(i18n, state)
            });
            view! {
                <th scope="col">
                    <div>{name}</div>
                    <div class="quiet">{state}</div>
                </th>
            }
        });
    let place = move |place: u32| fill(td_string!(i18n, quarters.place), &[("place", &place)]);
    let lines = year.towns.into_iter().map(|town| {
        let cells = names.iter().zip(town.quarters).map(|(name, cell)| {
            let (total, at) = match cell {
                Some((total, at)) => (total, place(at)),
                None => ("—".to_owned(), String::new()),
            };
            view! {
                <td data-head=name.clone()>
                    <div>{total}</div>
                    <div class="quiet">{at}</div>
                </td>
            }
        });
        view! {
            <tr data-testid="year-line">
                <th scope="row">{town.name}</th>
                {cells.collect_view()}
                <td data-head=td_string!(i18n, quarters.mean)>
                    {town.mean.unwrap_or_else(|| "—".to_owned())}
                </td>
                <td data-head=td_string!(i18n, quarters.year_place)>{town.place.map(place)}</td>
            </tr>
        }
    });
    view! {
        <div class="page-head">
            <h1>{title}</h1>
            <p class="lead">{td_string!(i18n, quarters.year_lead)}</p>
        </div>
        <p class="actions">
            <a href="/quarters">{td_string!(i18n, quarters.back)}</a>
            <a href=format!("/api/v1/years/{number}/export.csv") rel="external">
                {td_string!(i18n, quarters.export_csv)}
            </a>
            <a href=format!("/api/v1/years/{number}/export.xlsx") rel="external">
                {td_string!(i18n, quarters.export_xlsx)}
            </a>
        </p>
        <div class="quarter-scroll card" tabindex="0" role="region" aria-label=td_string!(i18n, quarters.year_lead)>
            <table class="quarter-table" data-testid="year-table">
                <thead>
                    <tr>
                        <th scope="col">{td_string!(i18n, quarters.town)}</th>
                        {heads.collect_view()}
                        <th scope="col">{td_string!(i18n, quarters.mean)}</th>
                        <th scope="col">{td_string!(i18n, quarters.year_place)}</th>
                    </tr>
                </thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
