//! The contents of an archive and their names.

use crate::photos::files::{PhotoFiles, sha256};
use crate::problem::Problem;
use crate::sheets::export::{Cell, Listing, QuarterFiles, SheetKind, deduction_workbook};
use crate::store::{Book, KeptEvidence, Store};
use app::api::town::Scorecard;
use app::export_words::ExportWords;
use app::ports::Scorecards;
use app::words_of::fill;
use domain::people::Person;
use domain::quarter::{Act, Document};
use domain::table::Table;
use domain::time::{Moment, Quarter};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

/// The list of hashes.
pub(super) const LIST: &str = "SHA256SUMS";
/// The quarter's acts up to the closing, with their authors.
pub(super) const RECORD: &str = "record.json";
/// The document frozen by the closing; its hash was published.
pub(super) const DOCUMENT: &str = "document.json";
/// The evaluation table, the case and its scores, as in the document.
pub(super) const TABLE: &str = "table.toml";
pub(super) const CASE: &str = "case.json";
pub(super) const SCORES: &str = "scores.json";

/// The acts of a quarter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) quarter: Quarter,
    pub(super) acts: Vec<Done>,
}

/// An act with its author and time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Done {
    /// The district's counter at the time of the act.
    pub(super) number: u64,
    pub(super) by: String,
    pub(super) at: Moment,
    pub(super) act: Act,
}

enum Content {
    Bytes(Vec<u8>),
    /// A file on disk, named by its hash.
    File {
        path: PathBuf,
        sha256: String,
        size: u64,
    },
}

/// An archive. Writing it again yields the same bytes.
pub struct Archive {
    /// When the quarter was closed; all entries have this time.
    pub(super) closed: Moment,
    /// The files by name, without the list.
    parts: BTreeMap<String, Content>,
    list: String,
}

impl Archive {
    fn new(closed: Moment, parts: BTreeMap<String, Content>) -> Self {
        let mut list = String::new();
        for (name, content) in &parts {
            let sha256 = match content {
                Content::Bytes(bytes) => sha256(bytes),
                Content::File { sha256, .. } => sha256.clone(),
            };
            list.push_str(&format!("{sha256}  {name}\n"));
        }
        Self {
            closed,
            parts,
            list,
        }
    }

    /// Names and sizes, the list first.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, u64)> {
        let size = |content: &Content| match content {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::File { size, .. } => *size,
        };
        let parts = self.parts.iter();
        let parts = parts.map(move |(name, content)| (name.as_str(), size(content)));
        std::iter::once((LIST, self.list.len() as u64)).chain(parts)
    }

    /// Passes each file to `take`, in the order of [`Archive::entries`].
    pub(super) fn each(
        &self,
        mut take: impl FnMut(&str, &[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        take(LIST, self.list.as_bytes())?;
        for (name, content) in &self.parts {
            match content {
                Content::Bytes(bytes) => take(name, bytes)?,
                Content::File {
                    path,
                    sha256: wanted,
                    ..
                } => {
                    let bytes = fs::read(path)?;
                    if sha256(&bytes) != *wanted {
                        return Err(io::Error::other(format!("{name} is not what was kept")));
                    }
                    take(name, &bytes)?;
                }
            }
        }
        Ok(())
    }
}

/// Everything of a closed quarter, for somebody who may see all of it.
///
/// # Errors
/// 409 if the quarter is not closed, 404 if it does not exist.
pub async fn gather(
    store: &Store,
    photos: &PhotoFiles,
    scorecards: &dyn Scorecards,
    person: &Person,
    quarter: Quarter,
    words: ExportWords,
) -> Result<Archive, Problem> {
    let book = store.book(quarter).await?;
    let book = book.ok_or_else(|| Problem::not_found("there is no such quarter"))?;
    let Some(doc) = book.closed().map(|frozen| frozen.doc.clone()) else {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "/problems/quarter-state",
            "The quarter is not closed",
            "only a closed quarter is handed on whole",
        ));
    };
    let mut files = QuarterFiles::load(store, quarter, &SheetKind::ALL).await?;
    files.keep_what_was_closed();
    let closed = files.closed;
    let closed = closed.ok_or_else(|| Problem::internal("no act closed the quarter"))?;
    let mut cards = Vec::with_capacity(files.evaluation.towns.len());
    for (town, _) in &files.evaluation.towns {
        let card = scorecards.scorecard(person, Some(town), Some(quarter));
        cards.push(card.await?);
    }
    called_then(&mut cards, &doc)?;
    let mut evidence = store.evidence_in(&quarter.to_string()).await?;
    evidence.retain(|it| it.withdrawn.is_none() && it.at.timestamp() <= closed.timestamp());
    let table = Arc::clone(&files.evaluation.table);
    let photos = photos.clone();
    let made = tokio::task::spawn_blocking(move || {
        let mut parts = record(&book, &doc)?;
        sheets(&mut parts, &files, &words)?;
        deductions(&mut parts, &cards, &table, &words, closed)?;
        proofs(&mut parts, &evidence, &files, &photos, &words)?;
        let readme = words.archive_readme.as_bytes().to_vec();
        parts.insert(words.archive_readme_name.to_owned(), Content::Bytes(readme));
        Ok(Archive::new(closed, parts))
    });
    made.await.map_err(Problem::internal)?
}

/// Renames sites on cards to their names at the closing.
fn called_then(cards: &mut [Scorecard], doc: &str) -> Result<(), Problem> {
    let document: Document<'_> = serde_json::from_str(doc).map_err(Problem::internal)?;
    let places = document.places.iter();
    let names: BTreeMap<&str, &str> = places
        .map(|it| (it.finding.as_str(), it.site.as_str()))
        .collect();
    let rows = cards.iter_mut().flat_map(|card| &mut card.rows);
    for line in rows.flat_map(|row| &mut row.deductions) {
        if let Some(name) = names.get(line.finding.to_string().as_str()) {
            line.site_name = (*name).to_owned();
        }
    }
    Ok(())
}

type Parts = BTreeMap<String, Content>;

/// The closing record and the document, and the document's parts as separate files.
fn record(book: &Book, doc: &str) -> Result<Parts, Problem> {
    // Acts after the closing, such as publishing (公布), are left out.
    let mut closed = book.course.acts.iter();
    let closed = closed.rposition(|kept| matches!(kept.act, Act::Close { .. }));
    let acts = book.course.acts.iter().take(closed.map_or(0, |at| at + 1));
    let acts = acts.map(|kept| Done {
        number: kept.number,
        by: kept.by.clone(),
        at: kept.at,
        act: kept.act.clone(),
    });
    let record = Record {
        quarter: book.quarter,
        acts: acts.collect(),
    };
    let document: Document<'_> = serde_json::from_str(doc).map_err(Problem::internal)?;
    let record = serde_json::to_string_pretty(&record).map_err(Problem::internal)?;
    let texts = [
        (RECORD, record.as_str()),
        (DOCUMENT, doc),
        (TABLE, document.table.toml.as_str()),
        (CASE, document.case.get()),
        (SCORES, document.scores.get()),
    ];
    let parts = texts.map(|(name, text)| (name.to_owned(), Content::Bytes(text.into())));
    Ok(parts.into())
}

fn sheets(parts: &mut Parts, files: &QuarterFiles, words: &ExportWords) -> Result<(), Problem> {
    let quarter = files.evaluation.quarter;
    let said = fill(
        words.quarter,
        &[("year", &quarter.year()), ("number", &quarter.number())],
    );
    for kind in SheetKind::ALL {
        let name = fill(kind.name(words), &[("quarter", &said)]);
        let bytes = files.make(kind, false, words)?;
        parts.insert(format!("{name}.xlsx"), Content::Bytes(bytes));
        if matches!(kind, SheetKind::Scores | SheetKind::Findings) {
            let bytes = files.make(kind, true, words)?;
            parts.insert(format!("{name}.csv"), Content::Bytes(bytes));
        }
    }
    Ok(())
}

fn deductions(
    parts: &mut Parts,
    cards: &[Scorecard],
    table: &Table,
    words: &ExportWords,
    closed: Moment,
) -> Result<(), Problem> {
    for (number, card) in (1..).zip(cards) {
        let bytes = deduction_workbook(card, table, words, Some(closed))?;
        let name = plain(&card.town_name);
        let name = format!("{}/{number:02}-{name}.xlsx", words.deductions);
        parts.insert(name, Content::Bytes(bytes));
    }
    Ok(())
}

/// A name that is valid on every system.
fn plain(name: &str) -> String {
    let bad = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
    name.chars()
        .map(|c| if bad(c) { '_' } else { c })
        .take(60)
        .collect()
}

/// The files of evidence with a table of their facts, and the photos of the visits and findings.
fn proofs(
    parts: &mut Parts,
    evidence: &[KeptEvidence],
    files: &QuarterFiles,
    photos: &PhotoFiles,
    words: &ExportWords,
) -> Result<(), Problem> {
    let mut rows = Vec::new();
    for it in evidence {
        let ending = ending_of(&it.media_type);
        let name = kept(parts, words.archive_evidence, (&it.sha256, ending), photos)?;
        let town = files.evaluation.name_of(it.town.as_str());
        let cells = [town, &it.slot, &it.name, &it.by_name, &name, &it.sha256];
        let mut cells: Vec<Cell> = cells.into_iter().map(Cell::text).collect();
        cells.insert(4, Cell::text(it.at.to_string()));
        rows.push(cells);
    }
    let heads = [
        words.town,
        words.evidence_of,
        words.evidence_name,
        words.evidence_by,
        words.evidence_at,
        words.evidence_file,
        words.photo_hash,
    ];
    let table = Listing {
        name: words.archive_evidence.to_owned(),
        title: String::new(),
        heads: heads.map(|head| (head.to_owned(), 0)).into(),
        printed: 0,
        fixed: 0,
        choices: None,
        decimals: 0,
        rows,
    };
    let name = format!("{}.csv", words.archive_evidence);
    parts.insert(name, Content::Bytes(table.csv()?));
    for sha256 in files.photos() {
        let mut head = [0; 4];
        let read = fs::File::open(photos.whole(sha256)).and_then(|mut it| it.read_exact(&mut head));
        let folder = words.archive_photos;
        read.map_err(|error| Problem::internal(format!("{folder}/{sha256}: {error}")))?;
        let ending = match head {
            [0x89, b'P', ..] => "png",
            [b'R', b'I', b'F', b'F'] => "webp",
            _ => "jpg",
        };
        kept(parts, folder, (sha256, ending), photos)?;
    }
    Ok(())
}

/// Adds a file that is stored by hash; returns its name in the archive.
fn kept(
    parts: &mut Parts,
    folder: &str,
    (sha256, ending): (&str, &str),
    photos: &PhotoFiles,
) -> Result<String, Problem> {
    let path = photos.whole(sha256);
    let name = format!("{folder}/{sha256}.{ending}");
    let looked = fs::metadata(&path);
    let looked = looked.map_err(|error| Problem::internal(format!("{name}: {error}")))?;
    let content = Content::File {
        path,
        sha256: sha256.to_owned(),
        size: looked.len(),
    };
    parts.insert(name.clone(), content);
    Ok(name)
}

/// The file name extension for a stored media type (`media`).
fn ending_of(media_type: &str) -> &'static str {
    match media_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "application/pdf" => "pdf",
        "application/ofd" => "ofd",
        it if it.ends_with(".sheet") => "xlsx",
        it if it.ends_with(".document") => "docx",
        _ => "bin",
    }
}
