//! 检查问题清单: every finding of a quarter with its state and deduction. Inspectors are not named.

use super::format::{decimals, quarter_of};
use super::listed::{Cell, Listing};
use crate::problem::Problem;
use crate::quarter::evaluation::Evaluation;
use crate::store::project::standing;
use crate::store::{Named, Store};
use app::export_words::ExportWords;
use app::words_of::{fill, finder_word, form_word, method_word, state_word, why_word};
use domain::ids::SiteId;
use domain::inspection::{Finding, FindingState, Visit, noted};
use domain::scoring::{Line, Scores};
use domain::time::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// A finding with its visit and the other data of the list.
pub struct FindingRow {
    pub(super) town: String,
    pub(super) site: Named<SiteId>,
    pub(super) visit: Visit,
    pub(super) finding: Finding,
    received: Option<Moment>,
    at: Moment,
}

impl FindingRow {
    /// The time that counts, to the minute, by the table's clock.
    pub(super) fn seen_at(&self, evaluation: &Evaluation) -> String {
        minute(self.at, evaluation.table.utc_offset.seconds())
    }
}

/// A time to the minute, at this offset east of UTC.
pub(super) fn minute(at: Moment, offset_seconds: i32) -> String {
    let here = Moment::new(at.timestamp(), offset_seconds);
    here.wall(' ').chars().take(16).collect()
}

/// Every finding of the quarter, sorted by town in the order of lists and then by the time that
/// counts.
pub async fn finding_rows(
    store: &Store,
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
                // A finding that a closing counted remains in the list even if its visit was voided
                // later.
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

/// The list as a table.
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
    // The printed columns fill A4 landscape; the columns after them are for programs and for
    // reference.
    let heads = [
        (words.number, 30),
        (words.town, 74),
        (words.site, 96),
        (words.indicator, 100),
        (words.fault, 104),
        (words.description, 194),
        (words.count, 34),
        (words.observed, 74),
        (words.method, 44),
        (words.form, 36),
        (words.finder, 58),
        (words.state, 52),
        (words.deduction, 44),
        (words.why, 106),
    ];
    let printed = heads.len();
    let beside = [
        (words.standard, 360),
        (words.citation, 200),
        (words.received, 110),
        (words.visit, 260),
        (words.finding, 260),
    ];
    let heads = heads.into_iter().chain(beside);
    let rows = (1..).zip(rows).map(|(number, row)| {
        let id = row.finding.id.to_string();
        // A scored finding counts with the state it was scored in, even if it was decided again
        // after the closing.
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
    let quarter = quarter_of(words, evaluation.quarter);
    Listing {
        name: words.fault.to_owned(),
        title: fill(words.file_findings, &[("quarter", &quarter)]),
        printed,
        fixed: 2,
        choices: None,
        decimals: decimals(&evaluation.table),
        rows: rows.collect(),
        heads: heads
            .map(|(head, width)| (head.to_owned(), width))
            .collect(),
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
    let time = |at: Moment| Cell::text(minute(at, evaluation.table.utc_offset.seconds()));
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
            noted(&content.phrases, &content.note, words.list_separator)
        })),
        content.map_or(Cell::Empty, |content| Cell::Count(content.count)),
        time(row.at),
        Cell::text(method_word(i18n, row.visit.how.method)),
        Cell::text(form_word(i18n, row.visit.how.form)),
        Cell::text(finder_word(i18n, row.visit.how.finder)),
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
