//! Moving the district into another database.

use super::Store;
use super::copy::{self, Contents};
use crate::store::database::{Connection, Where, query, scalar};
use crate::store::error::StoreError;
use crate::store::sql::transaction::commit;
use domain::ids::DistrictId;
use std::path::Path;

/// What stands in the way of a change of the file, by name: one for each table and change.
const CHANGES: [&str; 3] = ["INSERT", "UPDATE", "DELETE"];
/// Is there once everything has arrived.
const MOVED: &str = "moved";

impl Store {
    /// Copies the district from this file to a PostgreSQL database. First the file refuses every
    /// change, and goes on refusing: nothing is written beside the new place. Repeated after an
    /// interruption it goes on; `tell` hears of each table once it is there and has been compared.
    ///
    /// # Errors
    /// The file is of another district than the one that is named, the database does not answer, or
    /// holds something else under the district's name.
    pub async fn move_to(
        file: &Path,
        url: &str,
        named: Option<&DistrictId>,
        tell: &mut (dyn FnMut(&'static str, &Contents) + Send),
    ) -> Result<(), StoreError> {
        let to = Where::Server(url.parse()?);
        let (mut to, readers) = to.open().await?;
        readers.close().await;
        let (mut from, readers) = Where::File(file.to_owned()).open().await?;
        readers.close().await;
        let district: Option<String> = scalar("SELECT id FROM districts LIMIT 1")
            .fetch_optional(&mut from)
            .await?;
        let none = || StoreError::Broken("there is no district in the file".into());
        let district = district.ok_or_else(none)?;
        let mut all = Vec::new();
        for (table, _) in copy::TABLES {
            all.extend(CHANGES.map(|change| (format!("moving_{table}_{change}"), table, change)));
        }
        freeze(&mut from, &all).await?;
        let district = district.parse();
        let district: DistrictId =
            district.map_err(|error| StoreError::broken("districts.id", error))?;
        if let Some(named) = named.filter(|named| **named != district) {
            let wrong = format!("the file is of the district {district}, not of {named}");
            return Err(StoreError::Broken(wrong));
        }
        copy::copy(&mut from, &mut to, &district, tell).await?;
        freeze(&mut from, &[(MOVED.to_owned(), "districts", "INSERT")]).await?;
        from.close().await;
        to.close().await;
        Ok(())
    }

    /// Lets a file be changed again whose move was begun and not finished.
    ///
    /// # Errors
    /// The move was finished: the district is elsewhere.
    pub async fn stay(file: &Path) -> Result<(), StoreError> {
        let mut db = Where::File(file.to_owned()).connect().await?;
        let moved = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = $1";
        let moved: i64 = scalar(moved).bind(MOVED).fetch_one(&mut db).await?;
        if moved > 0 {
            return Err(StoreError::Broken("the district has moved".into()));
        }
        db.begin(&nobody()?).await?;
        for (table, _) in copy::TABLES {
            for change in CHANGES {
                let sql = format!("DROP TRIGGER IF EXISTS moving_{table}_{change}");
                query(sql).execute(&mut db).await?;
            }
        }
        commit(&mut db, &nobody()?).await?;
        db.close().await;
        Ok(())
    }
}

/// A file is one district's: its transactions need no name.
fn nobody() -> Result<DistrictId, StoreError> {
    let name = "file".parse();
    name.map_err(|error| StoreError::broken("district", error))
}

/// Makes triggers that refuse, each by its name, for a table and a change.
async fn freeze(
    db: &mut Connection,
    triggers: &[(String, &'static str, &'static str)],
) -> Result<(), StoreError> {
    db.begin(&nobody()?).await?;
    for (name, table, change) in triggers {
        let sql = format!(
            "CREATE TRIGGER IF NOT EXISTS {name} BEFORE {change} ON {table}
             BEGIN SELECT raise(ABORT, 'the district moves to another database'); END"
        );
        query(sql).execute(&mut *db).await?;
    }
    commit(db, &nobody()?).await
}
