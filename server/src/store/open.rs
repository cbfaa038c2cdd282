//! Opening the data folder's database.

use super::sqlite::Store;
use crate::ground::clock::Clock;
use crate::ground::private;
use anyhow::Context;
use domain::ids::DistrictId;
use std::path::Path;

/// The id of an installation's only district. Older installations have another id.
const DISTRICT: &str = "district";

/// Opens the data folder's store; `make` creates a missing folder.
pub async fn open_store(data: &Path, clock: Clock, make: bool) -> anyhow::Result<Store> {
    let file = data.join("xuncha.db");
    if make {
        std::fs::create_dir_all(data)
            .with_context(|| format!("cannot make the data folder {}", data.display()))?;
        private::close(data);
    } else if !file.exists() {
        anyhow::bail!(
            "there is no database in {}: `xuncha serve` makes it",
            data.display()
        );
    }
    open_file(&file, clock).await
}

/// Opens a database file; creates a missing one.
pub(crate) async fn open_file(file: &Path, clock: Clock) -> anyhow::Result<Store> {
    let district: DistrictId = DISTRICT.parse()?;
    Store::open(file, district, clock)
        .await
        .with_context(|| format!("cannot open {}", file.display()))
}
