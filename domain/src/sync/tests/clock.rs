//! Wrong clocks: what is corrected, and what is flagged.

use super::intents::{answer, at, open, photo, record, visit_id};
use super::server::{Server, from};
use crate::inspection::{AnswerValue, Flag, Outcome};
use crate::sync::clock::DeviceClock;
use crate::sync::op::{CloseVisit, Intent};
use crate::time::Span;
use std::collections::BTreeSet;

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
        let it = server.found(1);
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
    // The time at the push, the latest time before, and the time of the operation, in hours after
    // the visit's opening.
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
        let it = server.found(1);
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
    // Five minutes are tolerated here too; and a tablet does not judge its own clock.
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
    // A time after the push does not count for later operations.
    clock.note(at().shifted(hours(99)));
    assert_eq!(clock.latest, Some(at()));
    clock.note(at().shifted(hours(-99)));
    assert_eq!(clock.latest, Some(at()));
}
