//! The life of a quarter: its steps with who signed them, what is missing before each, and the
//! document that it is closed with.

mod course;
mod frozen;
mod missing;

pub use course::{Course, Event, NotNow, Ruled, Signature, Signed, Signer, State};
pub use frozen::{Broken, Entered, Frozen, FrozenTable, sha256};
pub use missing::{Known, Missing, missing, offices};
