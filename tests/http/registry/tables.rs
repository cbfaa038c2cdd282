//! An evaluation table is taken in from its file.

use super::{begun, save};
use crate::app::json_of;
use anyhow::{Context, Result, ensure};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Another district's table is a file: with a fault it is told by line and column, without one a quarter
/// is opened by it.
#[tokio::test]
async fn a_table_is_taken_in_and_a_quarter_opened_by_it() -> Result<()> {
    let (app, chief) = begun().await?;
    let send = async |text: &str| -> Result<(StatusCode, Value)> {
        let path = "/api/v1/tables";
        let sent = chief.request(Method::POST, path).body(text.to_owned());
        json_of(sent.send().await?).await
    };
    let known = domain::table::builtin_files()
        .first()
        .context("no table")?
        .1;
    let own = known.replacen("\"zichuan-2022\"", "\"qingshi-2026\"", 1);
    let broken = own.replacen("office = \"", "offic = \"", 1);
    let (status, report) = send(&broken).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{report}");
    let line = own
        .lines()
        .position(|it| it.starts_with("office = "))
        .context("no office")?
        + 1;
    let lines = report["lines"].as_array().context("no lines")?;
    ensure!(lines.iter().any(|it| it["line"] == json!(line)), "{report}");
    let (status, _) = send("\u{0}").await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, taken) = send(&own).await?;
    assert_eq!(
        (status, &taken["taken"]),
        (StatusCode::OK, &json!(1)),
        "{taken}"
    );
    let (status, again) = send(&own).await?;
    assert_eq!((status, &again["taken"]), (StatusCode::OK, &json!(0)));
    let sha256 = taken["sha256"].as_str().context("no hash")?;
    let path = format!("/api/v1/tables/{sha256}.toml");
    let back = chief
        .request(Method::GET, &path)
        .send()
        .await?
        .text()
        .await?;
    assert_eq!(back, own);

    assert_eq!(
        save(
            &chief,
            "towns",
            true,
            &[("name", "青山镇"), ("kind", "town")]
        )
        .await?,
        json!([])
    );
    let set_up = chief.call("set_up", json!({})).await?.unwrap();
    let open = json!({"quarter": set_up["today"], "table": sha256});
    ensure!(chief.call("open_first_quarter", open).await?.is_ok());
    let quarters = app.store.quarters().await?;
    assert_eq!(quarters.0[0].table.id, "qingshi-2026");
    Ok(())
}
