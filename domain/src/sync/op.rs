//! Operations: immutable, stored and sent as the text in which they were first written.

use crate::ids::{CheckpointId, FindingId, OpId, PhotoId, SiteId, UserId, VisitId};
use crate::inspection::{AnswerValue, Outcome, Particulars};
use crate::position::Fix;
use crate::read::{self, Read, ReadFault, Reader, Tree};
use crate::sync::wire::{self, Quarantine, Reason};
use crate::time::Moment;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The version that this build writes. Every released version is read.
pub const VERSION: u32 = 1;

/// The body of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// The schema version.
    pub v: u32,
    /// The server number that the device had pulled when this was made.
    pub base_seq: u64,
    /// When, by the device's clock.
    pub at: Moment,
    /// What was done.
    #[serde(flatten)]
    pub intent: Intent,
}

impl Read for Operation {
    fn read(from: &Reader<'_>) -> Self {
        Self {
            v: from.key("v"),
            base_seq: from.key("base_seq"),
            at: from.key("at"),
            intent: Intent::read(from),
        }
    }
}

/// Defines [`Intent`]: each variant with its body, its key in messages, and what it is about.
macro_rules! intents {
    ($(
        $(#[$doc:meta])*
        $intent:ident($body:ident) = $key:literal, about |$it:ident| $about:expr;
    )+) => {
        /// What was done.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Intent {
            $($(#[$doc])* $intent($body),)+
        }

        /// The keys of the intents.
        pub const INTENTS: [&str; [$($key),+].len()] = [$($key),+];

        impl Intent {
            /// Its key in messages, one of [`INTENTS`].
            pub fn key(&self) -> &'static str {
                match self {
                    $(Self::$intent(_) => $key,)+
                }
            }

            /// The visit that the operation belongs to.
            pub fn visit(&self) -> VisitId {
                match self {
                    $(Self::$intent(it) => it.visit,)+
                }
            }

            /// What it is about, within its visit.
            pub fn about(&self) -> About<'_> {
                match self {
                    $(Self::$intent($it) => $about,)+
                }
            }

            fn read_as(key: &str, from: &Reader<'_>) -> Option<Self> {
                match key {
                    $($key => Some(Self::$intent(from.key($key))),)+
                    _ => None,
                }
            }
        }
    };
}

intents! {
    /// A visit begins.
    OpenVisit(OpenVisit) = "open_visit", about |it| About::NewVisit(it);
    /// A checkpoint was answered, or its answer was taken back.
    Answer(Answer) = "answer", about |it| About::Checkpoint(&it.checkpoint);
    /// A finding is recorded.
    RecordFinding(RecordFinding) = "record_finding", about |it| About::NewFinding(it);
    /// A finding gets new content, which replaces the old as a whole.
    AmendFinding(AmendFinding) = "amend_finding", about |it| About::Finding(it.finding);
    /// A finding is withdrawn.
    WithdrawFinding(WithdrawFinding) = "withdraw_finding", about |it| About::Finding(it.finding);
    /// A photo is attached to a visit; its bytes are sent separately.
    AttachPhoto(AttachPhoto) = "attach_photo", about |it| About::NewPhoto(it);
    /// A photo is withdrawn.
    WithdrawPhoto(KnownPhoto) = "withdraw_photo", about |it| About::Photo(it.photo);
    /// A withdrawn photo is restored.
    RestorePhoto(KnownPhoto) = "restore_photo", about |it| About::Photo(it.photo);
    /// A visit ends.
    CloseVisit(CloseVisit) = "close_visit", about |_it| About::Visit;
    /// A visit begun by mistake is voided (作废).
    VoidVisit(VoidVisit) = "void_visit", about |_it| About::Visit;
    /// A voided visit is resumed (撤销作废).
    ResumeVisit(ResumeVisit) = "resume_visit", about |_it| About::Visit;
}

/// What an operation is about, within its visit.
#[derive(Debug, Clone, Copy)]
pub enum About<'a> {
    /// The visit, which it begins.
    NewVisit(&'a OpenVisit),
    /// The visit as a whole.
    Visit,
    /// A checkpoint.
    Checkpoint(&'a CheckpointId),
    /// A finding, which it adds.
    NewFinding(&'a RecordFinding),
    /// A finding.
    Finding(FindingId),
    /// A photo, which it adds.
    NewPhoto(&'a AttachPhoto),
    /// A photo.
    Photo(PhotoId),
}

impl Read for Intent {
    fn read(from: &Reader<'_>) -> Self {
        let there = INTENTS.iter().find(|key| from.has(key));
        let found = there.and_then(|key| Self::read_as(key, from));
        found.unwrap_or_else(|| {
            from.fail(format!("missing one of {}", INTENTS.join(", ")));
            Self::WithdrawFinding(from.key("withdraw_finding"))
        })
    }
}

crate::deserialize_by_reading!(Operation);

/// `open_visit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenVisit {
    /// The new visit.
    pub visit: VisitId,
    /// The site.
    pub site: SiteId,
    /// How it is made.
    #[serde(flatten)]
    pub how: Particulars,
    /// The other inspectors; the sender is always one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inspectors: Vec<UserId>,
}

crate::readable!(OpenVisit { visit, site } optional { inspectors } within { how });

/// `answer`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The visit.
    pub visit: VisitId,
    /// The checkpoint.
    pub checkpoint: CheckpointId,
    /// 符合要求, 不涉及 (both withdraw the findings of the checkpoint that the author knew) or
    /// 有问题; `None` takes the answer back, and nothing else.
    pub answer: Option<AnswerValue>,
}

crate::readable!(Answer {
    visit,
    checkpoint,
    answer
});

/// The content of a finding, shared by recording and amending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// How many, from 1 to 999.
    pub count: u32,
    /// The phrases that were tapped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<String>,
    /// A note in free text, at most 2000 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// When it was seen, which may be before it was entered.
    pub observed_at: Moment,
    /// Where the device was, if the inspector asked it to record its position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Fix>,
}

crate::readable!(Said { count, observed_at } optional { phrases, note, position });

/// `record_finding`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordFinding {
    /// The new finding.
    pub finding: FindingId,
    /// The visit.
    pub visit: VisitId,
    /// The checkpoint that was not met.
    pub checkpoint: CheckpointId,
    /// The content.
    #[serde(flatten)]
    pub said: Said,
}

impl Read for RecordFinding {
    fn read(from: &Reader<'_>) -> Self {
        Self {
            finding: from.key("finding"),
            visit: from.key("visit"),
            checkpoint: from.key("checkpoint"),
            said: Said::read(from),
        }
    }
}

/// `amend_finding`: replaces the finding's content as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AmendFinding {
    /// The finding.
    pub finding: FindingId,
    /// Its visit.
    pub visit: VisitId,
    /// The new content.
    #[serde(flatten)]
    pub said: Said,
}

impl Read for AmendFinding {
    fn read(from: &Reader<'_>) -> Self {
        Self {
            finding: from.key("finding"),
            visit: from.key("visit"),
            said: Said::read(from),
        }
    }
}

/// `withdraw_finding`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WithdrawFinding {
    /// The finding.
    pub finding: FindingId,
    /// Its visit.
    pub visit: VisitId,
}

crate::readable!(WithdrawFinding { finding, visit });

/// `attach_photo`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttachPhoto {
    /// The new photo.
    pub photo: PhotoId,
    /// Its visit.
    pub visit: VisitId,
    /// The finding it shows; `None` if it belongs to the visit as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingId>,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// How many bytes.
    pub length: u64,
    /// `image/jpeg`, `image/png` or `image/webp`.
    pub media_type: String,
    /// When it was taken.
    pub taken_at: Moment,
    /// Whether the time is unknown; `taken_at` is then the time when the photo was chosen.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub undated: bool,
}

crate::readable!(AttachPhoto {
    photo, visit, sha256, length, media_type, taken_at,
} optional {
    finding, undated,
});

/// `withdraw_photo` and `restore_photo`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownPhoto {
    /// The photo.
    pub photo: PhotoId,
    /// Its visit.
    pub visit: VisitId,
}

crate::readable!(KnownPhoto { photo, visit });

/// `close_visit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CloseVisit {
    /// The visit.
    pub visit: VisitId,
    /// How it ended.
    pub outcome: Outcome,
}

crate::readable!(CloseVisit { visit, outcome });

/// `void_visit`: the visit stays on record and has no effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VoidVisit {
    /// The visit.
    pub visit: VisitId,
    /// Why, at most 2000 characters.
    pub reason: String,
}

crate::readable!(VoidVisit { visit, reason });

/// `resume_visit`: reverses a `void_visit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResumeVisit {
    /// The visit.
    pub visit: VisitId,
}

crate::readable!(ResumeVisit { visit });

struct Versioned {
    v: u32,
}

crate::readable!(Versioned { v });

/// Reads the body of any released version. On an error the operation is quarantined, not refused.
pub fn decode(body: &str) -> Result<Operation, Quarantine> {
    let malformed = |what: String| Quarantine::new(Reason::Malformed, what);
    let body: Tree = wire::read(body).map_err(|error| malformed(error.to_string()))?;
    let fault = |fault: ReadFault| malformed(fault.to_string());
    let Versioned { v } = read::from_tree(&body).map_err(fault)?;
    match v {
        1 => read::from_tree(&body).map_err(fault),
        _ => Err(Quarantine::new(
            Reason::UnknownVersion,
            format!("version {v}"),
        )),
    }
}

/// SHA-256 in lower-case hex of the operation's id and its body as received. The number is not
/// included, so that a renumbered operation is recognised.
pub fn hash(op_id: OpId, body: &str) -> String {
    let mut sha = Sha256::new();
    sha.update(op_id.to_string());
    sha.update(body);
    hex::encode(sha.finalize())
}
