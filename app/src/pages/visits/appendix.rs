//! 附：照片 of 现场检查记录表: every photo with the number that the rows refer to.

use crate::api::visits::SheetPhoto;
use crate::language::{I18n, table_words};
use crate::words_of::{dated_words, fill};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The photos; empty if there are none.
pub(super) fn view(i18n: I18n, photos: &[SheetPhoto]) -> AnyView {
    if photos.is_empty() {
        return ().into_any();
    }
    let figures = photos.iter().zip(1u32..);
    let figures = figures.map(|(it, number)| figure(i18n, it, number));
    view! {
        <section class="sheet-appendix" data-testid="sheet-appendix">
            <h2>{td_string!(i18n, visits.appendix)}</h2>
            <div class="sheet-pictures">{figures.collect_view()}</div>
        </section>
    }
    .into_any()
}

fn figure(i18n: I18n, it: &SheetPhoto, number: u32) -> AnyView {
    let number = fill(td_string!(i18n, visits.photo_number), &[("n", &number)]);
    let name = table_words(i18n, &it.name, it.name_en.as_deref());
    let of = match name.is_empty() {
        true => td_string!(i18n, visits.photo_of_visit).to_owned(),
        false => format!("{} {name}", it.indicator).trim().to_owned(),
    };
    // Names without an English translation stay Chinese.
    let is_chinese = !it.name.is_empty() && name == it.name;
    let early = it.photo.early.then(|| {
        let words = td_string!(i18n, visits.photo_before);
        view! { <strong class="photo-early" data-testid="photo-early">{words}</strong> }
    });
    let taken = match it.photo.taken_at {
        Some(at) => fill(
            td_string!(i18n, common.photo_taken),
            &[("at", &dated_words(i18n, at))],
        ),
        None => td_string!(i18n, common.photo_undated).to_owned(),
    };
    let picture = match it.photo.verified {
        true => {
            let address = format!("/api/v1/photos/{}/content", it.photo.id);
            let alt = format!("{number} {of}");
            view! { <img src=address alt=alt loading="lazy" decoding="async" /> }.into_any()
        }
        false => view! {
            <p class="sheet-missing" data-testid="photo-missing">
                {td_string!(i18n, common.photo_on_tablet)}
            </p>
        }
        .into_any(),
    };
    view! {
        <figure class="sheet-picture" data-testid="sheet-picture">
            {picture}
            <figcaption>
                <strong>{number}</strong>
                " "
                <span lang=is_chinese.then_some("zh-CN")>{of}</span>
                <span class="quiet">{taken}</span>
                {early}
            </figcaption>
        </figure>
    }
    .into_any()
}
