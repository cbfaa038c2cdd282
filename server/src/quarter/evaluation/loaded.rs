//! A quarter with everything that is scored in it.

use super::inspected::town as scored_town;
use crate::problem::Problem;
use crate::store::{KeptFact, Quarters, Store};
use domain::ids::TownId;
use domain::inspection::{Counted, Inspected, Visit};
use domain::quarter::State;
use domain::scoring::{Case, RawFact, Ruling, Scores, Status, Town, rule};
use domain::table::Table;
use domain::time::Quarter;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// A quarter with everything that is scored in it.
pub struct Evaluation {
    /// The quarter.
    pub quarter: Quarter,
    /// Every quarter of the district, as they were when this one was loaded.
    pub quarters: Quarters,
    /// The table that it was opened with.
    pub table: Arc<Table>,
    /// The towns, in the order of lists: id and name.
    pub towns: Vec<(TownId, String)>,
    /// The findings of visits, each with its town.
    pub findings: Vec<(TownId, Counted)>,
    /// Other data from each town's visits, if the table needs it.
    pub(super) inspected: HashMap<TownId, Inspected>,
    /// The facts that score.
    pub facts: Vec<KeptFact>,
    /// Facts that contradict later findings: a judgement of 0 beside a finding.
    pub aside: Vec<KeptFact>,
    /// The number of visits to each town as frozen by the closing: town, visits, sites.
    pub(super) visited: Option<Vec<(TownId, u32, u32)>>,
    /// The highest number of any fact of the quarter; every entry raises it.
    pub highest: u64,
    /// The quarter's state.
    pub state: State,
    /// Rulings on ties.
    pub rulings: Vec<Ruling>,
    /// Whether its results are published.
    pub published: bool,
}

impl Evaluation {
    /// The number of visits to each town: town, visits, and different sites.
    pub async fn visited(&self, store: &Store) -> Result<Vec<(TownId, u32, u32)>, Problem> {
        match &self.visited {
            Some(visited) => Ok(visited.clone()),
            None => {
                let mut counts = store.visit_counts(&self.quarter.to_string()).await?;
                counts.retain(|(town, ..)| self.towns.iter().any(|(known, _)| known == town));
                Ok(counts)
            }
        }
    }

    /// All current facts, including those set aside.
    pub fn entered(&self) -> impl Iterator<Item = &KeptFact> {
        self.facts.iter().chain(&self.aside)
    }

    /// A town's name, or its id if the town is unknown.
    pub fn name_of<'n>(&'n self, id: &'n str) -> &'n str {
        let found = self.towns.iter().find(|(town, _)| town.as_str() == id);
        found.map_or(id, |(_, name)| name)
    }

    /// A town for the scorer. Unknown visits contribute nothing.
    pub fn town<'t>(&'t self, id: &'t TownId) -> Town<'t> {
        match self.inspected.get(id) {
            Some(inspected) => scored_town(id, self.name_of(id.as_str()), inspected),
            None => Town {
                sites: Inspected::by(&self.table, []).sites,
                ..Town::new(id.as_str(), self.name_of(id.as_str()))
            },
        }
    }

    /// Restricts what is known of visits to these, which are all to one town.
    pub(super) fn know_visits(&mut self, town: &TownId, visits: &[Visit]) {
        let inspected = Inspected::by(&self.table, visits);
        self.inspected = HashMap::from([(town.clone(), inspected)]);
    }

    /// The names of the sites of its findings, by id.
    pub async fn sites(&self, store: &Store) -> Result<HashMap<String, String>, Problem> {
        let mut sites: Vec<&str> = self.findings.iter().map(|(_, it)| &*it.site).collect();
        sites.sort_unstable();
        sites.dedup();
        Ok(store.site_names(&sites).await?)
    }

    /// Whether it was loaded from the document of a closed quarter.
    pub fn is_closed(&self) -> bool {
        self.state == State::Closed
    }

    /// The scores of its case, with the rulings applied.
    pub fn scores<'c>(&'c self, case: &'c Case<'_>) -> Result<Scores<'c>, Problem> {
        // A district without towns has nothing to score, which is not an internal error.
        if self.towns.is_empty() {
            return Err(Problem::not_set_up("there are no towns yet"));
        }
        let mut scores = case.score(&self.table).map_err(Problem::internal)?;
        rule(&mut scores, &self.rulings, self.table.totals.good);
        Ok(scores)
    }

    /// The case in the format of scoring.md.
    pub fn case(&self) -> Result<Case<'_>, Problem> {
        let facts = self
            .facts
            .iter()
            .map(|kept| serde_json::from_str::<RawFact<'_>>(&kept.fact).map_err(Problem::internal));
        Ok(Case {
            table: Cow::Borrowed(&self.table.id),
            quarter: self.quarter,
            towns: self.towns.iter().map(|(id, _)| self.town(id)).collect(),
            findings: {
                let all = self.findings.iter();
                all.map(|(town, it)| it.scored(town.as_str())).collect()
            },
            facts: facts.collect::<Result<_, _>>()?,
        })
    }
}

/// The findings that penalties price (see [`Finding::moved`]), with the status of each penalty.
pub fn priced(facts: &[KeptFact]) -> Result<HashMap<String, Status>, Problem> {
    let mut priced = HashMap::new();
    for kept in facts {
        let fact: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(Problem::internal)?;
        if let (Some(id), Some(status)) = (&fact.finding, fact.status) {
            priced.insert(id.to_string(), status);
        }
    }
    Ok(priced)
}
