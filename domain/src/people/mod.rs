//! People with accounts, their roles and the rights of each role.

mod person;
mod rights;
mod role;

pub use person::Person;
pub use rights::{Reach, Right};
pub use role::Role;
