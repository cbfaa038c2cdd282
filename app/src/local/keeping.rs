//! How a person's actions reach the disk: shown at once as being saved, written in order, and shown
//! as saved after the commit. What the disk refuses leaves the view again, and its row shows the
//! failure.

use super::clock;
use super::idb::{self, DiskError, NewOp, Result};
use super::prefs;
use super::queue::{Job, Unsaved};
use super::store::Store;
use super::tablet::about::checkpoint_of;
use super::tablet::{Meta, OutboxEntry, PhotoEntry};
use domain::ids::{CheckpointId, FindingId, OpId, PhotoId, VisitId};
use domain::sync::op::{About, Intent};
use futures::channel::oneshot;
use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

/// The most operations in one transaction, and also in one push.
const MOST: usize = 100;

/// The finding or photo that an intent is about, within its row.
fn subject(intent: &Intent) -> Option<Uuid> {
    match intent.about() {
        About::NewFinding(it) => Some(it.finding.0),
        About::Finding(finding) => Some(finding.0),
        About::Photo(photo) => Some(photo.0),
        About::NewVisit(_) | About::Visit | About::Checkpoint(_) | About::NewPhoto(_) => None,
    }
}

/// Whether a later intent at the same row makes a refused one obsolete: another answer, a new
/// finding in place of the refused one, or new words for the same finding. Refused intents for
/// other findings remain.
fn settles(later: &Intent, before: &Intent, is_known: impl Fn(Uuid) -> bool) -> bool {
    let of = subject(before);
    match (later, before) {
        (Intent::Answer(_), _) | (Intent::RecordFinding(_), Intent::RecordFinding(_)) => true,
        // The words for a refused finding are obsolete together with the finding.
        (Intent::RecordFinding(_), _) => of.is_some_and(|of| !is_known(of)),
        _ => of.is_some() && of == subject(later),
    }
}

impl Store {
    /// Records intents made now, in order, in one transaction. The view has them when this returns;
    /// the disk has them when the future completes.
    pub fn record(
        &self,
        intents: Vec<Intent>,
    ) -> impl Future<Output = Result<Vec<OutboxEntry>>> + use<> {
        self.keep(intents, None, true)
    }

    /// Like [`Store::record`], for intents that end a visit. The view shows them only once the disk
    /// has them: otherwise the page with its filled-in fields would be gone before a refusal.
    pub fn record_end(
        &self,
        intents: Vec<Intent>,
    ) -> impl Future<Output = Result<Vec<OutboxEntry>>> + use<> {
        self.keep(intents, None, false)
    }

    /// Records a photo's attachment together with its bytes, and the intents that belong to it.
    pub async fn record_photo(
        &self,
        intents: Vec<Intent>,
        photo: PhotoEntry,
        bytes: Uint8Array,
    ) -> Result<()> {
        // The picture is read from the disk, so it is shown only afterwards.
        let kept = self.keep(intents, Some((photo, bytes)), false);
        kept.await.map(|_| ())
    }

    /// Shows "saving" (`on`) while typed text has not been handed to the disk yet.
    pub fn hold(&self, on: bool) {
        self.saving.update(|saving| {
            *saving = if on {
                saving.saturating_add(1)
            } else {
                saving.saturating_sub(1)
            };
        });
    }

    /// The intents that the disk refused and nobody has dismissed.
    pub fn unsaved(&self) -> ReadSignal<Vec<Unsaved>> {
        self.unsaved.read_only()
    }

    /// Dismisses what was refused at a checkpoint.
    pub fn let_go(&self, visit: VisitId, checkpoint: &CheckpointId) {
        self.drop_unsaved(|it, _| it.is_at(visit, checkpoint));
    }

    /// Removes the refused intents that match `gone`, and the entries that are then empty.
    fn drop_unsaved(&self, gone: impl Fn(&Unsaved, &Intent) -> bool) {
        if self.unsaved.with_untracked(Vec::is_empty) {
            return;
        }
        self.unsaved.update(|all| {
            for it in all.iter_mut() {
                let intents = std::mem::take(&mut it.intents);
                let stay = intents.into_iter().filter(|intent| !gone(it, intent));
                it.intents = stay.collect();
            }
            all.retain(|it| !it.intents.is_empty());
        });
        if self.unsaved.with_untracked(Vec::is_empty) {
            self.failed.set(None);
        }
    }

    /// Removes the refused intents that a later intent replaces, or whose visit now ends.
    fn settle_unsaved(&self, intents: &[Intent]) {
        for later in intents {
            let place = self.place(later);
            let ends = matches!(later, Intent::CloseVisit(_) | Intent::VoidVisit(_));
            self.drop_unsaved(|it, before| {
                let here = place
                    .as_ref()
                    .is_some_and(|(visit, at)| it.is_at(*visit, at));
                let is_known = |of| self.is_known(it.visit, of);
                (here && settles(later, before, is_known)) || (ends && it.visit == later.visit())
            });
        }
    }

    /// Queues the intents for writing. With `ahead` the view shows them before the disk has them.
    fn keep(
        &self,
        intents: Vec<Intent>,
        photo: Option<(PhotoEntry, Uint8Array)>,
        ahead: bool,
    ) -> impl Future<Output = Result<Vec<OutboxEntry>>> + use<> {
        let now = clock::now();
        let mut ops = Vec::with_capacity(intents.len());
        self.saving.update(|saving| *saving += 1);
        self.change(|tablet| {
            for intent in &intents {
                let op_id = OpId(Uuid::now_v7());
                ops.extend(tablet.write_out(op_id, intent.clone(), now, ahead));
            }
        });
        let (done, kept) = oneshot::channel();
        let job = Job {
            ops,
            intents,
            photo,
            done,
        };
        let idle = self.with_queue(|queue| {
            queue.jobs.push_back(job);
            !std::mem::replace(&mut queue.writing, true)
        });
        if idle {
            let store = *self;
            spawn_local(async move { store.write_all().await });
        }
        async move {
            // The writer answers every job, unless the page ends.
            kept.await.unwrap_or(Err(DiskError::Closed))
        }
    }

    /// Writes until the queue is empty. Actions in quick succession share one transaction.
    async fn write_all(self) {
        while let Some(jobs) = self.next_jobs() {
            match self.write(&jobs).await {
                Ok((meta, entries)) => {
                    self.kept(jobs, meta, entries);
                    self.look_again().await;
                }
                Err(why) => {
                    // Let the page draw the change before it is taken back: a control that has
                    // already painted itself would not notice otherwise.
                    TimeoutFuture::new(0).await;
                    self.refused(jobs, &why);
                }
            }
        }
    }

    /// Reads the disk again if the browser lost an answer: the disk may have kept what was reported
    /// as refused.
    async fn look_again(&self) {
        if idb::is_in_doubt() {
            // If this fails, the next write tries again.
            let _ = self.reload().await;
        }
    }

    /// The jobs of the next transaction. A photo gets its own: it may be too large for a disk that
    /// still accepts answers.
    fn next_jobs(&self) -> Option<Vec<Job>> {
        self.with_queue(|queue| {
            let Some(first) = queue.jobs.pop_front() else {
                queue.writing = false;
                return None;
            };
            let mut count = first.ops.len();
            let alone = first.photo.is_some();
            let mut jobs = vec![first];
            while !alone
                && let Some(next) = queue.jobs.front()
                && next.photo.is_none()
                && count + next.ops.len() <= MOST
            {
                count += next.ops.len();
                jobs.extend(queue.jobs.pop_front());
            }
            Some(jobs)
        })
    }

    async fn write(&self, jobs: &[Job]) -> Result<(Meta, Vec<OutboxEntry>)> {
        let ops = jobs.iter().flat_map(|job| &job.ops);
        let ops = ops.map(|(op_id, body)| NewOp {
            op_id: *op_id,
            body: body.clone(),
        });
        let photo = jobs.iter().find_map(|job| job.photo.as_ref());
        self.disk()
            .record(ops.collect(), photo.map(|(photo, bytes)| (photo, bytes)))
            .await
    }

    fn kept(&self, jobs: Vec<Job>, meta: Meta, entries: Vec<OutboxEntry>) {
        prefs::set_witness(self.peek(|it| it.user), meta.generation, meta.next_seq - 1);
        let photo = jobs.iter().find_map(|job| job.photo.as_ref());
        let photo = photo.map(|(photo, _)| photo.clone());
        self.saving
            .update(|saving| *saving = saving.saturating_sub(count(&jobs)));
        self.change(|tablet| tablet.landed(meta, &entries, photo));
        for job in &jobs {
            self.settle_unsaved(&job.intents);
        }
        if self.failed.with_untracked(Option::is_some) && self.unsaved.with_untracked(Vec::is_empty)
        {
            self.failed.set(None);
        }
        let mut entries = entries.into_iter();
        for job in jobs {
            let mine = entries.by_ref().take(job.ops.len()).collect();
            // The caller's page may be gone.
            let _ = job.done.send(Ok(mine));
        }
        self.tell_kept();
    }

    /// Takes refused jobs back from the view. Queued jobs go with them: they may build on what was
    /// refused, since nobody could see the refusal yet.
    fn refused(&self, mut jobs: Vec<Job>, why: &DiskError) {
        if jobs.iter().all(|job| job.photo.is_none()) {
            self.with_queue(|queue| jobs.extend(queue.jobs.drain(..)));
        }
        let unsaved = self.unsaved_of(&jobs, why);
        let ops: Vec<OpId> = jobs
            .iter()
            .flat_map(|job| job.ops.iter().map(|(op_id, _)| *op_id))
            .collect();
        self.saving
            .update(|saving| *saving = saving.saturating_sub(count(&jobs)));
        self.change(|tablet| tablet.give_up(&ops));
        // An intent that was refused before and repeated counts once.
        for new in &unsaved {
            self.settle_unsaved(&new.intents);
        }
        self.unsaved.update(|all| {
            for new in unsaved {
                match all
                    .iter_mut()
                    .find(|it| it.is_at(new.visit, &new.checkpoint))
                {
                    Some(it) => it.intents.extend(new.intents),
                    None => all.push(new),
                }
            }
        });
        self.failed.set(Some(why.clone()));
        for job in jobs {
            let _ = job.done.send(Err(why.clone()));
        }
    }

    /// The intents of refused jobs, grouped by checkpoint, in order.
    fn unsaved_of(&self, jobs: &[Job], why: &DiskError) -> Vec<Unsaved> {
        let mut unsaved: Vec<Unsaved> = Vec::new();
        let intents = jobs.iter().filter(|job| job.photo.is_none());
        for intent in intents.flat_map(|job| &job.intents) {
            let Some((visit, checkpoint)) = self.place(intent) else {
                continue;
            };
            let new = Unsaved {
                visit,
                checkpoint,
                intents: vec![intent.clone()],
                why: why.clone(),
            };
            match unsaved
                .iter_mut()
                .find(|it| it.is_at(visit, &new.checkpoint))
            {
                Some(before) => before.intents.extend(new.intents),
                None => unsaved.push(new),
            }
        }
        unsaved
    }

    /// Whether a visit has a finding or a photo with that id.
    fn is_known(&self, visit: VisitId, of: Uuid) -> bool {
        self.peek(|tablet| {
            tablet.visit(visit).is_some_and(|it| {
                it.findings.contains_key(&FindingId(of)) || it.photos.contains_key(&PhotoId(of))
            })
        })
    }

    /// The checkpoint that an intent is about; `None` if it is about the whole visit.
    fn place(&self, intent: &Intent) -> Option<(VisitId, CheckpointId)> {
        self.peek(|tablet| {
            let visit = tablet.visit(intent.visit())?;
            Some((visit.id, checkpoint_of(intent, visit)?.clone()))
        })
    }
}

fn count(jobs: &[Job]) -> u32 {
    u32::try_from(jobs.len()).unwrap_or(u32::MAX)
}
