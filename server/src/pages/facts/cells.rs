//! The columns of a form, and the conversion between facts and cells.

use super::line::{Fault, Line};
use app::api::facts::{CellKind, FactsColumn, FormOf, MOST_JUDGES, SHOWCASE, WAIVERS};
use domain::ids::TownId;
use domain::points::Points;
use domain::scoring::{CaseFault, Item, Kind, RawFact, Status, Value as Said};
use domain::table::{Indicator, Level, Table, Takes};
use serde_json::{Value, json};
use std::borrow::Cow;

/// The decimals of a mean that does not terminate.
const MEAN_DECIMALS: u32 = 20;
/// With fewer judges, no score would be left after striking the highest and the lowest.
const LEAST_TO_STRIKE: usize = 3;

/// The layout of a row.
pub(super) struct Shape<'t> {
    pub(super) id: &'t str,
    pub(super) of: FormOf,
    pub(super) indicator: Option<&'t Indicator>,
    pub(super) columns: Vec<FactsColumn>,
    /// The items that have columns; empty if lines contain other data.
    items: Vec<Item>,
    pub(super) strike: bool,
}

/// A parsed line: a fact and its basis; `None` if the line is blank.
pub(super) type Read = Option<(RawFact<'static>, Option<String>)>;

fn column(key: impl Into<String>, kind: CellKind) -> FactsColumn {
    FactsColumn {
        key: key.into(),
        kind,
    }
}

fn levels(levels: &[Level]) -> CellKind {
    let choice = |it: &Level| (it.id.clone(), it.name.zh.clone(), it.name.en.clone());
    CellKind::Choice(levels.iter().map(choice).collect())
}

fn words(values: &[&str]) -> CellKind {
    let choice = |it: &&str| ((*it).to_owned(), String::new(), None);
    CellKind::Choice(values.iter().map(choice).collect())
}

fn status() -> FactsColumn {
    column("status", words(&["pending", "confirmed", "rejected"]))
}

/// The key of an item's column; it counts months from 1.
fn key_of(item: Item) -> String {
    match item {
        Item::Month(month) => format!("month-{}", u16::from(month) + 1),
        _ => item.key().into_owned(),
    }
}

fn column_of(item: Item, indicator: Option<&Indicator>) -> FactsColumn {
    let kind = match item.kind(indicator) {
        Kind::Level(all) => levels(all),
        Kind::Truth => words(&["true", "false"]),
        Kind::Whole(_) => CellKind::Integer,
        Kind::Decimal | Kind::UpTo(_) | Kind::NoneOr(..) => CellKind::Decimal,
    };
    column(key_of(item), kind)
}

impl<'t> Shape<'t> {
    /// The layout of a row; `None` if the row has no facts. `ranks`: places are entered instead of
    /// metrics. `judges`: the number of judges' sheets.
    pub(super) fn of(table: &'t Table, row: &'t str, ranks: bool, judges: u8) -> Option<Self> {
        use CellKind::{Decimal, Integer, Text};
        if row == SHOWCASE {
            let sheets = 1..=judges.min(MOST_JUDGES);
            let items = Vec::from_iter((judges == 0).then_some(Item::Showcase));
            let own = items.iter().map(|item| column_of(*item, None));
            let judged = sheets.map(|judge| column(format!("judge-{judge}"), Decimal));
            return Some(Self {
                id: SHOWCASE,
                of: FormOf::Showcase,
                indicator: None,
                columns: own.chain(judged).collect(),
                items,
                strike: false,
            });
        }
        if row == WAIVERS {
            let mut rows: Vec<_> = rows_of(table)
                .filter(|row| row.family().is_base())
                .map(|row| {
                    let named = |name: &str| format!("{} {name}", row.id);
                    let english = row.name.en.as_deref().map(named);
                    (row.id.clone(), named(&row.name.zh), english)
                })
                .collect();
            rows.push((SHOWCASE.to_owned(), String::new(), None));
            return Some(Self {
                id: WAIVERS,
                of: FormOf::Waivers,
                indicator: None,
                items: Vec::new(),
                columns: vec![
                    column("row", CellKind::Choice(rows)),
                    column("points", Decimal),
                    column("reason", Text),
                ],
                strike: false,
            });
        }
        let indicator = table.indicator(row)?;
        let items = indicator.rule.asked(ranks);
        let own = items.iter().map(|item| column_of(*item, Some(indicator)));
        let mut columns: Vec<FactsColumn> = own.collect();
        let all = indicator.rule.levels();
        match indicator.family().takes() {
            Takes::Nothing => return None,
            Takes::Values if items.is_empty() => return None,
            Takes::Values if items.contains(&Item::Tier) => columns.push(column("document", Text)),
            Takes::Values => {}
            Takes::Claims => columns.extend([
                column("matter", Text),
                column("level", levels(all)),
                column("reads", Integer),
                status(),
            ]),
            Takes::Records => {
                columns.push(column("remark", Text));
                if !all.is_empty() {
                    columns.push(column("level", levels(all)));
                }
                columns.extend([
                    column("points", Decimal),
                    column("finding", CellKind::Finding),
                    status(),
                ]);
            }
        }
        Some(Self {
            id: &indicator.id,
            of: FormOf::Row(indicator.family()),
            indicator: Some(indicator),
            columns,
            items,
            strike: false,
        })
    }

    /// Whether the fact belongs to this row.
    pub(super) fn holds(&self, fact: &RawFact<'_>) -> bool {
        match (&fact.waive, &fact.indicator) {
            (Some(row), _) => self.id == WAIVERS || self.id == row,
            (None, Some(row)) => self.id == row,
            (None, None) => self.id == SHOWCASE,
        }
    }

    /// The cells of a fact, one for each column. All are blank if the fact was entered in other
    /// columns.
    pub(super) fn values(&self, fact: &RawFact<'_>, basis: Option<&str>) -> Vec<String> {
        let basis: Value = basis
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        let keys = self.columns.iter().map(|it| it.key.as_str());
        keys.map(|key| {
            let item = self.items.iter().find(|item| key_of(**item) == key);
            match item {
                Some(item) => item.of(fact).map(|it| it.text()).unwrap_or_default(),
                None => value(fact, &basis, key),
            }
        })
        .collect()
    }

    /// The contents of a fact that has no values in these columns.
    pub(super) fn otherwise(&self, fact: &RawFact<'_>, basis: Option<&str>) -> String {
        let own = self.values(fact, basis).iter().any(|it| !it.is_empty());
        if own && (fact.waive.is_none() || self.id == WAIVERS) {
            return String::new();
        }
        let all = [
            shown(fact.metric),
            shown(fact.rank),
            shown(fact.showcase),
            shown(fact.points),
            shown(fact.reason.as_ref()),
        ];
        let said: Vec<String> = all.into_iter().filter(|it| !it.is_empty()).collect();
        said.join(" · ")
    }

    /// Whether a line is blank; the status alone does not count.
    pub(super) fn is_blank(&self, values: &[String]) -> bool {
        let cells = self.columns.iter().zip(values);
        let mut said = cells.filter(|(column, _)| column.key != "status");
        said.all(|(_, value)| value.trim().is_empty())
    }

    /// Reads a line.
    pub(super) fn read(
        &self,
        town: &TownId,
        slot: &str,
        values: &[String],
    ) -> Result<Read, Vec<Fault>> {
        let mut line = Line {
            keys: &self.columns,
            values,
            faults: Vec::new(),
        };
        if self.is_blank(values) {
            return Ok(None);
        }
        line.choices();
        let mut fact = RawFact {
            town: Cow::Owned(town.to_string()),
            indicator: self.indicator.map(|row| Cow::Owned(row.id.clone())),
            ..RawFact::default()
        };
        let mut basis = None;
        let takes = self.indicator.map(|row| row.family().takes());
        match (self.of, takes) {
            (_, Some(Takes::Claims)) => {
                fact.id = Some(Cow::Owned(slot.to_owned()));
                fact.matter = line.words("matter", true);
                fact.level = line.words("level", true);
                fact.reads = line.whole("reads", false);
                fact.status = line.status();
            }
            (_, Some(Takes::Records)) => {
                fact.id = Some(Cow::Owned(slot.to_owned()));
                let leveled = self.columns.iter().any(|it| it.key == "level");
                fact.level = line.words("level", leveled);
                fact.points = line.points("points", !leveled);
                fact.finding = line.words("finding", false);
                fact.status = line.status();
                let remark = line.words("remark", false);
                basis = remark.map(|remark| json!({ "remark": remark }));
            }
            (FormOf::Waivers, _) => {
                fact.waive = line.words("row", true);
                fact.points = line.points("points", true);
                fact.reason = line.words("reason", true);
            }
            (FormOf::Showcase, _) if self.items.is_empty() => {
                let sheets = line.sheets();
                fact.showcase = mean(&sheets, self.strike);
                if fact.showcase.is_none() {
                    line.fault("", CaseFault::Missing);
                }
                basis = Some(json!({ "judges": sheets, "strike": self.strike }));
            }
            (FormOf::Row(_) | FormOf::Showcase, _) => {
                self.items_of(&mut line, &mut fact);
                // Only tiers have a column for it.
                let document = line.words("document", false);
                basis = document.map(|document| json!({ "document": document }));
            }
        }
        if line.faults.is_empty() {
            Ok(Some((fact, basis.map(|basis| basis.to_string()))))
        } else {
            Err(line.faults)
        }
    }

    /// Reads the items of a line. All are required, except months after the last one entered.
    fn items_of(&self, line: &mut Line<'_>, fact: &mut RawFact<'static>) {
        let last = self
            .items
            .iter()
            .rposition(|item| !line.text(&key_of(*item)).is_empty());
        for (at, item) in self.items.iter().enumerate() {
            let key = key_of(*item);
            let needed = !matches!(item, Item::Month(_)) || last.is_some_and(|last| at <= last);
            let said = match item.kind(self.indicator) {
                Kind::Level(_) => line
                    .words(&key, needed)
                    .map(|it| Said::Level(it.into_owned())),
                Kind::Truth => line.given(&key, needed).map(|it| Said::Truth(it == "true")),
                Kind::Whole(_) => line.whole(&key, needed).map(Said::Whole),
                Kind::Decimal | Kind::UpTo(_) | Kind::NoneOr(..) => {
                    line.points(&key, needed).map(Said::Points)
                }
            };
            if let Some(said) = said {
                item.put(fact, said);
            }
        }
    }
}

/// The rows that have facts.
pub(super) fn rows_of(table: &Table) -> impl Iterator<Item = &Indicator> {
    let rows = table.indicators.iter();
    rows.filter(|row| row.family().takes() != Takes::Nothing)
}

/// The exact mean of the sheets, or rounded to 20 decimals if it does not terminate. `None` if no
/// sheet is left.
pub(super) fn mean(sheets: &[Points], strike: bool) -> Option<Points> {
    let mut counted = sheets.to_vec();
    if strike {
        if counted.len() < LEAST_TO_STRIKE {
            return None;
        }
        counted.sort();
        counted.pop();
        counted.remove(0);
    }
    let number = i64::try_from(counted.len()).ok().filter(|n| *n > 0)?;
    let sum = Points::sum(counted).ok()?;
    Some(sum.over(number).ok()?.rounded(MEAN_DECIMALS))
}

fn shown(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn value(fact: &RawFact<'_>, basis: &Value, key: &str) -> String {
    let based = |key: &str| basis[key].as_str().unwrap_or_default().to_owned();
    match key {
        "document" | "remark" => based(key),
        "matter" => shown(fact.matter.as_ref()),
        "level" => shown(fact.level.as_ref()),
        "reads" => shown(fact.reads),
        "points" => shown(fact.points),
        "finding" => shown(fact.finding.as_ref()),
        "status" => match fact.status {
            Some(Status::Pending) => "pending".to_owned(),
            Some(Status::Confirmed) => "confirmed".to_owned(),
            Some(Status::Rejected) => "rejected".to_owned(),
            None => String::new(),
        },
        "row" => shown(fact.waive.as_ref()),
        "reason" => shown(fact.reason.as_ref()),
        _ => judged(basis, key),
    }
}

/// The cell of a judge, for example `judge-5`.
fn judged(basis: &Value, key: &str) -> String {
    let number = key.strip_prefix("judge-");
    let index = number.and_then(|it| it.parse().ok()).unwrap_or(0_usize);
    shown(basis["judges"][index.wrapping_sub(1)].as_str())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::mean;
    use domain::points::Points;

    fn points(all: &[&str]) -> Vec<Points> {
        all.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_mean_is_exact_and_without_an_end_has_twenty_decimals() {
        let sheets = points(&["90", "91", "92.5", "70", "100"]);
        assert_eq!(mean(&sheets, false).unwrap().to_string(), "88.7");
        let three = "91.16666666666666666667";
        assert_eq!(mean(&sheets, true).unwrap().to_string(), three);
        assert_eq!(mean(&points(&["90", "91"]), true), None);
        assert_eq!(mean(&[], false), None);
    }
}
