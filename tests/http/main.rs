//! The server over HTTP: the real router on a real SQLite file, and clients that behave and that
//! do not.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod addresses;
mod afterwards;
mod answers;
mod app;
mod audit;
mod backup;
mod bad_input;
mod bulletin;
mod clocks;
mod codes;
mod connections;
mod doors;
mod evaluation;
mod events;
mod evidence;
mod exports;
mod facts;
mod faults;
mod hidden;
mod import;
mod names;
mod non_interference;
mod pages;
mod passwords;
mod photos;
mod plan;
mod position;
mod pull;
mod push;
mod quarters;
mod registry;
mod rescue;
mod review;
mod rights;
mod session;
mod signature;
mod tablet;
mod together;
mod town;
mod upkeep;
mod uploads;
mod visits;
mod void;
