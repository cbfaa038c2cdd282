//! The registry (名录) in the store, and invitations.

use crate::store::error::Stored;
use domain::ids::UserId;
use domain::people::Person;
use domain::registry::{District, Plan, Registry};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Whether and how a person can sign in, for administrators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// A password has been set.
    pub has_password: bool,
    /// When the valid invitation was made.
    pub invited: Option<Timestamp>,
    /// When the account was last used.
    pub seen: Option<Timestamp>,
}

/// An invitation to store.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The account that it is for.
    pub user: UserId,
    /// The stored hash of its token.
    pub token_hash: String,
    /// When it expires.
    pub until: Timestamp,
}

/// The result of using an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// The password is set; the caller opens a session with it.
    Done(Person),
    /// The invitation does not exist, was used, or has expired.
    Unknown,
}

/// The registry. Every change writes its entries of the audit log and the rows that tablets pull.
pub trait RegistryStore: Send + Sync {
    /// The whole registry at one moment.
    fn registry(&self) -> Stored<'_, Registry>;
    /// Changes the registry. False, without any change, if it has changed since the plan was made.
    fn change_registry<'a>(&'a self, by: &'a str, plan: Plan) -> Stored<'a, bool>;
    /// The district's names and hotline.
    fn district(&self) -> Stored<'_, District>;
    /// Sets them.
    fn name_district<'a>(&'a self, by: &'a str, district: District) -> Stored<'a, ()>;
    /// How each account can sign in.
    fn access(&self, now: Timestamp) -> Stored<'_, BTreeMap<UserId, Access>>;
    /// Stores invitations; each ends its person's earlier ones.
    fn invite<'a>(&'a self, by: &'a str, invitations: Vec<Invitation>) -> Stored<'a, ()>;
    /// The person of an invitation, and until when it is valid; `None` if it is not.
    fn invited<'a>(
        &'a self,
        token_hash: &'a str,
        now: Timestamp,
    ) -> Stored<'a, Option<(Person, Timestamp)>>;
    /// Sets the password that a person chose through an invitation; this ends the invitation.
    fn accept<'a>(
        &'a self,
        token_hash: &'a str,
        password: &'a str,
        now: Timestamp,
    ) -> Stored<'a, Accepted>;
}
