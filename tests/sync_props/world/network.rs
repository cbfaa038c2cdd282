//! The network between tablets and server, which does what the schedule says.

use super::{Sent, World};
use crate::steps::Fate;
use anyhow::{Context, Result, ensure};
use domain::ids::{DeviceId, OpId, UserId};
use domain::sync::outbox::{Next, Reply};
use domain::sync::wire::{Push, Pushed};
use domain::time::Moment;
use server::store::{PushAnswer, Pushing, Viewer};
use std::collections::BTreeSet;

/// A push that reached the server.
pub(crate) struct Delivered {
    by: UserId,
    text: String,
    received: Moment,
}

impl Delivered {
    pub(crate) fn pushing(&self) -> Result<Pushing> {
        Ok(Pushing {
            by: self.by,
            push: serde_json::from_str(&self.text)?,
            received: self.received,
            by_rescue: false,
        })
    }
}

impl World<'_> {
    /// Applies a push on the server.
    pub(super) async fn deliver(&mut self, by: UserId, text: &str) -> Result<Reply> {
        let push: Push = serde_json::from_str(text)?;
        let asked: Vec<(u64, OpId)> = push.ops.iter().map(|op| (op.seq, op.op_id)).collect();
        let delivered = Delivered {
            by,
            text: text.to_owned(),
            received: self.now(),
        };
        let pushing = delivered.pushing()?;
        self.delivered.push(delivered);
        Ok(match self.store.push(pushing).await? {
            PushAnswer::Pushed(pushed) => {
                let told: Vec<_> = pushed.results.iter().map(|it| (it.seq, it.op_id)).collect();
                ensure!(told == asked, "results {told:?} for a push of {asked:?}");
                let text = serde_json::to_string(&pushed)?;
                Reply::Pushed(serde_json::from_str::<Pushed>(&text)?)
            }
            PushAnswer::Conflict(conflict) => Reply::Conflict(conflict),
            PushAnswer::Revoked => Reply::Revoked,
        })
    }

    /// Sends a tablet's next push, if it has one.
    pub(super) async fn push(&mut self, index: usize, fate: Fate) -> Result<Option<Next>> {
        let now = self.now();
        let fresh = DeviceId(self.fresh());
        let device = self.device(index)?;
        let before = device.waiting();
        let Some((text, sent)) = device.next_push(now.shifted(device.skew))? else {
            return Ok(None);
        };
        let by = device.user;
        self.sent.push(Sent {
            by,
            text: text.clone(),
        });
        let reply = match fate {
            Fate::Delivered => self.deliver(by, &text).await?,
            Fate::Twice => {
                self.deliver(by, &text).await?;
                self.deliver(by, &text).await?
            }
            Fate::ReplyLost => {
                self.deliver(by, &text).await?;
                Reply::Unreachable
            }
            Fate::TimedOut => {
                self.deliver(by, &text).await?;
                Reply::TooMuch
            }
            Fate::Cut => Reply::Unreachable,
        };
        let device = self.device(index)?;
        let next = device.answered(reply, sent, fresh)?;
        // Invariant 7: an operation stops waiting only with a result.
        let results: BTreeSet<OpId> = match &next {
            Next::Keep(results) => results.iter().map(|it| it.op_id).collect(),
            _ => BTreeSet::new(),
        };
        let after = device.waiting();
        let left: Vec<_> = before.difference(&after).collect();
        ensure!(
            left.iter().all(|op| results.contains(op)),
            "operations left the outbox without a result: {left:?} by {next:?}"
        );
        ensure!(
            !matches!(next, Next::Pause(_)),
            "a healthy server stopped a tablet: {next:?}"
        );
        Ok(Some(next))
    }

    /// Pulls a page; returns whether there are more.
    pub(super) async fn pull(&mut self, index: usize, rows: u32, arrives: bool) -> Result<bool> {
        let now = self.now();
        let fresh = DeviceId(self.fresh());
        let device = self.devices.get(index).context("no such tablet")?;
        let viewer = Viewer {
            user: device.user,
            supervisor: false,
        };
        let meta = &device.tablet.meta;
        let (epoch, after) = (meta.epoch.clone(), meta.cursor);
        let page = self.store.pull(viewer, &epoch, after, rows).await?;
        let more = page.more;
        if arrives {
            let device = self.device(index)?;
            let before = device.waiting();
            let another = device.pulled(page, now, fresh)?;
            let after = device.waiting();
            if another {
                ensure!(before.is_subset(&after), "a pull took from the outbox");
                // After a restore, other people's later operations are gone until they send them
                // again.
                let shown = self.visible(index)?;
                *self.shown.get_mut(index).context("no such tablet")? = shown;
            } else {
                ensure!(before == after, "a pull changed the outbox");
            }
        }
        Ok(more)
    }

    pub(crate) async fn pull_all(&mut self, index: usize) -> Result<()> {
        while self.pull(index, 500, true).await? {}
        Ok(())
    }
}
