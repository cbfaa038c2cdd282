//! Verifying that the stored parts of a quarter match each other.

use crate::store::Book;
use domain::quarter::{Act, Document, Life, State, differences as of_document, hash};

/// The differences in words; empty if everything is as it was written. `log` is the audit log's
/// record of the acts: whoever removes an act must change both.
pub fn differences(book: &Book, log: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let kept: Vec<&str> = book
        .course
        .acts
        .iter()
        .map(|kept| kept.body.as_str())
        .collect();
    if !kept.iter().eq(log.iter()) {
        found.push(format!(
            "{} acts are kept, and the audit log has {}, or they are not the same",
            kept.len(),
            log.len()
        ));
    }
    for kept in &book.course.acts {
        if let Act::Open { sha256, .. } = &kept.act
            && *sha256 != book.table_sha256
        {
            found.push(format!(
                "it was opened with the table {sha256}, not {}",
                book.table_sha256
            ));
        }
    }
    if let Some(number) = book.course.broken {
        found.push(format!(
            "act {number}: it, or one before it, is not what was written"
        ));
    }
    match Life::of(book.course.acts.iter().map(|kept| &kept.act)) {
        Err((index, refusal)) => {
            let number = book.course.acts.get(index).map_or(0, |kept| kept.number);
            found.push(format!("act {number}: {refusal}"));
        }
        Ok(life) if life.state != book.state => found.push(format!(
            "the acts lead to `{}`, but the quarter is `{}`",
            life.state.as_str(),
            book.state.as_str()
        )),
        Ok(_) => {}
    }
    if book.open != (book.state != State::Closed) {
        found.push(format!(
            "the quarter is `{}`, but takes findings: {}",
            book.state.as_str(),
            book.open
        ));
    }
    let table = hash(book.toml.as_bytes());
    if table != book.table_sha256 {
        let said = &book.table_sha256;
        found.push(format!("the table's text has the hash {table}, not {said}"));
    }
    let closings: Vec<(u64, &str)> = book.course.acts.iter().filter_map(closing).collect();
    if closings.len() != book.course.frozen.len() {
        found.push(format!(
            "it was closed {} times, but {} documents are kept",
            closings.len(),
            book.course.frozen.len()
        ));
    }
    for frozen in &book.course.frozen {
        let number = frozen.number;
        let mut note = |what: String| found.push(format!("closing {number}: {what}"));
        let computed = hash(frozen.doc.as_bytes());
        if computed != frozen.sha256 {
            let said = &frozen.sha256;
            note(format!("the document has the hash {computed}, not {said}"));
        }
        match closings.iter().find(|(act, _)| *act == number) {
            None => note("no act closed the quarter then".to_owned()),
            Some((_, said)) if *said != frozen.sha256 => {
                note(format!("the act that closed names the hash {said}"));
            }
            Some(_) => {}
        }
        of_document(&frozen.doc).into_iter().for_each(&mut note);
        if let Ok(document) = serde_json::from_str::<Document<'_>>(&frozen.doc) {
            if document.quarter != book.quarter {
                note(format!("the document is of {}", document.quarter));
            }
            if document.table.sha256 != book.table_sha256 {
                note("its table is not the one that the quarter was opened with".to_owned());
            }
        }
    }
    found
}

fn closing(kept: &crate::store::KeptAct) -> Option<(u64, &str)> {
    match &kept.act {
        Act::Close { sha256, .. } => Some((kept.number, sha256)),
        _ => None,
    }
}
