//! The data folder, which most commands work on.

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Data {
    /// The folder with the database and the photos
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = "./data",
        env = "XUNCHA_DATA"
    )]
    pub(super) data: PathBuf,
}
