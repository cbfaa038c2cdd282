//! 得分及扣分明细 on the store.

mod result;

use super::items::photos;
use crate::problem::{failed, internal, to_app_error};
use crate::quarter::evaluation::{View, priced};
use crate::store::{Named, Quarters, Store, project};
use app::api::town::{DeductionLine, IndicatorLine, ScoreRow, Scorecard};
use app::error::AppError;
use app::ports::{Boxed, Scorecards};
use domain::ids::{SiteId, TownId};
use domain::inspection::{Counted, Finding, ScoringStatus, Visit};
use domain::people::{Person, Right};
use domain::points::Points;
use domain::scoring::{self, Basis, IndicatorScore, Line, score_deduct_rows};
use domain::table::{Indicator, Table};
use domain::time::Quarter;
use result::side;
use std::collections::HashMap;
use std::sync::Arc;

/// Scorecards on the store.
pub struct ScorecardsPort {
    pub(crate) store: Arc<Store>,
}

impl Scorecards for ScorecardsPort {
    fn scorecard<'a>(
        &'a self,
        person: &'a Person,
        town: Option<&'a TownId>,
        quarter: Option<Quarter>,
    ) -> Boxed<'a, Scorecard> {
        Box::pin(self.card(person, town, quarter))
    }
}

impl ScorecardsPort {
    /// The quarter to show, with the towns evaluated in it: the named quarter, or else the newest
    /// one, up to the current, in which the wanted town is evaluated.
    async fn evaluated(
        &self,
        quarters: &Quarters,
        named: Option<Quarter>,
        wanted: Option<&TownId>,
    ) -> Result<(Quarter, Vec<Named<TownId>>), AppError> {
        if quarters.0.is_empty() {
            return Err(AppError::NotSetUp);
        }
        let current = quarters.current().map(|it| it.quarter);
        let from = named.or(current);
        let mut first = None;
        for it in quarters.0.iter().filter(|it| Some(it.quarter) <= from) {
            if named.is_some_and(|named| named != it.quarter) {
                continue;
            }
            let towns = self
                .store
                .towns_in(it.quarter)
                .await
                .map_err(to_app_error)?;
            if wanted.is_none_or(|wanted| towns.iter().any(|town| town.id == *wanted)) {
                return Ok((it.quarter, towns));
            }
            first = first.or(Some((it.quarter, towns)));
        }
        first.ok_or_else(|| AppError::not_found("quarter"))
    }

    async fn card(
        &self,
        person: &Person,
        asked: Option<&TownId>,
        named: Option<Quarter>,
    ) -> Result<Scorecard, AppError> {
        let whole = person.may_everywhere(Right::SeeCards);
        let own = person.own_town(Right::SeeCards);
        if !whole && (own.is_none() || asked.is_some_and(|asked| Some(asked) != own)) {
            return Err(AppError::Forbidden);
        }
        let quarters = self.store.quarters().await.map_err(to_app_error)?;
        let wanted = asked.or(own);
        let (quarter, towns) = self.evaluated(&quarters, named, wanted).await?;
        let card = self
            .of_quarter((whole, wanted), &quarters, (quarter, towns))
            .await?;
        if whole || named.is_some() || has_news(&card) {
            return Ok(card);
        }
        // A town first sees a quarter with content, not one that has just begun.
        let before = quarters
            .0
            .iter()
            .map(|it| it.quarter)
            .filter(|it| *it < card.quarter);
        for quarter in before.take(LOOKED_BACK) {
            let towns = self.store.towns_in(quarter).await.map_err(to_app_error)?;
            if !towns.iter().any(|town| town.id == card.town) {
                continue;
            }
            let earlier = self
                .of_quarter((whole, wanted), &quarters, (quarter, towns))
                .await?;
            if has_news(&earlier) {
                return Ok(Scorecard {
                    nothing_in: Some(card.quarter),
                    ..earlier
                });
            }
        }
        Ok(card)
    }

    /// The card of a quarter in which these towns are evaluated.
    async fn of_quarter(
        &self,
        (whole, wanted): (bool, Option<&TownId>),
        quarters: &Quarters,
        (quarter, towns): (Quarter, Vec<Named<TownId>>),
    ) -> Result<Scorecard, AppError> {
        let first = towns.first().map(|town| &town.id);
        let wanted = wanted.or(first).cloned().ok_or(AppError::NotSetUp)?;
        let town = towns.iter().find(|town| town.id == wanted).cloned();
        let town = town.ok_or_else(|| AppError::not_found("town"))?;
        let store = self.store.as_ref();
        let view = if whole {
            View::whole(store, quarter, &town.id).await
        } else {
            View::of_town(store, quarter, &town.id).await
        };
        let view = view.map_err(failed)?;
        let evaluation = &view.evaluation;
        let (table, published) = (&evaluation.table, evaluation.published);
        let priced = priced(&evaluation.facts).map_err(failed)?;
        let sees_all = whole || published;
        let side = side(&view, sees_all)?;
        let scored = Scored::new(
            table,
            quarter,
            &evaluation.town(&town.id),
            &seen(&view),
            (&priced, &side.vetoed),
        )?;
        Ok(Scorecard {
            town: town.id.clone(),
            town_name: town.name.clone(),
            quarter,
            table_name: table.name.zh.clone(),
            document: table.document.clone(),
            deducted: table.totals.brief(scored.deducted),
            pending: table.totals.brief(scored.pending),
            rows: scored.rows,
            visits: view.times.0,
            sites: view.times.1,
            state: evaluation.state,
            published,
            quarters: quarters.0.iter().map(|it| it.quarter).collect(),
            nothing_in: None,
            entered: side.entered,
            result: side.result,
            places: side.places,
            towns: if whole {
                towns.into_iter().map(|town| (town.id, town.name)).collect()
            } else {
                Vec::new()
            },
        })
    }
}

/// How many earlier quarters are searched for content: two years.
const LOOKED_BACK: usize = 8;

/// Whether a card has any content for its town: a visit, a finding, an entered fact, or the result.
fn has_news(card: &Scorecard) -> bool {
    card.visits > 0
        || card.published
        || card.result.is_some()
        || card.rows.iter().any(|row| !row.deductions.is_empty())
        || card.entered.iter().any(|row| !row.lines.is_empty())
}

/// A finding that counts or waits, with its visit and site.
struct Seen<'a> {
    visit: &'a Visit,
    site: &'a Named<SiteId>,
    finding: &'a Finding,
    /// The content that counts: the current one, or that of the closing.
    counted: &'a Counted,
}

fn seen(view: &View) -> Vec<Seen<'_>> {
    let mut seen = Vec::new();
    let counted = view.evaluation.findings.iter();
    let counted: HashMap<&str, &Counted> = counted.map(|(_, it)| (it.id.as_str(), it)).collect();
    for (visit, site) in &view.visits {
        for finding in visit.findings.values() {
            let id = finding.id.to_string();
            // A closed quarter keeps the content of its closing.
            let counted = counted.get(id.as_str()).copied();
            let counts = counted.filter(|it| it.state.scoring() != ScoringStatus::Rejected);
            seen.extend(counts.map(|counted| Seen {
                visit,
                site,
                finding,
                counted,
            }));
        }
    }
    seen
}

/// The rows with their sums.
struct Scored {
    rows: Vec<ScoreRow>,
    deducted: Points,
    pending: Points,
}

impl Scored {
    fn new(
        table: &Table,
        quarter: Quarter,
        town: &scoring::Town<'_>,
        seen: &[Seen<'_>],
        (priced, vetoed): (
            &HashMap<String, ScoringStatus>,
            &HashMap<String, Vec<String>>,
        ),
    ) -> Result<Self, AppError> {
        let findings = |basis| -> Vec<scoring::Finding<'_>> {
            let all = seen.iter();
            all.map(|it| scoring::Finding {
                moved: priced
                    .get(&it.counted.id)
                    .is_some_and(|it| it.counts(basis)),
                ..it.counted.scored(&town.id)
            })
            .collect()
        };
        let (now, then) = (findings(Basis::Confirmed), findings(Basis::Provisional));
        let score = |findings, basis| {
            score_deduct_rows(table, quarter, town, findings, basis).map_err(internal)
        };
        let confirmed = score(&now, Basis::Confirmed)?;
        let provisional = score(&then, Basis::Provisional)?;
        let by_id: HashMap<&str, &Seen<'_>> = {
            let all = seen.iter();
            all.map(|it| (it.counted.id.as_str(), it)).collect()
        };
        let mut scored = Self {
            rows: Vec::new(),
            deducted: Points::ZERO,
            pending: Points::ZERO,
        };
        for (now, then) in confirmed.into_iter().zip(provisional) {
            let vetoed = vetoed.get(now.id.as_ref());
            let (now, then) = match vetoed {
                Some(_) => (zeroed(now), zeroed(then)),
                None => (now, then),
            };
            let Some(indicator) = table.indicator(&now.id) else {
                continue;
            };
            let taken = now.of.minus(now.points).map_err(internal)?;
            let waits = now.points.minus(then.points).map_err(internal)?;
            scored.deducted = scored.deducted.plus(taken).map_err(internal)?;
            scored.pending = scored.pending.plus(waits).map_err(internal)?;
            let mut row = row(table, indicator, &now, &then, &by_id);
            row.vetoed = vetoed.cloned().unwrap_or_default();
            scored.rows.push(row);
        }
        Ok(scored)
    }
}

/// A row whose points a gate takes; its findings keep their lines.
fn zeroed(score: IndicatorScore<'_>) -> IndicatorScore<'_> {
    IndicatorScore {
        points: Points::ZERO,
        ..score
    }
}

fn row(
    table: &Table,
    indicator: &Indicator,
    now: &IndicatorScore<'_>,
    then: &IndicatorScore<'_>,
    by_id: &HashMap<&str, &Seen<'_>>,
) -> ScoreRow {
    let section = table.section(&indicator.section);
    ScoreRow {
        line: IndicatorLine {
            id: indicator.id.clone(),
            points: table.totals.brief(now.points),
            of: now.of.to_string(),
        },
        provisional: table.totals.brief(then.points),
        section: section.map_or_else(String::new, |section| section.name.zh.clone()),
        name: indicator.name.zh.clone(),
        name_en: indicator.name.en.clone(),
        standard: indicator.standard.clone(),
        citation: indicator.citation.to_string(),
        office: indicator.office.clone(),
        vetoed: Vec::new(),
        deductions: then
            .lines
            .iter()
            .filter_map(|waiting| {
                let id = waiting.finding.as_deref()?;
                let seen = by_id.get(id)?;
                // Findings that count now are shown with their current deduction; waiting ones with
                // the deduction they would have.
                let counts = now
                    .lines
                    .iter()
                    .find(|it| it.finding.as_deref() == Some(id));
                Some(deduction(table, indicator, seen, counts.unwrap_or(waiting)))
            })
            .collect(),
    }
}

fn deduction(
    table: &Table,
    indicator: &Indicator,
    seen: &Seen<'_>,
    line: &Line<'_>,
) -> DeductionLine {
    let finding = seen.finding;
    let content = project::standing(finding);
    let checkpoint = indicator.checkpoint(finding.checkpoint.as_str());
    let id = finding.checkpoint.to_string();
    DeductionLine {
        finding: finding.id,
        points: table.totals.brief(line.points),
        exact: line.points,
        why: line.why.map(|why| why.as_str().to_owned()),
        checkpoint: finding.checkpoint.clone(),
        checkpoint_name: checkpoint.map_or(id, |it| it.name.zh.clone()),
        checkpoint_en: checkpoint.and_then(|it| it.name.en.clone()),
        state: seen.counted.state,
        count: seen.counted.count,
        phrases: content.map_or_else(Vec::new, |it| it.phrases.clone()),
        note: content.map_or_else(String::new, |it| it.note.clone()),
        site_name: seen.site.name.clone(),
        observed_at: seen.counted.counted_at,
        form: seen.visit.how.form,
        photos: photos(seen.visit, finding.id),
    }
}
