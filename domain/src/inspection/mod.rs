//! Visits, findings and evidence, and their states.
//!
//! A visit with its content is the unit of change: each operation belongs to one visit, and server
//! and tablet apply it with the same code ([`crate::sync::merge`]).

pub mod assignment;
pub mod counted;
mod early;
pub mod finding;
pub mod heads;
pub mod inspected;
mod noted;
pub mod observed;
pub mod particulars;
pub mod visit;
pub mod void;
pub mod voiding;

#[cfg(test)]
mod tests;

pub use assignment::AssignmentState;
pub use counted::Counted;
pub use finding::{Content, Decision, Finding, FindingState, Flag, ScoringStatus, Verdict};
pub use heads::{Heads, Lineage, Stamp, Stamped};
pub use inspected::Inspected;
pub use noted::noted;
pub use particulars::{FinderLevel, Form, Method, Particulars};
pub use visit::{AnswerValue, Closing, Outcome, Photo, Signature, SiteKind, Visit, VisitState};
pub use voiding::Voiding;
