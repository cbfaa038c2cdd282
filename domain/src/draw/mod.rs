//! 随机抽取: draws by lot which sites are inspected and by whom. The seed and the two lists
//! determine the draw, so anybody with the record can repeat it and detect any change.
//!
//! Everything is computed with whole numbers. Randomness is SHA-256 of the seed, both lists' hashes
//! and a counter.

mod drawing;
mod lists;
mod lot;
mod record;
#[cfg(test)]
mod tests;

pub use drawing::{
    Drawn, Impossible, LEAST_INSPECTORS, MOST_SITES, VERSION, Wanted, draw, foresee,
};
pub use lists::{Inspector, Object};
pub use record::{Mismatch, Record};
