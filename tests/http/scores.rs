//! 得分: sections with their sums, each town against the quarter before, and the quarter that a
//! town sees first.

use crate::help::app::{TestApp, User};
use crate::help::quarter::{close, current, page, put, ready, taken};
use anyhow::Result;
use domain::points::Points;
use reqwest::StatusCode;
use serde_json::{Value, json};

async fn sheet(user: &User, quarter: &str) -> Result<Value> {
    let answer = user.call("scores", json!({"quarter": quarter})).await?;
    Ok(answer.unwrap())
}

fn points(value: &Value) -> Points {
    value.as_str().unwrap().parse().unwrap()
}

/// Opens the quarter after a closed one, and returns it.
async fn next(user: &User, quarter: &str) -> Result<String> {
    let shown = page(user, quarter).await?;
    let (next, table) = (shown["next"].clone(), shown["tables"][0][0].clone());
    let opened = user
        .call("quarter_open", json!({"quarter": next, "table": table}))
        .await?;
    opened.unwrap();
    Ok(next.as_str().unwrap().to_owned())
}

#[tokio::test]
async fn sections_add_up_and_a_town_stands_against_the_quarter_before() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, first) = (app.sign_in("zhaomin").await?, current(&app).await?);
    ready(&app, &zhaomin, &first).await?;
    let before = sheet(&zhaomin, &first).await?;
    assert_eq!(before["last"], json!(null), "there is no quarter before");
    assert_eq!(before["towns"][0]["last"], json!(null));
    let sections = before["sections"].as_array().unwrap();
    let ids: Vec<&str> = sections
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["1", "2", "3", "4", "5", "6", "7", "8.1", "8.2"]);
    let columns = before["columns"].as_array().unwrap().len() as u64;
    let rows: u64 = sections.iter().map(|it| it["rows"].as_u64().unwrap()).sum();
    assert_eq!(rows, columns, "every row stands in a section");
    for town in before["towns"].as_array().unwrap() {
        let mut cells = town["cells"].as_array().unwrap().iter();
        for (section, sum) in sections.iter().zip(town["sections"].as_array().unwrap()) {
            let rows = usize::try_from(section["rows"].as_u64().unwrap())?;
            let mut added = Points::ZERO;
            for cell in cells.by_ref().take(rows) {
                added = added.plus(points(cell))?;
            }
            assert_eq!(added, points(sum), "{} {}", town["name"], section["id"]);
        }
    }

    close(&zhaomin, &first).await?;
    let second = next(&zhaomin, &first).await?;
    let after = sheet(&zhaomin, &second).await?;
    assert_eq!(after["last"], json!(first));
    for town in after["towns"].as_array().unwrap() {
        let then = before["towns"].as_array().unwrap();
        let then = then.iter().find(|it| it["town"] == town["town"]).unwrap();
        assert_eq!(town["last"]["place"], then["place"]);
        let change = points(&town["total"]).minus(points(&then["total"]))?;
        let told = points(&town["last"]["change"]);
        // The change is between the exact totals, so it may differ from the shown ones by rounding.
        let off = change.minus(told)?;
        assert!(
            off <= "0.01".parse()? && off >= "-0.01".parse()?,
            "{}",
            town["name"]
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_town_lands_where_there_is_something_for_it() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, first) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let luocun = app.sign_in("luocun").await?;
    let card = async |user: &User, quarter: Value| -> Result<Value> {
        let asked = json!({"town": null, "quarter": quarter});
        Ok(user.call("scorecard", asked).await?.unwrap())
    };
    // With no data in any quarter, the current one is shown.
    let landed = card(&luocun, json!(null)).await?;
    assert_eq!(
        (&landed["quarter"], &landed["nothing_in"]),
        (&json!(first), &json!(null))
    );

    ready(&app, &zhaomin, &first).await?;
    close(&zhaomin, &first).await?;
    let second = next(&zhaomin, &first).await?;
    let landed = card(&luocun, json!(null)).await?;
    assert_eq!(landed["quarter"], json!(first), "the one with the result");
    assert_eq!(landed["nothing_in"], json!(second));
    // An explicitly requested empty quarter is shown, and a supervisor sees the current one.
    assert_eq!(
        card(&luocun, json!(second)).await?["quarter"],
        json!(second)
    );
    assert_eq!(
        card(&luocun, json!(second)).await?["nothing_in"],
        json!(null)
    );
    assert_eq!(card(&zhaomin, json!(null)).await?["quarter"], json!(second));

    // Another town's facts do not count as data for this town; its own do.
    let tier = |town: &str| json!([{"town": town, "indicator": "1.1", "tier": "standard"}]);
    let (status, text) = put(&zhaomin, &second, &tier("hongshan")).await?;
    assert_eq!(status, StatusCode::NO_CONTENT, "{text}");
    assert_eq!(card(&luocun, json!(null)).await?["quarter"], json!(first));
    taken(&zhaomin, &second, tier("luocun")).await?;
    let landed = card(&luocun, json!(null)).await?;
    assert_eq!(
        (&landed["quarter"], &landed["nothing_in"]),
        (&json!(second), &json!(null))
    );
    Ok(())
}
