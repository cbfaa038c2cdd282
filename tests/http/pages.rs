//! Pages, the shell, and the headers of every answer.

use crate::help::app::{TestApp, User};
use anyhow::Result;
use reqwest::{Method, Response};

async fn get(user: &User, path: &str) -> Result<Response> {
    let request = user
        .request(Method::GET, path)
        .header("accept", "text/html");
    Ok(request.send().await?)
}

fn header<'r>(answer: &'r Response, name: &str) -> &'r str {
    answer.headers()[name].to_str().unwrap()
}

#[tokio::test]
async fn every_answer_carries_the_protecting_headers() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.anyone();
    for path in [
        "/sign-in",
        "/shell",
        "/healthz",
        "/sw.js",
        "/pkg/tablet.0123.js",
        "/api/v1/x",
    ] {
        let answer = get(&user, path).await?;
        assert_eq!(
            header(&answer, "x-content-type-options"),
            "nosniff",
            "{path}"
        );
        assert_eq!(header(&answer, "referrer-policy"), "same-origin", "{path}");
        assert!(
            header(&answer, "permissions-policy").contains("camera=(self)"),
            "{path}"
        );
        let policy = header(&answer, "content-security-policy");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
        // WebKit does not know `manifest-src` and would log an error on every page.
        assert!(!policy.contains("manifest-src"), "{path}: {policy}");
        assert_eq!(header(&answer, "x-request-id").len(), 32, "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn a_page_has_a_nonce_of_its_own_and_the_shell_none() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.sign_in("zhaomin").await?;
    let nonce = async |path: &str, programs: usize| {
        let answer = get(&user, path).await?;
        assert_eq!(header(&answer, "cache-control"), "no-store");
        let policy = header(&answer, "content-security-policy").to_owned();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next());
        let nonce = nonce.unwrap_or_default().to_owned();
        let page = answer.text().await?;
        assert!(nonce.len() > 15, "{policy}");
        let with_file = ["<script src=", "<script type=\"module\" src="];
        let with_file: usize = with_file.iter().map(|it| page.matches(it).count()).sum();
        // One script starts the program; the policy allows it by its hash.
        let by_hash = page.matches("<script data-module=").count();
        assert!(
            by_hash == programs && policy.contains("'sha256-"),
            "{policy}"
        );
        assert_eq!(page.matches("/pkg/").count(), programs * 3 + 1, "{path}");
        let inline = page.matches("<script").count() - with_file - by_hash;
        let with_nonce = page.matches(&format!("nonce=\"{nonce}\"")).count();
        assert_eq!(inline, with_nonce);
        anyhow::Ok(nonce)
    };
    assert_ne!(nonce("/review", 1).await?, nonce("/review", 1).await?);
    // The program to load depends on the person, who is unknown before signing in.
    nonce("/sign-in", 0).await?;
    let shell = get(&user, "/shell").await?;
    assert_eq!(header(&shell, "cache-control"), "no-cache");
    assert!(!header(&shell, "content-security-policy").contains("nonce"));
    let shell = shell.text().await?;
    assert!(shell.contains("data-shell") && shell.contains("/pkg/tablet.0123.js"));
    assert!(!shell.contains("<script>"));
    Ok(())
}

#[tokio::test]
async fn the_inspectors_addresses_are_answered_with_the_shell() -> Result<()> {
    let app = TestApp::start().await?;
    let shell = get(&app.anyone(), "/shell").await?.text().await?;
    for path in [
        "/inspect",
        "/inspect/new?site=luocun-center",
        "/inspect/x/finish",
    ] {
        for user in [app.anyone(), app.sign_in("lixia").await?] {
            let answer = get(&user, path).await?;
            assert!(
                !header(&answer, "content-security-policy").contains("nonce"),
                "{path}"
            );
            assert_eq!(answer.text().await?, shell, "{path}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn hashed_files_are_kept_for_good_and_the_worker_is_not() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.anyone();
    let asset = get(&user, "/pkg/tablet.0123.js").await?;
    assert!(header(&asset, "cache-control").contains("immutable"));
    let worker = get(&user, "/sw.js").await?;
    assert_eq!(header(&worker, "cache-control"), "no-cache");
    assert!(header(&worker, "content-security-policy").contains("connect-src 'self'"));
    for path in [
        "/pkg/../../xuncha.db",
        "/pkg/%2e%2e/%2e%2e/xuncha.db",
        "/pkg/none.js",
    ] {
        let answer = get(&user, path).await?;
        assert_eq!(answer.status().as_u16(), 404, "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn pages_of_others_lead_to_the_sign_in() -> Result<()> {
    let app = TestApp::start().await?;
    let mut user = app.anyone();
    user.http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    for path in ["/review", "/town"] {
        let answer = get(&user, path).await?;
        assert_eq!(answer.status().as_u16(), 302, "{path}");
        assert!(
            header(&answer, "location").starts_with("/sign-in"),
            "{path}"
        );
    }
    assert_eq!(get(&user, "/nowhere").await?.status().as_u16(), 404);
    let page = get(&user, "/sign-in").await?.text().await?;
    assert!(page.contains("演示数据"));
    Ok(())
}

/// A page where somebody acts tells those who can only look whose it is, instead of leaving out its
/// buttons without a word. It tells nothing to those who act there.
#[tokio::test]
async fn who_can_only_look_at_a_page_is_told_whose_it_is() -> Result<()> {
    let app = TestApp::start().await?;
    let mut told = 0;
    for login in ["qianjian", "zhaomin", "admin", "sunmei"] {
        let user = app.sign_in(login).await?;
        let person = app.account(login).await?.person;
        let mine = app::places::ALL.into_iter();
        for place in mine.filter(|it| it.right.is_some_and(|right| person.may(right))) {
            let cookie = format!("xuncha={}", user.token.as_deref().unwrap_or_default());
            let request = user.request(Method::GET, place.address);
            let request = request
                .header("accept", "text/html")
                .header("cookie", cookie);
            let page = request.send().await?.text().await?;
            let looks_on = place.acts.is_some_and(|right| !person.may(right));
            let says = page.contains("data-testid=\"read-only\"");
            assert_eq!(says, looks_on, "{login} {}", place.address);
            if login == "qianjian" && place.address == "/plan" {
                assert!(page.contains("此页的内容由核查人员办理"), "{page}");
            }
            told += u32::from(says);
        }
    }
    assert!(told > 12, "{told}");
    Ok(())
}
