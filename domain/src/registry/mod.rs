//! The registry (名录): a district's towns, its sites and the people with accounts. Entries with a
//! history are never deleted: a town closes from a quarter on, a site closes, an account is
//! disabled.

mod district;
mod entries;
mod plan;

pub use district::District;
pub use entries::{Member, Registry, Site, Town, TownKind};
pub use plan::{EntryChange, Plan};
