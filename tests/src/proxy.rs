//! The network between browser and server, with all its ways to fail.
//!
//! Each connection carries one request: the proxy asks both sides to close afterwards. So the proxy
//! sees each request whole, and applies the mode of that moment to it.

mod message;

use std::collections::HashSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use message::Request;

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The request passes.
    Pass,
    /// Nobody listens.
    Refuse,
    /// The proxy accepts the connection and never answers, on open connections too.
    BlackHole,
    /// The answer breaks off after this many bytes.
    Cut(usize),
    /// The request waits this long before it passes.
    Delay(Duration),
    /// Requests for the pages' programs wait until another mode is set; all others pass.
    HoldPrograms,
    /// A push with an operation not seen before reaches the server, but its answer is lost.
    SwallowPush,
    /// A push reaches the server twice.
    DuplicatePush,
    /// The line carries this many bytes a second, each way. When the browser gives up, bytes on the
    /// way are lost.
    Crawl(usize),
    /// A pull that asks for more rows than this is never answered.
    SmallPulls(u32),
    /// The API is refused with 403 and a problem of this type, as by a gateway in between.
    Forbid(&'static str),
}

/// A proxy in front of one server.
pub struct Proxy {
    addr: SocketAddr,
    mode: watch::Sender<Mode>,
    swallowed: Arc<Mutex<Swallowed>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Swallowed {
    operations: HashSet<String>,
    pushes: usize,
    pulls: Vec<u32>,
    forbidden: usize,
}

impl Proxy {
    /// Listens on a free port of this machine and passes everything on to `server`.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let addr = listener.local_addr()?;
        let (mode, receiver) = watch::channel(Mode::Pass);
        let swallowed = Arc::default();
        let task = tokio::spawn(listen(
            listener,
            addr,
            server,
            receiver,
            Arc::clone(&swallowed),
        ));
        Ok(Self {
            addr,
            mode,
            swallowed,
            task,
        })
    }

    /// Sets the mode from now on. `Refuse` cuts requests under way, `BlackHole` stalls them.
    pub fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }

    /// A full address through the proxy.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// The number of rows that each pull has asked for so far.
    pub async fn pulls(&self) -> Vec<u32> {
        self.swallowed.lock().await.pulls.clone()
    }

    /// The number of requests refused by `Forbid` so far.
    pub async fn forbidden(&self) -> usize {
        self.swallowed.lock().await.forbidden
    }

    /// The number of pushes whose answer was lost so far.
    pub async fn swallowed(&self) -> usize {
        self.swallowed.lock().await.pushes
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen(
    first: TcpListener,
    addr: SocketAddr,
    server: SocketAddr,
    mut mode: watch::Receiver<Mode>,
    swallowed: Arc<Mutex<Swallowed>>,
) {
    let mut listener = Some(first);
    loop {
        if *mode.borrow_and_update() == Mode::Refuse {
            listener = None;
            if mode.changed().await.is_err() {
                return;
            }
            continue;
        }
        let Some(open) = &listener else {
            // Nobody else takes the port meanwhile: `ports::free` returns each only once.
            match TcpListener::bind(addr).await {
                Ok(again) => listener = Some(again),
                Err(_) => sleep(Duration::from_millis(20)).await,
            }
            continue;
        };
        tokio::select! {
            accepted = open.accept() => if let Ok((client, _)) = accepted {
                tokio::spawn(carry(client, server, mode.clone(), Arc::clone(&swallowed)));
            },
            changed = mode.changed() => if changed.is_err() { return },
        }
    }
}

/// Carries one request, for as long as the mode allows.
async fn carry(
    mut client: TcpStream,
    server: SocketAddr,
    mut mode: watch::Receiver<Mode>,
    swallowed: Arc<Mutex<Swallowed>>,
) {
    let at_first = *mode.borrow();
    let held = mode.clone();
    tokio::select! {
        biased;
        _ = mode.wait_for(|mode| matches!(mode, Mode::Refuse | Mode::BlackHole)) => {}
        // An error means that one side has gone; the other sees its connection close.
        _ = exchange(&mut client, server, at_first, held, &swallowed) => return,
    }
    // In a black hole the connection stays open.
    let _ = mode.wait_for(|mode| *mode != Mode::BlackHole).await;
}

async fn exchange(
    client: &mut TcpStream,
    server: SocketAddr,
    mode: Mode,
    mut held: watch::Receiver<Mode>,
    swallowed: &Mutex<Swallowed>,
) -> Result<()> {
    let Some(request) = Request::read(client).await? else {
        return Ok(());
    };
    match mode {
        Mode::Delay(time) => sleep(time).await,
        Mode::HoldPrograms if request.is_program() => {
            held.wait_for(|mode| *mode != Mode::HoldPrograms).await?;
        }
        _ => {}
    }
    if let Some(rows) = request.pulled() {
        swallowed.lock().await.pulls.push(rows);
        if matches!(mode, Mode::SmallPulls(most) if rows > most) {
            return std::future::pending().await;
        }
    }
    if let Mode::Forbid(kind) = mode
        && request.is_api()
    {
        swallowed.lock().await.forbidden += 1;
        return refuse(client, kind).await;
    }
    let mut upstream = TcpStream::connect(server).await?;
    if let Mode::Crawl(bytes) = mode {
        let ((mut from, mut to), mut more) = (client.split(), [0]);
        return tokio::select! {
            done = crawl(&request.bytes, upstream, &mut to, bytes) => done,
            // The browser sends nothing more, so reading ends only when it closes the connection.
            _ = from.read(&mut more) => Ok(()),
        };
    }
    upstream.write_all(&request.bytes).await?;
    match mode {
        Mode::SwallowPush if request.is_push() && is_new(&request, swallowed).await => {
            // Reads the whole answer: by its end the server has committed.
            upstream.read_to_end(&mut Vec::new()).await?;
            return Ok(());
        }
        Mode::DuplicatePush if request.is_push() => {
            upstream.read_to_end(&mut Vec::new()).await?;
            upstream = TcpStream::connect(server).await?;
            upstream.write_all(&request.bytes).await?;
        }
        _ => {}
    }
    let mut left = match mode {
        Mode::Cut(bytes) => bytes,
        _ => usize::MAX,
    };
    let mut buffer = vec![0; 16 * 1024];
    while left > 0 {
        let read = upstream.read(&mut buffer).await?;
        if read == 0 {
            break;
        }
        let part = read.min(left);
        client.write_all(&buffer[..part]).await?;
        left -= part;
    }
    Ok(())
}

/// Carries a request and its answer over a slow line; the pauses set the speed.
async fn crawl(
    request: &[u8],
    mut upstream: TcpStream,
    client: &mut (impl AsyncWrite + Unpin),
    bytes_per_second: usize,
) -> Result<()> {
    const STEP: Duration = Duration::from_millis(50);
    let at_once = (bytes_per_second / 20).max(1);
    for part in request.chunks(at_once) {
        upstream.write_all(part).await?;
        sleep(STEP).await;
    }
    let mut buffer = vec![0; at_once];
    loop {
        let read = upstream.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        client.write_all(&buffer[..read]).await?;
        sleep(STEP).await;
    }
}

async fn refuse(client: &mut TcpStream, kind: &str) -> Result<()> {
    let body = format!(
        r#"{{"type":{kind:?},"title":"Forbidden","status":403,"detail":"policy","request_id":""}}"#
    );
    let answer = format!(
        "HTTP/1.1 403 Forbidden\r\nContent-Type: application/problem+json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    Ok(client.write_all(answer.as_bytes()).await?)
}

/// Whether a push carries an operation not seen before; remembers all its operations.
async fn is_new(request: &Request, swallowed: &Mutex<Swallowed>) -> bool {
    let mut swallowed = swallowed.lock().await;
    let before = swallowed.operations.len();
    swallowed.operations.extend(request.operations());
    let new = swallowed.operations.len() > before;
    swallowed.pushes += usize::from(new);
    new
}
