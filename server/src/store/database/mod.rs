//! The database below the store: SQLite or PostgreSQL behind one connection, one query and one row.
//!
//! The store's statements are written once, in what both databases understand: numbered parameters
//! (`$1`), `ON CONFLICT`, `RETURNING`, and sets of values as one JSON parameter. What differs is in
//! `sqlite.rs` and `postgres.rs`, and in `records.rs` for many rows as one parameter. The functions
//! of SQLite that PostgreSQL lacks are made by its first migration.

mod argument;
mod column;
mod connection;
mod failure;
mod place;
mod postgres;
mod query;
mod records;
pub(crate) mod sqlite;

pub use column::Column;
pub use connection::{Connection, Dialect, Pool, Row, Snapshot};
pub use place::Where;
pub use query::{Query, query, scalar};
pub use records::{Field, Kind};
