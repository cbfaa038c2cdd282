//! Which operations are admitted, and what an operation does to its visit.

use super::intents::{amend, answer, checkpoint, finding, id, record, withdraw};
use super::server::{Server, from};
use crate::ids::DeviceId;
use crate::inspection::{AnswerValue, FindingState, Flag};
use crate::sync::admission::{self, Admission};
use crate::sync::wire::Conflict;
use std::collections::BTreeSet;

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
        // The number was used, but nobody knows for what: not by this device.
        (4, None, fork),
    ] {
        assert_eq!(
            admission::admit(seq, "h", 4, known),
            admitted,
            "{seq}, {known:?}"
        );
    }
    assert_eq!(admission::admit(1, "h", 0, None), Ok(Admission::New));
}

#[test]
fn who_has_amended_a_finding_knew_of_it_whatever_its_number() {
    let mut server = Server::opened();
    // After a restore the finding arrived again, under a number that device 2 had never seen.
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
    // Who answers what after which pull; then the states of finding 1 (device 1, number 2) and
    // finding 2 (device 2, number 3).
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
        // While a finding remains, the answer counts as an issue, whatever was ticked.
        let visit = server.visit.unwrap();
        let all_gone = states == [Withdrawn, Withdrawn];
        let counts = if all_gone { value } else { AnswerValue::Issue };
        assert_eq!(visit.answer(&checkpoint()), Some(counts));
    }
}

#[test]
fn an_answer_taken_back_leaves_what_its_author_did_not_see() {
    // The first device answers (number 2) and takes it back; the second answered meanwhile (3).
    for (base_seq, counts) in [(2, Some(AnswerValue::Meets)), (3, None)] {
        let mut server = Server::opened();
        server
            .take(from(1, 2, 1), answer(AnswerValue::NotApplicable))
            .unwrap();
        server
            .take(from(2, 1, 2), answer(AnswerValue::Meets))
            .unwrap();
        let back = from(1, 3, base_seq);
        server.take(back, answer(None)).unwrap();
        let visit = server.visit.unwrap();
        assert_eq!(visit.answer(&checkpoint()), counts, "pulled to {base_seq}");
    }
}

#[test]
fn an_answer_taken_back_withdraws_no_finding() {
    let mut server = Server::opened();
    server.take(from(1, 2, 1), record(1)).unwrap();
    server.take(from(1, 3, 2), answer(None)).unwrap();
    let visit = server.visit.clone().unwrap();
    assert_eq!(server.state(1), FindingState::Recorded);
    assert_eq!(visit.answer(&checkpoint()), Some(AnswerValue::Issue));
}

#[test]
fn an_amendment_brings_back_what_was_withdrawn_unseen() {
    // The withdrawal has number 3; device 2 amends after a pull up to `base_seq`.
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
        let it = server.found(1);
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
        let it = server.found(1);
        assert_eq!(it.content().unwrap().count, 7);
    }
}
