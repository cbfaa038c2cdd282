//! 计划: assignments and draws reach the tablets concerned and no others. A draw can be repeated
//! from its record, and a changed record is noticed.

mod lots;

use crate::help::app::{TestApp, User};
use crate::help::tablet::Tablet;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use server::quarter::draws::{self, Wrong};
use server::store::database;
use tests::stores;

fn how(form: &str) -> Value {
    json!({"method": "routine", "form": form, "due": "", "note": "带好记录仪"})
}

/// The planned visits that fit a query.
async fn listed(user: &User, query: Value) -> Result<Value> {
    let query = json!({ "query": query });
    Ok(user.call("assignments", query).await?.unwrap())
}

async fn page(user: &User) -> Result<Value> {
    listed(user, json!({})).await
}

async fn assign(user: &User, sites: &[&str], people: &[&str]) -> Result<Result<Value, Value>> {
    let request = json!({"sites": sites, "inspectors": people, "how": how("unannounced")});
    user.call("assign", json!({"request": request})).await
}

#[tokio::test]
async fn what_is_assigned_reaches_its_tablets_and_what_is_withdrawn_leaves_them() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let lixia = app.sign_in("lixia").await?;
    let wangqiang = app.sign_in("wangqiang").await?;
    let done = assign(&zhaomin, &["taihe-center", "taihe-taihe"], &[&lixia.id]).await?;
    assert_eq!(done.unwrap(), json!(2));
    let listed = page(&zhaomin).await?;
    let first = &listed["lines"][0];
    assert_eq!(
        (&first["state"], &first["note"], &first["by"]),
        (&json!("waiting"), &json!("带好记录仪"), &json!("赵敏"))
    );
    let id = first["id"].as_str().context("no id")?.to_owned();
    let row = lixia.row("assignment", &id).await?.context("not told")?;
    assert_eq!(
        (&row["form"], &row["note"]),
        (&json!("unannounced"), &json!("带好记录仪"))
    );
    assert_eq!(
        wangqiang.row("assignment", &id).await?,
        None,
        "another's plan"
    );

    let gone = zhaomin
        .call("withdraw_assignments", json!({"visits": [id, id]}))
        .await?;
    assert_eq!(gone.unwrap(), json!(1), "once");
    assert_eq!(
        lixia.row("assignment", &id).await?,
        Some(Value::Null),
        "still on the tablet"
    );
    let withdrawn = self::listed(&zhaomin, json!({"state": "withdrawn"})).await?;
    let withdrawn = &withdrawn["lines"][0];
    assert_eq!(
        (&withdrawn["id"], &withdrawn["state"]),
        (&json!(id), &json!("withdrawn"))
    );
    let listed = page(&zhaomin).await?;
    let stays = listed["lines"].as_array().context("no list")?;
    assert!(!stays.iter().any(|it| it["id"] == json!(id)), "{listed}");

    // Once the visit is made, the assignment is done and cannot be withdrawn.
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let other = listed["lines"]
        .as_array()
        .context("no list")?
        .iter()
        .find(|it| it["state"] == "waiting" && it["note"] != "")
        .context("no other")?
        .clone();
    let site = if other["site"].as_str().is_some_and(|it| it.contains("中心")) {
        "taihe-center"
    } else {
        "taihe-taihe"
    };
    let visit = tablet.visit(&app, site, "unannounced").await?;
    tablet.close(&app, &visit).await?;
    let listed = page(&zhaomin).await?;
    let made = listed["lines"]
        .as_array()
        .context("no list")?
        .iter()
        .find(|it| it["id"] == other["id"]);
    assert_eq!(made.context("it is lost")?["state"], "done");
    let kept = zhaomin
        .call("withdraw_assignments", json!({"visits": [other["id"]]}))
        .await?;
    assert_eq!(kept.unwrap(), json!(0));
    // A visit under way does not count as coverage yet.
    tablet.visit(&app, "luocun-center", "announced").await?;
    let plan = zhaomin.call("plan", json!({})).await?.unwrap();
    let coverage = plan["coverage"].as_array().context("no coverage")?;
    let taihe = coverage
        .iter()
        .find(|it| it["town"] == "太河镇")
        .context("no town")?;
    assert_eq!(taihe["visits"], 1, "{taihe}");
    let spots = plan["spots"].as_array().context("no map")?;
    let seen: Vec<_> = spots.iter().filter(|it| it["visited"] == true).collect();
    assert_eq!(seen.len(), 1, "{seen:?}");
    ensure!(
        seen[0]["names"][0]
            .as_str()
            .is_some_and(|it| it.contains("太河"))
    );
    assert_eq!(
        plan["placeless"], 0,
        "every site of the demo has a position"
    );

    // Closing a site withdraws its assignments, and so does a person who stops inspecting.
    let admin = app.sign_in("admin").await?;
    let set = async |list: &str, fields: Value| -> Result<Value> {
        let version = admin.call("registry_towns", json!({})).await?.unwrap()["version"].clone();
        let entry = json!({"list": list, "is_new": false, "fields": fields, "version": version});
        Ok(admin
            .call("save_entry", json!({"entry": entry}))
            .await?
            .unwrap())
    };
    let done = assign(&zhaomin, &["taihe-xiaofeng"], &[&wangqiang.id]).await?;
    assert_eq!(done.unwrap(), json!(1));
    let at_site = page(&zhaomin).await?["lines"][0]["id"].clone();
    let at_site = at_site.as_str().context("no id")?.to_owned();
    let closed = json!([
        ["id", "taihe-xiaofeng"],
        ["name", "太河镇孝峰村便民服务站"],
        ["town", "taihe"],
        ["kind", "station"],
        ["state", "closed"]
    ]);
    assert_eq!(set("sites", closed).await?, json!([]));
    assert_eq!(
        wangqiang.row("assignment", &at_site).await?,
        Some(Value::Null)
    );
    // Only assignments without another inspector are withdrawn.
    let alone = assign(&zhaomin, &["taihe-center"], &[&wangqiang.id]).await?;
    assert_eq!(alone.unwrap(), json!(1));
    let both = assign(&zhaomin, &["taihe-taihe"], &[&wangqiang.id, &lixia.id]).await?;
    assert_eq!(both.unwrap(), json!(1));
    let gone = json!([
        ["name", "王强"],
        ["roles", "auditor"],
        ["login", "wangqiang"]
    ]);
    assert_eq!(set("people", gone).await?, json!([]));
    let row = lixia
        .row("person", &wangqiang.id)
        .await?
        .context("no person")?;
    assert_eq!(row["gone"], true, "{row}");
    let left = page(&zhaomin).await?;
    let left = left["lines"].as_array().context("no list")?;
    let of = |site: &str| {
        left.iter()
            .any(|it| it["site"] == site && it["state"] == "waiting")
    };
    assert!(of("太河镇太河村便民服务站"), "{left:?}");
    assert!(
        !left
            .iter()
            .any(|it| it["inspectors"] == json!(["王强"]) && it["state"] == "waiting"),
        "{left:?}"
    );

    // Refuses a person who does not inspect, an unknown site, and a past day.
    let nobody = assign(&zhaomin, &["taihe-center"], &[&zhaomin.id]).await?;
    assert_eq!(nobody.unwrap_err()["field"], "sites");
    let nowhere = assign(&zhaomin, &["nowhere"], &[&lixia.id]).await?;
    assert_eq!(nowhere.unwrap_err()["field"], "sites");
    let late = json!({"sites": ["taihe-center"], "inspectors": [lixia.id], "how":
        {"method": "routine", "form": "announced", "due": "2020-01-01", "note": ""}});
    let late = zhaomin.call("assign", json!({"request": late})).await?;
    assert_eq!(late.unwrap_err()["field"], "due");
    Ok(())
}

/// What a record or a preview says under a name.
fn said<'v>(fields: &'v Value, name: &str) -> Result<&'v str> {
    let all = fields.as_array().context("no fields")?;
    let found = all.iter().find(|it| it[0] == name);
    found
        .and_then(|it| it[1].as_str())
        .with_context(|| format!("no {name}: {fields}"))
}

async fn draw(user: &User, wanted: Value) -> Result<Result<Value, Value>> {
    let request = json!({"wanted": wanted, "witness": "监察员", "how": how("announced")});
    user.call("draw_lots", json!({"request": request})).await
}

#[tokio::test]
async fn a_draw_is_kept_whole_and_what_is_changed_in_it_is_found() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let admin = app.sign_in("admin").await?;
    let few = draw(&zhaomin, json!({"sites": 60, "inspectors": 2})).await?;
    assert_eq!(few.unwrap_err()["problem"], "too-few-sites");
    let people = draw(&zhaomin, json!({"sites": 1, "inspectors": 3})).await?;
    assert_eq!(people.unwrap_err()["problem"], "too-few-inspectors");
    ensure!(
        app.store.draws().await?.is_empty(),
        "what was not drawn is kept"
    );

    let wanted = json!({"sites": 1, "of_each_town": true, "kind": "station", "inspectors": 2});
    assert_eq!(draw(&zhaomin, wanted).await?.unwrap(), json!(1));
    let shown = zhaomin
        .call("draw_record", json!({"number": 1}))
        .await?
        .unwrap();
    assert_eq!(shown["holds"], true);
    assert_eq!(said(&shown["fields"], "见证人")?, "监察员");
    assert_eq!(shown["drawn"].as_array().map(Vec::len), Some(13));
    let listed = page(&zhaomin).await?;
    let drawn = listed["lines"]
        .as_array()
        .context("no list")?
        .iter()
        .filter(|it| it["draw"] == 1);
    assert_eq!(drawn.count(), 13);

    // A person is not drawn for a town that they avoid.
    let towns = admin.call("registry_towns", json!({})).await?.unwrap();
    let entry = json!({"list": "people", "is_new": false, "version": towns["version"], "fields": [
        ["name", "李霞"], ["roles", "inspector"], ["login", "lixia"], ["avoids", "罗村镇、洪山镇"]]});
    assert_eq!(
        admin
            .call("save_entry", json!({"entry": entry}))
            .await?
            .unwrap(),
        json!([])
    );
    let of_luocun = json!({"sites": 1, "towns": ["luocun"], "inspectors": 2});
    let avoided = draw(&zhaomin, of_luocun).await?;
    assert_eq!(avoided.unwrap_err()["problem"], "too-few-inspectors");

    let kept = app.store.draw(1).await?.context("no draw")?;
    ensure!(draws::verify(&kept).is_ok());
    let doc: Value = serde_json::from_str(&kept.doc)?;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut other = kept.clone();
        let mut changed = doc.clone();
        change(&mut changed);
        other.doc = changed.to_string();
        draws::verify(&other)
    };
    let object = with(&|it| it["objects"][3]["findings"] = json!(9));
    ensure!(matches!(object, Err(Wrong::Mismatch(_))), "{object:?}");
    let person = with(&|it| it["people"][0]["name"] = json!("张三"));
    ensure!(matches!(person, Err(Wrong::Mismatch(_))), "{person:?}");
    let result = with(&|it| it["drawn"][0]["site"] = json!("luocun-center"));
    ensure!(matches!(result, Err(Wrong::Mismatch(_))), "{result:?}");
    // A change that does not affect the result is noticed by the hash.
    let witness = with(&|it| it["witness"] = json!("别人"));
    ensure!(matches!(witness, Err(Wrong::Hash)), "{witness:?}");

    // A trigger protects the record; if somebody drops it, the audit log reveals the change.
    let mut db = app.database().await?;
    let refused = database::query("UPDATE draws SET doc = '{}'")
        .execute(&mut db)
        .await;
    ensure!(refused.is_err(), "a draw was changed");
    let mut other = doc.clone();
    other["witness"] = json!("别人");
    let text = other.to_string();
    let sha256 = server::photos::files::sha256(text.as_bytes());
    stores::unlock(&mut db, "draws").await?;
    database::query("UPDATE draws SET doc = $1, sha256 = $2")
        .bind(&text)
        .bind(&sha256)
        .execute(&mut db)
        .await?;
    db.close().await;
    let changed = app.store.draw(1).await?.context("no draw")?;
    let found = draws::verify(&changed);
    ensure!(matches!(found, Err(Wrong::Audit)), "{found:?}");
    let shown = zhaomin
        .call("draw_record", json!({"number": 1}))
        .await?
        .unwrap();
    assert_eq!(shown["holds"], false);
    Ok(())
}

#[tokio::test]
async fn planned_visits_and_sites_are_found_by_name_pinyin_town_and_page() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let lixia = app.sign_in("lixia").await?;
    let sites = zhaomin.call("plan_sites", json!({"text": "", "town": null}));
    let sites = sites.await?.unwrap();
    assert_eq!(sites["sites"].as_array().map(Vec::len), Some(40));
    let left = sites["left"].as_u64().context("no number")?;
    for text in ["太河村", "taihecun", "thc"] {
        let found = zhaomin.call("plan_sites", json!({"text": text, "town": "taihe"}));
        let found = found.await?.unwrap();
        assert_eq!(found["sites"][0][0], "taihe-taihe", "{text}: {found}");
    }
    let elsewhere = zhaomin.call("plan_sites", json!({"text": "太河村", "town": "luocun"}));
    assert_eq!(elsewhere.await?.unwrap()["sites"], json!([]));

    // The draw plans more than a page of visits.
    let before = page(&zhaomin).await?["total"]
        .as_u64()
        .context("no total")?;
    let first: Vec<&str> = sites["sites"]
        .as_array()
        .context("no sites")?
        .iter()
        .filter_map(|it| it[0].as_str())
        .collect();
    assert_eq!(assign(&zhaomin, &first, &[&lixia.id]).await?.unwrap(), 40);
    assert_eq!(assign(&zhaomin, &first, &[&lixia.id]).await?.unwrap(), 40);
    let (all, last) = (
        page(&zhaomin).await?,
        listed(&zhaomin, json!({"page": 2})).await?,
    );
    let total = before + 80;
    assert_eq!((&all["total"], &all["pages"]), (&json!(total), &json!(2)));
    let lines = |page: &Value| page["lines"].as_array().map_or(0, |it| it.len() as u64);
    assert_eq!((lines(&all), lines(&last)), (50, total - 50));
    let none = listed(&zhaomin, json!({"state": "late"})).await?;
    assert_eq!(none["total"], 0);
    assert!(left > 0, "the demo has few sites");
    Ok(())
}

#[tokio::test]
async fn what_is_asked_for_twice_is_planned_and_drawn_once() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let lixia = app.sign_in("lixia").await?;
    let planned = async || -> Result<usize> {
        let lines = page(&zhaomin).await?;
        Ok(lines["lines"].as_array().context("no list")?.len())
    };
    let before = planned().await?;
    let fresh = zhaomin.call("plan", json!({})).await?.unwrap()["fresh"].clone();
    let assign = async |sites: &[&str], asked: &Value| -> Result<Value> {
        let request = json!({"asked": asked, "sites": sites, "inspectors": [lixia.id],
            "how": how("announced")});
        let done = zhaomin.call("assign", json!({"request": request})).await?;
        Ok(done.unwrap())
    };
    // Sent again because the answer was lost, then with another site.
    for _ in 0..2 {
        assert_eq!(assign(&["taihe-center", "taihe-taihe"], &fresh).await?, 2);
        assert_eq!(planned().await?, before + 2);
    }
    assert_eq!(assign(&["taihe-center", "luocun-daowo"], &fresh).await?, 2);
    assert_eq!(planned().await?, before + 3);
    // A request from a reloaded page, or from a program without the marker, is a new assignment.
    let again = zhaomin.call("plan", json!({})).await?.unwrap()["fresh"].clone();
    assert_ne!(fresh, again);
    for asked in [&again, &Value::Null] {
        assign(&["taihe-center"], asked).await?;
    }
    assert_eq!(planned().await?, before + 5);

    let draw = async |sites: u32, asked: &Value| -> Result<Value> {
        let wanted = json!({"sites": sites, "of_each_town": false, "kind": null, "towns": [],
            "inspectors": 2});
        let request =
            json!({"asked": asked, "wanted": wanted, "witness": "", "how": how("unannounced")});
        let done = zhaomin
            .call("draw_lots", json!({"request": request}))
            .await?;
        Ok(done.unwrap())
    };
    let first = draw(1, &again).await?;
    let stands = planned().await?;
    assert_eq!(draw(1, &again).await?, first, "drawn again");
    assert_eq!(planned().await?, stands);
    assert_ne!(draw(2, &again).await?, first, "another draw");
    Ok(())
}
