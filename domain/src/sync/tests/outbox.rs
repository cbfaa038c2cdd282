//! What a tablet does after each answer.

use crate::ids::OpId;
use crate::sync::outbox::{MAX_WAIT_MS, Next, Pause, Pusher, Reply};
use crate::sync::wire::{Conflict, MAX_BYTES, MAX_OPS, OpResult, OutcomeKind, Pushed};
use uuid::Uuid;

fn result(seq: u64) -> OpResult {
    OpResult {
        seq,
        op_id: OpId(Uuid::from_u128(seq.into())),
        outcome: OutcomeKind::Applied,
        server_seq: 100 + seq,
        flags: Vec::new(),
        quarantine: None,
    }
}

fn pushed(seqs: impl IntoIterator<Item = u64>) -> Reply {
    Reply::Pushed(Pushed {
        results: seqs.into_iter().map(result).collect(),
        durable_through: 200,
    })
}

/// The decision of a fresh pusher after a push of operations 5 to 8, with the texts kept from 3 on.
fn decided(reply: Reply) -> Next {
    Pusher::default().decide(reply, 5..=8, Some(3), 0)
}

#[test]
fn only_results_take_from_the_outbox() {
    let gap = |expected_seq| Reply::Conflict(Conflict::Gap { expected_seq });
    let fork = Reply::Conflict(Conflict::Fork { expected_seq: 6 });
    let epoch = String::from("another");
    for (reply, next) in [
        (pushed(5..=8), Next::Keep((5..=8).map(result).collect())),
        (pushed(5..=6), Next::Keep((5..=6).map(result).collect())),
        // A portal's page that happens to parse: no result, or one for an operation that was not
        // sent.
        (pushed([]), Next::Retry(500)),
        (pushed([5, 9]), Next::Retry(500)),
        (pushed([4]), Next::Retry(500)),
        // The text is still kept; or it is not; or the server knows more than this tablet made.
        (gap(4), Next::ResendFrom(4)),
        (gap(3), Next::ResendFrom(3)),
        (gap(2), Next::Renumber),
        (gap(5), Next::Renumber),
        (fork, Next::Renumber),
        (Reply::Conflict(Conflict::Epoch { epoch }), Next::PullFirst),
        (Reply::SignedOut, Next::Pause(Pause::SignIn)),
        (Reply::Revoked, Next::Pause(Pause::Revoked)),
        (Reply::ServerFull, Next::Pause(Pause::ServerFull)),
        // A proxy's 403 is nobody's decision: keep trying.
        (Reply::Barred, Next::Retry(500)),
        (Reply::Unreachable, Next::Retry(500)),
    ] {
        let said = format!("{reply:?}");
        assert_eq!(decided(reply), next, "{said}");
    }
    let nothing_kept = Pusher::default().decide(gap(4), 5..=8, None, 0);
    assert_eq!(nothing_kept, Next::Renumber);
}

#[test]
fn too_much_halves_until_one_is_left() {
    let mut pusher = Pusher::default();
    let mut sizes = Vec::new();
    for _ in 0..9 {
        let count = pusher.batch([10; 200]);
        sizes.push(count);
        let next = pusher.decide(Reply::TooMuch, 1..=count as u64, Some(1), 0);
        assert!(matches!(next, Next::Retry(1..)), "{next:?}");
    }
    assert_eq!(sizes, [100, 50, 25, 12, 6, 3, 1, 1, 1]);
    // A push that passes raises the limit again.
    let _ = pusher.decide(pushed([1]), 1..=1, Some(1), 0);
    assert_eq!(pusher.batch([10; 200]), 2);
}

/// A server that refuses every push with operation 6 in it.
#[test]
fn a_refused_operation_is_found_by_halving() {
    let mut pusher = Pusher::default();
    let (mut first, last) = (1_u64, 20_u64);
    for _ in 0..40 {
        let left = usize::try_from(last - first + 1).unwrap();
        let count = pusher.batch(vec![10; left]) as u64;
        let sent = first..=first + count - 1;
        if !sent.contains(&6) {
            let next = pusher.decide(pushed(sent.clone()), sent.clone(), Some(first), 0);
            assert_eq!(next, Next::Keep(sent.clone().map(result).collect()));
            first = sent.end() + 1;
            continue;
        }
        match pusher.decide(Reply::Refused, sent.clone(), Some(first), 0) {
            Next::Retry(0) => assert!(sent.start() < sent.end()),
            Next::Pause(Pause::Refused { seq }) => {
                assert_eq!((seq, sent), (6, 6..=6));
                return;
            }
            other => panic!("{other:?}"),
        }
    }
    panic!("the operation was not found");
}

#[test]
fn waits_grow_and_end_at_five_minutes() {
    // With the least and the greatest jitter.
    for (jitter, waits) in [(0, [500, 1000, 2000, 4000, 8000]), (u32::MAX, [0; 5])] {
        let mut pusher = Pusher::default();
        let mut last = 0;
        for round in 0..40 {
            let full = (1000 << round.min(20)).min(MAX_WAIT_MS);
            let Next::Retry(ms) = pusher.decide(Reply::Unreachable, 1..=1, Some(1), jitter) else {
                panic!("not a retry");
            };
            assert!((full / 2..=full).contains(&ms), "round {round}: {ms}");
            if jitter == 0 {
                assert_eq!(waits.get(round).copied().unwrap_or(ms), ms);
            }
            last = ms;
        }
        assert!((MAX_WAIT_MS / 2..=MAX_WAIT_MS).contains(&last), "{last}");
        pusher.hurry();
        let next = pusher.decide(Reply::Unreachable, 1..=1, Some(1), 0);
        assert_eq!(next, Next::Retry(500));
    }
}

#[test]
fn a_push_holds_at_most_so_many_and_always_one() {
    for (sizes, count) in [
        (vec![], 1),
        (vec![10; 3], 3),
        (vec![10; MAX_OPS], MAX_OPS),
        (vec![10; MAX_OPS + 1], MAX_OPS),
        (vec![MAX_BYTES / 2 - 120; 3], 2),
        (vec![MAX_BYTES / 2 - 119; 3], 1),
        (vec![MAX_BYTES * 2, 10], 1),
    ] {
        let said = format!("{} of {:?}", sizes.len(), sizes.first());
        assert_eq!(Pusher::default().batch(sizes), count, "{said}");
    }
}
