//! A piece of an uploaded photo. Bytes are written as they arrive, so that a weak line loses
//! nothing it has transferred. The whole photo is checked against its hash after the last byte.

use crate::photos::incoming::{Incoming, mismatch};
use crate::problem::Problem;
use crate::problem::io::{blocking, of_io};
use crate::store::Upload;
use axum::body::{Body, BodyDataStream};
use bytes::BytesMut;
use futures::StreamExt;
use http::StatusCode;
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::time::timeout;

/// How many bytes are written at once.
const AT_ONCE: usize = 64 * 1024;
/// How many bytes of a piece are in memory at most: those, and what a connection reads at once.
pub(super) const IN_MEMORY: usize = 2 * AT_ONCE;
/// After a pause this long the received bytes are written, so that a query of the progress includes
/// them.
const PAUSE: Duration = Duration::from_secs(2);
/// After this many pauses the client counts as gone.
const PAUSES: u32 = 15;

/// A piece of an upload, with its offset.
pub(super) struct Piece {
    pub(super) incoming: Incoming,
    pub(super) upload: Upload,
    /// The announced SHA-256 of the piece, if any.
    pub(super) checksum: Option<Vec<u8>>,
    pub(super) start: u64,
}

/// Reads on for a while after a rejection: a client cut off while sending would see a broken
/// connection instead of the response.
async fn drain(stream: &mut BodyDataStream) {
    let mut left = super::DRAINED;
    while let Ok(Some(Ok(bytes))) = timeout(PAUSE, stream.next()).await
        && left > 0
    {
        left = left.saturating_sub(bytes.len());
    }
}

/// How a body ended.
#[derive(Clone, Copy)]
enum End {
    Whole,
    BrokenOff,
    TooLong,
}

impl Piece {
    /// Receives the piece; returns how many bytes of the photo are stored. Bytes that came before
    /// the connection broke remain. A complete piece with a wrong checksum leaves nothing.
    pub(super) async fn take(self, body: Body) -> Result<u64, Problem> {
        let mut stream = body.into_data_stream();
        let taken = self.read(&mut stream).await;
        if taken.is_err() {
            drain(&mut stream).await;
        }
        taken
    }

    async fn read(&self, stream: &mut BodyDataStream) -> Result<u64, Problem> {
        self.begin().await?;
        let (mut waiting, mut pauses) = (BytesMut::new(), 0);
        let mut sum = Sha256::new();
        let mut end = self.start;
        let how = loop {
            let pause = match timeout(PAUSE, stream.next()).await {
                Ok(None) => break End::Whole,
                Ok(Some(Err(_))) => break End::BrokenOff,
                Ok(Some(Ok(bytes))) => {
                    if bytes.len() as u64 > self.upload.length - end - waiting.len() as u64 {
                        break End::TooLong;
                    }
                    sum.update(&bytes);
                    waiting.extend_from_slice(&bytes);
                    pauses = 0;
                    false
                }
                Err(_) if pauses + 1 == PAUSES => break End::BrokenOff,
                Err(_) => {
                    pauses += 1;
                    true
                }
            };
            if waiting.len() >= AT_ONCE || (pause && !waiting.is_empty()) {
                end = self.append(end, waiting.split()).await?;
            }
        };
        match how {
            End::TooLong => {
                self.forget(end).await?;
                return Err(Problem::too_large("more bytes than were announced"));
            }
            End::Whole
                if self
                    .checksum
                    .as_ref()
                    .is_some_and(|it| **it != *sum.finalize()) =>
            {
                self.forget(end).await?;
                return Err(mismatch("this chunk: send it again"));
            }
            End::Whole | End::BrokenOff => {}
        }
        let end = self.append(end, waiting).await?;
        let here = self.finish(end).await?;
        if matches!(how, End::BrokenOff) {
            // The data may be right: the client continues from the bytes that arrived.
            return Err(Problem::new(
                StatusCode::REQUEST_TIMEOUT,
                "/problems/broken-off",
                "The connection broke off",
                format!("{here} bytes have arrived"),
            ));
        }
        Ok(here)
    }

    /// Rejects a piece that does not begin where the upload ends, before reading it.
    async fn begin(&self) -> Result<(), Problem> {
        let _turn = self.incoming.files.turn(&self.incoming.sha256).await;
        let here = self.incoming.arrived(&self.upload).await?;
        self.expect(self.start, here)
    }

    fn expect(&self, end: u64, here: u64) -> Result<(), Problem> {
        if end == here {
            return Ok(());
        }
        let status = StatusCode::CONFLICT;
        let detail = format!("{here} bytes have arrived");
        let title = "The upload is at another place";
        Err(Problem::new(status, "/problems/offset", title, detail))
    }

    /// Appends at `end`, unless another request has continued from there: a hanging connection and
    /// its successor may both be open. The turn is held only while writing.
    async fn append(&self, end: u64, bytes: BytesMut) -> Result<u64, Problem> {
        if bytes.is_empty() {
            return Ok(end);
        }
        let _turn = self.incoming.files.turn(&self.incoming.sha256).await;
        let files = self.incoming.files.clone();
        let here = files
            .offset(self.incoming.user, &self.incoming.sha256)
            .map_err(of_io)?;
        self.expect(end, here)?;
        let (user, name, bytes) = (
            self.incoming.user,
            self.incoming.sha256.clone(),
            bytes.freeze(),
        );
        let length = bytes.len() as u64;
        blocking(move || files.append(user, &name, &bytes)).await?;
        let uploads = &self.incoming.store.measures().uploads;
        uploads.bytes.inc_by(length);
        if end == 0 {
            uploads.begun.inc();
        }
        Ok(end + length)
    }

    /// Removes the written part of the piece.
    async fn forget(&self, end: u64) -> Result<(), Problem> {
        if end == self.start {
            return Ok(());
        }
        let _turn = self.incoming.files.turn(&self.incoming.sha256).await;
        let files = self.incoming.files.clone();
        if files
            .offset(self.incoming.user, &self.incoming.sha256)
            .map_err(of_io)?
            != end
        {
            return Ok(());
        }
        let (user, name, start) = (self.incoming.user, self.incoming.sha256.clone(), self.start);
        blocking(move || files.cut(user, &name, start)).await
    }

    /// Syncs the written bytes, and completes the upload if it is whole.
    async fn finish(&self, end: u64) -> Result<u64, Problem> {
        let _turn = self.incoming.files.turn(&self.incoming.sha256).await;
        if end > self.start {
            let (files, user, name) = (
                self.incoming.files.clone(),
                self.incoming.user,
                self.incoming.sha256.clone(),
            );
            blocking(move || files.sync(user, &name)).await?;
        }
        let upload = self.incoming.known().await?;
        self.incoming.arrived(&upload).await
    }
}
