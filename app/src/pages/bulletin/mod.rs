//! 结果通报: the draft of a quarter's bulletin as the paper that it is printed on (GB/T 9704).

mod paper;

use crate::api::bulletin::Bulletin;
use crate::calls::bulletin::read_bulletin;
use crate::components::browser::print;
use crate::components::{Banner, BannerKind, Button, ButtonKind, ErrorState, Loading};
use crate::language::{I18n, use_words};
use crate::places::link::rel_of;
use crate::words_of::{fill, quarter_words};
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/bulletin`; `?quarter=` names the quarter.
#[component]
pub fn BulletinPage() -> impl IntoView {
    let i18n = use_words();
    let query = use_query_map();
    let quarter = Memo::new(move |_| query.with(|query| query.get("quarter")));
    let bulletin = Resource::new_blocking(move || quarter.get(), read_bulletin);
    view! {
        <Title text=td_string!(i18n, bulletin.title) />
        <div class="bulletin">
            <Transition fallback=|| view! { <Loading lines=14 /> }>
                {move || {
                    bulletin
                        .get()
                        .map(|answer| match answer {
                            Ok(bulletin) => whole(i18n, bulletin),
                            Err(error) => {
                                view! {
                                    <div class="page-head">
                                        <h1>{td_string!(i18n, bulletin.title)}</h1>
                                    </div>
                                    <ErrorState error on_retry=move |()| bulletin.refetch() />
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

/// The notes for the screen only, and the paper.
fn whole(i18n: I18n, bulletin: Bulletin) -> AnyView {
    let missing = (bulletin.missing > 0).then(|| {
        let words = fill(
            td_string!(i18n, bulletin.missing),
            &[("count", &bulletin.missing)],
        );
        view! { <Banner kind=BannerKind::Warning testid="bulletin-missing">{words}</Banner> }
    });
    let undecided = bulletin.undecided.then(|| {
        let words = td_string!(i18n, bulletin.undecided);
        view! { <Banner kind=BannerKind::Warning testid="bulletin-undecided">{words}</Banner> }
    });
    view! {
        <div class="page-head">
            <h1>{td_string!(i18n, bulletin.title)}</h1>
            <p class="lead">{quarter_words(i18n, bulletin.quarter)}</p>
        </div>
        <div class="bulletin-notes">
            {missing} {undecided} <p class="quiet">{td_string!(i18n, bulletin.lead)}</p>
        </div>
        <div class="tools">
            <Button kind=ButtonKind::Primary on_click=move |()| print() testid="bulletin-print">
                {td_string!(i18n, bulletin.print)}
            </Button>
            <a class="button button-secondary" href="/scores" rel=rel_of("/scores")>
                {td_string!(i18n, bulletin.back)}
            </a>
        </div>
        {paper::paper(i18n, &bulletin)}
    }
    .into_any()
}
