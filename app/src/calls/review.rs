//! 核查认定: reading the queue and a finding, and deciding.

#[cfg(feature = "ssr")]
use super::asker::{look_in, require};
#[cfg(feature = "ssr")]
use crate::api::review::MANY;
use crate::api::review::{
    Decided, DecisionRequest, FindingDetail, ManyDecided, Queue, QueueFilter,
};
use crate::error::AppError;
use domain::ids::{FindingId, VisitId};
#[cfg(feature = "ssr")]
use domain::people::Right;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The matching findings, newest first.
#[server(prefix = "/api/page", endpoint = "review_queue", input = Json)]
pub async fn review_queue(filter: QueueFilter) -> Result<Queue, AppError> {
    let (ports, person) = require(Right::SeeFindings).await?;
    ports.review.queue(&person, &filter).await
}

/// Like [`review_queue`], for an open page that asks every few seconds.
#[server(prefix = "/api/page", endpoint = "review_news", input = Json)]
pub async fn review_news(filter: QueueFilter) -> Result<Queue, AppError> {
    let (ports, person) = look_in(Right::SeeFindings).await?;
    ports.review.queue(&person, &filter).await
}

/// One finding with everything that a decision needs.
#[server(prefix = "/api/page", endpoint = "review_finding", input = Json)]
pub async fn review_finding(finding: FindingId) -> Result<FindingDetail, AppError> {
    let (ports, person) = require(Right::SeeFindings).await?;
    ports.review.finding(&person, finding).await
}

/// Decides on a finding.
#[server(prefix = "/api/page", endpoint = "decide", input = Json)]
pub async fn decide(request: DecisionRequest) -> Result<Decided, AppError> {
    let (ports, person) = require(Right::Decide).await?;
    ports.review.decide(&person, &request).await
}

/// Decides on many findings, each separately: a refused one does not affect the others.
#[server(prefix = "/api/page", endpoint = "decide_many", input = Json)]
pub async fn decide_many(requests: Vec<DecisionRequest>) -> Result<ManyDecided, AppError> {
    let (ports, person) = require(Right::Decide).await?;
    if requests.len() > MANY {
        return Err(AppError::invalid("requests", "too-many"));
    }
    ports.review.decide_many(&person, &requests).await
}

/// Releases an unannounced visit to its town.
#[server(prefix = "/api/page", endpoint = "release", input = Json)]
pub async fn release(visit: VisitId) -> Result<(), AppError> {
    let (ports, person) = require(Right::Decide).await?;
    ports.review.release(&person, visit).await
}
