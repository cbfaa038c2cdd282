//! How an operation's text is read, and recognised under another number.

use super::intents::id;
use crate::ids::{DeviceId, OpId};
use crate::inspection::heads::Lineage;
use crate::sync::admission::lineage;
use crate::sync::op::{decode, hash};
use crate::sync::wire::Reason;

#[test]
fn a_renumbered_operation_is_recognised() {
    let body = r#"{"v":1,"base_seq":3,"at":"2026-11-23T09:30:05+08:00","withdraw_finding":{}}"#;
    let (one, other) = (OpId(id(1)), OpId(id(2)));
    // The hash covers the id and every byte of the body, but not the number.
    assert_eq!(hash(one, body), hash(one, body));
    assert_ne!(hash(one, body), hash(other, body));
    assert_ne!(hash(one, body), hash(one, &body.replace(':', ": ")));
    assert_eq!(hash(one, body).len(), 64);

    // Device 3 succeeds device 2 after 2's 7th operation, and 2 succeeds 1 after 1's 4th.
    let device = |number| DeviceId(id(number));
    let parent = |it: DeviceId| match it.0.as_u128() {
        3 => Some((device(2), 7)),
        2 => Some((device(1), 4)),
        _ => None,
    };
    let chain = vec![(device(2), 7), (device(1), 4)];
    assert_eq!(lineage(device(3), parent), Lineage(chain));
    assert_eq!(lineage(device(1), parent), Lineage::default());
    // Two devices that claim to succeed each other: the chain ends where it loops.
    let round = |it: DeviceId| Some((device(3 - it.0.as_u128()), 1));
    assert_eq!(lineage(device(1), round), Lineage(vec![(device(2), 1)]));
}

#[test]
fn a_body_is_read_by_its_version() {
    for (body, reason) in [
        ("", Reason::Malformed),
        ("[]", Reason::Malformed),
        (r#"{"v":1}"#, Reason::Malformed),
        (r#"{"v":"1"}"#, Reason::Malformed),
        (r#"{"v":-1}"#, Reason::Malformed),
        (r#"{"v":0}"#, Reason::UnknownVersion),
        (r#"{"v":2,"whatever":[]}"#, Reason::UnknownVersion),
        (
            r#"{"v":1,"base_seq":0,"at":"2026-11-23T09:30:05+08:00","jump":{}}"#,
            Reason::Malformed,
        ),
        (
            r#"{"v":1,"base_seq":0,"at":"yesterday","withdraw_finding":{}}"#,
            Reason::Malformed,
        ),
    ] {
        assert_eq!(decode(body).unwrap_err().reason, reason, "{body}");
    }
}
