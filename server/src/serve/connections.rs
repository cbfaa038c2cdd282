//! Connections: how many at once, and how long one may be silent.
//!
//! The HTTP library ends incomplete headers and idle connections. But it waits forever for the
//! first bytes, by which it distinguishes HTTP/2 from HTTP/1, and for clients that do not read
//! their responses. [`Watched`] ends those, and idle HTTP/2 connections.

use crate::ground::measures::{Held, Measures};
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
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tower::Service;

mod limits;
mod seat;
mod watched;

pub use limits::Limits;

use seat::{Seat, UnderWay};
use watched::Watched;

/// How many connections may wait to be accepted.
const WAITING: u32 = 4096;

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
    measures: Arc<Measures>,
    handle: Handle<SocketAddr>,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let mut server = axum_server::from_tcp(listener)?.handle(handle.clone());
    prepare(&mut server, limits);
    match tls {
        Some(config) => {
            let guard = Guard::new(RustlsAcceptor::new(config), limits, measures);
            server.acceptor(guard).serve(app).await
        }
        None => {
            let guard = Guard::new(DefaultAcceptor::new(), limits, measures);
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
    measures: Arc<Measures>,
}

impl<A> Guard<A> {
    fn new(inner: A, limits: Limits, measures: Arc<Measures>) -> Self {
        Self {
            inner,
            places: Arc::new(Semaphore::new(limits.connections)),
            doorstep: Arc::new(Semaphore::new((limits.connections / 8).clamp(8, 64))),
            limits,
            measures,
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
            let counts = &guard.measures.connections;
            let held = Held::new(&counts.open);
            let Some(seat) = Seat::among(&guard.places, &guard.doorstep, held) else {
                counts.refused.inc();
                return Err(io::Error::other("too many connections"));
            };
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
