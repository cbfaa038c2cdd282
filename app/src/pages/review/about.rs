//! What is shown above a finding: where, when, who found it, the site's answer, and which other row
//! prices it.

use crate::api::review::{Entered, FindingDetail, PricingRow, QueueFilter};
use crate::components::{Banner, BannerKind, Photo};
use crate::language::{I18n, table_words};
use crate::pages::review::address;
use crate::places::link::rel_of;
use crate::who::use_who;
use crate::words_of::{fill, finder_word, form_word, method_word, moment_attr, moment_words};
use domain::inspection::{FinderLevel, Form};
use domain::people::Right;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The facts of a finding.
pub(super) fn about(i18n: I18n, detail: &FindingDetail) -> AnyView {
    let item = &detail.item;
    let how = format!(
        "{} · {}",
        method_word(i18n, detail.how.method),
        form_word(i18n, detail.how.form)
    );
    let counts = detail.per == "count" || item.count > 1;
    view! {
        <dl class="about" data-testid="review-about">
            {part(td_string!(i18n, review.site), place(i18n, detail))}
            {part(td_string!(i18n, review.seen_at), seen(i18n, detail))}
            {part(td_string!(i18n, review.finder), finder(i18n, detail.how.finder))}
            {part(td_string!(i18n, review.site_answer), site_answer(i18n, detail))}
            {part(
                td_string!(i18n, review.inspector),
                view! { <span lang="zh-CN">{inspectors(detail)}</span> }.into_any(),
            )}
            {part(td_string!(i18n, review.how), how.into_any())}
            {counts
                .then(|| {
                    let words = fill(td_string!(i18n, review.times), &[("count", &item.count)]);
                    part(td_string!(i18n, review.count), words.into_any())
                })}
            {detail
                .position
                .map(|fix| {
                    let words = fill(
                        td_string!(i18n, common.position),
                        &[("at", &fix.at), ("metres", &fix.accuracy)],
                    );
                    let words = view! { <span data-testid="review-position">{words}</span> };
                    part(td_string!(i18n, review.position), words.into_any())
                })}
        </dl>
    }
    .into_any()
}

fn part(label: &'static str, value: AnyView) -> AnyView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}

fn place(i18n: I18n, detail: &FindingDetail) -> AnyView {
    let item = &detail.item;
    let same_site = {
        // Drop the other filters of the list: the link shows all findings at the site.
        let filter = QueueFilter {
            site: Some(item.site.clone()),
            town: Some(item.town.clone()),
            all: true,
            ..QueueFilter::default()
        };
        address::href(&filter, None)
    };
    let town = (!item.site_name.starts_with(&item.town_name)).then(|| item.town_name.clone());
    view! {
        {town.map(|town| format!("{town} "))}
        {item.site_name.clone()}
        " "
        <a class="quiet" href=same_site>
            {td_string!(i18n, review.same_site)}
        </a>
    }
    .into_any()
}

fn seen(i18n: I18n, detail: &FindingDetail) -> AnyView {
    let at = detail.item.observed_at;
    // Times are shown to the minute, so smaller differences are invisible.
    let skew = detail.raw_observed_at.timestamp().as_second() - at.timestamp().as_second();
    let raw = (skew.abs() >= 60).then(|| {
        fill(
            td_string!(i18n, review.raw_time),
            &[("at", &moment_words(i18n, detail.raw_observed_at))],
        )
    });
    view! {
        <time datetime=moment_attr(at)>{moment_words(i18n, at)}</time>
        {raw.map(|raw| view! { <span class="quiet">" "{raw}</span> })}
    }
    .into_any()
}

/// The finder. Any finder other than the district office stands out, not by colour alone.
fn finder(i18n: I18n, finder: FinderLevel) -> AnyView {
    let words = finder_word(i18n, finder);
    if finder == FinderLevel::DistrictOffice {
        return words.into_any();
    }
    view! { <strong data-testid="review-finder">{words}</strong> }.into_any()
}

/// All inspectors of the visit, first the one who recorded the finding.
fn inspectors(detail: &FindingDetail) -> String {
    let recorder = &detail.item.inspector;
    let others = detail.inspectors.iter().filter(|it| *it != recorder);
    let all: Vec<&str> = std::iter::once(recorder)
        .chain(others)
        .map(String::as_str)
        .collect();
    all.join("、")
}

/// The site's answer to the record, with the drawn signature; if there is none, why.
fn site_answer(i18n: I18n, detail: &FindingDetail) -> AnyView {
    let Some(answer) = &detail.site_answer else {
        let words = if !detail.handed_in {
            td_string!(i18n, review.not_handed_in)
        } else if detail.how.form == Form::Unannounced {
            td_string!(i18n, review.site_not_asked)
        } else {
            td_string!(i18n, review.site_said_nothing)
        };
        return view! { <span class="quiet">{words}</span> }.into_any();
    };
    let (words, value) = if answer.refused {
        (
            td_string!(i18n, common.refused_because),
            ("reason", &answer.words),
        )
    } else if answer.words.is_empty() {
        (
            td_string!(i18n, common.signed_by_hand),
            ("name", &answer.words),
        )
    } else {
        (td_string!(i18n, common.signed_by), ("name", &answer.words))
    };
    let words = fill(words, &[(value.0, value.1)]);
    let alt = words.clone();
    let drawing = answer
        .drawing
        .clone()
        .map(|photo| view! { <Photo photo alt testid="review-signature" /> });
    view! {
        <span data-testid="review-site-answer">
            {words} {drawing.map(|it| view! { <span class="photos signature">{it}</span> })}
        </span>
    }
    .into_any()
}

/// Which other rows price the finding: shown before anybody confirms it, so that it does not count
/// twice.
pub(super) fn pricing(i18n: I18n, detail: &FindingDetail) -> AnyView {
    let rows = detail.priced_by.iter();
    rows.map(|row| priced(i18n, detail, row))
        .collect_view()
        .into_any()
}

fn priced(i18n: I18n, detail: &FindingDetail, row: &PricingRow) -> AnyView {
    let name = format!(
        "{} {}",
        row.id,
        table_words(i18n, &row.name, row.name_en.as_deref())
    );
    let own = &detail.item.indicator;
    let todo = match row.entered {
        None => fill(
            td_string!(i18n, review.priced_todo),
            &[("office", &row.office), ("row", &name), ("own", own)],
        ),
        Some(Entered::Waits) => fill(
            td_string!(i18n, review.priced_waits),
            &[("row", &name), ("own", own)],
        ),
        Some(Entered::Counts) => fill(
            td_string!(i18n, review.priced_counts),
            &[("row", &name), ("own", own)],
        ),
        Some(Entered::Rejected) => fill(
            td_string!(i18n, review.priced_rejected),
            &[("row", &name), ("own", own)],
        ),
    };
    let found = (detail.how.finder != FinderLevel::DistrictOffice).then(|| {
        fill(
            td_string!(i18n, review.priced_found),
            &[
                ("finder", &finder_word(i18n, detail.how.finder)),
                ("row", &name),
            ],
        )
    });
    let to = format!("/facts?quarter={}&row={}", detail.quarter, row.id);
    let link = use_who().may(Right::SeeFacts).then(|| {
        let rel = rel_of(&to);
        view! {
            <a href=to rel=rel data-testid="review-to-row">
                {fill(td_string!(i18n, review.priced_open), &[("row", &row.id)])}
            </a>
        }
    });
    let standard = row.standard.clone();
    view! {
        <Banner kind=BannerKind::Warning testid="review-priced">
            {found.map(|words| view! { <p><strong>{words}</strong></p> })}
            <p>{todo} " " {link}</p>
            <details>
                <summary>{td_string!(i18n, review.priced_words)}</summary>
                <blockquote lang="zh-CN">{standard}</blockquote>
            </details>
        </Banner>
    }
    .into_any()
}
