//! The people of the demo at work. Each acts through the same pages or tablet as real people, at
//! the time that the clock is set to.

use super::dice::Dice;
use crate::ground::clock::Clock;
use crate::http::routes::extract::Path;
use crate::http::routes::photos;
use crate::http::signed::Signed;
use crate::http::state::AppState;
use crate::photos::files::sha256;
use crate::problem::Problem;
use crate::store::{PushAnswer, Pushing, SeedSite, Viewer};
use anyhow::{Context, anyhow, bail};
use axum::body::Body;
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::ids::{DeviceId, OpId, SiteId};
use domain::people::Person;
use domain::sync::op::{Intent, Operation, VERSION};
use domain::sync::wire::{MAX_OPS, OutcomeKind, Push, PushOp};
use domain::time::Moment;
use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Everything needed to make the demo.
pub(super) struct Maker {
    pub(super) state: AppState,
    pub(super) clock: Clock,
    pub(super) dice: Dice,
    pub(super) sites: BTreeMap<SiteId, SeedSite>,
    pub(super) tablets: Vec<Tablet>,
    people: BTreeMap<String, Person>,
    /// How often each checkpoint had a finding.
    pub(super) said: BTreeMap<String, usize>,
}

/// An inspector's tablet.
pub(super) struct Tablet {
    pub(super) person: Person,
    device: DeviceId,
    sent: u64,
}

/// What a tablet recorded, and when.
pub(super) type Done = (Timestamp, Intent);

impl Maker {
    /// Begins with a store that holds people and places.
    pub(super) async fn new(
        state: AppState,
        clock: Clock,
        mut dice: Dice,
        sites: Vec<SeedSite>,
    ) -> anyhow::Result<Self> {
        let accounts = state.store.accounts().await?;
        let people = accounts.into_iter().map(|it| it.person);
        let people: BTreeMap<_, _> = people.map(|it| (it.login.clone(), it)).collect();
        let mut tablets = Vec::new();
        for login in ["lixia", "wangqiang"] {
            let person = people.get(login).context("no such inspector")?;
            tablets.push(Tablet {
                person: person.clone(),
                device: DeviceId(dice.id(clock.now())),
                sent: 0,
            });
        }
        Ok(Self {
            state,
            clock,
            dice,
            sites: sites.into_iter().map(|it| (it.id.clone(), it)).collect(),
            tablets,
            people,
            said: BTreeMap::new(),
        })
    }

    /// Moves the clock forward.
    pub(super) fn go(&self, to: Timestamp) {
        let by = to.duration_since(self.clock.now());
        if by.is_positive() {
            self.clock.advance(by);
        }
    }

    /// A person by login.
    pub(super) fn person(&self, login: &str) -> anyhow::Result<&Person> {
        self.people
            .get(login)
            .with_context(|| format!("no account `{login}`"))
    }

    /// Sends a tablet's operations, in the same portions as a real tablet.
    pub(super) async fn push(&mut self, tablet: usize, done: Vec<Done>) -> anyhow::Result<()> {
        let sender = self.tablets.get_mut(tablet).context("no such tablet")?;
        let viewer = Viewer {
            user: sender.person.id,
            supervisor: false,
        };
        let store = &self.state.store;
        let pulled = store.pull(viewer, "", 0, 1).await?;
        let mut ops = Vec::with_capacity(done.len());
        for (at, intent) in done {
            sender.sent += 1;
            let body = Operation {
                v: VERSION,
                base_seq: pulled.durable_through,
                at: moment(at),
                intent,
            };
            let body = serde_json::to_string(&body)?;
            ops.push(PushOp {
                seq: sender.sent,
                op_id: OpId(self.dice.id(at)),
                body: RawValue::from_string(body)?,
            });
        }
        let (device, by) = (sender.device, sender.person.id);
        while !ops.is_empty() {
            let later = ops.split_off(ops.len().min(MAX_OPS));
            let pushing = Pushing {
                by,
                push: Push {
                    device,
                    succeeds: None,
                    older: Vec::new(),
                    epoch: pulled.epoch.clone(),
                    clock: self.clock.moment(),
                    ops,
                },
                by_rescue: false,
                received: self.clock.moment(),
            };
            let PushAnswer::Pushed(pushed) = self.state.store.push(pushing).await? else {
                bail!("a push of the demo was refused");
            };
            let mut refused = pushed.results.iter();
            if let Some(it) = refused.find(|it| it.outcome != OutcomeKind::Applied) {
                bail!("an operation of the demo was not applied: {it:?}");
            }
            ops = later;
        }
        Ok(())
    }

    /// Uploads a photo's bytes, as a real tablet does.
    pub(super) async fn upload(
        &self,
        tablet: usize,
        bytes: Vec<u8>,
        media_type: &str,
    ) -> anyhow::Result<()> {
        let sender = self.tablets.get(tablet).context("no such tablet")?;
        let signed = || Signed {
            person: sender.person.clone(),
            token: String::new(),
        };
        let name = sha256(&bytes);
        let metadata = format!(
            "sha256 {},type {}",
            BASE64.encode(&name),
            BASE64.encode(media_type)
        );
        let announced = headers(&[
            ("upload-length", bytes.len().to_string()),
            ("upload-metadata", metadata),
        ])?;
        let state = || State(self.state.clone());
        let created = photos::create(state(), signed(), announced).await;
        created.map_err(told)?;
        let piece = headers(&[("upload-offset", "0".to_owned())])?;
        let body = Body::from(bytes);
        let patched = photos::patch(state(), signed(), Path(name), piece, body).await;
        patched.map_err(told)?;
        Ok(())
    }
}

fn headers(given: &[(&'static str, String)]) -> anyhow::Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert("tus-resumable", HeaderValue::from_static("1.0.0"));
    for (name, value) in given {
        headers.insert(*name, value.parse()?);
    }
    Ok(headers)
}

/// A time in the product's format.
pub(super) fn moment(at: Timestamp) -> Moment {
    Moment::from_millis(at.as_millisecond(), crate::ground::clock::OFFSET_SECONDS)
}

/// Why the product rejected something.
pub(super) fn told(problem: Problem) -> anyhow::Error {
    anyhow!("{}: {}", problem.title, problem.detail)
}
