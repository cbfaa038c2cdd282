//! The start of every world: a filled database to copy.

use anyhow::{Context, Result, ensure};
use domain::ids::{CheckpointId, UserId};
use domain::people::Role;
use domain::table::builtins;
use server::ground::clock::Clock;
use server::store::NewAccount;
use server::store::Store;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tests::stores;
use uuid::Uuid;

/// A filled database to copy, and the people in it.
pub(crate) struct Ground {
    _folder: TempDir,
    pub(crate) file: PathBuf,
    pub(crate) people: Vec<UserId>,
    pub(crate) checkpoints: Vec<CheckpointId>,
}

impl Ground {
    pub(crate) async fn prepare() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("xuncha.db");
        let clock = Clock::default();
        let mut seed = server::demo::seed(&clock).await?;
        seed.sites.retain(|site| site.town.as_str() == "luocun");
        seed.assignments.clear();
        let model = seed.accounts.first().context("no account")?.clone();
        let people: Vec<UserId> = (1..=3).map(|n| UserId(Uuid::from_u128(n))).collect();
        seed.accounts = people
            .iter()
            .map(|id| NewAccount {
                id: *id,
                login: id.to_string(),
                name: id.to_string(),
                roles: [Role::Inspector].into(),
                town: None,
                ..model.clone()
            })
            .collect();
        let store = open(&file).await?;
        ensure!(store.seed(seed).await?, "the store was not empty");
        store.close().await?;
        let table = builtins().first().context("no table")?;
        let checkpoints = table.checkpoints().take(3);
        Ok(Self {
            _folder: folder,
            file,
            people,
            checkpoints: checkpoints.map(|(_, it)| it.id.clone()).collect(),
        })
    }
}

pub(crate) async fn open(file: &Path) -> Result<Store> {
    stores::open(file, Clock::default()).await
}
