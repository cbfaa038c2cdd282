//! A finding with everything that a decision needs: photos beside the rule's wording, and the
//! decision's effect on the row.

use crate::api::review::{FindingDetail, QueueFilter};
use crate::components::{Banner, BannerKind, EmptyState, ErrorState, Loading, Photo};
use crate::language::{I18n, table_words, use_words};
use crate::pages::review::ruling::{action_bar, adjust, hidden};
use crate::pages::review::state::ReviewState;
use crate::pages::review::{about, address, here, narrowed, others, queue};
use crate::who::use_who;
use crate::words_of::{dated_words, fill, flag_text, moment_words, per_word};
use domain::people::Right;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The open finding, or a hint to open one.
#[component]
pub fn Detail() -> impl IntoView {
    let i18n = use_words();
    let state: ReviewState = expect_context();
    let decides = use_who().may(Right::Decide);
    move || match (state.selected.get(), state.detail.get()) {
        (None, _) => {
            view! { <div class="detail-none">{move || hint(i18n, state, decides)}</div> }.into_any()
        }
        (Some(_), None) => view! { <Loading lines=6 /> }.into_any(),
        (Some(_), Some(Err(error))) => view! {
            {back(i18n, state)}
            <ErrorState error on_retry=move |()| state.reopen() />
        }
        .into_any(),
        (Some(_), Some(Ok(detail))) => finding(i18n, state, detail),
    }
}

/// What to do while nothing is open: pick a finding, if the list has any.
fn hint(i18n: I18n, state: ReviewState, decides: bool) -> AnyView {
    let is_empty = state.items.with(Vec::is_empty) && state.failed.with(Option::is_none);
    if !is_empty {
        let text = match decides {
            true => td_string!(i18n, review.none_text),
            false => td_string!(i18n, review.none_text_reader),
        };
        return view! { <EmptyState title=td_string!(i18n, review.none_title) text=text /> }
            .into_any();
    }
    if state.filter.with(|filter| narrowed::set(filter).is_empty()) {
        let title = td_string!(i18n, review.nothing_title);
        return view! { <EmptyState title=title text=td_string!(i18n, review.nothing_open) /> }
            .into_any();
    }
    view! {
        <EmptyState
            title=td_string!(i18n, review.no_match_title)
            text=td_string!(i18n, review.no_match_open)
        >
            <a href=address::href(&QueueFilter::default(), None) data-testid="review-hint-clear">
                {td_string!(i18n, review.clear_filters)}
            </a>
        </EmptyState>
    }
    .into_any()
}

fn back(i18n: I18n, state: ReviewState) -> AnyView {
    view! {
        <a
            class="detail-back"
            href=move || state.filter.with(|filter| address::href(filter, None))
        >
            {td_string!(i18n, review.back_to_list)}
        </a>
    }
    .into_any()
}

fn finding(i18n: I18n, state: ReviewState, detail: FindingDetail) -> AnyView {
    let item = detail.item.clone();
    let decides = use_who().may(Right::Decide);
    // In a void visit there is nothing to decide.
    let void = detail.void.as_ref().is_some_and(|void| void.holds);
    let name = table_words(i18n, &item.checkpoint_name, item.checkpoint_en.as_deref()).to_owned();
    view! {
        {back(i18n, state)}
        <article class="finding" data-testid="review-detail" data-finding=item.finding.to_string()>
            {move || {
                state.changed
                    .get()
                    .then(|| {
                        view! {
                            <Banner kind=BannerKind::Warning testid="review-changed">
                                {td_string!(i18n, review.changed)}
                            </Banner>
                        }
                    })
            }}
            <header class="finding-head">
                <h2>{name}</h2>
                " "
                {queue::tags(&item)}
                {queue::photos(&item)}
            </header>
            {warnings(i18n, &detail)}
            {about::pricing(i18n, &detail)}
            {about::about(i18n, &detail)}
            <div class="finding-columns">
                <div class="finding-evidence">
                    {photos(i18n, &detail)}
                    {said(i18n, &detail)}
                    {hidden(i18n, state, &detail)}
                </div>
                <div class="finding-rule">
                    {here::here(i18n, state, &detail)}
                    {effect(i18n, &detail)}
                    {decides.then(|| adjust(i18n, &detail))}
                    {rule(i18n, &detail)}
                    {others::decisions(i18n, &detail)}
                    {others::versions(i18n, &detail)}
                </div>
            </div>
            {others::twins(i18n, &detail)}
            {others::related(i18n, state, &detail)}
            {others::history(i18n, state, &detail)}
            {(decides && !void).then(|| action_bar(i18n, state))}
        </article>
    }
    .into_any()
}

/// The server's flags, and what to check.
fn warnings(i18n: I18n, detail: &FindingDetail) -> AnyView {
    let withdrawn = detail.versions.iter().all(|it| it.count.is_none());
    let reopened = detail.item.reopened.then(|| {
        if withdrawn {
            td_string!(i18n, review.reopened_withdrawn)
        } else {
            td_string!(i18n, review.reopened_text)
        }
    });
    let flags = detail.item.flags.iter().map(|flag| flag_text(i18n, *flag));
    let noticed = reopened.into_iter().chain(flags).map(str::to_owned);
    let lines: Vec<_> = void(i18n, detail).into_iter().chain(noticed).collect();
    if lines.is_empty() {
        return ().into_any();
    }
    let lines = lines
        .into_iter()
        .map(|words| view! { <p>{words}</p> })
        .collect_view();
    view! { <Banner kind=BannerKind::Warning>{lines}</Banner> }.into_any()
}

/// That the visit was voided: whether this has effect, by whom, when and why.
fn void(i18n: I18n, detail: &FindingDetail) -> Option<String> {
    let void = detail.void.as_ref()?;
    let words = if void.holds {
        td_string!(i18n, review.void)
    } else {
        td_string!(i18n, review.void_without_effect)
    };
    let values: [(&str, &dyn std::fmt::Display); 3] = [
        ("by", &void.by),
        ("at", &moment_words(i18n, void.at)),
        ("reason", &void.reason),
    ];
    Some(fill(words, &values))
}

fn photos(i18n: I18n, detail: &FindingDetail) -> AnyView {
    if detail.photos.is_empty() {
        return view! { <p class="no-photos">{td_string!(i18n, review.no_photos_text)}</p> }
            .into_any();
    }
    let alt = format!("{} {}", detail.item.site_name, detail.item.checkpoint_name);
    let thumbnails = detail
        .photos
        .iter()
        .map(|photo| {
            let early = photo.taken_at.filter(|_| photo.early).map(|at| {
                let at = dated_words(i18n, at);
                let words = fill(td_string!(i18n, review.photo_before), &[("at", &at)]);
                view! { <p class="photo-early" data-testid="photo-early">{words}</p> }
            });
            view! {
                <div class="photo-cell">
                    <Photo photo=photo.clone() alt=alt.clone() testid="review-photo" />
                    {early}
                </div>
            }
        })
        .collect_view();
    view! { <div class="photos photos-large">{thumbnails}</div> }.into_any()
}

/// The inspector's phrases and note.
fn said(i18n: I18n, detail: &FindingDetail) -> AnyView {
    let phrases = detail.phrases.join(td_string!(i18n, common.list_separator));
    let note = detail.note.clone();
    if phrases.is_empty() && note.is_empty() {
        return ().into_any();
    }
    view! {
        <div class="said">
            {(!phrases.is_empty()).then(|| view! { <p class="said-phrases">{phrases}</p> })}
            {(!note.is_empty()).then(|| view! { <p>{note}</p> })}
        </div>
    }
    .into_any()
}

/// The standard, verbatim, with its place in the document. The regulation's wording is Chinese in
/// either language.
fn rule(i18n: I18n, detail: &FindingDetail) -> AnyView {
    let item = &detail.item;
    let indicator =
        table_words(i18n, &item.indicator_name, item.indicator_en.as_deref()).to_owned();
    let per = per_word(i18n, &detail.per).unwrap_or_default();
    let price = if detail.per == "note" {
        per.to_owned()
    } else {
        fill(
            td_string!(i18n, review.price),
            &[("per", &per), ("points", &detail.points)],
        )
    };
    view! {
        <section class="citation" aria-label=td_string!(i18n, review.rule)>
            <h3>{format!("{} {indicator}", item.indicator)}</h3>
            <blockquote lang="zh-CN">{detail.standard.clone()}</blockquote>
            <cite lang="zh-CN">{detail.citation.clone()}</cite>
            <p class="price">
                <strong>{price}</strong>
                <span class="quiet">
                    {fill(td_string!(i18n, review.office), &[("office", &detail.office)])}
                </span>
            </p>
        </section>
    }
    .into_any()
}

/// The effect of a confirmation on the row.
fn effect(i18n: I18n, detail: &FindingDetail) -> AnyView {
    let (now, then) = (&detail.row_now, &detail.row_confirmed);
    let words = if now.points.is_empty() {
        fill(
            td_string!(i18n, review.effect_elsewhere),
            &[("row", &now.id)],
        )
    } else if now.points == then.points {
        fill(
            td_string!(i18n, review.effect_none),
            &[("row", &now.id), ("now", &now.points), ("of", &now.of)],
        )
    } else {
        fill(
            td_string!(i18n, review.effect),
            &[
                ("row", &now.id),
                ("now", &now.points),
                ("then", &then.points),
                ("of", &now.of),
            ],
        )
    };
    view! {
        <p class="effect" data-testid="review-effect">
            {words}
        </p>
    }
    .into_any()
}
