//! Accounts and sessions in the store.

use crate::store::error::Stored;
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

/// Accounts and sessions. Every change also writes an entry of the audit log.
pub trait AccountStore: Send + Sync {
    /// The account with this login.
    fn account<'a>(&'a self, login: &'a str) -> Stored<'a, Option<Account>>;
    /// Every account, sorted by login.
    fn accounts(&self) -> Stored<'_, Vec<Account>>;
    /// Creates an account; false if the login is taken or the town is unknown.
    fn add_account<'a>(&'a self, by: &'a str, account: &'a NewAccount) -> Stored<'a, bool>;
    /// Locks or unlocks an account. A lock takes effect on its open sessions at once.
    fn disable_account<'a>(
        &'a self,
        by: &'a str,
        user: UserId,
        at: Option<Timestamp>,
    ) -> Stored<'a, ()>;
    /// Counts an attempt for a name before its password is checked, whether or not an account has
    /// the name. The attempt that reaches `limit` locks the name until `until`. Only a right
    /// password or the end of the lock clears the count.
    fn count_try<'a>(
        &'a self,
        login: &'a str,
        limit: u32,
        until: Timestamp,
    ) -> Stored<'a, Counting>;
    /// Takes back a counted attempt whose password was not checked.
    fn forgive_try<'a>(&'a self, login: &'a str, own_lock: Option<Timestamp>) -> Stored<'a, ()>;
    /// Records a failed sign-in. `person` is the account's id, or the name if there is no account.
    fn note_failure<'a>(
        &'a self,
        person: &'a str,
        address: &'a str,
        why: &'a str,
    ) -> Stored<'a, ()>;
    /// Opens a session and clears the name's failures, unless the name was locked or the account
    /// changed while the password was being checked.
    fn open_session<'a>(&'a self, opening: &'a OpenSession) -> Stored<'a, Opening>;
    /// The session with this token hash, if it meets the limits.
    fn session<'a>(
        &'a self,
        token_hash: &'a str,
        limits: SessionLimits,
    ) -> Stored<'a, Option<Session>>;
    /// The account's sessions that meet the limits, most recently used first. `own` is the token
    /// hash of the current request.
    fn sessions_of<'a>(
        &'a self,
        user: UserId,
        limits: SessionLimits,
        own: &'a str,
    ) -> Stored<'a, Vec<ListedSession>>;
    /// Ends sessions of an account; returns how many.
    fn end_sessions(&self, ending: EndSessions) -> Stored<'_, u32>;
    /// Ends a session.
    fn close_session<'a>(&'a self, token_hash: &'a str) -> Stored<'a, ()>;
    /// Sets a password and ends all the person's sessions except `keep`.
    fn set_password<'a>(
        &'a self,
        by: &'a str,
        user: UserId,
        password: &'a str,
        must_change: bool,
        keep: Option<&'a str>,
    ) -> Stored<'a, ()>;
}
