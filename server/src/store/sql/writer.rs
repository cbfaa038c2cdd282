//! The only writer. It commits waiting work together and replies after the commit; then it
//! announces the new number to those who follow the feed.

use super::load;
use super::push;
use super::recent::Recent;
use super::transaction::{end, guarded};
use super::write_push::{Done, carry_out};
use crate::ground::measures::{Measures, WaitingWrite};
use crate::store::database::{Connection, Where};
use crate::store::error::StoreError;
use crate::store::fold::Arriving;
use crate::store::sql::scope::{Run, Scope};
use crate::store::sync::{PushAnswer, Pushing};
use domain::sync::wire::OutcomeKind;
use futures::FutureExt;
use futures::future::BoxFuture;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tracing::{Instrument, Span};

/// How many pieces of work may wait, and how many commit together at most.
const WAITING: usize = 256;
const GROUP: usize = 64;
/// How long a push waits for a place in the queue: its tablet comes again.
const SOON: Duration = Duration::from_secs(2);
/// How long anything else waits: a person waits with it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where a push is answered, and the request that it belongs to.
struct Reply {
    to: oneshot::Sender<Result<PushAnswer, StoreError>>,
    request: Span,
}

/// A job, which counts as waiting until its group is done.
type Queued = (Job, WaitingWrite);

/// What the writer is asked for.
enum Job {
    /// A push; those that wait together are carried out together.
    Push(Box<Arriving>, Reply),
    /// Anything else.
    Other(Box<dyn Work>),
}

/// A piece of work for the writer.
trait Work: Send {
    /// Runs inside a transaction that other work may share. It may be called again after a
    /// rollback.
    fn run<'c>(&'c mut self, db: &'c mut Connection) -> BoxFuture<'c, Result<(), StoreError>>;

    /// Replies to the caller.
    fn reply(self: Box<Self>, result: Result<(), StoreError>);
}

/// The handle of the writer's task.
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Queued>>>,
    task: Mutex<Option<JoinHandle<()>>>,
    committed: Arc<watch::Sender<u64>>,
    measures: Arc<Measures>,
}

impl Writer {
    pub(super) fn start(
        connection: Connection,
        place: Where,
        scope: Arc<Scope>,
        committed: Arc<watch::Sender<u64>>,
        measures: Arc<Measures>,
    ) -> Self {
        let (queue, waiting) = mpsc::channel(WAITING);
        let tell = Arc::clone(&committed);
        let writing = Writing {
            place,
            scope,
            measures: Arc::clone(&measures),
        };
        let task = tokio::spawn(writing.until_closed(connection, waiting, tell));
        Self {
            queue: Mutex::new(Some(queue)),
            task: Mutex::new(Some(task)),
            committed,
            measures,
        }
    }

    /// Follows the feed's highest committed number; 0 before the first commit.
    pub(super) fn committed(&self) -> watch::Receiver<u64> {
        self.committed.subscribe()
    }

    /// Submits a job. It is carried out even if nobody waits for the reply any more.
    ///
    /// # Errors
    /// The queue stays full: the job is not carried out.
    async fn submit(&self, job: Job) -> Result<(), StoreError> {
        let queue = self.queue.lock().await.clone();
        let closed = || StoreError::Unavailable("shutting down".into());
        let patience = match job {
            Job::Push(..) => SOON,
            Job::Other(_) => PATIENCE,
        };
        let queue = queue.ok_or_else(closed)?;
        let waiting = self.measures.writes.waits();
        match timeout(patience, queue.reserve()).await {
            Ok(place) => {
                place.map_err(|_| closed())?.send((job, waiting));
                Ok(())
            }
            Err(_) => {
                self.measures.shed.queue.inc();
                Err(StoreError::Unavailable("too many writes wait".into()))
            }
        }
    }

    /// Whether the writer still accepts work.
    pub(super) async fn check(&self) -> Result<(), StoreError> {
        match self.queue.lock().await.as_ref() {
            Some(queue) if !queue.is_closed() => Ok(()),
            _ => Err(StoreError::Unavailable("the writer has stopped".into())),
        }
    }

    /// Carries out a push. Its operations are hashed and decoded here, outside the writer's task.
    pub(super) async fn push(&self, pushing: Pushing) -> Result<PushAnswer, StoreError> {
        let (to, answer) = oneshot::channel();
        let request = Span::current();
        let reply = Reply { to, request };
        let push = Box::new(Arriving::from(pushing));
        self.submit(Job::Push(push, reply)).await?;
        answered(answer.await)
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
        self.submit(Job::Other(Box::new(task))).await?;
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
fn answered<T>(
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
    fn run<'c>(&'c mut self, db: &'c mut Connection) -> BoxFuture<'c, Result<(), StoreError>> {
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

/// Jobs that waited together. The pushes come first: nobody can tell which of several jobs that wait
/// was asked for first.
#[derive(Default)]
struct Group {
    pushes: Vec<Arriving>,
    replies: Vec<Reply>,
    others: Vec<Box<dyn Work>>,
    /// How many there are, and that they wait.
    waiting: Vec<WaitingWrite>,
}

impl Group {
    fn of(jobs: impl Iterator<Item = Queued>) -> Self {
        let mut group = Self::default();
        for (job, waiting) in jobs {
            group.waiting.push(waiting);
            match job {
                Job::Push(push, reply) => {
                    group.pushes.push(*push);
                    group.replies.push(reply);
                }
                Job::Other(work) => group.others.push(work),
            }
        }
        group
    }

    /// Carries everything out in the transaction that has begun.
    async fn together(
        &mut self,
        db: &mut Connection,
        scope: &Scope,
        recent: &mut Recent,
    ) -> Result<Option<Done>, StoreError> {
        let done = guarded(self.run(db, scope, recent)).await;
        end(db, &scope.district, done).await
    }

    async fn run(
        &mut self,
        db: &mut Connection,
        scope: &Scope,
        recent: &mut Recent,
    ) -> Result<Option<Done>, StoreError> {
        let done = match self.pushes.as_slice() {
            [] => None,
            pushes => Some(carry_out(db, scope, pushes, recent).await?),
        };
        for work in &mut self.others {
            work.run(db).await?;
        }
        Ok(done)
    }

    fn reply(self, answers: Vec<PushAnswer>, measures: &Measures) {
        for (reply, done) in self.replies.into_iter().zip(answers) {
            count(&done, measures);
            answer(reply, Ok(done));
        }
        self.others.into_iter().for_each(|it| it.reply(Ok(())));
    }

    /// Where no single write can succeed, none is acknowledged: all get this error.
    fn refuse(self, error: impl Fn() -> StoreError) {
        for reply in self.replies {
            answer(reply, Err(error()));
        }
        let others = self.others.into_iter();
        others.for_each(|it| it.reply(Err(error())));
    }

    /// Carries out each job in a transaction of its own.
    async fn apart(self, db: &mut Connection, scope: &Scope, measures: &Measures) {
        for (push, reply) in self.pushes.into_iter().zip(self.replies) {
            let done = push::alone(db, scope, push);
            let done = done.instrument(reply.request.clone()).await;
            if let Ok(done) = &done {
                count(done, measures);
            }
            answer(reply, done);
        }
        for mut work in self.others {
            let result = alone(db, scope, work.as_mut()).await;
            work.reply(result);
        }
    }
}

/// Counts the operations of an answered push.
fn count(answer: &PushAnswer, measures: &Measures) {
    let PushAnswer::Pushed(pushed) = answer else {
        return;
    };
    let [applied, duplicate, quarantined] = &measures.writes.operations;
    for result in &pushed.results {
        match result.outcome {
            OutcomeKind::Applied => applied.inc(),
            OutcomeKind::Duplicate => duplicate.inc(),
            OutcomeKind::Quarantined => quarantined.inc(),
        }
    }
}

/// Answers a push. The client may have disconnected; it will send the push again and get
/// `duplicate`.
fn answer(reply: Reply, answer: Result<PushAnswer, StoreError>) {
    drop(reply.to.send(answer));
}

/// What the writer's task works with.
struct Writing {
    place: Where,
    scope: Arc<Scope>,
    measures: Arc<Measures>,
}

impl Writing {
    async fn until_closed(
        self,
        mut db: Connection,
        mut waiting: mpsc::Receiver<Queued>,
        tell: Arc<watch::Sender<u64>>,
    ) {
        let mut recent = Recent::default();
        let mut jobs: Vec<Queued> = Vec::with_capacity(GROUP);
        while waiting.recv_many(&mut jobs, GROUP).await > 0 {
            let group = Group::of(jobs.drain(..));
            let counter = match self.carry_out(&mut db, group, &mut recent).await {
                Some(counter) => Some(counter),
                // After a failure the next commit announces the number; it only ever rises.
                None => {
                    let district = load::district(&mut db, &self.scope).await;
                    district.ok().map(|it| it.counter)
                }
            };
            if let Some(counter) = counter {
                tell.send_if_modified(|told| {
                    let higher = counter > *told;
                    *told = counter.max(*told);
                    higher
                });
            }
        }
        db.close().await;
    }

    /// Begins a transaction. A server of the database may have gone and come since the last one:
    /// then a new connection begins it, since nothing has been done yet.
    async fn begin(&self, db: &mut Connection) -> Result<(), StoreError> {
        let district = &self.scope.district;
        match db.begin(district).await {
            Err(StoreError::Unavailable(_)) if self.place.mend(db).await => {
                db.begin(district).await
            }
            begun => begun,
        }
    }

    /// Carries out a group and answers each job; returns the district's number, if it is known.
    async fn carry_out(
        &self,
        db: &mut Connection,
        mut group: Group,
        recent: &mut Recent,
    ) -> Option<u64> {
        let (scope, writes) = (&self.scope, &self.measures.writes);
        let (size, began) = (group.waiting.len(), Instant::now());
        let done = match self.begin(db).await {
            Ok(()) => group.together(db, scope, recent).await,
            Err(error) => Err(error),
        };
        match &done {
            Ok(_) => {
                writes.commits.observe(began.elapsed().as_secs_f64());
                writes.groups.observe(size as f64);
            }
            Err(_) => writes.failed.inc(),
        }
        match done {
            Ok(done) => {
                let done = done.unwrap_or_default();
                // Other work has numbers of its own.
                let counter = Some(done.counter).filter(|_| group.others.is_empty());
                group.reply(done.answers, &self.measures);
                recent.keep(done.visits);
                return counter;
            }
            Err(StoreError::Full) => group.refuse(|| StoreError::Full),
            // Nobody knows what a server has committed that is gone: nothing is done a second time
            // here. Who asks again finds what was done, as after any lost answer.
            Err(StoreError::Unavailable(why)) if self.place.is_server() => {
                group.refuse(|| StoreError::Unavailable(why.clone()));
                self.place.mend(db).await;
            }
            Err(error) => {
                tracing::error!(%error, size, "a group of writes failed; each is tried alone");
                group.apart(db, scope, &self.measures).await;
            }
        }
        None
    }
}

async fn alone(db: &mut Connection, scope: &Scope, work: &mut dyn Work) -> Result<(), StoreError> {
    db.begin(&scope.district).await?;
    let done = guarded(work.run(db)).await;
    end(db, &scope.district, done).await
}
