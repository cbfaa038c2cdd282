//! What the tablet shows between a push, its result and the pages of a pull.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod forgotten;
mod photos;
mod shown;
mod takes;

use super::{Meta, OutboxEntry, StoredRow, Tablet};
use domain::ids::{DeviceId, FindingId, OpId, UserId, VisitId};
use domain::inspection::{Form, Method, Outcome, Particulars, Visit};
use domain::sync::op::{CloseVisit, Intent, OpenVisit, RecordFinding, Said};
use domain::sync::wire::{AssignmentRow, OpResult, OutcomeKind, Quarantine, Reason, kind};
use domain::time::Moment;
use uuid::Uuid;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn now() -> Moment {
    "2026-11-23T09:30:05+08:00".parse().unwrap()
}

fn tablet() -> Tablet {
    Tablet::new(UserId(id(7)), Meta::new(DeviceId(id(1))), [], [], [])
}

fn visit() -> VisitId {
    VisitId(id(100))
}

fn open() -> Intent {
    Intent::OpenVisit(OpenVisit {
        visit: visit(),
        site: "luocun-center".parse().unwrap(),
        how: Particulars::default(),
        inspectors: Vec::new(),
    })
}

fn record(number: u128) -> Intent {
    Intent::RecordFinding(RecordFinding {
        finding: FindingId(id(200 + number)),
        visit: visit(),
        checkpoint: "1.3/wheelchair".parse().unwrap(),
        said: Said {
            count: 1,
            phrases: Vec::new(),
            note: String::new(),
            observed_at: now(),
            position: None,
        },
    })
}

/// Records intents, each with its number from the server if it has a result.
fn recorded(tablet: &mut Tablet, intents: Vec<(Intent, Option<u64>)>) {
    for (intent, server_seq) in intents {
        let seq = tablet.meta.next_seq;
        let op_id = OpId(id(1000 + u128::from(seq)));
        let entry = OutboxEntry {
            device: tablet.meta.device,
            generation: tablet.meta.generation,
            seq,
            op_id,
            body: serde_json::to_string(&tablet.operation(intent, now())).unwrap(),
            result: server_seq.map(|server_seq| OpResult {
                seq,
                op_id,
                outcome: OutcomeKind::Applied,
                server_seq,
                flags: Vec::new(),
                quarantine: None,
            }),
            heard_at: None,
        };
        tablet.meta.next_seq += 1;
        tablet.outbox.insert((entry.generation, seq), entry);
    }
    tablet.replay();
}

/// Quarantines the operations, as a server does that does not have the visit.
fn refuse(tablet: &mut Tablet, seqs: std::ops::RangeInclusive<u64>) {
    for (seq, entry) in tablet.outbox.iter_mut().map(|((_, seq), it)| (*seq, it)) {
        let reason = match seq {
            1 => Reason::UnknownSite,
            _ => Reason::UnknownVisit,
        };
        if seqs.contains(&seq) {
            entry.result = Some(OpResult {
                seq,
                op_id: entry.op_id,
                outcome: OutcomeKind::Quarantined,
                server_seq: 10 + seq,
                flags: Vec::new(),
                quarantine: Some(Quarantine::new(reason, "")),
            });
        }
    }
    tablet.replay();
}

/// Assigns the visit's site to this tablet's person.
fn assign(tablet: &mut Tablet, number: u128, due: &str) {
    let body = AssignmentRow {
        id: id(number),
        site: "luocun-center".parse().unwrap(),
        method: Method::Routine,
        form: Form::Announced,
        inspectors: vec![tablet.user],
        due: Some(due.to_owned()),
        note: String::new(),
        done_by: None,
    };
    tablet.take(&StoredRow {
        seq: 1,
        kind: kind::ASSIGNMENT.into(),
        key: body.id.to_string(),
        body: serde_json::to_string(&body).unwrap(),
    });
}

/// Opens the visit and, with `close`, hands it in.
fn inspect(tablet: &mut Tablet, close: Option<Option<u64>>) {
    let Intent::OpenVisit(mut opening) = open() else {
        unreachable!("an opening opens")
    };
    opening.inspectors = vec![tablet.user];
    let mut intents = vec![(Intent::OpenVisit(opening), None)];
    if let Some(server_seq) = close {
        let closing = CloseVisit {
            visit: visit(),
            outcome: Outcome::NotInspected {
                reason: "停电".to_owned(),
            },
        };
        intents.push((Intent::CloseVisit(closing), server_seq));
    }
    recorded(tablet, intents);
}

#[test]
fn what_was_done_offline_is_not_assigned_any_more() {
    let mut tablet = tablet();
    assign(&mut tablet, 2, "2026-11-30");
    assign(&mut tablet, 1, "2026-12-31");
    let left =
        |tablet: &Tablet| -> Vec<Uuid> { tablet.assigned().iter().map(|it| it.id).collect() };
    assert_eq!(left(&tablet), [id(2), id(1)], "by their due dates");
    inspect(&mut tablet, None);
    assert!(left(&tablet).is_empty(), "the site is under way");
    let mut tablet = self::tablet();
    assign(&mut tablet, 2, "2026-11-30");
    assign(&mut tablet, 1, "2026-12-31");
    inspect(&mut tablet, Some(None));
    assert_eq!(left(&tablet), [id(1)], "a visit does one");
    // The results have arrived, but their effects have not been pulled.
    for entry in tablet.outbox.values_mut() {
        entry.result = Some(OpResult {
            seq: entry.seq,
            op_id: entry.op_id,
            outcome: OutcomeKind::Applied,
            server_seq: 40 + entry.seq,
            flags: Vec::new(),
            quarantine: None,
        });
    }
    assert_eq!(left(&tablet), [id(1)]);
    // After the pull the server's row decides, and this row is not marked as done.
    tablet.meta.pulled("e".into(), 50, 50, true, now());
    assert_eq!(left(&tablet), [id(2), id(1)]);
}

fn shown(tablet: &Tablet) -> usize {
    tablet
        .visit(visit())
        .map_or(0, |visit| visit.findings.len())
}

/// Pulls a page that ends at `next`, with the visit's row if there is one.
fn page(tablet: &mut Tablet, next: u64, complete: bool, row: Option<(u64, &Visit)>) {
    tablet.meta.pulled("e".into(), next, 50, complete, now());
    if let Some((seq, visit)) = row {
        tablet.take(&StoredRow {
            seq,
            kind: kind::VISIT.into(),
            key: visit.id.to_string(),
            body: serde_json::to_string(visit).unwrap(),
        });
    }
    tablet.replay();
}
