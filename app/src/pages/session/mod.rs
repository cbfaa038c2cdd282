//! Signing in, and the password.

pub mod password;
pub mod sign_in;

pub use password::ChangePassword;
pub use sign_in::SignIn;
