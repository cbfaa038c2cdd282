//! 核查认定 on the store.

mod detail;
mod port;
mod pricing;
mod search;

pub use self::port::ReviewPort;
use super::items::item;
use super::row::{Assumed, row};
use crate::pages::allowed::allowed;
use crate::problem::to_app_error;
use crate::store::{Deciding, FindingPage, Listed, Quarters, QueuePage, QueueQuery, Refused};
use app::api::review::{Decided, DecisionRequest, FindingDetail, ManyDecided, Queue, QueueFilter};
use app::error::AppError;
use app::ports::{Boxed, Review};
use domain::ids::{FindingId, VisitId};
use domain::people::{Person, Right};
use futures::future::join_all;

/// Findings on a page of the queue.
const PAGE: u32 = 50;

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
            // Decisions are submitted together so that they commit together.
            let decisions = requests.iter().map(|request| self.rule(person, request));
            let mut many = ManyDecided {
                done: 0,
                refused: Vec::new(),
            };
            for (request, ruled) in requests.iter().zip(join_all(decisions).await) {
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
        let deciding = Deciding {
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
        let ruled = self.store.decide(deciding).await.map_err(to_app_error)?;
        ruled.map_err(|why| refused(why, "finding"))
    }

    async fn list(&self, filter: QueueFilter) -> Result<Queue, AppError> {
        search::check(&filter)?;
        let quarters = self.store.quarters().await.map_err(to_app_error)?;
        let towns = self.store.towns().await.map_err(to_app_error)?;
        let choices = self.store.choices(filter.town.as_ref()).await;
        let choices = choices.map_err(to_app_error)?;
        let in_any = QueueFilter {
            all: true,
            state: None,
            before: None,
            ..filter.clone()
        };
        let narrowed = filter != QueueFilter::default();
        let page = self.page(filter, PAGE, &quarters).await?;
        let in_any_state = match page.total {
            0 if narrowed => self.page(in_any, 0, &quarters).await?.total,
            total => total,
        };
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
            sites: choices
                .sites
                .into_iter()
                .map(|it| (it.id, it.name))
                .collect(),
            inspectors: choices
                .inspectors
                .into_iter()
                .map(|it| (it.id, it.name))
                .collect(),
            in_any_state,
        })
    }

    /// A page of the findings that match a filter, including its search words.
    async fn page(
        &self,
        filter: QueueFilter,
        limit: u32,
        quarters: &Quarters,
    ) -> Result<QueuePage, AppError> {
        let within = self.said(&filter, quarters).await?;
        let query = QueueQuery {
            filter,
            within,
            limit,
        };
        self.store.queue(query).await.map_err(to_app_error)
    }

    async fn find(&self, finding: FindingId) -> Result<FindingPage, AppError> {
        self.store
            .finding(finding)
            .await
            .map_err(to_app_error)?
            .ok_or_else(|| AppError::not_found("finding"))
    }

    async fn decided(&self, finding: FindingId) -> Result<Decided, AppError> {
        let found = self.find(finding).await?;
        let quarters = self.store.quarters().await.map_err(to_app_error)?;
        let now = row(self.store.as_ref(), &found.listed, &quarters, Assumed::Now).await?;
        let waiting = self.store.waiting().await.map_err(to_app_error)?;
        Ok(Decided {
            item: item(found.listed, &quarters),
            row: now,
            waiting,
        })
    }
}

fn items(found: Vec<Listed>, quarters: &Quarters) -> Vec<app::api::review::QueueItem> {
    found.into_iter().map(|it| item(it, quarters)).collect()
}
