//! Opening an installation's database.

use super::sql::{Choice, Contents, Store};
use crate::ground::clock::Clock;
use crate::ground::private;
use anyhow::Context;
use domain::ids::DistrictId;
use std::path::{Path, PathBuf};

/// The id of an installation's only district. Older installations have another id.
const DISTRICT: &str = "district";

/// Where an installation keeps what it has: the photos in a folder, the rows in the folder too or in
/// a PostgreSQL database.
#[derive(Debug, Clone)]
pub struct Storage {
    /// The data folder.
    pub data: PathBuf,
    /// The PostgreSQL database, `postgres://…`; without one the folder holds a file.
    pub database: Option<Address>,
    /// Which of the database's districts; without a name the only one.
    pub district: Option<DistrictId>,
}

/// The address of a database. It may hold a password, so it is never printed.
#[derive(Clone)]
pub struct Address(String);

impl From<String> for Address {
    fn from(url: String) -> Self {
        Self(url)
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("postgres://…")
    }
}

impl Storage {
    /// The folder with everything in it.
    pub fn folder(data: &Path) -> Self {
        Self {
            data: data.to_owned(),
            database: None,
            district: None,
        }
    }

    /// The id of a new district.
    pub(crate) fn new_district(&self) -> anyhow::Result<DistrictId> {
        Ok(match &self.district {
            Some(district) => district.clone(),
            None => DISTRICT.parse()?,
        })
    }

    /// The database's file in the folder, unless there is a PostgreSQL database.
    pub fn file(&self) -> PathBuf {
        self.data.join("xuncha.db")
    }

    /// Moves the district of a file into this storage's PostgreSQL database.
    ///
    /// # Errors
    /// No database is named, it does not answer, or it holds something else.
    pub async fn take_over(
        &self,
        file: &Path,
        tell: &mut (dyn FnMut(&'static str, &Contents) + Send),
    ) -> anyhow::Result<()> {
        let Some(Address(url)) = &self.database else {
            anyhow::bail!("no PostgreSQL database is named");
        };
        Ok(Store::move_to(file, url, self.district.as_ref(), tell).await?)
    }

    /// Opens the store. `make` creates a missing folder, and a file in it.
    ///
    /// # Errors
    /// The folder or the database is missing, cannot be opened, or does not answer.
    pub async fn open(&self, clock: Clock, make: bool) -> anyhow::Result<Store> {
        let data = &self.data;
        let file = self.file();
        if make {
            std::fs::create_dir_all(data)
                .with_context(|| format!("cannot make the data folder {}", data.display()))?;
            private::close(data);
        }
        if let Some(Address(url)) = &self.database {
            let district = match &self.district {
                Some(district) => Choice::Named(district.clone()),
                None => Choice::Only {
                    or: self.new_district()?,
                },
            };
            return Store::connect(url, district, clock)
                .await
                .context("cannot open the database that DATABASE_URL names");
        }
        if !make && !file.exists() {
            anyhow::bail!(
                "there is no database in {}: `xuncha serve` makes it",
                data.display()
            );
        }
        open_file(&file, self.new_district()?, clock).await
    }
}

/// Opens a database file; creates a missing one, for this district.
pub(crate) async fn open_file(
    file: &Path,
    district: DistrictId,
    clock: Clock,
) -> anyhow::Result<Store> {
    Store::open(file, district, clock)
        .await
        .with_context(|| format!("cannot open {}", file.display()))
}
