//! Signing in, and the password.

pub mod password;
pub mod sessions;
#[cfg(feature = "ssr")]
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod welcome;

pub use password::ChangePassword;
#[cfg(feature = "ssr")]
pub use sign_in::{Attempt, SignIn};
#[cfg(feature = "ssr")]
pub use welcome::{Refused, Welcome, Welcoming};
