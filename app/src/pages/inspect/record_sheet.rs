//! 现场检查记录, shown to the site before it answers.

use crate::language::use_words;
use crate::local::tablet::takes::Takes;
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::signed::SiteAnswer;
use crate::pages::inspect::walk;
use crate::words_of::{form_word, method_word, moment_words};
use domain::ids::VisitId;
use domain::inspection::{FindingState, noted};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// A row of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SheetRow {
    name: String,
    words: String,
    count: u32,
}

/// 现场检查记录, as shown to the site.
#[component]
pub(super) fn RecordSheet(id: VisitId) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let separator = td_string!(i18n, town.sentence_separator);
    let sheet = move || {
        here.store.with(|tablet| {
            let visit = tablet.visit(id)?;
            let table = tablet.table_at(visit.opened.at)?;
            let name = |user: &domain::ids::UserId| {
                tablet
                    .people
                    .get(user)
                    .map_or_else(String::new, |person| person.name.clone())
            };
            let people: Vec<String> = visit
                .inspectors
                .iter()
                .map(name)
                .filter(|it| !it.is_empty())
                .collect();
            let rows: Vec<SheetRow> = visit
                .findings
                .values()
                .filter(|finding| finding.state() != FindingState::Withdrawn)
                .filter_map(|finding| {
                    let content = finding.content()?;
                    let (_, checkpoint) = table.checkpoint(&finding.checkpoint)?;
                    let words = noted(&content.phrases, &content.note, separator);
                    let name = walk::words(i18n, &checkpoint.name).to_owned();
                    Some(SheetRow {
                        name,
                        words,
                        count: content.count,
                    })
                })
                .collect();
            let total = Takes::of(tablet, visit, table, None).total();
            let how = format!(
                "{} · {}",
                method_word(i18n, visit.how.method),
                form_word(i18n, visit.how.form)
            );
            let began = moment_words(i18n, visit.opened.at);
            Some((
                tablet.site_name(&visit.site),
                how,
                began,
                people.join("、"),
                rows,
                total,
            ))
        })
    };
    move || {
        sheet().map(|(site, how, began, people, rows, total)| {
            let fact = |label: &'static str, value: String| {
                view! {
                    <dt>{label}</dt>
                    <dd>{value}</dd>
                }
            };
            let nothing = rows.is_empty();
            let colon = td_string!(i18n, review.colon);
            view! {
                <section class="sheet-paper" data-testid="record-sheet">
                    <h2>{td_string!(i18n, inspect.sheet_title)}</h2>
                    <dl class="facts">
                        {fact(td_string!(i18n, inspect.sheet_site), site)}
                        {fact(td_string!(i18n, inspect.sheet_form), how)}
                        {fact(td_string!(i18n, inspect.sheet_time), began)}
                        {fact(td_string!(i18n, inspect.sheet_people), people)}
                    </dl>
                    <h3>{td_string!(i18n, inspect.sheet_findings)}</h3>
                    {if nothing {
                        view! { <p>{td_string!(i18n, inspect.no_findings)}</p> }.into_any()
                    } else {
                        view! {
                            <ol class="bullets">
                                {rows
                                    .into_iter()
                                    .map(|row| {
                                        view! {
                                            <li>
                                                {row.name}
                                                {(row.count > 1).then(|| format!(" ×{}", row.count))}
                                                {(!row.words.is_empty()).then(|| format!("{colon}{}", row.words))}
                                            </li>
                                        }
                                    })
                                    .collect_view()}
                            </ol>
                            <p>
                                {td_string!(i18n, inspect.sheet_takes)} " "
                                <strong class="sheet-total">{total.to_string()}</strong> " "
                                {td_string!(i18n, common.points)}
                            </p>
                        }
                            .into_any()
                    }}
                    <p class="row-note">{td_string!(i18n, inspect.sheet_note)}</p>
                    <SiteAnswer id />
                </section>
            }
        })
    }
}
