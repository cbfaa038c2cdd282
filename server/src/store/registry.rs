//! The registry (名录) in the store, and invitations.

use domain::ids::UserId;
use domain::people::Person;
use jiff::Timestamp;

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
