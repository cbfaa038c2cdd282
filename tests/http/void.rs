//! 作废: a visit begun by mistake stays on record and counts nowhere.

use crate::help::app::{TestApp, User};
use crate::help::deciding::{confirmed, decide};
use crate::help::quarter::{close, current, page, ready, scores};
use crate::help::tablet::{Tablet, id, open, record};
use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::{Value, json};

const SITE: &str = "luocun-center";
const WHEELCHAIR: &str = "1.3/wheelchair";

fn void(visit: &str) -> Value {
    json!({"void_visit": {"visit": visit, "reason": "选错检查对象"}})
}

async fn give_up(tablet: &mut Tablet, app: &TestApp, visit: &str) -> Result<Vec<Value>> {
    let op = tablet.op(app, void(visit));
    tablet.apply(app, &[op]).await
}

async fn queue(user: &User, filter: Value) -> Result<Value> {
    let mut whole = json!({"all": false});
    for (key, value) in filter.as_object().context("an object")? {
        whole[key] = value.clone();
    }
    Ok(user
        .call("review_queue", json!({"filter": whole}))
        .await?
        .unwrap())
}

async fn detail(user: &User, finding: &str) -> Result<Value> {
    let found = user
        .call("review_finding", json!({"finding": finding}))
        .await?;
    Ok(found.unwrap())
}

async fn card(user: &User, town: Value) -> Result<Value> {
    let card = user.call("scorecard", json!({"town": town})).await?;
    Ok(card.unwrap())
}

async fn findings(user: &User, quarter: &str) -> Result<String> {
    let path = format!("/api/v1/quarters/{quarter}/export/findings.csv");
    let answer = user.request(Method::GET, &path).send().await?;
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    Ok(answer.text().await?)
}

/// The number of open assignments at the site.
async fn to_do(user: &User) -> Result<usize> {
    let pulled = user.pull(0).await?;
    let rows = pulled["rows"].as_array().context("rows")?;
    let open = |row: &&Value| {
        row["kind"] == "assignment"
            && row["body"]["site"] == SITE
            && row["body"]["done_by"].is_null()
    };
    Ok(rows.iter().filter(open).count())
}

#[tokio::test]
async fn a_void_visit_counts_nowhere_and_is_kept() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, luocun) = (app.sign_in("zhaomin").await?, app.sign_in("luocun").await?);
    let quarter = current(&app).await?;
    let mut lixia = Tablet::of(&app, "lixia").await?;
    let before = (
        card(&zhaomin, json!("luocun")).await?,
        scores(&zhaomin, &quarter).await?,
        findings(&zhaomin, &quarter).await?,
        lixia.user.row("site", SITE).await?,
        to_do(&lixia.user).await?,
    );
    assert!(before.4 > 0, "the demo asks for a visit there");

    let visit = lixia.visit(&app, SITE, "announced").await?;
    let finding = lixia.find(&app, &visit, WHEELCHAIR, 1).await?;
    let shown = card(&zhaomin, json!("luocun")).await?;
    assert_eq!(
        (&shown["visits"], &shown["pending"]),
        (&json!(0), &json!("1"))
    );
    let read = detail(&zhaomin, &finding).await?;
    assert_eq!(read["void"], Value::Null);
    let results = give_up(&mut lixia, &app, &visit).await?;
    assert_eq!(results[0]["flags"], Value::Null, "{results:?}");

    let after = (
        card(&zhaomin, json!("luocun")).await?,
        scores(&zhaomin, &quarter).await?,
        findings(&zhaomin, &quarter).await?,
        lixia.user.row("site", SITE).await?,
        to_do(&lixia.user).await?,
    );
    assert_eq!(after, before);
    let of_town = card(&luocun, Value::Null).await?.to_string();
    assert!(!of_town.contains(&visit) && !of_town.contains(&finding));
    let waiting = queue(&zhaomin, json!({})).await?;
    assert_eq!(
        (&waiting["waiting"], &waiting["total"]),
        (&json!(0), &json!(0))
    );

    // The visit can still be seen by its inspector, and by the supervisor with name and reason.
    let row = lixia.user.row("visit", &visit).await?.context("the row")?;
    assert_eq!(row["voided"][0]["value"], json!({"reason": "选错检查对象"}));
    assert_eq!(
        row["findings"][&finding]["heads"][0]["value"]["note"],
        "现场核实"
    );
    let all = queue(&zhaomin, json!({"all": true})).await?;
    assert_eq!(all["items"][0]["state"], "withdrawn");
    let told = detail(&zhaomin, &finding).await?["void"].clone();
    assert_eq!(told["holds"], true);
    assert_eq!(
        (&told["by"], &told["reason"]),
        (&json!("李霞"), &json!("选错检查对象"))
    );

    // A decision from a page loaded before is refused: it would bring the visit back.
    let late = decide(&zhaomin, &finding, 1, confirmed(), json!({})).await?;
    assert_eq!(late.unwrap_err()["kind"], "changed");

    // A later finding of somebody else there is no possible duplicate.
    let mut wangqiang = Tablet::of(&app, "wangqiang").await?;
    let visit = wangqiang.visit(&app, SITE, "announced").await?;
    let op = record(&app, &id(), &visit, WHEELCHAIR, 1);
    let op = wangqiang.op(&app, op);
    let results = wangqiang.apply(&app, &[op]).await?;
    assert_eq!(results[0]["flags"], Value::Null, "{results:?}");
    wangqiang.close(&app, &visit).await?;
    assert_ne!(
        lixia.user.row("site", SITE).await?,
        before.3,
        "a visit that counts"
    );
    Ok(())
}

#[tokio::test]
async fn taken_back_it_is_as_it_was() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let mut lixia = Tablet::of(&app, "lixia").await?;
    let visit = lixia.visit(&app, SITE, "announced").await?;
    let finding = lixia.find(&app, &visit, WHEELCHAIR, 1).await?;
    let before = (
        queue(&zhaomin, json!({})).await?,
        card(&zhaomin, json!("luocun")).await?,
        detail(&zhaomin, &finding).await?,
    );
    give_up(&mut lixia, &app, &visit).await?;
    let op = lixia.op(&app, json!({"resume_visit": {"visit": visit}}));
    lixia.apply(&app, &[op]).await?;
    let after = (
        queue(&zhaomin, json!({})).await?,
        card(&zhaomin, json!("luocun")).await?,
        detail(&zhaomin, &finding).await?,
    );
    assert_eq!(after, before);
    lixia.close(&app, &visit).await?;
    let row = lixia.user.row("visit", &visit).await?.context("the row")?;
    assert!(row["closings"].is_array());
    Ok(())
}

#[tokio::test]
async fn what_another_tablet_records_meanwhile_is_not_lost() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let mut lixia = Tablet::of(&app, "lixia").await?;
    let mut wangqiang = Tablet::of(&app, "wangqiang").await?;
    let visit = id();
    let mut both = open(&visit, SITE, "announced");
    both["open_visit"]["inspectors"] = json!([wangqiang.user.id]);
    let op = lixia.op(&app, both);
    lixia.apply(&app, &[op]).await?;
    give_up(&mut lixia, &app, &visit).await?;
    assert_eq!(card(&zhaomin, json!("luocun")).await?["visits"], 0);

    // The second tablet had pulled before the visit was voided.
    let finding = id();
    let op = record(&app, &finding, &visit, WHEELCHAIR, 1);
    let op = wangqiang.op(&app, op);
    let results = wangqiang.apply(&app, &[op]).await?;
    assert_eq!(results[0]["flags"], json!(["concurrent"]));

    let waiting = queue(&zhaomin, json!({})).await?;
    assert_eq!(waiting["items"][0]["finding"], json!(finding));
    let shown = card(&zhaomin, json!("luocun")).await?;
    assert_eq!(
        (&shown["visits"], &shown["pending"]),
        (&json!(0), &json!("1"))
    );
    let told = detail(&zhaomin, &finding).await?["void"].clone();
    assert_eq!(
        (&told["holds"], &told["by"]),
        (&json!(false), &json!("李霞"))
    );

    // A decided visit can no longer be voided, even if its author has seen everything.
    decide(&zhaomin, &finding, 1, confirmed(), json!({}))
        .await?
        .unwrap();
    lixia.base = lixia.user.pull(0).await?["next"].as_u64().context("next")?;
    give_up(&mut lixia, &app, &visit).await?;
    assert_eq!(card(&zhaomin, json!("luocun")).await?["deducted"], "1");
    Ok(())
}

#[tokio::test]
async fn a_visit_begun_and_given_up_after_the_closing_is_not_told_of() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    ready(&app, &zhaomin, &quarter).await?;
    close(&zhaomin, &quarter).await?;
    let visit = tablet.visit(&app, SITE, "announced").await?;
    tablet.find(&app, &visit, WHEELCHAIR, 1).await?;
    let late = async || anyhow::Ok(page(&zhaomin, &quarter).await?["late"].clone());
    assert_eq!(late().await?.as_array().map(Vec::len), Some(2));
    give_up(&mut tablet, &app, &visit).await?;
    assert_eq!(late().await?, json!([]));
    Ok(())
}
