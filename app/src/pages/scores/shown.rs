//! The state of 得分 in its address: the quarter, the order of the towns, the folded sections, and
//! what is open beside the sheet.

use domain::ids::TownId;
use domain::time::Quarter;
use leptos_router::params::ParamsMap;
use std::collections::BTreeSet;

/// The order of the towns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    /// The column: `total`, the id of a row, …
    pub(super) key: String,
    /// Whether the order is ascending.
    pub(super) rises: bool,
}

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// The quarter, unless it is the current one.
    pub(super) quarter: Option<Quarter>,
    /// The order, unless it is by place.
    pub(super) order: Option<Order>,
    /// The folded sections, which show only their sum.
    pub(super) folded: BTreeSet<String>,
    /// The open town.
    pub(super) town: Option<TownId>,
    /// The open row of that town.
    pub(super) row: Option<String>,
}

impl Shown {
    /// Reads the state from an address and ignores what is unreadable.
    pub(super) fn read(query: &ParamsMap) -> Self {
        let town: Option<TownId> = query.get("town").and_then(|text| text.parse().ok());
        let folded = query.get("fold").unwrap_or_default();
        let parts = folded.split(',').filter(|it| is_plain(it));
        Self {
            quarter: query.get("quarter").and_then(|text| text.parse().ok()),
            order: query
                .get("sort")
                .filter(|key| is_plain(key))
                .map(|key| Order {
                    key,
                    rises: query.get("order").as_deref() == Some("rising"),
                }),
            folded: parts.map(str::to_owned).collect(),
            row: query
                .get("row")
                .filter(|row| town.is_some() && is_plain(row)),
            town,
        }
    }

    /// The address of this state.
    pub(super) fn href(&self) -> String {
        let mut pairs = Vec::new();
        if let Some(quarter) = self.quarter {
            pairs.push(format!("quarter={quarter}"));
        }
        if let Some(order) = &self.order {
            pairs.push(format!("sort={}", order.key));
            pairs.extend(order.rises.then(|| String::from("order=rising")));
        }
        if !self.folded.is_empty() {
            let parts: Vec<&str> = self.folded.iter().map(String::as_str).collect();
            pairs.push(format!("fold={}", parts.join(",")));
        }
        if let Some(town) = &self.town {
            pairs.push(format!("town={town}"));
            pairs.extend(self.row.as_ref().map(|row| format!("row={row}")));
        }
        match pairs.is_empty() {
            true => String::from("/scores"),
            false => format!("/scores?{}", pairs.join("&")),
        }
    }

    /// The same state with a town open, or a row of it.
    pub(super) fn with(&self, town: &TownId, row: Option<&str>) -> Self {
        Self {
            town: Some(town.clone()),
            row: row.map(str::to_owned),
            ..self.clone()
        }
    }

    /// The same state with nothing open.
    pub(super) fn closed(&self) -> Self {
        Self {
            town: None,
            row: None,
            ..self.clone()
        }
    }

    /// The same state after a tap on a column's heading: first descending, then ascending, then by
    /// place again.
    pub(super) fn sorted(&self, key: &str) -> Self {
        let order = match &self.order {
            Some(order) if order.key == key && order.rises => None,
            Some(order) if order.key == key => Some(true),
            _ => Some(false),
        };
        Self {
            order: order.map(|rises| Order {
                key: key.to_owned(),
                rises,
            }),
            ..self.clone()
        }
    }

    /// The same state with a section folded or unfolded.
    pub(super) fn folding(&self, section: &str) -> Self {
        let mut it = self.clone();
        if !it.folded.remove(section) {
            it.folded.insert(section.to_owned());
        }
        it
    }

    /// The value of `aria-sort` for a column.
    pub(super) fn direction(&self, key: &str) -> Option<&'static str> {
        let order = self.order.as_ref().filter(|order| order.key == key)?;
        Some(if order.rises {
            "ascending"
        } else {
            "descending"
        })
    }
}

/// Whether the text has only letters, digits, dots and dashes, so that nothing needs escaping.
fn is_plain(text: &str) -> bool {
    matches!(text.len(), 1..=40)
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> Shown {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        Shown::read(
            &pairs
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .collect::<ParamsMap>(),
        )
    }

    #[test]
    fn what_is_written_is_read() {
        for address in [
            "/scores",
            "/scores?quarter=2026Q3&sort=5.1&order=rising&fold=1,8.1,sums&town=luocun&row=1.3",
            "/scores?sort=total&town=luocun",
        ] {
            assert_eq!(read(address).href(), address);
        }
        let odd = "/scores?quarter=x&sort=<&fold=a b,,&town=A B&row=1.1";
        assert_eq!(read(odd), Shown::default());
    }

    #[test]
    fn a_head_sorts_both_ways_and_back() {
        let mut it = read("/scores?fold=1");
        let mut seen = Vec::new();
        for _ in 0..3 {
            it = it.sorted("total");
            seen.push(it.direction("total"));
        }
        assert_eq!(seen, [Some("descending"), Some("ascending"), None]);
        assert_eq!(it.href(), "/scores?fold=1");
        assert_eq!(
            it.sorted("1.1").sorted("total").direction("total"),
            Some("descending")
        );
    }

    #[test]
    fn sections_fold_and_unfold() {
        let it = read("/scores?fold=1").folding("8.2").folding("1");
        assert_eq!(it.href(), "/scores?fold=8.2");
    }
}
