//! What a database error says about trying again.

use crate::store::error::StoreError;

/// Classifies a database error: whether it may pass, or says that something is broken.
pub(super) fn failed(error: sqlx::Error) -> StoreError {
    use sqlx::Error as E;
    if let E::Io(io) = &error
        && io.kind() == std::io::ErrorKind::StorageFull
    {
        return StoreError::Full;
    }
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    let passing = match code.as_deref() {
        // PostgreSQL's codes have five letters, SQLite's are numbers of up to four.
        Some(code) if code.len() == 5 => postgres(code),
        Some(code) => sqlite(code),
        None => match &error {
            E::Io(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed | E::Tls(_) => {
                Passing::MayPass
            }
            _ => Passing::Stays,
        },
    };
    match passing {
        Passing::Full => StoreError::Full,
        Passing::MayPass => {
            tracing::warn!(%error, "the database does not do it now");
            StoreError::Unavailable(error.to_string())
        }
        Passing::Stays => StoreError::Broken(error.to_string()),
    }
}

/// What an error's code says about trying again.
enum Passing {
    /// There is no room.
    Full,
    /// It says nothing about the data, and may pass.
    MayPass,
    /// Trying again changes nothing.
    Stays,
}

/// SQLite's primary result codes; extended codes carry them in the lowest byte. Failures of the disk
/// or the system say nothing about the data to be written, and may pass: BUSY 5, LOCKED 6, NOMEM 7,
/// READONLY 8, INTERRUPT 9, IOERR 10, CANTOPEN 14, PROTOCOL 15. The same holds for a file that
/// cannot be read: CORRUPT 11, NOTADB 26.
fn sqlite(code: &str) -> Passing {
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(13) => Passing::Full,
        Ok(5..=11 | 14 | 15 | 26) => Passing::MayPass,
        _ => Passing::Stays,
    }
}

/// PostgreSQL's codes, by class: the first two letters. Connection 08, transactions that met another
/// 40, resources 53, locks 55, shutting down 57, the system 58, and 25: the failure before, or a
/// standby.
fn postgres(code: &str) -> Passing {
    match code.get(..2) {
        // disk_full
        _ if code == "53100" => Passing::Full,
        Some("08" | "25" | "40" | "53" | "55" | "57" | "58") => Passing::MayPass,
        _ => Passing::Stays,
    }
}
