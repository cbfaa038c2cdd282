//! 模拟测算: a case in which a person strikes findings or changes facts to see which towns would
//! move. It is scored by the same function as the quarter, and nothing of it is stored.

pub(super) mod kept;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;

use super::case::Case;
use super::fault::CaseErrors;
use super::finding::Status;
use super::raw_fact::RawFact;
use super::ruling::{Ruling, settle};
use super::totals::{self, Sums};
use crate::points::Points;
use crate::table::Table;
use std::collections::{BTreeMap, HashMap};

/// A town's total, place and honours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The town's id.
    pub town: String,
    /// The total.
    pub total: Points,
    /// The place, from 1.
    pub place: u32,
    /// 好.
    pub good: bool,
    /// 担当作为.
    pub red_flag: bool,
}

/// A case with changes on trial.
#[derive(Debug, Clone)]
pub struct Trial<'a> {
    table: Table,
    case: Case<'a>,
    before: Vec<Standing>,
    /// The rulings on ties; each applies while the same towns are tied.
    rulings: Vec<Ruling>,
    /// The findings of each town, by their index in the case.
    own: Vec<Vec<usize>>,
    /// The status of each finding at the beginning, and how many findings differ from it now.
    statuses: Vec<Status>,
    struck: usize,
    /// The fact at the beginning in every slot that was changed since.
    touched: BTreeMap<(String, String), Option<RawFact<'a>>>,
    /// The sums of each town, in the case's order; `stale` says which are outdated.
    sums: Vec<Sums>,
    stale: Stale,
}

/// Which sums are outdated by a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stale {
    None,
    /// One town's, by its index in the case: findings, claims and records affect only their town.
    Town(usize),
    /// All towns': facts of other kinds can change ranks.
    All,
}

impl Stale {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, it) | (it, Self::None) => it,
            (Self::Town(one), Self::Town(same)) if one == same => self,
            _ => Self::All,
        }
    }
}

impl<'a> Trial<'a> {
    /// Begins with the case unchanged and the rulings on its ties. Fails if the case does not
    /// score.
    pub fn begin(table: Table, case: Case<'a>, rulings: Vec<Ruling>) -> Result<Self, CaseErrors> {
        let sums = case.sums(&table)?;
        let places: HashMap<&str, usize> = case
            .towns
            .iter()
            .enumerate()
            .map(|(place, town)| (town.id.as_ref(), place))
            .collect();
        let mut own = vec![Vec::new(); case.towns.len()];
        for (index, finding) in case.findings.iter().enumerate() {
            if let Some(place) = places.get(finding.town.as_ref()) {
                own[*place].push(index);
            }
        }
        Ok(Self {
            before: standings(&case, &table, &sums, &rulings),
            rulings,
            own,
            statuses: case.findings.iter().map(|it| it.status).collect(),
            struck: 0,
            touched: BTreeMap::new(),
            sums,
            stale: Stale::None,
            table,
            case,
        })
    }

    /// The table.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The case as it is now.
    pub fn case(&self) -> &Case<'a> {
        &self.case
    }

    /// The standings at the beginning, by place.
    pub fn before(&self) -> &[Standing] {
        &self.before
    }

    /// The standings with the changes, by place. If only one town has changed, only that town is
    /// scored again.
    pub fn now(&mut self) -> Result<Vec<Standing>, CaseErrors> {
        match self.stale {
            Stale::None => {}
            Stale::Town(index) => self.sums[index] = self.sums_of(index)?,
            Stale::All => self.sums = self.case.sums(&self.table)?,
        }
        self.stale = Stale::None;
        let standings = standings(&self.case, &self.table, &self.sums, &self.rulings);
        Ok(standings)
    }

    /// Scores one town by its own findings, claims and records, and by the facts of all towns, on
    /// which ranks depend.
    fn sums_of(&self, index: usize) -> Result<Sums, CaseErrors> {
        self.alone(index).sums_of(&self.table, index)
    }

    /// The part of the case that determines the sums of one town.
    fn alone(&self, index: usize) -> Case<'a> {
        let town = &self.case.towns[index].id;
        let findings = self.own[index].iter().map(|it| &self.case.findings[*it]);
        let facts = self.case.facts.iter();
        Case {
            table: self.case.table.clone(),
            quarter: self.case.quarter,
            towns: self.case.towns.clone(),
            findings: findings.cloned().collect(),
            facts: facts
                .filter(|it| it.status.is_none() || it.town == *town)
                .cloned()
                .collect(),
        }
    }

    /// The points that a finding, by its index in the case, deducts from its town's daily
    /// evaluation as everything else stands now: 0 if its row is at its limit anyway. `None` if the
    /// case does not score.
    pub fn worth(&self, finding: usize) -> Option<Points> {
        let town = &self.case.findings.get(finding)?.town;
        let index = self.case.towns.iter().position(|it| it.id == *town)?;
        let own = self.own[index].iter().position(|it| *it == finding)?;
        let mut case = self.alone(index);
        self.difference(index, &mut case, |case, status| {
            case.findings[own].status = status;
        })
    }

    /// The same for a claim or record, by its id; the result for a claim is negative.
    pub fn worth_of_fact(&self, id: &str) -> Option<Points> {
        let is_it = |fact: &RawFact<'_>| fact.id.as_deref() == Some(id);
        let town = &self.case.facts.iter().find(|it| is_it(it))?.town;
        let index = self.case.towns.iter().position(|it| it.id == *town)?;
        let mut case = self.alone(index);
        let place = case.facts.iter().position(is_it)?;
        self.difference(index, &mut case, |case, status| {
            case.facts[place].status = Some(status);
        })
    }

    /// The daily evaluation of a town if something is rejected, minus the one if it is confirmed.
    fn difference(
        &self,
        index: usize,
        case: &mut Case<'a>,
        set: impl Fn(&mut Case<'a>, Status),
    ) -> Option<Points> {
        set(case, Status::Confirmed);
        let with = case.sums_of(&self.table, index).ok()?.daily;
        set(case, Status::Rejected);
        let without = case.sums_of(&self.table, index).ok()?.daily;
        without.minus(with).ok()
    }

    fn touch(&mut self, town: &str) {
        let place = self.case.towns.iter().position(|it| it.id == town);
        self.stale = self.stale.and(place.map_or(Stale::All, Stale::Town));
    }

    /// Makes a finding, by its index in the case, count or not.
    pub fn count(&mut self, finding: usize, counts: bool) {
        let Some(found) = self.case.findings.get_mut(finding) else {
            return;
        };
        let (was, before) = (found.status, self.statuses[finding]);
        found.status = status(before, counts);
        self.struck += usize::from(found.status != before);
        self.struck -= usize::from(was != before);
        let town = found.town.clone();
        self.touch(&town);
    }

    /// Makes a claim or record, by its id, count or not.
    pub fn count_fact(&mut self, id: &str, counts: bool) {
        let mut facts = self.case.facts.iter_mut();
        if let Some(fact) = facts.find(|it| it.id.as_deref() == Some(id)) {
            let place = (fact.town.to_string(), fact.slot().to_owned());
            let before = self.touched.entry(place);
            let before = before.or_insert_with(|| Some(fact.clone()));
            let began = before.as_ref().and_then(|it| it.status);
            fact.status = began.or(fact.status).map(|it| status(it, counts));
            let town = fact.town.clone();
            self.touch(&town);
        }
    }

    /// Sets the fact of a town in a slot (see [`RawFact::slot`]), or removes it.
    pub fn put(&mut self, town: &str, slot: &str, fact: Option<RawFact<'a>>) {
        self.stale = Stale::All;
        let found = self.slot(town, slot);
        let before = found.map(|index| self.case.facts[index].clone());
        let place = (town.to_owned(), slot.to_owned());
        self.touched.entry(place).or_insert(before);
        match (found, fact) {
            (Some(index), Some(fact)) => self.case.facts[index] = fact,
            (Some(index), None) => drop(self.case.facts.remove(index)),
            (None, Some(fact)) => self.case.facts.push(fact),
            (None, None) => {}
        }
    }

    fn slot(&self, town: &str, slot: &str) -> Option<usize> {
        let mut facts = self.case.facts.iter();
        facts.position(|it| it.town == town && it.slot() == slot)
    }

    /// How many findings and facts differ from the beginning.
    pub fn changes(&self) -> usize {
        let differs = |((town, slot), before): &(&(String, String), &Option<RawFact<'a>>)| {
            let now = self.slot(town, slot).map(|index| &self.case.facts[index]);
            now != before.as_ref()
        };
        self.struck + self.touched.iter().filter(differs).count()
    }

    /// Undoes all changes.
    pub fn reset(&mut self) {
        for (finding, status) in self.case.findings.iter_mut().zip(&self.statuses) {
            finding.status = *status;
        }
        self.struck = 0;
        for ((town, slot), before) in std::mem::take(&mut self.touched) {
            self.put(&town, &slot, before);
        }
        self.touched.clear();
        self.stale = Stale::All;
    }
}

/// The status that makes something count or not. What is as at the beginning gets its first status
/// back, such as pending.
fn status(before: Status, counts: bool) -> Status {
    match (before == Status::Confirmed, counts) {
        (true, true) | (false, false) => before,
        (false, true) => Status::Confirmed,
        (true, false) => Status::Rejected,
    }
}

fn standings(case: &Case<'_>, table: &Table, sums: &[Sums], rulings: &[Ruling]) -> Vec<Standing> {
    let places = totals::places(sums);
    let good = table.totals.good;
    let mut honours = totals::honours(sums, usize::try_from(good).unwrap_or(0));
    let ids: Vec<&str> = case.towns.iter().map(|town| town.id.as_ref()).collect();
    settle(&mut honours, &ids, rulings, good);
    let mut standings: Vec<Standing> = case
        .towns
        .iter()
        .enumerate()
        .map(|(index, town)| Standing {
            town: town.id.to_string(),
            total: sums[index].total,
            place: places[index],
            good: honours.good[index],
            red_flag: honours.flag == Some(index),
        })
        .collect();
    standings.sort_by(|a, b| (a.place, &a.town).cmp(&(b.place, &b.town)));
    standings
}
