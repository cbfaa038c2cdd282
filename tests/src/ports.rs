//! Ports for what the tests start.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

use anyhow::{Context, Result};

/// Below what systems hand out by themselves (32768 and more): a port from there can become the
/// near end of somebody's connection in the moment between two listeners.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

/// An address of this machine on which nobody listens, given to nobody else of this process; a
/// server that comes back finds it free.
///
/// # Errors
/// Every port is taken.
pub(crate) fn free() -> Result<SocketAddr> {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    // Processes side by side begin in different places.
    let begin = (std::process::id() % 97) as u16 * 120;
    (0..COUNT)
        .map(|_| FIRST + (begin + GIVEN.fetch_add(1, Ordering::Relaxed) % COUNT) % COUNT)
        .find(|port| is_free(*port))
        .map(|port| (Ipv4Addr::LOCALHOST, port).into())
        .context("no port is free")
}

/// chromedriver listens on both loopbacks; a machine without the second has it free.
fn is_free(port: u16) -> bool {
    let free = |taken: std::io::Result<TcpListener>| match taken {
        Ok(_) => true,
        Err(error) => error.kind() != std::io::ErrorKind::AddrInUse,
    };
    free(TcpListener::bind((Ipv4Addr::LOCALHOST, port)))
        && free(TcpListener::bind((Ipv6Addr::LOCALHOST, port)))
}
