//! A quarter as a person may know it. Everything that a town is shown comes from here. First
//! everything hidden from the town is removed, and then the rest is evaluated as usual. So hidden
//! data cannot show in a sum, a count, an order or an error.

use super::eyes::Eyes;
use super::loaded::Evaluation;
use crate::problem::Problem;
use crate::store::{Attached, KeptEvidence, KeptFact, Named, Store, project};
use domain::ids::{PhotoId, SiteId, TownId};
use domain::inspection::{Photo, Visit, VisitState};
use domain::quarter::{State, shows_of_others};
use domain::scoring::{RawFact, Status};
use domain::table::Family;
use domain::time::Quarter;
use std::collections::{BTreeSet, HashSet};

/// A quarter with the visits of a town.
pub struct View {
    /// The town of the visits.
    pub town: TownId,
    /// The quarter.
    pub evaluation: Evaluation,
    /// The town's visits that were made in the quarter or have findings in it.
    pub visits: Vec<(Visit, Named<SiteId>)>,
    /// How many visits were made in the quarter, and at how many sites.
    pub times: (u32, u32),
}

impl View {
    /// The whole quarter, for people who may know everything.
    pub async fn whole(store: &Store, quarter: Quarter, town: &TownId) -> Result<Self, Problem> {
        let evaluation = Evaluation::load(store, Some(quarter)).await?;
        let visits = store.visits(town, &quarter.to_string()).await?;
        // A closed quarter counts no visit that was handed in later.
        let closed = evaluation.visited.as_ref();
        let closed = closed.filter(|_| evaluation.is_closed());
        let frozen = closed.map(|all| {
            let own = all.iter().find(|(of, ..)| of == town);
            own.map_or((0, 0), |(_, visits, sites)| (*visits, *sites))
        });
        let view = Self::of(evaluation, visits, town);
        Ok(Self {
            times: frozen.unwrap_or(view.times),
            ..view
        })
    }

    /// The part of the quarter that the town may know.
    pub async fn of_town(store: &Store, quarter: Quarter, town: &TownId) -> Result<Self, Problem> {
        let (mut evaluation, eyes) = known(store, quarter, town).await?;
        let mut visits = Vec::new();
        // The visits with their answers, which are never shown to towns.
        let mut known_whole = Vec::new();
        for (visit, site) in store.visits(town, &quarter.to_string()).await? {
            let before = visit.clone();
            let Some(visit) = eyes.visit(visit).await? else {
                continue;
            };
            // The town may know only an earlier decision; then its content counts.
            for (id, finding) in &visit.findings {
                let changed = before.findings.get(id).map(|it| &it.decision);
                if changed == Some(&finding.decision) {
                    continue;
                }
                let id = id.to_string();
                let mut counted = evaluation.findings.iter_mut();
                let counted = counted.find(|(_, it)| it.id == id);
                if let (Some((_, it)), Some(content)) = (counted, project::standing(finding)) {
                    it.state = visit.state_of(finding);
                    it.count = content.count;
                    it.counted_at = content.counted_at;
                }
            }
            visits.push((visit, site));
            known_whole.push(before);
        }
        if !evaluation.published {
            evaluation.know_visits(town, &known_whole);
        }
        evaluation.set_aside()?;
        Ok(Self::of(evaluation, visits, town))
    }

    fn of(evaluation: Evaluation, visits: Vec<(Visit, Named<SiteId>)>, town: &TownId) -> Self {
        // What the closing froze is not for the town: it counts visits which it may not know of.
        let made = visits.iter().map(|(visit, _)| visit);
        let made = made.filter(|it| it.state() == VisitState::HandedIn);
        let made = made.filter(|it| evaluation.quarters.of(it.opened_at) == evaluation.quarter);
        let sites: BTreeSet<&SiteId> = made.clone().map(|it| &it.site).collect();
        let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let times = (small(made.count()), small(sites.len()));
        Self {
            town: town.clone(),
            evaluation,
            visits,
            times,
        }
    }

    /// Whether the town may see the evidence of a slot: of a row, or of a claim or record that it
    /// may see. Rows of records are hidden until the results are published.
    fn has(&self, slot: &str) -> bool {
        match self.evaluation.table.indicator(slot) {
            Some(row) => row.family() != Family::Penalty || self.evaluation.published,
            None => {
                let mut facts = self.evaluation.entered();
                let kept = facts.find(|it| it.town == self.town && it.slot == slot);
                slot == "showcase" || kept.is_some_and(decided)
            }
        }
    }
}

/// The evidence of a slot that the town may see. `None` if it may not see the slot, or if the slot
/// does not exist; the two look the same.
pub async fn evidence_of_town(
    store: &Store,
    quarter: Quarter,
    town: &TownId,
    slot: &str,
) -> Result<Option<Vec<KeptEvidence>>, Problem> {
    let view = View::of_town(store, quarter, town).await?;
    if !view.has(slot) {
        return Ok(None);
    }
    let eyes = Eyes::of(store, Some(town)).await?;
    let published = view.evaluation.published;
    let mut kept = store.evidence_of(&quarter.to_string(), town, slot).await?;
    kept.retain(|it| {
        it.withdrawn.is_none() && (published || !eyes.sight().holds_back(&it.rests_on))
    });
    Ok(Some(kept))
}

/// The photo, if the town may see it.
pub async fn photo_of_town(
    store: &Store,
    town: &TownId,
    attached: Attached,
    photo: PhotoId,
) -> Result<Option<Photo>, Problem> {
    if attached.town != *town {
        return Ok(None);
    }
    let mut eyes = Eyes::of(store, Some(town)).await?;
    let visit = eyes.visit(attached.visit.clone()).await?;
    if let Some(photo) = visit.and_then(|mut visit| visit.photos.remove(&photo)) {
        return Ok(Some(photo));
    }
    // A later decision may have moved the finding to another quarter.
    let quarters = store.quarters().await?;
    for it in &quarters.0 {
        eyes.open(&Evaluation::among(store, &quarters, it.quarter).await?);
    }
    let visit = eyes.visit(attached.visit).await?;
    Ok(visit.and_then(|mut visit| visit.photos.remove(&photo)))
}

/// The current facts that their town may not see: town and slot.
pub async fn held_back(
    store: &Store,
    quarter: Quarter,
    published: bool,
) -> Result<HashSet<(TownId, String)>, Problem> {
    let mut held = HashSet::new();
    if published {
        return Ok(held);
    }
    let eyes = Eyes::of(store, None).await?;
    for kept in store.facts(&quarter.to_string()).await?.0 {
        let fact: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(Problem::internal)?;
        if eyes.hold_back_fact(&fact, kept.basis.as_deref()) {
            held.insert((kept.town, kept.slot));
        }
    }
    Ok(held)
}

/// The quarter and its visits as far as the town may know them.
async fn known<'s>(
    store: &'s Store,
    quarter: Quarter,
    town: &TownId,
) -> Result<(Evaluation, Eyes<'s>), Problem> {
    let quarters = store.quarters().await?;
    let mut evaluation = Evaluation::raw(store, &quarters, quarter).await?;
    let mut eyes = Eyes::of(store, Some(town)).await?;
    eyes.open(&evaluation);
    let published = evaluation.published;
    evaluation.findings.retain(|(of, it)| {
        let finding = (it.id.as_str(), it.state);
        eyes.sight()
            .knows_in_quarter(finding, of == town, published)
    });
    if published {
        return Ok((evaluation, eyes));
    }
    // The document is not enough: it lacks the facts set aside, and the findings that records had
    // priced.
    let facts = match evaluation.state {
        State::Closed => store.facts(&quarter.to_string()).await?.0,
        _ => std::mem::take(&mut evaluation.facts),
    };
    let evaluated = |of: &TownId| evaluation.towns.iter().any(|(known, _)| known == of);
    let facts = facts.into_iter().filter(|it| evaluated(&it.town));
    let (own, others): (Vec<_>, Vec<_>) = facts.partition(|it| it.town == *town);
    let mut facts = eyes.facts(quarter, own).await?;
    facts.extend(others.into_iter().filter(|kept| {
        let row = evaluation.table.indicator(&kept.slot);
        shows_of_others(evaluation.state, row.map(|row| row.family()))
    }));
    evaluation.facts = facts;
    evaluation.visited = None;
    evaluation.rulings = Vec::new();
    Ok((evaluation, eyes))
}

/// Evidence of a record is visible once the record is confirmed, evidence of a claim from the
/// start.
fn decided(kept: &KeptFact) -> bool {
    let fact = serde_json::from_str::<RawFact<'_>>(&kept.fact);
    fact.is_ok_and(|fact| {
        let is_record = fact.matter.is_none() && fact.status.is_some();
        !is_record || fact.status == Some(Status::Confirmed)
    })
}
