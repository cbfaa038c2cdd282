//! What a push is admitted for, and what an operation does to its visit.

use crate::ids::{CheckpointId, DeviceId, FindingId, OpId, PhotoId, UserId, VisitId};
use crate::inspection::heads::{Author, Lineage};
use crate::inspection::{
    AnswerValue, Decision, FinderLevel, FindingState, Flag, Form, Method, Outcome, Verdict, Visit,
};
use crate::sync::clock::DeviceClock;
use crate::sync::merge::{self, Admission, Applied, Context, MAX_PHOTO, lineage};
use crate::sync::op::{
    AmendFinding, Answer, AttachPhoto, CloseVisit, Intent, KnownPhoto, OpenVisit, Operation,
    RecordFinding, Said, VERSION, WithdrawFinding, decode, hash,
};
use crate::sync::wire::{Conflict, Quarantine, Reason};
use crate::time::{Moment, Span};
use std::collections::BTreeSet;
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

fn checkpoint() -> CheckpointId {
    "1.3/wheelchair".parse().unwrap()
}

/// Who sends an operation, and what it saw: device 1 or 2 of persons 11 and 12.
#[derive(Clone, Copy)]
pub(super) struct From {
    device: u128,
    seq: u64,
    base_seq: u64,
}

pub(super) fn from(device: u128, seq: u64, base_seq: u64) -> From {
    From {
        device,
        seq,
        base_seq,
    }
}

/// A server in the small: a visit and a counter.
#[derive(Default)]
pub(super) struct Server {
    pub(super) visit: Option<Visit>,
    pub(super) counter: u64,
    skew: Span,
    clock: Option<DeviceClock>,
    /// How much later than usual the next operations are made.
    later: Span,
    closed_quarter: bool,
}

impl Server {
    pub(super) fn opened() -> Self {
        let mut server = Self::default();
        server.take(from(1, 1, 0), open()).unwrap();
        server
    }

    pub(super) fn take(&mut self, from: From, intent: Intent) -> Result<Applied, Quarantine> {
        self.counter += 1;
        let operation = Operation {
            v: VERSION,
            base_seq: from.base_seq,
            at: at().shifted(self.later),
            intent,
        };
        let open = !self.closed_quarter;
        let context = Context {
            op_id: OpId(id(from.device * 1000 + u128::from(from.seq))),
            author: Author {
                device: DeviceId(id(from.device)),
                seq: from.seq,
                base_seq: from.base_seq,
                lineage: &Lineage::default(),
                again: &BTreeSet::new(),
            },
            by: UserId(id(10 + from.device)),
            server_seq: Some(self.counter),
            skew: self.skew,
            clock: self.clock,
            knows_site: &|site| site.as_str() == "luocun-center",
            knows_checkpoint: &|known| known.as_str().starts_with("1."),
            in_open_quarter: &|_| open,
        };
        let applied = merge::apply(self.visit.as_ref(), &operation, &context)?;
        self.visit = Some(applied.visit.clone());
        Ok(applied)
    }

    pub(super) fn state(&self, number: u128) -> FindingState {
        let visit = self.visit.as_ref().unwrap();
        visit.findings.get(&finding(number)).unwrap().state()
    }
}

fn open() -> Intent {
    Intent::OpenVisit(OpenVisit {
        visit: visit_id(),
        site: "luocun-center".parse().unwrap(),
        method: Method::Routine,
        form: Form::Announced,
        inspectors: vec![UserId(id(12))],
        finder: FinderLevel::DistrictOffice,
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

pub(super) fn answer(answer: AnswerValue) -> Intent {
    Intent::Answer(Answer {
        visit: visit_id(),
        checkpoint: checkpoint(),
        answer,
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

fn known_photo(number: u128) -> KnownPhoto {
    KnownPhoto {
        photo: PhotoId(id(200 + number)),
        visit: visit_id(),
    }
}

#[test]
fn a_push_goes_on_where_the_device_has_come_to() {
    let gap = Err(Conflict::Gap { expected_seq: 5 });
    let fork = Err(Conflict::Fork { expected_seq: 5 });
    for (seq, known, admitted) in [
        (5, None, Ok(Admission::New)),
        (6, None, gap.clone()),
        (9, None, gap),
        (4, Some("h"), Ok(Admission::Duplicate)),
        (1, Some("h"), Ok(Admission::Duplicate)),
        (4, Some("another"), fork.clone()),
        // A number that passed, and nobody knows with what: not ours.
        (4, None, fork),
    ] {
        assert_eq!(
            merge::admit(seq, "h", 4, known),
            admitted,
            "{seq}, {known:?}"
        );
    }
    assert_eq!(merge::admit(1, "h", 0, None), Ok(Admission::New));
}

#[test]
fn who_has_amended_a_finding_knew_of_it_whatever_its_number() {
    let mut server = Server::opened();
    // It came anew after a restore, under a number that device 2 had never seen.
    server.take(from(1, 2, 0), record(1)).unwrap();
    server.take(from(2, 1, 0), amend(1, 3)).unwrap();
    server
        .take(from(2, 2, 0), answer(AnswerValue::Meets))
        .unwrap();
    let visit = server.visit.as_ref().unwrap();
    let heads = &visit.findings[&finding(1)].heads;
    let stands: Vec<bool> = heads.iter().map(|head| head.value.is_some()).collect();
    assert_eq!(
        stands.iter().filter(|it| **it).count(),
        1,
        "the unseen record only"
    );
    assert!(
        heads
            .iter()
            .all(|head| head.stamp.device != DeviceId(id(2)) || head.value.is_none())
    );
}

#[test]
fn meets_takes_back_what_its_author_saw_and_nothing_else() {
    use FindingState::{Recorded, Withdrawn};
    // Who answers what, having pulled how far; then the states of findings 1 (device 1, number 2)
    // and 2 (device 2, number 3).
    for (by, value, states) in [
        (from(1, 3, 1), AnswerValue::Meets, [Withdrawn, Recorded]),
        (from(1, 3, 3), AnswerValue::Meets, [Withdrawn, Withdrawn]),
        (from(2, 2, 1), AnswerValue::Meets, [Recorded, Withdrawn]),
        (
            from(2, 2, 2),
            AnswerValue::NotApplicable,
            [Withdrawn, Withdrawn],
        ),
        (from(1, 3, 3), AnswerValue::Issue, [Recorded, Recorded]),
    ] {
        let mut server = Server::opened();
        server.take(from(1, 2, 1), record(1)).unwrap();
        server.take(from(2, 1, 1), record(2)).unwrap();
        server.take(by, answer(value)).unwrap();
        let found = [server.state(1), server.state(2)];
        assert_eq!(found, states, "{value:?} after a pull to {}", by.base_seq);
        // Wherever a finding stands the answer is an issue, whatever was ticked.
        let visit = server.visit.unwrap();
        let all_gone = states == [Withdrawn, Withdrawn];
        let counts = if all_gone { value } else { AnswerValue::Issue };
        assert_eq!(visit.answer(&checkpoint()), Some(counts));
    }
}

#[test]
fn an_amendment_brings_back_what_was_withdrawn_unseen() {
    // The withdrawal has number 3; the amendment is of device 2, which has pulled so far.
    for (base_seq, flags) in [
        (2, BTreeSet::from([Flag::Concurrent, Flag::Resurrected])),
        (3, BTreeSet::new()),
    ] {
        let mut server = Server::opened();
        server.take(from(1, 2, 1), record(1)).unwrap();
        server.take(from(1, 3, 1), withdraw(1)).unwrap();
        assert_eq!(server.state(1), FindingState::Withdrawn);
        let applied = server.take(from(2, 1, base_seq), amend(1, 4)).unwrap();
        assert_eq!(applied.flags, flags, "pulled to {base_seq}");
        assert_eq!(server.state(1), FindingState::Recorded);
        let it = applied.visit.findings.get(&finding(1)).unwrap();
        assert_eq!((it.revision, it.content().unwrap().count), (3, 4));
    }
}

#[test]
fn of_concurrent_amendments_the_greater_count_stands() {
    for counts in [[2, 7], [7, 2]] {
        let mut server = Server::opened();
        server.take(from(1, 2, 1), record(1)).unwrap();
        server.take(from(1, 3, 2), amend(1, counts[0])).unwrap();
        let applied = server.take(from(2, 1, 2), amend(1, counts[1])).unwrap();
        assert_eq!(applied.flags, [Flag::Concurrent].into());
        let it = applied.visit.findings.get(&finding(1)).unwrap();
        assert_eq!(it.content().unwrap().count, 7);
    }
}

#[test]
fn what_cannot_be_applied_is_quarantined_with_what_and_where() {
    let outside = |change: fn(&mut RecordFinding)| {
        let Intent::RecordFinding(mut it) = record(5) else {
            unreachable!()
        };
        change(&mut it);
        Intent::RecordFinding(it)
    };
    let not_inspected = |reason: &str| {
        Intent::CloseVisit(CloseVisit {
            visit: visit_id(),
            outcome: Outcome::NotInspected {
                reason: reason.into(),
            },
        })
    };
    let finding_1 = finding(1).to_string();
    let range = Reason::OutOfRange;
    for (by, intent, reason, detail) in [
        (1, open(), Reason::AlreadyExists, "visit"),
        (
            3,
            record(5),
            Reason::NotAnInspector,
            &*visit_id().to_string(),
        ),
        (1, record(1), Reason::AlreadyExists, &finding_1),
        (
            1,
            amend(7, 1),
            Reason::UnknownFinding,
            &*finding(7).to_string(),
        ),
        (
            1,
            withdraw(7),
            Reason::UnknownFinding,
            &*finding(7).to_string(),
        ),
        (
            1,
            outside(|it| it.checkpoint = "9.9/none".parse().unwrap()),
            Reason::UnknownCheckpoint,
            "9.9/none",
        ),
        (1, outside(|it| it.said.count = 0), range, "count"),
        (1, outside(|it| it.said.count = 1000), range, "count"),
        (
            1,
            outside(|it| it.said.note = "字".repeat(2001)),
            range,
            "note",
        ),
        (
            1,
            outside(|it| it.said.phrases = vec![String::new(); 31]),
            range,
            "phrases",
        ),
        (
            1,
            outside(|it| it.said.phrases = vec!["字".repeat(201)]),
            range,
            "phrases",
        ),
        (
            1,
            photo(1, |it| it.sha256 = "0A".repeat(32)),
            range,
            "sha256",
        ),
        (
            1,
            photo(1, |it| it.sha256 = "0a".repeat(31)),
            range,
            "sha256",
        ),
        (
            1,
            photo(1, |it| it.media_type = "image/gif".into()),
            range,
            "media_type",
        ),
        (1, photo(1, |it| it.length = 0), range, "length"),
        (1, photo(1, |it| it.length = MAX_PHOTO + 1), range, "length"),
        (
            1,
            photo(1, |it| it.finding = Some(finding(7))),
            Reason::UnknownFinding,
            &*finding(7).to_string(),
        ),
        (1, not_inspected("  "), range, "outcome"),
    ] {
        let mut server = Server::opened();
        server.take(from(1, 2, 1), record(1)).unwrap();
        let before = server.visit.clone();
        let refused = server.take(from(by, 9, 9), intent.clone()).unwrap_err();
        assert_eq!(refused, Quarantine::new(reason, detail), "{intent:?}");
        assert_eq!(server.visit, before, "{intent:?} left something behind");
    }
    // The limits themselves pass.
    for intent in [
        outside(|it| it.said.count = 999),
        outside(|it| it.said.note = "字".repeat(2000)),
        outside(|it| it.said.phrases = vec!["字".repeat(200); 30]),
        photo(1, |it| it.length = MAX_PHOTO),
        photo(1, |it| it.length = 1),
        not_inspected("停电"),
    ] {
        Server::opened().take(from(1, 9, 9), intent).unwrap();
    }
    let mut empty = Server::default();
    let nowhere = empty.take(from(1, 1, 0), record(1)).unwrap_err();
    assert_eq!(nowhere.reason, Reason::UnknownVisit);
}

#[test]
fn a_clock_that_is_off_is_corrected_and_flagged_past_five_minutes() {
    let skewed = BTreeSet::from([Flag::Skewed]);
    for (skew, flags) in [
        (Span::from_secs(300), BTreeSet::new()),
        (Span::from_secs(301), skewed.clone()),
        (Span::from_secs(-301), skewed),
    ] {
        let mut server = Server::opened();
        server.skew = skew;
        let applied = server.take(from(1, 2, 1), record(1)).unwrap();
        assert_eq!(applied.flags, flags, "{skew:?}");
        let it = applied.visit.findings.get(&finding(1)).unwrap();
        let content = it.content().unwrap();
        assert_eq!(content.counted_at, at().shifted(skew));
        assert_eq!(content.observed_at, at());
        assert_eq!(it.flags, flags);
    }
    let mut server = Server::opened();
    server.closed_quarter = true;
    let applied = server.take(from(1, 2, 1), record(1)).unwrap();
    assert_eq!(applied.flags, [Flag::Late].into());
}

#[test]
fn a_clock_that_was_wrong_without_a_network_is_told_by_its_own_times() {
    let hours = Span::from_hours;
    // What the clock shows at the push and had shown at the latest before, and when the operation
    // was made, all after the visit's opening.
    for (at_push, latest, made, flagged) in [
        (9, None, 1, false),
        (9, Some(1), 1, false),
        (9, Some(2), 1, true),
        (9, None, -1, true),
        (9, None, 10, true),
        (9, Some(8), 9, false),
    ] {
        let mut server = Server::opened();
        server.clock = Some(DeviceClock {
            at_push: at().shifted(hours(at_push)),
            latest: latest.map(|latest| at().shifted(hours(latest))),
        });
        server.later = hours(made);
        let flags: BTreeSet<Flag> = flagged.then_some(Flag::Skewed).into_iter().collect();
        let case = (at_push, latest, made);
        let applied = server.take(from(1, 2, 1), record(1)).unwrap();
        assert_eq!(applied.flags, flags, "{case:?}");
        let it = applied.visit.findings.get(&finding(1)).unwrap();
        assert_eq!(it.flags, flags, "{case:?}");
        let close = Intent::CloseVisit(CloseVisit {
            visit: visit_id(),
            outcome: Outcome::Inspected { signature: None },
        });
        let others = [answer(AnswerValue::Issue), photo(1, |_| {}), close];
        for (seq, intent) in (3..).zip(others) {
            let applied = server.take(from(1, seq, 1), intent).unwrap();
            assert_eq!(applied.flags, flags, "{case:?}");
        }
    }
    // Five minutes are tolerated here, too; and a tablet does not judge its own clock.
    let mut server = Server::opened();
    server.later = hours(-9);
    assert!(
        server
            .take(from(1, 2, 1), answer(AnswerValue::Issue))
            .unwrap()
            .flags
            .is_empty()
    );
    let mut clock = DeviceClock {
        at_push: at(),
        latest: None,
    };
    clock.note(at().shifted(Span::from_mins(-10)));
    for (minutes, flagged) in [(-15, false), (-16, true)] {
        let mut server = Server {
            later: hours(-1),
            ..Server::default()
        };
        server.take(from(1, 1, 0), open()).unwrap();
        server.clock = Some(clock);
        server.later = Span::from_mins(minutes);
        let attached = server.take(from(1, 2, 1), photo(1, |_| {}));
        let flags = attached.unwrap().flags;
        assert_eq!(flags.contains(&Flag::Skewed), flagged, "{minutes}");
    }
    // A time after the push is no measure for what comes later.
    clock.note(at().shifted(hours(99)));
    assert_eq!(clock.latest, Some(at()));
    clock.note(at().shifted(hours(-99)));
    assert_eq!(clock.latest, Some(at()));
}

#[test]
fn a_renumbered_operation_is_recognised() {
    let body = r#"{"v":1,"base_seq":3,"at":"2026-11-23T09:30:05+08:00","withdraw_finding":{}}"#;
    let (one, other) = (OpId(id(1)), OpId(id(2)));
    // The number is no part of it; the id and every byte are.
    assert_eq!(hash(one, body), hash(one, body));
    assert_ne!(hash(one, body), hash(other, body));
    assert_ne!(hash(one, body), hash(one, &body.replace(':', ": ")));
    assert_eq!(hash(one, body).len(), 64);

    // 3 goes on from 2 up to its 7th, 2 from 1 up to its 4th.
    let device = |number| DeviceId(id(number));
    let parent = |it: DeviceId| match it.0.as_u128() {
        3 => Some((device(2), 7)),
        2 => Some((device(1), 4)),
        _ => None,
    };
    let chain = vec![(device(2), 7), (device(1), 4)];
    assert_eq!(lineage(device(3), parent), Lineage(chain));
    assert_eq!(lineage(device(1), parent), Lineage::default());
    // Two that claim to follow each other end where they meet.
    let round = |it: DeviceId| Some((device(3 - it.0.as_u128()), 1));
    assert_eq!(lineage(device(1), round), Lineage(vec![(device(2), 1)]));
}

#[test]
fn a_body_is_read_by_its_version() {
    for (body, reason) in [
        ("", Reason::Malformed),
        ("[]", Reason::Malformed),
        (r#"{"v":1}"#, Reason::Malformed),
        (r#"{"v":"1"}"#, Reason::Malformed),
        (r#"{"v":-1}"#, Reason::Malformed),
        (r#"{"v":0}"#, Reason::UnknownVersion),
        (r#"{"v":2,"whatever":[]}"#, Reason::UnknownVersion),
        (
            r#"{"v":1,"base_seq":0,"at":"2026-11-23T09:30:05+08:00","jump":{}}"#,
            Reason::Malformed,
        ),
        (
            r#"{"v":1,"base_seq":0,"at":"yesterday","withdraw_finding":{}}"#,
            Reason::Malformed,
        ),
    ] {
        assert_eq!(decode(body).unwrap_err().reason, reason, "{body}");
    }
}

/// Whether photo 1 of finding 1 is shown.
fn shown(server: &Server) -> bool {
    let visit = server.visit.as_ref().unwrap();
    assert_eq!(visit.photos.len(), 1, "nothing is thrown away");
    visit.photos_of(finding(1)).next().is_some()
}

fn with_photo() -> Server {
    let mut server = Server::opened();
    server.take(from(1, 2, 1), record(1)).unwrap();
    let attach = photo(1, |it| it.finding = Some(finding(1)));
    server.take(from(1, 3, 1), attach).unwrap();
    server
}

#[test]
fn a_photo_is_taken_back_and_stands_again() {
    let mut server = with_photo();
    assert!(shown(&server));
    let applied = server
        .take(from(1, 4, 1), Intent::WithdrawPhoto(known_photo(1)))
        .unwrap();
    assert_eq!(applied.touched, [finding(1)].into());
    assert_eq!(applied.visit.findings[&finding(1)].revision, 2);
    assert!(!shown(&server));
    server
        .take(from(1, 5, 1), Intent::RestorePhoto(known_photo(1)))
        .unwrap();
    assert!(shown(&server));
    // Taken back by one who did not know that it was set back: the evidence stays.
    let applied = server
        .take(from(2, 1, 4), Intent::WithdrawPhoto(known_photo(1)))
        .unwrap();
    assert_eq!(applied.flags, [Flag::Concurrent].into());
    assert!(shown(&server));
    server
        .take(from(2, 2, 6), Intent::WithdrawPhoto(known_photo(1)))
        .unwrap();
    assert!(!shown(&server));
    for intent in [Intent::WithdrawPhoto, Intent::RestorePhoto] {
        let refused = server.take(from(1, 9, 6), intent(known_photo(8)));
        assert_eq!(refused, Err(Quarantine::new(Reason::OutOfRange, "photo")));
    }
}

#[test]
fn a_photo_that_was_decided_on_stands_until_somebody_decides_again() {
    let mut server = with_photo();
    let decide = |server: &mut Server, verdict| {
        let counter = server.counter + 1;
        server.counter = counter;
        let it = server.visit.as_mut().unwrap();
        let it = it.findings.get_mut(&finding(1)).unwrap();
        it.decision = Some(Decision {
            verdict,
            revision: it.revision,
            reason: String::new(),
            by: UserId(id(20)),
            at: at(),
            server_seq: counter,
            content: it.content().unwrap().clone(),
        });
    };
    decide(&mut server, Verdict::Confirmed);
    server
        .take(from(1, 4, 4), Intent::WithdrawPhoto(known_photo(1)))
        .unwrap();
    assert!(shown(&server), "what was decided stands");
    let it = &server.visit.as_ref().unwrap().findings[&finding(1)];
    assert!(it.wants_review(), "and comes before a supervisor again");
    decide(&mut server, Verdict::Confirmed);
    assert!(!shown(&server));
    // A question asks for just such a change.
    let mut server = with_photo();
    decide(&mut server, Verdict::Returned);
    server
        .take(from(1, 4, 4), Intent::WithdrawPhoto(known_photo(1)))
        .unwrap();
    assert!(!shown(&server));
    assert_eq!(server.state(1), FindingState::Recorded);
}
