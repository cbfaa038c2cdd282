//! Signing in and out.

use crate::auth::policy::Policy;
use crate::auth::throttle::{LIMIT, LOCKED, Strangers, Throttle};
use crate::auth::{password, token};
use crate::clock::Clock;
use crate::problem::{internal, to_app_error};
use crate::store::{Account, Store};
use app::error::AppError;
use app::ports::{Accounts, Boxed};
use domain::people::Person;
use jiff::Timestamp;
use std::sync::Arc;

/// Accounts and sessions on the store.
pub struct AccountsPort {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
    pub(crate) throttle: Throttle,
    pub(crate) strangers: Strangers,
    pub(crate) policy: Policy,
}

impl Accounts for AccountsPort {
    fn sign_in<'a>(
        &'a self,
        login: &'a str,
        password: &'a str,
        address: &'a str,
    ) -> Boxed<'a, (Person, String)> {
        Box::pin(self.sign_in_from(login, password, address))
    }

    fn person<'a>(&'a self, token: &'a str) -> Boxed<'a, Option<Person>> {
        Box::pin(self.of_session(token, true))
    }

    fn onlooker<'a>(&'a self, token: &'a str) -> Boxed<'a, Option<Person>> {
        Box::pin(self.of_session(token, false))
    }

    fn sign_out<'a>(&'a self, token: &'a str) -> Boxed<'a, ()> {
        Box::pin(async move {
            self.store
                .close_session(&token::hash(token))
                .await
                .map_err(to_app_error)
        })
    }

    fn change_password<'a>(
        &'a self,
        person: &'a Person,
        token: &'a str,
        old: &'a str,
        new: &'a str,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            let account = self
                .store
                .account(&person.login)
                .await
                .map_err(to_app_error)?
                .ok_or(AppError::SignedOut)?;
            self.check_password(&account, old, "session").await?;
            password::check(new).map_err(|bad| AppError::invalid("new", bad.code()))?;
            if new == old {
                return Err(AppError::invalid("new", "same"));
            }
            let hash = password::hash(new).await.map_err(internal)?;
            let keep = token::hash(token);
            self.store
                .set_password(&person.login, person.id, &hash, false, Some(&keep))
                .await
                .map_err(to_app_error)
        })
    }
}

impl AccountsPort {
    async fn of_session(&self, token: &str, used: bool) -> Result<Option<Person>, AppError> {
        let limits = self.policy.limits(self.clock.now(), used);
        let session = self
            .store
            .session(&token::hash(token), limits)
            .await
            .map_err(to_app_error)?;
        Ok(session
            .filter(|session| !session.disabled)
            .map(|session| session.person))
    }

    async fn sign_in_from(
        &self,
        login: &str,
        password: &str,
        address: &str,
    ) -> Result<(Person, String), AppError> {
        if let Some(seconds) = self.throttle.wait(address, self.clock.now()) {
            return Err(AppError::Throttled { seconds });
        }
        // What no account can have is not looked up, but costs the same.
        let login: String = login.trim().chars().take(100).collect();
        let account = self.store.account(&login).await.map_err(to_app_error)?;
        let Some(account) = account else {
            password::verify(None, password).await.map_err(internal)?;
            return Err(self.unknown(&login, address).await);
        };
        self.check_password(&account, password, address).await?;
        if account.disabled {
            self.note(&login, address, "locked by an administrator")
                .await;
            return Err(AppError::Forbidden);
        }
        let mut person = account.person;
        person.must_change_password |= self.policy.is_old(account.password_set, self.clock.now());
        let token = token::new();
        self.store
            .open_session(person.id, &token::hash(&token), address)
            .await
            .map_err(to_app_error)?;
        Ok((person, token))
    }

    async fn check_password(
        &self,
        account: &Account,
        password: &str,
        address: &str,
    ) -> Result<(), AppError> {
        let now = self.clock.now();
        if let Some(until) = account.locked_until.filter(|until| *until > now) {
            self.throttle.fail(address, now);
            // The same work as for a name that does not exist.
            password::verify(None, password).await.map_err(internal)?;
            return Err(locked(until, now));
        }
        let right = password::verify(Some(&account.password), password)
            .await
            .map_err(internal)?;
        if right {
            return Ok(());
        }
        self.throttle.fail(address, now);
        let until = now + LOCKED;
        let failures = self
            .store
            .count_failure(account.person.id, LIMIT, until, address)
            .await
            .map_err(to_app_error)?;
        if failures >= LIMIT {
            Err(locked(until, now))
        } else {
            Err(AppError::WrongPassword)
        }
    }

    /// A name without an account is answered as one that has: it locks too.
    async fn unknown(&self, login: &str, address: &str) -> AppError {
        let now = self.clock.now();
        self.throttle.fail(address, now);
        let until = self.strangers.fail(login, now);
        self.note(login, address, "no such account").await;
        until.map_or(AppError::WrongPassword, |until| locked(until, now))
    }

    async fn note(&self, login: &str, address: &str, why: &str) {
        if let Err(error) = self.store.note_failure(login, address, why).await {
            tracing::error!(%error, "a failed sign-in was not written to the audit log");
        }
    }
}

fn locked(until: Timestamp, now: Timestamp) -> AppError {
    let seconds = until.duration_since(now).as_secs().max(1);
    let minutes = u32::try_from((seconds + 59) / 60).unwrap_or(u32::MAX);
    AppError::Locked { minutes }
}
