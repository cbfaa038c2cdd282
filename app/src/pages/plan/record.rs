//! 随机抽取记录, as printed: time, lists, seed, result, who avoids which towns, witness.

use crate::api::plan::DrawRecord;
use crate::calls::plan::read_draw;
use crate::components::browser::print;
use crate::components::lists::back;
use crate::components::{Banner, BannerKind, Button, ButtonKind, ErrorState, Loading};
use crate::error::AppError;
use crate::language::{I18n, use_words};
use crate::pages::manage::words::site_kind_word;
use crate::places;
use crate::words_of::{dated_words, fill};
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/plan/draw?n=`.
#[component]
pub fn Draw() -> impl IntoView {
    let i18n = use_words();
    let query = use_query_map();
    let number = Memo::new(move |_| query.with(|query| query.get("n")?.parse::<u32>().ok()));
    let record = Resource::new_blocking(
        move || number.get(),
        |number| async move {
            match number {
                Some(number) => read_draw(number).await,
                None => Err(AppError::not_found("draw")),
            }
        },
    );
    view! {
        <Title text=td_string!(i18n, plan.record_title) />
        <div class="manage">
            <Transition fallback=|| view! { <Loading lines=8 /> }>
                {move || {
                    record
                        .get()
                        .map(|answer| match answer {
                            Ok(it) => sheet(i18n, it),
                            Err(error) => {
                                view! {
                                    <h1>{td_string!(i18n, plan.record_title)}</h1>
                                    <ErrorState error on_retry=move |()| record.refetch() />
                                }
                                    .into_any()
                            }
                        })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

fn wanted(i18n: I18n, it: &DrawRecord) -> String {
    let wanted = &it.wanted;
    let count = match wanted.of_each_town {
        true => td_string!(i18n, plan.wanted_each),
        false => td_string!(i18n, plan.wanted_total),
    };
    let kind = match wanted.kind {
        Some(kind) => site_kind_word(i18n, kind),
        None => td_string!(i18n, plan.any_kind),
    };
    let towns = match it.towns.is_empty() {
        true => td_string!(i18n, plan.all_towns).to_owned(),
        false => it.towns.join("、"),
    };
    let team = td_string!(i18n, plan.wanted_team);
    let parts = [
        towns,
        kind.to_owned(),
        fill(count, &[("n", &wanted.sites)]),
        fill(team, &[("n", &wanted.inspectors)]),
    ];
    parts.join(td_string!(i18n, town.sentence_separator))
}

fn avoided(i18n: I18n, it: &DrawRecord) -> String {
    let lines = it.avoids.iter().map(|(name, towns)| {
        let towns = towns.join("、");
        fill(
            td_string!(i18n, plan.avoid_of),
            &[("name", name), ("towns", &towns)],
        )
    });
    let lines: Vec<String> = lines.collect();
    match lines.is_empty() {
        true => td_string!(i18n, plan.avoid_none).to_owned(),
        false => lines.join(td_string!(i18n, town.sentence_separator)),
    }
}

fn sheet(i18n: I18n, it: DrawRecord) -> AnyView {
    let list = |(n, hash): &(u32, String)| {
        let words = td_string!(i18n, plan.field_list);
        fill(words, &[("n", n), ("hash", hash)])
    };
    let algorithm = fill(
        td_string!(i18n, plan.field_algorithm),
        &[("version", &it.version), ("n", &it.number)],
    );
    let separator = td_string!(i18n, town.sentence_separator);
    let time = dated_words(i18n, it.at);
    let fields = [
        (td_string!(i18n, plan.field_time), time),
        (td_string!(i18n, plan.field_by), it.by.clone()),
        (td_string!(i18n, plan.field_witness), it.witness.clone()),
        (td_string!(i18n, plan.field_wanted), wanted(i18n, &it)),
        (td_string!(i18n, plan.field_objects), list(&it.objects)),
        (td_string!(i18n, plan.field_people), list(&it.people)),
        (td_string!(i18n, plan.field_avoid), avoided(i18n, &it)),
        (td_string!(i18n, plan.field_seed), it.seed.clone()),
        (
            td_string!(i18n, plan.field_record),
            format!("{}{separator}{algorithm}", it.sha256),
        ),
    ];
    let fields = fields
        .into_iter()
        .map(|(name, text)| view! { <div><dt>{name}</dt><dd lang="zh-CN">{text}</dd></div> })
        .collect_view();
    let lines = it
        .drawn
        .iter()
        .zip(1..)
        .map(|((site, town, kind, people), at)| {
            view! {
                <tr data-testid="drawn">
                    <td class="number">{at}</td>
                    <td lang="zh-CN">{site.clone()}</td>
                    <td lang="zh-CN">{town.clone()}</td>
                    <td>{site_kind_word(i18n, *kind)}</td>
                    <td lang="zh-CN">{people.join("、")}</td>
                </tr>
            }
        })
        .collect_view();
    let (kind, words) = match it.holds {
        true => (BannerKind::Success, td_string!(i18n, plan.record_holds)),
        false => (BannerKind::Failure, td_string!(i18n, plan.record_wrong)),
    };
    view! {
        <div class="plan-record" data-testid="draw-record" data-holds=it.holds.to_string()>
            <div class="actions no-print">
                {back(td_string!(i18n, plan.back), places::PLAN.address)}
                <Button kind=ButtonKind::Primary on_click=move |()| print()>
                    {td_string!(i18n, plan.print)}
                </Button>
            </div>
            <p class="plan-office" lang="zh-CN">{it.office.clone()}</p>
            <h1>{td_string!(i18n, plan.record_title)}</h1>
            <p class="quiet">{fill(td_string!(i18n, plan.record_number), &[("n", &it.number)])}</p>
            <div class="no-print"><Banner kind>{words}</Banner></div>
            <dl class="plan-fields">{fields}</dl>
            <h2>{td_string!(i18n, plan.field_result)}</h2>
            <table class="plan-coverage">
                <thead>
                    <tr>
                        <th scope="col" class="number">{td_string!(i18n, plan.index)}</th>
                        <th scope="col">{td_string!(i18n, plan.col_site)}</th>
                        <th scope="col">{td_string!(i18n, plan.col_town)}</th>
                        <th scope="col">{td_string!(i18n, plan.draw_kind)}</th>
                        <th scope="col">{td_string!(i18n, plan.col_inspectors)}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
            <p class="plan-signs">{td_string!(i18n, plan.sign_place)}</p>
        </div>
    }
    .into_any()
}
