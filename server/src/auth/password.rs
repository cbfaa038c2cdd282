//! Passwords: argon2id, and what a password must be.

use argon2::password_hash::{PasswordHash, SaltString};
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use rand::Rng;
use rand::distr::Alphanumeric;
use std::sync::OnceLock;
use tokio::sync::Semaphore;

/// Each hash takes a core and 19 MiB for a while: no more than this many at once.
static WORKERS: Semaphore = Semaphore::const_new(2);

/// What is wrong with a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPassword {
    /// Fewer than eight characters.
    #[error("a password has at least 8 characters")]
    Short,
    /// More than 200 characters.
    #[error("a password has at most 200 characters")]
    Long,
    /// Fewer than three of the classes.
    #[error("a password has three of: lower case, upper case, digits, other characters")]
    Classes,
}

impl BadPassword {
    /// The code that pages put into words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Short => "too-short",
            Self::Long => "too-long",
            Self::Classes => "weak",
        }
    }
}

/// At least 8 characters of 3 classes (等保二级).
pub fn check(password: &str) -> Result<(), BadPassword> {
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
    if classes.into_iter().filter(|has| *has).count() >= 3 {
        Ok(())
    } else {
        Err(BadPassword::Classes)
    }
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

/// Whether the password is the one of `hash`. Without a hash the work is the same and the answer
/// no, so that time does not tell which names exist.
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
    let _turn = WORKERS.acquire().await.map_err(|error| error.to_string())?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| error.to_string())
}

/// A one-time password: 16 letters and digits, of three classes.
pub fn one_time() -> String {
    loop {
        let text: String = rand::rng()
            .sample_iter(Alphanumeric)
            .take(16)
            .map(char::from)
            .collect();
        if check(&text).is_ok() {
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
        assert_eq!(check("Xuncha-2026"), Ok(()));
        assert_eq!(check("巡查系统abc123"), Ok(()));
        assert_eq!(check("Ab1-"), Err(BadPassword::Short));
        assert_eq!(check("abcdefgh1"), Err(BadPassword::Classes));
        assert_eq!(check(&"aB1".repeat(100)), Err(BadPassword::Long));
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
