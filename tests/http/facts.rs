//! 数据填报: each family by the page's own functions (its faults: `faults`), who may enter what, and what two people at
//! once come to.
//!
//! Long because every family, fault and role stands here once, beside what comes of it.

use crate::app::{TestApp, User};
use anyhow::{Context, Result};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

pub(crate) async fn quarter(app: &TestApp) -> Result<String> {
    let quarters = app.store.quarters().await?;
    Ok(quarters.current().context("quarter")?.quarter.to_string())
}

pub(crate) async fn page(user: &User, query: Value) -> Result<Value> {
    let answer = user.call("facts", json!({ "query": query })).await?;
    answer.map_err(|error| anyhow::anyhow!("{error}"))
}

fn row<'p>(page: &'p Value, id: &str) -> &'p Value {
    let rows = page["rows"].as_array().unwrap();
    rows.iter().find(|row| row["id"] == id).unwrap()
}

fn line<'p>(page: &'p Value, town: &str) -> &'p Value {
    let lines = page["form"]["lines"].as_array().unwrap();
    lines.iter().find(|line| line["town"] == town).unwrap()
}

/// A form as the page sends it: the columns, and lines of town, slot, number seen and values.
pub(crate) fn form(
    quarter: &str,
    row: &str,
    columns: &[&str],
    lines: &[(&str, &str, u64, &[&str])],
) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .map(|(town, slot, seen, values)| {
            json!({"town": town, "slot": slot, "seen": seen, "values": values})
        })
        .collect();
    json!({"save": {
        "quarter": quarter, "row": row, "columns": columns, "strike": true, "lines": lines,
    }})
}

pub(crate) async fn save(user: &User, form: Value) -> Result<Value> {
    let answer = user.call("save_facts", form).await?;
    answer.map_err(|error| anyhow::anyhow!("{error}"))
}

#[track_caller]
fn is_saved(answer: &Value) {
    assert!(answer["at"].is_string(), "{answer}");
}

#[tokio::test]
async fn every_family_is_saved_and_shown_again() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let judges = ["judge-1", "judge-2", "judge-3", "judge-4", "judge-5"];
    for (row, columns, values) in [
        (
            "1.1",
            &["tier", "document"][..],
            &["standard", "川政发1号"][..],
        ),
        (
            "1.2",
            &["full_coverage", "benchmark_stations"],
            &["true", "2"],
        ),
        ("2.2", &["judgement"], &["2.5"]),
        ("2.3", &["metric"], &["87.5"]),
        ("3.1", &["rank"], &["3"]),
        (
            "6",
            &["month-1", "month-2", "month-3"],
            &["98", "97.5", "99"],
        ),
        ("showcase", &judges, &["90", "91", "92.5", "70", "100"]),
        (
            "8.1.3",
            &["matter", "level", "reads", "status"],
            &["经验做法", "wechat", "2000", "confirmed"],
        ),
        (
            "8.2.1",
            &["remark", "level", "points", "finding", "status"],
            &["通报", "discretionary", "2", "", "pending"],
        ),
        (
            "waivers",
            &["row", "points", "reason"],
            &["3.2", "2", "停用"],
        ),
    ] {
        let sent = form(&quarter, row, columns, &[("luocun", "", 0, values)]);
        let answer = save(&zhaomin, sent).await?;
        assert!(answer["at"].is_string(), "{row}: {answer}");
        let shown = page(&zhaomin, json!({ "row": row })).await?;
        let shown = line(&shown, "luocun");
        assert_eq!(shown["values"], json!(values), "{row}");
        assert_eq!(shown["history"].as_array().unwrap().len(), 1, "{row}");
    }
    let shown = page(&zhaomin, json!({ "row": "showcase" })).await?;
    assert_eq!(line(&shown, "luocun")["made"], "91.16666666666666666667");
    assert_eq!(row(&shown, "2.3")["entered"], 1);
    assert_eq!(row(&shown, "3.2")["entered"], 1, "a waiver fills its place");
    let rank = page(&zhaomin, json!({ "row": "3.2" })).await?;
    assert_eq!(line(&rank, "luocun")["waived"], "2");
    Ok(())
}

#[tokio::test]
async fn an_office_enters_its_own_rows_and_only_its_head_decides() -> Result<()> {
    let app = TestApp::start().await?;
    let quarter = quarter(&app).await?;
    let (sunmei, zhoujian) = (app.sign_in("sunmei").await?, app.sign_in("zhoujian").await?);
    let zhenghao = app.sign_in("zhenghao").await?;
    let own = || {
        form(
            &quarter,
            "1.1",
            &["tier", "document"],
            &[("luocun", "", 0, &["below", ""])],
        )
    };
    assert_eq!(save_refused(&zhenghao, own()).await?, "forbidden");
    is_saved(&save(&sunmei, own()).await?);
    let showcase = form(
        &quarter,
        "showcase",
        &["showcase"],
        &[("luocun", "", 0, &["90"])],
    );
    assert_eq!(save_refused(&zhoujian, showcase).await?, "forbidden");
    let waiver = ["row", "points", "reason"];
    let waiver = form(
        &quarter,
        "waivers",
        &waiver,
        &[("luocun", "", 0, &["1.2", "2", "x"])],
    );
    assert_eq!(save_refused(&zhoujian, waiver).await?, "forbidden");

    let columns = ["matter", "level", "reads", "status"];
    let claim = |slot: &str, seen: u64, status: &str| {
        let values: &[&str] = &["便民新举措", "city", "", status];
        form(
            &quarter,
            "8.1.1",
            &columns,
            &[("luocun", slot, seen, values)],
        )
    };
    assert_eq!(
        save_refused(&sunmei, claim("", 0, "confirmed")).await?,
        "forbidden"
    );
    is_saved(&save(&sunmei, claim("", 0, "pending")).await?);
    let shown = page(&sunmei, json!({"row": "8.1.1"})).await?;
    let kept = line(&shown, "luocun");
    let (slot, seen) = (
        kept["slot"].as_str().unwrap(),
        kept["seen"].as_u64().unwrap(),
    );
    is_saved(&save(&zhoujian, claim(slot, seen, "confirmed")).await?);
    // What was decided is not the clerk's any more, neither to change nor to take back.
    let shown = page(&sunmei, json!({"row": "8.1.1"})).await?;
    let seen = line(&shown, "luocun")["seen"].as_u64().unwrap();
    assert_eq!(
        save_refused(&sunmei, claim(slot, seen, "pending")).await?,
        "forbidden"
    );
    let gone = form(
        &quarter,
        "8.1.1",
        &columns,
        &[("luocun", slot, seen, &["", "", "", ""])],
    );
    assert_eq!(save_refused(&sunmei, gone).await?, "forbidden");

    let path = format!("/api/v1/quarters/{quarter}/facts");
    for (fact, pointer) in [
        (
            json!({"town": "luocun", "indicator": "3.2", "rank": 1}),
            "/facts/0/indicator: ",
        ),
        (
            json!({"town": "luocun", "showcase": "90"}),
            "/facts/0/showcase: ",
        ),
        (
            json!({"town": "luocun", "indicator": "8.1.1", "id": "x", "matter": "m", "level": "city", "status": "confirmed"}),
            "/facts/0/status: ",
        ),
    ] {
        let request = sunmei.request(Method::PUT, &path);
        let answer = request.json(&json!({ "facts": [fact] })).send().await?;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        let problem: Value = answer.json().await?;
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.starts_with(pointer), "{detail}");
    }
    // A claim named like a row would stand in the row's place.
    let named = json!({"town": "luocun", "indicator": "8.1.1", "id": "3.2", "matter": "m", "level": "city", "status": "pending"});
    let request = sunmei.request(Method::PUT, &path);
    let answer = request.json(&json!({ "facts": [named] })).send().await?;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);

    for login in ["luocun", "lixia", "admin"] {
        let user = app.sign_in(login).await?;
        assert_eq!(save_refused(&user, own()).await?, "forbidden", "{login}");
        let seen = user.call("facts", json!({"query": {}})).await?;
        assert_eq!(seen.unwrap_err()["kind"], "forbidden", "{login}");
    }
    Ok(())
}

async fn save_refused(user: &User, form: Value) -> Result<String> {
    let answer = user.call("save_facts", form).await?;
    let error = answer.err().context("it was saved")?;
    Ok(error["kind"].as_str().unwrap_or_default().to_owned())
}

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
    // Blank lines in the other columns of a rank clear the row only where places come.
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
    // Taken back: the history keeps all three.
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
async fn a_signature_stands_until_a_fact_of_its_row_comes() -> Result<()> {
    let app = TestApp::start().await?;
    let quarter = quarter(&app).await?;
    let (sunmei, zhoujian) = (app.sign_in("sunmei").await?, app.sign_in("zhoujian").await?);
    let tier = |seen: u64, value: &str| {
        form(
            &quarter,
            "1.1",
            &["tier", "document"],
            &[("luocun", "1.1", seen, &[value, ""])],
        )
    };
    is_saved(&save(&sunmei, tier(0, "below")).await?);
    let shown = page(&zhoujian, json!({"row": "1.1"})).await?;
    let head = shown["form"]["head"].as_u64().unwrap();
    let sign = |head: u64| json!({"quarter": quarter, "row": "1.1", "head": head});
    for login in ["sunmei", "fengxue", "luocun"] {
        let user = app.sign_in(login).await?;
        let answer = user.call("sign_facts", sign(head)).await?;
        assert_eq!(answer.unwrap_err()["kind"], "forbidden", "{login}");
    }
    let stale = zhoujian.call("sign_facts", sign(head - 1)).await?;
    assert_eq!(stale.unwrap_err()["kind"], "changed");
    zhoujian.call("sign_facts", sign(head)).await?.unwrap();
    let shown = page(&zhoujian, json!({})).await?;
    assert_eq!(row(&shown, "1.1")["signed"][0], "周健");
    assert_eq!(row(&shown, "1.2")["signed"], Value::Null);
    is_saved(&save(&sunmei, tier(head, "standard")).await?);
    let shown = page(&zhoujian, json!({})).await?;
    assert_eq!(row(&shown, "1.1")["signed"], Value::Null);

    let zhaomin = app.sign_in("zhaomin").await?;
    let remind = json!({"quarter": quarter, "row": "1.1", "note": "周五前报齐"});
    let refused = zhoujian.call("remind_facts", remind.clone()).await?;
    assert_eq!(refused.unwrap_err()["kind"], "forbidden");
    zhaomin.call("remind_facts", remind).await?.unwrap();
    let due = |date: &str| json!({"quarter": quarter, "due": date});
    assert!(
        zhoujian
            .call("facts_due", due("2020-01-01"))
            .await?
            .is_err()
    );
    for wrong in ["soon", "0001-11-30", "0206-11-30", "3026-11-30"] {
        let refused = zhaomin.call("facts_due", due(wrong)).await?;
        assert_eq!(refused.unwrap_err()["field"], "due", "{wrong}");
    }
    zhaomin.call("facts_due", due("2020-01-01")).await?.unwrap();
    let shown = page(&sunmei, json!({})).await?;
    assert_eq!(
        (&shown["due"], &shown["overdue"]),
        (&json!("2020-01-01"), &json!(true))
    );
    assert_eq!(row(&shown, "1.1")["late"], true);
    assert_eq!(row(&shown, "1.1")["reminded"][2], "周五前报齐");
    let mut db = app.database().await?;
    for sql in ["DELETE FROM row_signs", "UPDATE reminders SET note = ''"] {
        assert!(sqlx::query(sql).execute(&mut db).await.is_err(), "{sql}");
    }
    Ok(())
}

#[tokio::test]
async fn last_quarter_s_tiers_are_offered() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let mut db = app.database().await?;
    sqlx::query(
        "INSERT INTO quarters (district_id, quarter, table_sha256, open)
         SELECT district_id, '2022Q2', table_sha256, 1 FROM quarters WHERE quarter = ?",
    )
    .bind(&quarter)
    .execute(&mut db)
    .await?;
    let columns = ["tier", "document"];
    let before = form(
        "2022Q2",
        "1.1",
        &columns,
        &[("luocun", "", 0, &["standard", "验收1号"])],
    );
    is_saved(&save(&zhaomin, before).await?);
    let shown = page(&zhaomin, json!({"row": "1.1"})).await?;
    assert_eq!(shown["quarter"], json!(quarter));
    assert_eq!(
        line(&shown, "luocun")["previous"],
        json!(["standard", "验收1号"])
    );
    assert_eq!(
        line(&shown, "luocun")["values"],
        json!(["", ""]),
        "offered, not entered"
    );
    assert_eq!(line(&shown, "taihe")["previous"], Value::Null);
    Ok(())
}

#[tokio::test]
async fn the_page_shows_the_form_before_any_program_runs() -> Result<()> {
    let app = TestApp::start().await?;
    let sunmei = app.sign_in("sunmei").await?;
    let cookie = format!("xuncha={}", sunmei.token.as_deref().unwrap());
    let shown = sunmei
        .http
        .get(sunmei.url("/facts?row=2.3"))
        .header("cookie", cookie);
    let text = shown.send().await?.text().await?;
    assert!(
        text.contains("facts-0-metric") && text.contains("罗村镇"),
        "{text}"
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
    // No choice is no decision: what was decided stays.
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

#[tokio::test]
async fn what_is_no_choice_is_never_taken_for_no() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let columns = ["full_coverage", "benchmark_stations"];
    for (choice, fault) in [
        ("是", "unknown-choice"),
        ("", "missing"),
        ("0", "unknown-choice"),
    ] {
        let values: &[&str] = &[choice, "2"];
        let sent = form(&quarter, "1.2", &columns, &[("luocun", "1.2", 0, values)]);
        let answer = save(&zhaomin, sent).await?;
        assert_eq!(
            answer["faults"],
            json!([[0, "full_coverage", fault]]),
            "{choice}"
        );
    }
    let shown = page(&zhaomin, json!({"row": "1.2"})).await?;
    assert_eq!(line(&shown, "luocun")["values"], json!(["", ""]));
    Ok(())
}
