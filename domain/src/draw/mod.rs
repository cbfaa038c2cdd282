//! 随机抽取: which sites are inspected, and by whom, drawn by lot and open to be checked. The draw follows
//! from its seed and its two lists alone; who has the record can repeat it and finds whatever was changed.
//!
//! All of it is whole numbers. Randomness is SHA-256 of the seed, both lists' hashes and a counter.

mod drawing;
mod lists;
mod lot;
mod record;
#[cfg(test)]
mod tests;

pub use drawing::{Drawn, Impossible, LEAST_INSPECTORS, MOST_SITES, VERSION, Wanted, draw};
pub use lists::{Inspector, Object};
pub use record::{Mismatch, Record};
