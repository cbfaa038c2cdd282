//! Uploads that are never finished.

use crate::help::app::{TestApp, json_of};
use crate::help::tablet::picture;
use crate::help::uploading::{announce, chunk, offset};
use anyhow::Result;
use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use server::photos::files::{PhotoFiles, sha256};
use server::photos::uploads::tidy;
use std::path::PathBuf;

/// The files in the folder of uploads.
fn parts(app: &TestApp) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(app.data.path().join("uploads"))?;
    entries.map(|it| Ok(it?.path())).collect()
}

#[tokio::test]
async fn what_is_abandoned_goes_and_what_is_not_stays() -> Result<()> {
    let app = TestApp::start().await?;
    let lixia = app.sign_in("lixia").await?;
    let files = PhotoFiles::open(app.data.path())?;
    let gone = async || {
        let gone = tidy(app.store.as_ref(), &files, app.clock.now()).await;
        gone.map_err(|problem| anyhow::anyhow!(problem.detail))
    };
    let (begun, bare, whole) = (picture(), picture(), picture());
    for bytes in [&begun, &bare] {
        let sent = announce(&lixia, &sha256(bytes), bytes.len(), "image/png").send();
        assert_eq!(sent.await?.status(), StatusCode::CREATED);
    }
    chunk(&lixia, &sha256(&begun), 0, &begun[..100])
        .send()
        .await?;
    crate::help::uploading::upload(&lixia, &whole).await?;
    std::fs::write(app.data.path().join("uploads/left.tmp"), b"x")?;

    app.clock.advance(SignedDuration::from_hours(2 * 24));
    assert_eq!(gone().await?, 0);
    assert_eq!(offset(&lixia, &sha256(&begun)).await?, 100);
    assert_eq!(
        parts(&app)?.len(),
        1,
        "what a request left went, the upload did not"
    );

    app.clock.advance(SignedDuration::from_hours(13 * 24));
    assert_eq!(gone().await?, 3, "a piece, and two that were announced");
    assert!(parts(&app)?.is_empty());
    for bytes in [&begun, &bare] {
        let path = format!("/api/v1/photos/{}", sha256(bytes));
        let head = lixia.request(Method::HEAD, &path).send().await?;
        assert_eq!(head.status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(offset(&lixia, &sha256(&whole)).await?, whole.len());
    // A tablet that comes back starts the upload again.
    crate::help::uploading::upload(&lixia, &begun).await?;
    Ok(())
}

#[tokio::test]
async fn one_person_has_only_so_much_unfinished() -> Result<()> {
    let app = TestApp::start().await?;
    let (lixia, other) = (app.sign_in("lixia").await?, app.sign_in("wangqiang").await?);
    let largest = 20 * 1024 * 1024;
    let name = |n: usize| sha256(&n.to_le_bytes());
    for n in 0..204 {
        let sent = announce(&lixia, &name(n), largest, "image/jpeg")
            .send()
            .await?;
        assert_eq!(sent.status(), StatusCode::CREATED, "{n}");
    }
    let refused = announce(&lixia, &name(204), largest, "image/jpeg")
        .send()
        .await?;
    assert_eq!(refused.headers()["retry-after"], "3600");
    let (status, body) = json_of(refused).await?;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(body["type"], "/problems/upload-quota");
    // Uploads under way can continue, and other people are not affected.
    for (user, n) in [(&lixia, 0), (&other, 204)] {
        let sent = announce(user, &name(n), largest, "image/jpeg")
            .send()
            .await?;
        assert_eq!(sent.status(), StatusCode::CREATED);
    }
    // Photos whose visit was refused count as well, but not for ever: incomplete uploads are
    // removed after 14 days.
    app.clock.advance(SignedDuration::from_hours(15 * 24));
    let lixia = app.sign_in("lixia").await?;
    let sent = announce(&lixia, &name(205), largest, "image/jpeg");
    assert_eq!(sent.send().await?.status(), StatusCode::CREATED);
    Ok(())
}
