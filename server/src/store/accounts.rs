//! Accounts and sessions, as the store keeps them.

use super::Stored;
use domain::ids::{TownId, UserId};
use domain::people::{Person, Role};
use jiff::Timestamp;
use std::collections::BTreeSet;
use uuid::Uuid;

/// An account with what signing in needs.
#[derive(Debug, Clone)]
pub struct Account {
    /// The person.
    pub person: Person,
    /// The password's hash, in PHC form.
    pub password: String,
    /// Locked by an administrator.
    pub disabled: bool,
    /// When the password was set.
    pub password_set: Timestamp,
}

/// What a session must fulfil to hold.
#[derive(Debug, Clone, Copy)]
pub struct SessionLimits {
    /// It was opened after this.
    pub made_after: Timestamp,
    /// It was used after this, unless its person is an inspector.
    pub idle_after: Option<Timestamp>,
    /// A password set no later than this must be changed.
    pub password_after: Option<Timestamp>,
    /// Asking counts as using it.
    pub used: bool,
}

/// A session that holds.
#[derive(Debug, Clone)]
pub struct Session {
    /// Whose; with the word that the password must be changed, where it has grown too old.
    pub person: Person,
    /// The account has been locked by an administrator.
    pub disabled: bool,
}

/// What came of counting a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// The password may be looked at.
    Try {
        /// The lock that this try has put on the name: it was the last that is left.
        own_lock: Option<Timestamp>,
    },
    /// The name is locked until then.
    Locked(Timestamp),
}

/// A session to open: the password was right.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// Whose.
    pub user: UserId,
    /// The name as it was counted.
    pub login: String,
    /// The hash that the password was compared with.
    pub password: String,
    /// The lock that this very try has put on the name.
    pub own_lock: Option<Timestamp>,
    /// What is stored of the token.
    pub token_hash: String,
    /// The peer's, for the audit log.
    pub address: String,
    /// What its program calls itself.
    pub agent: String,
}

/// A session as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSession {
    /// What names it; it opens nothing.
    pub id: Uuid,
    /// When it was opened.
    pub since: Timestamp,
    /// When it was last used.
    pub used: Timestamp,
    /// The address that it was opened from.
    pub address: String,
    /// What its program called itself.
    pub agent: String,
    /// It is the one that asks.
    pub own: bool,
}

/// Sessions to end.
#[derive(Debug, Clone)]
pub struct EndSessions {
    /// By whom, as the audit log names them.
    pub by: String,
    /// Whose.
    pub user: UserId,
    /// Which one; all where none is named.
    pub which: Option<Uuid>,
    /// The hash of the token of one that stays.
    pub keep: String,
}

/// What came of opening a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// It is open.
    Opened,
    /// Other tries have locked the name meanwhile.
    Locked(Timestamp),
    /// The account has another password by now, or was locked by an administrator.
    Changed,
}

/// An account to make.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its id.
    pub id: UserId,
    /// The name to sign in with.
    pub login: String,
    /// The name to show.
    pub name: String,
    /// The password's hash.
    pub password: String,
    /// What the person may do.
    pub roles: BTreeSet<Role>,
    /// The town of a town user.
    pub town: Option<TownId>,
    /// The offices of an office's user, as the table prints them.
    pub offices: Vec<String>,
    /// The password is a one-time one.
    pub must_change: bool,
}

/// Accounts and sessions. Whatever changes one writes a line of the audit log with it.
pub trait AccountStore: Send + Sync {
    /// The account with that name to sign in with.
    fn account<'a>(&'a self, login: &'a str) -> Stored<'a, Option<Account>>;
    /// Every account, by the name to sign in with.
    fn accounts(&self) -> Stored<'_, Vec<Account>>;
    /// Makes an account; false where the name is taken or the town unknown.
    fn add_account<'a>(&'a self, by: &'a str, account: &'a NewAccount) -> Stored<'a, bool>;
    /// Locks or opens an account; locking ends its sessions' rights at once.
    fn disable_account<'a>(
        &'a self,
        by: &'a str,
        user: UserId,
        at: Option<Timestamp>,
    ) -> Stored<'a, ()>;
    /// Counts a try of a name, whether an account has it or not, before its password is looked at. The try that reaches `limit` locks
    /// the name until `until`; what is counted goes with a right password alone, or with the lock.
    fn count_try<'a>(
        &'a self,
        login: &'a str,
        limit: u32,
        until: Timestamp,
    ) -> Stored<'a, Counting>;
    /// Takes a try back whose password was not looked at.
    fn forgive_try<'a>(&'a self, login: &'a str, own_lock: Option<Timestamp>) -> Stored<'a, ()>;
    /// Notes a sign-in that failed; `person` is the account's, or the name where there is none.
    fn note_failure<'a>(
        &'a self,
        person: &'a str,
        address: &'a str,
        why: &'a str,
    ) -> Stored<'a, ()>;
    /// Opens a session and forgets the name's failures, unless the name was locked or the account
    /// changed while the password was looked at.
    fn open_session<'a>(&'a self, opening: &'a OpenSession) -> Stored<'a, Opening>;
    /// The session of a token's hash, if it fulfils the limits.
    fn session<'a>(
        &'a self,
        token_hash: &'a str,
        limits: SessionLimits,
    ) -> Stored<'a, Option<Session>>;
    /// The sessions of an account that fulfil the limits, the one that was used last first; `own` is the
    /// hash of the token that asks.
    fn sessions_of<'a>(
        &'a self,
        user: UserId,
        limits: SessionLimits,
        own: &'a str,
    ) -> Stored<'a, Vec<ListedSession>>;
    /// Ends sessions of an account; says how many.
    fn end_sessions(&self, ending: EndSessions) -> Stored<'_, u32>;
    /// Ends a session.
    fn close_session<'a>(&'a self, token_hash: &'a str) -> Stored<'a, ()>;
    /// Sets a password and ends the person's sessions, all but `keep`.
    fn set_password<'a>(
        &'a self,
        by: &'a str,
        user: UserId,
        password: &'a str,
        must_change: bool,
        keep: Option<&'a str>,
    ) -> Stored<'a, ()>;
}
