//! The list, with checkboxes for the visits to release.

use super::query::REFUSED;
use super::release::Releasing;
use super::words::tone;
use crate::api::visits::{VisitLine, VisitPage};
use crate::components::lists::{Filters, nothing_yet, pager, table};
use crate::components::{Button, ButtonKind, Tag, Tone};
use crate::language::I18n;
use crate::places;
use crate::words_of::{fill, form_word, method_word, moment_attr, moment_words, visit_state_word};
use domain::inspection::Form;
use leptos::prelude::*;
use leptos_i18n::td_string;

pub(super) fn view(
    i18n: I18n,
    page: &VisitPage,
    filters: Filters,
    releasing: Releasing,
) -> AnyView {
    if page.lines.is_empty() {
        // The refused visits above already fill the page.
        if filters.get("state") == REFUSED && !page.refused.is_empty() {
            return ().into_any();
        }
        let words = (
            td_string!(i18n, visits.nothing),
            td_string!(i18n, visits.nothing_text),
        );
        return nothing_yet(i18n, filters, words);
    }
    let decides = page.decides;
    let any = decides && page.lines.iter().any(|it| it.hidden);
    let rows = page
        .lines
        .iter()
        .cloned()
        .map(|it| row(i18n, it, decides, releasing))
        .collect_view();
    let count = move || {
        let n = releasing.marked.with(|all| all.len());
        fill(td_string!(i18n, visits.release_marked), &[("n", &n)])
    };
    let none = Signal::derive(move || releasing.marked.with(|all| all.is_empty()));
    let marked = move || {
        releasing
            .marked
            .with_untracked(|all| all.iter().copied().collect())
    };
    let release = any.then(|| {
        view! {
            <div class="actions">
                <Button
                    kind=ButtonKind::Secondary
                    disabled=none
                    on_click=move |()| releasing.ask(marked())
                    testid="release-marked"
                >
                    {count}
                </Button>
                <span class="quiet">{td_string!(i18n, visits.release_text)}</span>
            </div>
        }
    });
    let columns = [
        td_string!(i18n, visits.col_site),
        td_string!(i18n, visits.col_form),
        td_string!(i18n, visits.col_inspectors),
        td_string!(i18n, visits.col_findings),
        td_string!(i18n, visits.col_state),
    ];
    view! {
        {release}
        {table("visits", &columns, td_string!(i18n, visits.to_release), rows.into_any())}
        {pager(i18n, filters, page.page, page.pages, page.total)}
    }
    .into_any()
}

fn row(i18n: I18n, it: VisitLine, decides: bool, releasing: Releasing) -> AnyView {
    let to = format!("{}?id={}", places::VISIT_SHEET.address, it.id);
    let found = match (it.findings, it.waiting) {
        (0, _) => td_string!(i18n, visits.no_findings).to_owned(),
        (n, 0) => fill(td_string!(i18n, visits.findings), &[("n", &n)]),
        (n, waiting) => fill(
            td_string!(i18n, visits.findings_waiting),
            &[("n", &n), ("waiting", &waiting)],
        ),
    };
    let refused = (it.refused > 0).then(|| {
        let words = fill(
            td_string!(i18n, visits.refused_records),
            &[("n", &it.refused)],
        );
        view! { <Tag tone=Tone::Bad words /> }
    });
    let form = match it.form {
        Form::Unannounced => Tone::Accent,
        Form::Announced => Tone::Plain,
    };
    let (id, label) = (it.id, it.site.clone());
    let mark = (decides && it.hidden).then(|| {
        let label = format!("{} {label}", td_string!(i18n, visits.to_release));
        view! {
            <label class="plan-site">
                <input
                    type="checkbox"
                    aria-label=label
                    data-testid="mark"
                    prop:checked=move || releasing.marked.with(|all| all.contains(&id))
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        releasing
                            .marked
                            .update(|all| {
                                if on {
                                    all.insert(id);
                                } else {
                                    all.remove(&id);
                                }
                            });
                    }
                />
                <span>{td_string!(i18n, visits.to_release)}</span>
            </label>
        }
    });
    let at = moment_words(i18n, it.at);
    view! {
        <tr data-testid="visit" data-state=it.state.as_str()>
            <th scope="row">
                <a href=to lang="zh-CN">{it.site}</a>
                <span class="quiet plan-by"><span lang="zh-CN">{it.town}</span> " · " <time datetime=moment_attr(it.at)>{at}</time></span>
            </th>
            <td>
                {method_word(i18n, it.method)} " " <Tag tone=form words=form_word(i18n, it.form) />
            </td>
            <td lang="zh-CN">{it.inspectors.join("、")}</td>
            <td>
                {found} " " {refused}
            </td>
            <td>
                <Tag tone=tone(it.state) words=visit_state_word(i18n, it.state) />
            </td>
            <td class="manage-edit">{mark}</td>
        </tr>
    }
    .into_any()
}
