//! Connections: how many at once, and how long one may be silent.
//!
//! The HTTP library ends incomplete headers and idle connections. But it waits forever for the
//! first bytes, by which it distinguishes HTTP/2 from HTTP/1, and for clients that do not read
//! their responses. [`Watched`] ends those, and idle HTTP/2 connections.

use crate::problem::Problem;
use axum::Router;
use axum::body::{Body, HttpBody};
use axum::response::{IntoResponse, Response};
use axum_server::accept::{Accept, DefaultAcceptor};
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use axum_server::{Handle, Server};
use futures::future::{BoxFuture, Either, Ready, ready};
use futures::{FutureExt, TryFutureExt};
use http::header::CONNECTION;
use http::{HeaderValue, Request};
use http_body::{Frame, SizeHint};
use hyper_util::rt::TokioTimer;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready as when_ready};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, sleep};
use tower::Service;

/// The most files, and so connections, requested from the system.
const FILES: u64 = 65_536;
/// How many connections may wait to be accepted.
const WAITING: u32 = 4096;
/// The first bytes of every HTTP/2 connection (RFC 9113, section 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Limits on connections.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How many connections at once; a few more get a response that the server is full, and the
    /// rest are closed.
    pub connections: usize,
    /// How long a request's headers may take, including the first ones on a kept-alive connection.
    pub header: Duration,
    /// A client that reads nothing of its response for this long is gone.
    pub stalled: Duration,
    /// How long an HTTP/2 connection may be without a request, even if its client answers pings.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            header: Duration::from_secs(20),
            stalled: Duration::from_secs(60),
            idle: Duration::from_secs(300),
        }
    }
}

impl Limits {
    /// The limits for this process: half of its files, so that the database, photos and pages
    /// always find some. Raises the soft limit as far as the system allows.
    pub fn of_this_process() -> Self {
        let files = usize::try_from(raise_files()).unwrap_or(usize::MAX);
        Self {
            connections: (files / 2).clamp(16, 4096),
            ..Self::default()
        }
    }
}

/// Raises how many files the process may have open; returns the new limit.
#[cfg(unix)]
fn raise_files() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let now = current.unwrap_or(FILES);
    let wanted = maximum.unwrap_or(FILES).min(FILES);
    if wanted <= now {
        return now;
    }
    let new = Rlimit {
        current: Some(wanted),
        maximum,
    };
    match setrlimit(Resource::Nofile, new) {
        Ok(()) => wanted,
        Err(error) => {
            tracing::warn!(%error, now, "the limit of open files stays as it is");
            now
        }
    }
}

#[cfg(not(unix))]
fn raise_files() -> u64 {
    FILES
}

/// Listens with a longer queue for connections that arrive faster than they are accepted. With the
/// usual 128 places the system drops the rest, and browsers retry only after one, two and four
/// seconds.
pub fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = match addr {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A new server can use the address right after the old one stopped.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    socket.listen(WAITING)?.into_std()
}

/// Serves until `handle` stops it.
pub async fn serve(
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    app: Router,
    limits: Limits,
    handle: Handle<SocketAddr>,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let mut server = axum_server::from_tcp(listener)?.handle(handle.clone());
    prepare(&mut server, limits);
    match tls {
        Some(config) => {
            let guard = Guard::new(RustlsAcceptor::new(config), limits);
            server.acceptor(guard).serve(app).await
        }
        None => {
            let guard = Guard::new(DefaultAcceptor::new(), limits);
            server.acceptor(guard).serve(app).await
        }
    }
}

fn prepare(server: &mut Server<SocketAddr>, limits: Limits) {
    let builder = server.http_builder();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.header)
        .keep_alive_timeout(limits.header)
        .max_concurrent_streams(100);
}

/// Admits connections while places are free.
#[derive(Clone)]
struct Guard<A> {
    inner: A,
    places: Arc<Semaphore>,
    /// Extra places for connections that only get told that the server is full.
    doorstep: Arc<Semaphore>,
    limits: Limits,
}

impl<A> Guard<A> {
    fn new(inner: A, limits: Limits) -> Self {
        Self {
            inner,
            places: Arc::new(Semaphore::new(limits.connections)),
            doorstep: Arc::new(Semaphore::new((limits.connections / 8).clamp(8, 64))),
            limits,
        }
    }

    fn seat(&self) -> Option<Seat> {
        let inside = Arc::clone(&self.places).try_acquire_owned().ok();
        let full = inside.is_none();
        let outside = || Arc::clone(&self.doorstep).try_acquire_owned().ok();
        Some(Seat {
            place: Mutex::new(inside.or_else(outside)?),
            full: AtomicBool::new(full),
            places: Arc::clone(&self.places),
            under_way: AtomicUsize::new(0),
            last: Mutex::new(Instant::now()),
        })
    }
}

/// A connection's place, and its requests under way.
struct Seat {
    place: Mutex<OwnedSemaphorePermit>,
    /// Whether it has only an extra place (on the doorstep).
    full: AtomicBool,
    places: Arc<Semaphore>,
    under_way: AtomicUsize,
    /// When the last request ended.
    last: Mutex<Instant>,
}

impl Seat {
    /// Whether it has a place. A connection on the doorstep gets one as soon as one is free, since
    /// an HTTP/2 client cannot be told to reconnect.
    fn is_inside(&self) -> bool {
        if !self.full.load(Ordering::Acquire) {
            return true;
        }
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return false;
        };
        *held(&self.place) = place;
        self.full.store(false, Ordering::Release);
        true
    }

    fn is_idle(&self, limit: Duration) -> bool {
        self.under_way.load(Ordering::Acquire) == 0 && held(&self.last).elapsed() > limit
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A request under way, until its response is completely written.
struct UnderWay(Arc<Seat>);

impl UnderWay {
    fn new(seat: &Arc<Seat>) -> Self {
        seat.under_way.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(seat))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        *held(&self.0.last) = Instant::now();
        self.0.under_way.fetch_sub(1, Ordering::AcqRel);
    }
}

/// A response's body; when it ends, so does the request under way.
struct Answering {
    body: Body,
    _under_way: UnderWay,
}

impl HttpBody for Answering {
    type Data = <Body as HttpBody>::Data;
    type Error = <Body as HttpBody>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<A, S> Accept<TcpStream, S> for Guard<A>
where
    A: Accept<TcpStream, S> + Clone + Send + Sync + 'static,
    A::Stream: Send,
    A::Service: Send,
    A::Future: Send,
    S: Send + 'static,
{
    type Stream = Watched<A::Stream>;
    type Service = Admitted<A::Service>;
    type Future = BoxFuture<'static, io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let guard = self.clone();
        async move {
            let seat = guard
                .seat()
                .ok_or_else(|| io::Error::other("too many connections"))?;
            let seat = Arc::new(seat);
            let (stream, service) = guard.inner.accept(stream, service).await?;
            let watched = Watched::new(stream, Arc::clone(&seat), guard.limits);
            Ok((watched, Admitted { service, seat }))
        }
        .boxed()
    }
}

/// Passes requests to the server, or answers that it is full.
#[derive(Clone)]
struct Admitted<S> {
    service: S,
    seat: Arc<Seat>,
}

impl<S, B> Service<Request<B>> for Admitted<S>
where
    S: Service<Request<B>, Response = Response>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future =
        Either<Ready<Result<Response, S::Error>>, BoxFuture<'static, Result<Response, S::Error>>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        if self.seat.is_inside() {
            let under_way = UnderWay::new(&self.seat);
            let answer = self.service.call(request);
            let answer = answer.map_ok(|answer| {
                answer.map(|body| {
                    Body::new(Answering {
                        body,
                        _under_way: under_way,
                    })
                })
            });
            return Either::Right(answer.boxed());
        }
        let mut response = Problem::unavailable().into_response();
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
        Either::Left(ready(Ok(response)))
    }
}

/// A connection that is closed if its client keeps it waiting.
struct Watched<S> {
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
    fn new(stream: S, seat: Arc<Seat>, limits: Limits) -> Self {
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
