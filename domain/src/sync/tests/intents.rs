//! Operations of tablets, with small numbers as ids.

use crate::ids::{CheckpointId, FindingId, PhotoId, UserId, VisitId};
use crate::inspection::{AnswerValue, Particulars};
use crate::sync::op::{
    AmendFinding, Answer, AttachPhoto, Intent, KnownPhoto, OpenVisit, RecordFinding, Said,
    WithdrawFinding,
};
use crate::time::Moment;
use uuid::Uuid;

pub(super) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(super) fn at() -> Moment {
    "2026-11-23T09:30:05+08:00".parse().unwrap()
}

pub(super) fn visit_id() -> VisitId {
    VisitId(id(1))
}

pub(super) fn finding(number: u128) -> FindingId {
    FindingId(id(100 + number))
}

pub(super) fn checkpoint() -> CheckpointId {
    "1.3/wheelchair".parse().unwrap()
}

pub(super) fn open() -> Intent {
    Intent::OpenVisit(OpenVisit {
        visit: visit_id(),
        site: "luocun-center".parse().unwrap(),
        how: Particulars::default(),
        inspectors: vec![UserId(id(12))],
    })
}

pub(super) fn said(count: u32) -> Said {
    Said {
        count,
        phrases: Vec::new(),
        note: String::new(),
        observed_at: at(),
        position: None,
    }
}

pub(super) fn record(number: u128) -> Intent {
    Intent::RecordFinding(RecordFinding {
        finding: finding(number),
        visit: visit_id(),
        checkpoint: checkpoint(),
        said: said(1),
    })
}

pub(super) fn amend(number: u128, count: u32) -> Intent {
    Intent::AmendFinding(AmendFinding {
        finding: finding(number),
        visit: visit_id(),
        said: said(count),
    })
}

pub(super) fn withdraw(number: u128) -> Intent {
    Intent::WithdrawFinding(WithdrawFinding {
        finding: finding(number),
        visit: visit_id(),
    })
}

pub(super) fn answer(answer: impl Into<Option<AnswerValue>>) -> Intent {
    Intent::Answer(Answer {
        visit: visit_id(),
        checkpoint: checkpoint(),
        answer: answer.into(),
    })
}

pub(super) fn photo(number: u128, change: impl FnOnce(&mut AttachPhoto)) -> Intent {
    let mut it = AttachPhoto {
        photo: PhotoId(id(200 + number)),
        visit: visit_id(),
        finding: None,
        sha256: "0a".repeat(32),
        length: 180_000,
        media_type: "image/jpeg".into(),
        taken_at: at(),
        undated: false,
    };
    change(&mut it);
    Intent::AttachPhoto(it)
}

pub(super) fn known_photo(number: u128) -> KnownPhoto {
    KnownPhoto {
        photo: PhotoId(id(200 + number)),
        visit: visit_id(),
    }
}
