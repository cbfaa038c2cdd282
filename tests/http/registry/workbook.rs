//! One workbook fills an empty installation; its lists offer the possible choices.

use super::{PEOPLE, SITES, Sheet, TOWNS, begun, book, send};
use anyhow::{Context, Result, ensure};
use calamine::{Reader, Xlsx};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::io::Cursor;

#[tokio::test]
async fn an_empty_office_is_filled_by_one_workbook() -> Result<()> {
    let (app, chief) = begun().await?;
    let file = book(&[TOWNS, SITES, PEOPLE]);
    let (status, checked) = send(&chief, "check=1", file.clone()).await?;
    ensure!(status == StatusCode::OK, "{checked}");
    assert_eq!(
        (
            &checked["taken"],
            &checked["changed"],
            &checked["unchanged"]
        ),
        (&json!(8), &json!(0), &json!(0))
    );
    assert_eq!(app.store.registry().await?.towns.len(), 0, "only checked");
    let seen = format!("seen={}", checked["seen"]);
    let (status, taken) = send(&chief, &seen, file.clone()).await?;
    ensure!(status == StatusCode::OK, "{taken}");
    let registry = app.store.registry().await?;
    let towns: Vec<_> = registry.towns.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(towns, ["qingshan", "lvshui"]);
    let sites: Vec<_> = registry.sites.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(
        sites,
        ["lvshui-center", "qingshan-center", "qingshan-shitou"]
    );
    let logins: Vec<_> = registry.people.iter().map(|it| it.login.as_str()).collect();
    assert_eq!(logins, ["chief", "lihe", "wangxiaoming", "zhaozhenban"]);

    // The registry has changed since the check.
    let (status, body) = send(&chief, &seen, file.clone()).await?;
    assert_eq!(status, StatusCode::CONFLICT, "{body}");
    // The same file again changes nothing, nor does an exported one.
    let (_, again) = send(&chief, "", file).await?;
    assert_eq!(
        (&again["taken"], &again["unchanged"]),
        (&json!(0), &json!(8))
    );
    let filled = chief
        .request(Method::GET, "/api/v1/registry/workbook.xlsx?filled=1")
        .send()
        .await?;
    let filled = filled.bytes().await?.to_vec();
    let (status, again) = send(&chief, "", filled).await?;
    ensure!(status == StatusCode::OK, "{again}");
    assert_eq!(
        (&again["taken"], &again["unchanged"]),
        (&json!(0), &json!(9))
    );

    // One changed line changes one entry.
    let changed: Sheet<'_> = (
        "检查对象",
        &[
            &["编号", "名称", "所属镇办", "地址"],
            &[
                // As a Chinese keyboard in full-width mode types it.
                "ｑｉｎｇｓｈａｎ－ｓｈｉｔｏｕ",
                "青山镇大石头村便民服务站",
                "青山镇",
                "村委会",
            ],
        ],
    );
    let (status, report) = send(&chief, "", book(&[changed])).await?;
    ensure!(status == StatusCode::OK, "{report}");
    assert_eq!(
        (&report["taken"], &report["changed"]),
        (&json!(1), &json!(1))
    );
    let words = report["lines"][0]["words"].as_str().unwrap_or_default();
    ensure!(
        words.contains("青山镇石头村便民服务站 → 青山镇大石头村便民服务站"),
        "{words}"
    );
    let registry = app.store.registry().await?;
    let site = registry
        .sites
        .iter()
        .find(|it| it.id.as_str() == "qingshan-shitou");
    let site = site.context("the site is gone")?;
    assert_eq!(site.address, "村委会");
    let centre = registry
        .sites
        .iter()
        .find(|it| it.id.as_str() == "qingshan-center");
    ensure!(
        centre.is_some_and(|it| it.position.is_some()),
        "its position is lost"
    );
    Ok(())
}

#[tokio::test]
async fn the_workbook_offers_what_there_is_to_choose() -> Result<()> {
    let (_app, chief) = begun().await?;
    let blank = chief
        .request(Method::GET, "/api/v1/registry/workbook.xlsx")
        .send()
        .await?;
    let bytes = blank.bytes().await?;
    let mut read = Xlsx::new(Cursor::new(&bytes[..]))?;
    // What to read comes first, and says which name is used where.
    assert_eq!(read.sheet_names(), ["说明", "镇办", "检查对象", "人员"]);
    let notes = read.worksheet_range("说明")?;
    let lines: Vec<String> = notes.rows().map(|row| row[0].to_string()).collect();
    ensure!(lines.iter().any(|it| it == "名称的用法"), "{lines:?}");
    let towns = read.worksheet_range("镇办")?;
    assert_eq!(
        towns.get_value((0, 0)).map(ToString::to_string).as_deref(),
        Some("全称*")
    );
    // The file is named after the district, once it has a name.
    let named = async |query: &str| -> Result<String> {
        let path = format!("/api/v1/registry/workbook.xlsx{query}");
        let file = chief.request(Method::GET, &path).send().await?;
        let name = file.headers().get("content-disposition").cloned();
        let name = name.context("no name")?.to_str()?.to_owned();
        Ok(name.split("UTF-8''").nth(1).unwrap_or_default().to_owned())
    };
    let district = json!({"name": "青石县", "office": "", "prefix": "", "hotline": ""});
    let done = chief.call("name_district", json!({ "district": district }));
    done.await?.unwrap();
    for (query, name) in [
        ("", "青石县名录（空白）.xlsx"),
        ("?filled=1", "青石县名录.xlsx"),
    ] {
        assert_eq!(named(query).await?, app::address::escape(name));
    }
    // A template without entries has nothing to import.
    let (status, report) = send(&chief, "", bytes.to_vec()).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(report["lines"][0]["code"], "nothing", "{report}");
    Ok(())
}
