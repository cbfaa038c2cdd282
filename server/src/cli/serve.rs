//! `xuncha serve`.

use super::data::Data;
use crate::accounts::policy::Policy;
use crate::accounts::watcher::MetricsToken;
use crate::demo::Demo;
use crate::serve::telemetry::{self, LogFormat};
use crate::serve::{Config, Tls, serve};
use anyhow::{Context, bail};
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    data: Data,
    /// Where to listen; port 0 selects a free port
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    addr: SocketAddr,
    /// The certificate chain, PEM; with --tls-key the server handles HTTPS itself
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// A proxy in front handles HTTPS and writes X-Forwarded-For
    #[arg(long, conflicts_with = "tls_cert")]
    behind_proxy: bool,
    /// Fill an empty data folder with made-up data, and show how to sign in [default: full]
    #[arg(
        long,
        value_enum,
        value_name = "HOW",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "full"
    )]
    demo: Option<Demo>,
    /// End a session after so many minutes without use; 0 for never. Inspectors' sessions last 30
    /// days, since their tablets work offline
    #[arg(long, value_name = "N", default_value_t = 30)]
    idle_minutes: u32,
    /// Require a new password after so many days; 0 for never
    #[arg(long, value_name = "N", default_value_t = 90)]
    password_days: u32,
    /// How lines of the log are written
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        env = "XUNCHA_LOG_FORMAT",
        default_value_t = LogFormat::Text
    )]
    log_format: LogFormat,
    /// Let who has this token read /metrics from other machines; without one only this machine may
    #[arg(
        long,
        value_name = "TOKEN",
        env = "XUNCHA_METRICS_TOKEN",
        hide_env_values = true
    )]
    metrics_token: Option<MetricsToken>,
    /// The files that browsers load [default: the folder `site` beside the binary]
    #[arg(long, value_name = "DIR", env = "XUNCHA_SITE")]
    site: Option<PathBuf>,
}

pub(super) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    telemetry::start(options.log_format);
    let tls = options
        .tls_cert
        .zip(options.tls_key)
        .map(|(cert, key)| Tls { cert, key });
    if tls.is_none() && !options.behind_proxy && !options.addr.ip().is_loopback() {
        bail!(
            "{} is reached over the network, but browsers allow a service worker, and with it \
             working offline, only over HTTPS or on the machine itself.\n\
             Give --tls-cert and --tls-key, or --behind-proxy where a proxy speaks HTTPS, or \
             listen on 127.0.0.1.",
            options.addr
        );
    }
    let site = match options.site {
        Some(site) => site,
        None => beside_the_binary()?,
    };
    serve(Config {
        storage: options.data.storage(),
        addr: options.addr,
        tls,
        behind_proxy: options.behind_proxy,
        demo: options.demo,
        policy: Policy::new(options.idle_minutes, options.password_days),
        site,
        metrics_token: options.metrics_token,
    })
    .await?;
    Ok(ExitCode::SUCCESS)
}

fn beside_the_binary() -> anyhow::Result<PathBuf> {
    let binary = std::env::current_exe().context("where is the binary?")?;
    Ok(binary.with_file_name("site"))
}
