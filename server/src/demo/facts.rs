//! The facts that the demo's offices enter and sign.

use super::making::{Maker, told};
use super::visits::Made;
use super::visits::script::Fate;
use crate::problem::Problem;
use crate::quarter::entering::{FactChange, enter_changes};
use anyhow::Context;
use domain::points::Points;
use domain::scoring::{RawFact, Status};
use domain::time::Quarter;
use serde_json::json;

/// A town, the level of its service centre (便民服务中心), its stations (coverage, benchmark
/// stations), the monthly ratings and the showcase.
type Kept = (
    &'static str,
    &'static str,
    bool,
    u32,
    [&'static str; 3],
    &'static str,
);

#[rustfmt::skip]
const KEPT: [Kept; 13] = [
    ("banyanglu", "benchmark", true, 5, ["99.1", "98.6", "98.9"], "92.6"),
    ("jiangjunlu", "benchmark", true, 4, ["98.2", "98.8", "97.9"], "90.8"),
    ("songlinglu", "standard", true, 3, ["97.6", "98.1", "97.0"], "88.2"),
    ("kunlun", "standard", true, 2, ["97.0", "96.4", "97.6"], "86.5"),
    ("lingzi", "standard", true, 0, ["95.1", "94.8", "96.2"], "80.4"),
    ("xihe", "standard", true, 2, ["96.8", "97.2", "97.0"], "86.5"),
    ("longquan", "standard", true, 1, ["96.3", "95.7", "96.9"], "83.9"),
    ("zhaili", "standard", true, 1, ["95.8", "96.5", "95.2"], "82.7"),
    ("luocun", "benchmark", true, 4, ["98.0", "97.4", "98.3"], "89.5"),
    ("hongshan", "standard", true, 2, ["96.9", "96.1", "97.3"], "85.1"),
    ("shuangyang", "benchmark", true, 6, ["99.3", "99.0", "99.4"], "93.4"),
    ("taihe", "below", false, 1, ["94.0", "95.3", "93.6"], "78.8"),
    ("kaifaqu", "benchmark", true, 4, ["98.7", "98.2", "98.8"], "91.7"),
];

/// The rows that rank towns.
const RANKED: [&str; 7] = ["2.3", "3.1", "3.2", "3.3", "3.4", "4.2", "7"];
type Ranked = [(&'static str, [&'static str; 7]); 13];

#[rustfmt::skip]
const RANKED_BEFORE: Ranked = [
    ("banyanglu", ["97.2", "97.7", "97.8", "96.0", "93.9", "97.5", "94.4"]),
    ("jiangjunlu", ["95.0", "91.8", "92.5", "93.0", "91.7", "92.8", "91.6"]),
    ("songlinglu", ["92.0", "91.7", "88.5", "88.2", "88.8", "91.9", "89.2"]),
    ("kunlun", ["86.5", "87.7", "86.7", "90.7", "89.7", "86.5", "88.4"]),
    ("lingzi", ["79.4", "83.0", "80.4", "82.4", "81.2", "83.1", "81.0"]),
    ("xihe", ["86.2", "88.0", "86.4", "90.7", "90.0", "86.5", "88.4"]),
    ("longquan", ["84.8", "84.9", "81.9", "85.6", "83.4", "82.5", "86.2"]),
    ("zhaili", ["84.4", "81.3", "83.4", "80.5", "82.0", "83.6", "82.4"]),
    ("luocun", ["92.7", "93.7", "90.1", "92.5", "93.6", "89.6", "93.1"]),
    ("hongshan", ["87.6", "85.8", "86.1", "86.7", "87.5", "87.1", "87.1"]),
    ("shuangyang", ["98.1", "95.4", "99.7", "99.0", "97.9", "98.0", "98.9"]),
    ("taihe", ["79.5", "80.4", "78.8", "79.0", "80.8", "80.2", "80.6"]),
    ("kaifaqu", ["95.9", "93.3", "93.7", "93.8", "92.6", "94.4", "94.3"]),
];

#[rustfmt::skip]
const RANKED_NOW: Ranked = [
    ("banyanglu", ["91.5", "94.2", "92.8", "91.6", "97.8", "93.4", "92.4"]),
    ("jiangjunlu", ["91.1", "91.1", "91.9", "90.5", "92.7", "87.3", "92.3"]),
    ("songlinglu", ["89.4", "88.6", "87.9", "88.2", "86.6", "89.2", "86.9"]),
    ("kunlun", ["84.8", "88.2", "89.5", "85.0", "86.4", "85.4", "85.0"]),
    ("lingzi", ["79.6", "86.0", "85.0", "83.6", "79.9", "82.3", "80.5"]),
    ("xihe", ["84.3", "82.6", "87.2", "81.6", "85.1", "83.2", "87.1"]),
    ("longquan", ["82.3", "85.3", "84.8", "87.2", "88.0", "86.3", "87.2"]),
    ("zhaili", ["79.0", "84.5", "77.7", "78.5", "84.4", "84.2", "84.2"]),
    ("luocun", ["97.4", "95.9", "94.8", "93.4", "94.5", "98.0", "98.6"]),
    ("hongshan", ["94.8", "91.7", "88.7", "89.4", "90.3", "88.7", "94.4"]),
    ("shuangyang", ["99.7", "94.4", "99.0", "95.9", "95.6", "96.0", "98.1"]),
    ("taihe", ["77.8", "81.9", "77.6", "79.1", "77.7", "79.5", "82.2"]),
    ("kaifaqu", ["96.4", "95.4", "91.7", "95.1", "95.2", "91.7", "90.7"]),
];

/// Claims (加分申报): who decides, town, row, level, reads, matter, and whether it was confirmed.
type Claim = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<u64>,
    &'static str,
    Status,
);

#[rustfmt::skip]
const CLAIMS: [Claim; 6] = [
    ("zhoujian", "shuangyang", "8.1.1", "district-bureau", None, "“企业开办一件事”进村帮办做法在全区推广", Status::Confirmed),
    ("fengxue", "banyanglu", "8.1.3", "city", None, "《淄博日报》刊发社区帮办代办服务报道", Status::Confirmed),
    ("fengxue", "luocun", "8.1.3", "wechat", Some(3_260), "“小板凳议事”推动帮办代办进村入户", Status::Confirmed),
    ("zhoujian", "kunlun", "8.1.2", "city", None, "获评市级政务服务先进单位", Status::Confirmed),
    ("fengxue", "xihe", "8.1.3", "wechat", Some(640), "山区流动帮办车服务留守老人", Status::Confirmed),
    ("fengxue", "hongshan", "8.1.3", "wechat", Some(410), "便民服务中心开展消防演练", Status::Rejected),
];

/// Records (上报与通报): town, level, points if they vary, matter.
type Record = (
    &'static str,
    &'static str,
    Option<&'static str>,
    &'static str,
);

const RECORDS: [Record; 2] = [
    (
        "taihe",
        "city-bureau",
        None,
        "智慧咨询帮办在线率连续两周为零，被市行政审批服务局通报",
    ),
    (
        "lingzi",
        "discretionary",
        Some("1"),
        "阶段性重点工作进展两次逾期上报",
    ),
];

/// One of the two quarters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Before,
    /// The current quarter, with this many months that are over.
    Now(usize),
}

type Fact = (RawFact<'static>, Option<String>);

fn points(text: &str) -> anyhow::Result<Points> {
    text.parse().with_context(|| format!("`{text}`"))
}

fn of_row(town: &'static str, row: &'static str) -> RawFact<'static> {
    RawFact {
        indicator: Some(row.into()),
        ..RawFact::blank(town)
    }
}

/// The facts of a row for every town.
fn facts_of(row: &'static str, which: Which, made: &[Made]) -> anyhow::Result<Vec<Fact>> {
    let mut facts = Vec::new();
    for (town, tier, full_coverage, stations, months, showcase) in KEPT {
        let mut fact = of_row(town, row);
        let mut basis = None;
        match row {
            "1.1" => {
                fact.tier = Some(tier.into());
                basis = Some(json!({"document": "便民服务中心标准化建设验收结果"}).to_string());
            }
            "1.2" => {
                fact.full_coverage = Some(full_coverage);
                fact.benchmark_stations = Some(stations);
            }
            "2.2" => fact.judgement = Some(judged(town, made)?),
            "6" => {
                let over = match which {
                    Which::Before => months.len(),
                    Which::Now(over) => over,
                };
                let months = months.iter().take(over).map(|it| points(it));
                fact.monthly = Some(months.collect::<anyhow::Result<_>>()?);
            }
            "showcase" => {
                fact.indicator = None;
                fact.showcase = Some(points(showcase)?);
            }
            _ => {
                let table = if which == Which::Before {
                    RANKED_BEFORE
                } else {
                    RANKED_NOW
                };
                let place = RANKED
                    .iter()
                    .position(|it| *it == row)
                    .context("no such row")?;
                let line = table.iter().find(|(id, _)| *id == town);
                let (_, metrics) = line.context("no such town")?;
                fact.metric = Some(points(metrics[place])?);
            }
        }
        facts.push((fact, basis));
    }
    Ok(facts)
}

/// A judgement (视情扣2–4分) by the number of findings; 0 without findings.
fn judged(town: &str, made: &[Made]) -> anyhow::Result<Points> {
    let visits = made.iter().filter(|it| it.town.as_str() == town);
    let found = visits.flat_map(|it| &it.findings);
    let counts = |fate| matches!(fate, Fate::Confirmed | Fate::Answered);
    let found = found.filter(|it| it.checkpoint.indicator() == "2.2" && counts(it.fate));
    points(match found.count() {
        0 => "0",
        1 => "2",
        2 => "3",
        _ => "4",
    })
}

impl Maker {
    /// Enters a row for every town.
    pub(super) async fn enter(
        &self,
        quarter: Quarter,
        which: Which,
        (login, row): (&str, &'static str),
        made: &[Made],
    ) -> anyhow::Result<()> {
        self.enter_facts(quarter, login, facts_of(row, which, made)?)
            .await
    }

    async fn enter_facts(
        &self,
        quarter: Quarter,
        login: &str,
        facts: Vec<Fact>,
    ) -> anyhow::Result<()> {
        let mut changes = Vec::with_capacity(facts.len());
        for (fact, basis) in facts {
            changes.push(FactChange {
                town: fact.town.parse()?,
                slot: fact.slot().to_owned(),
                fact: Some(Box::new(fact)),
                basis,
                seen: None,
            });
        }
        let (by, at) = (self.person(login)?, self.clock.moment());
        let entered = enter_changes(self.state.store.as_ref(), quarter, &changes, by, at).await;
        entered.map_err(|why| told(Problem::from(why)))
    }

    /// Enters the claims and records of the closed quarter.
    pub(super) async fn claim(&mut self, quarter: Quarter) -> anyhow::Result<()> {
        for (login, town, row, level, reads, matter, status) in CLAIMS {
            let id = self.dice.id(self.clock.now()).to_string();
            let fact = RawFact {
                id: Some(id.into()),
                matter: Some(matter.into()),
                level: Some(level.into()),
                reads,
                status: Some(status),
                ..of_row(town, row)
            };
            self.enter_facts(quarter, login, vec![(fact, None)]).await?;
        }
        for (town, level, weighed, remark) in RECORDS {
            let id = self.dice.id(self.clock.now()).to_string();
            let fact = RawFact {
                id: Some(id.into()),
                level: Some(level.into()),
                points: weighed.map(points).transpose()?,
                status: Some(Status::Confirmed),
                ..of_row(town, "8.2.1")
            };
            let basis = json!({ "remark": remark }).to_string();
            let facts = vec![(fact, Some(basis))];
            self.enter_facts(quarter, "zhoujian", facts).await?;
        }
        Ok(())
    }

    /// Enters a claim that waits for a decision.
    pub(super) async fn claim_pending(&mut self, quarter: Quarter) -> anyhow::Result<()> {
        let id = self.dice.id(self.clock.now()).to_string();
        let fact = RawFact {
            id: Some(id.into()),
            matter: Some("“帮办赶大集”把高频事项送到村口".into()),
            level: Some("wechat".into()),
            reads: Some(1_850),
            status: Some(Status::Pending),
            ..of_row("luocun", "8.1.3")
        };
        self.enter_facts(quarter, "fengxue", vec![(fact, None)])
            .await
    }

    /// Signs a row with its current facts.
    pub(super) async fn sign(
        &self,
        quarter: Quarter,
        login: &str,
        row: &str,
    ) -> anyhow::Result<()> {
        let head = self.state.store.row_head(&quarter.to_string(), row).await?;
        let facts = &self.state.ports.facts;
        let signed = facts
            .sign(self.person(login)?, quarter, row, head, None)
            .await;
        signed.with_context(|| format!("the signature of {row}"))
    }
}
