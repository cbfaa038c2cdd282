//! A person's actions as the operations that the tablet makes of them.

use super::World;
use crate::steps::{Act, Error};
use anyhow::{Context, Result};
use domain::ids::{FindingId, OpId, PhotoId, SiteId, VisitId};
use domain::inspection::{AnswerValue, Outcome, Particulars, Signature, Visit};
use domain::position::Fix;
use domain::sync::op::{
    AmendFinding, Answer, AttachPhoto, CloseVisit, Intent, KnownPhoto, OpenVisit, RecordFinding,
    ResumeVisit, Said, VoidVisit, WithdrawFinding,
};

/// The site of the visits.
const SITE: &str = "luocun-center";
const VALUES: [Option<AnswerValue>; 4] = [
    Some(AnswerValue::Meets),
    Some(AnswerValue::NotApplicable),
    Some(AnswerValue::Issue),
    None,
];

impl World<'_> {
    pub(super) fn bodies(&mut self, device: usize, act: &Act) -> Result<Vec<String>> {
        let fresh = self.fresh();
        let people = self.ground.people.clone();
        let skew = self.device(device)?.skew;
        let now = self.now().shifted(skew);
        if let Act::Errs(Error::NewerVersion) = act {
            return Ok(vec![r#"{"v":9,"base_seq":0,"foresee":{}}"#.into()]);
        }
        if let Act::Errs(Error::NoOperation) = act {
            return Ok(vec![r#"{"v":1,"base_seq":0,"nothing":"known"}"#.into()]);
        }
        let checkpoints = self.ground.checkpoints.clone();
        let device = self.device(device)?;
        let visits: Vec<Visit> = device.tablet.visits().into_iter().cloned().collect();
        let visit = |at: &usize| at.checked_rem(visits.len()).and_then(|at| visits.get(at));
        let checkpoint = |at: &usize| checkpoints.get(*at).cloned().context("no checkpoint");
        let findings: Vec<(VisitId, FindingId)> = visits
            .iter()
            .flat_map(|visit| visit.findings.keys().map(|id| (visit.id, *id)))
            .collect();
        let finding = |at: &usize| {
            at.checked_rem(findings.len())
                .and_then(|at| findings.get(at))
        };
        let said = |count| Said {
            count,
            phrases: vec!["无障碍坡道被占用".into()],
            note: "已当场告知".into(),
            observed_at: now,
            position: Fix::try_from([36_700_212, 118_047_588, 12]).ok(),
        };
        let open = |visit, site: SiteId, inspectors| {
            Intent::OpenVisit(OpenVisit {
                visit: VisitId(visit),
                site,
                how: Particulars::default(),
                inspectors,
            })
        };
        let record = |visit, finding, checkpoint, count| {
            Intent::RecordFinding(RecordFinding {
                finding,
                visit,
                checkpoint,
                said: said(count),
            })
        };
        let intents: Vec<Intent> = match act {
            Act::Opens { with } => {
                let others = people.iter().filter(|id| **id != device.user).zip(with);
                let others = others.filter_map(|(id, with)| with.then_some(*id));
                vec![open(fresh, SITE.parse()?, others.collect())]
            }
            Act::Answers {
                visit: at,
                checkpoint: point,
                value,
            } => match visit(at) {
                Some(visit) => vec![Intent::Answer(Answer {
                    visit: visit.id,
                    checkpoint: checkpoint(point)?,
                    answer: *VALUES.get(*value).context("no such answer")?,
                })],
                None => Vec::new(),
            },
            Act::Records {
                visit: at,
                checkpoint: point,
                count,
            } => match visit(at) {
                Some(visit) => {
                    vec![record(
                        visit.id,
                        FindingId(fresh),
                        checkpoint(point)?,
                        *count,
                    )]
                }
                None => Vec::new(),
            },
            Act::Amends { finding: at, count } => match finding(at) {
                Some((visit, finding)) => vec![Intent::AmendFinding(AmendFinding {
                    finding: *finding,
                    visit: *visit,
                    said: said(*count),
                })],
                None => Vec::new(),
            },
            Act::Withdraws { finding: at } => match finding(at) {
                Some((visit, finding)) => vec![Intent::WithdrawFinding(WithdrawFinding {
                    finding: *finding,
                    visit: *visit,
                })],
                None => Vec::new(),
            },
            Act::Attaches {
                visit: at,
                finding: of,
            } => match visit(at) {
                Some(visit) => {
                    let own = visit.findings.keys().collect::<Vec<_>>();
                    let of = of.as_ref().and_then(|at| at.checked_rem(own.len()));
                    vec![Intent::AttachPhoto(AttachPhoto {
                        photo: PhotoId(fresh),
                        visit: visit.id,
                        finding: of.and_then(|at| own.get(at)).map(|id| **id),
                        sha256: domain::sync::op::hash(OpId(fresh), "photo"),
                        length: 180_000,
                        media_type: "image/jpeg".into(),
                        taken_at: now,
                        undated: false,
                    })]
                }
                None => Vec::new(),
            },
            Act::TakesPhotoBack { photo: at, back } => {
                let photos: Vec<(VisitId, PhotoId)> = visits
                    .iter()
                    .flat_map(|visit| visit.photos.keys().map(|id| (visit.id, *id)))
                    .collect();
                let chosen = at.checked_rem(photos.len()).and_then(|at| photos.get(at));
                let intent = |(visit, photo): &(VisitId, PhotoId)| {
                    let (visit, photo) = (*visit, *photo);
                    match back {
                        true => Intent::RestorePhoto(KnownPhoto { photo, visit }),
                        false => Intent::WithdrawPhoto(KnownPhoto { photo, visit }),
                    }
                };
                chosen.map(intent).into_iter().collect()
            }
            Act::Closes {
                visit: at,
                inspected,
            } => match visit(at) {
                Some(visit) => vec![Intent::CloseVisit(CloseVisit {
                    visit: visit.id,
                    outcome: if *inspected {
                        Outcome::Inspected {
                            signature: Some(Signature::Signed {
                                drawing: None,
                                name: "王建国".into(),
                            }),
                        }
                    } else {
                        Outcome::NotInspected {
                            reason: "大厅停电关门".into(),
                        }
                    },
                })],
                None => Vec::new(),
            },
            Act::Voids { visit: at } => match visit(at) {
                Some(visit) => vec![Intent::VoidVisit(VoidVisit {
                    visit: visit.id,
                    reason: "选错检查对象".into(),
                })],
                None => Vec::new(),
            },
            Act::Resumes { visit: at } => match visit(at) {
                Some(visit) => vec![Intent::ResumeVisit(ResumeVisit { visit: visit.id })],
                None => Vec::new(),
            },
            Act::Errs(error) => {
                let first = checkpoint(&0)?;
                let Some(visit) = visits.first().map(|visit| visit.id) else {
                    return Ok(Vec::new());
                };
                match error {
                    Error::NoSuchVisit => {
                        vec![record(VisitId(fresh), FindingId(fresh), first, 1)]
                    }
                    Error::NoSuchFinding => vec![Intent::WithdrawFinding(WithdrawFinding {
                        finding: FindingId(fresh),
                        visit,
                    })],
                    Error::NoSuchCheckpoint => {
                        vec![record(visit, FindingId(fresh), "99.9/none".parse()?, 1)]
                    }
                    Error::NoSuchSite => vec![open(fresh, "nowhere".parse()?, Vec::new())],
                    Error::CountOfNone => vec![record(visit, FindingId(fresh), first, 0)],
                    Error::FindingAgain => match findings.first() {
                        Some((_, known)) => vec![record(visit, *known, first, 1)],
                        None => Vec::new(),
                    },
                    Error::NewerVersion | Error::NoOperation => Vec::new(),
                }
            }
        };
        let operations = intents
            .into_iter()
            .map(|it| device.tablet.operation(it, now));
        operations
            .map(|it| Ok(serde_json::to_string(&it)?))
            .collect()
    }
}
