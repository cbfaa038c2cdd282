//! From the list of people to the first sign-in, by an invitation.

use super::{PEOPLE, SITES, TOWNS, begun, book, save, send};
use anyhow::{Result, ensure};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// The rules of a password.
const RULES: &str = "不少于8位，包含大写字母、小写字母、数字、符号中的三类";

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
    // Both the slip and the page say who is meant, as what, and until when.
    let about = second[0]["about"].as_str().unwrap_or_default().to_owned();
    ensure!(about.contains("角色：检查人员"), "{about}");
    let until = app.clock.moment().date_at(8 * 3600);
    let until = until.checked_add(jiff::Span::new().days(7))?;
    let day = format!("{}年{}月{}日", until.year(), until.month(), until.day());
    ensure!(about.contains(&day), "{about}: {day}");
    for words in ["王小明", "wangxiaoming", &about, RULES] {
        ensure!(text.contains(words), "{words}: {text}");
    }
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
        ("short", "short", "field-error"),
        ("Wangxiaoming-1", "Wangxiaoming-1", "登录名"),
        ("Qingshan-2026", "Qingshan-2027", "不一致"),
    ] {
        let (status, text) = choose(new, repeat).await?;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
        ensure!(text.contains(words), "{new}: {text}");
        // What is asked for stays on the page beside what was wrong.
        ensure!(text.contains(RULES), "{new}: {text}");
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

/// Accounts alone let nobody in: 初始设置 counts who has no link and who has not used it, and leads to
/// the list of exactly those. It says that the built-in table is there to be used.
#[tokio::test]
async fn who_cannot_sign_in_yet_is_counted_and_listed() -> Result<()> {
    let (app, chief) = begun().await?;
    send(&chief, "", book(&[TOWNS, SITES, PEOPLE])).await?;
    let counts = async || -> Result<(Value, Value)> {
        let set_up = chief.call("set_up", json!({})).await?.unwrap();
        Ok((set_up["uninvited"].clone(), set_up["invited"].clone()))
    };
    let listed = async |state: &str| -> Result<Vec<String>> {
        let query = json!({"text": "", "role": null, "town": null, "state": state, "page": 1});
        let found = chief.call("registry_people", json!({ "query": query }));
        let found = found.await?.unwrap();
        let lines = found["lines"].as_array().cloned().unwrap_or_default();
        let logins = lines.iter().filter_map(|it| it["login"].as_str());
        Ok(logins.map(str::to_owned).collect())
    };
    assert_eq!(counts().await?, (json!(3), json!(0)));
    assert_eq!(listed("uninvited").await?.len(), 3);
    let id = app.account("wangxiaoming").await?.person.id;
    let origin = chief.url("");
    let made = json!({"people": [id], "origin": origin});
    chief.call("invite", made).await?.unwrap();
    assert_eq!(counts().await?, (json!(2), json!(1)));
    assert_eq!(listed("invited").await?, ["wangxiaoming"]);
    assert_eq!(listed("waiting").await?.len(), 3);
    assert_eq!(listed("uninvited").await?, ["lihe", "zhaozhenban"]);
    assert_eq!(listed("").await?.len(), 4);

    let cookie = format!("xuncha={}", chief.token.as_deref().unwrap_or_default());
    let page = chief.request(Method::GET, "/manage");
    let page = page.header("accept", "text/html").header("cookie", cookie);
    let page = page.send().await?.text().await?;
    for words in [
        "/manage/people?state=uninvited",
        "/manage/people?state=invited",
        "将随季度启用",
        "上列评估表可以直接使用",
    ] {
        ensure!(page.contains(words), "{words}: {page}");
    }
    // A link that was not used in time counts as none.
    app.clock
        .advance(jiff::SignedDuration::from_hours(24 * 7 + 1));
    let chief = app.sign_in("chief").await?;
    let set_up = chief.call("set_up", json!({})).await?.unwrap();
    assert_eq!(
        (&set_up["uninvited"], &set_up["invited"]),
        (&json!(3), &json!(0))
    );
    Ok(())
}
