//! What the tablet shows between a push, its answer and the pages of a pull.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{Entry, Meta, Notice, PhotoEntry, Refusal, StoredRow, Tablet};
use domain::ids::{DeviceId, FindingId, OpId, PhotoId, UserId, VisitId};
use domain::inspection::{FinderLevel, Form, Method, Outcome, Visit};
use domain::sync::op::{
    AmendFinding, AttachPhoto, CloseVisit, Intent, KnownPhoto, OpenVisit, RecordFinding, Said,
    VoidVisit,
};
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
        method: Method::Routine,
        form: Form::Announced,
        inspectors: Vec::new(),
        finder: FinderLevel::DistrictOffice,
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

/// Records intents, each with the number that the server gave it, if it has answered.
fn recorded(tablet: &mut Tablet, intents: Vec<(Intent, Option<u64>)>) {
    for (intent, server_seq) in intents {
        let seq = tablet.meta.next_seq;
        let op_id = OpId(id(1000 + u128::from(seq)));
        let entry = Entry {
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

/// The server has no such visit: every operation on it is quarantined.
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

/// An assignment of the visit's site to the person of this tablet.
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

/// The visit is opened and, with `close`, handed in.
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
    // The answer has come, and what it did has not been pulled.
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
    // From the pull on the server's row says what is done: here it does not say so.
    tablet.meta.pulled("e".into(), 50, 50, true, now());
    assert_eq!(left(&tablet), [id(2), id(1)]);
}

fn shown(tablet: &Tablet) -> usize {
    tablet
        .visit(visit())
        .map_or(0, |visit| visit.findings.len())
}

/// A page that ends at `next`, with the visit's row if it is in it.
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

#[test]
fn an_own_finding_stays_in_view_until_the_row_that_holds_it_is_here() {
    let mut tablet = tablet();
    recorded(&mut tablet, vec![(open(), Some(10)), (record(1), Some(11))]);
    let whole = tablet.visit(visit()).unwrap().clone();
    assert_eq!(shown(&tablet), 1);
    // The visit's row has moved up to 40: a page that ends at 30 has passed the operations.
    page(&mut tablet, 30, false, None);
    assert_eq!(shown(&tablet), 1);
    page(&mut tablet, 50, true, Some((40, &whole)));
    assert_eq!(shown(&tablet), 1);
    // What was recorded since and is not in the row yet is laid over it.
    recorded(&mut tablet, vec![(record(2), Some(45)), (record(3), None)]);
    assert_eq!(shown(&tablet), 3);
}

#[test]
fn what_the_server_has_is_not_applied_again() {
    let mut tablet = tablet();
    recorded(&mut tablet, vec![(open(), Some(10)), (record(1), Some(11))]);
    let mut elsewhere = tablet.visit(visit()).unwrap().clone();
    // The server's row says otherwise, and it is later than the operations: it holds.
    elsewhere.findings.clear();
    page(&mut tablet, 50, true, Some((40, &elsewhere)));
    assert_eq!(shown(&tablet), 0);
}

/// The reply to a push is lost, and a pull brings what it did: nothing is done once more.
#[test]
fn what_a_lost_reply_would_have_told_is_not_done_again() {
    let amend = |count| {
        Intent::AmendFinding(AmendFinding {
            finding: FindingId(id(201)),
            visit: visit(),
            said: Said {
                count,
                phrases: Vec::new(),
                note: String::new(),
                observed_at: now(),
                position: None,
            },
        })
    };
    let void = Intent::VoidVisit(VoidVisit {
        visit: visit(),
        reason: String::from("误操作"),
    });
    let mut tablet = tablet();
    recorded(&mut tablet, vec![(open(), Some(10)), (record(1), Some(11))]);
    recorded(
        &mut tablet,
        vec![(amend(2), None), (amend(3), None), (void, None)],
    );
    let whole = tablet.visit(visit()).unwrap().clone();
    assert!(whole.void().is_some());
    page(&mut tablet, 50, true, Some((40, &whole)));
    assert_eq!(tablet.visit(visit()), Some(&whole));
    // What is recorded from then on counts as ever.
    recorded(&mut tablet, vec![(record(2), None)]);
    assert_eq!(shown(&tablet), 2);
    assert!(tablet.visit(visit()).unwrap().void().is_none());
}

#[test]
fn a_visit_that_was_not_accepted_stays_with_its_findings_and_is_marked() {
    let mut tablet = tablet();
    recorded(&mut tablet, vec![(open(), None), (record(1), None)]);
    assert_eq!(tablet.refusal(visit()), None);
    for answered in [1, 2] {
        refuse(&mut tablet, 1..=answered);
        assert_eq!(shown(&tablet), 1, "{answered} of 2 are answered");
        let refusal = Refusal {
            reason: Reason::UnknownSite,
            seq: 1,
        };
        assert_eq!(tablet.refusal(visit()), Some(refusal));
    }
    // It has no place in the server's order, and bytes have nowhere to go.
    let finding = tablet.visit(visit()).unwrap().findings.values().next();
    assert_eq!(finding.unwrap().recorded.server_seq, None);
    // For a restored server all waits again; its answer is another.
    for entry in tablet.outbox.values_mut() {
        entry.result = None;
    }
    tablet.replay();
    assert_eq!((shown(&tablet), tablet.refusal(visit())), (1, None));
}

#[test]
fn a_finding_that_was_refused_alone_leaves_the_view() {
    let mut tablet = tablet();
    recorded(&mut tablet, vec![(open(), Some(10)), (record(1), None)]);
    refuse(&mut tablet, 2..=2);
    assert_eq!((shown(&tablet), tablet.refusal(visit())), (0, None));
}

#[test]
fn a_second_opening_of_a_visit_does_not_mark_it() {
    let mut tablet = tablet();
    recorded(&mut tablet, vec![(open(), Some(10)), (open(), None)]);
    refuse(&mut tablet, 2..=2);
    assert_eq!(tablet.refusal(visit()), None);
    // Opened elsewhere, refused here, and pulled: the server has it.
    let whole = tablet.visit(visit()).unwrap().clone();
    refuse(&mut tablet, 1..=1);
    assert!(tablet.refusal(visit()).is_some());
    page(&mut tablet, 50, true, Some((40, &whole)));
    assert_eq!(tablet.refusal(visit()), None);
}

#[test]
fn what_is_forgotten_has_been_pulled_and_a_visit_goes_as_a_whole() {
    let mut tablet = tablet();
    let forgettable = |tablet: &Tablet, until: u64| {
        let old = tablet.forgettable(|entry| entry.seq <= until);
        old.iter().map(|entry| entry.seq).collect::<Vec<_>>()
    };
    recorded(&mut tablet, vec![(open(), Some(10)), (record(1), Some(11))]);
    // What it did has not been pulled, or not with all that belongs to it.
    for (next, complete) in [(5, true), (50, false), (10, true)] {
        page(&mut tablet, next, complete, None);
        assert!(forgettable(&tablet, 2).is_empty(), "{next} {complete}");
    }
    page(&mut tablet, 50, true, None);
    assert!(forgettable(&tablet, 1).is_empty(), "the finding is younger");
    assert_eq!(forgettable(&tablet, 2), [1, 2]);
    // Another finding waits in the same visit.
    recorded(&mut tablet, vec![(record(2), None)]);
    assert!(forgettable(&tablet, 3).is_empty());
}

#[test]
fn what_can_be_sent_again_has_no_hole() {
    let mut tablet = tablet();
    assert_eq!(tablet.oldest_kept(), None);
    recorded(&mut tablet, vec![(open(), Some(10)), (record(1), None)]);
    recorded(&mut tablet, vec![(record(2), None), (record(3), None)]);
    assert_eq!(tablet.oldest_kept(), Some(1));
    tablet.outbox.remove(&(0, 2));
    assert_eq!(tablet.oldest_kept(), Some(3));
    tablet.outbox.remove(&(0, 4));
    assert_eq!(tablet.oldest_kept(), None);
}

#[test]
fn only_a_complete_pull_counts_as_seen() {
    let mut meta = Meta::new(DeviceId(id(1)));
    // Epoch, end of the page, complete; what is seen then.
    for (epoch, next, complete, seen) in [
        ("e", 500, false, 0),
        ("e", 900, true, 900),
        ("e", 1400, false, 900),
        ("e", 1600, true, 1600),
        // Another server: nothing of it has been seen before all is here.
        ("f", 500, false, 0),
        ("f", 800, true, 800),
    ] {
        meta.pulled(epoch.into(), next, 2000, complete, now());
        assert_eq!((meta.seen, meta.cursor), (seen, next), "{epoch} {next}");
    }
    let mut tablet = tablet();
    tablet.meta = meta;
    assert_eq!(tablet.operation(open(), now()).base_seq, 800);
}

#[test]
fn a_new_device_id_goes_on_from_the_first_that_waits() {
    for (waiting, through) in [(Some(3), 2), (Some(1), 0), (None, 4)] {
        let mut meta = Meta::new(DeviceId(id(1)));
        meta.next_seq = 5;
        meta.succeed(DeviceId(id(2)), waiting, Notice::RolledBack);
        assert_eq!(
            (meta.device, meta.generation, meta.next_seq),
            (DeviceId(id(2)), 1, 1)
        );
        assert_eq!(meta.lineage.0, [(DeviceId(id(1)), through)]);
        assert_eq!(meta.succeeds.unwrap().through, through);
    }
}

#[test]
fn an_operation_is_kept_for_thirty_days_after_its_result() {
    let mut tablet = tablet();
    recorded(&mut tablet, vec![(open(), Some(40))]);
    let mut entry = tablet.outbox.values().next().unwrap().clone();
    let limit = now().shifted(domain::time::Span::from_hours(24));
    assert!(
        entry.is_old(40, limit),
        "of an older build: by its own time"
    );
    assert!(!entry.is_old(39, limit), "not durable yet");
    // It waited for long, but its result has only just come.
    entry.heard_at = Some(limit);
    assert!(!entry.is_old(40, limit));
    entry.result = None;
    assert!(!entry.is_old(40, limit.shifted(domain::time::Span::from_hours(1))));
}

#[test]
fn for_a_restored_server_everything_waits_again_under_one_new_number() {
    let mut tablet = tablet();
    recorded(&mut tablet, vec![(open(), Some(40)), (record(1), None)]);
    let mut meta = tablet.meta.clone();
    let mut kept: Vec<Entry> = tablet.outbox.values().cloned().collect();
    // The second was renumbered after a fork and applied; a third waits.
    let moved = meta.renumber(DeviceId(id(2)), kept.split_off(1), Notice::RolledBack);
    let result = tablet.outbox.values().next().unwrap().result.clone();
    kept.extend(moved.into_iter().map(|entry| Entry {
        result: result.clone(),
        ..entry
    }));
    kept.push(Entry {
        seq: 2,
        op_id: OpId(id(9)),
        result: None,
        ..kept[1].clone()
    });
    meta.next_seq = 3;
    let ops: Vec<OpId> = kept.iter().map(|entry| entry.op_id).collect();
    let again = meta.renumber(DeviceId(id(3)), kept, Notice::ServerRestored);
    let numbers: Vec<_> = again
        .iter()
        .map(|it| (it.device, it.generation, it.seq))
        .collect();
    let device = DeviceId(id(3));
    assert_eq!(numbers, [(device, 2, 1), (device, 2, 2), (device, 2, 3)]);
    assert!(
        again.iter().map(|it| it.op_id).eq(ops),
        "their order has changed"
    );
    assert!(again.iter().all(|it| it.result.is_none()));
    // What the second id had sent counts as made here, up to what waited.
    let through = meta.succeeds.as_ref().map(|it| (it.device, it.through));
    assert_eq!(through, Some((DeviceId(id(2)), 1)));
    let older = meta.older();
    assert_eq!((older.len(), older[0].device), (1, DeviceId(id(1))));
}

fn attach(number: u128) -> Intent {
    Intent::AttachPhoto(AttachPhoto {
        photo: PhotoId(id(300 + number)),
        visit: visit(),
        finding: Some(FindingId(id(200 + number))),
        sha256: "0a".repeat(32),
        length: 1000,
        media_type: "image/jpeg".into(),
        taken_at: now(),
        undated: false,
    })
}

fn withdraw(number: u128) -> Intent {
    Intent::WithdrawPhoto(KnownPhoto {
        photo: PhotoId(id(300 + number)),
        visit: visit(),
    })
}

/// One picture of the album belongs to two findings: its bytes are kept and sent for both.
#[test]
fn bytes_are_sent_while_any_of_their_photos_stands_and_go_when_none_waits() {
    let mut tablet = tablet();
    let sent = vec![
        (open(), Some(10)),
        (record(1), Some(11)),
        (record(2), Some(12)),
    ];
    recorded(&mut tablet, sent);
    recorded(&mut tablet, vec![(attach(1), Some(13)), (attach(2), None)]);
    let entry = PhotoEntry {
        photo: PhotoId(id(302)),
        visit: visit(),
        sha256: "0a".repeat(32),
        length: 1000,
        media_type: "image/jpeg".into(),
        sent: 0,
        refused: None,
    };
    tablet.photos.insert(entry.sha256.clone(), entry.clone());
    let (hour, later) = (domain::time::Span::from_hours(1), now());
    let may_go = |tablet: &Tablet, limit| tablet.may_go(&entry, limit);
    assert!(tablet.is_attached(&entry), "the first is");
    assert_eq!(tablet.photos_waiting(), 1);
    recorded(&mut tablet, vec![(withdraw(2), None)]);
    assert!(!tablet.is_taken_back(&entry), "the first stands");
    // The server holds the bytes for the first; the second has yet to be attached there.
    let mut row = tablet.visit(visit()).unwrap().clone();
    row.photos.retain(|photo, _| *photo == PhotoId(id(301)));
    for photo in row.photos.values_mut() {
        photo.verified = true;
    }
    page(&mut tablet, 50, true, Some((20, &row)));
    assert!(!may_go(&tablet, later), "the second may be set back");

    recorded(&mut tablet, vec![(withdraw(1), None)]);
    assert!(tablet.is_taken_back(&entry));
    assert_eq!(tablet.photos_waiting(), 0, "nobody waits for it");
    assert!(
        !may_go(&tablet, later.shifted(hour)),
        "the server does not know"
    );
    let all: Vec<_> = tablet.outbox.keys().copied().collect();
    for (number, key) in (30..).zip(all.into_iter().skip(4)) {
        let entry = tablet.outbox.get_mut(&key).unwrap();
        entry.result = Some(OpResult {
            seq: entry.seq,
            op_id: entry.op_id,
            outcome: OutcomeKind::Applied,
            server_seq: number,
            flags: Vec::new(),
            quarantine: None,
        });
    }
    tablet.replay();
    assert!(!may_go(&tablet, later), "it was only just taken back");
    assert!(may_go(&tablet, later.shifted(hour)));
}
