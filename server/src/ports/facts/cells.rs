//! Cells of a form: how a row's facts are laid out in columns, and back and forth.

use super::line::Line;
use app::api::facts::{CellKind, FactsColumn, MOST_JUDGES, SHOWCASE, WAIVERS};
use domain::ids::TownId;
use domain::points::Points;
use domain::scoring::{CaseFault, RawFact, Status};
use domain::table::{Indicator, Level, Rule, Table};
use serde_json::{Value, json};
use std::borrow::Cow;

/// Decimals of a mean that has no end.
const MEAN_DECIMALS: u32 = 20;
/// With fewer judges nothing would be left after striking.
const LEAST_TO_STRIKE: usize = 3;

/// What is wrong with a cell: the column's key, and the kind of fault.
pub(super) type Fault = (String, &'static str);

/// How a row is laid out.
pub(super) struct Shape<'t> {
    pub(super) id: &'t str,
    pub(super) indicator: Option<&'t Indicator>,
    pub(super) family: &'static str,
    pub(super) columns: Vec<FactsColumn>,
    pub(super) strike: bool,
}

/// A line as it was read: a fact and what it rests on; nothing where the line is blank.
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

impl<'t> Shape<'t> {
    /// The layout of a row; none for a row that takes no facts. `ranks`: by places; `judges`: so
    /// many sheets.
    pub(super) fn of(table: &'t Table, row: &'t str, ranks: bool, judges: u8) -> Option<Self> {
        use CellKind::{Decimal, Integer, Text};
        if row == SHOWCASE {
            let columns = if judges == 0 {
                vec![column(SHOWCASE, Decimal)]
            } else {
                let sheets = 1..=judges.min(MOST_JUDGES);
                sheets
                    .map(|judge| column(format!("judge-{judge}"), Decimal))
                    .collect()
            };
            return Some(Self {
                id: SHOWCASE,
                indicator: None,
                family: SHOWCASE,
                columns,
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
                indicator: None,
                family: WAIVERS,
                columns: vec![
                    column("row", CellKind::Choice(rows)),
                    column("points", Decimal),
                    column("reason", Text),
                ],
                strike: false,
            });
        }
        let indicator = table.indicator(row)?;
        let columns = match &indicator.rule {
            Rule::Tier { levels: all } => {
                vec![column("tier", levels(all)), column("document", Text)]
            }
            Rule::Coverage { .. } => vec![
                column("full_coverage", words(&["true", "false"])),
                column("benchmark_stations", Integer),
            ],
            Rule::Deduct {} => return None,
            Rule::Judgement { .. } => vec![column("judgement", Decimal)],
            Rule::Rank { .. } if ranks => vec![column("rank", Integer)],
            Rule::Rank { .. } => vec![column("metric", Decimal)],
            Rule::Average { months, .. } => (1..=*months)
                .map(|month| column(format!("month-{month}"), Decimal))
                .collect(),
            Rule::Bonus { levels: all } => vec![
                column("matter", Text),
                column("level", levels(all)),
                column("reads", Integer),
                status(),
            ],
            Rule::Penalty { levels: all, .. } => {
                let mut columns = vec![
                    column("remark", Text),
                    column("points", Decimal),
                    column("finding", CellKind::Finding),
                    status(),
                ];
                if !all.is_empty() {
                    columns.insert(1, column("level", levels(all)));
                }
                columns
            }
        };
        Some(Self {
            id: &indicator.id,
            indicator: Some(indicator),
            family: indicator.family().as_str(),
            columns,
            strike: false,
        })
    }

    /// Whether a line is a claim, a record or a waiver instead of a town.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.family, "bonus" | "penalty" | WAIVERS)
    }

    /// Whether a fact is one of this row's.
    pub(super) fn holds(&self, fact: &RawFact<'_>) -> bool {
        match (&fact.waive, &fact.indicator) {
            (Some(row), _) => self.id == WAIVERS || self.id == row,
            (None, Some(row)) => self.id == row,
            (None, None) => self.id == SHOWCASE,
        }
    }

    /// What a fact says, a column each; all blank where it says it in other columns.
    pub(super) fn values(&self, fact: &RawFact<'_>, basis: Option<&str>) -> Vec<String> {
        let basis: Value = basis
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        let keys = self.columns.iter().map(|it| it.key.as_str());
        keys.map(|key| value(fact, &basis, key)).collect()
    }

    /// What a fact says that has nothing to say in these columns.
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

    /// Whether a line says nothing: the status alone is none of what it says.
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
        match self.family {
            "tier" => {
                fact.tier = line.words("tier", true);
                let document = line.words("document", false);
                basis = document.map(|document| json!({ "document": document }));
            }
            "coverage" => {
                let full = line.words("full_coverage", true);
                fact.full_coverage = full.map(|full| full == "true");
                fact.benchmark_stations = line.whole("benchmark_stations", true);
            }
            "judgement" => fact.judgement = line.points("judgement", true),
            "rank" if self.columns.iter().any(|it| it.key == "rank") => {
                fact.rank = line.whole("rank", true);
            }
            "rank" => fact.metric = line.points("metric", true),
            "average" => fact.monthly = Some(line.months()),
            "bonus" => {
                fact.id = Some(Cow::Owned(slot.to_owned()));
                fact.matter = line.words("matter", true);
                fact.level = line.words("level", true);
                fact.reads = line.whole("reads", false);
                fact.status = line.status();
            }
            "penalty" => {
                fact.id = Some(Cow::Owned(slot.to_owned()));
                let leveled = self.columns.iter().any(|it| it.key == "level");
                fact.level = line.words("level", leveled);
                fact.points = line.points("points", !leveled);
                fact.finding = line.words("finding", false);
                fact.status = line.status();
                let remark = line.words("remark", false);
                basis = remark.map(|remark| json!({ "remark": remark }));
            }
            WAIVERS => {
                fact.waive = line.words("row", true);
                fact.points = line.points("points", true);
                fact.reason = line.words("reason", true);
            }
            _ if self.columns.iter().any(|it| it.key == SHOWCASE) => {
                fact.showcase = line.points(SHOWCASE, true);
            }
            _ => {
                let sheets = line.sheets();
                fact.showcase = mean(&sheets, self.strike);
                if fact.showcase.is_none() {
                    line.fault("", CaseFault::Missing);
                }
                basis = Some(json!({ "judges": sheets, "strike": self.strike }));
            }
        }
        if line.faults.is_empty() {
            Ok(Some((fact, basis.map(|basis| basis.to_string()))))
        } else {
            Err(line.faults)
        }
    }
}

/// The rows that take facts.
pub(super) fn rows_of(table: &Table) -> impl Iterator<Item = &Indicator> {
    let rows = table.indicators.iter();
    rows.filter(|row| !matches!(row.rule, Rule::Deduct {}))
}

/// The mean of the sheets, exactly; one without an end to 20 decimals. None where nothing is left.
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
        "tier" => shown(fact.tier.as_ref()),
        "document" | "remark" => based(key),
        "full_coverage" => shown(fact.full_coverage),
        "benchmark_stations" => shown(fact.benchmark_stations),
        "judgement" => shown(fact.judgement),
        "metric" => shown(fact.metric),
        "rank" => shown(fact.rank),
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
        SHOWCASE => shown(fact.showcase),
        _ => numbered(fact, basis, key),
    }
}

/// `month-2`, `judge-5`.
fn numbered(fact: &RawFact<'_>, basis: &Value, key: &str) -> String {
    let Some((what, number)) = key.split_once('-') else {
        return String::new();
    };
    let index = number.parse().unwrap_or(0_usize).wrapping_sub(1);
    match what {
        "month" => shown(fact.monthly.as_ref().and_then(|all| all.get(index))),
        _ => shown(basis["judges"][index].as_str()),
    }
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
