//! The real binary `xuncha` with its own data folder and the demo's people and places.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::process::Command;

use crate::process::Process;
use crate::{eventually, given, ports, stores};

/// Without optimisation, filling a demo database is slow.
const START: Duration = Duration::from_secs(60);
const STOP: Duration = Duration::from_secs(15);

/// A server that can be stopped, killed and started again on the same data and port.
pub struct Server {
    binary: PathBuf,
    site: PathBuf,
    data: Arc<TempDir>,
    addr: SocketAddr,
    /// Shell commands that run before the shell becomes the server.
    before: Option<String>,
    /// Arguments beside folders and address.
    args: &'static [&'static str],
    process: Option<Process>,
}

impl Server {
    /// Starts the binary of `XUNCHA_BIN` with the site of `XUNCHA_SITE` and waits until it is
    /// ready.
    ///
    /// # Errors
    /// A variable is not set, or the server does not come up.
    pub async fn start() -> Result<Self> {
        Self::start_with(&given("XUNCHA_SITE")?).await
    }

    /// Starts the binary with another site.
    ///
    /// # Errors
    /// `XUNCHA_BIN` is not set, or the server does not come up.
    pub async fn start_with(site: &Path) -> Result<Self> {
        Self::start_as(site, None, &["--demo=empty"]).await
    }

    /// Starts the binary after the shell commands `before`, which limit what the process may do.
    ///
    /// # Errors
    /// A variable is not set, or the server does not come up.
    pub async fn start_under(before: &str) -> Result<Self> {
        let before = Some(before.into());
        Self::start_as(&given("XUNCHA_SITE")?, before, &["--demo=empty"]).await
    }

    /// Starts the binary with other arguments than `--demo=empty`.
    ///
    /// # Errors
    /// A variable is not set, or the server does not come up.
    pub async fn start_with_args(args: &'static [&'static str]) -> Result<Self> {
        Self::start_as(&given("XUNCHA_SITE")?, None, args).await
    }

    async fn start_as(
        site: &Path,
        before: Option<String>,
        args: &'static [&'static str],
    ) -> Result<Self> {
        let mut server = Self {
            binary: given("XUNCHA_BIN")?,
            site: site.to_path_buf(),
            data: Arc::new(tempfile::tempdir()?),
            addr: ports::free()?,
            before,
            args,
            process: None,
        };
        server.resume().await?;
        Ok(server)
    }

    /// Starts a second server on the same data, with an address of its own. Only PostgreSQL takes
    /// several.
    ///
    /// # Errors
    /// The server does not come up.
    pub async fn beside(&self) -> Result<Self> {
        let mut server = Self {
            binary: self.binary.clone(),
            site: self.site.clone(),
            data: Arc::clone(&self.data),
            addr: ports::free()?,
            before: self.before.clone(),
            args: self.args,
            process: None,
        };
        server.resume().await?;
        Ok(server)
    }

    /// Starts it again after [`stop`](Self::stop) or [`kill`](Self::kill), on the same port.
    ///
    /// # Errors
    /// The server runs already, or does not come up.
    pub async fn resume(&mut self) -> Result<()> {
        ensure!(self.process.is_none(), "the server runs already");
        let mut command = match &self.before {
            Some(before) => {
                let mut shell = Command::new("sh");
                shell.args(["-c", &format!(r#"{before}; exec "$0" "$@""#)]);
                shell.arg(&self.binary);
                shell
            }
            None => Command::new(&self.binary),
        };
        command.args(["serve", "--addr", &self.addr.to_string()]);
        command.args(self.args);
        command
            .arg("--data")
            .arg(self.data.path())
            .arg("--site")
            .arg(&self.site);
        if let Some(url) = stores::url(&self.data.path().join("xuncha.db")).await? {
            command.envs([
                ("DATABASE_URL", url.as_str()),
                ("XUNCHA_DISTRICT", "zichuan"),
            ]);
        }
        let mut process = Process::start("xuncha", &mut command)?;
        self.addr = process
            .wait_line(START, |line| {
                line.strip_prefix("listening on http://")?
                    .trim()
                    .parse()
                    .ok()
            })
            .await?;
        self.process = Some(process);
        let ready = self.url("/readyz");
        let http = reqwest::Client::new();
        eventually("the server is ready", START, async || {
            let answer = http.get(&ready).send().await;
            Ok(answer
                .is_ok_and(|answer| answer.status().is_success())
                .then_some(()))
        })
        .await
    }

    /// Stops the server as an administrator does (SIGTERM); it must end cleanly by itself.
    ///
    /// # Errors
    /// The server does not run, or does not end cleanly or in time.
    pub async fn stop(&mut self) -> Result<()> {
        self.running()?.stop(STOP).await
    }

    /// Kills the server as a power cut does.
    ///
    /// # Errors
    /// The server does not run.
    pub async fn kill(&mut self) -> Result<()> {
        self.running()?.kill().await
    }

    /// Limits the size of the files that the server may write; `None` lifts the limit.
    ///
    /// # Errors
    /// The server does not run, or the system refuses.
    pub fn limit_files(&self, bytes: Option<u64>) -> Result<()> {
        let process = self.process.as_ref().context("the server does not run")?;
        process.limit_files(bytes)
    }

    /// The number of files that the server may have open.
    ///
    /// # Errors
    /// The server does not run, or the system does not report the number.
    pub fn open_files(&self) -> Result<Option<u64>> {
        let process = self.process.as_ref().context("the server does not run")?;
        process.open_files()
    }

    /// The most memory that the server uses while `done` runs, in bytes; `None` where the system
    /// does not report it.
    ///
    /// # Errors
    /// The server does not run, or `done` fails.
    pub async fn memory_of<T>(
        &self,
        done: impl Future<Output = Result<T>>,
    ) -> Result<(T, Option<u64>)> {
        let process = self.process.as_ref().context("the server does not run")?;
        process.forget_memory()?;
        let came = done.await?;
        Ok((came, process.peak_memory()?))
    }

    fn running(&mut self) -> Result<Process> {
        self.process.take().context("the server does not run")
    }

    /// The address of the server, also while it does not run.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// A full address on this server.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// Its data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Everything the server has printed since its last start.
    #[must_use]
    pub fn log(&self) -> String {
        self.process
            .as_ref()
            .map(|process| process.lines().join("\n"))
            .unwrap_or_default()
    }
}
