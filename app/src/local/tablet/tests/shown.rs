//! What the view shows: what was recorded here, what the server has, and what it did not accept.

use super::*;
use crate::local::tablet::OpRefusal;
use domain::sync::op::{AmendFinding, VoidVisit};

#[test]
fn an_own_finding_stays_in_view_until_the_row_that_holds_it_is_here() {
    let mut tablet = tablet();
    recorded(&mut tablet, vec![(open(), Some(10)), (record(1), Some(11))]);
    let whole = tablet.visit(visit()).unwrap().clone();
    assert_eq!(shown(&tablet), 1);
    // The visit's row has moved up to 40: a page that ends at 30 is already past the operations.
    page(&mut tablet, 30, false, None);
    assert_eq!(shown(&tablet), 1);
    page(&mut tablet, 50, true, Some((40, &whole)));
    assert_eq!(shown(&tablet), 1);
    // Operations that are not in the row yet are applied on top of it.
    recorded(&mut tablet, vec![(record(2), Some(45)), (record(3), None)]);
    assert_eq!(shown(&tablet), 3);
}

#[test]
fn what_the_server_has_is_not_applied_again() {
    let mut tablet = tablet();
    recorded(&mut tablet, vec![(open(), Some(10)), (record(1), Some(11))]);
    let mut elsewhere = tablet.visit(visit()).unwrap().clone();
    // The server's row is later than the operations and differs: the row holds.
    elsewhere.findings.clear();
    page(&mut tablet, 50, true, Some((40, &elsewhere)));
    assert_eq!(shown(&tablet), 0);
}

/// The result of a push is lost, but a pull brings its effects: nothing is applied twice.
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
    // Later operations count as usual.
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
        let refusal = OpRefusal {
            reason: Reason::UnknownSite,
            seq: 1,
        };
        assert_eq!(tablet.refusal(visit()), Some(refusal));
    }
    // The finding has no place in the server's order, and its photos' bytes have nowhere to go.
    let finding = tablet.visit(visit()).unwrap().findings.values().next();
    assert_eq!(finding.unwrap().recorded.server_seq, None);
    // For a restored server everything waits again, and the result may differ.
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
    // Opened elsewhere, refused here, then pulled: the server has the visit.
    let whole = tablet.visit(visit()).unwrap().clone();
    refuse(&mut tablet, 1..=1);
    assert!(tablet.refusal(visit()).is_some());
    page(&mut tablet, 50, true, Some((40, &whole)));
    assert_eq!(tablet.refusal(visit()), None);
}

#[test]
fn what_is_tried_on_a_visit_is_nowhere_else() {
    let mut tablet = tablet();
    recorded(&mut tablet, vec![(open(), Some(10)), (record(1), None)]);
    let mut trial = tablet.trial(visit());
    let written = trial
        .write_out(OpId(id(900)), record(2), now(), true)
        .unwrap();
    assert!(written.1.contains("record_finding"), "{}", written.1);
    assert_eq!((shown(&trial), shown(&tablet)), (2, 1));
    assert_eq!(trial.waiting().count(), 0);
}
