//! The hash that identifies a file.

use sha2::{Digest, Sha256};

/// SHA-256 in hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
