//! The rules of the evaluation, pure: no I/O, no clock, no randomness. The browser, the server and
//! the command line run the same code.

pub mod draw;
pub mod ids;
pub mod inspection;
pub mod people;
pub mod picture;
pub mod points;
pub mod position;
pub mod quarter;
pub mod read;
pub mod registry;
pub mod scoring;
pub mod search;
pub mod sync;
pub mod table;
pub mod time;
pub mod typed;
