//! 明察暗访情况表: the visits of a quarter with their findings, without the inspectors; the answers
//! row by row; and the photos with their hashes as proof.

use super::findings::minute;
use super::format::quarter_of;
use super::listed::{Cell, Listing};
use crate::ground::clock::OFFSET_SECONDS;
use app::api::visits::{SheetRow, VisitSheet};
use app::export_words::ExportWords;
use app::words_of::{answer_word, fill, form_word, method_word};
use domain::inspection::AnswerValue;
use domain::time::{Moment, Quarter};

/// The three sheets of the workbook.
pub fn visit_tables(quarter: Quarter, visits: &[VisitSheet], words: &ExportWords) -> [Listing; 3] {
    let title = fill(
        words.file_visits,
        &[("quarter", &quarter_of(words, quarter))],
    );
    let of = |name: &str, fixed, heads: &[(&str, u16)], rows| Listing {
        name: name.to_owned(),
        title: title.clone(),
        heads: heads.iter().map(|it| (it.0.to_owned(), it.1)).collect(),
        printed: heads.len(),
        // The sheet contains no points.
        decimals: 0,
        fixed,
        choices: None,
        rows,
    };
    let whole = [
        (words.number, 34),
        (words.visit_number, 76),
        (words.town, 80),
        (words.site, 112),
        (words.visit_time, 122),
        (words.visit_how, 64),
        (words.visit_result, 140),
        (words.visit_found, 270),
        (words.visit_photos, 40),
        (words.visit_signed, 84),
    ];
    let answers = [
        (words.visit_number, 84),
        (words.site, 190),
        (words.row, 44),
        (words.checkpoint, 220),
        (words.answer, 60),
        (words.visit_found, 370),
        (words.photo_numbers, 70),
    ];
    let photos = [
        (words.visit_number, 84),
        (words.photo_number, 44),
        (words.site, 148),
        (words.row, 44),
        (words.checkpoint, 146),
        (words.photo_taken, 122),
        (words.photo_hash, 466),
    ];
    [
        of(
            words.visits,
            4,
            &whole,
            (1..)
                .zip(visits)
                .map(|(n, it)| visit(n, it, words))
                .collect(),
        ),
        of(
            words.visit_answers,
            2,
            &answers,
            visits.iter().flat_map(|it| answered(it, words)).collect(),
        ),
        of(
            words.visit_evidence,
            2,
            &photos,
            visits.iter().flat_map(proved).collect(),
        ),
    ]
}

fn time(at: Moment) -> String {
    minute(at, OFFSET_SECONDS)
}

fn visit(number: u32, it: &VisitSheet, words: &ExportWords) -> Vec<Cell> {
    let until = it.until.map(time).unwrap_or_default();
    let mut how = fill(
        words.visit_how_of,
        &[
            ("method", &method_word(words.language, it.method)),
            ("form", &form_word(words.language, it.form)),
        ],
    );
    if it.hidden {
        how.push_str(words.visit_hidden);
    }
    let found = it.rows.iter().filter(|row| !row.findings.is_empty());
    let found = found.map(|row| {
        let photos = numbers(row);
        let mut text = format!("{} {}", row.indicator, row.name);
        let noted = noted(row, words);
        if !noted.is_empty() {
            text = fill(words.fault_noted, &[("fault", &text), ("noted", &noted)]);
        }
        if !photos.is_empty() {
            text.push_str(&fill(words.photos_of, &[("numbers", &photos)]));
        }
        text
    });
    let signed = match &it.signed {
        None => String::new(),
        Some(Ok(name)) if name.is_empty() => words.signed_by_hand.to_owned(),
        Some(Ok(name)) => name.clone(),
        Some(Err(reason)) => fill(words.refused_to_sign, &[("reason", reason)]),
    };
    vec![
        Cell::Count(number),
        Cell::text(&it.number),
        Cell::text(&it.town),
        Cell::text(&it.site),
        Cell::text(format!("{}\n{until}", time(it.from))),
        Cell::text(how),
        Cell::text(result(it, words)),
        Cell::text(found.collect::<Vec<_>>().join("\n")),
        Cell::Count(u32::try_from(it.photos.len()).unwrap_or(u32::MAX)),
        Cell::text(signed),
    ]
}

/// How many checkpoints got each answer, or why the visit could not be made.
fn result(it: &VisitSheet, words: &ExportWords) -> String {
    if let Some(reason) = &it.reason {
        return fill(words.visit_not_made, &[("reason", reason)]);
    }
    let count = |wanted: AnswerValue| {
        let rows = it.rows.iter();
        rows.filter(|row| row.answer == wanted.as_str() && row.findings.is_empty())
            .count()
    };
    let issues = it.rows.iter().filter(|row| !row.findings.is_empty());
    fill(
        words.visit_counts,
        &[
            ("meets", &count(AnswerValue::Meets)),
            ("none", &count(AnswerValue::NotApplicable)),
            ("issues", &issues.count()),
            ("left", &it.unchecked),
        ],
    )
}

/// The notes on a row's findings, with their counts.
fn noted(row: &SheetRow, words: &ExportWords) -> String {
    let noted = row.findings.iter().map(|(text, count)| {
        let mut text = text.clone();
        if *count > 1 {
            text.push_str(&fill(words.times, &[("count", count)]));
        }
        text
    });
    let noted: Vec<String> = noted.filter(|text| !text.is_empty()).collect();
    noted.join(words.list_separator)
}

fn numbers(row: &SheetRow) -> String {
    let photos: Vec<String> = row.photos.iter().map(ToString::to_string).collect();
    photos.join("、")
}

fn answered(it: &VisitSheet, words: &ExportWords) -> Vec<Vec<Cell>> {
    let known = [
        AnswerValue::Meets,
        AnswerValue::NotApplicable,
        AnswerValue::Issue,
    ];
    let word = |row: &SheetRow| {
        let found = known.into_iter().find(|it| it.as_str() == row.answer);
        found.map_or("", |it| answer_word(words.language, it))
    };
    let rows = it.rows.iter().map(|row| {
        vec![
            Cell::text(&it.number),
            Cell::text(&it.site),
            Cell::text(&row.indicator),
            Cell::text(&row.name),
            Cell::text(word(row)),
            Cell::text(noted(row, words)),
            Cell::text(numbers(row)),
        ]
    });
    rows.collect()
}

fn proved(it: &VisitSheet) -> Vec<Vec<Cell>> {
    let photos = (1..).zip(&it.photos).map(|(number, shown)| {
        vec![
            Cell::text(&it.number),
            Cell::Count(number),
            Cell::text(&it.site),
            Cell::text(&shown.indicator),
            Cell::text(&shown.name),
            Cell::text(shown.photo.taken_at.map(time).unwrap_or_default()),
            Cell::text(&shown.photo.sha256),
        ]
    });
    photos.collect()
}
