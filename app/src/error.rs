//! The one error that crosses from the server's ports to pages.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// What went wrong, in terms that a page can put into words. Internals are logged, never carried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AppError {
    /// Nobody is signed in, or the session has ended.
    #[error("not signed in")]
    SignedOut,
    /// The name or the password is wrong; which one is not said.
    #[error("wrong name or password")]
    WrongPassword,
    /// Too many wrong passwords: the account is locked.
    #[error("locked for {minutes} more minutes")]
    Locked {
        /// Minutes until it opens.
        minutes: u32,
    },
    /// Too many tries from one address in a short time.
    #[error("too many tries, wait {seconds} seconds")]
    Throttled {
        /// Seconds until the next try.
        seconds: u32,
    },
    /// The person may not do this, or not for this town.
    #[error("not allowed")]
    Forbidden,
    /// No such thing (or none that this person may see).
    #[error("no such {what}")]
    NotFound {
        /// What was asked for.
        what: String,
    },
    /// A value cannot be taken.
    #[error("{field}: {problem}")]
    Invalid {
        /// Which one.
        field: String,
        /// What is wrong with it: a code that the locale files put into words.
        problem: String,
    },
    /// The finding has changed since it was read.
    #[error("changed meanwhile: revision {revision} now")]
    Changed {
        /// The revision that stands.
        revision: u32,
    },
    /// The district has not been set up far enough: it has no towns yet.
    #[error("not set up yet")]
    NotSetUp,
    /// The server could not be reached.
    #[error("no connection")]
    Offline,
    /// The server's disk is full.
    #[error("the server's disk is full")]
    Full,
    /// The server failed; its log knows more under this id.
    #[error("internal error {id}")]
    Internal {
        /// The request's id.
        id: String,
    },
}

impl AppError {
    /// An [`AppError::Invalid`].
    pub fn invalid(field: &str, problem: &str) -> Self {
        Self::Invalid {
            field: field.to_owned(),
            problem: problem.to_owned(),
        }
    }

    /// The HTTP status that says the same. This is the one place where kinds become statuses, for
    /// pages' functions as well as for the API.
    pub fn status(&self) -> u16 {
        match self {
            Self::SignedOut | Self::WrongPassword => 401,
            Self::Forbidden => 403,
            Self::NotFound { .. } => 404,
            Self::Changed { .. } | Self::NotSetUp => 409,
            Self::Invalid { .. } => 422,
            Self::Locked { .. } | Self::Throttled { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Offline => 503,
            Self::Full => 507,
        }
    }

    /// Seconds after which the same may pass.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Locked { minutes } => Some(minutes.saturating_mul(60)),
            Self::Throttled { seconds } => Some(*seconds),
            Self::Offline => Some(2),
            _ => None,
        }
    }

    /// An [`AppError::NotFound`].
    pub fn not_found(what: &str) -> Self {
        Self::NotFound {
            what: what.to_owned(),
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            // On the server it is the request that cannot be read, in the browser the answer: a
            // captive portal's page, say.
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "ssr") => {
                Self::invalid("request", "malformed")
            }
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Deserialization(_) => Self::Offline,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::invalid("request", "malformed")
            }
            _ => Self::Internal { id: String::new() },
        }
    }
}
