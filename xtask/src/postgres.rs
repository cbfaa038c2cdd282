//! A PostgreSQL server for the tests: its own folder, its own port, gone afterwards.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::paths::which;
use crate::{apt, step};

const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; dropped, it ends and its folder goes.
pub(crate) struct Postgres {
    child: Child,
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    /// Makes a cluster in a new folder and starts it.
    pub(crate) fn start() -> Result<Self> {
        let (initdb, postgres) = programs()?;
        let owner = owner()?;
        let folder = std::env::temp_dir().join(format!("xuncha-postgres-{}", std::process::id()));
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir(&folder)?;
        if let Some((user, group)) = owner {
            std::os::unix::fs::chown(&folder, Some(user), Some(group))?;
        }
        let data = folder.join("data");
        let run = |program: &Path| {
            let mut command = Command::new(program);
            command.current_dir(&folder).arg("-D").arg(&data);
            if let Some((user, group)) = owner {
                command.uid(user).gid(group);
            }
            command
        };
        let options = [
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C",
            "-A",
            "trust",
            "--no-sync",
        ];
        step::run(run(&initdb).args(options).stdout(Stdio::null()))?;
        let port = free_port()?;
        let log = std::fs::File::create(folder.join("log"))?;
        let child = run(&postgres)
            .args(["-p", &port.to_string(), "-k"])
            .arg(&folder)
            .args([
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "max_connections=400",
            ])
            // What is tested here is not the disk; the tests that kill set it back.
            .args(["-c", "fsync=off", "-c", "full_page_writes=off"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("cannot start postgres")?;
        let mut server = Self {
            child,
            folder,
            port,
        };
        server.wait()?;
        Ok(server)
    }

    /// `postgres://…`, without a database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}", self.port)
    }

    fn wait(&mut self) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        let address = std::net::SocketAddr::from(([127, 0, 0, 1], self.port));
        loop {
            if std::net::TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok() {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("postgres ended: {status}\n{log}");
            }
            if Instant::now() > end {
                bail!("postgres does not answer within {} s", PATIENCE.as_secs());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // An error here says only that it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// `initdb` and `postgres`; Debian keeps them outside an ordinary user's PATH.
fn programs() -> Result<(PathBuf, PathBuf)> {
    if found("initdb").is_none() {
        apt::ensure(&["postgresql"], "for tests on PostgreSQL")?;
    }
    let pair = found("initdb").zip(found("postgres"));
    pair.context("initdb and postgres of PostgreSQL are needed")
}

fn found(program: &str) -> Option<PathBuf> {
    which(program).or_else(|| {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        let files = versions.filter_map(|it| Some(it.ok()?.path().join("bin").join(program)));
        files.filter(|file| file.is_file()).max()
    })
}

/// Who runs the server: PostgreSQL refuses the administrator. None if we are somebody else already.
fn owner() -> Result<Option<(u32, u32)>> {
    let id = |arguments: &[&str]| -> Result<u32> {
        Ok(step::output(Command::new("id").args(arguments))?.parse()?)
    };
    if id(&["-u"])? != 0 {
        return Ok(None);
    }
    let of = |user: &str| Ok::<_, anyhow::Error>((id(&["-u", user])?, id(&["-g", user])?));
    of("postgres").or_else(|_| of("nobody")).map(Some)
}

fn free_port() -> Result<u16> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    Ok(listener.local_addr()?.port())
}
