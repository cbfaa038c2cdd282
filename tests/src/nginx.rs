//! nginx in front of a server, configured by the file in the docs.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::Command;

use crate::process::Process;
use crate::{Server, eventually, ports};

const START: Duration = Duration::from_secs(20);

/// nginx with `docs/nginx.conf`, unchanged but for addresses, name and certificate.
pub struct Nginx {
    addr: SocketAddr,
    _folder: TempDir,
    _process: Process,
}

impl Nginx {
    /// Starts nginx in front of a server. Each edit replaces words that must occur in the file.
    ///
    /// # Errors
    /// nginx or openssl is missing, the file lacks the words of an edit, or nginx does not start.
    pub async fn start(server: &Server, edits: &[(&str, &str)]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let at = |name: &str| folder.path().join(name).display().to_string();
        certificate(folder.path()).await?;
        let (addr, plain) = (ports::free()?, ports::free()?);
        let (upstream, listen) = (
            server.addr().to_string(),
            format!("listen {addr} ssl http2"),
        );
        let plain = format!("listen {plain};");
        let own = [
            ("server 127.0.0.1:8080;", &*format!("server {upstream};")),
            ("    listen 80;", &plain),
            ("    listen [::]:80;\n", ""),
            ("listen 443 ssl http2", &listen),
            ("    listen [::]:443 ssl http2;\n", ""),
            ("/etc/ssl/xuncha/fullchain.pem", &at("cert.pem")),
            ("/etc/ssl/xuncha/key.pem", &at("key.pem")),
        ];
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/nginx.conf");
        let mut text = std::fs::read_to_string(path)?;
        for (from, to) in own.iter().chain(edits) {
            ensure!(text.contains(from), "docs/nginx.conf has no `{from}`");
            text = text.replace(from, to);
        }
        std::fs::write(at("site.conf"), text)?;
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {};", at(kind)))
            .concat();
        // The surroundings that a system's own `nginx.conf` provides.
        let around = format!(
            "daemon off; master_process off; pid {}; error_log stderr; events {{}}
             http {{ access_log off; {temporary} include {}; }}",
            at("pid"),
            at("site.conf"),
        );
        std::fs::write(at("nginx.conf"), around)?;
        let mut command = Command::new("nginx");
        command.args(["-p", &at(""), "-c", &at("nginx.conf"), "-e", "stderr"]);
        // Debian installs nginx outside an ordinary user's PATH.
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{path}:/usr/sbin"));
        let process = Process::start("nginx", &mut command)?;
        eventually("nginx listens", START, async || {
            Ok(TcpStream::connect(addr).await.ok())
        })
        .await
        .with_context(|| process.lines().join("\n"))?;
        Ok(Self {
            addr,
            _folder: folder,
            _process: process,
        })
    }

    /// A full address at nginx.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.addr.port())
    }
}

/// Makes a self-signed certificate.
async fn certificate(folder: &Path) -> Result<()> {
    let mut openssl = Command::new("openssl");
    openssl
        .current_dir(folder)
        .args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        ])
        .args([
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
        ])
        .args(["-keyout", "key.pem", "-out", "cert.pem"]);
    let made = openssl.output().await.context("cannot start openssl")?;
    let why = String::from_utf8_lossy(&made.stderr);
    ensure!(made.status.success(), "no certificate: {why}");
    Ok(())
}
