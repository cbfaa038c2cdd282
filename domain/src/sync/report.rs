//! What a tablet says of itself beside a pull, for the people who look after tablets. Nothing in sync
//! rests on it.

use crate::ids::DeviceId;
use serde::Serialize;

/// The header of a pull that carries a [`TabletReport`] as JSON; it may be missing.
pub const HEADER: &str = "xuncha-tablet";
/// Bytes of [`TabletReport::program`], at most.
pub const LONGEST_PROGRAM: usize = 60;

/// A tablet's word on itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TabletReport {
    /// The device.
    pub device: DeviceId,
    /// The program that it runs: version and build.
    pub program: String,
    /// Operations that it still keeps unsent.
    pub ops: u64,
    /// Photos that the server has not confirmed yet.
    pub photos: u64,
}

crate::readable!(TabletReport {
    device,
    program,
    ops,
    photos
});

/// A program as a tablet names it.
pub fn program(version: &str, build: &str) -> String {
    format!("{version} {build}")
}
