//! Reading and writing columns. A value that cannot be read back means a broken store; the error
//! names it.

use crate::store::database::{Column, Row};
use crate::store::error::StoreError;
use crate::store::review::Named;
use domain::position::Position;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Display;
use std::str::FromStr;

/// A column's value.
pub(super) fn get<'r, T>(row: &'r Row, column: &str) -> Result<T, StoreError>
where
    T: Column<'r>,
{
    row.get(column)
}

/// A text column parsed as `T`.
pub(super) fn parsed<T>(row: &Row, column: &'static str) -> Result<T, StoreError>
where
    T: FromStr,
    T::Err: Display,
{
    let text: &str = get(row, column)?;
    text.parse()
        .map_err(|error| StoreError::broken(column, error))
}

/// A text column that may be null, parsed as `T`.
pub(super) fn parsed_if<T>(row: &Row, column: &'static str) -> Result<Option<T>, StoreError>
where
    T: FromStr,
    T::Err: Display,
{
    let text: Option<&str> = get(row, column)?;
    text.map(|text| {
        text.parse()
            .map_err(|error| StoreError::broken(column, error))
    })
    .transpose()
}

/// An id and the name of what it identifies.
pub(super) fn named<T>(
    row: &Row,
    id: &'static str,
    name: &'static str,
) -> Result<Named<T>, StoreError>
where
    T: FromStr,
    T::Err: Display,
{
    Ok(Named {
        id: parsed(row, id)?,
        name: get(row, name)?,
    })
}

/// A column of JSON.
pub(super) fn json<T: DeserializeOwned>(row: &Row, column: &'static str) -> Result<T, StoreError> {
    let text: &str = get(row, column)?;
    serde_json::from_str(text).map_err(|error| StoreError::broken(column, error))
}

/// A text column parsed as an enum with a textual serde form.
pub(super) fn word<T: DeserializeOwned>(row: &Row, column: &'static str) -> Result<T, StoreError> {
    let text: String = get(row, column)?;
    serde_json::from_value(serde_json::Value::String(text))
        .map_err(|error| StoreError::broken(column, error))
}

/// A time that may be null.
pub(super) fn time_if(row: &Row, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
    let ms: Option<i64> = get(row, column)?;
    ms.map(Timestamp::from_millisecond)
        .transpose()
        .map_err(|error| StoreError::broken(column, error))
}

/// A number that is never below zero.
pub(super) fn number(row: &Row, column: &'static str) -> Result<u64, StoreError> {
    let number: i64 = get(row, column)?;
    u64::try_from(number).map_err(|error| StoreError::broken(column, error))
}

/// The columns `latitude` and `longitude`, which may both be null.
pub(super) fn position(row: &Row) -> Result<Option<Position>, StoreError> {
    let latitude: Option<i32> = get(row, "latitude")?;
    let longitude: Option<i32> = get(row, "longitude")?;
    latitude
        .zip(longitude)
        .map(|(latitude, longitude)| Position::new(latitude, longitude))
        .transpose()
        .map_err(|error| StoreError::broken("position", error))
}

/// JSON for a column.
pub(super) fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::broken("json", error))
}

/// A JSON array of texts, for `IN (SELECT value FROM json_each($1))`.
pub(super) fn list<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    serde_json::Value::from(texts).to_string()
}

/// The text of an enum with a textual serde form.
pub(super) fn from_word<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        other => Err(StoreError::Broken(format!("not a word: {other:?}"))),
    }
}
