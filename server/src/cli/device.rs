//! `xuncha device`.

use super::data::Data;
use crate::ground::clock::{Clock, OFFSET_SECONDS};
use crate::store::KnownDevice;
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
    /// List devices: person, operations received, last contact, and what they reported to still
    /// keep
    List,
    /// Bar a device from sending; its unsent data can still be saved on it as a rescue file
    Revoke {
        /// The device's id
        id: DeviceId,
        /// The reason, for those who look after tablets
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Let a barred device send again; it resumes at its next number
    Allow {
        /// The device's id
        id: DeviceId,
    },
}

/// The name of the command line in the audit log.
const BY: &str = "command line";

pub(super) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    let clock = Clock::default();
    let store = options.data.storage().open(clock.clone(), false).await?;
    match options.command {
        Command::List => {
            for device in store.devices().await? {
                println!("{}", line(&device));
            }
        }
        Command::Revoke { id, reason } => {
            let done = store.revoke_device(BY, id, clock.now(), reason.trim());
            if !done.await? {
                bail!("no device {id} that may still send");
            }
            println!("{id}  revoked");
        }
        Command::Allow { id } => {
            if !store.allow_device(BY, id).await? {
                bail!("no device {id} that is barred");
            }
            println!("{id}  allowed");
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
        said,
        revoked,
        ..
    } = device;
    let seen = Moment::new(*seen, OFFSET_SECONDS);
    let kept = said.as_ref().map_or_else(String::new, |it| {
        format!("\t{} operations, {} photos kept", it.ops, it.photos)
    });
    let revoked = if revoked.is_some() { "\trevoked" } else { "" };
    format!("{id}\t{login}\t{last_seq}\t{seen}{kept}{revoked}")
}
