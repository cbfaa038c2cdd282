//! Recording a finding, and what revises it.

use super::{MAX_NOTE, Work};
use crate::ids::{CheckpointId, FindingId};
use crate::inspection::heads::Heads;
use crate::inspection::{Content, Finding, Flag, Visit, observed};
use crate::sync::op::Said;
use crate::sync::wire::{Quarantine, Reason};
use std::collections::BTreeSet;

const MAX_COUNT: u32 = 999;
const MAX_PHRASES: usize = 30;

impl Work<'_> {
    /// Whether the author had seen the finding or a change to it. After a restore a finding may
    /// have arrived again under a number that nobody had seen when it was amended.
    pub(super) fn knew_of(&self, finding: &Finding) -> bool {
        let author = &self.cx.author;
        author.saw(&finding.recorded) || finding.heads.iter().any(|head| author.saw(&head.stamp))
    }

    pub(super) fn record(
        &mut self,
        visit: &mut Visit,
        id: FindingId,
        checkpoint: &CheckpointId,
        said: &Said,
    ) -> Result<(), Quarantine> {
        self.know(checkpoint)?;
        if visit.findings.contains_key(&id) {
            return Err(Quarantine::new(Reason::AlreadyExists, id.to_string()));
        }
        let content = self.content(said)?;
        let flags = self.seen_flags(visit, &content);
        let mut heads = Heads::default();
        heads.write(&self.cx.author, Some(content), self.stamp());
        let finding = Finding {
            id,
            checkpoint: checkpoint.clone(),
            recorded: self.stamp(),
            revision: 1,
            heads,
            flags: flags.clone(),
            decision: None,
        };
        visit.findings.insert(id, finding);
        self.touched.insert(id);
        self.flags.extend(flags);
        Ok(())
    }

    pub(super) fn revise(
        &mut self,
        visit: &mut Visit,
        id: FindingId,
        content: Option<Content>,
    ) -> Result<(), Quarantine> {
        let noticed = content
            .as_ref()
            .map(|content| self.seen_flags(visit, content));
        let finding = visit
            .findings
            .get_mut(&id)
            .ok_or_else(|| Quarantine::new(Reason::UnknownFinding, id.to_string()))?;
        if finding.heads.write(&self.cx.author, content, self.stamp()) {
            self.flags.insert(Flag::Concurrent);
        }
        if finding.is_resurrected() {
            self.flags.insert(Flag::Resurrected);
        }
        if let Some(noticed) = noticed {
            self.flags.extend(&noticed);
            finding.flags.extend(noticed);
        }
        finding.revision += 1;
        self.touched.insert(id);
        Ok(())
    }

    pub(super) fn content(&self, said: &Said) -> Result<Content, Quarantine> {
        let out = |what: &str| Err(Quarantine::new(Reason::OutOfRange, what));
        if !(1..=MAX_COUNT).contains(&said.count) {
            return out("count");
        }
        if said.note.chars().count() > MAX_NOTE {
            return out("note");
        }
        if said.phrases.len() > MAX_PHRASES || said.phrases.iter().any(|p| p.chars().count() > 200)
        {
            return out("phrases");
        }
        Ok(Content {
            count: said.count,
            phrases: said.phrases.clone(),
            note: said.note.clone(),
            observed_at: said.observed_at,
            counted_at: said.observed_at.shifted(self.cx.skew),
            position: said.position,
        })
    }

    /// The flags for the time of a finding; a time is never a reason to refuse.
    fn seen_flags(&self, visit: &Visit, content: &Content) -> BTreeSet<Flag> {
        let mut flags = self.time_flags(content.observed_at);
        let said_at = self.op.at.shifted(self.cx.skew);
        if !observed::may_be_seen(content.counted_at, visit.opened_at, said_at) {
            flags.insert(Flag::Skewed);
        }
        flags
    }
}
