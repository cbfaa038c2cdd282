//! Accounts and sessions in the store.

use domain::ids::{TownId, UserId};
use domain::people::{Person, Role};
use jiff::Timestamp;
use std::collections::BTreeSet;
use uuid::Uuid;

/// An account with the data that signing in checks.
#[derive(Debug, Clone)]
pub struct Account {
    /// The person.
    pub person: Person,
    /// The password's hash, in PHC form.
    pub password: String,
    /// Whether an administrator has locked the account.
    pub disabled: bool,
    /// When the password was set.
    pub password_set: Timestamp,
}

/// The conditions for a session to be valid.
#[derive(Debug, Clone, Copy)]
pub struct SessionLimits {
    /// Only sessions opened after this time are valid.
    pub made_after: Timestamp,
    /// Only sessions used after this time are valid. Inspectors are exempt.
    pub idle_after: Option<Timestamp>,
    /// A password set at or before this time must be changed.
    pub password_after: Option<Timestamp>,
    /// Whether this check itself counts as using the session.
    pub used: bool,
}

/// A valid session.
#[derive(Debug, Clone)]
pub struct Session {
    /// The account's person. `must_change_password` is also set when the password is too old.
    pub person: Person,
    /// An administrator has locked the account.
    pub disabled: bool,
}

/// The result of counting a sign-in attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// The password may be checked.
    Try {
        /// The lock that this attempt put on the name, if it was the last one allowed.
        own_lock: Option<Timestamp>,
    },
    /// The name is locked until this time.
    Locked(Timestamp),
}

/// A session to open after the password was found right.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// The account.
    pub user: UserId,
    /// The name under which the attempt was counted.
    pub login: String,
    /// The hash that the password was compared with.
    pub password: String,
    /// The lock that this same attempt put on the name.
    pub own_lock: Option<Timestamp>,
    /// The stored hash of the token.
    pub token_hash: String,
    /// The client's address, for the audit log.
    pub address: String,
    /// The client's user agent.
    pub agent: String,
}

/// A session in the list that people see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSession {
    /// Identifies the session in lists; it does not grant access.
    pub id: Uuid,
    /// When it was opened.
    pub since: Timestamp,
    /// When it was last used.
    pub used: Timestamp,
    /// The address that it was opened from.
    pub address: String,
    /// The user agent that opened it.
    pub agent: String,
    /// Whether the current request uses this session.
    pub own: bool,
}

/// Sessions to end.
#[derive(Debug, Clone)]
pub struct EndSessions {
    /// Who ends them, as the audit log names people.
    pub by: String,
    /// The account whose sessions end.
    pub user: UserId,
    /// The session to end; `None` ends all.
    pub which: Option<Uuid>,
    /// The token hash of the session to keep.
    pub keep: String,
}

/// The result of opening a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// The session is open.
    Opened,
    /// Other attempts have locked the name meanwhile.
    Locked(Timestamp),
    /// The password has changed, or an administrator has locked the account.
    Changed,
}

/// An account to create.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its id.
    pub id: UserId,
    /// The login.
    pub login: String,
    /// The name shown on pages.
    pub name: String,
    /// The password's hash.
    pub password: String,
    /// The person's roles.
    pub roles: BTreeSet<Role>,
    /// The town, for a town user.
    pub town: Option<TownId>,
    /// The offices of an office clerk or head, as the table prints them.
    pub offices: Vec<String>,
    /// Whether the password is a one-time password.
    pub must_change: bool,
}
