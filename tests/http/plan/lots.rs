//! 随机抽取: what is told before a draw, and the witness who is named after it.

use super::{draw, how, page, said};
use crate::help::app::{TestApp, User};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use server::quarter::draws::{self, Wrong};
use server::store::database;

/// A preview says what a draw would come to by the draw's own validation. It keeps nothing and names
/// no result, so nobody can look at several and choose.
#[tokio::test]
async fn a_preview_draws_nothing_and_tells_no_result() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let before = (page(&zhaomin).await?, app.store.audit_head().await?);
    let preview = async |wanted: Value, due: &str| -> Result<Result<Value, Value>> {
        let how = json!({"method": "spot-check", "form": "unannounced", "due": due, "note": ""});
        let request = json!({"wanted": wanted, "witness": "", "how": how});
        zhaomin
            .call("preview_draw", json!({"request": request}))
            .await
    };
    let wanted = json!({"sites": 1, "of_each_town": true, "kind": "station", "inspectors": 2});
    let first = preview(wanted.clone(), "2099-12-31").await?.unwrap();
    for (name, text) in [
        ("将产生", "13 项检查安排"),
        ("检查人员名录库", "共 2 人"),
        ("回避", "无"),
        ("完成期限", "2099年12月31日"),
        ("方式", "监督抽查 · 暗访"),
    ] {
        assert_eq!(said(&first, name)?, text);
    }
    ensure!(said(&first, "检查对象名录库")?.contains("可以抽中"));
    for _ in 0..5 {
        let again = preview(wanted.clone(), "2099-12-31").await?.unwrap();
        assert_eq!(again, first, "it depends on a lot");
    }
    let text = first.to_string();
    ensure!(!text.contains("村便民服务站"), "{text}");
    ensure!(app.store.draws().await?.is_empty(), "it was drawn");
    let after = (page(&zhaomin).await?, app.store.audit_head().await?);
    assert_eq!(after, before, "something was kept");

    // What the draw refuses, the preview refuses with the same words.
    for wanted in [
        json!({"sites": 60, "inspectors": 2}),
        json!({"sites": 1, "inspectors": 3}),
        json!({"sites": 0, "inspectors": 2}),
        json!({"sites": 1, "towns": ["nowhere"], "inspectors": 2}),
    ] {
        let told = preview(wanted.clone(), "").await?.unwrap_err();
        assert_eq!(draw(&zhaomin, wanted).await?.unwrap_err(), told);
    }
    let late = preview(wanted.clone(), "2020-01-01").await?;
    assert_eq!(late.unwrap_err()["field"], "due");
    // And what it foresees is drawn.
    draw(&zhaomin, wanted).await?.unwrap();
    let drawn = zhaomin
        .call("draw_record", json!({"number": 1}))
        .await?
        .unwrap();
    assert_eq!(drawn["drawn"].as_array().map(Vec::len), Some(13));
    Ok(())
}

/// A town that too few people may inspect refuses the draw each time, not only when the lot chooses
/// it: otherwise the refusals would choose among the seeds.
#[tokio::test]
async fn a_draw_is_possible_or_not_whatever_the_lot_says() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let admin = app.sign_in("admin").await?;
    let towns = admin.call("registry_towns", json!({})).await?.unwrap();
    let entry = json!({"list": "people", "is_new": false, "version": towns["version"], "fields": [
        ["name", "李霞"], ["roles", "inspector"], ["login", "lixia"], ["avoids", "罗村镇"]]});
    let saved = admin.call("save_entry", json!({"entry": entry})).await?;
    assert_eq!(saved.unwrap(), json!([]));
    for _ in 0..6 {
        let refused = draw(&zhaomin, json!({"sites": 1, "inspectors": 2})).await?;
        assert_eq!(refused.unwrap_err()["problem"], "too-few-inspectors");
    }
    let elsewhere = json!({"sites": 1, "towns": ["taihe"], "inspectors": 2});
    draw(&zhaomin, elsewhere).await?.unwrap();
    Ok(())
}

/// The witness of a draw that has none is named once by a supervisor; the record's hash stays, and a
/// name put there by hand is found.
#[tokio::test]
async fn a_witness_is_named_once_and_the_record_stays_as_it_was() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let wanted = json!({"sites": 1, "inspectors": 2});
    draw(&zhaomin, wanted.clone()).await?.unwrap();
    let request = json!({"wanted": wanted, "witness": "", "how": how("announced")});
    for _ in 0..2 {
        let drawn = zhaomin
            .call("draw_lots", json!({"request": request}))
            .await?;
        drawn.unwrap();
    }
    let name = async |user: &User, number: u32, witness: &str| {
        let asked = json!({"number": number, "witness": witness});
        user.call("witness_draw", asked).await
    };
    let record = async |user: &User, number: u32| -> Result<Value> {
        let shown = user.call("draw_record", json!({"number": number})).await?;
        Ok(shown.unwrap())
    };
    for login in ["lixia", "luocun", "qianjian"] {
        let refused = name(&app.sign_in(login).await?, 2, "周督").await?;
        assert_eq!(refused.unwrap_err()["kind"], "forbidden", "{login}");
    }
    let shown = record(&zhaomin, 2).await?;
    let hash = said(&shown["fields"], "记录校验值（SHA-256）")?.to_owned();
    assert_eq!(
        (said(&shown["fields"], "见证人")?, &shown["lacks_witness"]),
        ("", &json!(true))
    );
    let auditor = app.sign_in("qianjian").await?;
    assert_eq!(record(&auditor, 2).await?["lacks_witness"], false);

    assert_eq!(
        name(&zhaomin, 2, "  ").await?.unwrap_err()["problem"],
        "required"
    );
    assert_eq!(
        name(&zhaomin, 9, "周督").await?.unwrap_err()["kind"],
        "not-found"
    );
    name(&zhaomin, 2, " 周督 ").await?.unwrap();
    // Neither this one nor one who was at the draw is ever replaced.
    for number in [1, 2] {
        let again = name(&zhaomin, number, "别人").await?;
        assert_eq!(again.unwrap_err()["field"], "witness", "{number}");
    }
    let shown = record(&zhaomin, 2).await?;
    let witness = said(&shown["fields"], "见证人")?;
    ensure!(witness.starts_with("周督（赵敏于"), "{witness}");
    assert_eq!(said(&shown["fields"], "记录校验值（SHA-256）")?, hash);
    assert_eq!(
        (&shown["holds"], &shown["lacks_witness"]),
        (&json!(true), &json!(false))
    );
    let admin = app.sign_in("admin").await?;
    let query = json!({"query": {"kind": "witness-draw"}});
    let log = admin.call("audit_log", query).await?.unwrap();
    assert_eq!(
        (&log["total"], &log["lines"][0]["result"]),
        (&json!(1), &json!("周督"))
    );
    for number in 1..=3 {
        let kept = app.store.draw(number).await?.context("no draw")?;
        draws::verify(&kept)?;
    }

    // A name that the log does not know is found, and so is a second one beside the draw's own.
    let mut db = app.database().await?;
    for (number, sql) in [
        (2, "UPDATE draw_witnesses SET witness = '别人'"),
        (2, "DELETE FROM draw_witnesses"),
    ] {
        let refused = database::query(sql).execute(&mut db).await;
        ensure!(refused.is_err(), "the witness of draw {number} was changed");
    }
    for number in [1, 3] {
        database::query(
            "INSERT INTO draw_witnesses (district_id, number, witness, named_by, named_at)
             SELECT district_id, $1, '别人', named_by, named_at FROM draw_witnesses LIMIT 1",
        )
        .bind(i64::from(number))
        .execute(&mut db)
        .await?;
        let kept = app.store.draw(number as u64).await?.context("no draw")?;
        let found = draws::verify(&kept);
        ensure!(matches!(found, Err(Wrong::Witness)), "{found:?}");
    }
    db.close().await;
    Ok(())
}
