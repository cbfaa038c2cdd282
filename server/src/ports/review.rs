//! 核查认定 on the store.

use super::items::{item, photos, site_answer};
use super::row::{Row, row};
use crate::clock::Clock;
use crate::ports::allowed;
use crate::problem::{internal, to_app_error};
use crate::store::{Found, Listed, Quarters, QueueQuery, Refused, Ruling, Store};
use app::api::review::{
    Decided, DecisionRequest, DecisionView, FindingDetail, ManyDecided, Queue, QueueFilter,
    Version, VoidView,
};
use app::error::AppError;
use app::ports::{Boxed, Review};
use domain::ids::{FindingId, UserId, VisitId};
use domain::inspection::{Content, Decision, Finding, ScoringStatus, Visit};
use domain::people::{Person, Right};
use domain::time::Moment;
use futures::future::join_all;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Findings on a page of the queue.
const PAGE: u32 = 50;

/// The review on the store.
pub struct ReviewPort {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
}

impl Review for ReviewPort {
    fn queue<'a>(&'a self, person: &'a Person, filter: &'a QueueFilter) -> Boxed<'a, Queue> {
        Box::pin(async move {
            allowed(person, Right::SeeFindings)?;
            self.list(filter.clone()).await
        })
    }

    fn finding<'a>(&'a self, person: &'a Person, finding: FindingId) -> Boxed<'a, FindingDetail> {
        Box::pin(async move {
            allowed(person, Right::SeeFindings)?;
            let found = self.find(finding).await?;
            let quarters = self.store.quarters().await.map_err(to_app_error)?;
            self.detail(found, &quarters).await
        })
    }

    fn decide<'a>(
        &'a self,
        person: &'a Person,
        request: &'a DecisionRequest,
    ) -> Boxed<'a, Decided> {
        Box::pin(async move {
            allowed(person, Right::Decide)?;
            self.rule(person, request).await?;
            self.decided(request.finding).await
        })
    }

    fn decide_many<'a>(
        &'a self,
        person: &'a Person,
        requests: &'a [DecisionRequest],
    ) -> Boxed<'a, ManyDecided> {
        Box::pin(async move {
            allowed(person, Right::Decide)?;
            // Asked for together, so that they commit together.
            let rulings = requests.iter().map(|request| self.rule(person, request));
            let mut many = ManyDecided {
                done: 0,
                refused: Vec::new(),
            };
            for (request, ruled) in requests.iter().zip(join_all(rulings).await) {
                match ruled {
                    Ok(()) => many.done += 1,
                    Err(why) => many.refused.push((request.finding, why)),
                }
            }
            Ok(many)
        })
    }

    fn release<'a>(&'a self, person: &'a Person, visit: VisitId) -> Boxed<'a, ()> {
        Box::pin(async move {
            allowed(person, Right::Decide)?;
            let released = self.store.release(person.id, visit).await;
            released
                .map_err(to_app_error)?
                .map_err(|why| refused(why, "visit"))
        })
    }
}

fn refused(why: Refused, what: &str) -> AppError {
    match why {
        Refused::Unknown => AppError::not_found(what),
        Refused::Changed(revision) => AppError::Changed { revision },
        Refused::Invalid(field, problem) => AppError::invalid(field, problem),
    }
}

impl ReviewPort {
    async fn rule(&self, person: &Person, request: &DecisionRequest) -> Result<(), AppError> {
        let ruling = Ruling {
            finding: request.finding,
            revision: request.revision,
            seen: request.seen,
            verdict: request.verdict,
            reason: request.reason.clone(),
            count: request.count,
            observed_at: request.observed_at,
            by: person.id,
            at: self.clock.moment(),
        };
        let ruled = self.store.decide(ruling).await.map_err(to_app_error)?;
        ruled.map_err(|why| refused(why, "finding"))
    }

    async fn list(&self, filter: QueueFilter) -> Result<Queue, AppError> {
        let query = QueueQuery {
            filter,
            limit: PAGE,
        };
        let page = self.store.queue(query).await.map_err(to_app_error)?;
        let quarters = self.store.quarters().await.map_err(to_app_error)?;
        let towns = self.store.towns().await.map_err(to_app_error)?;
        let last = page.found.last().map(|listed| listed.number);
        let indicators = quarters.current().map(|quarter| {
            let with_checkpoints = quarter.table.indicators.iter();
            with_checkpoints
                .filter(|indicator| !indicator.checkpoints.is_empty())
                .map(|indicator| (indicator.id.clone(), indicator.name.zh.clone()))
                .collect()
        });
        Ok(Queue {
            items: items(page.found, &quarters),
            total: page.total,
            waiting: page.waiting,
            next: last.filter(|_| page.more),
            towns: towns.into_iter().map(|town| (town.id, town.name)).collect(),
            indicators: indicators.unwrap_or_default(),
        })
    }

    async fn find(&self, finding: FindingId) -> Result<Found, AppError> {
        self.store
            .finding(finding)
            .await
            .map_err(to_app_error)?
            .ok_or_else(|| AppError::not_found("finding"))
    }

    async fn decided(&self, finding: FindingId) -> Result<Decided, AppError> {
        let found = self.find(finding).await?;
        let quarters = self.store.quarters().await.map_err(to_app_error)?;
        let now = row(self.store.as_ref(), &found.listed, &quarters, Row::Now).await?;
        let nothing = QueueQuery {
            filter: QueueFilter::default(),
            limit: 0,
        };
        let waiting = self
            .store
            .queue(nothing)
            .await
            .map_err(to_app_error)?
            .waiting;
        Ok(Decided {
            item: item(found.listed, &quarters),
            row: now,
            waiting,
        })
    }

    async fn detail(&self, found: Found, quarters: &Quarters) -> Result<FindingDetail, AppError> {
        let Found {
            listed,
            visit,
            decisions,
            same_day,
            history,
            names,
        } = found;
        let finding = visit
            .findings
            .get(&listed.id)
            .ok_or_else(|| internal("a finding is not in its visit"))?;
        // What a decision would take: a reopened finding shows what the inspector says now, not
        // what still scores.
        let content = match &finding.decision {
            Some(decision) if finding.is_reopened() => {
                finding.content().or(Some(&decision.content))
            }
            _ => crate::store::project::standing(finding),
        };
        let table = quarters.table_of(quarters.of(listed.counted_at));
        let known = table.and_then(|table| table.checkpoint(&listed.checkpoint));
        let (twins, related) = beside(&listed, same_day, known.map(|(_, it)| &it.related[..]));
        let store = self.store.as_ref();
        let row_now = row(store, &listed, quarters, Row::Now).await?;
        let standing = finding.content().map(|content| content.count);
        let row_confirmed = row(store, &listed, quarters, Row::Confirmed(standing)).await?;
        Ok(FindingDetail {
            phrases: content.map_or_else(Vec::new, |it| it.phrases.clone()),
            note: content.map_or_else(String::new, |it| it.note.clone()),
            raw_observed_at: content.map_or(listed.counted_at, |it| it.observed_at),
            position: content.and_then(|it| it.position),
            inspectors: visit.inspectors.iter().map(|it| name(it, &names)).collect(),
            finder: visit.finder,
            standard: known.map_or_else(String::new, |(it, _)| it.standard.clone()),
            citation: known.map_or_else(String::new, |(it, _)| it.citation.to_string()),
            office: known.map_or_else(String::new, |(it, _)| it.office.clone()),
            per: known.map_or_else(String::new, |(_, it)| it.per.as_str().to_owned()),
            points: known.map_or_else(String::new, |(_, it)| it.points.to_string()),
            photos: photos(&visit, listed.id),
            versions: versions(finding, &names),
            decisions: decisions.iter().map(|it| view(it, &names)).collect(),
            twins: items(twins, quarters),
            related: items(related, quarters),
            history: items(history, quarters),
            row_now,
            row_confirmed,
            released: visit.released,
            handed_in: visit.closing().is_some(),
            times: times(quarters, self.clock.moment()),
            site_answer: site_answer(&visit),
            void: void(&visit, &names),
            item: app::api::review::QueueItem {
                count: content.map_or(listed.count, |it| it.count),
                observed_at: content.map_or(listed.counted_at, |it| it.counted_at),
                ..item(listed, quarters)
            },
        })
    }
}

fn items(found: Vec<Listed>, quarters: &Quarters) -> Vec<app::api::review::QueueItem> {
    found.into_iter().map(|it| item(it, quarters)).collect()
}

/// Of the findings at the site on the day that stand: those of the same checkpoint from other
/// devices, and those of rows that may be the same matter.
fn beside(
    listed: &Listed,
    same_day: Vec<Listed>,
    related: Option<&[domain::ids::CheckpointId]>,
) -> (Vec<Listed>, Vec<Listed>) {
    let related = related.unwrap_or_default();
    let (twins, others): (Vec<_>, Vec<_>) = same_day
        .into_iter()
        .filter(|it| it.state.scoring() != ScoringStatus::Rejected)
        .partition(|it| it.checkpoint == listed.checkpoint && it.device != listed.device);
    let others = others.into_iter();
    (
        twins,
        others
            .filter(|it| related.contains(&it.checkpoint))
            .collect(),
    )
}

fn versions(finding: &Finding, names: &BTreeMap<UserId, String>) -> Vec<Version> {
    let words = |content: &Content| {
        let mut words = content.phrases.clone();
        words.extend((!content.note.is_empty()).then(|| content.note.clone()));
        words.join("；")
    };
    let one = |head: &domain::inspection::Stamped<Option<Content>>| Version {
        inspector: name(&head.stamp.by, names),
        at: head.stamp.at,
        count: head.value.as_ref().map(|content| content.count),
        words: head.value.as_ref().map_or_else(String::new, words),
    };
    finding.heads.iter().map(one).collect()
}

/// The quarters that are open, up to now, as a field for a time writes them.
fn times(quarters: &Quarters, now: Moment) -> Option<(String, String)> {
    let open = quarters.0.iter().filter(|it| it.open);
    let first = open.map(|it| it.quarter).min()?;
    let latest: String = now.wall('T').chars().take(16).collect();
    Some((format!("{}T00:00", first.first_day()), latest))
}

fn void(visit: &Visit, names: &BTreeMap<UserId, String>) -> Option<VoidView> {
    let said = visit.void().or_else(|| visit.void_without_effect())?;
    Some(VoidView {
        holds: visit.void().is_some(),
        by: name(&said.stamp.by, names),
        at: said.stamp.at,
        reason: said.value.reason.clone().unwrap_or_default(),
    })
}

fn view(decision: &Decision, names: &BTreeMap<UserId, String>) -> DecisionView {
    DecisionView {
        verdict: decision.verdict,
        revision: decision.revision,
        reason: decision.reason.clone(),
        by: name(&decision.by, names),
        at: decision.at,
    }
}

fn name(user: &UserId, names: &BTreeMap<UserId, String>) -> String {
    names.get(user).cloned().unwrap_or_default()
}
