//! What a tablet reports about itself with a pull, for the people who look after tablets. Sync does
//! not depend on it.

use crate::ids::DeviceId;
use serde::Serialize;

/// The header of a pull that carries a [`TabletReport`] as JSON; it may be missing.
pub const HEADER: &str = "xuncha-tablet";
/// Bytes of [`TabletReport::program`], at most.
pub const LONGEST_PROGRAM: usize = 60;

/// A tablet's report about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TabletReport {
    /// The device.
    pub device: DeviceId,
    /// The program that it runs: version and build.
    pub program: String,
    /// How many operations are not sent yet.
    pub ops: u64,
    /// How many photos the server has not verified yet.
    pub photos: u64,
}

crate::readable!(TabletReport {
    device,
    program,
    ops,
    photos
});

/// The program's name as a tablet reports it.
pub fn program(version: &str, build: &str) -> String {
    format!("{version} {build}")
}
