//! The life of a quarter, pure: its states, the acts between them, what is missing before each, and
//! the frozen document of a closed quarter.

mod act;
mod frozen;
mod life;
mod missing;
mod sight;
#[cfg(test)]
mod tests;

pub use act::{Act, FirstResult, Meeting, Signature};
pub use frozen::{Document, FrozenFact, FrozenFinding, FrozenTable, Visited, differences, hash};
pub use life::{ActRefusal, Life, State};
pub use missing::{Missing, Progress, Waiting, missing, undecided};
pub use sight::{Sight, shows_of_others};
