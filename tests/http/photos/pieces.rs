//! Pieces of a photo that break off, hang or are damaged in transit.

use crate::help::app::{TestApp, User, json_of};
use crate::help::tablet::picture;
use crate::help::uploading::{announce, chunk, offset, offset_of};
use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::StatusCode;
use server::photos::files::sha256;
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Opens a connection and sends only the first bytes of a piece.
async fn half_a_piece(user: &User, sha256: &str, offset: usize, piece: &[u8]) -> Result<TcpStream> {
    let host = user.origin().trim_start_matches("http://");
    let sum = BASE64.encode(Sha256::digest(piece));
    let head = format!(
        "PATCH /api/v1/photos/{sha256} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\n\
         tus-resumable: 1.0.0\r\nupload-offset: {offset}\r\nupload-checksum: sha256 {sum}\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: {}\r\n\r\n",
        user.token.as_deref().unwrap_or_default(),
        piece.len()
    );
    let mut line = TcpStream::connect(host).await?;
    line.write_all(head.as_bytes()).await?;
    line.write_all(&piece[..piece.len() / 2]).await?;
    line.flush().await?;
    Ok(line)
}

async fn has_come(user: &User, sha256: &str, bytes: usize) -> Result<()> {
    let what = format!("{bytes} bytes have arrived");
    tests::eventually(&what, Duration::from_secs(20), async || {
        Ok((offset(user, sha256).await? == bytes).then_some(()))
    })
    .await
}

#[tokio::test]
async fn what_came_of_a_piece_that_broke_off_is_kept() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.sign_in("lixia").await?;
    let bytes = picture().repeat(200);
    let hash = sha256(&bytes);
    announce(&user, &hash, bytes.len(), "image/png")
        .send()
        .await?;
    let half = bytes.len() / 2;
    drop(half_a_piece(&user, &hash, 0, &bytes).await?);
    has_come(&user, &hash, half).await?;
    drop(half_a_piece(&user, &hash, half, &bytes[half..]).await?);
    let most = half + (bytes.len() - half) / 2;
    has_come(&user, &hash, most).await?;
    let rest = chunk(&user, &hash, most, &bytes[most..]).send().await?;
    assert_eq!(offset_of(&rest)?, bytes.len());
    assert_eq!(std::fs::read(app.photo_file(&hash))?, bytes);
    Ok(())
}

#[tokio::test]
async fn a_line_that_hangs_holds_nobody_up() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.sign_in("lixia").await?;
    let bytes = picture();
    let hash = sha256(&bytes);
    announce(&user, &hash, bytes.len(), "image/png")
        .send()
        .await?;
    let mut hangs = half_a_piece(&user, &hash, 0, &bytes).await?;
    let half = bytes.len() / 2;
    // The connection is still open; the offset already includes its bytes.
    has_come(&user, &hash, half).await?;
    // The tablet gives that connection up and goes on; later bytes of the first one are refused.
    let third = half + (bytes.len() - half) / 2;
    let next = chunk(&user, &hash, half, &bytes[half..third])
        .send()
        .await?;
    assert_eq!(offset_of(&next)?, third);
    hangs.write_all(&bytes[half..]).await?;
    let mut answer = [0; 12];
    hangs.read_exact(&mut answer).await?;
    assert_eq!(&answer, b"HTTP/1.1 409");
    assert_eq!(offset(&user, &hash).await?, third);
    let rest = chunk(&user, &hash, third, &bytes[third..]).send().await?;
    assert_eq!(offset_of(&rest)?, bytes.len());
    assert_eq!(std::fs::read(app.photo_file(&hash))?, bytes);
    Ok(())
}

#[tokio::test]
async fn a_large_piece_that_was_damaged_leaves_no_trace() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.sign_in("lixia").await?;
    let bytes = picture().repeat(400);
    let hash = sha256(&bytes);
    announce(&user, &hash, bytes.len(), "image/png")
        .send()
        .await?;
    let first = chunk(&user, &hash, 0, &bytes[..1000]).send().await?;
    assert_eq!(offset_of(&first)?, 1000);
    let sum = BASE64.encode(Sha256::digest(&bytes[1000..]));
    let mut damaged = bytes[1000..].to_vec();
    damaged[300_000] ^= 1;
    let sent =
        chunk(&user, &hash, 1000, &damaged).header("upload-checksum", format!("sha256 {sum}"));
    let (status, _) = json_of(sent.send().await?).await?;
    assert_eq!(status.as_u16(), 460);
    assert_eq!(offset(&user, &hash).await?, 1000);
    // A piece beyond the announced length is refused as well.
    let long = [&bytes[1000..], &[0]].concat();
    let (status, _) = json_of(chunk(&user, &hash, 1000, &long).send().await?).await?;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(offset(&user, &hash).await?, 1000);
    let rest = chunk(&user, &hash, 1000, &bytes[1000..]).send().await?;
    assert_eq!(offset_of(&rest)?, bytes.len());
    Ok(())
}
