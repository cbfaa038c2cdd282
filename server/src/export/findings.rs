//! 检查问题清单: every finding of a quarter with its state and what it took. Inspectors are not
//! named.

use super::listed::{Cell, Listing};
use crate::evaluation::Evaluation;
use crate::problem::Problem;
use crate::store::project::standing;
use crate::store::{Place, Store};
use app::export_words::ExportWords;
use app::words_of::{finder_word, form_word, method_word, state_word, why_word};
use domain::ids::SiteId;
use domain::inspection::{Finding, FindingState, Visit};
use domain::scoring::{Line, Scores};
use domain::time::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// A finding with its visit, as the list shows it.
pub struct FindingRow {
    town: String,
    site: Place<SiteId>,
    visit: Visit,
    finding: Finding,
    received: Option<Moment>,
    at: Moment,
}

/// Every finding of the quarter, towns in the order of lists, each by the time that counts.
pub async fn finding_rows(
    store: &dyn Store,
    evaluation: &Evaluation,
) -> Result<Vec<FindingRow>, Problem> {
    let quarter = evaluation.quarter.to_string();
    let received = store.received(&quarter).await?;
    let counted: BTreeSet<&String> = evaluation.findings.iter().map(|(_, it)| &it.id).collect();
    let mut rows = Vec::new();
    for (town, name) in &evaluation.towns {
        let first = rows.len();
        for (visit, site) in store.visits(town, &quarter).await? {
            for finding in visit.findings.values() {
                // What a closing counted stays in its list, whatever was given up afterwards.
                if visit.void().is_some() && !counted.contains(&finding.id.to_string()) {
                    continue;
                }
                let content = standing(finding);
                let at = content.map_or(finding.recorded.at, |it| it.counted_at);
                let offset = evaluation.table.utc_offset.seconds();
                if domain::time::Quarter::of(at, offset) != evaluation.quarter {
                    continue;
                }
                rows.push(FindingRow {
                    town: name.clone(),
                    site: site.clone(),
                    received: received.get(&finding.id).copied(),
                    finding: finding.clone(),
                    visit: visit.clone(),
                    at,
                });
            }
        }
        rows[first..].sort_by_key(|row| (row.at.timestamp(), row.finding.id));
    }
    Ok(rows)
}

/// The list as a plain table.
pub fn finding_table(
    evaluation: &Evaluation,
    scores: &Scores<'_>,
    rows: &[FindingRow],
    words: &ExportWords,
) -> Listing {
    let lines = scores.towns.iter().flat_map(|town| &town.indicators);
    let lines = lines.flat_map(|row| &row.lines);
    let lines: BTreeMap<&str, &Line<'_>> = lines
        .filter_map(|line| Some((line.finding.as_deref()?, line)))
        .collect();
    let counted: BTreeMap<&str, FindingState> = evaluation
        .findings
        .iter()
        .map(|(_, it)| (it.id.as_str(), it.state))
        .collect();
    let heads = [
        (words.number, 6),
        (words.town, 16),
        (words.site, 24),
        (words.indicator, 30),
        (words.fault, 24),
        (words.description, 36),
        (words.count, 6),
        (words.observed, 17),
        (words.method, 12),
        (words.form, 10),
        (words.finder, 14),
        (words.state, 12),
        (words.deduction, 8),
        (words.why, 30),
        (words.standard, 60),
        (words.citation, 28),
        (words.received, 17),
        (words.visit, 38),
        (words.finding, 38),
    ];
    let rows = (1..).zip(rows).map(|(number, row)| {
        let id = row.finding.id.to_string();
        // What scored counts, also where a decision came after the quarter was closed.
        let state = counted.get(id.as_str()).copied();
        let state = state.unwrap_or_else(|| row.finding.state());
        cells(
            evaluation,
            number,
            row,
            state,
            lines.get(id.as_str()).copied(),
            words,
        )
    });
    Listing {
        name: words.fault.to_owned(),
        rows: rows.collect(),
        heads: heads.map(|(head, width)| (head.to_owned(), width)).into(),
    }
}

fn cells(
    evaluation: &Evaluation,
    number: u32,
    row: &FindingRow,
    state: FindingState,
    line: Option<&Line<'_>>,
    words: &ExportWords,
) -> Vec<Cell> {
    let i18n = words.language;
    let checkpoint = row.finding.checkpoint.as_str();
    let found = evaluation.table.checkpoint_str(checkpoint);
    let content = standing(&row.finding);
    let time = |at: Moment| {
        let here = Moment::new(at.timestamp(), evaluation.table.utc_offset.seconds());
        Cell::text(here.wall(' ').chars().take(16).collect::<String>())
    };
    let why = line.and_then(|line| why_word(i18n, line.why?.as_str()));
    vec![
        Cell::Count(number),
        Cell::text(&row.town),
        Cell::text(&row.site.name),
        found.map_or(Cell::Empty, |(row, _)| {
            Cell::text(format!("{} {}", row.id, row.name.zh))
        }),
        Cell::text(found.map_or(checkpoint, |(_, it)| &it.name.zh)),
        Cell::text(content.map_or_else(String::new, |content| {
            let mut parts = content.phrases.clone();
            parts.extend((!content.note.is_empty()).then(|| content.note.clone()));
            parts.join(words.list_separator)
        })),
        content.map_or(Cell::Empty, |content| Cell::Count(content.count)),
        time(row.at),
        Cell::text(method_word(i18n, row.visit.method)),
        Cell::text(form_word(i18n, row.visit.form)),
        Cell::text(finder_word(i18n, row.visit.finder)),
        Cell::text(state_word(i18n, state)),
        line.map_or(Cell::Empty, |line| Cell::Points(line.points)),
        why.map_or(Cell::Empty, Cell::text),
        found.map_or(Cell::Empty, |(row, _)| Cell::text(&row.standard)),
        found.map_or(Cell::Empty, |(row, _)| Cell::text(row.citation.to_string())),
        row.received.map_or(Cell::Empty, time),
        Cell::text(row.visit.id.to_string()),
        Cell::text(row.finding.id.to_string()),
    ]
}
