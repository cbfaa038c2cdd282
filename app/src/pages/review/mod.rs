//! 核查认定: the findings that wait for a decision, beside one of them with everything that a
//! decision needs. The address holds the filter and the open finding.

mod about;
pub mod address;
pub mod decide;
pub mod detail;
pub mod filters;
mod here;
pub mod keys;
pub mod many;
pub mod narrowed;
pub mod others;
pub mod queue;
mod reason;
mod ruling;
pub mod sheets;
pub mod state;
pub mod typed;

use crate::api::review::{FindingDetail, Queue, QueueFilter};
use crate::calls::review::{review_finding, review_queue};
use crate::components::{Button, ButtonKind, ErrorState, Loading};
use crate::error::AppError;
use crate::language::use_words;
use crate::who::use_who;
use domain::ids::FindingId;
use domain::people::Right;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use state::ReviewState;

/// The data that the server rendered the page from: what the address named then, and the answers. A
/// tap may change the address before hydration, which must start from the rendered state.
type First = (
    Asked,
    Result<Queue, AppError>,
    Option<Result<FindingDetail, AppError>>,
);

/// What an address names: the filter and the open finding.
type Asked = (QueueFilter, Option<FindingId>);

/// `/review`.
#[component]
pub fn Review() -> impl IntoView {
    let i18n = use_words();
    let query = use_query_map();
    let first: Resource<First> = Resource::new_blocking(
        || (),
        move |()| {
            let (filter, selected) =
                query.with_untracked(|query| (address::filter(query), address::selected(query)));
            async move {
                let asked = (filter.clone(), selected);
                // Start both at once: on the server the ports are reachable only until the first
                // await.
                let (queue, detail) = futures::join!(review_queue(filter), async {
                    match selected {
                        Some(finding) => Some(review_finding(finding).await),
                        None => None,
                    }
                });
                (asked, queue, detail)
            }
        },
    );
    view! {
        <Title text=td_string!(i18n, review.title) />
        <Transition fallback=|| view! { <Loading lines=8 /> }>
            {move || {
                first
                    .get()
                    .map(|(asked, queue, detail)| match queue {
                        Ok(queue) => view! { <Page asked queue detail /> }.into_any(),
                        Err(error) => {
                            view! {
                                <div class="page-head">
                                    <h1>{td_string!(i18n, review.title)}</h1>
                                </div>
                                <ErrorState error on_retry=move |()| first.refetch() />
                            }
                                .into_any()
                        }
                    })
            }}
        </Transition>
    }
}

#[component]
fn Page(
    asked: Asked,
    queue: Queue,
    detail: Option<Result<FindingDetail, AppError>>,
) -> impl IntoView {
    let i18n = use_words();
    let state = ReviewState::new(asked, queue, detail);
    provide_context(state);
    state.follow_the_address();
    state.keep_up();
    let decides = use_who().may(Right::Decide);
    let help = RwSignal::new(false);
    keys::listen(state, many::provide(state), decides, help);
    view! {
        <div class="review" class:review-open=move || state.selected.get().is_some()>
            <div class="page-head">
                <h1>{td_string!(i18n, review.title)}</h1>
                <p class="quiet" data-testid="review-waiting">
                    {move || {
                        crate::words_of::fill(
                            td_string!(i18n, review.waiting),
                            &[("count", &state.waiting.get())],
                        )
                    }}
                </p>
                {decides
                    .then(|| {
                        view! {
                            <a class="button button-quiet" href="/rescue" data-testid="to-rescue">
                                {td_string!(i18n, review.rescue_title)}
                            </a>
                        }
                    })}
                <Button
                    kind=ButtonKind::Quiet
                    on_click=move |()| help.set(true)
                    testid="review-keys"
                    shortcut="?"
                >
                    {td_string!(i18n, review.keys)}
                </Button>
            </div>
            <filters::Filters />
            <narrowed::Narrowed />
            <div class="desk">
                <div class="queue-side">
                    <many::ManyBar />
                    <queue::QueueList />
                </div>
                <section class="detail" aria-label=td_string!(i18n, review.detail)>
                    <detail::Detail />
                </section>
            </div>
            <sheets::Sheets />
            <keys::KeysSheet open=help decides />
        </div>
    }
    .into_any()
}
