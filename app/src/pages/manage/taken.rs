//! 现场定位: positions that inspectors recorded at a site, offered in its form and never filled in
//! unasked.

use crate::api::manage::RecordedPosition;
use crate::calls::manage::taken_position;
use crate::components::{Banner, BannerKind, Button, ButtonKind};
use crate::language::I18n;
use crate::words_of::fill;
use domain::ids::SiteId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

/// The offer for a site, if there is one; accepting it fills `north` and `east`.
pub(super) fn offer(
    i18n: I18n,
    site: SiteId,
    north: RwSignal<String>,
    east: RwSignal<String>,
) -> AnyView {
    let taken = RwSignal::new(None::<RecordedPosition>);
    spawn_local(async move {
        // If this fails, there is no offer; and the form may be gone by now.
        if let Ok(Some(found)) = taken_position(site).await {
            let _ = taken.try_set(Some(found));
        }
    });
    view! { {move || taken.get().map(|it| offered(i18n, it, north, east))} }.into_any()
}

fn offered(
    i18n: I18n,
    it: RecordedPosition,
    north: RwSignal<String>,
    east: RwSignal<String>,
) -> AnyView {
    let values: [(&str, &dyn std::fmt::Display); 6] = [
        ("visits", &it.visits),
        ("count", &it.count),
        ("north", &it.at.0),
        ("east", &it.at.1),
        ("half", &it.half),
        ("farthest", &it.farthest),
    ];
    // A single position has no spread to report.
    let words = match it.count {
        1 => td_string!(i18n, manage.taken_one),
        _ => td_string!(i18n, manage.taken_many),
    };
    let words = fill(words, &values);
    let away = match it.away {
        Some(metres) => fill(td_string!(i18n, manage.taken_away), &[("metres", &metres)]),
        None => td_string!(i18n, manage.taken_none).to_owned(),
    };
    let at = StoredValue::new(it.at);
    let is_in = Memo::new(move |_| {
        at.with_value(|at| north.with(|it| *it == at.0) && east.with(|it| *it == at.1))
    });
    let take = move |()| {
        // The form may be gone by now.
        if let Some((to_north, to_east)) = at.try_get_value() {
            let _ = north.try_set(to_north);
            let _ = east.try_set(to_east);
        }
    };
    view! {
        <Banner kind=BannerKind::Note testid="taken-position">
            <p>{away}</p>
            <p>{words}</p>
            {move || match is_in.get() {
                true => view! {
                    <p role="status" data-testid="taken-in">{td_string!(i18n, manage.taken_in)}</p>
                }
                .into_any(),
                false => view! {
                    <Button kind=ButtonKind::Secondary on_click=take testid="take-position">
                        {td_string!(i18n, manage.take_position)}
                    </Button>
                }
                .into_any(),
            }}
        </Banner>
    }
    .into_any()
}
