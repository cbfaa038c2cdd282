//! The only writer. It commits waiting work together and replies after the commit; then it
//! announces the new number to those who follow the feed.

use super::load;
use crate::store::error::StoreError;
use crate::store::sqlite::scope::{Run, Scope, failed, finish};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::sqlite::SqliteConnection;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tokio::sync::{Mutex, mpsc, oneshot, watch};
use tokio::task::JoinHandle;

/// How many pieces of work may wait, and how many commit together at most.
const WAITING: usize = 256;
const GROUP: usize = 64;

/// A piece of work for the writer.
pub(super) trait Work: Send {
    /// Runs inside a transaction that other work may share. It may be called again after a
    /// rollback.
    fn run<'c>(&'c mut self, db: &'c mut SqliteConnection)
    -> BoxFuture<'c, Result<(), StoreError>>;

    /// Runs again after failing in a transaction of its own, now in smaller transactions that it
    /// opens itself. Returns an error if that fails too.
    fn piecemeal<'c>(
        &'c mut self,
        _db: &'c mut SqliteConnection,
        error: StoreError,
    ) -> BoxFuture<'c, Result<(), StoreError>> {
        async { Err(error) }.boxed()
    }

    /// Replies to the caller.
    fn reply(self: Box<Self>, result: Result<(), StoreError>);
}

/// The handle of the writer's task.
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Box<dyn Work>>>>,
    task: Mutex<Option<JoinHandle<()>>>,
    committed: watch::Receiver<u64>,
}

impl Writer {
    pub(super) fn start(connection: SqliteConnection, scope: Arc<Scope>) -> Self {
        let (queue, waiting) = mpsc::channel(WAITING);
        let (tell, committed) = watch::channel(0);
        let task = tokio::spawn(write(connection, scope, waiting, tell));
        Self {
            queue: Mutex::new(Some(queue)),
            task: Mutex::new(Some(task)),
            committed,
        }
    }

    /// Follows the feed's highest committed number; 0 before the first commit.
    pub(super) fn committed(&self) -> watch::Receiver<u64> {
        self.committed.clone()
    }

    /// Submits work. It is carried out even if nobody waits for the reply any more.
    pub(super) async fn submit(&self, work: Box<dyn Work>) -> Result<(), StoreError> {
        let queue = self.queue.lock().await.clone();
        let closed = || StoreError::Unavailable("shutting down".into());
        queue
            .ok_or_else(closed)?
            .send(work)
            .await
            .map_err(|_| closed())
    }

    /// Whether the writer still accepts work.
    pub(super) async fn check(&self) -> Result<(), StoreError> {
        match self.queue.lock().await.as_ref() {
            Some(queue) if !queue.is_closed() => Ok(()),
            _ => Err(StoreError::Unavailable("the writer has stopped".into())),
        }
    }

    pub(super) async fn run<I, T>(
        &self,
        scope: Arc<Scope>,
        input: I,
        run: Run<I, T>,
    ) -> Result<T, StoreError>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let task = Task {
            scope,
            input,
            run,
            output: None,
            reply,
        };
        self.submit(Box::new(task)).await?;
        answered(answer.await)
    }

    /// Finishes all waiting work, then ends.
    pub(super) async fn close(&self) {
        self.queue.lock().await.take();
        let task = self.task.lock().await.take();
        if let Some(task) = task
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the writer failed");
        }
    }
}

/// The writer's reply, or the error that the writer is gone.
pub(super) fn answered<T>(
    answer: Result<Result<T, StoreError>, oneshot::error::RecvError>,
) -> Result<T, StoreError> {
    answer.unwrap_or_else(|_| Err(StoreError::Unavailable("the writer has stopped".into())))
}

/// Work that cannot be split.
struct Task<I, T> {
    scope: Arc<Scope>,
    input: I,
    run: Run<I, T>,
    output: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<I: Send + Sync, T: Send> Work for Task<I, T> {
    fn run<'c>(
        &'c mut self,
        db: &'c mut SqliteConnection,
    ) -> BoxFuture<'c, Result<(), StoreError>> {
        async move {
            self.output = Some((self.run)(db, &self.scope, &self.input).await?);
            Ok(())
        }
        .boxed()
    }

    fn reply(self: Box<Self>, result: Result<(), StoreError>) {
        let lost = || StoreError::Broken("the writer gave no answer".into());
        let Self { output, reply, .. } = *self;
        let answer = result.and_then(|()| output.ok_or_else(lost));
        // The caller may be gone; the work is done anyway.
        drop(reply.send(answer));
    }
}

async fn write(
    mut db: SqliteConnection,
    scope: Arc<Scope>,
    mut waiting: mpsc::Receiver<Box<dyn Work>>,
    tell: watch::Sender<u64>,
) {
    let mut group: Vec<Box<dyn Work>> = Vec::with_capacity(GROUP);
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        let size = group.len();
        match together(&mut db, &mut group).await {
            Ok(()) => group.drain(..).for_each(|work| work.reply(Ok(()))),
            // In a group that ran out of disk space, no single write can succeed: none is
            // acknowledged.
            Err(StoreError::Full) => group.drain(..).for_each(|w| w.reply(Err(StoreError::Full))),
            Err(error) => {
                tracing::error!(%error, size, "a group of writes failed; each is tried alone");
                for mut work in group.drain(..) {
                    let result = alone(&mut db, work.as_mut()).await;
                    work.reply(result);
                }
            }
        }
        // After a failure the next commit announces the number; it only ever rises.
        if let Ok(district) = load::district(&mut db, &scope).await {
            tell.send_if_modified(|told| {
                std::mem::replace(told, district.counter) != district.counter
            });
        }
    }
    finish(db).await;
}

async fn together(
    db: &mut SqliteConnection,
    group: &mut [Box<dyn Work>],
) -> Result<(), StoreError> {
    begin(db).await?;
    for work in group {
        if let Err(error) = guarded(work.as_mut(), db).await {
            rollback(db).await;
            return Err(error);
        }
    }
    commit(db).await
}

async fn alone(db: &mut SqliteConnection, work: &mut dyn Work) -> Result<(), StoreError> {
    begin(db).await?;
    match guarded(work, db).await {
        Ok(()) => commit(db).await,
        Err(error) => {
            rollback(db).await;
            match error {
                StoreError::Broken(_) => work.piecemeal(db, error).await,
                passing => Err(passing),
            }
        }
    }
}

/// A panic in one piece of work must not end the writer.
async fn guarded(work: &mut dyn Work, db: &mut SqliteConnection) -> Result<(), StoreError> {
    AssertUnwindSafe(work.run(db))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(StoreError::Broken("panicked".into())))
}

pub(super) async fn begin(db: &mut SqliteConnection) -> Result<(), StoreError> {
    execute(db, "BEGIN IMMEDIATE").await
}

/// Commits; what cannot be committed is rolled back.
pub(super) async fn commit(db: &mut SqliteConnection) -> Result<(), StoreError> {
    let result = execute(db, "COMMIT").await;
    if result.is_err() {
        rollback(db).await;
    }
    result
}

pub(super) async fn rollback(db: &mut SqliteConnection) {
    // SQLite may already have rolled back (for example on a full disk); then there is nothing to
    // undo.
    if let Err(error) = execute(db, "ROLLBACK").await {
        tracing::debug!(%error, "nothing to roll back");
    }
}

async fn execute(db: &mut SqliteConnection, sql: &'static str) -> Result<(), StoreError> {
    sqlx::query(sql).execute(db).await.map_err(failed)?;
    Ok(())
}
