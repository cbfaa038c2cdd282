//! Where sites are, and where findings were recorded.

use crate::app::TestApp;
use anyhow::Result;
use domain::position::Position;
use domain::sync::wire::SiteRow;

#[tokio::test]
async fn every_site_of_the_demo_stands_somewhere_in_the_district() -> Result<()> {
    let app = TestApp::start().await?;
    let lixia = app.sign_in("lixia").await?;
    let pulled = lixia.pull(0).await?;
    let office = Position::new(36_643_700, 117_966_900)?;
    let mut seen = std::collections::BTreeSet::new();
    for row in pulled["rows"].as_array().unwrap() {
        if row["kind"] != "site" {
            continue;
        }
        let site: SiteRow = serde_json::from_value(row["body"].clone())?;
        let at = site.position.unwrap_or_else(|| panic!("{}", site.id));
        assert!(at.metres_to(office) < 30_000, "{}: {at}", site.id);
        assert!(seen.insert(at.to_string()), "{}: two at {at}", site.id);
    }
    assert!(seen.len() > 39, "{}", seen.len());
    Ok(())
}

#[tokio::test]
async fn the_database_takes_no_half_or_impossible_position() -> Result<()> {
    let app = TestApp::start().await?;
    let mut database = app.database().await?;
    for set in [
        "latitude = NULL",
        "longitude = NULL",
        "latitude = 90000001",
        "longitude = -180000001",
    ] {
        let sql = format!("UPDATE sites SET {set} WHERE id = 'luocun-center'");
        let done = sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(&mut database)
            .await;
        assert!(done.is_err(), "{set}");
    }
    let both = "UPDATE sites SET latitude = NULL, longitude = NULL WHERE id = 'luocun-center'";
    let done = sqlx::query(both).execute(&mut database).await?;
    assert_eq!(done.rows_affected(), 1);
    Ok(())
}
