//! 现场检查记录表: one whole visit, as printed on A4 and kept in the files.

use super::release::Releasing;
use super::settle::{self, Settling};
use super::words::tone;
use super::{appendix, refused, release};
use crate::api::visits::{SheetRow, VisitSheet};
use crate::calls::visits::read_visit;
use crate::components::browser::print_whole;
use crate::components::lists::back;
use crate::components::{Button, ButtonKind, ErrorState, Loading, Tag, use_toasts};
use crate::error::AppError;
use crate::language::{I18n, is_english, table_words, use_words};
use crate::places;
use crate::words_of::{answer_word, dated_words, fill, form_word, method_word, visit_state_word};
use domain::ids::VisitId;
use domain::inspection::AnswerValue;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/visits/sheet?id=`.
#[component]
pub fn Sheet() -> impl IntoView {
    let i18n = use_words();
    let toasts = use_toasts();
    let query = use_query_map();
    let visit = Memo::new(move |_| query.with(|query| query.get("id")?.parse::<VisitId>().ok()));
    let shown = Resource::new_blocking(
        move || visit.get(),
        |visit| async move {
            match visit {
                Some(visit) => read_visit(visit).await,
                None => Err(AppError::not_found("visit")),
            }
        },
    );
    let reload = Callback::new(move |()| shown.refetch());
    let settling = Settling::new(i18n, toasts, reload);
    let releasing = Releasing::new(i18n, toasts, reload);
    view! {
        <Title text=td_string!(i18n, visits.sheet_title) />
        <div class="manage">
            <Transition fallback=|| view! { <Loading lines=8 /> }>
                {move || {
                    shown
                        .get()
                        .map(|answer| match answer {
                            Ok(it) => {
                                view! {
                                    <div class="no-print">{refused::view(i18n, &it.refused, it.decides, settling)}</div>
                                    {paper(i18n, it, visit.get_untracked(), releasing)}
                                }
                                    .into_any()
                            }
                            Err(error) => {
                                view! {
                                    <h1>{td_string!(i18n, visits.sheet_title)}</h1>
                                    <ErrorState error on_retry=move |()| shown.refetch() />
                                }
                                    .into_any()
                            }
                        })
                }}
            </Transition>
            {settle::question(settling)}
            {release::question(releasing)}
        </div>
    }
    .into_any()
}

fn paper(i18n: I18n, it: VisitSheet, visit: Option<VisitId>, releasing: Releasing) -> AnyView {
    let until = it.until.map(|at| dated_words(i18n, at)).unwrap_or_default();
    let place = match it.address.is_empty() {
        true => it.site.clone(),
        false => format!("{}（{}）", it.site, it.address),
    };
    let signed = match &it.signed {
        None => String::new(),
        Some(Ok(name)) if name.is_empty() => td_string!(i18n, common.signed_by_hand).to_owned(),
        Some(Ok(name)) => name.clone(),
        Some(Err(reason)) => fill(td_string!(i18n, visits.refused), &[("reason", reason)]),
    };
    let (method, form) = (method_word(i18n, it.method), form_word(i18n, it.form));
    let how = match is_english(i18n) {
        true => format!("{method} · {form}"),
        false => format!("{method}（{form}）"),
    };
    let mut fields = vec![
        (td_string!(i18n, visits.field_number), it.number.clone()),
        (td_string!(i18n, visits.field_town), it.town.clone()),
        (td_string!(i18n, visits.field_site), place),
        (
            td_string!(i18n, visits.field_time),
            format!("{} — {until}", dated_words(i18n, it.from)),
        ),
        (td_string!(i18n, visits.field_how), how),
        (
            td_string!(i18n, visits.field_inspectors),
            it.inspectors.join("、"),
        ),
    ];
    if let Some(reason) = &it.reason {
        fields.push((td_string!(i18n, visits.field_reason), reason.clone()));
    }
    let fields = fields
        .into_iter()
        .map(|(name, text)| view! { <div><dt>{name}</dt><dd lang="zh-CN">{text}</dd></div> })
        .collect_view();
    let rows = it.rows.iter().map(|row| line(i18n, row)).collect_view();
    let unchecked = fill(td_string!(i18n, visits.unchecked), &[("n", &it.unchecked)]);
    let unchecked = (it.unchecked > 0).then(|| view! { <p class="quiet">{unchecked}</p> });
    let hashes = it
        .photos
        .iter()
        .zip(1u32..)
        .map(|(it, at)| view! { <li>{format!("{at}. {}", it.photo.sha256)}</li> })
        .collect_view();
    let photos = (!it.photos.is_empty()).then(|| {
        view! {
            <section class="sheet-photos">
                <h2>{td_string!(i18n, visits.photos)}</h2>
                <p class="quiet">{td_string!(i18n, visits.photos_text)}</p>
                <ul class="manage-code">{hashes}</ul>
            </section>
        }
    });
    let public = (it.hidden && it.decides).then(|| {
        view! {
            <Button
                kind=ButtonKind::Secondary
                on_click=move |()| releasing.ask(visit.into_iter().collect())
                testid="sheet-release"
            >
                {td_string!(i18n, visits.release)}
            </Button>
        }
    });
    view! {
        <div class="plan-record" data-testid="visit-sheet" data-state=it.state.as_str()>
            <div class="actions no-print">
                {back(td_string!(i18n, visits.back), places::VISITS.address)}
                <Button kind=ButtonKind::Primary on_click=move |()| print_whole()>
                    {td_string!(i18n, visits.print)}
                </Button>
                {public}
            </div>
            <p class="plan-office" lang="zh-CN">{it.office.clone()}</p>
            <h1>{td_string!(i18n, visits.sheet_title)}</h1>
            <p class="no-print">
                <Tag tone=tone(it.state) words=visit_state_word(i18n, it.state) />
            </p>
            <dl class="plan-fields">{fields}</dl>
            <table class="plan-coverage sheet-rows">
                <thead>
                    <tr>
                        <th scope="col">{td_string!(i18n, visits.col_row)}</th>
                        <th scope="col">{td_string!(i18n, visits.col_checkpoint)}</th>
                        <th scope="col">{td_string!(i18n, visits.col_answer)}</th>
                        <th scope="col">{td_string!(i18n, visits.col_found)}</th>
                        <th scope="col">{td_string!(i18n, visits.col_photos)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {unchecked}
            {photos}
            <p class="plan-signs">
                {fill(td_string!(i18n, visits.sign_place), &[("signed", &signed)])}
            </p>
            {appendix::view(i18n, &it.photos)}
        </div>
    }
    .into_any()
}

fn line(i18n: I18n, row: &SheetRow) -> AnyView {
    let answers = [
        AnswerValue::Meets,
        AnswerValue::NotApplicable,
        AnswerValue::Issue,
    ];
    let answer = answers.into_iter().find(|it| it.as_str() == row.answer);
    let found: Vec<String> = row
        .findings
        .iter()
        .map(|(words, count)| match count {
            1 => words.clone(),
            count => format!("{words}（×{count}）"),
        })
        .collect();
    let photos: Vec<String> = row.photos.iter().map(ToString::to_string).collect();
    view! {
        <tr data-testid="sheet-row" data-answer=row.answer.clone()>
            <td>{row.indicator.clone()}</td>
            <td>{table_words(i18n, &row.name, row.name_en.as_deref()).to_owned()}</td>
            <td class="sheet-answer">{answer.map(|it| answer_word(i18n, it))}</td>
            <td class="sheet-found" lang="zh-CN">{found.join("；")}</td>
            <td
                class="sheet-numbers"
                data-label=(!photos.is_empty()).then_some(td_string!(i18n, visits.col_photos))
            >
                {photos.join(td_string!(i18n, common.list_separator))}
            </td>
        </tr>
    }
    .into_any()
}
