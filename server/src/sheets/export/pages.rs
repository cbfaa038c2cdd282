//! Distributes the rows of a sheet over pages. Rows that belong together stay on one page if they
//! fit, and a cell that spans rows ends with its page. Otherwise spreadsheets would break such a
//! cell at the end of the page and show its text on only one of the two.

use super::measure::TALLEST;
use std::ops::Range;

/// The page of each row. `rows` are heights in points, each with the block that the row belongs to.
/// The first page has less room than the others.
pub(super) fn on_pages(rows: &[(f64, usize)], first: f64, other: f64) -> Vec<usize> {
    let mut pages = Vec::with_capacity(rows.len());
    let (mut page, mut used, mut room) = (0, 0.0, first);
    for block in rows.chunk_by(|one, next| one.1 == next.1) {
        let whole: f64 = block.iter().map(|row| row.0).sum();
        if used > 0.0 && used + whole > room {
            (page, used, room) = (page + 1, 0.0, other);
        }
        for (height, _) in block {
            if used > 0.0 && used + height > room {
                (page, used, room) = (page + 1, 0.0, other);
            }
            used += height;
            pages.push(page);
        }
    }
    pages
}

/// The page and the height of each row. The arguments are the heights in points with the block of
/// each row, the keys of each column with spanning cells, and the height that such a cell needs.
/// Rows grow with the cells that span them, and pages limit those cells; a few rounds settle both.
pub(super) fn lay_out(
    rows: &[(f64, usize)],
    columns: &[Vec<usize>],
    needs: impl Fn(usize, &Span) -> f64,
    first: f64,
    other: f64,
) -> (Vec<usize>, Vec<f64>) {
    let mut pages = on_pages(rows, first, other);
    for _ in 0..4 {
        let grown = grown(rows, columns, &needs, &pages);
        let next = on_pages(&grown, first, other);
        if next == pages {
            break;
        }
        pages = next;
    }
    let heights = grown(rows, columns, &needs, &pages);
    (pages, heights.into_iter().map(|row| row.0).collect())
}

/// The rows, made high enough for the text of every spanning cell, given the pages.
fn grown(
    rows: &[(f64, usize)],
    columns: &[Vec<usize>],
    needs: impl Fn(usize, &Span) -> f64,
    pages: &[usize],
) -> Vec<(f64, usize)> {
    let mut rows = rows.to_vec();
    for (column, keys) in columns.iter().enumerate() {
        for span in spans(keys, pages) {
            let of_span = rows.get_mut(span.rows.clone()).unwrap_or_default();
            let has: f64 = of_span.iter().map(|row| row.0).sum();
            let lacks = needs(column, &span) - has;
            if let Some(last) = of_span.last_mut().filter(|_| lacks > 0.0) {
                last.0 = (last.0 + lacks).min(TALLEST);
            }
        }
    }
    rows
}

/// The rows at which a page begins.
pub(super) fn begin(pages: &[usize]) -> Vec<usize> {
    let pairs = pages.windows(2).enumerate();
    let pairs = pairs.filter(|(_, pair)| pair.first() != pair.last());
    pairs.map(|(at, _)| at + 1).collect()
}

/// The rows that one cell spans: those with the same key on the same page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// The rows.
    pub(super) rows: Range<usize>,
    /// Whether the cell continues from the previous page.
    pub(super) goes_on: bool,
}

/// The spans of a column, from the key and the page of each row.
pub(super) fn spans(keys: &[usize], pages: &[usize]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut before = None;
    for (at, (key, page)) in keys.iter().zip(pages).enumerate() {
        match (spans.last_mut(), before) {
            (Some(span), Some((same, here))) if same == key && here == page => {
                span.rows.end = at + 1;
            }
            _ => spans.push(Span {
                rows: at..at + 1,
                goes_on: before.is_some_and(|(same, _)| same == key),
            }),
        }
        before = Some((key, page));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_together_stays_on_a_page() {
        let rows = [(50.0, 0), (30.0, 1), (30.0, 1), (20.0, 2)];
        assert_eq!(on_pages(&rows, 100.0, 200.0), [0, 1, 1, 1]);
        // A block that is too tall for any page begins a page and is split.
        let tall = [(50.0, 0), (90.0, 1), (90.0, 1), (90.0, 1)];
        assert_eq!(on_pages(&tall, 100.0, 200.0), [0, 1, 1, 2]);
        // A row that is taller than a page gets a page of its own.
        assert_eq!(on_pages(&[(300.0, 0), (10.0, 1)], 100.0, 200.0), [0, 1]);
    }

    #[test]
    fn rows_grow_with_what_spans_them() {
        // A cell spans three rows, two of which fit on a page: each part is as high as its text.
        let rows = [(40.0, 0), (40.0, 1), (40.0, 2)];
        let (pages, heights) = lay_out(&rows, &[vec![7, 7, 7]], |_, _| 90.0, 100.0, 100.0);
        assert_eq!(pages, [0, 0, 1]);
        assert_eq!(heights, [40.0, 50.0, 90.0]);
        assert_eq!(begin(&pages), [2]);
        assert!(
            lay_out(&[], &[Vec::new()], |_, _| 9.0, 1.0, 1.0)
                .0
                .is_empty()
        );
    }

    #[test]
    fn a_cell_ends_with_its_page() {
        let spans = spans(&[7, 7, 7, 8, 7], &[0, 0, 1, 1, 1]);
        let told: Vec<_> = spans.into_iter().map(|it| (it.rows, it.goes_on)).collect();
        assert_eq!(
            told,
            [(0..2, false), (2..3, true), (3..4, false), (4..5, false)]
        );
    }
}
