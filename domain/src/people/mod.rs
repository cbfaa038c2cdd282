//! People with accounts, their roles and the rights of each role.

mod person;
mod rights;

pub use person::{Person, Role};
pub use rights::{Reach, Right};
