//! Verifying a quarter finds every change to settled results and acts.

use crate::help::app::TestApp;
use crate::help::quarter::{because, close, current, done, ready, verified};
use anyhow::Result;
use serde_json::json;
use server::store::database;
use tests::stores;

#[tokio::test]
async fn a_change_of_any_part_of_a_closing_is_found() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    ready(&app, &zhaomin, &quarter).await?;
    close(&zhaomin, &quarter).await?;
    let mut db = app.database().await?;
    for sql in [
        "DELETE FROM frozen",
        "UPDATE quarter_events SET at = at",
        "DELETE FROM quarter_events",
    ] {
        assert!(
            database::query(sql).execute(&mut db).await.is_err(),
            "{sql}"
        );
    }
    for table in ["frozen", "quarter_events"] {
        stores::unlock(&mut db, table).await?;
    }
    for (change, back, told) in [
        (
            "UPDATE frozen SET doc = replace(doc, '\"final\":', '\"final\" :')",
            "UPDATE frozen SET doc = replace(doc, '\"final\" :', '\"final\":')",
            "the document has the hash",
        ),
        (
            "UPDATE frozen SET doc = replace(doc, '\"tier\":\"standard\"', '\"tier\":\"benchmark\"')",
            "UPDATE frozen SET doc = replace(doc, '\"tier\":\"benchmark\"', '\"tier\":\"standard\"')",
            "the scores are not those of the case",
        ),
        (
            "UPDATE frozen SET doc = replace(doc, '川政管办发', '川政管办法')",
            "UPDATE frozen SET doc = replace(doc, '川政管办法', '川政管办发')",
            "the table's text has the hash",
        ),
        (
            "UPDATE frozen SET sha256 = 'x' || sha256",
            "UPDATE frozen SET sha256 = substr(sha256, 2)",
            "the act that closed names the hash",
        ),
        (
            "UPDATE quarter_events SET body = replace(body, '孙立', '孙力')",
            "UPDATE quarter_events SET body = replace(body, '孙力', '孙立')",
            "is not what was written",
        ),
        (
            "UPDATE quarters SET state = 'second'",
            "UPDATE quarters SET state = 'closed'",
            "the acts lead to `closed`, but the quarter is `second`",
        ),
    ] {
        assert_eq!(verified(&app, &quarter).await?, [] as [&str; 0], "{change}");
        assert!(
            database::query(change).execute(&mut db).await? > 0,
            "{change}"
        );
        let found = verified(&app, &quarter).await?;
        assert!(
            found.iter().any(|it| it.contains(told)),
            "{change}: {found:?}"
        );
        database::query(back).execute(&mut db).await?;
    }
    Ok(())
}

#[tokio::test]
async fn no_act_is_taken_away_unseen() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    ready(&app, &zhaomin, &quarter).await?;
    close(&zhaomin, &quarter).await?;
    done(&zhaomin, &quarter, because("reopen")).await?;
    assert_eq!(verified(&app, &quarter).await?, [] as [&str; 0]);
    let mut db = app.database().await?;
    stores::unlock(&mut db, "quarter_events").await?;
    for sql in [
        "DELETE FROM quarter_events WHERE number = (SELECT max(number) FROM quarter_events)",
        "UPDATE quarters SET state = 'closed', open = 0",
    ] {
        database::query(sql).execute(&mut db).await?;
    }
    let found = verified(&app, &quarter).await?;
    assert!(
        found.iter().any(|it| it.contains("the audit log has 7")),
        "{found:?}"
    );
    Ok(())
}

#[tokio::test]
async fn a_quarter_keeps_the_table_that_it_was_opened_with() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    assert_eq!(verified(&app, &quarter).await?, [] as [&str; 0]);
    let mut db = app.database().await?;
    let toml: String = database::scalar("SELECT toml FROM tables")
        .fetch_one(&mut db)
        .await?;
    let other = format!("{toml}\n# another\n");
    let sha256 = domain::quarter::hash(other.as_bytes());
    database::query(
        "INSERT INTO tables (district_id, sha256, id, toml)
         SELECT district_id, $1, id, $2 FROM tables",
    )
    .bind(&sha256)
    .bind(&other)
    .execute(&mut db)
    .await?;
    // Tablets find tables by id, so an open quarter's table cannot be replaced by another with that
    // id.
    let next = quarter.parse::<domain::time::Quarter>()?.next();
    let open = json!({"quarter": next.to_string(), "table": sha256});
    let answer = zhaomin.call("quarter_open", open).await?;
    assert_eq!(answer.unwrap_err()["problem"], "other-table");
    for far in [next.next().to_string(), "9999Q4".to_owned()] {
        let open = json!({"quarter": far, "table": "zichuan-2022"});
        let answer = zhaomin.call("quarter_open", open).await?;
        assert_eq!(answer.unwrap_err()["problem"], "too-far", "{far}");
    }
    database::query("UPDATE quarters SET table_sha256 = $1")
        .bind(&sha256)
        .execute(&mut db)
        .await?;
    let found = verified(&app, &quarter).await?;
    assert!(
        found
            .iter()
            .any(|it| it.contains("it was opened with the table")),
        "{found:?}"
    );
    Ok(())
}
