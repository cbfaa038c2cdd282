//! Which rows an office enters, what only its head or a supervisor may do, and the signature.

use super::{is_saved, line, row};
use crate::help::app::{TestApp, User};
use crate::help::entering::{form, page, quarter, save};
use anyhow::{Context, Result};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::store::AuditFilter;
use server::store::database;

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
    // After the decision the clerk can neither change nor clear the claim.
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
    // A claim with a row's id would replace the fact of that row.
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
    // A supervisor can sign only for an absent head, with a reason, and the signature shows it.
    let zhaomin = app.sign_in("zhaomin").await?;
    for reason in [Value::Null, json!(""), json!(" \u{3000}")] {
        let mut blank = sign(head);
        blank["instead"] = reason;
        let answer = zhaomin.call("sign_facts", blank).await?;
        assert_eq!(answer.unwrap_err()["problem"], "required");
    }
    let mut instead = sign(head);
    instead["instead"] = json!("周健出差，电话授权");
    // Sent again because the answer was lost: signed once.
    for _ in 0..2 {
        zhaomin.call("sign_facts", instead.clone()).await?.unwrap();
    }
    let given = AuditFilter {
        kind: Some("sign-row-instead".to_owned()),
        ..AuditFilter::default()
    };
    assert_eq!(app.store.audit_count(given).await?, 1);
    let shown = page(&zhoujian, json!({})).await?;
    let signed = &row(&shown, "1.1")["signed"];
    assert_eq!(
        (&signed["by"], &signed["instead"]),
        (&json!("赵敏"), &json!("周健出差，电话授权"))
    );
    // If the head signs later, the head's own signature is shown.
    zhoujian.call("sign_facts", sign(head)).await?.unwrap();
    let shown = page(&zhoujian, json!({})).await?;
    assert_eq!(row(&shown, "1.1")["signed"]["instead"], Value::Null);
    assert_eq!(row(&shown, "1.1")["signed"]["by"], "周健");
    assert_eq!(row(&shown, "1.2")["signed"], Value::Null);
    is_saved(&save(&sunmei, tier(head, "standard")).await?);
    let shown = page(&zhoujian, json!({})).await?;
    assert_eq!(row(&shown, "1.1")["signed"], Value::Null);

    let zhaomin = app.sign_in("zhaomin").await?;
    let remind = json!({"quarter": quarter, "row": "1.1", "note": "周五前报齐"});
    let refused = zhoujian.call("remind_facts", remind.clone()).await?;
    assert_eq!(refused.unwrap_err()["kind"], "forbidden");
    // The answer to the first reminder was lost.
    for _ in 0..2 {
        let again = remind.clone();
        zhaomin.call("remind_facts", again).await?.unwrap();
    }
    let given = AuditFilter {
        kind: Some("remind".to_owned()),
        ..AuditFilter::default()
    };
    assert_eq!(app.store.audit_count(given).await?, 1);
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
        assert!(
            database::query(sql).execute(&mut db).await.is_err(),
            "{sql}"
        );
    }
    Ok(())
}
