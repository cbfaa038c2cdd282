//! Basic tools that depend on no other room: time, the data folder's modes, pinyin, QR codes,
//! turns, limits of memory, what is measured, and reading zips.

pub mod bodies;
pub mod clock;
pub mod measures;
pub mod pinyin;
pub(crate) mod private;
pub(crate) mod qr;
pub mod turns;
pub(crate) mod zip;
