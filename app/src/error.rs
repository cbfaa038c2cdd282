//! The one error type that ports return to pages.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// What went wrong, in terms that a page can put into words. Internal details are logged and never
/// sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AppError {
    /// Nobody is signed in, or the session has ended.
    #[error("not signed in")]
    SignedOut,
    /// The name or the password is wrong; the error does not say which.
    #[error("wrong name or password")]
    WrongPassword,
    /// Too many wrong passwords: the account is locked.
    #[error("locked for {minutes} more minutes")]
    Locked {
        /// Minutes until the account is unlocked.
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
    /// The thing does not exist, or this person may not see it.
    #[error("no such {what}")]
    NotFound {
        /// What was requested.
        what: String,
    },
    /// A value is not acceptable.
    #[error("{field}: {problem}")]
    Invalid {
        /// The field's name.
        field: String,
        /// What is wrong with it: a code that the locale files put into words.
        problem: String,
    },
    /// The finding has changed since it was read.
    #[error("changed meanwhile: revision {revision} now")]
    Changed {
        /// The current revision.
        revision: u32,
    },
    /// The setup is not finished: the district has no towns yet.
    #[error("not set up yet")]
    NotSetUp,
    /// The server could not be reached.
    #[error("no connection")]
    Offline,
    /// The server's disk is full.
    #[error("the server's disk is full")]
    Full,
    /// The server failed; its log has the details under this id.
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

    /// The HTTP status of this error. Only this function maps errors to statuses, for server
    /// functions and for the API.
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

    /// The seconds after which the same request may succeed.
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
            // On the server the request was unreadable; in the browser it was the answer, such as a
            // captive portal's page.
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
