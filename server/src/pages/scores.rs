//! 得分 on the store.

mod charts;
mod columns;
mod compared;

pub(super) use self::columns::column;
use crate::pages::allowed::allowed;
use crate::problem::{failed, internal};
use crate::quarter::evaluation::Evaluation;
use crate::store::{KeptFact, Store};
use app::api::scores::{Alike, Charts, ScoreSheet, Source, TownLine, Trace, TraceLine};
use app::api::simulation::Simulation;
use app::entered::said;
use app::error::AppError;
use app::ports::{Boxed, Scores};
use domain::ids::TownId;
use domain::people::{Person, Right};
use domain::points::Points;
use domain::scoring::{Line, RawFact, TownScore, What, lookalikes};
use domain::table::Indicator;
use domain::time::Quarter;
use std::collections::HashMap;
use std::sync::Arc;

/// Scores on the store.
pub struct ScoresPort {
    pub(crate) store: Arc<Store>,
}

impl Scores for ScoresPort {
    fn sheet<'a>(&'a self, person: &'a Person, quarter: Option<Quarter>) -> Boxed<'a, ScoreSheet> {
        Box::pin(async move {
            allowed(person, Right::SeeScores)?;
            self.whole(quarter).await
        })
    }

    fn trace<'a>(
        &'a self,
        person: &'a Person,
        quarter: Option<Quarter>,
        town: &'a TownId,
        indicator: &'a str,
    ) -> Boxed<'a, Trace> {
        Box::pin(async move {
            allowed(person, Right::SeeScores)?;
            self.cell(quarter, town, indicator).await
        })
    }

    fn charts<'a>(&'a self, person: &'a Person, quarter: Option<Quarter>) -> Boxed<'a, Charts> {
        Box::pin(async move {
            allowed(person, Right::SeeScores)?;
            charts::draw(self.store.as_ref(), quarter).await
        })
    }

    fn simulation<'a>(
        &'a self,
        person: &'a Person,
        quarter: Option<Quarter>,
    ) -> Boxed<'a, Simulation> {
        Box::pin(async move {
            allowed(person, Right::SeeScores)?;
            self.on_trial(quarter).await
        })
    }
}

/// The towns whose different totals look equal when rounded, each with its exact total.
pub(super) fn alike(evaluation: &Evaluation, scores: &domain::scoring::Scores<'_>) -> Vec<Alike> {
    let totals = scores.towns.iter().map(|town| (&town.id, town.total));
    let groups = lookalikes(&evaluation.table.totals, totals);
    let named =
        |(id, total): (&&str, Points)| (evaluation.name_of(id).to_owned(), total.to_string());
    groups
        .into_iter()
        .map(|group| group.into_iter().map(named).collect())
        .collect()
}

impl ScoresPort {
    async fn load(&self, quarter: Option<Quarter>) -> Result<Evaluation, AppError> {
        Evaluation::load(self.store.as_ref(), quarter)
            .await
            .map_err(failed)
    }

    async fn on_trial(&self, quarter: Option<Quarter>) -> Result<Simulation, AppError> {
        let evaluation = self.load(quarter).await?;
        if evaluation.towns.is_empty() {
            return Err(AppError::NotSetUp);
        }
        let case = evaluation.case().map_err(failed)?;
        let sites = evaluation
            .sites(self.store.as_ref())
            .await
            .map_err(failed)?;
        let mut seen = Vec::with_capacity(evaluation.findings.len());
        for (_, found) in &evaluation.findings {
            let site = sites.get(&found.site).unwrap_or(&found.site);
            seen.push((site.clone(), found.counted_at));
        }
        Ok(Simulation {
            quarter: evaluation.quarter,
            table: serde_json::to_string(&*evaluation.table).map_err(internal)?,
            case: serde_json::to_string(&case).map_err(internal)?,
            rulings: evaluation.rulings.clone(),
            seen,
        })
    }

    async fn whole(&self, quarter: Option<Quarter>) -> Result<ScoreSheet, AppError> {
        let evaluation = self.load(quarter).await?;
        let visits = evaluation.visited(self.store.as_ref()).await;
        let visits = visits.map_err(failed)?;
        let case = evaluation.case().map_err(failed)?;
        let scores = evaluation.scores(&case).map_err(failed)?;
        let sections = compared::sections(&evaluation.table);
        let last = compared::last(self.store.as_ref(), &evaluation).await?;
        let name = |id: &str| {
            let found = evaluation
                .towns
                .iter()
                .find(|(town, _)| town.as_str() == id);
            found.map_or_else(|| id.to_owned(), |(_, name)| name.clone())
        };
        let totals = &evaluation.table.totals;
        let mut towns = Vec::with_capacity(scores.towns.len());
        for score in &scores.towns {
            let made = visits.iter().find(|(town, ..)| town.as_str() == score.id);
            towns.push(TownLine {
                town: score.id.parse().map_err(internal)?,
                name: name(score.id),
                place: score.place,
                total: totals.fixed(score.total),
                daily: totals.fixed(score.daily),
                showcase: score.showcase.map(|it| totals.fixed(it)),
                base: totals.fixed(score.base),
                bonus: totals.fixed(score.bonus),
                penalty: totals.fixed(score.penalty),
                good: score.good,
                red_flag: score.red_flag,
                pending: score.pending.iter().map(|id| (*id).to_owned()).collect(),
                cells: score
                    .indicators
                    .iter()
                    .map(|it| totals.brief(it.points))
                    .collect(),
                provisional: totals.fixed(score.provisional.total),
                provisional_place: score.provisional.place,
                visits: made.map_or(0, |it| it.1),
                sites: made.map_or(0, |it| it.2),
                sections: compared::sums(totals, &sections, score)?,
                last: compared::against(totals, last.as_ref(), score)?,
                vetoed: vetoed(score),
            });
        }
        let undecided = scores.undecided.iter().map(|it| {
            let what = match it.what {
                What::Good => "good",
                What::RedFlag => "red_flag",
            };
            (
                what.to_owned(),
                it.towns.iter().map(|id| name(id)).collect(),
            )
        });
        Ok(ScoreSheet {
            quarter: evaluation.quarter,
            closed: evaluation.is_closed(),
            quarters: evaluation.quarters.0.iter().map(|it| it.quarter).collect(),
            table_name: evaluation.table.name.zh.clone(),
            columns: evaluation.table.indicators.iter().map(column).collect(),
            undecided: undecided.collect(),
            decimals: totals.shown_decimals(),
            alike: alike(&evaluation, &scores),
            sections,
            last: last.map(|it| it.quarter),
            towns,
        })
    }

    async fn cell(
        &self,
        quarter: Option<Quarter>,
        town: &TownId,
        indicator: &str,
    ) -> Result<Trace, AppError> {
        let evaluation = self.load(quarter).await?;
        let row = evaluation
            .table
            .indicator(indicator)
            .ok_or_else(|| AppError::not_found("indicator"))?;
        let (_, town_name) = evaluation
            .towns
            .iter()
            .find(|(id, _)| id == town)
            .ok_or_else(|| AppError::not_found("town"))?;
        let case = evaluation.case().map_err(failed)?;
        let scores = evaluation.scores(&case).map_err(failed)?;
        let score = scores.towns.iter().find(|it| it.id == town.as_str());
        let score = score.ok_or_else(|| AppError::not_found("town"))?;
        let cell = score.indicators.iter().find(|it| it.id == row.id);
        let cell = cell.ok_or_else(|| AppError::not_found("indicator"))?;
        let sites = evaluation
            .sites(self.store.as_ref())
            .await
            .map_err(failed)?;
        let mut lines = Vec::with_capacity(cell.lines.len());
        for line in &cell.lines {
            lines.push(TraceLine {
                points: line.points.to_string(),
                exact: line.points,
                why: line.why.map(|why| why.as_str().to_owned()),
                source: source(&evaluation, &sites, (town, row), line)?,
            });
        }
        lines.extend(gated(score, row));
        Ok(Trace {
            town_name: town_name.clone(),
            column: column(row),
            points: cell.points.to_string(),
            pending: score.pending.contains(&indicator),
            standard: row.standard.clone(),
            citation: row.citation.to_string(),
            office: row.office.clone(),
            lines,
        })
    }
}

/// The source of a line.
fn source(
    evaluation: &Evaluation,
    sites: &HashMap<String, String>,
    (town, row): (&TownId, &Indicator),
    line: &Line<'_>,
) -> Result<Option<Source>, AppError> {
    if let Some(id) = line.finding.as_deref() {
        let found = evaluation.findings.iter().find(|(_, it)| it.id == id);
        let Some((_, found)) = found else {
            return Ok(None);
        };
        let checkpoint = row.checkpoint(&found.checkpoint);
        return Ok(Some(Source::Finding {
            id: id.parse().map_err(internal)?,
            name: checkpoint.map_or_else(|| id.to_owned(), |it| it.name.zh.clone()),
            name_en: checkpoint.and_then(|it| it.name.en.clone()),
            site: sites.get(&found.site).unwrap_or(&found.site).clone(),
            at: found.counted_at,
            state: found.state,
        }));
    }
    if let Some(gate) = &line.gate {
        return Ok(Some(zeroed_by(gate)));
    }
    let slot = line.fact.as_deref().unwrap_or(&row.id);
    let of_town = |kept: &&KeptFact| kept.town == *town;
    let mut facts = evaluation.facts.iter().filter(of_town);
    let kept = facts.find(|kept| kept.slot == slot || kept.slot == row.id);
    let Some(kept) = kept else { return Ok(None) };
    let fact: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(internal)?;
    Ok(Some(Source::Fact {
        kind: fact.entered(),
        text: said(&fact, row),
        by: kept.by.clone(),
        at: kept.at,
    }))
}

/// The gates that removed points from the town, each once.
fn vetoed(town: &TownScore<'_>) -> Vec<String> {
    let mut rows: Vec<String> = town.gates.iter().map(|it| it.gate.to_owned()).collect();
    rows.dedup();
    rows
}

/// The reason for a row whose points a gate removes.
pub(super) fn zeroed_by(gate: &str) -> Source {
    Source::Gate {
        does: "zeroed".to_owned(),
        text: gate.to_owned(),
    }
}

/// The effects of the row as a gate, one line each, with the points removed. These are not part of
/// the row's own points.
pub(super) fn gated<'s>(
    town: &'s TownScore<'_>,
    row: &'s Indicator,
) -> impl Iterator<Item = TraceLine> + 's {
    let own = town.gates.iter().filter(|it| it.gate == row.id);
    own.map(|it| TraceLine {
        points: (-it.taken.points()).to_string(),
        exact: Points::ZERO,
        why: None,
        source: Some(Source::Gate {
            does: it.taken.as_str().to_owned(),
            text: it.taken.of(),
        }),
    })
}
