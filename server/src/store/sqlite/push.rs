//! Pushes as work of the writer: those that wait together share a transaction. If that fails
//! unexpectedly, each gets its own, and then each operation, so that a bad one is isolated.

use super::write_push::carry_out;
use super::writer::{Job, answered, begin, end, guarded};
use super::{Scope, SqliteStore};
use crate::store::fold::Arriving;
use crate::store::{PushAnswer, Pushing, StoreError, Stored};
use domain::sync::wire::Pushed;
use futures::FutureExt;
use sqlx::sqlite::SqliteConnection;
use tokio::sync::oneshot;

/// Where a push is answered.
pub(super) type Reply = oneshot::Sender<Result<PushAnswer, StoreError>>;

/// Submits a push to the writer. Its operations are hashed and decoded before, outside the writer's
/// task.
pub(super) fn submit(store: &SqliteStore, pushing: Pushing) -> Stored<'_, PushAnswer> {
    async move {
        let (reply, answer) = oneshot::channel();
        let push = Arriving::from(pushing);
        store.writer.submit(Job::Push(push, reply)).await?;
        answered(answer.await)
    }
    .boxed()
}

/// Carries out a push that failed among others.
pub(super) async fn alone(
    db: &mut SqliteConnection,
    scope: &Scope,
    push: Arriving,
) -> Result<PushAnswer, StoreError> {
    match transaction(db, scope, &push).await {
        Err(error @ StoreError::Broken(_)) => {
            let device = push.sender.device;
            tracing::error!(%error, %device, "a push failed; each operation is tried alone");
            one_by_one(db, scope, push).await
        }
        answer => answer,
    }
}

/// Runs each operation in a transaction of its own; one that still fails is stored as it came.
async fn one_by_one(
    db: &mut SqliteConnection,
    scope: &Scope,
    push: Arriving,
) -> Result<PushAnswer, StoreError> {
    let mut all = Pushed {
        results: Vec::new(),
        durable_through: 0,
    };
    for mut single in push.singles() {
        let answer = match transaction(db, scope, &single).await {
            Err(error @ StoreError::Broken(_)) => {
                let op_id = single.ops.first().map(|op| op.op_id);
                tracing::error!(%error, ?op_id, "an operation failed and is quarantined");
                single.give_up();
                transaction(db, scope, &single).await
            }
            answer => answer,
        };
        match answer? {
            PushAnswer::Pushed(pushed) => {
                all.results.extend(pushed.results);
                all.durable_through = pushed.durable_through;
            }
            refused @ (PushAnswer::Conflict(_) | PushAnswer::Revoked) => return Ok(refused),
        }
    }
    Ok(PushAnswer::Pushed(all))
}

async fn transaction(
    db: &mut SqliteConnection,
    scope: &Scope,
    push: &Arriving,
) -> Result<PushAnswer, StoreError> {
    begin(db).await?;
    let done = guarded(carry_out(db, scope, std::slice::from_ref(push))).await;
    let (mut answers, _) = end(db, done).await?;
    let lost = || StoreError::Broken("a push without an answer".into());
    answers.pop().ok_or_else(lost)
}
