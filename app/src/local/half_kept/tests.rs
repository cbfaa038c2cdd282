//! Tests of which inconsistencies are found.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{HalfKept, Lost, find, next_number};
use crate::local::kept::{Meta, OutboxEntry, PhotoEntry};
use domain::ids::{DeviceId, OpId, PhotoId, VisitId};
use domain::sync::op::{AttachPhoto, Intent, Operation, VERSION};
use std::collections::BTreeSet;
use uuid::Uuid;

const SHA256: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn attach() -> AttachPhoto {
    AttachPhoto {
        photo: PhotoId(Uuid::from_u128(1)),
        visit: VisitId(Uuid::from_u128(2)),
        finding: None,
        sha256: SHA256.into(),
        length: 183_204,
        media_type: "image/jpeg".into(),
        taken_at: "2026-11-22T09:31:18+08:00".parse().unwrap(),
        undated: false,
    }
}

fn entry(seq: u64) -> OutboxEntry {
    let operation = Operation {
        v: VERSION,
        base_seq: 0,
        at: "2026-11-22T09:31:20+08:00".parse().unwrap(),
        intent: Intent::AttachPhoto(attach()),
    };
    OutboxEntry {
        device: DeviceId(Uuid::from_u128(3)),
        generation: 0,
        seq,
        op_id: OpId(Uuid::from_u128(u128::from(seq))),
        body: serde_json::to_string(&operation).unwrap(),
        result: None,
        heard_at: None,
    }
}

fn waiting() -> PhotoEntry {
    PhotoEntry {
        photo: attach().photo,
        visit: attach().visit,
        sha256: SHA256.into(),
        length: 183_204,
        media_type: "image/jpeg".into(),
        sent: 0,
        refused: None,
    }
}

fn bytes() -> BTreeSet<String> {
    BTreeSet::from([SHA256.to_owned()])
}

#[test]
fn a_whole_photo_is_no_half() {
    assert_eq!(
        find(&[entry(1)], &[waiting()], &bytes()),
        HalfKept::default()
    );
}

#[test]
fn a_photo_whose_bytes_were_refused_is_lost_and_waits_no_more() {
    let half = find(&[entry(1)], &[waiting()], &BTreeSet::new());
    assert_eq!(half.without_bytes, [SHA256]);
    let (photo, visit) = (attach().photo, attach().visit);
    assert_eq!(half.lost, [Lost { photo, visit }]);
    assert_eq!(half.forgotten, []);
}

#[test]
fn a_photo_of_which_only_the_operation_was_kept_is_lost() {
    let half = find(&[entry(1)], &[], &BTreeSet::new());
    assert_eq!(half.lost.len(), 1);
}

#[test]
fn bytes_that_an_operation_names_wait_to_be_sent() {
    let half = find(&[entry(1)], &[], &bytes());
    assert_eq!(half.forgotten, [waiting()]);
    assert_eq!(half.lost, []);
}

#[test]
fn a_number_that_an_operation_has_is_not_given_again() {
    let mut meta = Meta::new(DeviceId(Uuid::from_u128(3)));
    meta.next_seq = 4;
    assert_eq!(next_number(&meta, &[entry(3)]), 4);
    assert_eq!(next_number(&meta, &[entry(3), entry(4)]), 5);
    // Entries of an older device have their own numbers.
    meta.generation = 1;
    assert_eq!(next_number(&meta, &[entry(9)]), 4);
}
