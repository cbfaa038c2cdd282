//! `xuncha device`.

use super::Data;
use crate::clock::{Clock, OFFSET_SECONDS};
use crate::serve::open_store;
use crate::store::{KnownDevice, SetupStore, SyncStore};
use anyhow::bail;
use clap::{Args, Subcommand};
use domain::ids::DeviceId;
use domain::time::Moment;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    data: Data,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List devices: whose, how many operations arrived, when last
    List,
    /// Bar a device from sending; what it holds can still be saved on it as a rescue file
    Revoke {
        /// The device's id
        id: DeviceId,
    },
}

pub(super) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    let clock = Clock::default();
    let store = open_store(&options.data.data, clock.clone(), false).await?;
    match options.command {
        Command::List => {
            for device in store.devices().await? {
                println!("{}", line(&device));
            }
        }
        Command::Revoke { id } => {
            if !store.revoke_device("command line", id, clock.now()).await? {
                bail!("no device {id} that may still send");
            }
            println!("{id}  revoked");
        }
    }
    store.close().await?;
    Ok(ExitCode::SUCCESS)
}

fn line(device: &KnownDevice) -> String {
    let KnownDevice {
        id,
        login,
        last_seq,
        seen,
        revoked,
    } = device;
    let seen = Moment::new(*seen, OFFSET_SECONDS);
    let revoked = if *revoked { "\trevoked" } else { "" };
    format!("{id}\t{login}\t{last_seq}\t{seen}{revoked}")
}
