//! A push as work of the writer: in one transaction, alone or with others. If that fails
//! unexpectedly, each operation gets its own transaction, so that a bad one is isolated.

use super::load;
use super::write_push::{flag_twins, handed_in, save_counter, save_device, save_ops};
use super::writer::{Work, answered, begin, commit, rollback};
use super::{Scope, SqliteStore, write_visit};
use crate::store::fold::{self, Arrival, Plan, fold, read};
use crate::store::{PushAnswer, Pushing, StoreError, Stored};
use domain::sync::wire::{Conflict, Push, PushOp, Pushed};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::sqlite::SqliteConnection;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::oneshot;

/// Submits a push to the writer.
pub(super) fn submit(store: &SqliteStore, pushing: Pushing) -> Stored<'_, PushAnswer> {
    async move {
        let (reply, answer) = oneshot::channel();
        let work = PushWork {
            scope: Arc::clone(&store.scope),
            pushing,
            answer: None,
            reply,
        };
        store.writer.submit(Box::new(work)).await?;
        answered(answer.await)
    }
    .boxed()
}

struct PushWork {
    scope: Arc<Scope>,
    pushing: Pushing,
    answer: Option<PushAnswer>,
    reply: oneshot::Sender<Result<PushAnswer, StoreError>>,
}

impl Work for PushWork {
    fn run<'c>(
        &'c mut self,
        db: &'c mut SqliteConnection,
    ) -> BoxFuture<'c, Result<(), StoreError>> {
        async move {
            self.answer = Some(push(db, &self.scope, &self.pushing).await?);
            Ok(())
        }
        .boxed()
    }

    fn piecemeal<'c>(
        &'c mut self,
        db: &'c mut SqliteConnection,
        error: StoreError,
    ) -> BoxFuture<'c, Result<(), StoreError>> {
        async move {
            tracing::error!(%error, device = %self.pushing.push.device, "a push failed; each operation is tried alone");
            self.answer = Some(one_by_one(db, &self.scope, &self.pushing).await?);
            Ok(())
        }
        .boxed()
    }

    fn reply(self: Box<Self>, result: Result<(), StoreError>) {
        let lost = || StoreError::Broken("a push without an answer".into());
        let Self { answer, reply, .. } = *self;
        let answer = result.and_then(|()| answer.ok_or_else(lost));
        // The client may have disconnected; it will send the push again and get `duplicate`.
        drop(reply.send(answer));
    }
}

async fn push(
    db: &mut SqliteConnection,
    scope: &Scope,
    pushing: &Pushing,
) -> Result<PushAnswer, StoreError> {
    let district = load::district(db, scope).await?;
    if pushing.push.epoch != district.epoch {
        let epoch = district.epoch;
        return Ok(PushAnswer::Conflict(Conflict::Epoch { epoch }));
    }
    let device = load::device(db, scope, pushing.push.device).await?;
    if device.is_some_and(|device| device.revoked || device.user != pushing.by) {
        return Ok(PushAnswer::Revoked);
    }
    let ops = read(pushing);
    let loaded = load::load(db, scope, pushing, &ops, device, district.counter).await?;
    let quarters = loaded.quarters.clone();
    let mut plan = match fold(pushing, &ops, loaded) {
        Ok(plan) => plan,
        Err(conflict) => return Ok(PushAnswer::Conflict(conflict)),
    };
    save_device(db, scope, pushing, device, &plan).await?;
    save_counter(db, scope, plan.counter).await?;
    for visit in plan.visits.values() {
        write_visit::save(db, scope, visit, &quarters).await?;
    }
    for visit in &plan.ended {
        handed_in(db, scope, &plan, *visit, &quarters).await?;
    }
    flag_twins(db, scope, &mut plan).await?;
    save_ops(db, scope, pushing, &ops, &plan).await?;
    let durable_through = load::district(db, scope).await?.counter;
    Ok(PushAnswer::Pushed(Pushed {
        results: plan.results,
        durable_through,
    }))
}

/// Runs each operation in a transaction of its own; one that still fails is stored as it came.
async fn one_by_one(
    db: &mut SqliteConnection,
    scope: &Scope,
    pushing: &Pushing,
) -> Result<PushAnswer, StoreError> {
    let mut all = Pushed {
        results: Vec::new(),
        durable_through: 0,
    };
    for op in &pushing.push.ops {
        let single = single(pushing, op);
        begin(db).await?;
        let answer = match push(db, scope, &single).await {
            Err(StoreError::Broken(error)) => {
                rollback(db).await;
                tracing::error!(%error, op_id = %op.op_id, "an operation failed and is quarantined");
                begin(db).await?;
                keep_raw(db, scope, &single).await
            }
            answer => answer,
        };
        match answer {
            Ok(PushAnswer::Pushed(pushed)) => {
                commit(db).await?;
                all.results.extend(pushed.results);
                all.durable_through = pushed.durable_through;
            }
            Ok(other) => {
                rollback(db).await;
                return Ok(other);
            }
            Err(error) => {
                rollback(db).await;
                return Err(error);
            }
        }
    }
    Ok(PushAnswer::Pushed(all))
}

fn single(pushing: &Pushing, op: &PushOp) -> Pushing {
    Pushing {
        by: pushing.by,
        received: pushing.received,
        by_rescue: pushing.by_rescue,
        push: Push {
            device: pushing.push.device,
            succeeds: pushing.push.succeeds.clone(),
            older: pushing.push.older.clone(),
            epoch: pushing.push.epoch.clone(),
            clock: pushing.push.clock,
            ops: vec![PushOp {
                seq: op.seq,
                op_id: op.op_id,
                body: op.body.clone(),
            }],
        },
    }
}

/// Stores the operation under its number, without any effect.
async fn keep_raw(
    db: &mut SqliteConnection,
    scope: &Scope,
    pushing: &Pushing,
) -> Result<PushAnswer, StoreError> {
    let ops = read(pushing);
    let device = load::device(db, scope, pushing.push.device).await?;
    let counter = load::district(db, scope).await?.counter + 1;
    let plan = Plan {
        results: ops.iter().map(|op| fold::failed(op, counter)).collect(),
        arrivals: vec![Arrival {
            index: 0,
            first: true,
            touched: BTreeSet::new(),
        }],
        counter,
        last_seq: ops.first().map_or(0, |op| op.seq),
        ..Plan::default()
    };
    save_device(db, scope, pushing, device, &plan).await?;
    save_counter(db, scope, plan.counter).await?;
    save_ops(db, scope, pushing, &ops, &plan).await?;
    let durable_through = load::district(db, scope).await?.counter;
    Ok(PushAnswer::Pushed(Pushed {
        results: plan.results,
        durable_through,
    }))
}
