//! What an operation does to its visit.
//!
//! [`apply`] changes a visit in place, or refuses the operation and leaves the visit as it is. The
//! server applies each operation to the stored visit. The tablet applies its outbox to the pulled
//! visit, so both show the same.

use crate::ids::{CheckpointId, FindingId, OpId, UserId};
use crate::inspection::heads::{Author, Heads, Stamp};
use crate::inspection::{AnswerValue, Closing, Flag, Outcome, Photo, Signature, Visit};
use crate::sync::clock::{DeviceClock, TOLERATED_SKEW, is_before};
use crate::sync::op::{Intent, Operation};
use crate::sync::wire::{Quarantine, Reason};
use crate::time::Moment;
use jiff::SignedDuration;
use std::collections::BTreeSet;

mod finding;
mod photo;
mod void;

/// The largest photo, in bytes.
pub const MAX_PHOTO: u64 = 20 * 1024 * 1024;

const MAX_NOTE: usize = 2000;
const MAX_INSPECTORS: usize = 20;

/// What [`apply`] needs besides the visit and the operation.
pub struct Context<'a> {
    /// The operation's id.
    pub op_id: OpId,
    /// The author of the operation, with what it had seen.
    pub author: Author<'a>,
    /// The person.
    pub by: UserId,
    /// The operation's number on the server; `None` on the tablet.
    pub server_seq: Option<u64>,
    /// The server's clock minus the device's clock at the push; zero on the tablet.
    pub skew: SignedDuration,
    /// The times of the device's clock; `None` on the tablet, which does not judge its own clock.
    pub clock: Option<DeviceClock>,
    /// Whether the site exists.
    pub knows_site: &'a dyn Fn(&crate::ids::SiteId) -> bool,
    /// Whether some table in force has the checkpoint.
    pub knows_checkpoint: &'a dyn Fn(&CheckpointId) -> bool,
    /// Whether a time lies in an open quarter.
    pub in_open_quarter: &'a dyn Fn(Moment) -> bool,
}

/// The effect of an operation, beside the changed visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The findings that changed.
    pub touched: BTreeSet<FindingId>,
    /// What was noticed.
    pub flags: BTreeSet<Flag>,
}

/// Applies an operation to its visit (`None`: no such visit exists). The error quarantines an
/// operation that cannot be applied; the visit is then unchanged, because every operation is
/// checked completely before it changes anything.
pub fn apply(
    visit: &mut Option<Visit>,
    op: &Operation,
    cx: &Context<'_>,
) -> Result<Applied, Quarantine> {
    let mut work = Work {
        cx,
        op,
        out_of_time: out_of_time(visit.as_ref(), op, cx),
        touched: BTreeSet::new(),
        flags: BTreeSet::new(),
    };
    if work.out_of_time {
        work.flags.insert(Flag::Skewed);
    }
    match (&op.intent, visit.as_mut()) {
        (Intent::OpenVisit(_), Some(_)) => {
            return Err(Quarantine::new(Reason::AlreadyExists, "visit"));
        }
        (Intent::OpenVisit(_), None) => *visit = Some(work.open()?),
        (intent, None) => {
            return Err(Quarantine::new(
                Reason::UnknownVisit,
                intent.visit().to_string(),
            ));
        }
        (_, Some(visit)) => {
            if !visit.inspectors.contains(&cx.by) {
                return Err(Quarantine::new(
                    Reason::NotAnInspector,
                    visit.id.to_string(),
                ));
            }
            let before = work.may_bring_back(visit).then(|| visit.clone());
            work.change(visit)?;
            if let Some(before) = before {
                work.bring_back(&before, visit);
            }
        }
    }
    Ok(Applied {
        touched: work.touched,
        flags: work.flags,
    })
}

/// Whether the operation's time contradicts the device's other times or the visit's opening.
fn out_of_time(visit: Option<&Visit>, op: &Operation, cx: &Context<'_>) -> bool {
    cx.clock.is_some_and(|clock| {
        let at = op.at.shifted(cx.skew);
        clock.contradicts(at) || visit.is_some_and(|visit| is_before(at, visit.opened_at))
    })
}

struct Work<'a> {
    cx: &'a Context<'a>,
    op: &'a Operation,
    /// Whether the operation's time contradicts the device's other times or the visit's opening.
    out_of_time: bool,
    touched: BTreeSet<FindingId>,
    flags: BTreeSet<Flag>,
}

impl Work<'_> {
    fn stamp(&self) -> Stamp {
        Stamp {
            op: self.cx.op_id,
            device: self.cx.author.device,
            seq: self.cx.author.seq,
            server_seq: self.cx.server_seq,
            by: self.cx.by,
            at: self.op.at,
        }
    }

    fn open(&mut self) -> Result<Visit, Quarantine> {
        let Intent::OpenVisit(open) = &self.op.intent else {
            return Err(Quarantine::new(Reason::UnknownVisit, ""));
        };
        if !(self.cx.knows_site)(&open.site) {
            return Err(Quarantine::new(Reason::UnknownSite, open.site.as_str()));
        }
        if open.inspectors.len() > MAX_INSPECTORS {
            return Err(Quarantine::new(Reason::OutOfRange, "inspectors"));
        }
        let mut inspectors = vec![self.cx.by];
        for other in &open.inspectors {
            if !inspectors.contains(other) {
                inspectors.push(*other);
            }
        }
        self.flags.extend(self.time_flags(self.op.at));
        Ok(Visit {
            id: open.visit,
            site: open.site.clone(),
            how: open.how.clone(),
            inspectors,
            opened: self.stamp(),
            opened_at: self.op.at.shifted(self.cx.skew),
            answers: Default::default(),
            findings: Default::default(),
            photos: Default::default(),
            closings: Heads::default(),
            voided: Heads::default(),
            released: false,
        })
    }

    fn change(&mut self, visit: &mut Visit) -> Result<(), Quarantine> {
        match &self.op.intent {
            Intent::OpenVisit(_) => Ok(()),
            Intent::Answer(answer) => self.answer(visit, &answer.checkpoint, answer.answer),
            Intent::RecordFinding(it) => self.record(visit, it.finding, &it.checkpoint, &it.said),
            Intent::AmendFinding(it) => {
                let content = self.content(&it.said)?;
                self.revise(visit, it.finding, Some(content))
            }
            Intent::WithdrawFinding(it) => self.revise(visit, it.finding, None),
            Intent::AttachPhoto(it) => self.attach(visit, it),
            Intent::WithdrawPhoto(it) => self.set_withdrawn(visit, it.photo, true),
            Intent::RestorePhoto(it) => self.set_withdrawn(visit, it.photo, false),
            Intent::CloseVisit(it) => self.close(visit, &it.outcome),
            Intent::VoidVisit(it) => self.void(visit, Some(&it.reason)),
            Intent::ResumeVisit(_) => self.void(visit, None),
        }
    }

    fn answer(
        &mut self,
        visit: &mut Visit,
        checkpoint: &CheckpointId,
        value: Option<AnswerValue>,
    ) -> Result<(), Quarantine> {
        self.know(checkpoint)?;
        let stamp = self.stamp();
        let heads = visit.answers.entry(checkpoint.clone()).or_default();
        if heads.write(&self.cx.author, value, stamp) {
            self.flags.insert(Flag::Concurrent);
        }
        if matches!(value, None | Some(AnswerValue::Issue)) {
            return Ok(());
        }
        // An answer withdraws only findings that its author had seen; unseen ones stay.
        let seen: Vec<FindingId> = visit
            .live_findings(checkpoint)
            .filter(|finding| self.knew_of(finding))
            .map(|finding| finding.id)
            .collect();
        seen.into_iter()
            .try_for_each(|finding| self.revise(visit, finding, None))
    }

    fn close(&mut self, visit: &mut Visit, outcome: &Outcome) -> Result<(), Quarantine> {
        let words = match outcome {
            Outcome::NotInspected { reason } => Some(reason),
            Outcome::Inspected {
                signature: Some(Signature::Refused { reason }),
            } => Some(reason),
            Outcome::Inspected {
                signature: Some(Signature::Signed { name, drawing }),
            } => {
                // The tablet attaches the drawing first, in the same transaction; only a broken
                // client names another photo.
                let fits =
                    |photo: &Photo| photo.finding.is_none() && photo.media_type == "image/png";
                if drawing.is_some_and(|id| !visit.photos.get(&id).is_some_and(fits)) {
                    return Err(Quarantine::new(Reason::OutOfRange, "drawing"));
                }
                // A drawn signature needs no name.
                Some(name).filter(|name| drawing.is_none() || !name.is_empty())
            }
            Outcome::Inspected { signature: None } => None,
        };
        if words.is_some_and(|words| words.trim().is_empty() || words.chars().count() > MAX_NOTE) {
            return Err(Quarantine::new(Reason::OutOfRange, "outcome"));
        }
        let closing = Closing {
            outcome: outcome.clone(),
            at: self.op.at,
        };
        if visit.closings.write(&self.cx.author, closing, self.stamp()) {
            self.flags.insert(Flag::Concurrent);
        }
        Ok(())
    }

    fn know(&self, checkpoint: &CheckpointId) -> Result<(), Quarantine> {
        if (self.cx.knows_checkpoint)(checkpoint) {
            Ok(())
        } else {
            Err(Quarantine::new(
                Reason::UnknownCheckpoint,
                checkpoint.as_str(),
            ))
        }
    }

    fn time_flags(&self, at: Moment) -> BTreeSet<Flag> {
        let skewed = self.out_of_time || self.cx.skew.abs() > TOLERATED_SKEW;
        let late = !(self.cx.in_open_quarter)(at.shifted(self.cx.skew));
        [(skewed, Flag::Skewed), (late, Flag::Late)]
            .into_iter()
            .filter_map(|(noticed, flag)| noticed.then_some(flag))
            .collect()
    }
}
