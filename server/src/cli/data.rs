//! Where the data is, which most commands work on.

use crate::store::open::{Address, Storage};
use clap::Args;
use domain::ids::DistrictId;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Data {
    /// The folder with the photos, and with the database unless --database-url names one
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = "./data",
        env = "XUNCHA_DATA"
    )]
    pub(super) data: PathBuf,
    /// A PostgreSQL database, for more than one server: postgres://NAME:PASSWORD@HOST/DATABASE
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "DATABASE_URL",
        hide_env_values = true
    )]
    database_url: Option<Address>,
    /// Which district, if the PostgreSQL database holds several: lower-case letters, digits, hyphens
    #[arg(
        long,
        global = true,
        value_name = "ID",
        env = "XUNCHA_DISTRICT",
        requires = "database_url"
    )]
    district: Option<DistrictId>,
}

impl Data {
    pub(super) fn storage(self) -> Storage {
        Storage {
            data: self.data,
            database: self.database_url,
            district: self.district,
        }
    }
}
