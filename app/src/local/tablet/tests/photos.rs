//! Photos and their bytes.

use super::*;
use crate::local::tablet::PhotoEntry;
use domain::ids::PhotoId;
use domain::sync::op::{AttachPhoto, KnownPhoto};

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
    // The server has the bytes for the first photo; the second is not attached there yet.
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
