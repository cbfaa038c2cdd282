//! 未被接收: visits that were sent by a tablet and not accepted, with the reason and the
//! inspectors.

use super::settle::{self, Settling};
use crate::api::visits::RefusedLine;
use crate::components::lists::plain_table;
use crate::components::{Tag, Tone};
use crate::language::I18n;
use crate::words_of::{fill, moment_attr, moment_words, reason_words};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The visits that were not accepted; empty if there are none.
pub(super) fn view(
    i18n: I18n,
    lines: &[RefusedLine],
    decides: bool,
    settling: Settling,
) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    let rows = lines
        .iter()
        .cloned()
        .map(|it| row(i18n, it, decides, settling));
    let rows = rows.collect_view().into_any();
    let columns = [
        td_string!(i18n, visits.col_site),
        td_string!(i18n, visits.col_tablet),
        td_string!(i18n, visits.col_reason),
        td_string!(i18n, visits.col_state),
    ];
    view! {
        <section class="manage-refused" data-testid="refused-visits">
            <h2>{td_string!(i18n, visits.not_accepted)}</h2>
            <p class="quiet">{td_string!(i18n, visits.not_accepted_text)}</p>
            {plain_table("refused", &columns, rows)}
        </section>
    }
    .into_any()
}

fn row(i18n: I18n, it: RefusedLine, decides: bool, settling: Settling) -> AnyView {
    let settle = settle::button(settling, decides, it.settles);
    let site = match it.site {
        Some(site) => view! { <span lang="zh-CN">{site}</span> }.into_any(),
        None => view! { {td_string!(i18n, visits.site_unknown)} }.into_any(),
    };
    let town = it
        .town
        .map(|town| view! { <span class="quiet manage-under" lang="zh-CN">{town}</span> });
    // The last characters of an id tell tablets apart; the first ones encode its time.
    let id = it.device.to_string();
    let short: String = id.chars().skip(24).collect();
    let detail = (!it.detail.is_empty())
        .then(|| view! { <span class="quiet manage-under manage-path">{it.detail}</span> });
    let records = fill(
        td_string!(i18n, visits.refused_records),
        &[("n", &it.records)],
    );
    view! {
        <tr data-testid="refused-visit" data-reason=it.reason.as_str()>
            <th scope="row">
                {site} {town}
            </th>
            <td>
                <span lang="zh-CN">{it.person}</span>
                <span class="quiet manage-under">
                    <span class="manage-code">{short}</span>
                    " · "
                    <time datetime=moment_attr(it.at)>{moment_words(i18n, it.at)}</time>
                </span>
            </td>
            <td>
                {reason_words(i18n, it.reason)} {detail}
            </td>
            <td>
                <Tag tone=Tone::Bad words=td_string!(i18n, visits.not_accepted) />
                <span class="quiet manage-under">{records}</span>
                {settle}
            </td>
        </tr>
    }
    .into_any()
}
