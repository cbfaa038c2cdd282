//! Moving the district into another database.

use super::Store;
use super::copy::{self, Contents};
use crate::store::database::{self, Where, failed, query};
use crate::store::error::StoreError;
use crate::store::sql::transaction::commit;

impl Store {
    /// Copies the district from this file to a PostgreSQL database and closes the file for good:
    /// from then on it refuses every change, so that nothing is written beside the new place.
    /// Meanwhile nothing else writes to it. Repeated after an interruption it goes on; `tell`
    /// hears of each table once it is there and has been compared.
    ///
    /// # Errors
    /// The database does not answer, or holds another district under the same name.
    pub async fn move_to(
        file: &std::path::Path,
        url: &str,
        tell: &mut (dyn FnMut(&'static str, &Contents) + Send),
    ) -> Result<(), StoreError> {
        let (mut from, readers) = Where::File(file.to_owned()).open().await?;
        readers.close().await;
        let (mut to, there) = Where::Server(url.parse().map_err(failed)?).open().await?;
        there.close().await;
        // Holds the file's only right to write until the end.
        from.begin("").await?;
        let district: Option<String> = database::scalar("SELECT id FROM districts LIMIT 1")
            .fetch_optional(&mut from)
            .await
            .map_err(failed)?;
        let Some(district) = district else {
            return Err(StoreError::Broken(
                "there is no district in the file".into(),
            ));
        };
        copy::copy(&mut from, &mut to, &district, tell).await?;
        for (table, _) in copy::TABLES {
            for change in ["INSERT", "UPDATE", "DELETE"] {
                let sql = format!(
                    "CREATE TRIGGER IF NOT EXISTS moved_{table}_{change} BEFORE {change} ON {table}
                     BEGIN SELECT raise(ABORT, 'the district has moved to another database'); END"
                );
                query(sql).execute(&mut from).await.map_err(failed)?;
            }
        }
        commit(&mut from).await?;
        from.close().await;
        to.close().await;
        Ok(())
    }
}
