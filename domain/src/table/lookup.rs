//! The tables that come with the product.

use super::Table;
use jiff::civil::Date;
use std::sync::OnceLock;

/// Id and text of every file of `tables/`.
const FILES: &[(&str, &str)] = &[(
    "zichuan-2022",
    include_str!("../../tables/zichuan-2022.toml"),
)];

/// The embedded table of that id.
pub fn builtin(id: &str) -> Option<&'static Table> {
    builtins().iter().find(|table| table.id == id)
}

/// Every embedded table, read once.
#[expect(
    clippy::panic,
    reason = "the files are a part of the program, and its tests read each of them"
)]
pub fn builtins() -> &'static [Table] {
    static TABLES: OnceLock<Vec<Table>> = OnceLock::new();
    TABLES.get_or_init(|| {
        let read = |(id, text): &(&str, &str)| match Table::parse(text) {
            Ok(table) => table,
            Err(errors) => panic!("the table {id} that comes with the program: {errors}"),
        };
        FILES.iter().map(read).collect()
    })
}

/// Id and TOML text of every embedded table.
pub fn builtin_files() -> &'static [(&'static str, &'static str)] {
    FILES
}

/// Among `tables` the one for an observation on `date`: of those in effect, the one that came
/// into effect last.
pub fn for_date<'t>(tables: impl IntoIterator<Item = &'t Table>, date: Date) -> Option<&'t Table> {
    tables
        .into_iter()
        .filter(|table| {
            table.effective_from <= date && table.effective_until.is_none_or(|until| date <= until)
        })
        .max_by_key(|table| table.effective_from)
}
