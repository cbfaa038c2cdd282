//! Closing a connection whose client keeps it waiting.

use super::limits::Limits;
use super::seat::Seat;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready as when_ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// The first bytes of every HTTP/2 connection (RFC 9113, section 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A connection that is closed if its client keeps it waiting.
pub(super) struct Watched<S> {
    stream: S,
    seat: Arc<Seat>,
    /// How many bytes so far match the HTTP/2 preface, and the deadline for the rest; `None` once
    /// the protocol is known.
    opening: Option<(usize, Pin<Box<Sleep>>)>,
    /// The deadline for the client to read something; `None` while it reads.
    stalled: Option<Pin<Box<Sleep>>>,
    limits: Limits,
}

impl<S> Watched<S> {
    pub(super) fn new(stream: S, seat: Arc<Seat>, limits: Limits) -> Self {
        Self {
            stream,
            seat,
            opening: Some((0, Box::pin(sleep(limits.header)))),
            stalled: None,
            limits,
        }
    }

    /// The result of a write, or a time-out if the client has read nothing for too long.
    fn written<T>(
        &mut self,
        cx: &mut Context<'_>,
        done: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if done.is_ready() {
            self.stalled = None;
            return done;
        }
        let patience = self.limits.stalled;
        let waiting = self
            .stalled
            .get_or_insert_with(|| Box::pin(sleep(patience)));
        when_ready!(waiting.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        let Some((known, deadline)) = &mut self.opening else {
            // Pings cause reads often enough to notice this here.
            if self.seat.is_idle(self.limits.idle) {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            return read;
        };
        if read.is_pending() {
            when_ready!(deadline.as_mut().poll(cx));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let new = buf.filled().get(before..).unwrap_or_default();
        let rest = PREFACE.get(*known..).unwrap_or_default();
        *known += new.len();
        if new.is_empty() || !rest.starts_with(new) || *known >= PREFACE.len() {
            self.opening = None;
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.written(cx, done)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.stream).poll_flush(cx);
        self.written(cx, done)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.written(cx, done)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.written(cx, done)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
