//! A finding: its content, its review, and what of it counts for the score.

use crate::ids::{CheckpointId, FindingId, PhotoId, UserId};
use crate::inspection::heads::{Heads, Stamp};
use crate::position::Fix;
use crate::read::{Read, Reader};
use crate::time::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What an inspector says of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Content {
    /// How many (people, windows), from 1.
    pub count: u32,
    /// The phrases that were tapped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<String>,
    /// Free words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// When it was seen, by the device's clock.
    pub observed_at: Moment,
    /// When it was seen, corrected by the clock's skew: the time that counts.
    pub counted_at: Moment,
    /// Where the device was, if the inspector noted it. Supervisors see it, towns never do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Fix>,
}

crate::readable!(Content { count, observed_at, counted_at } optional { phrases, note, position });

/// What the server noticed while applying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// Another device wrote the same without having seen this.
    Concurrent,
    /// The device's clock was more than five minutes off: at the push, or by the order of its own
    /// times and the visit's opening; or what was said of a time cannot be: see
    /// [`crate::inspection::observed`].
    Skewed,
    /// Its time lies in no open quarter.
    Late,
    /// Another device has a finding of this checkpoint at this site on this day.
    PossibleDuplicate,
    /// It was withdrawn on one device and amended on another: it is back.
    Resurrected,
}

crate::words!(Flag {
    Concurrent = "concurrent",
    Skewed = "skewed",
    Late = "late",
    PossibleDuplicate = "possible-duplicate",
    Resurrected = "resurrected",
});

/// What a supervisor decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Verdict {
    /// 予以认定.
    Confirmed,
    /// 不予认定.
    Rejected,
    /// 退回补充: a question to the inspector.
    Returned,
    /// The same matter as another finding, which carries it.
    Merged {
        /// The finding that stands for both.
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

/// A supervisor's decision: it names the revision that was read and keeps what was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What was decided.
    pub verdict: Verdict,
    /// The revision that was before the supervisor.
    pub revision: u32,
    /// Why; always there for anything but a confirmation.
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
    /// The photos as decided on; decisions made before they were noted say nothing of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photos: Option<Vec<PhotoId>>,
}

crate::readable!(Decision { verdict, revision, by, at, server_seq, content } optional {
    reason, photos,
});

/// Where a finding stands (sync.md, "A finding's states").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingState {
    /// Waits for a supervisor.
    Recorded,
    /// 予以认定.
    Confirmed,
    /// 不予认定.
    Rejected,
    /// Carried by another finding.
    Merged,
    /// Back with the inspector, with a question.
    Returned,
    /// Taken back by the inspector.
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
    /// What the scorer makes of it.
    pub fn scoring(self) -> ScoringStatus {
        match self {
            Self::Confirmed => ScoringStatus::Confirmed,
            Self::Recorded | Self::Returned => ScoringStatus::Pending,
            Self::Rejected | Self::Merged | Self::Withdrawn => ScoringStatus::Rejected,
        }
    }
}

/// The three statuses that scoring.md knows.
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

/// A finding that was taken back within this time of being recorded was a slip of the finger.
const SLIP: jiff::SignedDuration = jiff::SignedDuration::from_secs(60);

/// One thing that was wrong at a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its id, made on the tablet.
    pub id: FindingId,
    /// What it is a fault of.
    pub checkpoint: CheckpointId,
    /// The operation that recorded it.
    pub recorded: Stamp,
    /// How many operations have touched it, from 1.
    pub revision: u32,
    /// What stands; `None` is a withdrawal.
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
    /// What stands now: of concurrent versions the worst, and any rather than a withdrawal.
    pub fn content(&self) -> Option<&Content> {
        self.heads
            .worst(|content| content.as_ref().map(|c| c.count))
            .and_then(|head| head.value.as_ref())
    }

    /// Withdrawn on one device, amended unknowingly on another.
    pub fn is_resurrected(&self) -> bool {
        self.content().is_some() && self.heads.iter().any(|head| head.value.is_none())
    }

    /// Recorded by mistake: the device that recorded it took it back within a minute, and nothing
    /// else was done to it (see [`super::Visit::is_slip`] for its photos).
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

    /// The last decision asks the inspector something.
    pub fn was_returned(&self) -> bool {
        let verdict = self.decision.as_ref().map(|decision| &decision.verdict);
        matches!(verdict, Some(Verdict::Returned))
    }

    /// A decision exists, and the inspector changed something after the revision it names.
    pub fn is_reopened(&self) -> bool {
        self.decision
            .as_ref()
            .is_some_and(|decision| decision.revision < self.revision)
    }

    /// Where it stands. A decided value stands until a supervisor decides again; only a returned
    /// finding is waiting for just such a change and goes back to the queue.
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

    /// Whether a supervisor has to look at it.
    pub fn wants_review(&self) -> bool {
        match self.state() {
            FindingState::Recorded => true,
            FindingState::Returned | FindingState::Withdrawn => false,
            _ => self.is_reopened(),
        }
    }

    /// The content that the scorer takes: as decided, else as it stands.
    pub fn scored_content(&self) -> Option<&Content> {
        match &self.decision {
            Some(decision) if self.state() == FindingState::Confirmed => Some(&decision.content),
            _ => self.content(),
        }
    }

    /// All flags: those noticed when applying and those that the versions show.
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
