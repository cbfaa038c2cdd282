//! The sites of the district on a map without background, marked as visited or not.

use crate::api::plan::{PlanPage, Spot};
use crate::language::I18n;
use crate::words_of::fill;
use domain::inspection::SiteKind;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The margin around the outermost spots.
const MARGIN: u32 = 24;

/// The map; empty if no site has a position.
pub(super) fn view(i18n: I18n, page: &PlanPage) -> AnyView {
    if page.spots.is_empty() {
        return ().into_any();
    }
    let far = |of: fn(&Spot) -> u32| page.spots.iter().map(of).max().unwrap_or(0) + 2 * MARGIN;
    let frame = format!("0 0 {} {}", far(|it| it.x), far(|it| it.y));
    let visited = page.spots.iter().filter(|it| it.visited);
    let sites =
        |spots: &mut dyn Iterator<Item = &Spot>| -> usize { spots.map(|it| it.names.len()).sum() };
    let all = sites(&mut page.spots.iter());
    let seen = sites(&mut visited.clone());
    let words = fill(
        td_string!(i18n, plan.map_text),
        &[("seen", &seen), ("all", &all)],
    );
    let placeless = (page.placeless > 0).then(|| {
        let words = fill(
            td_string!(i18n, plan.map_placeless),
            &[("n", &page.placeless)],
        );
        view! { <p class="quiet">{words}</p> }
    });
    // Draw unvisited sites on top.
    let (done, open): (Vec<&Spot>, Vec<&Spot>) = page.spots.iter().partition(|it| it.visited);
    let spots = done
        .into_iter()
        .chain(open)
        .map(|it| spot(i18n, it))
        .collect_view();
    view! {
        <figure class="plan-map" data-testid="map">
            <svg viewBox=frame role="img" aria-label=words.clone()>
                {spots}
            </svg>
            <figcaption>
                <p>{words}</p>
                <p class="plan-legend">
                    <span class="plan-seen">{td_string!(i18n, plan.map_seen)}</span>
                    <span class="plan-unseen">{td_string!(i18n, plan.map_unseen)}</span>
                    <span class="quiet">{td_string!(i18n, plan.map_centres)}</span>
                </p>
                {placeless}
            </figcaption>
        </figure>
    }
    .into_any()
}

fn spot(i18n: I18n, it: &Spot) -> AnyView {
    let (x, y) = ((it.x + MARGIN).to_string(), (it.y + MARGIN).to_string());
    let radius = match it.kind {
        SiteKind::Centre => "14",
        SiteKind::Station => "8",
    };
    let (class, state) = match it.visited {
        true => ("plan-spot plan-spot-seen", td_string!(i18n, plan.map_seen)),
        false => ("plan-spot", td_string!(i18n, plan.map_unseen)),
    };
    let colon = td_string!(i18n, review.colon);
    let title = format!("{}{colon}{state}", it.names.join("、"));
    view! {
        <circle class=class cx=x cy=y r=radius>
            <title>{title}</title>
        </circle>
    }
    .into_any()
}
