//! A made-up district for showing the product: people and places (`registry`), and in the full demo
//! two quarters of work (`full`). The work goes through the product itself: visits are pushed and
//! photos uploaded as tablets do it, and decisions, facts, signatures and acts use the pages'
//! functions. The clock is set back and moved forward. The same time makes the same demo.

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

/// How much of the demo goes into an empty data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Demo {
    /// A quarter that is closed and published, and one that is under way
    Full,
    /// Towns, sites and accounts, and nothing that anybody found
    Empty,
}
