//! The log of a running server, as programs read it.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server that is killed when this is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The least that a server needs of what browsers load.
fn site(folder: &Path) {
    let part = json!({"js": "/pkg/x.js", "wasm": "/pkg/x.wasm"});
    let build = json!({"build": "b1", "css": "/pkg/x.css", "pages": part, "books": part,
        "manage": part, "visits": part, "desk": part, "tablet": part});
    std::fs::create_dir_all(folder.join("pkg")).unwrap();
    std::fs::write(folder.join("build.json"), build.to_string()).unwrap();
    std::fs::write(folder.join("sw.js"), "").unwrap();
}

/// Starts the server with these arguments; returns it and its address.
fn start(folder: &Path, arguments: &[&str]) -> (Running, String) {
    site(&folder.join("site"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_xuncha"))
        .args(["serve", "--demo=empty", "--addr", "127.0.0.1:0"])
        .arg("--data")
        .arg(folder.join("data"))
        .arg("--site")
        .arg(folder.join("site"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let running = Running(child);
    let mut addresses = lines.filter_map(|line| {
        let line = line.unwrap();
        Some(line.strip_prefix("listening on http://")?.to_owned())
    });
    (running, addresses.next().unwrap())
}

/// The answer to a request, as text.
fn ask(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn each_line_of_a_request_has_its_id() {
    let folder = tempfile::tempdir().unwrap();
    let (mut running, address) = start(folder.path(), &["--log-format", "json"]);
    // A form of another site's page: the refusal has a line of its own.
    let answer = ask(
        &address,
        "POST /sign-in HTTP/1.1\r\nHost: here\r\nOrigin: http://elsewhere\r\n\
         Content-Length: 0\r\nConnection: close\r\n\r\n",
    );
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    let id = answer
        .lines()
        .find_map(|line| line.strip_prefix("x-request-id: "))
        .unwrap();
    running.0.kill().unwrap();
    let mut log = String::new();
    let mut told = running.0.stderr.take().unwrap();
    told.read_to_string(&mut log).unwrap();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .filter(|line: &Value| line["spans"][0]["id"] == id)
        .collect();
    let messages: Vec<_> = lines
        .iter()
        .map(|it| it["message"].as_str().unwrap())
        .collect();
    assert_eq!(messages.len(), 2, "{log}");
    assert!(messages[0].starts_with("refused: Origin"), "{log}");
    assert_eq!(messages[1], "answered");
    assert_eq!(lines[1]["status"], 403);
    assert_eq!(lines[1]["spans"][0]["path"], "/sign-in");
}

#[test]
fn an_unknown_format_is_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_xuncha"))
        .args(["serve", "--log-format", "xml"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("text, json"), "{told}");
}
