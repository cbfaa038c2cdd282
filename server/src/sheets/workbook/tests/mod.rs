//! Files as programs and people make them: what is read, and which errors are reported.

mod kinds;
mod made;
mod other;
mod sheets;
mod zips;

use super::cells::Cell;
use super::{Unreadable, read, read_all};
use made::{book, of_sheet, shared, zip};

/// The lines of the first sheet.
fn first(bytes: &[u8]) -> Vec<(u32, Vec<Cell>)> {
    let sheets = read(bytes).unwrap_or_else(|why| panic!("{why:?}"));
    let lines = sheets[0].lines.iter();
    lines
        .map(|line| {
            let cells = line.cells.iter().map(|(_, cell)| cell.clone());
            (line.number, cells.collect())
        })
        .collect()
}

fn words(words: &[&str]) -> Vec<Cell> {
    words
        .iter()
        .map(|it| Cell::Text((*it).to_owned()))
        .collect()
}
