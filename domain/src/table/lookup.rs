//! The tables built into the program.

use super::Table;
use jiff::civil::Date;
use std::sync::OnceLock;

/// Id and text of each file in `tables/`.
const FILES: &[(&str, &str)] = &[(
    "zichuan-2022",
    include_str!("../../tables/zichuan-2022.toml"),
)];

/// The built-in table with that id.
pub fn builtin(id: &str) -> Option<&'static Table> {
    builtins().iter().find(|table| table.id == id)
}

/// Every built-in table, parsed once.
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

/// Id and TOML text of each built-in table.
pub fn builtin_files() -> &'static [(&'static str, &'static str)] {
    FILES
}

impl Table {
    /// Whether the table is in force on a day.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.effective_from <= day && self.effective_until.is_none_or(|until| day <= until)
    }
}

/// The table for an observation on `date`: of the tables in effect, the one with the latest start.
pub fn for_date<'t>(tables: impl IntoIterator<Item = &'t Table>, date: Date) -> Option<&'t Table> {
    tables
        .into_iter()
        .filter(|table| table.is_in_force(date))
        .max_by_key(|table| table.effective_from)
}
