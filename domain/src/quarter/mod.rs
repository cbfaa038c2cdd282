//! The life of a quarter, pure: its states and the acts that lead from one to the next, what is
//! missing before each, and the document in which a closed quarter is frozen.

mod act;
mod frozen;
mod life;
mod missing;
mod sight;
#[cfg(test)]
mod tests;

pub use act::{Act, Meeting, Signature, Stood};
pub use frozen::{Document, Entry, FrozenTable, Place, Visited, differences, hash};
pub use life::{Life, Refusal, State};
pub use missing::{Missing, Progress, Waiting, missing, undecided};
pub use sight::{Sight, shows_of_others};
