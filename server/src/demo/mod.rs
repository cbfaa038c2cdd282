//! A made-up district to show the product with: who and what there is (`registry`), and, where it is
//! to be whole, two quarters of work (`full`) that its people do as anybody does: visits are pushed and
//! photos uploaded as tablets do it, decisions, facts, signatures and the quarter's acts go through what
//! the pages call, under a clock that is set back and moved on. The same time makes the same demo.

mod days;
mod desk;
mod dice;
mod facts;
mod full;
mod making;
mod pictures;
mod places;
mod plan;
mod registry;
mod sealed;
mod visits;
mod words;

pub use registry::{PASSWORD, accounts_shown, seed};
pub use sealed::fill;

/// How much of the demo an empty data folder is filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Demo {
    /// A quarter that is closed and published, and one that is under way
    Full,
    /// Towns, sites and accounts, and nothing that anybody found
    Empty,
}
