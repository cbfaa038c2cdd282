//! A visit and everything in it.

use crate::ids::{CheckpointId, FindingId, PhotoId, SiteId, UserId, VisitId};
use crate::inspection::finding::{Decision, Finding, FindingState};
use crate::inspection::heads::{Heads, Stamp};
use crate::inspection::particulars::{Form, Particulars};
use crate::inspection::voiding::Voiding;
use crate::read::{Read, Reader};
use crate::time::Moment;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The kind of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SiteKind {
    /// 镇（街道、开发区）便民服务中心.
    Centre,
    /// 村（社区）便民服务站.
    Station,
}

crate::words!(SiteKind {
    Centre = "centre",
    Station = "station",
});

/// The answer to a checkpoint at a visit; the order is from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnswerValue {
    /// 符合要求.
    Meets,
    /// 不涉及.
    NotApplicable,
    /// 有问题.
    Issue,
}

crate::words!(AnswerValue {
    Meets = "meets",
    NotApplicable = "not-applicable",
    Issue = "issue",
});

/// How a visit ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Outcome {
    /// The site was inspected.
    Inspected {
        /// The site's answer to the sheet; `None` on an unannounced visit.
        #[serde(skip_serializing_if = "Option::is_none")]
        signature: Option<Signature>,
    },
    /// 关门、无人、未能检查.
    NotInspected {
        /// Why.
        reason: String,
    },
}

impl Read for Outcome {
    fn read(from: &Reader<'_>) -> Self {
        match from.below("is").text() {
            "inspected" => Self::Inspected {
                signature: from.optional("signature"),
            },
            "not-inspected" => Self::NotInspected {
                reason: from.key("reason"),
            },
            other => {
                let words = ["inspected", "not-inspected"];
                from.below("is").unknown(other, &words);
                Self::Inspected { signature: None }
            }
        }
    }
}

/// The site's answer to the sheet it was shown (明查 only).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Signature {
    /// Signed.
    Signed {
        /// The name of the signer; it may be empty if the signature was drawn.
        name: String,
        /// The drawn signature: a PNG of the visit, attached to no finding. Towns never get it.
        #[serde(skip_serializing_if = "Option::is_none")]
        drawing: Option<PhotoId>,
    },
    /// 拒签.
    Refused {
        /// The reason that was given.
        reason: String,
    },
}

impl Read for Signature {
    fn read(from: &Reader<'_>) -> Self {
        match from.below("is").text() {
            "refused" => Self::Refused {
                reason: from.key("reason"),
            },
            other => {
                if other != "signed" {
                    from.below("is").unknown(other, &["signed", "refused"]);
                }
                Self::Signed {
                    name: from.key("name"),
                    drawing: from.optional("drawing"),
                }
            }
        }
    }
}

/// The end of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Closing {
    /// How it ended.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// When, by the device's clock.
    pub at: Moment,
}

impl Read for Closing {
    fn read(from: &Reader<'_>) -> Self {
        Self {
            outcome: Outcome::read(from),
            at: from.key("at"),
        }
    }
}

crate::deserialize_by_reading!(Outcome, Signature, Closing);

/// A photo as attached; its bytes are sent separately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Photo {
    /// Its id, made on the tablet.
    pub id: PhotoId,
    /// The finding it shows; `None` if it belongs to the visit as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingId>,
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
    /// How many bytes.
    pub length: u64,
    /// The media type, such as `image/jpeg`.
    pub media_type: String,
    /// When it was taken, by the device's clock.
    pub taken_at: Moment,
    /// Whether the time is unknown; `taken_at` is then the time when the photo was chosen.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub undated: bool,
    /// Who attached it.
    pub stamp: Stamp,
    /// Whether the server holds the whole photo and its hash is right.
    pub verified: bool,
    /// Withdrawals (`true`) and restorations (`false`) that nobody has knowingly overwritten; empty
    /// if the photo was never withdrawn.
    #[serde(skip_serializing_if = "Heads::is_empty")]
    pub withdrawn: Heads<bool>,
}

crate::readable!(Photo {
    id, sha256, length, media_type, taken_at, stamp,
} optional {
    finding, undated, verified, withdrawn,
});

impl Photo {
    /// Whether the photo is not withdrawn. If devices withdrew and restored it concurrently, it is
    /// kept as evidence.
    pub fn stands(&self) -> bool {
        self.withdrawn.is_empty() || self.withdrawn.iter().any(|head| !head.value)
    }

    /// Whether the supervisor had this photo when making `decision`. A decision that does not name
    /// its photos was made on those not withdrawn by then.
    fn was_before(&self, decision: &Decision) -> bool {
        let later = |stamp: &Stamp| stamp.server_seq.is_none_or(|seq| seq > decision.server_seq);
        match &decision.photos {
            Some(photos) => photos.contains(&self.id),
            None => self.withdrawn.iter().any(|head| later(&head.stamp)),
        }
    }
}

/// The state of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VisitState {
    /// 检查中.
    Open,
    /// 已提交.
    HandedIn,
    /// 未能检查.
    NotInspected,
    /// 作废.
    Void,
}

crate::words!(VisitState {
    Open = "open",
    HandedIn = "handed-in",
    NotInspected = "not-inspected",
    Void = "void",
});

/// A visit and everything in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// Its id, made on the tablet.
    pub id: VisitId,
    /// The site.
    pub site: SiteId,
    /// How it is made.
    #[serde(flatten)]
    pub how: Particulars,
    /// Everyone who inspected; the person who opened it comes first.
    pub inspectors: Vec<UserId>,
    /// The operation that opened it.
    pub opened: Stamp,
    /// When it was opened, corrected by the clock's skew.
    pub opened_at: Moment,
    /// Answers by checkpoint; `None` is an answer that was taken back.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<CheckpointId, Heads<Option<AnswerValue>>>,
    /// Findings by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub findings: BTreeMap<FindingId, Finding>,
    /// Photos by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub photos: BTreeMap<PhotoId, Photo>,
    /// Empty while the visit is open.
    #[serde(skip_serializing_if = "Heads::is_empty")]
    pub closings: Heads<Closing>,
    /// Attempts to void the visit, and to resume it; [`Visit::void`] says whether it is void.
    #[serde(skip_serializing_if = "Heads::is_empty")]
    pub voided: Heads<Voiding>,
    /// Whether an unannounced visit was released to its town.
    pub released: bool,
}

crate::readable!(Visit {
    id, site, inspectors, opened, opened_at,
} optional {
    answers, findings, photos, closings, voided, released,
} within { how });

impl Visit {
    /// The answer that counts: an issue if there is a finding, else the worst of the remaining
    /// answers.
    pub fn answer(&self, checkpoint: &CheckpointId) -> Option<AnswerValue> {
        if self.live_findings(checkpoint).next().is_some() {
            return Some(AnswerValue::Issue);
        }
        let heads = self.answers.get(checkpoint)?;
        heads.worst(|answer| *answer)?.value
    }

    /// The findings of a checkpoint that have not been withdrawn.
    pub fn live_findings(&self, checkpoint: &CheckpointId) -> impl Iterator<Item = &Finding> {
        self.findings
            .values()
            .filter(move |finding| finding.checkpoint == *checkpoint && finding.content().is_some())
    }

    /// The photos of a finding that are shown, see [`Visit::shows`].
    pub fn photos_of(&self, finding: FindingId) -> impl Iterator<Item = &Photo> {
        self.photos
            .values()
            .filter(move |photo| photo.finding == Some(finding) && self.shows(photo))
    }

    /// The ids of the photos of a finding that are not withdrawn: a decision made now rests on
    /// these.
    pub fn standing_photos(&self, finding: FindingId) -> Vec<PhotoId> {
        let of_it = |photo: &&Photo| photo.finding == Some(finding) && photo.stands();
        self.photos
            .values()
            .filter(of_it)
            .map(|photo| photo.id)
            .collect()
    }

    /// Whether a photo is shown: it is not withdrawn, or was withdrawn only after its finding was
    /// confirmed. What a supervisor decided on stays until the next decision.
    pub fn shows(&self, photo: &Photo) -> bool {
        let finding = photo.finding.and_then(|id| self.findings.get(&id));
        let confirmed = finding.filter(|it| it.state() == FindingState::Confirmed);
        let decided = confirmed.and_then(|it| it.decision.as_ref());
        photo.stands() || decided.is_some_and(|decision| photo.was_before(decision))
    }

    /// Whether a finding was recorded by mistake and withdrawn at once, without a photo. It stays
    /// on record, but no list needs to show it.
    pub fn is_slip(&self, finding: &Finding) -> bool {
        let photographed = |it: &Photo| it.finding == Some(finding.id);
        finding.was_a_slip() && !self.photos.values().any(photographed)
    }

    /// The site's answer to the sheet, if it was asked, with the drawn signature.
    pub fn signature(&self) -> Option<(&Signature, Option<&Photo>)> {
        let Outcome::Inspected { signature } = &self.closing()?.outcome else {
            return None;
        };
        let signature = signature.as_ref()?;
        let drawing = match signature {
            Signature::Signed { drawing, .. } => *drawing,
            Signature::Refused { .. } => None,
        };
        Some((signature, drawing.and_then(|id| self.photos.get(&id))))
    }

    /// How the visit ended, if it has ended.
    pub fn closing(&self) -> Option<&Closing> {
        self.closings.worst(|_| ()).map(|head| &head.value)
    }

    /// Its state.
    pub fn state(&self) -> VisitState {
        if self.void().is_some() {
            return VisitState::Void;
        }
        match self.closing().map(|it| &it.outcome) {
            None => VisitState::Open,
            Some(Outcome::Inspected { .. }) => VisitState::HandedIn,
            Some(Outcome::NotInspected { .. }) => VisitState::NotInspected,
        }
    }

    /// Whether it is still open: neither ended nor void.
    pub fn is_open(&self) -> bool {
        self.closing().is_none() && self.void().is_none()
    }

    /// Whether its town may see it: it has ended, and is announced or released.
    pub fn is_open_to_town(&self) -> bool {
        self.closing().is_some() && (self.how.form == Form::Announced || self.released)
    }

    /// The devices that opened the visit, answered its checkpoints or recorded its findings.
    pub fn devices(&self) -> BTreeSet<crate::ids::DeviceId> {
        let answers = self
            .answers
            .values()
            .flat_map(Heads::iter)
            .map(|head| head.stamp.device);
        let findings = self
            .findings
            .values()
            .map(|finding| finding.recorded.device);
        answers
            .chain(findings)
            .chain([self.opened.device])
            .collect()
    }
}
