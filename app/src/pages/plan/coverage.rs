//! 覆盖情况: how many of each town's sites were visited, as a table and a chart.

use super::map;
use crate::api::plan::{Coverage, PlanPage};
use crate::components::{Banner, BannerKind};
use crate::language::I18n;
use crate::words_of::fill;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The highest and lowest number of visits to a town, if they are uneven: more than twice as many,
/// and at least four more.
fn uneven(all: &[Coverage]) -> Option<(u32, u32)> {
    let most = all.iter().map(|it| it.visits).max()?;
    let least = all.iter().map(|it| it.visits).min()?;
    (most > 2 * least && most >= least + 4).then_some((most, least))
}

pub(super) fn view(i18n: I18n, page: &PlanPage) -> AnyView {
    let most = page
        .coverage
        .iter()
        .map(|it| it.visits)
        .max()
        .unwrap_or(0)
        .max(1);
    let rows = page
        .coverage
        .iter()
        .map(|it| row(i18n, it, most))
        .collect_view();
    let warning = uneven(&page.coverage).map(|(most, least)| {
        let words = fill(
            td_string!(i18n, plan.uneven),
            &[("most", &most), ("least", &least)],
        );
        view! {
            <Banner kind=BannerKind::Warning testid="uneven">
                {words}
            </Banner>
        }
    });
    let map = map::view(i18n, page);
    view! {
        <section class="card manage-step" data-testid="coverage">
            <h2>{td_string!(i18n, plan.coverage)}</h2>
            <p class="quiet">{td_string!(i18n, plan.coverage_text)}</p>
            {warning}
            <div class="manage-scroll">
                <table class="plan-coverage">
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(i18n, plan.col_town)}</th>
                            <th scope="col" class="number">{td_string!(i18n, plan.col_centres)}</th>
                            <th scope="col" class="number">{td_string!(i18n, plan.col_stations)}</th>
                            <th scope="col">{td_string!(i18n, plan.col_visits)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {map}
        </section>
    }
    .into_any()
}

fn row(i18n: I18n, it: &Coverage, most: u32) -> AnyView {
    let of = |(done, all): (u32, u32)| {
        fill(td_string!(i18n, plan.of), &[("done", &done), ("all", &all)])
    };
    view! {
        <tr>
            <th scope="row" lang="zh-CN">{it.town.clone()}</th>
            <td class="number">{of(it.centres)}</td>
            <td class="number">{of(it.stations)}</td>
            <td class="plan-visits">
                <span class="number">{it.visits}</span>
                <meter min="0" max=most.to_string() value=it.visits.to_string() aria-hidden="true"></meter>
            </td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uneven_is_twice_as_many_and_four_more() {
        let of = |visits: &[u32]| {
            let one = |visits: &u32| Coverage {
                town: String::new(),
                centres: (0, 0),
                stations: (0, 0),
                visits: *visits,
            };
            uneven(&visits.iter().map(one).collect::<Vec<_>>())
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[3, 0]), None);
        assert_eq!(of(&[4, 0]), Some((4, 0)));
        assert_eq!(of(&[8, 4]), None);
        assert_eq!(of(&[9, 4]), Some((9, 4)));
    }
}
