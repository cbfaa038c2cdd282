//! The evaluation of a quarter: what the store holds as a case, and its scores.

mod frozen;

pub use frozen::freeze;

use crate::problem::Problem;
use crate::store::{Counted, KeptFact, Store};
use domain::ids::TownId;
use domain::quarter::{Ruling, State, rule};
use domain::scoring::{Case, Finding, RawFact, Scores, Town};
use domain::table::Table;
use domain::time::Quarter;
use std::borrow::Cow;
use std::sync::Arc;

/// A quarter with all that is scored in it.
pub struct Evaluation {
    /// Which.
    pub quarter: Quarter,
    /// The table that it was opened with.
    pub table: Arc<Table>,
    /// The towns, in the order of lists: id and name.
    pub towns: Vec<(TownId, String)>,
    /// What visits found, with the town of each.
    pub findings: Vec<(TownId, Counted)>,
    /// What was entered.
    pub facts: Vec<KeptFact>,
    /// The highest number of any fact of the quarter, which moves up with each one entered.
    pub highest: u64,
    /// Where the quarter stands.
    pub state: State,
    /// Rulings on ties.
    pub rulings: Vec<Ruling>,
    /// Its results are public.
    pub published: bool,
}

impl Evaluation {
    /// Loads a quarter; the current one where none is named. A closed one is what it was frozen in,
    /// whatever arrived later.
    pub async fn load(store: &dyn Store, quarter: Option<Quarter>) -> Result<Self, Problem> {
        let quarters = store.quarters().await?;
        let found = match quarter {
            Some(wanted) => quarters.0.iter().find(|it| it.quarter == wanted),
            None => quarters.current(),
        };
        let found = found.ok_or_else(|| Problem::not_found("there is no such quarter"))?;
        let name = found.quarter.to_string();
        let book = store.book(found.quarter).await?;
        let book = book.ok_or_else(|| Problem::not_found("there is no such quarter"))?;
        if let Some(frozen) = book.closed() {
            let published = book.life()?.published;
            return frozen::thaw(&frozen.doc, Arc::clone(&found.table), published);
        }
        let life = book.life()?;
        let (facts, highest) = store.facts(&name).await?;
        let table = Arc::clone(&found.table);
        let mut findings = store.counted_in(&name).await?;
        // What the table of the quarter does not know does not score; nor does what was taken back.
        findings.retain(|(_, it)| it.count > 0 && table.checkpoint_str(&it.checkpoint).is_some());
        let towns = store.towns().await?;
        Ok(Self {
            quarter: found.quarter,
            table,
            towns: towns.into_iter().map(|town| (town.id, town.name)).collect(),
            findings,
            facts,
            highest,
            state: book.state,
            published: life.published,
            rulings: life.rulings,
        })
    }

    /// A town's name, its id where it is unknown.
    pub fn name_of<'n>(&'n self, id: &'n str) -> &'n str {
        let found = self.towns.iter().find(|(town, _)| town.as_str() == id);
        found.map_or(id, |(_, name)| name)
    }

    /// Whether it is what the quarter was frozen in.
    pub fn is_closed(&self) -> bool {
        self.state == State::Closed
    }

    /// The scores of its case, with the rulings laid over them.
    pub fn scores<'c>(&'c self, case: &'c Case<'_>) -> Result<Scores<'c>, Problem> {
        let mut scores = case.score(&self.table).map_err(Problem::internal)?;
        rule(&mut scores, &self.rulings, self.table.totals.good);
        Ok(scores)
    }

    /// The case, as scoring.md writes it.
    pub fn case(&self) -> Result<Case<'_>, Problem> {
        let facts = self
            .facts
            .iter()
            .map(|kept| serde_json::from_str::<RawFact<'_>>(&kept.fact).map_err(Problem::internal));
        Ok(Case {
            table: Cow::Borrowed(&self.table.id),
            quarter: self.quarter,
            towns: self
                .towns
                .iter()
                .map(|(id, name)| Town {
                    id: Cow::Borrowed(id.as_str()),
                    name: Cow::Borrowed(name),
                })
                .collect(),
            findings: self.findings.iter().map(scored).collect(),
            facts: facts.collect::<Result<_, _>>()?,
        })
    }
}

fn scored((town, it): &(TownId, Counted)) -> Finding<'_> {
    Finding {
        id: Cow::Borrowed(&it.id),
        town: Cow::Borrowed(town.as_str()),
        site: Cow::Borrowed(&it.site),
        visit: Cow::Borrowed(&it.visit),
        observed_at: it.counted_at,
        checkpoint: Cow::Borrowed(&it.checkpoint),
        count: it.count,
        status: it.state.scoring(),
        moved: false,
    }
}
