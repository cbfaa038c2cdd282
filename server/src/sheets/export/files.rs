//! The data for a quarter's files, read once, and each file's bytes. For a closed quarter the bytes
//! are the same each time, unless its visits have changed.

use super::ledger;
use crate::problem::Problem;
use crate::quarter::evaluation::{Evaluation, Eyes};
use crate::quarter::visits::sheets_of;
use crate::sheets::export::findings::finding_table;
use crate::sheets::export::findings::{FindingRow, finding_rows};
use crate::sheets::export::listed::book_of;
use crate::sheets::export::report::Report;
use crate::sheets::export::scores::score_table;
use crate::sheets::export::visits::visit_tables;
use crate::sheets::export::workbook::{evaluation_workbook, score_workbook};
use crate::store::Store;
use app::api::visits::VisitSheet;
use app::export_words::ExportWords;
use domain::quarter::{Act, Document};
use domain::time::{Moment, Quarter};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A file of a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetKind {
    /// The evaluation table (评估表).
    Evaluation,
    /// The summary of scores (得分汇总).
    Scores,
    /// The list of findings (检查问题清单).
    Findings,
    /// The ledger of remedies (问题整改台账).
    Ledger,
    /// The visits (明察暗访情况表).
    Visits,
}

impl SheetKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Evaluation,
        Self::Scores,
        Self::Findings,
        Self::Ledger,
        Self::Visits,
    ];

    /// The file name, with a placeholder for the quarter.
    pub fn name(self, words: &ExportWords) -> &'static str {
        match self {
            Self::Evaluation => words.file_evaluation,
            Self::Scores => words.file_scores,
            Self::Findings => words.file_findings,
            Self::Ledger => words.file_ledger,
            Self::Visits => words.file_visits,
        }
    }
}

/// A quarter with the data for its files.
pub struct QuarterFiles {
    /// The quarter.
    pub evaluation: Evaluation,
    /// When it was closed, if it is closed. Its files use this as their creation time.
    pub closed: Option<Moment>,
    sites: BTreeMap<String, String>,
    findings: Vec<FindingRow>,
    /// The findings that towns may not see.
    hidden: BTreeSet<String>,
    visits: Vec<VisitSheet>,
}

impl QuarterFiles {
    /// Reads the data that these kinds of files need.
    pub async fn load(
        store: &Store,
        quarter: Quarter,
        kinds: &[SheetKind],
    ) -> Result<Self, Problem> {
        let evaluation = Evaluation::load(store, Some(quarter)).await?;
        let mut sites: BTreeMap<String, String> = store
            .sites()
            .await?
            .into_iter()
            .map(|it| (it.site.id.to_string(), it.site.name))
            .collect();
        let book = store.book(quarter).await?;
        let (mut closed, mut closing) = (None, u64::MAX);
        let mut then = BTreeMap::new();
        if let Some((book, frozen)) = book.as_ref().and_then(|it| Some((it, it.closed()?))) {
            then = names_then(&evaluation, &frozen.doc)?;
            sites.extend(then.clone());
            let acts = book.course.acts.iter().rev();
            let mut closings = acts.filter(|kept| matches!(kept.act, Act::Close { .. }));
            if let Some(kept) = closings.next() {
                (closed, closing) = (Some(kept.at), kept.number);
            }
        }
        let with = |wanted: &[SheetKind]| kinds.iter().any(|kind| wanted.contains(kind));
        let mut findings = match with(&[SheetKind::Findings, SheetKind::Ledger]) {
            true => finding_rows(store, &evaluation).await?,
            false => Vec::new(),
        };
        for row in &mut findings {
            if let Some(name) = then.get(row.site.id.as_str()) {
                row.site.name.clone_from(name);
            }
        }
        let mut hidden = BTreeSet::new();
        if with(&[SheetKind::Ledger]) {
            let mut eyes = Eyes::of(store, None).await?;
            eyes.open(&evaluation);
            let ids = findings.iter().map(|row| row.finding.id.to_string());
            hidden.extend(ids.filter(|id| !eyes.sight().knows(id)));
        }
        let visits = match with(&[SheetKind::Visits]) {
            true => sheets_of(store, quarter, closing, &then).await?,
            false => Vec::new(),
        };
        Ok(Self {
            evaluation,
            closed,
            sites,
            findings,
            hidden,
            visits,
        })
    }

    /// Removes findings that are not in the closed quarter's document.
    pub fn keep_what_was_closed(&mut self) {
        let counted = self.evaluation.findings.iter();
        let counted: BTreeSet<&str> = counted.map(|(_, it)| it.id.as_str()).collect();
        let is_counted = |row: &FindingRow| counted.contains(row.finding.id.to_string().as_str());
        self.findings.retain(is_counted);
    }

    /// The hashes of the uploaded photos of the visits and of the findings. Findings are included
    /// separately: one may count in another quarter than its visit, or its visit may have been
    /// voided.
    pub fn photos(&self) -> BTreeSet<&str> {
        let of_visits = self.visits.iter().flat_map(|it| &it.photos);
        let of_visits = of_visits
            .filter(|it| it.photo.verified)
            .map(|it| it.photo.sha256.as_str());
        let of_findings = self.findings.iter().flat_map(|row| {
            let own = row.visit.photos.values();
            let own = own.filter(|it| it.finding == Some(row.finding.id));
            own.filter(|it| it.verified && row.visit.shows(it))
        });
        let of_findings = of_findings.map(|it| it.sha256.as_str());
        of_visits.chain(of_findings).collect()
    }

    /// A file's bytes. This takes long enough to block other tasks on the thread.
    pub fn make(
        &self,
        kind: SheetKind,
        csv: bool,
        words: &ExportWords,
    ) -> Result<Vec<u8>, Problem> {
        let (evaluation, made) = (&self.evaluation, self.closed);
        if kind == SheetKind::Visits {
            let tables = visit_tables(evaluation.quarter, &self.visits, words);
            return book_of(&tables, words, made);
        }
        if kind == SheetKind::Ledger {
            let shown = |row: &&FindingRow| !self.hidden.contains(&row.finding.id.to_string());
            let shown: Vec<&FindingRow> = self.findings.iter().filter(shown).collect();
            return ledger(evaluation, &shown, words).xlsx(words, made);
        }
        let case = evaluation.case()?;
        let scores = evaluation.scores(&case)?;
        if kind == SheetKind::Findings {
            let table = finding_table(evaluation, &scores, &self.findings, words);
            return if csv {
                table.csv()
            } else {
                table.xlsx(words, made)
            };
        }
        let report = Report::of(evaluation, &scores, &self.sites, words)?;
        match (kind, csv) {
            (SheetKind::Scores, true) => score_table(&report, words).csv(),
            (SheetKind::Scores, false) => score_workbook(&report, words, made),
            _ => evaluation_workbook(&report, words, made),
        }
    }
}

/// The names at the closing of sites with findings.
fn names_then(evaluation: &Evaluation, doc: &str) -> Result<BTreeMap<String, String>, Problem> {
    let document: Document<'_> = serde_json::from_str(doc).map_err(Problem::internal)?;
    let findings = evaluation.findings.iter();
    let sites: HashMap<&str, &str> = findings
        .map(|(_, it)| (it.id.as_str(), it.site.as_str()))
        .collect();
    let places = document.places.iter();
    let named = places.filter_map(|place| {
        let site = sites.get(place.finding.as_str())?;
        Some(((*site).to_owned(), place.site.clone()))
    });
    Ok(named.collect())
}
