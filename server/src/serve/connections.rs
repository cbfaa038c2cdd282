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
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tower::Service;

mod seat;
mod watched;

use seat::{Seat, UnderWay};
use watched::Watched;

/// The most files, and so connections, requested from the system.
const FILES: u64 = 65_536;
/// How many connections may wait to be accepted.
const WAITING: u32 = 4096;

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
            let seat = Seat::among(&guard.places, &guard.doorstep)
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
