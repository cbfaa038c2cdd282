//! A client that works like a tablet: it keeps what is not acknowledged, sends the same bytes again
//! until it is, and uploads photos piece by piece.

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::ids::{CheckpointId, DeviceId, FindingId, OpId, PhotoId, VisitId};
use domain::inspection::{AnswerValue, Particulars, Visit};
use domain::sync::op::{
    Answer, AttachPhoto, Intent, OpenVisit, Operation, RecordFinding, Said, VERSION,
};
use domain::sync::wire::{FeedRow, OpResult, Pulled, Push, PushOp, Pushed, kind};
use domain::time::Moment;
use reqwest::{Method as Verb, RequestBuilder, StatusCode, header::HeaderMap};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::time::Duration;
use tests::eventually;
use uuid::Uuid;

/// A server that was killed and started again is back within this time.
const PATIENCE: Duration = Duration::from_secs(60);
/// The number of rounds in one visit.
const ROUNDS: u32 = 8;
const PASSWORD: &str = "Xuncha-2026";

/// A photo that this client has sent or will send.
pub(crate) struct Picture {
    pub(crate) id: PhotoId,
    pub(crate) bytes: Vec<u8>,
    sha256: String,
}

/// Everything that the server has acknowledged.
#[derive(Default)]
pub(crate) struct Work {
    /// Operations in order, with their first result.
    pub(crate) acknowledged: Vec<(PushOp, OpResult)>,
    /// Photos seen as verified in a pull.
    pub(crate) verified: Vec<Picture>,
}

/// One device of a signed-in inspector.
pub(crate) struct Client {
    http: reqwest::Client,
    /// The servers, which take turns.
    bases: Vec<String>,
    turn: Cell<usize>,
    token: String,
    device: DeviceId,
    epoch: String,
    cursor: u64,
    next_seq: u64,
    rounds: u32,
    visit: VisitId,
    checkpoints: Vec<CheckpointId>,
    camera: Vec<u8>,
    pub(crate) done: Work,
}

/// An answer, read completely.
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Reply {
    fn expect(self, status: StatusCode) -> Result<Self> {
        ensure!(
            self.status == status,
            "{} instead of {status}: {}",
            self.status,
            String::from_utf8_lossy(&self.bytes)
        );
        Ok(self)
    }

    fn offset(&self) -> Result<usize> {
        let offset = self.headers.get("upload-offset").context("no offset")?;
        Ok(offset.to_str()?.parse()?)
    }
}

impl Client {
    pub(crate) async fn sign_in(bases: Vec<String>, login: &str) -> Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(10))
            .build()?;
        let table = domain::table::builtins().first().context("no table")?;
        let mut checkpoints: Vec<CheckpointId> =
            table.checkpoints().map(|(_, it)| it.id.clone()).collect();
        checkpoints.truncate(5);
        let mut client = Self {
            http,
            bases,
            turn: Cell::new(0),
            token: String::new(),
            device: DeviceId(Uuid::now_v7()),
            epoch: String::new(),
            cursor: 0,
            next_seq: 1,
            rounds: 0,
            visit: VisitId(Uuid::now_v7()),
            checkpoints,
            camera: include_bytes!("../e2e/camera.jpg").to_vec(),
            done: Work::default(),
        };
        let asked = serde_json::json!({ "login": login, "password": PASSWORD });
        let reply = client
            .request(|| client.ask(Verb::POST, "/session").json(&asked))
            .await?
            .expect(StatusCode::CREATED)?;
        let opened: serde_json::Value = serde_json::from_slice(&reply.bytes)?;
        client.token = opened["token"].as_str().context("no token")?.into();
        client.epoch = client.pull(0).await?.epoch;
        Ok(client)
    }

    /// A new visit, so that none grows larger than a day's work.
    fn open_visit(&mut self) -> Result<PushOp> {
        self.visit = VisitId(Uuid::now_v7());
        self.op(Intent::OpenVisit(OpenVisit {
            visit: self.visit,
            site: "luocun-center".parse()?,
            how: Particulars::default(),
            inspectors: Vec::new(),
        }))
    }

    /// One round: some operations, a photo, and a pull.
    pub(crate) async fn work(&mut self) -> Result<()> {
        let mut ops = Vec::new();
        if self.rounds.is_multiple_of(ROUNDS) {
            ops.push(self.open_visit()?);
        }
        self.rounds += 1;
        let mut finding = None;
        for checkpoint in self.checkpoints.clone() {
            let id = FindingId(Uuid::now_v7());
            finding = Some(id);
            ops.push(self.op(Intent::Answer(Answer {
                visit: self.visit,
                checkpoint: checkpoint.clone(),
                answer: Some(AnswerValue::Issue),
            }))?);
            ops.push(self.op(Intent::RecordFinding(RecordFinding {
                finding: id,
                visit: self.visit,
                checkpoint,
                said: Said {
                    count: 1,
                    phrases: vec!["无障碍坡道被占用".into()],
                    note: String::new(),
                    observed_at: now(),
                    position: None,
                },
            }))?);
        }
        let picture = self.take_picture()?;
        ops.push(self.op(Intent::AttachPhoto(AttachPhoto {
            photo: picture.id,
            visit: self.visit,
            finding,
            sha256: picture.sha256.clone(),
            length: picture.bytes.len() as u64,
            media_type: "image/jpeg".into(),
            taken_at: now(),
            undated: false,
        }))?);
        self.push(ops).await?;
        self.upload(&picture).await?;
        self.wait_verified(picture).await
    }

    fn op(&mut self, intent: Intent) -> Result<PushOp> {
        let operation = Operation {
            v: VERSION,
            base_seq: self.cursor,
            at: now(),
            intent,
        };
        let op = PushOp {
            seq: self.next_seq,
            op_id: OpId(Uuid::now_v7()),
            body: RawValue::from_string(serde_json::to_string(&operation)?)?,
        };
        self.next_seq += 1;
        Ok(op)
    }

    /// Sends the same bytes until they are acknowledged, and records what the server acknowledged.
    async fn push(&mut self, ops: Vec<PushOp>) -> Result<()> {
        let results = self.send(&ops).await?;
        ensure!(results.len() == ops.len(), "not a result for each");
        for (op, result) in ops.into_iter().zip(results) {
            ensure!(
                (op.seq, op.op_id) == (result.seq, result.op_id),
                "{result:?}"
            );
            self.done.acknowledged.push((op, result));
        }
        Ok(())
    }

    async fn send(&self, ops: &[PushOp]) -> Result<Vec<OpResult>> {
        let push = serde_json::json!({
            "device": self.device, "epoch": self.epoch, "clock": now(), "ops": ops,
        });
        let text = push.to_string();
        // The text must also parse as a tablet's push.
        serde_json::from_str::<Push>(&text)?;
        let ask = || {
            let ask = self.ask(Verb::POST, "/sync/push").body(text.clone());
            ask.header("content-type", "application/json")
        };
        let reply = self.request(ask).await?.expect(StatusCode::OK)?;
        let pushed: Pushed = serde_json::from_slice(&reply.bytes)?;
        Ok(pushed.results)
    }

    /// Sends every acknowledged operation again.
    pub(crate) async fn resend(&self) -> Result<Vec<OpResult>> {
        let mut results = Vec::new();
        for some in self.done.acknowledged.chunks(100) {
            let again = some.iter().map(|(op, _)| {
                Ok(PushOp {
                    seq: op.seq,
                    op_id: op.op_id,
                    body: RawValue::from_string(op.body.get().to_owned())?,
                })
            });
            let again = again.collect::<Result<Vec<_>>>()?;
            results.extend(self.send(&again).await?);
        }
        Ok(results)
    }

    /// A unique, real JPEG: the camera's, with a comment of its own.
    fn take_picture(&self) -> Result<Picture> {
        let id = PhotoId(Uuid::now_v7());
        let comment = id.to_string();
        let (start, rest) = self.camera.split_at_checked(2).context("no JPEG")?;
        let length = u16::try_from(comment.len() + 2)?.to_be_bytes();
        let bytes = [start, &[0xff, 0xfe], &length, comment.as_bytes(), rest].concat();
        let sha256 = hex::encode(Sha256::digest(&bytes));
        Ok(Picture { id, bytes, sha256 })
    }

    async fn upload(&self, picture: &Picture) -> Result<()> {
        let metadata = format!(
            "sha256 {},type {}",
            BASE64.encode(&picture.sha256),
            BASE64.encode("image/jpeg")
        );
        let announce = || {
            let length = picture.bytes.len().to_string();
            let ask = self.ask(Verb::POST, "/photos");
            ask.header("upload-length", length)
                .header("upload-metadata", &metadata)
        };
        let reply = self.request(announce).await?.expect(StatusCode::CREATED)?;
        let place = format!("/photos/{}", picture.sha256);
        let mut offset = reply.offset()?;
        // In three pieces, so that a kill can fall between two.
        let size = picture.bytes.len() / 3 + 1;
        while let Some(rest) = picture.bytes.get(offset..).filter(|it| !it.is_empty()) {
            let piece = rest.get(..size).unwrap_or(rest);
            let checksum = BASE64.encode(Sha256::digest(piece));
            let send = || {
                let ask = self.ask(Verb::PATCH, &place).body(piece.to_vec());
                ask.header("content-type", "application/offset+octet-stream")
                    .header("upload-offset", offset.to_string())
                    .header("upload-checksum", format!("sha256 {checksum}"))
            };
            let reply = self.request(send).await?;
            offset = match reply.status {
                StatusCode::NO_CONTENT => reply.offset()?,
                // The last answer was lost, so ask for the offset.
                StatusCode::CONFLICT => {
                    let ask = || self.ask(Verb::HEAD, &place);
                    let reply = self.request(ask).await?.expect(StatusCode::OK)?;
                    reply.offset()?
                }
                _ => bail!(
                    "{}: {}",
                    reply.status,
                    String::from_utf8_lossy(&reply.bytes)
                ),
            };
        }
        Ok(())
    }

    async fn wait_verified(&mut self, picture: Picture) -> Result<()> {
        let visit = self.visit.to_string();
        loop {
            let page = self.pull(self.cursor).await?;
            self.cursor = page.next;
            for row in page
                .rows
                .iter()
                .filter(|row| row.kind == kind::VISIT && row.key == visit)
            {
                let visit: Visit = serde_json::from_str(row.body.get())?;
                let photo = visit.photos.get(&picture.id).context("the photo is gone")?;
                if photo.verified {
                    self.done.verified.push(picture);
                    return Ok(());
                }
            }
            ensure!(
                page.more,
                "all bytes are there, and the photo is not verified"
            );
        }
    }

    async fn pull(&self, after: u64) -> Result<Pulled> {
        let place = format!("/sync/pull?epoch={}&after={after}", self.epoch);
        let reply = self.request(|| self.ask(Verb::GET, &place)).await?;
        Ok(serde_json::from_slice(
            &reply.expect(StatusCode::OK)?.bytes,
        )?)
    }

    /// Pulls every row from the beginning.
    pub(crate) async fn pull_all(&self) -> Result<Vec<FeedRow>> {
        let mut rows = Vec::new();
        let mut after = 0;
        loop {
            let page = self.pull(after).await?;
            after = page.next;
            rows.extend(page.rows);
            if !page.more {
                return Ok(rows);
            }
        }
    }

    pub(crate) async fn photo(&self, id: PhotoId) -> Result<Vec<u8>> {
        let place = format!("/photos/{id}/content");
        let reply = self.request(|| self.ask(Verb::GET, &place)).await?;
        Ok(reply.expect(StatusCode::OK)?.bytes)
    }

    fn ask(&self, verb: Verb, place: &str) -> RequestBuilder {
        let turn = self.turn.replace(self.turn.get() + 1);
        let base = self.bases.get(turn % self.bases.len());
        let address = format!("{}/api/v1{place}", base.map_or("", String::as_str));
        let ask = self.http.request(verb, address);
        ask.bearer_auth(&self.token)
            .header("tus-resumable", "1.0.0")
    }

    /// Sends a request until it is answered; repeats it while the server is killed or starting.
    async fn request(&self, ask: impl Fn() -> RequestBuilder) -> Result<Reply> {
        eventually("the server answers", PATIENCE, async || {
            let Ok(answer) = ask().send().await else {
                return Ok(None);
            };
            let (status, headers) = (answer.status(), answer.headers().clone());
            if status.is_server_error() {
                return Ok(None);
            }
            let Ok(bytes) = answer.bytes().await else {
                return Ok(None);
            };
            let bytes = bytes.to_vec();
            Ok(Some(Reply {
                status,
                headers,
                bytes,
            }))
        })
        .await
    }
}

fn now() -> Moment {
    Moment::from_millis(jiff::Timestamp::now().as_millisecond(), 8 * 3600)
}
