//! The part of HTTP/1.1 that the proxy must understand.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt};

const HEAD_LIMIT: usize = 64 * 1024;

/// One request on its way to the server.
pub(super) struct Request {
    /// Head and body.
    pub(super) bytes: Vec<u8>,
    line: String,
    head: usize,
}

impl Request {
    /// Reads one request; `None` if the client closes without sending one.
    pub(super) async fn read(from: &mut (impl AsyncRead + Unpin)) -> Result<Option<Self>> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            ensure!(bytes.len() < HEAD_LIMIT, "a head without an end");
            if from.read_buf(&mut bytes).await? == 0 {
                return Ok(None);
            }
        };
        let body = bytes.split_off(end);
        let head = String::from_utf8(bytes)?;
        let (line, length) = (
            head.lines().next().unwrap_or_default(),
            content_length(&head)?,
        );
        let mut request = Self {
            bytes: Vec::new(),
            line: line.to_owned(),
            head: 0,
        };
        request.bytes = closing(&head).into_bytes();
        request.head = request.bytes.len();
        request.bytes.extend(body);
        while request.bytes.len() < request.head + length {
            ensure!(
                from.read_buf(&mut request.bytes).await? > 0,
                "a body that breaks off"
            );
        }
        Ok(Some(request))
    }

    pub(super) fn is_program(&self) -> bool {
        self.line.starts_with("GET /pkg/") && self.line.contains(".wasm ")
    }

    pub(super) fn is_push(&self) -> bool {
        self.line.starts_with("POST /api/v1/sync/push ")
    }

    pub(super) fn is_api(&self) -> bool {
        self.line
            .split(' ')
            .nth(1)
            .is_some_and(|it| it.starts_with("/api/"))
    }

    /// The number of rows that a pull asks for.
    pub(super) fn pulled(&self) -> Option<u32> {
        let address = self.line.strip_prefix("GET /api/v1/sync/pull?")?;
        let (query, _) = address.split_once(' ')?;
        let limit = query.split('&').find_map(|it| it.strip_prefix("limit="))?;
        limit.parse().ok()
    }

    /// The ids of the operations in a push.
    pub(super) fn operations(&self) -> Vec<String> {
        let body: Value = serde_json::from_slice(&self.bytes[self.head..]).unwrap_or_default();
        let ops = body["ops"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        ops.iter()
            .filter_map(|op| op["op_id"].as_str().map(str::to_owned))
            .collect()
    }
}

/// The head with `Connection: close` in place of the client's own header.
fn closing(head: &str) -> String {
    let mut out = String::with_capacity(head.len() + 24);
    for (index, line) in head.trim_end().split("\r\n").enumerate() {
        let name = line.split(':').next().unwrap_or_default();
        if name.eq_ignore_ascii_case("connection") || name.eq_ignore_ascii_case("keep-alive") {
            continue;
        }
        out.push_str(line);
        out.push_str("\r\n");
        if index == 0 {
            out.push_str("Connection: close\r\n");
        }
    }
    out + "\r\n"
}

fn content_length(head: &str) -> Result<usize> {
    let mut length = 0;
    for line in head.lines() {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if name.eq_ignore_ascii_case("transfer-encoding") {
            anyhow::bail!("a request body without a length");
        }
        if name.eq_ignore_ascii_case("content-length") {
            length = value
                .trim()
                .parse()
                .with_context(|| format!("bad line: {line}"))?;
        }
    }
    Ok(length)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_push_is_read_whole_and_asked_to_close() {
        let body = r#"{"device":"d","ops":[{"seq":1,"op_id":"a"},{"seq":2,"op_id":"b"}]}"#;
        let text = format!(
            "POST /api/v1/sync/push HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let request = Request::read(&mut text.as_bytes()).await.unwrap().unwrap();
        assert!(request.is_push());
        assert_eq!(request.operations(), ["a", "b"]);
        let sent = String::from_utf8(request.bytes).unwrap();
        assert!(sent.contains("\r\nConnection: close\r\n") && !sent.contains("keep-alive"));
        assert!(sent.ends_with(body));
    }

    #[tokio::test]
    async fn a_client_that_goes_away_asks_nothing() {
        assert!(
            Request::read(&mut &b"GET / HT"[..])
                .await
                .unwrap()
                .is_none()
        );
    }
}
