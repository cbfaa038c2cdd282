//! A child process with everything it starts: they end together, and their output is kept.

use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, kill_process_group, prlimit};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::eventually;

/// A running child in a process group of its own.
pub(crate) struct Process {
    name: String,
    child: Child,
    group: Pid,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Process {
    pub(crate) fn start(name: &str, command: &mut Command) -> Result<Self> {
        let mut child = command
            .process_group(0)
            .kill_on_drop(true)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let id = child.id().context("the child ended at once")?;
        let group = Pid::from_raw(id.try_into()?).context("a child without an id")?;
        let lines = Arc::default();
        let (out, err) = (child.stdout.take(), child.stderr.take());
        collect(out.context("no stdout")?, Arc::clone(&lines));
        collect(err.context("no stderr")?, Arc::clone(&lines));
        Ok(Self {
            name: name.into(),
            child,
            group,
            lines,
        })
    }

    /// Waits for a line of output. If the process ends first, or the time is up, the error shows
    /// its output so far.
    pub(crate) async fn wait_line<T>(
        &mut self,
        limit: Duration,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T> {
        let what = format!("{} says that it is ready", self.name);
        let found = eventually(&what, limit, async || {
            let ended = self.child.try_wait()?;
            if let Some(found) = self.lines().iter().find_map(|line| read(line)) {
                return Ok(Some(found));
            }
            if let Some(status) = ended {
                bail!("{} ended: {status}", self.name);
            }
            Ok(None)
        })
        .await;
        found.with_context(|| format!("output of {}:\n{}", self.name, self.lines().join("\n")))
    }

    /// Every line it has printed.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Asks the process to end (SIGTERM) and waits until it has.
    pub(crate) async fn stop(mut self, limit: Duration) -> Result<()> {
        kill_process(self.group, Signal::TERM)?;
        let status = timeout(limit, self.child.wait()).await;
        let status =
            status.with_context(|| format!("{} did not end in {limit:?}", self.name))??;
        if !status.success() {
            bail!(
                "{} ended with {status}:\n{}",
                self.name,
                self.lines().join("\n")
            );
        }
        Ok(())
    }

    /// Limits the size of the files that the process may write; `None` lifts the limit.
    pub(crate) fn limit_files(&self, bytes: Option<u64>) -> Result<()> {
        let limit = Rlimit {
            current: bytes,
            maximum: None,
        };
        prlimit(Some(self.group), Resource::Fsize, limit)?;
        Ok(())
    }

    /// The number of files that the process may have open.
    pub(crate) fn open_files(&self) -> Result<Option<u64>> {
        // Not by `prlimit`, whose binding always sets a limit as well.
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", self.group))?;
        let line = limits
            .lines()
            .find(|line| line.starts_with("Max open files"));
        let soft = line.and_then(|line| line.split_whitespace().nth(3));
        Ok(soft.and_then(|soft| soft.parse().ok()))
    }

    /// The most memory used since [`forget_memory`](Self::forget_memory), in bytes.
    pub(crate) fn peak_memory(&self) -> Result<Option<u64>> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.group))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib: Option<u64> = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        Ok(kib.map(|kib| kib * 1024))
    }

    /// Resets the peak of memory.
    pub(crate) fn forget_memory(&self) -> Result<()> {
        std::fs::write(format!("/proc/{}/clear_refs", self.group), "5")?;
        Ok(())
    }

    /// Kills the process and all it started as a flat battery does (SIGKILL), and waits for its
    /// end.
    pub(crate) async fn kill(mut self) -> Result<()> {
        kill_process_group(self.group, Signal::KILL)?;
        self.child.wait().await?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The system can reuse the id only after the child was waited for, so this hits no other
        // group.
        if self.child.id().is_some() {
            let _ = kill_process_group(self.group, Signal::KILL);
        }
    }
}

fn collect(from: impl AsyncRead + Unpin + Send + 'static, to: Arc<Mutex<Vec<String>>>) {
    tokio::spawn(async move {
        let mut lines = BufReader::new(from).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            to.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    });
}
