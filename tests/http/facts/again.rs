//! Saving over what somebody else changed meanwhile, and sending the same form twice.

use super::{is_saved, line};
use crate::help::app::TestApp;
use crate::help::entering::{form, page, quarter, save};
use anyhow::Result;
use serde_json::{Value, json};

#[tokio::test]
async fn who_saves_what_another_changed_meanwhile_is_shown_both() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let sunmei = app.sign_in("sunmei").await?;
    let metric = |seen: u64, value: &str| {
        let lines: [(&str, &str, u64, &[&str]); 2] = [
            ("luocun", "2.3", seen, &[value]),
            ("taihe", "2.3", 0, &["70"]),
        ];
        form(&quarter, "2.3", &["metric"], &lines)
    };
    is_saved(&save(&sunmei, metric(0, "80")).await?);
    let answer = save(&zhaomin, metric(0, "81")).await?;
    assert_eq!(answer["at"], Value::Null);
    assert_eq!(answer["stale"].as_array().unwrap().len(), 1, "{answer}");
    let (place, number, past) = (
        &answer["stale"][0][0],
        &answer["stale"][0][1],
        &answer["stale"][0][2],
    );
    assert_eq!(
        (place, &past["by"], &past["values"]),
        (&json!(0), &json!("孙梅"), &json!(["80"]))
    );
    let number = number.as_u64().unwrap();
    is_saved(&save(&zhaomin, metric(number, "81")).await?);
    // A blank rank removes no metric; a rank beside a metric is refused.
    let taihe = |seen: u64, values: &'static [&'static str]| {
        form(
            &quarter,
            "2.3",
            &["rank"],
            &[("taihe", "2.3", seen, values)],
        )
    };
    let shown = page(&zhaomin, json!({"row": "2.3", "by": "rank"})).await?;
    assert_eq!(line(&shown, "taihe")["values"], json!([""]));
    let seen = line(&shown, "taihe")["seen"].as_u64().unwrap();
    is_saved(&save(&zhaomin, taihe(seen, &[""])).await?);
    let both = save(&zhaomin, taihe(seen, &["1"])).await?;
    assert_eq!(both["faults"][0][2], "both-metric-and-rank", "{both}");
    // The value is cleared; the history keeps all three.
    let shown = page(&zhaomin, json!({"row": "2.3"})).await?;
    let seen = line(&shown, "luocun")["seen"].as_u64().unwrap();
    let blank = form(
        &quarter,
        "2.3",
        &["metric"],
        &[
            ("luocun", "2.3", seen, &[""]),
            (
                "taihe",
                "2.3",
                line(&shown, "taihe")["seen"].as_u64().unwrap(),
                &["70"],
            ),
        ],
    );
    is_saved(&save(&zhaomin, blank).await?);
    let shown = page(&zhaomin, json!({"row": "2.3"})).await?;
    let history = line(&shown, "luocun")["history"].as_array().unwrap();
    let told: Vec<_> = history
        .iter()
        .map(|it| {
            (
                it["gone"].as_bool().unwrap(),
                it["by"].as_str().unwrap(),
                &it["values"],
            )
        })
        .collect();
    assert!(told[0].0);
    assert_eq!(told[1], (false, "赵敏", &json!(["81"])));
    assert_eq!(told[2], (false, "孙梅", &json!(["80"])));
    assert_eq!(
        line(&shown, "taihe")["history"].as_array().unwrap().len(),
        1,
        "unchanged"
    );
    Ok(())
}

#[tokio::test]
async fn a_new_line_that_is_sent_again_is_entered_once() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let shown = page(&zhaomin, json!({"row": "8.2.2"})).await?;
    let slots = shown["form"]["fresh"].as_array().unwrap();
    let slot = slots[0].as_str().unwrap();
    assert!(
        slots.len() > 1 && slots[1] != slots[0],
        "each line has its own"
    );
    let values: &[&str] = &["曝光", "3", "", "confirmed"];
    let columns = ["remark", "points", "finding", "status"];
    let sent = form(&quarter, "8.2.2", &columns, &[("luocun", slot, 0, values)]);
    for _ in 0..2 {
        is_saved(&save(&zhaomin, sent.clone()).await?);
    }
    let shown = page(&zhaomin, json!({"row": "8.2.2"})).await?;
    let lines = shown["form"]["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["history"].as_array().unwrap().len(), 1);
    // A blank status keeps the decision.
    let seen = lines[0]["seen"].as_u64().unwrap();
    let values: &[&str] = &["曝光", "4", "", ""];
    let sent = form(
        &quarter,
        "8.2.2",
        &columns,
        &[("luocun", slot, seen, values)],
    );
    is_saved(&save(&zhaomin, sent).await?);
    let shown = page(&zhaomin, json!({"row": "8.2.2"})).await?;
    assert_eq!(
        line(&shown, "luocun")["values"],
        json!(["曝光", "4", "", "confirmed"])
    );
    Ok(())
}
