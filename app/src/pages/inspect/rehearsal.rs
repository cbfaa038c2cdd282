//! Makes a page's first 有问题 as quick as the next. A browser compiles each function of a program
//! when it first runs, which on a cheap tablet takes as long as the rest of a tap. So everything
//! that a tap records and draws runs here beforehand, while nobody waits and without being shown.

use crate::local::clock;
use crate::pages::inspect::finding::FindingDetail;
use crate::pages::inspect::here::{Here, use_here};
use crate::pages::inspect::row::{RowFoot, given, new_finding};
use crate::pages::inspect::this_visit::ThisVisit;
use domain::ids::{FindingId, OpId};
use domain::inspection::AnswerValue;
use domain::table::{Checkpoint, Per};
use leptos::prelude::*;
use std::time::Duration;
use uuid::Uuid;

/// How long after opening the list the first rehearsal runs.
const PAUSE: Duration = Duration::from_millis(400);
/// How many rehearsals run, at this interval: repeated code gets compiled again, and better.
const TIMES: u32 = 3;

/// Draws a made-up finding, some time after the list.
#[component]
pub(super) fn Rehearsal() -> impl IntoView {
    let here = use_here();
    let visit: ThisVisit = expect_context();
    let due = RwSignal::new(0);
    for time in 1..=TIMES {
        set_timeout(
            move || {
                // The page may be gone by now.
                if due.try_set(time).is_none() {
                    here.store.stir();
                }
            },
            PAUSE * time,
        );
    }
    move || {
        let known = (due.get() > 0).then(|| {
            here.peek_visit(visit.id, |_, table| {
                most(table.checkpoints().map(|(_, it)| it))
            })
        });
        if let Some(known) = known.flatten().flatten() {
            record(here, visit, &known);
            draw(known);
        }
    }
}

/// The checkpoint whose finding has the most parts: a count, and phrases.
fn most<'t>(all: impl Iterator<Item = &'t Checkpoint>) -> Option<Checkpoint> {
    let weight = |it: &&Checkpoint| (it.per == Per::Count, !it.phrases.is_empty());
    all.max_by_key(weight).cloned()
}

/// Records a finding on a hidden copy of the visit.
fn record(here: Here, visit: ThisVisit, known: &Checkpoint) {
    let mut trial = here.store.peek(|tablet| tablet.trial(visit.id));
    for intent in [
        given(visit, known.id.clone(), AnswerValue::Issue),
        new_finding(visit, &known.id),
    ] {
        trial.write_out(OpId(Uuid::now_v7()), intent, clock::now(), true);
    }
}

/// Draws the finding and disposes of it at once, with everything that it tracks.
fn draw(known: Checkpoint) {
    let drawn = Owner::new();
    drawn.with(|| {
        let known = StoredValue::new(known);
        let finding = FindingId(Uuid::now_v7());
        let none = Signal::stored(true);
        untrack(|| {
            let opened = view! {
                <FindingDetail finding known />
                <RowFoot known none />
            };
            drop(opened.into_any().build());
        });
    });
    drawn.cleanup();
}
