//! 检查对象二维码: what a camera reads from the pictures, and who may print them.

use crate::help::app::{TestApp, User};
use anyhow::{Context, Result};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn code(user: &User, site: &str) -> Result<reqwest::Response> {
    let path = format!("/api/v1/sites/{site}/code");
    Ok(user.request(Method::GET, &path).send().await?)
}

/// The numbers in an SVG path such as `M8 8h8v8H8V8`.
fn numbers(text: &str) -> Vec<usize> {
    let parts = text.split(|c: char| !c.is_ascii_digit());
    parts.filter_map(|part| part.parse().ok()).collect()
}

/// Reads the code in an SVG as a camera would.
fn read(svg: &str) -> Result<String> {
    let side = svg.split("width=\"").nth(1).context("width")?;
    let side: usize = side.split('"').next().context("width")?.parse()?;
    let dark = svg.rsplit("d=\"").next().context("path")?;
    let dark = dark.split('"').next().context("path")?;
    let mut pixels = vec![255_u8; side * side];
    for square in dark.split('M').skip(1) {
        let [left, top, width, height, ..] = numbers(square)[..] else {
            anyhow::bail!("no square: {square}");
        };
        for y in top..top + height {
            pixels[y * side + left..y * side + left + width].fill(0);
        }
    }
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| pixels[y * side + x]);
    let grids = image.detect_grids();
    let (_, text) = grids.first().context("no code in the picture")?.decode()?;
    Ok(text)
}

#[tokio::test]
async fn a_code_leads_to_the_site_under_the_name_that_was_asked() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let answer = code(&zhaomin, "luocun-center").await?;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "image/svg+xml");
    let svg = answer.text().await?;
    assert!(!svg.contains("style") && !svg.contains("<script"), "{svg}");
    let wanted = format!("{}/inspect/new?site=luocun-center", zhaomin.origin());
    assert_eq!(read(&svg)?, wanted);
    let named = zhaomin
        .request(Method::GET, "/api/v1/sites/xihe-donghe/code")
        .header("host", "xc.zichuan.example");
    let svg = named.send().await?.text().await?;
    assert_eq!(
        read(&svg)?,
        "http://xc.zichuan.example/inspect/new?site=xihe-donghe"
    );
    let endless = zhaomin
        .request(Method::GET, "/api/v1/sites/luocun-center/code")
        .header("host", "x".repeat(4000));
    assert_eq!(endless.send().await?.status(), StatusCode::BAD_REQUEST);
    for unknown in ["nowhere", "Luocun", "%00", "a/b"] {
        let status = code(&zhaomin, unknown).await?.status();
        assert_eq!(status, StatusCode::NOT_FOUND, "{unknown}");
    }
    Ok(())
}

#[tokio::test]
async fn codes_are_for_supervisors_and_administrators() -> Result<()> {
    let app = TestApp::start().await?;
    for (login, may) in [
        ("zhaomin", true),
        ("admin", true),
        ("lixia", false),
        ("luocun", false),
    ] {
        let user = app.sign_in(login).await?;
        let status = code(&user, "luocun-center").await?.status();
        let wanted = if may {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(status, wanted, "{login}");
        let sheets = user.call("site_codes", json!({})).await?;
        assert_eq!(sheets.is_ok(), may, "{login}: {sheets:?}");
        let page = user
            .http
            .get(user.url("/codes"))
            .header("cookie", format!("xuncha={}", user.token.clone().unwrap()))
            .send()
            .await?;
        let page = page.text().await?;
        assert_eq!(
            page.contains("/api/v1/sites/luocun-center/code"),
            may,
            "{login}"
        );
    }
    let anyone = app.anyone();
    let status = code(&anyone, "luocun-center").await?.status();
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    Ok(())
}

#[tokio::test]
async fn the_sheets_hold_every_site_town_by_town() -> Result<()> {
    let app = TestApp::start().await?;
    let admin = app.sign_in("admin").await?;
    let sheets = admin.call("site_codes", json!({})).await?.unwrap();
    let sheets = sheets.as_array().unwrap();
    assert_eq!(sheets.len(), 13);
    let sites: Vec<&Value> = sheets
        .iter()
        .flat_map(|sheet| sheet["sites"].as_array().unwrap())
        .collect();
    let lixia = app.sign_in("lixia").await?;
    let pulled = lixia.pull(0).await?;
    let rows = pulled["rows"].as_array().unwrap();
    let known = rows.iter().filter(|row| row["kind"] == "site").count();
    assert_eq!(sites.len(), known);
    let luocun = sheets.iter().find(|it| it["town"] == "luocun").unwrap();
    assert_eq!(luocun["town_name"], "罗村镇");
    assert_eq!(
        luocun["sites"][0],
        json!(["luocun-center", "罗村镇便民服务中心"]),
        "the centre first"
    );
    Ok(())
}
