//! People with accounts, their roles and what these allow.

mod person;
mod rights;

pub use person::{Person, Role};
pub use rights::{Reach, Right};
