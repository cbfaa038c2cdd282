//! Searching the queue by words: a finding's text, site, people, and the table's names for it.

use crate::ground::pinyin::readings;
use crate::pages::manage::searched;
use crate::pages::review::port::ReviewPort;
use crate::problem::to_app_error;
use crate::store::{Quarters, Worded};
use app::api::review::QueueFilter;
use app::error::AppError;
use domain::ids::FindingId;
use domain::search::Search;
use domain::typed::alike;
use std::collections::HashMap;

/// Rejects invalid days.
pub(super) fn check(filter: &QueueFilter) -> Result<(), AppError> {
    let day = |field: &str, day: &Option<String>| match day {
        // Days are compared as text, so `2026-1-5`, which parses as a day, must be rejected.
        Some(text)
            if text
                .parse::<jiff::civil::Date>()
                .is_ok_and(|it| it.to_string() == *text) =>
        {
            Ok(())
        }
        Some(_) => Err(AppError::invalid(field, "day")),
        None => Ok(()),
    };
    day("from", &filter.from)?;
    day("to", &filter.to)
}

/// A search word, as written and as it may sound.
struct Word {
    form: String,
    sound: Search,
}

/// The words of a search, without those that consist only of invisible characters or quotes.
fn words(text: &str) -> Vec<Word> {
    let text = searched(text);
    let all = text.split_whitespace().map(|word| Word {
        form: alike(word),
        sound: Search::new(word),
    });
    all.filter(|it| !it.form.is_empty()).collect()
}

impl ReviewPort {
    /// The findings that contain every word of a filter; `None` if the filter has no words.
    pub(super) async fn said(
        &self,
        filter: &QueueFilter,
        quarters: &Quarters,
    ) -> Result<Option<Vec<FindingId>>, AppError> {
        let words = words(&filter.text);
        if words.is_empty() {
            return Ok(None);
        }
        let found = self.store.worded(filter).await.map_err(to_app_error)?;
        let mut sounds = Sounds::default();
        let says = |it: &Worded| {
            let texts = texts(it, quarters);
            words.iter().all(|word| {
                texts.iter().any(|text| text.contains(&word.form))
                    || it.names.iter().any(|name| sounds.fits(&word.sound, name))
            })
        };
        let mut says = says;
        let found = found.into_iter().filter(|it| says(it));
        Ok(Some(found.map(|it| it.id).collect()))
    }
}

/// The readings of names, computed once for each name.
#[derive(Default)]
struct Sounds(HashMap<String, Vec<String>>);

impl Sounds {
    fn fits(&mut self, sound: &Search, name: &str) -> bool {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), readings(name));
        }
        self.0.get(name).is_some_and(|it| sound.fits(name, it, ""))
    }
}

/// The searchable texts of a finding, normalised.
fn texts(it: &Worded, quarters: &Quarters) -> Vec<String> {
    let table = quarters.table_of(quarters.of(it.counted_at));
    let known = table.and_then(|table| table.checkpoint(&it.checkpoint));
    let mut texts: Vec<&str> = it
        .names
        .iter()
        .chain(&it.words)
        .map(String::as_str)
        .collect();
    texts.push(it.checkpoint.as_str());
    if let Some((indicator, checkpoint)) = known {
        texts.extend([indicator.name.zh.as_str(), checkpoint.name.zh.as_str()]);
        texts.extend(
            [&indicator.name.en, &checkpoint.name.en]
                .into_iter()
                .flatten()
                .map(String::as_str),
        );
    }
    texts.into_iter().map(alike).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_parted_into_words_in_their_normal_form() {
        let forms = |text: &str| {
            words(text)
                .into_iter()
                .map(|it| it.form)
                .collect::<Vec<_>>()
        };
        assert_eq!(forms("罗村\u{3000}ＡＢ  “轮椅”"), ["罗村", "ab", "轮椅"]);
        assert!(forms(" “ ” \u{200b} ").is_empty());
    }

    #[test]
    fn days_are_days_as_they_are_written() {
        let filter = |from: &str| QueueFilter {
            from: Some(from.to_owned()),
            ..QueueFilter::default()
        };
        assert!(check(&filter("2026-11-22")).is_ok());
        for bad in [
            "",
            "2026-1-5",
            "2026-02-30",
            "20261122",
            "2026-11-22T10:00",
            "昨天",
        ] {
            assert_eq!(
                check(&filter(bad)),
                Err(AppError::invalid("from", "day")),
                "{bad}"
            );
        }
    }
}
