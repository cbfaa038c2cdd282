//! Photos that are withdrawn, restored and decided on.

use super::intents::{at, finding, id, known_photo, photo, record};
use super::server::{Server, from};
use crate::ids::UserId;
use crate::inspection::{Decision, FindingState, Flag, Verdict};
use crate::sync::op::Intent;
use crate::sync::wire::{Quarantine, Reason};

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
    assert_eq!(server.found(1).revision, 2);
    assert!(!shown(&server));
    server
        .take(from(1, 5, 1), Intent::RestorePhoto(known_photo(1)))
        .unwrap();
    assert!(shown(&server));
    // Withdrawn by a device that did not know of the restoration: the photo is kept as evidence.
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
            photos: None,
        });
    };
    decide(&mut server, Verdict::Confirmed);
    server
        .take(from(1, 4, 4), Intent::WithdrawPhoto(known_photo(1)))
        .unwrap();
    assert!(shown(&server), "what was decided stands");
    let it = &server.found(1);
    assert!(it.wants_review(), "and comes before a supervisor again");
    decide(&mut server, Verdict::Confirmed);
    assert!(!shown(&server));
    // A returned finding waits for just this kind of change.
    let mut server = with_photo();
    decide(&mut server, Verdict::Returned);
    server
        .take(from(1, 4, 4), Intent::WithdrawPhoto(known_photo(1)))
        .unwrap();
    assert!(!shown(&server));
    assert_eq!(server.state(1), FindingState::Recorded);
}
