//! Verifying a draw: it must follow from its seed and lists, and match the hash in the audit log.

use crate::store::KeptDraw;
use domain::draw::{Mismatch, Record};
use sha2::{Digest, Sha256};

/// The fault of a draw.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    /// The record cannot be read.
    #[error("the record cannot be read: {0}")]
    Unreadable(String),
    /// The record does not match its stored hash.
    #[error("the record is not the one whose hash was kept")]
    Hash,
    /// The audit log has another hash, or none.
    #[error("the audit log knows another record, or none")]
    Audit,
    /// The witness was named afterwards, and the audit log has another name, or none; or the record
    /// names one already.
    #[error("the audit log knows another witness, or none")]
    Witness,
    /// The result does not follow from its lists and seed.
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
}

/// Repeats a draw from its record.
///
/// # Errors
/// The fault of the record.
pub fn verify(kept: &KeptDraw) -> Result<Record, Wrong> {
    let record: Record =
        serde_json::from_str(&kept.doc).map_err(|error| Wrong::Unreadable(error.to_string()))?;
    record.verify()?;
    let sha256 = hex::encode(Sha256::digest(&kept.doc));
    if sha256 != kept.sha256 {
        return Err(Wrong::Hash);
    }
    if kept.logged.as_deref() != Some(&*sha256) {
        return Err(Wrong::Audit);
    }
    // A witness named afterwards is no part of the record that the hash covers.
    if let Some(late) = &kept.late
        && (!record.witness.is_empty() || late.logged.as_deref() != Some(&*late.witness))
    {
        return Err(Wrong::Witness);
    }
    Ok(record)
}
