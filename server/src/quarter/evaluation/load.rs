//! Loading a quarter from the store, or from the document of its closing.

use super::eyes::{behind, with_findings};
use super::frozen;
use super::inspected::of_town as inspected_of;
use super::loaded::Evaluation;
use crate::problem::Problem;
use crate::store::{Quarters, Store};
use domain::ids::TownId;
use domain::scoring::RawFact;
use domain::time::Quarter;
use std::collections::HashMap;
use std::sync::Arc;

impl Evaluation {
    /// Loads the whole quarter, including everything hidden from towns; the current quarter if none
    /// is named. A closed quarter is loaded from its document, whatever arrived later. A [`View`]
    /// restricts it to what a town may know.
    pub async fn load(store: &Store, quarter: Option<Quarter>) -> Result<Self, Problem> {
        let quarters = store.quarters().await?;
        let current = quarters.current().map(|it| it.quarter);
        let quarter = quarter
            .or(current)
            .ok_or_else(|| Problem::not_set_up("there is no quarter yet"))?;
        Self::among(store, &quarters, quarter).await
    }

    /// Like [`Self::load`], one of quarters that are known already.
    pub async fn among(
        store: &Store,
        quarters: &Quarters,
        quarter: Quarter,
    ) -> Result<Self, Problem> {
        let mut evaluation = Self::raw(store, quarters, quarter).await?;
        if !evaluation.is_closed() {
            evaluation.set_aside()?;
        }
        Ok(evaluation)
    }

    /// Like [`Self::load`], but with every fact as entered, even if it contradicts later findings.
    pub(super) async fn raw(
        store: &Store,
        quarters: &Quarters,
        quarter: Quarter,
    ) -> Result<Self, Problem> {
        let found = quarters.0.iter().find(|it| it.quarter == quarter);
        let found = found.ok_or_else(|| Problem::not_found("there is no such quarter"))?;
        let name = found.quarter.to_string();
        let course = store.course(found.quarter).await?;
        let life = course.life()?;
        if let Some(frozen) = course.closed(life.state) {
            return frozen::thaw(&frozen.doc, quarters, found, life.published);
        }
        let (facts, highest) = store.facts(&name).await?;
        let table = Arc::clone(&found.table);
        let mut findings = store.counted_in(&name).await?;
        // Findings that were withdrawn, or whose checkpoint the quarter's table lacks, do not
        // score.
        findings.retain(|(_, it)| it.count > 0 && table.checkpoint_str(&it.checkpoint).is_some());
        let towns = store.towns_in(found.quarter).await?;
        // A town that is closed by then is not evaluated, even if it has findings or facts.
        let evaluated = |town: &TownId| towns.iter().any(|it| it.id == *town);
        findings.retain(|(town, _)| evaluated(town));
        let mut inspected = HashMap::new();
        for town in &towns {
            let own = findings.iter_mut().filter(|(of, _)| *of == town.id);
            let own = own.map(|(_, it)| it);
            let of_town = inspected_of(store, &table, &name, &town.id, own).await?;
            inspected.insert(town.id.clone(), of_town);
        }
        let mut facts = facts;
        facts.retain(|kept| evaluated(&kept.town));
        Ok(Self {
            quarter: found.quarter,
            quarters: quarters.clone(),
            table,
            towns: towns.into_iter().map(|town| (town.id, town.name)).collect(),
            findings,
            inspected,
            facts,
            aside: Vec::new(),
            visited: None,
            highest,
            state: life.state,
            published: life.published,
            rulings: life.rulings,
        })
    }

    /// Sets facts aside so that a changed finding never prevents the whole quarter from being
    /// scored.
    pub(super) fn set_aside(&mut self) -> Result<(), Problem> {
        let outdated = self.case()?.outdated();
        for index in outdated.unpriced {
            let kept = &mut self.facts[index];
            let fact: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(Problem::internal)?;
            // The basis still names the withdrawn finding.
            kept.basis = with_findings(kept.basis.as_deref(), &behind(&fact, kept));
            let alone = RawFact {
                finding: None,
                ..fact
            };
            kept.fact = serde_json::to_string(&alone).map_err(Problem::internal)?;
        }
        for index in outdated.judged.into_iter().rev() {
            let kept = self.facts.remove(index);
            self.aside.insert(0, kept);
        }
        Ok(())
    }
}
