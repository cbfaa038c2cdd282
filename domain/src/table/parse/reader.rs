//! Reads the keys of one TOML table and notes every fault with its place.

use super::faults::{Faults, Span};
use super::names::{called, named};
use crate::points::Points;
use crate::table::Text;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The keys of one TOML table, read one by one; [`Self::finish`] reports the rest as unknown.
///
/// A missing or wrong value is noted as a fault and read as empty: after a fault the whole result
/// is dropped.
pub(super) struct Fields<'d, 'i> {
    what: String,
    span: Span,
    table: &'d DeTable<'i>,
    known: Vec<&'static str>,
}

/// The name of a text in messages, in both languages.
const TEXT: (&str, &str) = ("text in quotes", "加引号的文字");

/// A value with its place in the file.
pub(super) type Value<'d, 'i> = &'d Spanned<DeValue<'i>>;

impl<'d, 'i> Fields<'d, 'i> {
    /// Starts reading `table`, called `what` in messages.
    pub(super) fn new(what: impl Into<String>, span: Span, table: &'d DeTable<'i>) -> Self {
        Self {
            what: what.into(),
            span,
            table,
            known: Vec::new(),
        }
    }

    /// Starts reading a value that must be a table.
    pub(super) fn of(
        what: impl Into<String>,
        value: Value<'d, 'i>,
        faults: &mut Faults<'_>,
    ) -> Option<Self> {
        let what = what.into();
        match value.get_ref().as_table() {
            Some(table) => Some(Self::new(what, value.span(), table)),
            None => {
                faults.at(
                    &value.span(),
                    format!("{what}: expected a table, found {}", kind(value)),
                    "这里应当是一组键值",
                );
                None
            }
        }
    }

    /// The same fields, called `what` in messages from now on.
    pub(super) fn called(self, what: String) -> Self {
        Self { what, ..self }
    }

    /// Whether the key exists.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    pub(super) fn what(&self) -> &str {
        &self.what
    }

    pub(super) fn span(&self) -> Span {
        self.span.clone()
    }

    /// The place of the value of `key`, or of the TOML table if the key is missing.
    pub(super) fn span_of(&self, key: &str) -> Span {
        self.table.get(key).map_or(self.span(), Spanned::span)
    }

    pub(super) fn optional(&mut self, key: &'static str) -> Option<Value<'d, 'i>> {
        self.known.push(key);
        self.table.get(key)
    }

    pub(super) fn required(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Option<Value<'d, 'i>> {
        let value = self.optional(key);
        if value.is_none() {
            faults.at(
                &self.span,
                format!("{}: the key `{key}` is missing", self.what),
                format!("缺少{}", named(key)),
            );
        }
        value
    }

    fn wrong(
        &self,
        key: &str,
        (expected, expected_zh): (&str, &str),
        value: Value<'d, 'i>,
        faults: &mut Faults<'_>,
    ) {
        faults.at(
            &value.span(),
            format!(
                "{}: `{key}` must be {expected}, found {}",
                self.what,
                kind(value)
            ),
            format!("{}应当是{expected_zh}", called(key)),
        );
    }

    fn read_text(&self, key: &str, value: Value<'d, 'i>, faults: &mut Faults<'_>) -> String {
        match value.get_ref().as_str() {
            Some(text) if text.trim().is_empty() => {
                faults.at(
                    &value.span(),
                    format!("{}: `{key}` is empty", self.what),
                    format!("{}不能为空", called(key)),
                );
                String::new()
            }
            Some(text) => text.trim().to_owned(),
            None => {
                self.wrong(key, TEXT, value, faults);
                String::new()
            }
        }
    }

    pub(super) fn text(&mut self, key: &'static str, faults: &mut Faults<'_>) -> String {
        self.required(key, faults)
            .map(|value| self.read_text(key, value, faults))
            .unwrap_or_default()
    }

    pub(super) fn optional_text(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Option<String> {
        self.optional(key)
            .map(|value| self.read_text(key, value, faults))
    }

    /// Reads Chinese words under `zh` and, where there are any, English ones under `en`.
    pub(super) fn words(
        &mut self,
        zh: &'static str,
        en: &'static str,
        faults: &mut Faults<'_>,
    ) -> Text {
        Text {
            zh: self.text(zh, faults),
            en: self.optional_text(en, faults),
        }
    }

    pub(super) fn flag(&mut self, key: &'static str, faults: &mut Faults<'_>) -> bool {
        let Some(value) = self.optional(key) else {
            return false;
        };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong(key, ("true or false", "true 或 false"), value, faults);
            false
        })
    }

    /// Reads an optional whole number.
    pub(super) fn optional_integer(
        &mut self,
        key: &'static str,
        within: std::ops::RangeInclusive<i64>,
        faults: &mut Faults<'_>,
    ) -> Option<i64> {
        self.optional(key)?;
        Some(self.integer(key, within, faults))
    }

    pub(super) fn integer(
        &mut self,
        key: &'static str,
        within: std::ops::RangeInclusive<i64>,
        faults: &mut Faults<'_>,
    ) -> i64 {
        let Some(value) = self.required(key, faults) else {
            return *within.start();
        };
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|integer| i64::from_str_radix(integer.as_str(), integer.radix()).ok())
            .filter(|number| within.contains(number));
        number.unwrap_or_else(|| {
            let expected = format!("a whole number from {} to {}", within.start(), within.end());
            let expected_zh = format!("{} 至 {} 的整数", within.start(), within.end());
            match value.get_ref().as_integer() {
                Some(integer) => faults.at(
                    &value.span(),
                    format!("{}: `{key}` must be {expected}, found {integer}", self.what),
                    format!("{}应当是{expected_zh}，现为 {integer}", called(key)),
                ),
                None => self.wrong(key, (&expected, &expected_zh), value, faults),
            }
            *within.start()
        })
    }

    fn read_points(&self, key: &str, value: Value<'d, 'i>, faults: &mut Faults<'_>) -> Points {
        match value.get_ref().as_str().map(str::parse::<Points>) {
            Some(Ok(points)) => points,
            Some(Err(bad)) => {
                faults.at(
                    &value.span(),
                    format!("{}: `{key}`: {bad}", self.what),
                    format!("{}应当是数，例如 0.5", called(key)),
                );
                Points::ZERO
            }
            None => {
                self.wrong(
                    key,
                    (
                        "points as text, such as \"0.5\"",
                        "加引号的数，例如 \"0.5\"",
                    ),
                    value,
                    faults,
                );
                Points::ZERO
            }
        }
    }

    pub(super) fn points(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Points {
        self.required(key, faults)
            .map(|value| self.read_points(key, value, faults))
            .unwrap_or_default()
    }

    /// Reads one of the listed words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&str, T)],
        faults: &mut Faults<'_>,
    ) -> Option<T> {
        let value = self.required(key, faults)?;
        self.read_choice(key, choices, value, faults)
    }

    pub(super) fn optional_choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&str, T)],
        faults: &mut Faults<'_>,
    ) -> Option<T> {
        let value = self.optional(key)?;
        self.read_choice(key, choices, value, faults)
    }

    fn read_choice<T: Copy>(
        &self,
        key: &str,
        choices: &[(&str, T)],
        value: Value<'d, 'i>,
        faults: &mut Faults<'_>,
    ) -> Option<T> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong(key, TEXT, value, faults);
            return None;
        };
        let chosen = choices.iter().find(|(word, _)| *word == text);
        if chosen.is_none() {
            let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
            faults.at(
                &value.span(),
                format!(
                    "{}: `{key}` is `{text}`, expected one of {}",
                    self.what,
                    words.join(", ")
                ),
                format!(
                    "{}不能是“{text}”，可以是：{}",
                    called(key),
                    words.join("、")
                ),
            );
        }
        chosen.map(|(_, choice)| *choice)
    }

    fn read_items(
        &self,
        key: &str,
        value: Option<Value<'d, 'i>>,
        faults: &mut Faults<'_>,
    ) -> Vec<Value<'d, 'i>> {
        let Some(value) = value else {
            return Vec::new();
        };
        match value.get_ref().as_array() {
            Some(items) => items.iter().collect(),
            None => {
                self.wrong(key, ("a list", "用方括号括起的列表"), value, faults);
                Vec::new()
            }
        }
    }

    /// The items of a list; empty if the key is missing.
    pub(super) fn items(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Vec<Value<'d, 'i>> {
        let value = self.optional(key);
        self.read_items(key, value, faults)
    }

    /// The items of a required list with at least one item.
    pub(super) fn some_items(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Vec<Value<'d, 'i>> {
        let value = self.required(key, faults);
        let items = self.read_items(key, value, faults);
        if let Some(value) = value
            && value
                .get_ref()
                .as_array()
                .is_some_and(|list| list.is_empty())
        {
            faults.at(
                &value.span(),
                format!("{}: `{key}` is empty", self.what),
                format!("{}不能为空", called(key)),
            );
        }
        items
    }

    /// A list of texts with their places; empty if the key is missing.
    pub(super) fn texts(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Vec<(Span, String)> {
        self.items(key, faults)
            .into_iter()
            .map(|item| (item.span(), self.read_text(key, item, faults)))
            .collect()
    }

    /// Reports every key that was not read.
    pub(super) fn finish(self, faults: &mut Faults<'_>) {
        for (key, _) in self.table {
            if !self.known.contains(&key.get_ref().as_ref()) {
                faults.at(
                    &key.span(),
                    format!("{}: unknown key `{}`", self.what, key.get_ref()),
                    format!("不认识的项“{}”", key.get_ref()),
                );
            }
        }
    }
}

/// The TOML type of a value, as a noun.
pub(super) fn kind(value: Value<'_, '_>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number without quotes",
        DeValue::Float(_) => "a decimal without quotes",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
