//! Passwords: hashing with argon2id, and the rules for a password.

use argon2::password_hash::{PasswordHash, SaltString};
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use rand::Rng;
use rand::distr::Alphanumeric;
use std::sync::OnceLock;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many hashes are computed at once: each needs a core and 19 MiB for a while.
static WORKERS: Semaphore = Semaphore::const_new(2);
/// How many may wait for a check, which takes a second or two; further requests are rejected.
const PLACES: usize = 32;

/// The queue of requests that wait for a password check.
#[derive(Debug)]
pub struct Queue(Semaphore);

impl Default for Queue {
    fn default() -> Self {
        Self(Semaphore::new(PLACES))
    }
}

impl Queue {
    /// Takes a place in the queue; `None` if the queue is full.
    pub fn place(&self) -> Option<QueuePlace<'_>> {
        self.0.try_acquire().ok().map(QueuePlace)
    }
}

/// A place in the [`Queue`], which guarantees a check.
#[derive(Debug)]
pub struct QueuePlace<'q>(#[expect(dead_code, reason = "held, not read")] SemaphorePermit<'q>);

impl QueuePlace<'_> {
    /// See [`verify`].
    pub async fn verify(&self, hash: Option<&str>, password: &str) -> Result<bool, String> {
        verify(hash, password).await
    }

    /// See [`hash`].
    pub async fn hash(&self, password: &str) -> Result<String, String> {
        hash(password).await
    }
}

/// Why a password is not allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPassword {
    /// Fewer than eight characters.
    #[error("a password has at least 8 characters")]
    Short,
    /// More than 200 characters.
    #[error("a password has at most 200 characters")]
    Long,
    /// Characters of fewer than three classes.
    #[error("a password has three of: lower case, upper case, digits, other characters")]
    Classes,
    /// It contains the login.
    #[error("a password does not contain the name to sign in with")]
    Login,
}

impl BadPassword {
    /// The code that pages put into words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Short => "too-short",
            Self::Long => "too-long",
            Self::Classes => "weak",
            Self::Login => "contains-login",
        }
    }
}

/// Requires at least 8 characters of 3 classes (等保二级), without the login.
pub fn check(password: &str, login: &str) -> Result<(), BadPassword> {
    let length = password.chars().count();
    if length < 8 {
        return Err(BadPassword::Short);
    }
    if length > 200 {
        return Err(BadPassword::Long);
    }
    let lower = password.chars().any(|c| c.is_ascii_lowercase());
    let upper = password.chars().any(|c| c.is_ascii_uppercase());
    let digit = password.chars().any(|c| c.is_ascii_digit());
    let other = password.chars().any(|c| !c.is_ascii_alphanumeric());
    let classes = [lower, upper, digit, other];
    if classes.into_iter().filter(|has| *has).count() < 3 {
        return Err(BadPassword::Classes);
    }
    if !login.is_empty() && password.to_lowercase().contains(&login.to_lowercase()) {
        return Err(BadPassword::Login);
    }
    Ok(())
}

/// The password's hash in PHC form.
pub async fn hash(password: &str) -> Result<String, String> {
    let password = password.to_owned();
    heavy(move || hash_now(&password)).await?
}

fn hash_now(password: &str) -> Result<String, String> {
    let salt: [u8; 16] = rand::random();
    let salt = SaltString::encode_b64(&salt).map_err(|error| error.to_string())?;
    Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| error.to_string())
}

/// Whether the password matches `hash`. Without a hash it does the same work and returns false, so
/// that the time taken does not reveal which names exist.
pub async fn verify(hash: Option<&str>, password: &str) -> Result<bool, String> {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let (hash, password) = (hash.map(str::to_owned), password.to_owned());
    heavy(move || {
        let nobody = NOBODY.get_or_init(|| hash_now("nobody").unwrap_or_default());
        let right = matches(hash.as_deref().unwrap_or(nobody), &password);
        right && hash.is_some()
    })
    .await
}

fn matches(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

async fn heavy<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, String> {
    let turn = WORKERS.acquire().await.map_err(|error| error.to_string())?;
    // The turn moves into the task: the core stays in use even if the caller stops waiting.
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    done.await.map_err(|error| error.to_string())
}

/// A one-time password for `login`: 16 letters and digits of three classes.
pub fn one_time(login: &str) -> String {
    loop {
        let text: String = rand::rng()
            .sample_iter(Alphanumeric)
            .take(16)
            .map(char::from)
            .collect();
        if check(&text, login).is_ok() {
            return text;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn three_classes_of_eight() {
        assert_eq!(check("Xuncha-2026", "lixia"), Ok(()));
        assert_eq!(check("巡查系统abc123", "lixia"), Ok(()));
        assert_eq!(check("Ab1-", "lixia"), Err(BadPassword::Short));
        assert_eq!(check("abcdefgh1", "lixia"), Err(BadPassword::Classes));
        assert_eq!(check(&"aB1".repeat(100), "lixia"), Err(BadPassword::Long));
    }

    #[test]
    fn the_name_is_no_part_of_the_password() {
        for (password, login) in [
            ("LiXia-2026", "lixia"),
            ("2026-lixia!", "Lixia"),
            ("Ab1-李霞-2026", "李霞"),
        ] {
            assert_eq!(check(password, login), Err(BadPassword::Login), "{login}");
        }
        assert_eq!(check("Li-Xia-2026", "lixia"), Ok(()));
        assert!(!one_time("a").to_lowercase().contains('a'));
    }

    #[tokio::test]
    async fn only_the_right_password_opens() {
        let hash = hash("Xuncha-2026").await.unwrap();
        assert!(verify(Some(&hash), "Xuncha-2026").await.unwrap());
        assert!(!verify(Some(&hash), "xuncha-2026").await.unwrap());
        assert!(!verify(Some("no hash"), "Xuncha-2026").await.unwrap());
        assert!(!verify(None, "nobody").await.unwrap());
    }
}
