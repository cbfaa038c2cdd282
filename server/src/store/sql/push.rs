//! A push that failed among others: it gets a transaction of its own, and if that fails too, each of
//! its operations does, so that a bad one is isolated.

use super::Scope;
use super::recent::Recent;
use super::transaction::{end, guarded};
use super::write_push::carry_out;
use crate::store::database::Connection;
use crate::store::error::StoreError;
use crate::store::fold::Arriving;
use crate::store::sync::PushAnswer;
use domain::sync::wire::Pushed;

/// Carries out a push that failed among others.
pub(super) async fn alone(
    db: &mut Connection,
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
    db: &mut Connection,
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
    db: &mut Connection,
    scope: &Scope,
    push: &Arriving,
) -> Result<PushAnswer, StoreError> {
    db.begin(&scope.district).await?;
    let done = guarded(carry_out(
        db,
        scope,
        std::slice::from_ref(push),
        &mut Recent::default(),
    ))
    .await;
    let mut answers = end(db, &scope.district, done).await?.answers;
    let lost = || StoreError::Broken("a push without an answer".into());
    answers.pop().ok_or_else(lost)
}
