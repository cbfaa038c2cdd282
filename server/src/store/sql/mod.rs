//! The statements of the store: one writer, which commits waiting work together, and a pool of
//! readers.

mod accounts;
mod audit;
mod audit_list;
mod backup;
mod cards;
mod copy;
mod decide;
mod devices;
mod evidence;
mod exports;
mod facts;
mod feed;
mod figures;
mod invitations;
mod late;
mod life;
mod load;
mod moving;
mod offices;
mod overview;
mod parsed;
mod photos;
mod plan;
mod pull;
mod push;
mod recent;
mod refused;
mod registry;
mod review;
mod rows;
mod scope;
mod sessions;
mod setup;
mod sites;
mod tables;
mod transaction;
mod tries;
mod visits;
mod write_plan;
mod write_push;
mod write_visit;
mod write_witness;
mod writer;

pub use self::copy::Contents;
use self::parsed::Tables;
use self::scope::{Run, Scope, execute};
use crate::ground::clock::Clock;
use crate::ground::measures::Measures;
use crate::store::database::{self, Pool, Snapshot, Where};
use crate::store::error::StoreError;
use domain::ids::DistrictId;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::watch;
use writer::Writer;

/// Which district of a database a store is for.
#[derive(Debug, Clone)]
pub enum Choice {
    /// This one, whether it is there yet or not.
    Named(DistrictId),
    /// The only one; in an empty database one with this id.
    Only {
        /// The id of a new district.
        or: DistrictId,
    },
}

impl Choice {
    fn among(self, known: &[String]) -> Result<DistrictId, StoreError> {
        match (self, known) {
            (Self::Named(district), _) | (Self::Only { or: district }, []) => Ok(district),
            (Self::Only { .. }, [one]) => {
                let district = one.parse();
                district.map_err(|error| StoreError::broken("districts.id", error))
            }
            (Self::Only { .. }, _) => Err(StoreError::Broken(
                "the database holds several districts: name one".into(),
            )),
        }
    }
}

/// The store of one district.
pub struct Store {
    readers: Pool,
    writer: Writer,
    scope: Arc<Scope>,
    measures: Arc<Measures>,
}

impl Store {
    /// Opens a file, creates it if missing, and migrates it to the newest schema. A file holds one
    /// district; without any it will get one with the id `district`.
    pub async fn open(path: &Path, district: DistrictId, clock: Clock) -> Result<Self, StoreError> {
        let place = Where::File(path.to_owned());
        Self::open_at(place, Choice::Only { or: district }, clock).await
    }

    /// Opens the database at a PostgreSQL server (`postgres://…`), and migrates it to the newest
    /// schema. It may hold many districts; this is the store of one of them.
    pub async fn connect(url: &str, district: Choice, clock: Clock) -> Result<Self, StoreError> {
        Self::open_at(Where::Server(url.parse()?), district, clock).await
    }

    async fn open_at(place: Where, district: Choice, clock: Clock) -> Result<Self, StoreError> {
        let (mut connection, readers) = place.open().await?;
        let known: Vec<String> = database::scalar("SELECT id FROM districts ORDER BY id LIMIT 2")
            .fetch_all(&mut connection)
            .await?;
        let scope = Arc::new(Scope {
            district: district.among(&known)?,
            clock,
            tables: Tables::default(),
        });
        // There is almost never anything to complete, so this does not wait for other processes.
        if feed::is_incomplete(&mut connection, &scope).await? {
            connection.begin(&scope.district).await?;
            feed::complete(&mut connection, &scope).await?;
            transaction::commit(&mut connection, &scope.district).await?;
        }
        let committed = Arc::new(watch::channel(0).0);
        readers.follow(scope.district.clone(), Arc::clone(&committed));
        let measures = Measures::new().map_err(|error| StoreError::broken("measures", error))?;
        let measures = Arc::new(measures);
        let (of_writer, of_measures) = (Arc::clone(&scope), Arc::clone(&measures));
        Ok(Self {
            readers,
            writer: Writer::start(connection, place, of_writer, committed, of_measures),
            scope,
            measures,
        })
    }

    /// What this server measures.
    pub fn measures(&self) -> &Arc<Measures> {
        &self.measures
    }

    /// A reader's connection in a read transaction: all its reads see the same moment.
    async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        self.readers.snapshot().await
    }

    /// Runs `run` in the writer's transaction. It may run again after a rollback.
    async fn write<I, T>(&self, input: I, run: Run<I, T>) -> Result<T, StoreError>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        self.writer.run(Arc::clone(&self.scope), input, run).await
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::store::database::Connection;
    use crate::store::one_inspector;
    use futures::FutureExt;
    use futures::future::BoxFuture;

    /// Limits the writer's file to this many pages.
    fn limit<'c>(
        db: &'c mut Connection,
        _scope: &'c Scope,
        pages: &'c i64,
    ) -> BoxFuture<'c, Result<(), StoreError>> {
        async move {
            let sql = if *pages == 0 {
                "PRAGMA max_page_count = 1"
            } else {
                "PRAGMA max_page_count = 1000000"
            };
            database::query(sql).execute(db).await?;
            Ok(())
        }
        .boxed()
    }

    #[tokio::test]
    async fn a_full_disk_is_told_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::default();
        let file = folder.path().join("xuncha.db");
        let store = Store::open(&file, "zichuan".parse().unwrap(), clock.clone())
            .await
            .unwrap();
        assert!(store.seed(one_inspector()).await.unwrap());
        // SQLite uses the current size if the limit is below it.
        store.write(0, limit).await.unwrap();
        let long = "x".repeat(10_000);
        let mut kept = 0;
        let full = loop {
            match store.note_failure("nobody", &long, "test").await {
                Ok(()) => kept += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(full, StoreError::Full), "{full}");
        store.write(1, limit).await.unwrap();
        store.note_failure("nobody", &long, "test").await.unwrap();
        let lines: i64 = database::scalar("SELECT count(*) FROM audit WHERE kind = 'sign-in'")
            .fetch_one(&store.readers)
            .await
            .unwrap();
        assert_eq!(lines, kept + 1);
        store.close().await.unwrap();
    }
}
