//! A finding: its content, its review, and what counts for the score.

use crate::ids::{CheckpointId, FindingId, PhotoId, UserId};
use crate::inspection::heads::{Heads, Stamp};
use crate::position::Fix;
use crate::read::{Read, Reader};
use crate::time::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What an inspector recorded of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Content {
    /// How many (people, windows), from 1.
    pub count: u32,
    /// The phrases that were tapped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<String>,
    /// A note in free text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// When it was seen, by the device's clock.
    pub observed_at: Moment,
    /// When it was seen, corrected by the clock's skew: the time that counts.
    pub counted_at: Moment,
    /// Where the device was, if the inspector recorded it. Supervisors see it, towns never do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Fix>,
}

crate::readable!(Content { count, observed_at, counted_at } optional { phrases, note, position });

/// What the server noticed when it applied an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// Another device wrote a value at the same time; neither had seen the other's.
    Concurrent,
    /// The device's clock was over five minutes off at the push, or the operation's time
    /// contradicts the device's earlier times or the visit's opening. Or the time of observation is
    /// impossible, see [`crate::inspection::observed`].
    Skewed,
    /// Its time lies in no open quarter.
    Late,
    /// Another device has a finding of this checkpoint at this site on this day.
    PossibleDuplicate,
    /// Withdrawn on one device and amended on another, so it counts again.
    Resurrected,
}

crate::words!(Flag {
    Concurrent = "concurrent",
    Skewed = "skewed",
    Late = "late",
    PossibleDuplicate = "possible-duplicate",
    Resurrected = "resurrected",
});

/// A supervisor's verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Verdict {
    /// 予以认定.
    Confirmed,
    /// 不予认定.
    Rejected,
    /// 退回补充: a question to the inspector.
    Returned,
    /// The same matter as another finding, which counts for both.
    Merged {
        /// The finding that counts for both.
        into: FindingId,
    },
}

impl Read for Verdict {
    fn read(from: &Reader<'_>) -> Self {
        match from.below("is").text() {
            "confirmed" => Self::Confirmed,
            "rejected" => Self::Rejected,
            "returned" => Self::Returned,
            "merged" => Self::Merged {
                into: from.key("into"),
            },
            other => {
                let words = ["confirmed", "rejected", "returned", "merged"];
                from.below("is").unknown(other, &words);
                Self::Rejected
            }
        }
    }
}

crate::deserialize_by_reading!(Verdict);

/// A supervisor's decision. It names the revision that was read and keeps the content decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// The revision that the supervisor read.
    pub revision: u32,
    /// The reason; never empty unless the verdict is a confirmation.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Who.
    pub by: UserId,
    /// When, by the server's clock.
    pub at: Moment,
    /// Its number on the server.
    pub server_seq: u64,
    /// The content as decided: this is what scores.
    pub content: Content,
    /// The photos decided on; `None` in decisions made before photos were recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photos: Option<Vec<PhotoId>>,
}

crate::readable!(Decision { verdict, revision, by, at, server_seq, content } optional {
    reason, photos,
});

/// The state of a finding (sync.md, "A finding's states").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingState {
    /// Waits for a supervisor.
    Recorded,
    /// 予以认定.
    Confirmed,
    /// 不予认定.
    Rejected,
    /// Merged into another finding, which counts for both.
    Merged,
    /// Returned to the inspector, with a question.
    Returned,
    /// Withdrawn by the inspector.
    Withdrawn,
}

crate::words!(FindingState {
    Recorded = "recorded",
    Confirmed = "confirmed",
    Rejected = "rejected",
    Merged = "merged",
    Returned = "returned",
    Withdrawn = "withdrawn",
});

impl FindingState {
    /// The status by which the scorer counts it.
    pub fn scoring(self) -> ScoringStatus {
        match self {
            Self::Confirmed => ScoringStatus::Confirmed,
            Self::Recorded | Self::Returned => ScoringStatus::Pending,
            Self::Rejected | Self::Merged | Self::Withdrawn => ScoringStatus::Rejected,
        }
    }
}

/// The three statuses of scoring.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScoringStatus {
    /// Counts.
    Confirmed,
    /// Counts in the provisional score only.
    Pending,
    /// Does not count.
    Rejected,
}

/// A finding withdrawn within this time of being recorded was recorded by mistake.
const SLIP: jiff::SignedDuration = jiff::SignedDuration::from_secs(60);

/// One thing that was wrong at a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its id, made on the tablet.
    pub id: FindingId,
    /// The checkpoint that was not met.
    pub checkpoint: CheckpointId,
    /// The operation that recorded it.
    pub recorded: Stamp,
    /// The number of its version: 1 when recorded (sync.md, "A finding's states").
    pub revision: u32,
    /// The versions that nobody has knowingly overwritten; `None` is a withdrawal.
    pub heads: Heads<Option<Content>>,
    /// What the server noticed.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub flags: BTreeSet<Flag>,
    /// The last decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
}

crate::readable!(Finding {
    id, checkpoint, recorded, revision, heads,
} optional {
    flags, decision,
});

impl Finding {
    /// The content that counts: of concurrent versions the worst. A withdrawal counts only if there
    /// is no other version.
    pub fn content(&self) -> Option<&Content> {
        self.heads
            .worst(|content| content.as_ref().map(|c| c.count))
            .and_then(|head| head.value.as_ref())
    }

    /// Whether one device withdrew it while another, not knowing that, amended it.
    pub fn is_resurrected(&self) -> bool {
        self.content().is_some() && self.heads.iter().any(|head| head.value.is_none())
    }

    /// Whether it was recorded by mistake: the device that recorded it withdrew it within a minute,
    /// and nothing else happened to it ([`super::Visit::is_slip`] checks its photos).
    pub(super) fn was_a_slip(&self) -> bool {
        let mut heads = self.heads.iter();
        let (Some(only), None) = (heads.next(), heads.next()) else {
            return false;
        };
        let (recorded, gone) = (self.recorded.at.timestamp(), only.stamp.at.timestamp());
        self.decision.is_none()
            && self.revision == 2
            && only.value.is_none()
            && only.stamp.device == self.recorded.device
            && gone.duration_since(recorded).abs() <= SLIP
    }

    /// Whether the latest decision returned it with a question.
    pub fn was_returned(&self) -> bool {
        let verdict = self.decision.as_ref().map(|decision| &decision.verdict);
        matches!(verdict, Some(Verdict::Returned))
    }

    /// Whether the finding changed after the revision on which the latest decision was made.
    pub fn is_reopened(&self) -> bool {
        self.decision
            .as_ref()
            .is_some_and(|decision| decision.revision < self.revision)
    }

    /// Its state. A verdict stays in force until a supervisor decides again, but a change to a
    /// returned finding makes it recorded or withdrawn.
    pub fn state(&self) -> FindingState {
        let undecided = if self.content().is_some() {
            FindingState::Recorded
        } else {
            FindingState::Withdrawn
        };
        let Some(decision) = &self.decision else {
            return undecided;
        };
        match decision.verdict {
            Verdict::Returned if self.is_reopened() => undecided,
            Verdict::Returned => FindingState::Returned,
            Verdict::Confirmed => FindingState::Confirmed,
            Verdict::Rejected => FindingState::Rejected,
            Verdict::Merged { .. } => FindingState::Merged,
        }
    }

    /// Whether it waits for a supervisor.
    pub fn wants_review(&self) -> bool {
        match self.state() {
            FindingState::Recorded => true,
            FindingState::Returned | FindingState::Withdrawn => false,
            _ => self.is_reopened(),
        }
    }

    /// The content that scores: the decided content, or without a decision the current one.
    pub fn scored_content(&self) -> Option<&Content> {
        match &self.decision {
            Some(decision) if self.state() == FindingState::Confirmed => Some(&decision.content),
            _ => self.content(),
        }
    }

    /// All flags: those stored, and those that follow from the versions.
    pub fn all_flags(&self) -> BTreeSet<Flag> {
        let mut flags = self.flags.clone();
        if self.heads.is_concurrent() {
            flags.insert(Flag::Concurrent);
        }
        if self.is_resurrected() {
            flags.insert(Flag::Resurrected);
        }
        flags
    }
}
