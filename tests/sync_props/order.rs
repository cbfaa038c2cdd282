//! Invariant 5: the order of arrival decides nothing; only what each author had seen does.
//!
//! Operations with a fixed relation "saw" are applied in many orders that respect it. The visit
//! must be the same each time, except for server numbers.

use anyhow::Result;
use domain::ids::{CheckpointId, DeviceId, FindingId, OpId, PhotoId, UserId, VisitId};
use domain::inspection::heads::{Author, Heads, Lineage};
use domain::inspection::{AnswerValue, Closing, Outcome, Particulars, Photo, Visit, Voiding};
use domain::sync::merge::{self, Context};
use domain::sync::op::{
    AmendFinding, Answer, AttachPhoto, CloseVisit, Intent, KnownPhoto, OpenVisit, Operation,
    RecordFinding, ResumeVisit, Said, VERSION, VoidVisit, WithdrawFinding,
};
use domain::time::Moment;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const DEVICES: usize = 4;
const FINDINGS: usize = 3;

/// A device's action, in generated order.
#[derive(Debug, Clone)]
enum Do {
    Answers(usize, usize),
    Records(usize, usize),
    Amends(usize, u32),
    Withdraws(usize),
    Attaches(usize),
    /// Withdraws a photo of this finding, or restores it.
    TakesPhotoBack(usize, bool),
    Closes,
    Voids,
    Resumes,
    /// The device learns everything that another device has seen.
    Hears(usize),
}

fn doing() -> impl Strategy<Value = (usize, Do)> {
    let what = prop_oneof![
        3 => (0usize..2, 0usize..4).prop_map(|(point, value)| Do::Answers(point, value)),
        3 => (0..FINDINGS, 0usize..2).prop_map(|(finding, point)| Do::Records(finding, point)),
        3 => (0..FINDINGS, 1u32..9).prop_map(|(finding, count)| Do::Amends(finding, count)),
        2 => (0..FINDINGS).prop_map(Do::Withdraws),
        2 => (0..FINDINGS).prop_map(Do::Attaches),
        3 => (0..FINDINGS, any::<bool>()).prop_map(|(it, back)| Do::TakesPhotoBack(it, back)),
        1 => Just(Do::Closes),
        2 => Just(Do::Voids),
        1 => Just(Do::Resumes),
        4 => (0..DEVICES).prop_map(Do::Hears),
    ];
    (0..DEVICES, what)
}

/// An operation and what its author had seen: indices of earlier operations.
#[derive(Debug, Clone)]
struct Op {
    id: OpId,
    device: usize,
    seq: u64,
    operation: Operation,
    saw: BTreeSet<usize>,
}

fn id(number: usize) -> Uuid {
    Uuid::from_u128((number as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
}

fn visit() -> VisitId {
    VisitId(id(10_000))
}

fn finding(number: usize) -> FindingId {
    FindingId(id(20_000 + number))
}

fn device(number: usize) -> DeviceId {
    DeviceId(id(30_000 + number))
}

fn person(number: usize) -> UserId {
    UserId(id(40_000 + number))
}

fn checkpoint(number: usize) -> Result<CheckpointId> {
    Ok(["1.1/opening-hours", "1.3/wheelchair"][number].parse()?)
}

/// Turns actions into operations with a relation "saw": each operation saw everything that its
/// device has done and heard. A device only touches findings that it has seen.
fn operations(doings: &[(usize, Do)]) -> Result<Vec<Op>> {
    let at: Moment = "2026-11-23T09:30:05+08:00".parse()?;
    let said = |count| Said {
        count,
        phrases: Vec::new(),
        note: String::new(),
        observed_at: at,
        position: None,
    };
    let open = Intent::OpenVisit(OpenVisit {
        visit: visit(),
        site: "luocun-center".parse()?,
        how: Particulars::default(),
        inspectors: (1..DEVICES).map(person).collect(),
    });
    let mut knows: Vec<BTreeSet<usize>> = vec![BTreeSet::from([0]); DEVICES];
    let mut seqs = [0; DEVICES];
    let mut ops: Vec<Op> = Vec::new();
    let mut add = |who: usize, intent, knows: &mut Vec<BTreeSet<usize>>| {
        let number = ops.len();
        seqs[who] += 1;
        let mut saw = knows[who].clone();
        saw.remove(&number);
        knows[who].insert(number);
        ops.push(Op {
            id: OpId(id(number)),
            device: who,
            seq: seqs[who],
            operation: Operation {
                v: VERSION,
                base_seq: 0,
                at,
                intent,
            },
            saw,
        });
    };
    add(0, open, &mut knows);
    let mut recorded: BTreeMap<usize, usize> = BTreeMap::new();
    // Each finding's last photo, with the operation that attached it.
    let mut attached: BTreeMap<usize, (PhotoId, usize)> = BTreeMap::new();
    let mut count = 1;
    for (who, what) in doings {
        let who = *who;
        let known = |it: &usize| recorded.get(it).is_some_and(|op| knows[who].contains(op));
        let intent = match what {
            Do::Hears(whom) => {
                let theirs = knows[*whom].clone();
                knows[who].extend(theirs);
                continue;
            }
            Do::Answers(point, value) => Intent::Answer(Answer {
                visit: visit(),
                checkpoint: checkpoint(*point)?,
                answer: [
                    Some(AnswerValue::Meets),
                    Some(AnswerValue::NotApplicable),
                    Some(AnswerValue::Issue),
                    None,
                ][*value],
            }),
            Do::Records(it, point) if !recorded.contains_key(it) => {
                recorded.insert(*it, count);
                Intent::RecordFinding(RecordFinding {
                    finding: finding(*it),
                    visit: visit(),
                    checkpoint: checkpoint(*point)?,
                    said: said(1),
                })
            }
            Do::Amends(it, count) if known(it) => Intent::AmendFinding(AmendFinding {
                finding: finding(*it),
                visit: visit(),
                said: said(*count),
            }),
            Do::Withdraws(it) if known(it) => Intent::WithdrawFinding(WithdrawFinding {
                finding: finding(*it),
                visit: visit(),
            }),
            Do::Attaches(it) if known(it) => Intent::AttachPhoto(AttachPhoto {
                photo: PhotoId(id(50_000 + count)),
                visit: visit(),
                finding: Some(finding(*it)),
                sha256: "0".repeat(64),
                length: 1,
                media_type: "image/jpeg".into(),
                taken_at: at,
                undated: false,
            }),
            Do::TakesPhotoBack(it, back) => {
                let Some((photo, op)) = attached.get(it) else {
                    continue;
                };
                if !knows[who].contains(op) {
                    continue;
                }
                let photo = KnownPhoto {
                    photo: *photo,
                    visit: visit(),
                };
                match back {
                    true => Intent::RestorePhoto(photo),
                    false => Intent::WithdrawPhoto(photo),
                }
            }
            Do::Closes => Intent::CloseVisit(CloseVisit {
                visit: visit(),
                outcome: Outcome::Inspected { signature: None },
            }),
            Do::Voids => Intent::VoidVisit(VoidVisit {
                visit: visit(),
                reason: "误操作".into(),
            }),
            Do::Resumes => Intent::ResumeVisit(ResumeVisit { visit: visit() }),
            _ => continue,
        };
        if let (Do::Attaches(it), Intent::AttachPhoto(photo)) = (what, &intent) {
            attached.insert(*it, (photo.photo, count));
        }
        add(who, intent, &mut knows);
        count += 1;
    }
    Ok(ops)
}

/// Applies the operations in an order that respects "saw", chosen by `picks`.
fn apply(ops: &[Op], picks: &[usize]) -> Result<Visit, TestCaseError> {
    let mut done = BTreeSet::new();
    let mut visit: Option<Visit> = None;
    for (turn, number) in (1..).zip(0..ops.len()) {
        let ready: Vec<usize> = (0..ops.len())
            .filter(|it| !done.contains(it) && ops[*it].saw.is_subset(&done))
            .collect();
        let pick = picks.get(number).copied().unwrap_or_default() % ready.len();
        let next = ready[pick];
        done.insert(next);
        let op = &ops[next];
        let saw: BTreeSet<OpId> = op.saw.iter().map(|it| ops[*it].id).collect();
        let context = Context {
            op_id: op.id,
            author: Author {
                device: device(op.device),
                seq: op.seq,
                base_seq: 0,
                lineage: &Lineage::default(),
                again: &saw,
            },
            by: person(op.device),
            server_seq: Some(turn),
            skew: Default::default(),
            clock: None,
            knows_site: &|_| true,
            knows_checkpoint: &|_| true,
            in_open_quarter: &|_| true,
        };
        merge::apply(&mut visit, &op.operation, &context)
            .map_err(|why| TestCaseError::fail(format!("{:?}: {why:?}", op.operation)))?;
    }
    visit.ok_or_else(|| TestCaseError::fail("no visit"))
}

/// Each value with its author and operation, without the server's number.
fn stood<T: Clone>(heads: &Heads<T>) -> Vec<(T, OpId, UserId)> {
    let plain =
        |head: &domain::inspection::Stamped<T>| (head.value.clone(), head.stamp.op, head.stamp.by);
    heads.iter().map(plain).collect()
}

/// The visit without anything that depends on server numbers. Left out are revisions, which count
/// what reached the server before a decision, and which withdrawal is noted when devices withdraw
/// the same finding without knowing of each other.
type Plain = (
    BTreeMap<CheckpointId, Vec<(Option<AnswerValue>, OpId, UserId)>>,
    BTreeMap<FindingId, (CheckpointId, Vec<(Option<u32>, OpId, UserId)>, Option<u32>)>,
    BTreeMap<CheckpointId, Option<AnswerValue>>,
    BTreeMap<PhotoId, (Option<FindingId>, OpId, Vec<(bool, OpId, UserId)>)>,
    Vec<(Closing, OpId, UserId)>,
    (Vec<(Voiding, OpId, UserId)>, bool),
);

fn plain(visit: &Visit) -> Plain {
    let answers = visit.answers.iter();
    let findings = visit.findings.iter().map(|(id, it)| {
        let versions = stood(&it.heads).into_iter();
        let standing = versions
            .filter(|(value, ..)| value.is_some())
            .map(|(value, op, by)| (value.map(|content| content.count), op, by))
            .collect();
        let count = it.content().map(|content| content.count);
        (*id, (it.checkpoint.clone(), standing, count))
    });
    let photo = |(id, it): (&PhotoId, &Photo)| {
        let taken_back = stood(&it.withdrawn);
        (*id, (it.finding, it.stamp.op, taken_back))
    };
    (
        answers
            .map(|(point, heads)| (point.clone(), stood(heads)))
            .collect(),
        findings.collect(),
        visit
            .answers
            .keys()
            .map(|point| (point.clone(), visit.answer(point)))
            .collect(),
        visit.photos.iter().map(photo).collect(),
        stood(&visit.closings),
        (stood(&visit.voided), visit.void().is_some()),
    )
}

#[test]
fn what_stands_does_not_depend_on_the_order_of_arrival() -> Result<()> {
    let doings = proptest::collection::vec(doing(), 5..40);
    let orders = proptest::collection::vec(proptest::collection::vec(0usize..8, 40), 4);
    let mut runner = TestRunner::new(crate::cases(256));
    let result = runner.run(&(doings, orders), |(doings, orders)| {
        let ops = operations(&doings).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let straight = apply(&ops, &[])?;
        for order in &orders {
            let other = apply(&ops, order)?;
            prop_assert_eq!(plain(&straight), plain(&other));
        }
        Ok(())
    });
    result.map_err(|error| anyhow::anyhow!("{error}"))
}
