//! The lines of a trace in words: date, site, fault and points, or the entered data.

use super::format::price;
use crate::problem::Problem;
use crate::quarter::evaluation::Evaluation;
use crate::store::KeptFact;
use app::entered::in_file;
use app::export_words::ExportWords;
use app::words_of::{fill, month_word, why_word};
use domain::inspection::Counted;
use domain::points::Points;
use domain::scoring::{IndicatorScore, Line, RawFact, Taken, TownScore, Why};
use domain::table::{Family, Indicator, Rule, Table, Ties};
use std::collections::BTreeMap;

/// Puts the lines of a trace into words.
pub(super) struct Sayer<'a> {
    findings: BTreeMap<&'a str, &'a Counted>,
    facts: Vec<(&'a KeptFact, RawFact<'a>)>,
    sites: &'a BTreeMap<String, String>,
    words: &'a ExportWords,
    table: &'a Table,
    offset_seconds: i32,
}

impl<'a> Sayer<'a> {
    pub(super) fn of(
        evaluation: &'a Evaluation,
        sites: &'a BTreeMap<String, String>,
        words: &'a ExportWords,
    ) -> Result<Self, Problem> {
        let mut facts = Vec::with_capacity(evaluation.facts.len());
        for kept in &evaluation.facts {
            facts.push((
                kept,
                serde_json::from_str(&kept.fact).map_err(Problem::internal)?,
            ));
        }
        let findings = evaluation.findings.iter();
        Ok(Self {
            findings: findings.map(|(_, it)| (it.id.as_str(), it)).collect(),
            facts,
            sites,
            words,
            table: &evaluation.table,
            offset_seconds: evaluation.table.utc_offset.seconds(),
        })
    }

    /// The lines that explain a row's points; a single line says so if there is nothing to explain.
    /// Findings that deducted nothing because of earlier findings are counted together.
    pub(super) fn row(
        &self,
        town: &TownScore<'_>,
        row: &Indicator,
        score: &IndicatorScore<'_>,
    ) -> Vec<String> {
        let mut told: Vec<String> = Vec::new();
        let mut more: Vec<(Why, u32)> = Vec::new();
        // A single fact (full coverage, benchmark stations) may have several lines.
        let mut part: Option<(String, Points)> = None;
        for line in &score.lines {
            if let (Some(why), Some(_)) = (line.why.filter(|why| is_more(*why)), &line.finding) {
                match more.iter_mut().find(|it| it.0 == why) {
                    Some((_, count)) => *count += 1,
                    None => more.push((why, 1)),
                }
                continue;
            }
            let what = match line.finding.as_deref() {
                Some(id) => self.finding(row, id),
                None => self.fact(town.id, row, line),
            };
            let whole = line.finding.is_none() && line.fact.is_none() && line.why.is_none();
            let mut points = line.points;
            if let Some((_, before)) = part.take().filter(|it| whole && it.0 == what) {
                told.pop();
                points = points.plus(before).unwrap_or(points);
            }
            told.push(self.line(row, &what, line.why, points));
            part = whole.then_some((what, points));
        }
        told.extend(town.gates.iter().filter(|it| it.gate == row.id).map(|it| {
            let words = match &it.taken {
                Taken::Row { .. } => self.words.gate_row,
                Taken::Daily { .. } => self.words.gate_daily,
                Taken::Final { .. } => self.words.gate_final,
                Taken::Good => self.words.gate_good,
                Taken::Flag => self.words.gate_flag,
            };
            fill(words, &[("text", &it.taken.of())])
        }));
        told.extend(more.into_iter().map(|(why, count)| {
            let why = self.why(why);
            fill(self.words.no_more, &[("count", &count), ("why", &why)])
        }));
        if town.pending.contains(&row.id.as_str()) {
            told.push(self.words.not_entered.to_owned());
        }
        if told.is_empty() {
            let nothing = if row.family().is_base() {
                self.words.nothing_lost
            } else {
                self.words.nothing
            };
            told.push(nothing.to_owned());
        }
        told
    }

    fn line(&self, row: &Indicator, what: &str, why: Option<Why>, points: Points) -> String {
        let Some(why) = why else {
            let result = self.result(row, points);
            return fill(self.words.told, &[("what", &what), ("result", &result)]);
        };
        let why = self.why(why);
        fill(self.words.told_why, &[("what", &what), ("why", &why)])
    }

    fn why(&self, why: Why) -> &'static str {
        why_word(self.words.language, why.as_str()).unwrap_or_default()
    }

    fn result(&self, row: &Indicator, points: Points) -> String {
        let text = if points.is_negative() {
            self.words.lost
        } else if row.family() == Family::Bonus {
            self.words.won
        } else {
            self.words.reached
        };
        fill(text, &[("points", &price(self.table, points.abs()))])
    }

    fn finding(&self, row: &Indicator, id: &str) -> String {
        let Some(found) = self.findings.get(id) else {
            return id.to_owned();
        };
        let checkpoint = row.checkpoint(&found.checkpoint);
        let fault = checkpoint.map_or(found.checkpoint.as_str(), |it| &it.name.zh);
        let site = self.sites.get(&found.site).unwrap_or(&found.site);
        let day = found.counted_at.date_at(self.offset_seconds);
        let date = fill(
            self.words.date,
            &[
                ("month", &month_word(self.words.month_names, day.month())),
                ("day", &day.day()),
            ],
        );
        let mut text = fill(
            self.words.found,
            &[("date", &date), ("site", site), ("fault", &fault)],
        );
        if found.count > 1 {
            text.push_str(&fill(self.words.times, &[("count", &found.count)]));
        }
        text
    }

    fn fact(&self, town: &str, row: &Indicator, line: &Line<'_>) -> String {
        if let Some(gate) = &line.gate {
            return fill(self.words.gate_zeroed, &[("text", gate)]);
        }
        let slot = line.fact.as_deref().unwrap_or(&row.id);
        let mut facts = self.facts.iter();
        let found = facts.find(|(kept, fact)| {
            let of_row = fact.indicator.as_deref() == Some(row.id.as_str())
                || fact.waive.as_deref() == Some(row.id.as_str());
            let named = kept.slot == slot || fact.id.as_deref() == Some(slot);
            kept.town.as_str() == town && of_row && (named || kept.slot == row.id)
        });
        match found {
            Some((_, fact)) => self.entered(row, fact),
            None => self.words.judgement_open.to_owned(),
        }
    }

    fn entered(&self, row: &Indicator, fact: &RawFact<'_>) -> String {
        let metric = fact
            .metric
            .filter(|_| matches!(row.rule, Rule::Rank { .. }));
        let place = metric.map(|metric| self.place(row, metric));
        in_file(self.words.language, fact, row, place)
    }

    /// The place of a metric among all those entered for the row, computed like the scorer's.
    fn place(&self, row: &Indicator, metric: Points) -> usize {
        let of_row = self
            .facts
            .iter()
            .filter(|(_, fact)| fact.indicator.as_deref() == Some(&row.id));
        let mut better: Vec<Points> = of_row
            .filter_map(|(_, fact)| fact.metric)
            .filter(|other| *other > metric)
            .collect();
        if matches!(
            row.rule,
            Rule::Rank {
                ties: Ties::Dense,
                ..
            }
        ) {
            better.sort_unstable();
            better.dedup();
        }
        better.len() + 1
    }
}

/// Whether a finding deducted nothing because earlier findings had.
fn is_more(why: Why) -> bool {
    use Why::{Exhausted, Once, SameItem, SameVisit};
    matches!(why, Exhausted | Once | SameItem | SameVisit)
}
