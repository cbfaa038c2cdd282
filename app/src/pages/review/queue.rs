//! The list, newest first.

use crate::api::review::QueueItem;
use crate::components::{Button, EmptyState, ErrorState, StateTag, Tag, Tone};
use crate::language::{table_words, use_words};
use crate::pages::review::address;
use crate::pages::review::desk::Desk;
use crate::pages::review::many::{Many, tick_box};
use crate::who::use_who;
use crate::words_of::{fill, flag_word, form_word, moment_attr, moment_words};
use domain::inspection::{FindingState, Form};
use domain::people::Right;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The findings that match the filter.
#[component]
pub fn QueueList() -> impl IntoView {
    let i18n = use_words();
    let desk: Desk = expect_context();
    let is_empty = Memo::new(move |_| desk.items.with(Vec::is_empty));
    let fresh = Memo::new(move |_| desk.fresh.with(Vec::len));
    view! {
        <section
            class="queue"
            aria-label=td_string!(i18n, review.list)
            aria-busy=move || desk.loading.get().then_some("true")
            on:pointerenter=move |_| desk.held.set(true)
            on:pointerleave=move |_| desk.held.set(false)
        >
            <p class="visually-hidden" role="status">
                {move || fill(td_string!(i18n, review.matches), &[("count", &desk.total.get())])}
            </p>
            {move || {
                (fresh.get() > 0)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button button-primary queue-fresh"
                                data-testid="review-fresh"
                                on:click=move |_| desk.show_fresh()
                            >
                                {fill(td_string!(i18n, review.fresh), &[("count", &fresh.get())])}
                            </button>
                        }
                    })
            }}
            {move || {
                desk.failed
                    .get()
                    .map(|error| view! { <ErrorState error on_retry=move |()| desk.load() /> })
            }}
            {move || (is_empty.get() && desk.failed.with(Option::is_none)).then(empty)}
            <ol class="queue-items">
                <For
                    each=move || desk.items.get()
                    key=|item| (item.finding, item.revision, item.state, item.photos, item.flags.len())
                    let:item
                >
                    <Item item />
                </For>
            </ol>
            {move || {
                desk.next
                    .get()
                    .map(|_| {
                        view! {
                            <Button busy=desk.loading on_click=move |()| desk.load_more()>
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
    let desk: Desk = expect_context();
    let unfiltered = desk.filter.with(|filter| *filter == Default::default());
    if unfiltered {
        view! {
            <EmptyState
                title=td_string!(i18n, review.nothing_title)
                text=td_string!(i18n, review.nothing_text)
            />
        }
        .into_any()
    } else {
        view! {
            <EmptyState title=td_string!(i18n, review.no_match_title) text=td_string!(i18n, review.no_match_text)>
                <Button on_click=move |()| desk.refilter(&Default::default())>
                    {td_string!(i18n, review.clear_filters)}
                </Button>
            </EmptyState>
        }
        .into_any()
    }
}

#[component]
fn Item(item: QueueItem) -> impl IntoView {
    let i18n = use_words();
    let desk: Desk = expect_context();
    let finding = item.finding;
    let here = move || (desk.selected.get() == Some(finding)).then_some("true");
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
                href=move || desk.filter.with(|filter| address::href(filter, Some(finding)))
                data-noscroll=""
                aria-current=here
                data-testid="review-item"
                data-finding=finding.to_string()
                data-checkpoint=item.checkpoint.to_string()
            >
                <span class="queue-words">{name}</span>
                <span class="queue-place">{item.site_name.clone()}</span>
                <span class="queue-meta">
                    <time datetime=moment_attr(item.observed_at)>
                        {moment_words(i18n, item.observed_at)}
                    </time>
                    <span>{item.inspector.clone()}</span>
                    <span>{item.indicator.clone()}</span>
                </span>
                {tags(&item)}
            </a>
        </li>
    }
    .into_any()
}

/// The words on a finding that a list shows: state, form, count, photos, flags.
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
            <span class="queue-photos">
                {if item.photos > 0 {
                    fill(td_string!(i18n, review.photo_count), &[("count", &item.photos)])
                } else {
                    td_string!(i18n, review.no_photos).to_owned()
                }}
            </span>
        </span>
    }
    .into_any()
}
