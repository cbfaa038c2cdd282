//! One finding with all the data that a decision needs.

use super::{ReviewPort, items};
use crate::pages::items::{item, photos, site_answer};
use crate::pages::row::{Assumed, row};
use crate::problem::internal;
use crate::store::{FindingPage, Listed, Quarters};
use app::api::photo::PhotoView;
use app::api::review::{DecisionView, Earlier, FindingDetail, Version, VoidView};
use app::error::AppError;
use domain::ids::{FindingId, UserId};
use domain::inspection::{Content, Decision, Finding, ScoringStatus, Visit, noted};
use domain::time::Moment;
use std::collections::BTreeMap;

impl ReviewPort {
    pub(super) async fn detail(
        &self,
        found: FindingPage,
        quarters: &Quarters,
    ) -> Result<FindingDetail, AppError> {
        let FindingPage {
            listed,
            visit,
            decisions,
            same_day,
            before,
            open,
            mut history,
            names,
        } = found;
        let finding = visit
            .findings
            .get(&listed.id)
            .ok_or_else(|| internal("a finding is not in its visit"))?;
        // Shows the content on which a decision would be made. For a reopened finding that is the
        // inspector's latest version, not the content that still scores.
        let content = match &finding.decision {
            Some(decision) if finding.is_reopened() => {
                finding.content().or(Some(&decision.content))
            }
            _ => crate::store::project::standing(finding),
        };
        let table = quarters.table_of(quarters.of(listed.counted_at));
        let known = table.and_then(|table| table.checkpoint(&listed.checkpoint));
        let (twins, related) = beside(&listed, same_day, known.map(|(_, it)| &it.related[..]));
        let shown: Vec<FindingId> = before
            .iter()
            .map(|(it, _)| it)
            .chain(&open)
            .map(|it| it.id)
            .collect();
        history.retain(|it| !shown.contains(&it.id));
        let store = self.store.as_ref();
        let priced_by = self.priced_by(&listed, quarters).await?;
        let row_now = row(store, &listed, quarters, Assumed::Now).await?;
        let standing = finding.content().map(|content| content.count);
        let row_confirmed = row(store, &listed, quarters, Assumed::Confirmed(standing)).await?;
        Ok(FindingDetail {
            phrases: content.map_or_else(Vec::new, |it| it.phrases.clone()),
            note: content.map_or_else(String::new, |it| it.note.clone()),
            raw_observed_at: content.map_or(listed.counted_at, |it| it.observed_at),
            position: content.and_then(|it| it.position),
            how: visit.how.clone(),
            inspectors: visit.inspectors.iter().map(|it| name(it, &names)).collect(),
            quarter: quarters.of(listed.counted_at),
            priced_by,
            standard: known.map_or_else(String::new, |(it, _)| it.standard.clone()),
            citation: known.map_or_else(String::new, |(it, _)| it.citation.to_string()),
            office: known.map_or_else(String::new, |(it, _)| it.office.clone()),
            per: known.map_or_else(String::new, |(_, it)| it.per.as_str().to_owned()),
            points: known.map_or_else(String::new, |(_, it)| it.points.to_string()),
            photos: marked(&visit, photos(&visit, listed.id)),
            versions: versions(finding, &names),
            decisions: decisions.iter().map(|it| view(it, &names)).collect(),
            twins: items(twins, quarters),
            related: items(related, quarters),
            before: before
                .into_iter()
                .map(|(it, decision)| Earlier {
                    item: item(it, quarters),
                    decision: decision.map(|it| view(&it, &names)),
                })
                .collect(),
            open: items(open, quarters),
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

/// The findings of that day at the site that are not rejected: those of the same checkpoint from
/// other devices, and those of related checkpoints.
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

/// Marks the photos that were taken before the visit began.
fn marked(visit: &Visit, mut photos: Vec<PhotoView>) -> Vec<PhotoView> {
    for photo in &mut photos {
        let taken = visit.photos.get(&photo.id);
        photo.early = taken.is_some_and(|it| visit.precedes(it));
    }
    photos
}

fn versions(finding: &Finding, names: &BTreeMap<UserId, String>) -> Vec<Version> {
    let words = |content: &Content| noted(&content.phrases, &content.note, "；");
    let one = |head: &domain::inspection::Stamped<Option<Content>>| Version {
        inspector: name(&head.stamp.by, names),
        at: head.stamp.at,
        count: head.value.as_ref().map(|content| content.count),
        words: head.value.as_ref().map_or_else(String::new, words),
    };
    finding.heads.iter().map(one).collect()
}

/// The range from the start of the oldest open quarter to now, in the format of a time field.
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
