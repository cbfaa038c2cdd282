//! The columns of the sheet: the sums, then the table's rows by section.

use super::shown::{Order, Shown};
use crate::api::scores::{ScoreSheet, Section, TownLine};
use crate::language::{I18n, table_words};
use crate::words_of::{fill, quarter_words, signed_points};
use domain::points::Points;
use leptos_i18n::td_string;
use std::cmp::Ordering;

/// The key of the group of sums; sections use their ids.
pub(super) const SUMS: &str = "sums";

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Total,
    Change,
    Daily,
    Showcase,
    Base,
    Bonus,
    Penalty,
    /// The table's row with this index.
    Row(usize),
    /// The sum of the section with this index.
    Section(usize),
    Visits,
}

/// A column.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) what: What,
    /// The column's name in the address.
    pub(super) key: String,
    /// The short heading.
    pub(super) short: String,
    /// The full name.
    pub(super) full: String,
    /// Full points.
    pub(super) of: Option<String>,
    /// Whether the row is part of the 100 and loses from its full points.
    pub(super) base: bool,
}

/// Whether a town lost points in a row: less than full points in a row of the 100, less than zero
/// in a penalty row.
pub(super) fn lost(points: &str, of: &str, base: bool) -> bool {
    match (points.parse::<Points>(), of.parse::<Points>()) {
        (Ok(points), Ok(of)) if base => points < of,
        (Ok(points), _) => points < Points::ZERO,
        _ => false,
    }
}

/// A row's name with its full points; for bonus and penalty rows, with the most that it adds or
/// deducts.
pub(super) fn with_full(i18n: I18n, name: &str, of: &str, base: bool) -> String {
    let most = of.trim_start_matches(['-', '\u{2212}']);
    let words = match (base, most == of) {
        _ if most == "0" => "{name}",
        (true, _) => td_string!(i18n, scores.head_of),
        (false, true) => td_string!(i18n, scores.head_most_plus),
        (false, false) => td_string!(i18n, scores.head_most_minus),
    };
    fill(words, &[("name", &name), ("of", &most)])
}

/// A row's points with its full points, as in [`with_full`].
pub(super) fn points_with_full(i18n: I18n, points: &str, of: &str, base: bool) -> String {
    let most = of.trim_start_matches(['-', '\u{2212}']);
    let words = match (base, most == of) {
        _ if most == "0" => "{points}",
        (true, _) => td_string!(i18n, scores.points_of),
        (false, true) => td_string!(i18n, scores.points_most_plus),
        (false, false) => td_string!(i18n, scores.points_most_minus),
    };
    fill(words, &[("points", &signed_points(points)), ("of", &most)])
}

/// Columns under one heading, which can be folded.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// The group's name in the address; `None` if it cannot be folded.
    pub(super) key: Option<String>,
    pub(super) short: String,
    pub(super) full: String,
    pub(super) folded: bool,
    pub(super) heads: Vec<Head>,
}

impl Group {
    /// Whether the group has a column with this key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.heads.iter().any(|head| head.key == key)
    }
}

/// All columns, in order.
pub(super) fn groups(i18n: I18n, sheet: &ScoreSheet, shown: &Shown) -> Vec<Group> {
    let mut groups = vec![sums(i18n, sheet, shown)];
    let mut row = 0;
    for (at, section) in sheet.sections.iter().enumerate() {
        groups.push(of_section(i18n, sheet, shown, (at, section), row));
        row += section.rows;
    }
    groups.push(Group {
        key: None,
        short: String::new(),
        full: String::new(),
        folded: false,
        heads: vec![Head {
            what: What::Visits,
            key: String::from("visits"),
            short: td_string!(i18n, scores.visits).to_owned(),
            full: td_string!(i18n, scores.visits_full).to_owned(),
            of: None,
            base: false,
        }],
    });
    groups
}

fn sums(i18n: I18n, sheet: &ScoreSheet, shown: &Shown) -> Group {
    let folded = shown.folded.contains(SUMS);
    let head = |what, key: &str, short: &str| Head {
        what,
        key: key.to_owned(),
        short: short.to_owned(),
        full: short.to_owned(),
        of: None,
        base: false,
    };
    let mut heads = vec![head(What::Total, "total", td_string!(i18n, scores.total))];
    if sheet.last.is_some() {
        heads.push(changed(i18n, sheet, head));
    }
    if !folded {
        let parts = [
            (
                What::Daily,
                "daily",
                td_string!(i18n, scores.daily_short),
                td_string!(i18n, scores.daily),
            ),
            (
                What::Showcase,
                "showcase",
                td_string!(i18n, scores.showcase_short),
                td_string!(i18n, scores.showcase),
            ),
            (
                What::Base,
                "base",
                td_string!(i18n, scores.base_short),
                td_string!(i18n, scores.base),
            ),
            (
                What::Bonus,
                "bonus",
                td_string!(i18n, scores.bonus),
                td_string!(i18n, scores.bonus),
            ),
            (
                What::Penalty,
                "penalty",
                td_string!(i18n, scores.penalty),
                td_string!(i18n, scores.penalty),
            ),
        ];
        heads.extend(parts.map(|(what, key, short, full)| Head {
            full: full.to_owned(),
            ..head(what, key, short)
        }));
    }
    Group {
        key: Some(SUMS.to_owned()),
        short: td_string!(i18n, scores.sums).to_owned(),
        full: td_string!(i18n, scores.sums).to_owned(),
        folded,
        heads,
    }
}

/// The heading for the change since the previous quarter, or since an earlier one if that is
/// missing.
fn changed(i18n: I18n, sheet: &ScoreSheet, head: impl Fn(What, &str, &str) -> Head) -> Head {
    let earlier = sheet.last.filter(|last| last.next() != sheet.quarter);
    let (short, full) = match earlier {
        None => (
            td_string!(i18n, scores.change),
            td_string!(i18n, scores.change_full).to_owned(),
        ),
        Some(quarter) => {
            let quarter = quarter_words(i18n, quarter);
            let full = td_string!(i18n, scores.change_before_full);
            (
                td_string!(i18n, scores.change_before),
                fill(full, &[("quarter", &quarter)]),
            )
        }
    };
    Head {
        full,
        ..head(What::Change, "change", short)
    }
}

fn of_section(
    i18n: I18n,
    sheet: &ScoreSheet,
    shown: &Shown,
    (at, section): (usize, &Section),
    first: usize,
) -> Group {
    let name = table_words(i18n, &section.name, section.name_en.as_deref());
    let folded = shown.folded.contains(&section.id);
    let heads = if folded {
        vec![Head {
            what: What::Section(at),
            key: format!("section-{}", section.id),
            short: td_string!(i18n, scores.section_sum).to_owned(),
            full: name.to_owned(),
            of: Some(signed_points(&section.of)),
            base: section.base,
        }]
    } else {
        let rows = sheet.columns.iter().enumerate();
        let rows = rows.skip(first).take(section.rows);
        rows.map(|(row, column)| Head {
            what: What::Row(row),
            key: column.id.clone(),
            short: column.id.clone(),
            full: table_words(i18n, &column.name, column.name_en.as_deref()).to_owned(),
            of: Some(signed_points(&column.of)),
            base: section.base,
        })
        .collect()
    };
    Group {
        key: Some(section.id.clone()),
        // The section's name does not fit above a single column.
        short: if folded {
            section.id.clone()
        } else {
            name.to_owned()
        },
        full: format!("{} {name}", section.id),
        folded,
        heads,
    }
}

/// A town's value in a column, for sorting; missing values come last.
fn figure(what: What, town: &TownLine) -> Option<Points> {
    let points = |text: &str| text.parse::<Points>().ok();
    match what {
        What::Total => points(&town.total),
        What::Change => town.last.as_ref().and_then(|it| points(&it.change)),
        What::Daily => points(&town.daily),
        What::Showcase => town.showcase.as_deref().and_then(points),
        What::Base => points(&town.base),
        What::Bonus => points(&town.bonus),
        What::Penalty => points(&town.penalty),
        What::Row(at) => town.cells.get(at).map(String::as_str).and_then(points),
        What::Section(at) => town.sections.get(at).map(String::as_str).and_then(points),
        What::Visits => points(&town.visits.to_string()),
    }
}

/// The lower of two equal values by place: totals may differ although they are shown alike.
fn lower(what: What, a: &TownLine, b: &TownLine) -> Ordering {
    match what {
        What::Total => b.place.cmp(&a.place),
        _ => Ordering::Equal,
    }
}

/// The towns in the requested order; equal ones stay in the order of places.
pub(super) fn in_order(
    towns: &[TownLine],
    groups: &[Group],
    order: Option<&Order>,
) -> Vec<TownLine> {
    let mut towns = towns.to_vec();
    let mut heads = groups.iter().flat_map(|group| &group.heads);
    let found = order.and_then(|order| {
        let head = heads.find(|head| head.key == order.key)?;
        Some((head.what, order.rises))
    });
    if let Some((what, rises)) = found {
        towns.sort_by(|a, b| match (figure(what, a), figure(what, b)) {
            (Some(x), Some(y)) if rises => x.cmp(&y).then_with(|| lower(what, a, b)),
            (Some(x), Some(y)) => y.cmp(&x),
            (a, b) => match (a.is_some(), b.is_some()) {
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                _ => Ordering::Equal,
            },
        });
    }
    towns
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn town(name: &str, place: u32, total: &str, showcase: Option<&str>) -> TownLine {
        let zero = || String::from("0");
        TownLine {
            town: name.parse().unwrap(),
            name: name.to_owned(),
            place,
            total: total.to_owned(),
            daily: zero(),
            showcase: showcase.map(str::to_owned),
            base: zero(),
            bonus: zero(),
            penalty: zero(),
            good: false,
            red_flag: false,
            pending: Vec::new(),
            cells: Vec::new(),
            provisional: total.to_owned(),
            provisional_place: place,
            visits: 0,
            sites: 0,
            sections: Vec::new(),
            last: None,
            vetoed: Vec::new(),
        }
    }

    fn sorted(key: &str, rises: bool) -> Vec<String> {
        let towns = [
            town("a", 1, "100", None),
            town("b", 2, "98.5", Some("9")),
            town("c", 3, "9", Some("10")),
            town("d", 4, "9", None),
        ];
        let head = |what, key: &str| Head {
            what,
            key: key.to_owned(),
            short: String::new(),
            full: String::new(),
            of: None,
            base: false,
        };
        let groups = [Group {
            key: None,
            short: String::new(),
            full: String::new(),
            folded: false,
            heads: vec![head(What::Total, "total"), head(What::Showcase, "showcase")],
        }];
        let order = Order {
            key: key.to_owned(),
            rises,
        };
        let towns = in_order(&towns, &groups, Some(&order));
        towns.into_iter().map(|town| town.name).collect()
    }

    #[test]
    fn figures_are_in_order_by_their_worth_and_what_is_missing_comes_last() {
        assert_eq!(sorted("total", false), ["a", "b", "c", "d"]);
        // Of totals shown alike, the lower place has the lower total.
        assert_eq!(sorted("total", true), ["d", "c", "b", "a"]);
        assert_eq!(sorted("showcase", false), ["c", "b", "a", "d"]);
        assert_eq!(sorted("showcase", true), ["b", "c", "a", "d"]);
        assert_eq!(sorted("unknown", true), ["a", "b", "c", "d"]);
    }

    #[test]
    fn what_is_lost_is_lost_of_full_points_or_below_nothing() {
        for (points, of, base, is) in [
            ("4", "5", true, true),
            ("5.00", "5", true, false),
            ("0", "5", false, false),
            ("-1", "-10", false, true),
            ("0", "-10", false, false),
            ("", "5", true, false),
        ] {
            assert_eq!(lost(points, of, base), is, "{points} of {of}");
        }
    }
}
