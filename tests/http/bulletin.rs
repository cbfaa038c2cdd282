//! 结果通报: its figures, its page, and who may read it.

use crate::help::app::{TestApp, User};
use crate::help::deciding::{confirmed, decide};
use crate::help::tablet::Tablet;
use anyhow::Result;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::store::database;

async fn bulletin(user: &User, quarter: Value) -> Result<Result<Value, Value>> {
    user.call("bulletin", json!({"quarter": quarter})).await
}

async fn page(user: &User, path: &str) -> Result<String> {
    let cookie = format!("xuncha={}", user.token.as_deref().unwrap_or_default());
    let request = user.request(Method::GET, path).header("cookie", cookie);
    let answer = request.header("accept", "text/html").send().await?;
    Ok(answer.text().await?)
}

#[tokio::test]
async fn the_bulletin_tells_the_figures_of_the_quarter() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let quarters = app.store.quarters().await?;
    let quarter = quarters.current().unwrap().quarter.to_string();
    let mut tablet = Tablet::of(&app, "lixia").await?;
    for (site, checkpoint, right) in [
        ("luocun-center", "1.3/wheelchair", true),
        ("taihe-center", "1.3/wheelchair", true),
        ("taihe-center", "5.1/attitude", true),
        ("taihe-center", "5.1/dirty-hall", false),
    ] {
        let visit = tablet.visit(&app, site, "announced").await?;
        let found = tablet.find(&app, &visit, checkpoint, 1).await?;
        tablet.close(&app, &visit).await?;
        if right {
            decide(&zhaomin, &found, 1, confirmed(), json!({}))
                .await?
                .unwrap();
        }
    }
    let facts = json!([
        {"town": "luocun", "showcase": "91.5"},
        {"town": "taihe", "showcase": "90"},
    ]);
    let put = zhaomin
        .request(Method::PUT, &format!("/api/v1/quarters/{quarter}/facts"))
        .json(&json!({ "facts": facts }));
    assert_eq!(put.send().await?.status(), StatusCode::NO_CONTENT);

    // A visit counts once it is handed in.
    tablet.visit(&app, "luocun-center", "announced").await?;

    let told = bulletin(&zhaomin, json!(quarter)).await?.unwrap();
    assert_eq!((&told["visits"], &told["sites"]), (&json!(4), &json!(2)));
    assert_eq!(
        (&told["findings"], &told["missing"]),
        (&json!(3), &json!(13))
    );
    assert_eq!(told["change"], Value::Null, "there is no quarter before");
    let problems = told["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 2, "what waits is no problem yet");
    assert_eq!(problems[0]["name"], "缺轮椅");
    assert_eq!(
        (&problems[0]["count"], &problems[0]["towns"]),
        (&json!(2), &json!(2))
    );
    let towns = told["towns"].as_array().unwrap();
    assert_eq!(towns.len(), 13);
    assert_eq!(
        (&towns[0]["name"], &towns[0]["red_flag"]),
        (&json!("罗村镇"), &json!(true))
    );
    // 30 of 31 points for the daily evaluation, and 91.5 for the showcase.
    assert_eq!(
        (&towns[0]["total"], &told["highest"]),
        (&json!("48.45"), &json!("48.45"))
    );

    let page = page(&zhaomin, &format!("/bulletin?quarter={quarter}")).await?;
    for words in [
        "草稿",
        "二、评估结果",
        "缺轮椅",
        "授予罗村镇“担当作为”流动红旗",
        "48.45",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("李霞"), "nobody is named");
    assert!(!page.contains("style="), "no inline style");
    Ok(())
}

#[tokio::test]
async fn a_quarter_is_told_against_the_one_before() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let quarters = app.store.quarters().await?;
    let mut all: Vec<String> = quarters.0.iter().map(|it| it.quarter.to_string()).collect();
    let newest = all.remove(0);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let mut db = app.database().await?;
    let (year, number) = newest.split_once('Q').unwrap();
    let before = match number {
        "1" => format!("{}Q4", year.parse::<u32>()? - 1),
        number => format!("{year}Q{}", number.parse::<u32>()? - 1),
    };
    assert!(!all.contains(&before), "the demo has one quarter");
    database::query(
        "INSERT INTO quarters (district_id, quarter, table_sha256, open)
         SELECT district_id, $1, table_sha256, 0 FROM quarters WHERE quarter = $2",
    )
    .bind(&before)
    .bind(&newest)
    .execute(&mut db)
    .await?;
    let found = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    tablet.close(&app, &visit).await?;
    decide(&zhaomin, &found, 1, confirmed(), json!({}))
        .await?
        .unwrap();
    let told = bulletin(&zhaomin, Value::Null).await?.unwrap();
    assert_eq!(told["quarter"], json!(newest), "the current one");
    // One of thirteen towns lost 0.7 points.
    let change = json!({"visits": 1, "findings": 1, "average": "-0.05"});
    assert_eq!(told["change"], change);
    let told = bulletin(&zhaomin, json!(before)).await?.unwrap();
    assert_eq!(
        (&told["visits"], &told["change"]),
        (&json!(0), &Value::Null)
    );
    Ok(())
}

#[tokio::test]
async fn the_bulletin_is_for_supervisors() -> Result<()> {
    let app = TestApp::start().await?;
    for login in ["luocun", "lixia", "admin"] {
        let user = app.sign_in(login).await?;
        let refused = bulletin(&user, Value::Null).await?.unwrap_err();
        assert!(
            refused.to_string().to_lowercase().contains("forbidden"),
            "{login}: {refused}"
        );
        assert!(
            !page(&user, "/bulletin").await?.contains("paper-title"),
            "{login}"
        );
    }
    let zhaomin = app.sign_in("zhaomin").await?;
    for wrong in ["1999Q1", "x"] {
        let refused = bulletin(&zhaomin, json!(wrong)).await?.unwrap_err();
        assert!(
            refused.to_string().to_lowercase().contains("found"),
            "{wrong}: {refused}"
        );
    }
    assert!(
        page(&zhaomin, "/scores")
            .await?
            .contains("/export/evaluation.xlsx")
    );
    Ok(())
}
