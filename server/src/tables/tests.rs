//! A table is the same table after it was a workbook.

use super::{read, workbook};
use crate::workbook::read as sheets_of;
use domain::table::{Table, builtins};

/// The table without what tells one text from another.
fn contents(mut table: Table) -> Table {
    table.sha256 = String::new();
    table
}

fn through_a_workbook(table: &Table) -> Table {
    let bytes = workbook(table).unwrap();
    let (text, read) =
        read(&sheets_of(&bytes).unwrap()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(Table::parse(&text).unwrap(), read);
    read
}

#[test]
fn a_table_comes_back_from_its_workbook() {
    for table in builtins() {
        let back = through_a_workbook(table);
        assert_eq!(contents(back), contents(table.clone()));
    }
}
