//! Signing in and out.

use crate::accounts::password::{self, Queue, QueuePlace};
use crate::accounts::policy::Policy;
use crate::accounts::throttle::{KnownLocks, LIMIT, LOCKED, Throttle};
use crate::accounts::token;
use crate::ground::clock::{Clock, OFFSET_SECONDS};
use crate::pages::allowed::allowed;
use crate::problem::{internal, to_app_error};
use crate::store::{Account, Counting, EndSessions, ListedSession, OpenSession, Opening, Store};
use app::api::session::Me;
use app::api::sessions::{OpenedSession, OpenedWith};
use app::error::AppError;
use app::ports::{Accounts, Boxed};
use domain::ids::{TownId, UserId};
use domain::people::{Person, Right};
use domain::time::Moment;
use domain::typed;
use jiff::Timestamp;
use std::sync::Arc;
use uuid::Uuid;

/// After how many seconds the client should try again.
const BUSY: u32 = 2;
/// How many characters of a user agent are stored.
const AGENT: usize = 200;

/// Accounts and sessions on the store.
pub struct AccountsPort {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Clock,
    pub(crate) throttle: Throttle,
    pub(crate) locks: KnownLocks,
    pub(crate) queue: Queue,
    pub(crate) policy: Policy,
}

impl Accounts for AccountsPort {
    fn sign_in<'a>(
        &'a self,
        login: &'a str,
        password: &'a str,
        address: &'a str,
        agent: &'a str,
    ) -> Boxed<'a, (Person, String)> {
        Box::pin(self.sign_in_from(login, password, address, agent))
    }

    fn person<'a>(&'a self, token: &'a str) -> Boxed<'a, Option<Person>> {
        Box::pin(self.of_session(token, true))
    }

    fn onlooker<'a>(&'a self, token: &'a str) -> Boxed<'a, Option<Person>> {
        Box::pin(self.of_session(token, false))
    }

    fn me(&self, person: Option<Person>) -> Boxed<'_, Me> {
        Box::pin(async move {
            let demo = self.store.is_demo().await.map_err(to_app_error)?;
            let town_name = match person.as_ref().and_then(|person| person.town.as_ref()) {
                Some(town) => self.name_of(town).await,
                None => None,
            };
            let district = self.store.district().await.map_err(to_app_error)?;
            Ok(Me {
                person,
                town_name,
                demo,
                district: Some(district),
            })
        })
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
            // Check the new password first: checking the old one counts as an attempt.
            password::check(new, &person.login)
                .map_err(|bad| AppError::invalid("new", bad.code()))?;
            if new == old {
                return Err(AppError::invalid("new", "same"));
            }
            let counted = self.count(&person.login).await?;
            counted.verify(Some(&account), old, "session").await?;
            let hash = counted.place.hash(new).await.map_err(internal)?;
            self.locks.forget(&person.login);
            let keep = token::hash(token);
            self.store
                .set_password(&person.login, person.id, &hash, false, Some(&keep))
                .await
                .map_err(to_app_error)
        })
    }

    fn sessions<'a>(&'a self, user: UserId, token: &'a str) -> Boxed<'a, Vec<OpenedSession>> {
        Box::pin(async move {
            let limits = self.policy.limits(self.clock.now(), false);
            let own = token::hash(token);
            let found = self.store.sessions_of(user, limits, &own).await;
            let found = found.map_err(to_app_error)?;
            Ok(found.into_iter().map(opened).collect())
        })
    }

    fn end_sessions<'a>(
        &'a self,
        person: &'a Person,
        user: UserId,
        session: Option<Uuid>,
        token: &'a str,
    ) -> Boxed<'a, u32> {
        Box::pin(async move {
            if user != person.id {
                allowed(person, Right::KeepRegistry)?;
            }
            let ending = EndSessions {
                by: person.login.clone(),
                user,
                which: session,
                keep: token::hash(token),
            };
            let ended = self.store.end_sessions(ending).await;
            match ended.map_err(to_app_error)? {
                0 if session.is_some() => Err(AppError::not_found("session")),
                ended => Ok(ended),
            }
        })
    }
}

impl AccountsPort {
    /// A town's name; `None` if it cannot be read.
    async fn name_of(&self, town: &TownId) -> Option<String> {
        let towns = self.store.towns().await.ok()?;
        let found = towns.into_iter().find(|it| it.id == *town);
        found.map(|it| it.name)
    }

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

    /// Signs in. The page and the API both use this.
    async fn sign_in_from(
        &self,
        login: &str,
        password: &str,
        address: &str,
        agent: &str,
    ) -> Result<(Person, String), AppError> {
        let begun = self.throttle.begin(address, self.clock.now());
        let begun = begun.map_err(|seconds| {
            self.store.measures().refused.throttled.inc();
            AppError::Throttled { seconds }
        })?;
        let answer = self.let_in(login, password, address, agent).await;
        if let Err(error) = &answer {
            self.measure(error);
        }
        if !matches!(
            answer,
            Err(AppError::WrongPassword | AppError::Locked { .. })
        ) {
            begun.forgiven();
        }
        answer
    }

    /// Counts a refused sign-in by its reason.
    fn measure(&self, error: &AppError) {
        let refused = &self.store.measures().refused;
        match error {
            AppError::WrongPassword => refused.password.inc(),
            AppError::Locked { .. } => refused.locked.inc(),
            AppError::Throttled { .. } => refused.throttled.inc(),
            AppError::Forbidden => refused.disabled.inc(),
            _ => {}
        }
    }

    async fn let_in(
        &self,
        login: &str,
        password: &str,
        address: &str,
        agent: &str,
    ) -> Result<(Person, String), AppError> {
        // A login that no account can have is not looked up, but takes the same time.
        let login: String = typed::plain(login).chars().take(100).collect();
        let counted = self.count(&login).await?;
        let account = self.store.account(&login).await.map_err(to_app_error)?;
        let known = account.as_ref();
        counted.verify(known, password, address).await?;
        // Without an account no password is right.
        let account = account.ok_or(AppError::WrongPassword)?;
        let token = token::new();
        let opening = OpenSession {
            user: account.person.id,
            login: login.clone(),
            password: account.password,
            own_lock: counted.own_lock,
            token_hash: token::hash(&token),
            address: address.to_owned(),
            agent: agent.chars().take(AGENT).collect(),
        };
        let opened = self.store.open_session(&opening).await;
        match opened.map_err(to_app_error)? {
            Opening::Opened => self.locks.forget(&login),
            Opening::Locked(until) => return Err(locked(until, self.clock.now())),
            Opening::Changed if account.disabled => {
                let (person, why) = (opening.user.to_string(), "locked by an administrator");
                self.note(&person, address, why).await;
                return Err(AppError::Forbidden);
            }
            Opening::Changed => return Err(AppError::WrongPassword),
        }
        let mut person = account.person;
        person.must_change_password |= self.policy.is_old(account.password_set, self.clock.now());
        Ok((person, token))
    }

    /// Counts an attempt for a name and takes a place in the queue for checking its password.
    /// Nothing here depends on whether the account exists.
    async fn count(&self, login: &str) -> Result<Counted<'_>, AppError> {
        let now = self.clock.now();
        // This ends most of a flood of attempts without a database query.
        if let Some(until) = self.locks.until(login, now) {
            return Err(locked(until, now));
        }
        let counting = self.store.count_try(login, LIMIT, now + LOCKED).await;
        let own_lock = match counting.map_err(to_app_error)? {
            Counting::Try { own_lock } => own_lock,
            Counting::Locked(until) => {
                self.locks.note(login, until, now);
                return Err(locked(until, now));
            }
        };
        if let Some(until) = own_lock {
            self.locks.note(login, until, now);
        }
        let Some(place) = self.queue.place() else {
            self.locks.forget(login);
            let forgiven = self.store.forgive_try(login, own_lock).await;
            forgiven.map_err(to_app_error)?;
            return Err(AppError::Throttled { seconds: BUSY });
        };
        Ok(Counted {
            port: self,
            login: login.to_owned(),
            own_lock,
            place,
        })
    }

    async fn note(&self, person: &str, address: &str, why: &str) {
        if let Err(error) = self.store.note_failure(person, address, why).await {
            tracing::error!(%error, "a failed sign-in was not written to the audit log");
        }
    }
}

/// A counted attempt whose password may be checked.
struct Counted<'p> {
    port: &'p AccountsPort,
    login: String,
    own_lock: Option<Timestamp>,
    place: QueuePlace<'p>,
}

impl Counted<'_> {
    /// Checks the password, with the same work and the same responses whether or not the account
    /// exists.
    async fn verify(
        &self,
        account: Option<&Account>,
        password: &str,
        address: &str,
    ) -> Result<(), AppError> {
        // An invited person who has not chosen a password yet has none that could be right.
        let hash = account.map(|account| account.password.as_str());
        let hash = hash.filter(|hash| !hash.is_empty());
        let right = self.place.verify(hash, password).await.map_err(internal)?;
        if right {
            return Ok(());
        }
        let person = account.map(|account| account.person.id.to_string());
        let why = match (&person, self.own_lock) {
            (None, _) => "no such account",
            (Some(_), None) => "wrong password",
            (Some(_), Some(_)) => "wrong password, locked",
        };
        let person = person.as_ref().unwrap_or(&self.login);
        self.port.note(person, address, why).await;
        Err(match self.own_lock {
            Some(until) => locked(until, self.port.clock.now()),
            None => AppError::WrongPassword,
        })
    }
}

fn locked(until: Timestamp, now: Timestamp) -> AppError {
    let seconds = until.duration_since(now).as_secs().max(1);
    let minutes = u32::try_from((seconds + 59) / 60).unwrap_or(u32::MAX);
    AppError::Locked { minutes }
}

/// A session as the page shows it: its kind, but not its user agent.
fn opened(it: ListedSession) -> OpenedSession {
    let moment = |at: Timestamp| Moment::new(at, OFFSET_SECONDS);
    let has = |words: &[&str]| words.iter().any(|word| it.agent.contains(word));
    let with = match it.agent.is_empty() {
        true => OpenedWith::Unknown,
        false if has(&["Mobile", "Android", "iPad", "iPhone", "HarmonyOS"]) => OpenedWith::Tablet,
        false if has(&["Mozilla"]) => OpenedWith::Browser,
        false => OpenedWith::Program,
    };
    OpenedSession {
        id: it.id,
        since: moment(it.since),
        used: moment(it.used),
        address: it.address,
        with,
        own: it.own,
    }
}
