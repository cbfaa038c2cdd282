//! 检查对象二维码: A4 sheets of codes to print and put up, one 镇办 after another.

use crate::api::codes::CodeSheet;
use crate::calls::codes::site_codes;
use crate::components::browser::{origin, print};
use crate::components::{Button, ButtonKind, EmptyState, ErrorState, Loading};
use crate::language::{I18n, use_words};
use crate::words_of::fill;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

/// `/codes`; `?town=` limits the sheets to one town.
#[component]
pub fn Codes() -> impl IntoView {
    let i18n = use_words();
    let query = use_query_map();
    let sheets = Resource::new_blocking(|| (), |()| site_codes());
    let town = Memo::new(move |_| query.with(|query| query.get("town")).unwrap_or_default());
    // Codes contain the server's public address, which only the browser knows.
    let address = RwSignal::new(String::new());
    Effect::new(move || address.set(origin()));
    let note = move || {
        address.with(|address| {
            (!address.is_empty())
                .then(|| fill(td_string!(i18n, codes.address), &[("address", address)]))
        })
    };
    view! {
        <Title text=td_string!(i18n, codes.title) />
        <div class="codes">
            <div class="page-head">
                <h1>{td_string!(i18n, codes.title)}</h1>
                <p class="lead">{td_string!(i18n, codes.lead)}</p>
                <p class="quiet" data-testid="codes-address">{note}</p>
            </div>
            <Transition fallback=|| view! { <Loading lines=8 /> }>
                {move || {
                    sheets
                        .get()
                        .map(|answer| match answer {
                            Ok(all) => whole(i18n, all, &town.get()),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| sheets.refetch() /> }
                                    .into_any()
                            }
                        })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

fn whole(i18n: I18n, all: Vec<CodeSheet>, town: &str) -> AnyView {
    if all.is_empty() {
        return view! {
            <EmptyState
                title=td_string!(i18n, codes.nothing_title)
                text=td_string!(i18n, codes.nothing_text)
            />
        }
        .into_any();
    }
    let known = all.iter().any(|sheet| sheet.town.as_str() == town);
    let picker = picker(i18n, &all, town);
    let sheets = all
        .into_iter()
        .filter(|sheet| !known || sheet.town.as_str() == town)
        .map(|sheet| sheet_view(i18n, sheet))
        .collect_view();
    view! {
        <div class="tools">
            {picker} <Button kind=ButtonKind::Primary on_click=move |()| print() testid="codes-print">
                {td_string!(i18n, codes.print)}
            </Button>
        </div>
        {sheets}
    }
    .into_any()
}

fn picker(i18n: I18n, all: &[CodeSheet], town: &str) -> AnyView {
    let navigate = use_navigate();
    let options = all
        .iter()
        .map(|sheet| {
            let selected = sheet.town.as_str() == town;
            view! {
                <option value=sheet.town.to_string() selected=selected>
                    {sheet.town_name.clone()}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="field-label" for="codes-town">
                {td_string!(i18n, codes.town)}
            </label>
            <select
                id="codes-town"
                class="input"
                data-testid="codes-town"
                on:change=move |event| {
                    let to = format!("/codes?town={}", event_target_value(&event));
                    navigate(&to, NavigateOptions { scroll: false, ..Default::default() });
                }
            >
                <option value="">{td_string!(i18n, codes.all_towns)}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// A town's codes. The names come from the district and are Chinese in either language.
fn sheet_view(i18n: I18n, sheet: CodeSheet) -> AnyView {
    let codes = sheet
        .sites
        .into_iter()
        .map(|(site, name)| {
            let alt = fill(td_string!(i18n, codes.code_of), &[("site", &name)]);
            view! {
                <li class="code" data-testid="code">
                    <img
                        src=format!("/api/v1/sites/{site}/code")
                        alt=alt
                        width="200"
                        height="200"
                    />
                    <strong lang="zh-CN">{name}</strong>
                    <span>{td_string!(i18n, codes.use_of)}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="code-sheet">
            <h2 lang="zh-CN">{sheet.town_name}</h2>
            <ul class="code-grid">{codes}</ul>
        </section>
    }
    .into_any()
}
