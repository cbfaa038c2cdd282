//! The registry (名录) as the store keeps it, and the links by which people come in.

use super::Stored;
use domain::ids::UserId;
use domain::people::Person;
use domain::registry::{District, Plan, Registry};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Whether and how somebody gets in, for those who keep accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// A password was chosen.
    pub has_password: bool,
    /// When a link was made that still holds.
    pub invited: Option<Timestamp>,
    /// When the account was used last.
    pub seen: Option<Timestamp>,
}

/// A link to make.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Whom it lets in.
    pub user: UserId,
    /// What is stored of what it holds.
    pub token_hash: String,
    /// Until when it holds.
    pub until: Timestamp,
}

/// What came of using a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// The password is set; the session is to be opened with it.
    Done(Person),
    /// There is no such link, or it was used, or its time is over.
    Unknown,
}

/// The registry. Every change writes its lines of the audit log, and what tablets carry of it.
pub trait RegistryStore: Send + Sync {
    /// The registry whole, of one moment.
    fn registry(&self) -> Stored<'_, Registry>;
    /// Changes it; false where it has changed since the plan was made, and nothing is changed then.
    fn change_registry<'a>(&'a self, by: &'a str, plan: Plan) -> Stored<'a, bool>;
    /// What is named of the district.
    fn district(&self) -> Stored<'_, District>;
    /// Names it.
    fn name_district<'a>(&'a self, by: &'a str, district: District) -> Stored<'a, ()>;
    /// How each account stands.
    fn access(&self, now: Timestamp) -> Stored<'_, BTreeMap<UserId, Access>>;
    /// Makes links; each ends those made for its person before.
    fn invite<'a>(&'a self, by: &'a str, invitations: Vec<Invitation>) -> Stored<'a, ()>;
    /// Whom a link lets in, if it holds.
    fn invited<'a>(&'a self, token_hash: &'a str, now: Timestamp) -> Stored<'a, Option<Person>>;
    /// Sets the password that a person chose by a link, which ends with it.
    fn accept<'a>(
        &'a self,
        token_hash: &'a str,
        password: &'a str,
        now: Timestamp,
    ) -> Stored<'a, Accepted>;
}
