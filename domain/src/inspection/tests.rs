//! Which values remain after several writes, and the state of a finding.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::heads::{Author, Heads, Lineage, Stamp};
use super::{AnswerValue, Content, Decision, Finding, FindingState, Flag, Verdict};
use crate::ids::{DeviceId, FindingId, OpId, UserId};
use crate::time::Moment;
use std::collections::BTreeSet;
use uuid::Uuid;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn at() -> Moment {
    "2026-11-23T09:30:05+08:00".parse().unwrap()
}

/// The stamp of operation `seq` of `device`, with the server's number if it has one.
fn stamp(device: u128, seq: u64, server_seq: Option<u64>) -> Stamp {
    Stamp {
        op: OpId(id(device * 1000 + u128::from(seq))),
        device: DeviceId(id(device)),
        seq,
        server_seq,
        by: UserId(id(7)),
        at: at(),
    }
}

#[test]
fn an_author_saw_the_own_earlier_what_was_pulled_and_what_its_tablet_made_before() {
    // The author: the third operation of device 1, made after a pull up to 10, on a tablet that was
    // device 2 up to its operation 4.
    let lineage = Lineage(vec![(DeviceId(id(2)), 4)]);
    let again = BTreeSet::from([OpId(id(9009))]);
    let author = Author {
        device: DeviceId(id(1)),
        seq: 3,
        base_seq: 10,
        lineage: &lineage,
        again: &again,
    };
    for (written, saw, why) in [
        (stamp(1, 2, None), true, "its own, earlier"),
        (stamp(1, 3, None), false, "itself"),
        (
            stamp(1, 4, Some(11)),
            false,
            "a later one under its own name",
        ),
        (stamp(3, 1, Some(10)), true, "pulled, the last"),
        (stamp(3, 1, Some(11)), false, "just not pulled"),
        (stamp(3, 1, None), false, "somebody's that has no number"),
        (stamp(2, 4, None), true, "the older name, the last"),
        (
            stamp(2, 5, Some(11)),
            false,
            "the older name, made elsewhere",
        ),
        (
            stamp(9, 9, Some(99)),
            true,
            "sent again under an own number",
        ),
    ] {
        assert_eq!(author.saw(&written), saw, "{why}");
    }
}

/// Writes `values`, each as (device, seq, base_seq, server_seq, value). Returns the values that
/// remain, and whether the last write was concurrent.
fn written<T: Copy>(values: &[(u128, u64, u64, u64, T)]) -> (Vec<T>, bool) {
    let mut heads = Heads::default();
    let mut last = false;
    for (device, seq, base_seq, server_seq, value) in values {
        let author = Author {
            device: DeviceId(id(*device)),
            seq: *seq,
            base_seq: *base_seq,
            lineage: &Lineage::default(),
            again: &BTreeSet::new(),
        };
        last = heads.write(&author, *value, stamp(*device, *seq, Some(*server_seq)));
    }
    (heads.iter().map(|head| head.value).collect(), last)
}

#[test]
fn a_write_replaces_what_its_author_saw_and_stands_beside_the_rest() {
    use AnswerValue::{Issue, Meets, NotApplicable};
    for (values, stands, concurrent) in [
        (vec![(1, 1, 0, 1, Meets)], vec![Meets], false),
        (
            vec![(1, 1, 0, 1, Meets), (1, 2, 0, 2, Issue)],
            vec![Issue],
            false,
        ),
        (
            vec![(1, 1, 0, 1, Issue), (2, 1, 1, 2, Meets)],
            vec![Meets],
            false,
        ),
        (
            vec![(1, 1, 0, 1, Issue), (2, 1, 0, 2, Meets)],
            vec![Issue, Meets],
            true,
        ),
        // A third device that saw both replaces both; a device that saw only the first replaces
        // that one.
        (
            vec![
                (1, 1, 0, 1, Issue),
                (2, 1, 0, 2, Meets),
                (3, 1, 2, 3, NotApplicable),
            ],
            vec![NotApplicable],
            false,
        ),
        (
            vec![
                (1, 1, 0, 1, Issue),
                (2, 1, 0, 2, Meets),
                (3, 1, 1, 3, NotApplicable),
            ],
            vec![Meets, NotApplicable],
            true,
        ),
        // The same operation again, as a tablet replays it.
        (
            vec![(1, 1, 0, 1, Issue), (1, 1, 0, 1, Issue)],
            vec![Issue],
            false,
        ),
    ] {
        assert_eq!(written(&values), (stands, concurrent), "{values:?}");
    }
}

#[test]
fn of_concurrent_answers_the_worst_counts() {
    use AnswerValue::{Issue, Meets, NotApplicable};
    for (one, other, counts) in [
        (Meets, NotApplicable, NotApplicable),
        (NotApplicable, Meets, NotApplicable),
        (Meets, Issue, Issue),
        (Issue, NotApplicable, Issue),
        (Meets, Meets, Meets),
    ] {
        let mut heads = Heads::default();
        for (device, value) in [(1, one), (2, other)] {
            let author = Author {
                device: DeviceId(id(device)),
                seq: 1,
                base_seq: 0,
                lineage: &Lineage::default(),
                again: &BTreeSet::new(),
            };
            heads.write(&author, value, stamp(device, 1, None));
        }
        let worst = heads.worst(|value| *value).unwrap();
        assert_eq!(worst.value, counts, "{one:?} and {other:?}");
    }
}

fn content(count: u32) -> Content {
    Content {
        count,
        phrases: Vec::new(),
        note: String::new(),
        observed_at: at(),
        counted_at: at(),
        position: None,
    }
}

/// A finding with `versions` (device, seq, base_seq; a count, or `None` for a withdrawal), and a
/// verdict on a revision.
fn finding(versions: &[(u128, u64, u64, Option<u32>)], verdict: Option<(Verdict, u32)>) -> Finding {
    let mut heads = Heads::default();
    for (number, (device, seq, base_seq, count)) in (1..).zip(versions) {
        let author = Author {
            device: DeviceId(id(*device)),
            seq: *seq,
            base_seq: *base_seq,
            lineage: &Lineage::default(),
            again: &BTreeSet::new(),
        };
        heads.write(
            &author,
            count.map(content),
            stamp(*device, *seq, Some(number)),
        );
    }
    Finding {
        id: FindingId(id(1)),
        checkpoint: "1.3/wheelchair".parse().unwrap(),
        recorded: stamp(1, 1, Some(1)),
        revision: u32::try_from(versions.len()).unwrap(),
        heads,
        flags: BTreeSet::new(),
        decision: verdict.map(|(verdict, revision)| Decision {
            verdict,
            revision,
            reason: String::new(),
            by: UserId(id(8)),
            at: at(),
            server_seq: 50,
            content: content(3),
            photos: None,
        }),
    }
}

#[test]
fn a_finding_stands_where_its_states_say() {
    use FindingState::{Confirmed, Merged, Recorded, Rejected, Returned, Withdrawn};
    let recorded = (1, 1, 0, Some(3));
    let amended = (1, 2, 0, Some(5));
    let withdrawn = (1, 2, 0, None);
    let into = FindingId(id(2));
    // Versions and verdict; then the state, whether it is in the queue, and the count that scores.
    for (versions, verdict, state, queued, count) in [
        (vec![recorded], None, Recorded, true, Some(3)),
        (vec![recorded, withdrawn], None, Withdrawn, false, None),
        (
            vec![recorded],
            Some((Verdict::Confirmed, 1)),
            Confirmed,
            false,
            Some(3),
        ),
        // A decided content scores until the next decision.
        (
            vec![recorded, amended],
            Some((Verdict::Confirmed, 1)),
            Confirmed,
            true,
            Some(3),
        ),
        (
            vec![recorded, withdrawn],
            Some((Verdict::Confirmed, 1)),
            Confirmed,
            true,
            Some(3),
        ),
        (
            vec![recorded, amended],
            Some((Verdict::Confirmed, 2)),
            Confirmed,
            false,
            Some(3),
        ),
        (
            vec![recorded],
            Some((Verdict::Rejected, 1)),
            Rejected,
            false,
            Some(3),
        ),
        (
            vec![recorded, amended],
            Some((Verdict::Rejected, 1)),
            Rejected,
            true,
            Some(5),
        ),
        // A returned finding waits for the inspector, whose change puts it back into the queue.
        (
            vec![recorded],
            Some((Verdict::Returned, 1)),
            Returned,
            false,
            Some(3),
        ),
        (
            vec![recorded, amended],
            Some((Verdict::Returned, 1)),
            Recorded,
            true,
            Some(5),
        ),
        (
            vec![recorded, withdrawn],
            Some((Verdict::Returned, 1)),
            Withdrawn,
            false,
            None,
        ),
        (
            vec![recorded],
            Some((Verdict::Merged { into }, 1)),
            Merged,
            false,
            Some(3),
        ),
    ] {
        let it = finding(&versions, verdict);
        let found = (
            it.state(),
            it.wants_review(),
            it.scored_content().map(|c| c.count),
        );
        assert_eq!(found, (state, queued, count), "{versions:?}, {verdict:?}");
    }
}

#[test]
fn withdrawn_here_and_amended_there_it_is_back() {
    let withdrawn_unseen = [(1, 1, 0, Some(3)), (1, 2, 0, None), (2, 1, 1, Some(5))];
    let it = finding(&withdrawn_unseen, None);
    assert!(it.is_resurrected());
    assert_eq!(it.content().map(|c| c.count), Some(5));
    assert_eq!(it.state(), FindingState::Recorded);
    assert!(it.all_flags().contains(&Flag::Resurrected));

    // An author who knows of the withdrawal brings the finding back on purpose.
    let withdrawn_seen = [(1, 1, 0, Some(3)), (1, 2, 0, None), (2, 1, 2, Some(5))];
    let it = finding(&withdrawn_seen, None);
    assert!(!it.is_resurrected());
    assert!(it.all_flags().is_empty());
}
