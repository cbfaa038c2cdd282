//! The product as people use it: the real server, a real browser, and a network that fails.
//!
//! `cargo xtask test` builds the server and the site and runs these tests; without it they fail.
//! They start in the order of their names, so long ones have early names.

mod asked_once;
mod bad_lines;
mod desk;
mod dialogs;
mod early;
mod engines;
mod faults;
mod field;
mod fingers;
mod first_day;
mod form_kept;
mod given_up;
mod main_job;
mod offline;
mod on_paper;
mod on_site;
mod person;
mod phone;
mod photos;
mod promised;
mod proxied;
mod quarter;
mod reviewing;
mod same_bytes;
mod scored;
mod silent;
mod slips;
mod twice;
mod typing;
mod update;

mod whole_centre;
