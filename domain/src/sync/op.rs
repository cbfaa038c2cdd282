//! Operations: immutable, stored and sent as the text in which they were first written.

use crate::ids::{CheckpointId, FindingId, OpId, PhotoId, SiteId, UserId, VisitId};
use crate::inspection::{AnswerValue, FinderLevel, Form, Method, Outcome};
use crate::position::Fix;
use crate::read::{self, Read, ReadFault, Reader};
use crate::sync::wire::{self, Quarantine, Reason};
use crate::time::Moment;
use serde::Serialize;
use serde_json::Value;
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

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// A visit begins.
    OpenVisit(OpenVisit),
    /// A checkpoint was answered, or its answer was taken back.
    Answer(Answer),
    /// A finding is recorded.
    RecordFinding(RecordFinding),
    /// A finding gets new content, which replaces the old as a whole.
    AmendFinding(AmendFinding),
    /// A finding is withdrawn.
    WithdrawFinding(WithdrawFinding),
    /// A photo is attached to a visit; its bytes are sent separately.
    AttachPhoto(AttachPhoto),
    /// A photo is withdrawn.
    WithdrawPhoto(KnownPhoto),
    /// A withdrawn photo is restored.
    RestorePhoto(KnownPhoto),
    /// A visit ends.
    CloseVisit(CloseVisit),
    /// A visit begun by mistake is voided (作废).
    VoidVisit(VoidVisit),
    /// A voided visit is resumed (撤销作废).
    ResumeVisit(ResumeVisit),
}

/// The keys of the intents.
pub const INTENTS: [&str; 11] = [
    "open_visit",
    "answer",
    "record_finding",
    "amend_finding",
    "withdraw_finding",
    "attach_photo",
    "withdraw_photo",
    "restore_photo",
    "close_visit",
    "void_visit",
    "resume_visit",
];

impl Read for Intent {
    fn read(from: &Reader<'_>) -> Self {
        let there = INTENTS.iter().find(|key| from.has(key));
        match there.copied().unwrap_or_default() {
            "open_visit" => Self::OpenVisit(from.key("open_visit")),
            "answer" => Self::Answer(from.key("answer")),
            "record_finding" => Self::RecordFinding(from.key("record_finding")),
            "amend_finding" => Self::AmendFinding(from.key("amend_finding")),
            "attach_photo" => Self::AttachPhoto(from.key("attach_photo")),
            "withdraw_photo" => Self::WithdrawPhoto(from.key("withdraw_photo")),
            "restore_photo" => Self::RestorePhoto(from.key("restore_photo")),
            "close_visit" => Self::CloseVisit(from.key("close_visit")),
            "void_visit" => Self::VoidVisit(from.key("void_visit")),
            "resume_visit" => Self::ResumeVisit(from.key("resume_visit")),
            "withdraw_finding" => Self::WithdrawFinding(from.key("withdraw_finding")),
            _ => {
                from.fail(format!("missing one of {}", INTENTS.join(", ")));
                Self::WithdrawFinding(from.key("withdraw_finding"))
            }
        }
    }
}

crate::deserialize_by_reading!(Operation);

impl Intent {
    /// Its key in messages, one of [`INTENTS`].
    pub fn key(&self) -> &'static str {
        match self {
            Self::OpenVisit(_) => "open_visit",
            Self::Answer(_) => "answer",
            Self::RecordFinding(_) => "record_finding",
            Self::AmendFinding(_) => "amend_finding",
            Self::WithdrawFinding(_) => "withdraw_finding",
            Self::AttachPhoto(_) => "attach_photo",
            Self::WithdrawPhoto(_) => "withdraw_photo",
            Self::RestorePhoto(_) => "restore_photo",
            Self::CloseVisit(_) => "close_visit",
            Self::VoidVisit(_) => "void_visit",
            Self::ResumeVisit(_) => "resume_visit",
        }
    }

    /// The visit that the operation belongs to.
    pub fn visit(&self) -> VisitId {
        match self {
            Self::OpenVisit(it) => it.visit,
            Self::Answer(it) => it.visit,
            Self::RecordFinding(it) => it.visit,
            Self::AmendFinding(it) => it.visit,
            Self::WithdrawFinding(it) => it.visit,
            Self::AttachPhoto(it) => it.visit,
            Self::WithdrawPhoto(it) | Self::RestorePhoto(it) => it.visit,
            Self::CloseVisit(it) => it.visit,
            Self::VoidVisit(it) => it.visit,
            Self::ResumeVisit(it) => it.visit,
        }
    }
}

/// `open_visit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenVisit {
    /// The new visit.
    pub visit: VisitId,
    /// The site.
    pub site: SiteId,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// The other inspectors; the sender is always one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inspectors: Vec<UserId>,
    /// Who found its findings.
    pub finder: FinderLevel,
}

crate::readable!(OpenVisit { visit, site, method, form, finder } optional { inspectors });

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
    let value: Value = wire::read(body).map_err(|error| malformed(error.to_string()))?;
    let fault = |fault: ReadFault| malformed(fault.to_string());
    let Versioned { v } = read::from_value(&value).map_err(fault)?;
    match v {
        1 => read::from_value(&value).map_err(fault),
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
