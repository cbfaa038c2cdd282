//! What is kept and for how long, and with which numbers it is sent again.

use super::*;
use crate::local::tablet::Notice;

#[test]
fn what_is_forgotten_has_been_pulled_and_a_visit_goes_as_a_whole() {
    let mut tablet = tablet();
    let forgettable = |tablet: &Tablet, until: u64| {
        let old = tablet.forgettable(|entry| entry.seq <= until);
        old.iter().map(|entry| entry.seq).collect::<Vec<_>>()
    };
    recorded(&mut tablet, vec![(open(), Some(10)), (record(1), Some(11))]);
    // The effects were not pulled, or the pull was not complete.
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
    // Epoch, end of the page, whether it is complete, and the `seen` cursor after it.
    for (epoch, next, complete, seen) in [
        ("e", 500, false, 0),
        ("e", 900, true, 900),
        ("e", 1400, false, 900),
        ("e", 1600, true, 1600),
        // A new epoch: nothing counts as seen before the pull is complete.
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
    // The operation waited for long, but its result has just arrived.
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
    let mut kept: Vec<OutboxEntry> = tablet.outbox.values().cloned().collect();
    // The second operation was renumbered after a fork and applied; a third waits.
    let moved = meta.renumber(DeviceId(id(2)), kept.split_off(1), Notice::RolledBack);
    let result = tablet.outbox.values().next().unwrap().result.clone();
    kept.extend(moved.into_iter().map(|entry| OutboxEntry {
        result: result.clone(),
        ..entry
    }));
    kept.push(OutboxEntry {
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
    // What the second id sent counts as this device's, up to the first waiting operation.
    let through = meta.succeeds.as_ref().map(|it| (it.device, it.through));
    assert_eq!(through, Some((DeviceId(id(2)), 1)));
    let older = meta.older();
    assert_eq!((older.len(), older[0].device), (1, DeviceId(id(1))));
}
