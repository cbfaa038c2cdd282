//! Voiding a visit: the conditions, and what revives the visit.

use super::intents::{amend, answer, at, finding, id, photo, record, visit_id, withdraw};
use super::server::{From, Server, from};
use crate::ids::UserId;
use crate::inspection::{
    AnswerValue, Content, Decision, FindingState, Flag, Outcome, Signature, Verdict, Visit,
};
use crate::sync::op::{CloseVisit, Intent, RecordFinding, ResumeVisit, VoidVisit};
use crate::sync::wire::{Quarantine, Reason};
use crate::time::Moment;

fn void(reason: &str) -> Intent {
    Intent::VoidVisit(VoidVisit {
        visit: visit_id(),
        reason: reason.into(),
    })
}

fn resume() -> Intent {
    Intent::ResumeVisit(ResumeVisit { visit: visit_id() })
}

fn close(signature: Option<Signature>) -> Intent {
    Intent::CloseVisit(CloseVisit {
        visit: visit_id(),
        outcome: Outcome::Inspected { signature },
    })
}

fn after(steps: impl IntoIterator<Item = (From, Intent)>) -> Visit {
    let mut server = Server::opened();
    for (from, intent) in steps {
        server.take(from, intent).unwrap();
    }
    server.visit.unwrap()
}

fn reason(visit: &Visit) -> Option<&str> {
    visit.void()?.value.reason.as_deref()
}

#[test]
fn a_visit_that_its_author_knew_whole_is_void_and_stays_on_the_record() {
    let visit = after([
        (from(1, 2, 1), record(1)),
        (from(1, 3, 1), answer(AnswerValue::Issue)),
        // Device 2 adds a finding, which device 1 has pulled.
        (from(2, 1, 3), record(2)),
        (from(1, 4, 4), void("选错检查对象")),
    ]);
    assert_eq!(reason(&visit), Some("选错检查对象"));
    assert!(!visit.is_open() && !visit.is_open_to_town());
    assert_eq!(visit.findings.len(), 2);
    for it in visit.findings.values() {
        assert_eq!(it.state(), FindingState::Recorded, "kept as it was");
        assert_eq!(visit.state_of(it), FindingState::Withdrawn);
    }
    // JSON keeps it unchanged.
    let text = serde_json::to_string(&visit).unwrap();
    assert_eq!(serde_json::from_str::<Visit>(&text).unwrap(), visit);
}

#[test]
fn whatever_its_author_did_not_know_brings_it_back_in_either_order() {
    let unseen = [
        record(2),
        answer(AnswerValue::Meets),
        amend(1, 3),
        withdraw(1),
        photo(1, |_| ()),
        close(None),
    ];
    for intent in unseen {
        // Both devices have pulled up to 2; neither knows what the other does.
        let voids = (from(1, 3, 2), void("误操作"));
        let other = (from(2, 1, 2), intent.clone());
        let begin = (from(1, 2, 1), record(1));
        for steps in [
            [begin.clone(), voids.clone(), other.clone()],
            [begin.clone(), other.clone(), voids.clone()],
        ] {
            let visit = after(steps);
            assert_eq!(reason(&visit), None, "{intent:?}");
            let said = visit.void_without_effect().unwrap();
            assert_eq!(said.value.reason.as_deref(), Some("误操作"));
            let closes = matches!(intent, Intent::CloseVisit(_));
            assert_eq!(visit.is_open(), !closes);
        }
        // A device that has pulled it all may void the visit again, unless it was handed in.
        let again = (from(1, 4, 4), void("误操作"));
        let visit = after([begin, voids, other, again]);
        let closed = visit.closing().is_some();
        assert_eq!(reason(&visit).is_some(), !closed, "{intent:?}");
    }
}

#[test]
fn what_is_recorded_into_a_void_visit_brings_it_back_and_says_so() {
    let mut server = Server::opened();
    server.take(from(1, 2, 1), void("误操作")).unwrap();
    // A tablet of a version without void shows the visit as open.
    let applied = server.take(from(2, 1, 2), record(1)).unwrap();
    assert_eq!(applied.flags, [Flag::Concurrent].into());
    assert!(server.visit.as_ref().unwrap().is_open());
    assert_eq!(server.state(1), FindingState::Recorded);
}

#[test]
fn a_void_is_taken_back_and_never_wins_against_that_unseen() {
    let void_of = |from| (from, void("重复新建"));
    let begin = void_of(from(1, 2, 1));
    let back = after([begin.clone(), (from(1, 3, 1), resume())]);
    assert!(back.is_open() && back.void_without_effect().is_none());
    // Resumed on one device, voided again on the other, neither knowing of the other: it stays
    // open.
    for steps in [
        [
            begin.clone(),
            (from(1, 3, 2), resume()),
            void_of(from(2, 1, 2)),
        ],
        [
            begin.clone(),
            void_of(from(2, 1, 2)),
            (from(1, 3, 2), resume()),
        ],
    ] {
        let visit = after(steps);
        assert!(visit.is_open() && visit.voided.is_concurrent());
    }
    // Voided on both: it is void.
    let visit = after([begin, void_of(from(2, 1, 1))]);
    assert_eq!(reason(&visit), Some("重复新建"));
}

#[test]
fn what_a_supervisor_has_decided_on_is_not_given_up() {
    let mut server = Server::opened();
    server.take(from(1, 2, 1), record(1)).unwrap();
    let visit = server.visit.as_mut().unwrap();
    let it = visit.findings.get_mut(&finding(1)).unwrap();
    let content: Content = it.content().unwrap().clone();
    it.decision = Some(Decision {
        verdict: Verdict::Confirmed,
        revision: 1,
        reason: String::new(),
        by: UserId(id(99)),
        at: at(),
        server_seq: 3,
        content,
        photos: None,
    });
    server.counter = 3;
    server.take(from(1, 3, 3), void("误操作")).unwrap();
    let visit = server.visit.unwrap();
    assert!(visit.is_open() && visit.void_without_effect().is_some());
    let it = visit.findings.get(&finding(1)).unwrap();
    assert_eq!(visit.state_of(it), FindingState::Confirmed);
}

/// A supervisor may have asked for nothing but a photo.
#[test]
fn a_photo_answers_a_question_and_opens_nothing_else_again() {
    for (verdict, reviewed) in [(Verdict::Returned, true), (Verdict::Confirmed, false)] {
        let mut server = Server::opened();
        server.take(from(1, 2, 1), record(1)).unwrap();
        let visit = server.visit.as_mut().unwrap();
        let it = visit.findings.get_mut(&finding(1)).unwrap();
        it.decision = Some(Decision {
            verdict,
            revision: 1,
            reason: String::from("请补拍"),
            by: UserId(id(99)),
            at: at(),
            server_seq: 3,
            content: it.content().unwrap().clone(),
            photos: None,
        });
        assert!(!it.wants_review());
        server.counter = 3;
        server
            .take(from(1, 3, 3), photo(1, |it| it.finding = Some(finding(1))))
            .unwrap();
        let visit = server.visit.unwrap();
        let it = visit.findings.get(&finding(1)).unwrap();
        assert_eq!(it.wants_review(), reviewed, "{verdict:?}");
    }
}

#[test]
fn a_void_has_a_reason_and_an_inspector() {
    let long = "字".repeat(2001);
    for (by, reason, why) in [
        (1, "  ", Reason::OutOfRange),
        (1, &*long, Reason::OutOfRange),
        (3, "误操作", Reason::NotAnInspector),
    ] {
        let mut server = Server::opened();
        let before = server.visit.clone();
        let refused: Quarantine = server.take(from(by, 2, 1), void(reason)).unwrap_err();
        assert_eq!(refused.reason, why);
        assert_eq!(server.visit, before);
    }
    let longest = "字".repeat(2000);
    assert!(after([(from(1, 2, 1), void(&longest))]).void().is_some());
}

#[test]
fn a_drawn_signature_needs_no_name() {
    let drawn = |name: &str, drawing: bool| {
        let id = match photo(1, |it| it.media_type = "image/png".into()) {
            Intent::AttachPhoto(it) => it.photo,
            _ => unreachable!(),
        };
        close(Some(Signature::Signed {
            name: name.into(),
            drawing: drawing.then_some(id),
        }))
    };
    for (name, drawing, fits) in [
        ("刘建国", false, true),
        ("刘建国", true, true),
        ("", true, true),
        ("", false, false),
        ("  ", false, false),
    ] {
        let mut server = Server::opened();
        let picture = photo(1, |it| it.media_type = "image/png".into());
        server.take(from(1, 2, 1), picture).unwrap();
        let closed = server.take(from(1, 3, 2), drawn(name, drawing));
        assert_eq!(closed.is_ok(), fits, "{name:?}, drawn: {drawing}");
    }
}

#[test]
fn a_time_that_cannot_be_is_kept_and_flagged() {
    for (seen, flags) in [
        ("2026-11-16T00:00:00+08:00", vec![]),
        ("0001-11-23T09:30:00+08:00", vec![Flag::Skewed]),
        ("2026-11-23T09:40:05+08:00", vec![Flag::Skewed]),
    ] {
        let Intent::RecordFinding(it) = record(1) else {
            unreachable!()
        };
        let seen: Moment = seen.parse().unwrap();
        let mut said = it.said.clone();
        said.observed_at = seen;
        let mut server = Server::opened();
        let late = Intent::RecordFinding(RecordFinding { said, ..it });
        server.take(from(1, 2, 1), late).unwrap();
        let it = server.found(1);
        assert_eq!(it.content().unwrap().observed_at, seen);
        assert_eq!(it.flags, flags.into_iter().collect(), "{seen}");
    }
}
