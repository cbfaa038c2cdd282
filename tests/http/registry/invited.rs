//! From the list of people to the first sign-in, by an invitation.

use super::{PEOPLE, SITES, TOWNS, begun, book, save, send};
use anyhow::{Result, ensure};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// A person's whole way: listed, invited by a link, chooses a password once, signs in.
#[tokio::test]
async fn who_is_invited_chooses_a_password_once() -> Result<()> {
    let (app, chief) = begun().await?;
    send(&chief, "", book(&[TOWNS, SITES, PEOPLE])).await?;
    let waiting = chief.call("uninvited", json!({})).await?.unwrap();
    assert_eq!(waiting.as_array().map(Vec::len), Some(3));
    // Nobody signs in before choosing a password.
    let refused = app.anyone().open_session("wangxiaoming", "").await?;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let id = app.account("wangxiaoming").await?.person.id;
    let origin = chief.url("");
    let invite = json!({"people": [id], "origin": origin});
    let first = chief.call("invite", invite.clone()).await?.unwrap();
    let second = chief.call("invite", invite).await?.unwrap();
    let path = |made: &Value| {
        let link = made[0]["link"].as_str().unwrap_or_default();
        link.strip_prefix(&origin).unwrap_or_default().to_owned()
    };
    let page = async |path: &str| -> Result<(StatusCode, String)> {
        let anyone = app.anyone();
        let request = anyone.request(Method::GET, path);
        let answer = request.header("accept", "text/html").send().await?;
        Ok((answer.status(), answer.text().await?))
    };
    assert_eq!(
        page(&path(&first)).await?.0,
        StatusCode::NOT_FOUND,
        "a new link ends the old"
    );
    let (status, text) = page(&path(&second)).await?;
    assert_eq!(status, StatusCode::OK);
    ensure!(
        text.contains("王小明") && text.contains("wangxiaoming"),
        "{text}"
    );
    let choose = async |new: &str, repeat: &str| -> Result<(StatusCode, String)> {
        let anyone = app.anyone();
        let request = anyone.request(Method::POST, &path(&second));
        let request = request
            .header("origin", &origin)
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = request
            .body(format!("new={new}&repeat={repeat}"))
            .send()
            .await?;
        Ok((answer.status(), answer.text().await?))
    };
    for (new, repeat, words) in [
        ("short", "short", "8"),
        ("Wangxiaoming-1", "Wangxiaoming-1", "登录名"),
        ("Qingshan-2026", "Qingshan-2027", "不一致"),
    ] {
        let (status, text) = choose(new, repeat).await?;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
        ensure!(text.contains(words), "{new}: {text}");
    }
    let (status, _) = choose("Qingshan-2026", "Qingshan-2026").await?;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, _) = choose("Another-2026", "Another-2026").await?;
    assert_eq!(status, StatusCode::NOT_FOUND, "a link lets in once");
    let opened = app
        .anyone()
        .open_session("wangxiaoming", "Qingshan-2026")
        .await?;
    assert_eq!(opened.status(), StatusCode::CREATED);
    // An unused link expires.
    let id = app.account("lihe").await?.person.id;
    let made = chief
        .call("invite", json!({"people": [id], "origin": origin}))
        .await?;
    app.clock
        .advance(jiff::SignedDuration::from_hours(24 * 7 + 1));
    assert_eq!(page(&path(&made.unwrap())).await?.0, StatusCode::NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn a_link_ends_with_its_account_and_with_a_restored_backup() -> Result<()> {
    let (app, chief) = begun().await?;
    send(&chief, "", book(&[TOWNS, SITES, PEOPLE])).await?;
    let id = app.account("wangxiaoming").await?.person.id;
    let origin = chief.url("");
    let invite = async || -> Result<String> {
        let made = json!({"people": [id], "origin": origin});
        let made = chief.call("invite", made).await?.unwrap();
        let link = made[0]["link"].as_str().unwrap_or_default();
        Ok(link.strip_prefix(&origin).unwrap_or_default().to_owned())
    };
    let holds = async |path: &str| -> Result<bool> {
        let anyone = app.anyone();
        let request = anyone.request(Method::GET, path);
        let answer = request.header("accept", "text/html").send().await?;
        Ok(answer.status() == StatusCode::OK)
    };
    let link = invite().await?;
    ensure!(holds(&link).await?, "{link}");
    for state in ["closed", "open"] {
        let fields = [
            ("name", "王小明"),
            ("roles", "inspector"),
            ("login", "wangxiaoming"),
            ("state", state),
        ];
        assert_eq!(save(&chief, "people", false, &fields).await?, json!([]));
        ensure!(!holds(&link).await?, "it holds, {state}");
    }
    let link = invite().await?;
    ensure!(holds(&link).await?, "{link}");
    app.store.begin_epoch("test").await?;
    ensure!(!holds(&link).await?, "it holds after a restore");
    Ok(())
}
