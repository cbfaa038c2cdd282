//! 导出: the files and the page by which a quarter is passed on.

use crate::language::I18n;
use crate::places::link::rel_of;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// Links to every export of a quarter; the archive exists only for a closed quarter.
pub fn panel(i18n: I18n, quarter: Quarter, closed: bool) -> AnyView {
    let file = |name: &str, words: &'static str| {
        let href = format!("/api/v1/quarters/{quarter}/export/{name}");
        view! {
            // Without `rel` the router would treat the address as a page.
            <a class="button button-secondary" href=href rel="external" download="">
                {words}
            </a>
        }
        .into_any()
    };
    let bulletin = view! {
        <a class="button button-secondary" href=format!("/bulletin?quarter={quarter}") rel=rel_of("/bulletin")>
            {td_string!(i18n, exports.bulletin)}
        </a>
    }
    .into_any();
    let group = |text: &'static str, links: Vec<AnyView>| {
        view! {
            <li class="export">
                <p class="quiet">{text}</p>
                {(!links.is_empty()).then(|| view! { <p class="export-links">{links}</p> })}
            </li>
        }
        .into_any()
    };
    let groups = [
        group(
            td_string!(i18n, exports.evaluation_text),
            vec![file(
                "evaluation.xlsx",
                td_string!(i18n, exports.evaluation),
            )],
        ),
        group(td_string!(i18n, exports.bulletin_text), vec![bulletin]),
        group(
            td_string!(i18n, exports.scores_text),
            vec![
                file("scores.xlsx", td_string!(i18n, exports.scores_xlsx)),
                file("scores.csv", td_string!(i18n, exports.scores_csv)),
            ],
        ),
        group(
            td_string!(i18n, exports.findings_text),
            vec![
                file("findings.xlsx", td_string!(i18n, exports.findings_xlsx)),
                file("findings.csv", td_string!(i18n, exports.findings_csv)),
            ],
        ),
        group(
            td_string!(i18n, exports.ledger_text),
            vec![file("ledger.xlsx", td_string!(i18n, exports.ledger_xlsx))],
        ),
        group(
            td_string!(i18n, exports.visits_text),
            vec![file("visits.xlsx", td_string!(i18n, exports.visits_xlsx))],
        ),
        group(
            td_string!(i18n, exports.archive_text),
            closed
                .then(|| file("archive.zip", td_string!(i18n, exports.archive_zip)))
                .into_iter()
                .collect(),
        ),
    ]
    .into_iter()
    .collect_view();
    view! {
        <section class="card exports" aria-labelledby="exports-title" data-testid="exports">
            <h2 id="exports-title">{td_string!(i18n, exports.title)}</h2>
            <p class="quiet">{td_string!(i18n, exports.lead)}</p>
            <ul class="export-list">{groups}</ul>
        </section>
    }
    .into_any()
}
