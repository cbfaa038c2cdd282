//! The list, newest first.

use crate::api::review::QueueItem;
use crate::components::{Button, ButtonKind, EmptyState, ErrorState, StateTag, Tag, Tone};
use crate::language::{table_words, use_words};
use crate::pages::review::address;
use crate::pages::review::many::{Many, tick_box};
use crate::pages::review::narrowed::{in_words, set};
use crate::pages::review::state::ReviewState;
use crate::who::use_who;
use crate::words_of::{fill, finder_word, flag_word, form_word, moment_attr, moment_words};
use domain::inspection::{FinderLevel, FindingState, Form};
use domain::people::Right;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The findings that match the filter.
#[component]
pub fn QueueList() -> impl IntoView {
    let i18n = use_words();
    let state: ReviewState = expect_context();
    let is_empty = Memo::new(move |_| state.items.with(Vec::is_empty));
    let fresh = Memo::new(move |_| state.fresh.with(Vec::len));
    view! {
        <section
            class="queue"
            aria-label=td_string!(i18n, review.list)
            aria-busy=move || state.loading.get().then_some("true")
            on:pointerenter=move |_| state.held.set(true)
            on:pointerleave=move |_| state.held.set(false)
        >
            <p class="visually-hidden" role="status">
                {move || fill(td_string!(i18n, review.matches), &[("count", &state.total.get())])}
            </p>
            {move || {
                (fresh.get() > 0)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button button-primary queue-fresh"
                                data-testid="review-fresh"
                                on:click=move |_| state.show_fresh()
                            >
                                {fill(td_string!(i18n, review.fresh), &[("count", &fresh.get())])}
                            </button>
                        }
                    })
            }}
            {move || {
                state.failed
                    .get()
                    .map(|error| view! { <ErrorState error on_retry=move |()| state.load() /> })
            }}
            {move || (is_empty.get() && state.failed.with(Option::is_none)).then(empty)}
            <ol class="queue-items">
                <For
                    each=move || state.items.get()
                    key=|item| (item.finding, item.revision, item.state, item.photos, item.flags.len())
                    let:item
                >
                    <Item item />
                </For>
            </ol>
            {move || {
                state.next
                    .get()
                    .map(|_| {
                        view! {
                            <Button busy=state.loading on_click=move |()| state.load_more()>
                                {td_string!(i18n, review.more)}
                            </Button>
                        }
                    })
            }}
        </section>
    }
    .into_any()
}

fn empty() -> AnyView {
    let i18n = use_words();
    let state: ReviewState = expect_context();
    if state.filter.with(|filter| set(filter).is_empty()) {
        return view! {
            <EmptyState
                title=td_string!(i18n, review.nothing_title)
                text=td_string!(i18n, review.nothing_text)
            />
        }
        .into_any();
    }
    // Say what the filters hide: the active filters, how many findings wait, and how many match in
    // other states.
    let set = in_words(i18n, state);
    let (waiting, in_any) = (state.waiting.get(), state.in_any_state.get());
    let hidden = (waiting > 0).then(|| {
        fill(
            td_string!(i18n, review.hidden_waiting),
            &[("count", &waiting)],
        )
    });
    let is_all = state.filter.with(|filter| filter.all);
    let any_state = (in_any > 0 && !is_all).then(|| {
        let mut filter = state.filter.get_untracked();
        filter.all = true;
        filter.state = None;
        view! {
            <Button on_click=move |()| state.refilter(&filter) testid="review-any-state">
                {fill(td_string!(i18n, review.show_any_state), &[("count", &in_any)])}
            </Button>
        }
    });
    view! {
        <EmptyState
            title=td_string!(i18n, review.no_match_title)
            text=fill(td_string!(i18n, review.no_match_text), &[("filters", &set)])
        >
            {hidden.map(|words| view! { <p data-testid="review-hidden">{words}</p> })}
            {any_state}
            <Button
                kind=ButtonKind::Primary
                on_click=move |()| state.refilter(&Default::default())
                testid="review-empty-clear"
            >
                {td_string!(i18n, review.clear_filters)}
            </Button>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn Item(item: QueueItem) -> impl IntoView {
    let i18n = use_words();
    let state: ReviewState = expect_context();
    let finding = item.finding;
    let here = move || (state.selected.get() == Some(finding)).then_some("true");
    let many: Many = expect_context();
    let name = table_words(i18n, &item.checkpoint_name, item.checkpoint_en.as_deref()).to_owned();
    let label = fill(
        td_string!(i18n, review.tick),
        &[("what", &name), ("where", &item.site_name)],
    );
    view! {
        <li class="queue-row">
            {use_who().may(Right::Decide).then(|| tick_box(many, finding, label))}
            <a
                id=format!("item-{finding}")
                class="queue-item"
                href=move || state.filter.with(|filter| address::href(filter, Some(finding)))
                data-noscroll=""
                aria-current=here
                data-testid="review-item"
                data-finding=finding.to_string()
                data-checkpoint=item.checkpoint.to_string()
            >
                <span class="queue-what">
                    <span class="queue-words">{name}</span>
                    <span class="queue-id">{item.indicator.clone()}</span>
                </span>
                <span class="queue-where">
                    <span class="queue-place">{item.site_name.clone()}</span>
                    {photos(&item)}
                </span>
                <span class="queue-meta">
                    <time datetime=moment_attr(item.observed_at)>
                        {moment_words(i18n, item.observed_at)}
                    </time>
                    <span>{item.inspector.clone()}</span>
                    {tags(&item)}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// The number of a finding's photos.
pub fn photos(item: &QueueItem) -> AnyView {
    let i18n = use_words();
    let words = match item.photos {
        0 => td_string!(i18n, review.no_photos).to_owned(),
        count => fill(td_string!(i18n, review.photo_count), &[("count", &count)]),
    };
    view! { <span class="queue-photos">{words}</span> }.into_any()
}

/// The tags of a finding in a list: state, finder, form, count, flags.
pub fn tags(item: &QueueItem) -> AnyView {
    let i18n = use_words();
    let decided = item.state != FindingState::Recorded;
    view! {
        <span class="tags">
            {decided.then(|| view! { <StateTag state=item.state /> })}
            {item
                .reopened
                .then(|| {
                    view! { <Tag tone=Tone::Pending words=td_string!(i18n, review.reopened) /> }
                })}
            {(item.finder != FinderLevel::DistrictOffice)
                .then(|| view! { <Tag tone=Tone::Accent words=finder_word(i18n, item.finder) /> })}
            {(item.form == Form::Unannounced)
                .then(|| view! { <Tag words=form_word(i18n, item.form) /> })}
            {(item.count > 1)
                .then(|| {
                    view! { <Tag words=fill(td_string!(i18n, review.times), &[("count", &item.count)]) /> }
                })}
            {item
                .flags
                .iter()
                .map(|flag| view! { <Tag tone=Tone::Pending words=flag_word(i18n, *flag) /> })
                .collect_view()}
        </span>
    }
    .into_any()
}
