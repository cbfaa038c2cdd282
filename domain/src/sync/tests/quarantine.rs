//! What cannot be applied: why, and that it changes nothing.

use super::intents::{amend, finding, open, photo, record, visit_id, withdraw};
use super::server::{Server, from};
use crate::inspection::Outcome;
use crate::sync::merge::MAX_PHOTO;
use crate::sync::op::{CloseVisit, Intent, RecordFinding};
use crate::sync::wire::{Quarantine, Reason};

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
    // The limits themselves are allowed.
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
