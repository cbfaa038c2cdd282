//! Free ports for the processes that the tests start.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

use anyhow::{Context, Result};

/// Below the ephemeral range (32768 and more): while a server restarts, the system could give a
/// port of that range to somebody's outgoing connection.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

/// An address of this machine on which nobody listens. This process returns each port only once, so
/// a server that restarts finds its port free.
///
/// # Errors
/// No port is free.
pub(crate) fn free() -> Result<SocketAddr> {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    // Test processes that run side by side begin at different ports.
    let begin = (std::process::id() % 97) as u16 * 120;
    (0..COUNT)
        .map(|_| FIRST + (begin + GIVEN.fetch_add(1, Ordering::Relaxed) % COUNT) % COUNT)
        .find(|port| is_free(*port))
        .map(|port| (Ipv4Addr::LOCALHOST, port).into())
        .context("no port is free")
}

/// Checks both loopbacks, since chromedriver listens on both. A machine without IPv6 counts as free
/// there.
fn is_free(port: u16) -> bool {
    let free = |taken: std::io::Result<TcpListener>| match taken {
        Ok(_) => true,
        Err(error) => error.kind() != std::io::ErrorKind::AddrInUse,
    };
    free(TcpListener::bind((Ipv4Addr::LOCALHOST, port)))
        && free(TcpListener::bind((Ipv6Addr::LOCALHOST, port)))
}
