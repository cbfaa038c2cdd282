//! 随机抽取记录, as printed: time, lists, seed, result, who avoids which towns, witness. A witness
//! who was not named at the draw can be named once.

use crate::api::plan::{DrawSheet, Fields};
use crate::calls::plan::{read_draw, witness_draw};
use crate::components::browser::print;
use crate::components::lists::back;
use crate::components::{
    Banner, BannerKind, Button, ButtonKind, ErrorState, Field, Loading, Question, Sheet, Submit,
    use_toasts,
};
use crate::error::AppError;
use crate::language::{I18n, use_words};
use crate::pages::manage::words::site_kind_word;
use crate::places;
use crate::words_of::{error_words, fill};
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
    let reload = Callback::new(move |()| record.refetch());
    let naming = Question::new(i18n, use_toasts(), reload);
    view! {
        <Title text=td_string!(i18n, plan.record_title) />
        <div class="manage">
            <Transition fallback=|| view! { <Loading lines=8 /> }>
                {move || {
                    record
                        .get()
                        .map(|answer| match answer {
                            Ok(it) => sheet(i18n, it, naming),
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
            <Sheet
                open=naming.open
                title=Signal::stored(td_string!(i18n, plan.witness_name).to_owned())
                testid="witness-form"
            >
                {move || witness(i18n, number, naming)}
            </Sheet>
        </div>
    }
    .into_any()
}

/// Names with their values.
pub(super) fn said(fields: Fields) -> AnyView {
    let fields = fields
        .into_iter()
        .map(|(name, text)| view! { <div><dt>{name}</dt><dd lang="zh-CN">{text}</dd></div> })
        .collect_view();
    view! { <dl class="plan-fields">{fields}</dl> }.into_any()
}

/// The form that names the witness of a draw that has none.
fn witness(i18n: I18n, number: Memo<Option<u32>>, question: Question) -> AnyView {
    let witness = RwSignal::new(String::new());
    let go = move || {
        let number = number.get_untracked().unwrap_or_default();
        let witness = witness.get_untracked();
        question.send(async move {
            let done = witness_draw(number, witness).await;
            done.map_err(|error| vec![("late-witness", error_words(i18n, &error))])?;
            Ok(td_string!(i18n, plan.witness_saved).to_owned())
        });
    };
    let fields = view! {
        <Field
            id="late-witness"
            label=td_string!(i18n, plan.witness)
            hint=td_string!(i18n, plan.witness_once)
            error=question.error("late-witness")
            value=witness
            testid="late-witness"
        />
    };
    let submit = Submit {
        words: td_string!(i18n, plan.witness_do),
        kind: ButtonKind::Primary,
        // It cannot be changed afterwards.
        by_button: true,
        testid: "late-witness-do",
    };
    question.form(fields.into_any(), submit, go)
}

fn sheet(i18n: I18n, it: DrawSheet, naming: Question) -> AnyView {
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
    let name_it = it.lacks_witness.then(|| {
        view! {
            <Button
                kind=ButtonKind::Secondary
                on_click=move |()| naming.ask(())
                testid="name-witness"
            >
                {td_string!(i18n, plan.witness_name)}
            </Button>
        }
    });
    view! {
        <div class="plan-record" data-testid="draw-record" data-holds=it.holds.to_string()>
            <div class="actions no-print">
                {back(td_string!(i18n, plan.back), places::PLAN.address)}
                <Button kind=ButtonKind::Primary on_click=move |()| print()>
                    {td_string!(i18n, plan.print)}
                </Button>
                {name_it}
            </div>
            <p class="plan-office" lang="zh-CN">{it.office.clone()}</p>
            <h1>{td_string!(i18n, plan.record_title)}</h1>
            <p class="quiet">{fill(td_string!(i18n, plan.record_number), &[("n", &it.number)])}</p>
            <div class="no-print"><Banner kind>{words}</Banner></div>
            {said(it.fields)}
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
