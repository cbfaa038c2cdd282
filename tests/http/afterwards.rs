//! What comes after something was entered, signed, closed or published must neither stop a quarter's
//! scores nor change what was settled.

use crate::app::{TestApp, User};
use crate::photos::{content, upload};
use crate::quarters::{
    act, because, close, current, done, enter_all, meet, missing, page, plain, put, ready, refused,
    scores, sign, sign_rows, verified,
};
use crate::review::{confirmed, decide};
use crate::tablet::{Tablet, picture};
use anyhow::Result;
use domain::quarter::State;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::store::Entering;

fn town<'s>(scores: &'s Value, id: &str) -> &'s Value {
    let towns = scores["towns"].as_array().unwrap();
    towns.iter().find(|town| town["id"] == id).unwrap()
}

fn cell<'s>(scores: &'s Value, id: &str, row: &str) -> &'s Value {
    let rows = town(scores, id)["indicators"].as_array().unwrap();
    rows.iter().find(|it| it["id"] == row).unwrap()
}

async fn taken(user: &User, quarter: &str, facts: Value) -> Result<()> {
    let (status, text) = put(user, quarter, &facts).await?;
    assert_eq!(status, StatusCode::NO_CONTENT, "{text}");
    Ok(())
}

async fn card(user: &User, town: Value) -> Result<Value> {
    Ok(user
        .call("scorecard", json!({"town": town}))
        .await?
        .unwrap())
}

async fn confirm(user: &User, finding: &str) -> Result<()> {
    decide(user, finding, 1, confirmed(), json!({}))
        .await?
        .unwrap();
    Ok(())
}

async fn withdraw(tablet: &mut Tablet, app: &TestApp, visit: &str, finding: &str) -> Result<()> {
    let op = json!({"withdraw_finding": {"finding": finding, "visit": visit}});
    let op = tablet.op(app, op);
    tablet.apply(app, &[op]).await?;
    Ok(())
}

#[tokio::test]
async fn a_finding_confirmed_beside_a_judgement_of_0_makes_the_row_pending() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let none = json!([{"town": "luocun", "indicator": "2.2", "judgement": "0"}]);
    taken(&zhaomin, &quarter, none).await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "2.2/tell-once", 1).await?;
    assert_eq!(
        cell(&scores(&zhaomin, &quarter).await?, "luocun", "2.2")["points"],
        "6"
    );
    confirm(&zhaomin, &finding).await?;

    let after = scores(&zhaomin, &quarter).await?;
    assert_eq!(cell(&after, "luocun", "2.2")["points"], "4");
    let pending = town(&after, "luocun")["pending"].as_array().unwrap();
    assert!(pending.contains(&json!("2.2")), "{pending:?}");
    for page in ["scores", "bulletin", "simulation"] {
        let shown = zhaomin.call(page, json!({"quarter": quarter})).await?;
        assert!(shown.is_ok(), "{page}: {shown:?}");
    }
    // The form says why, and whoever corrects it sees what stood.
    let shown = zhaomin
        .call("facts", json!({"query": {"row": "2.2"}}))
        .await?
        .unwrap();
    let lines = shown["form"]["lines"].as_array().unwrap();
    let line = lines.iter().find(|it| it["town"] == "luocun").unwrap();
    assert_eq!(
        (&line["values"], &line["aside"]),
        (&json!(["0"]), &json!(true))
    );
    let listed = shown["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == "2.2")
        .unwrap();
    assert_eq!(listed["entered"], 0);
    // Everything else goes on; the same 0 once more does not.
    let other = json!([{"town": "taihe", "indicator": "1.1", "tier": "standard"}]);
    taken(&zhaomin, &quarter, other).await?;
    let again = json!([{"town": "luocun", "indicator": "2.2", "judgement": "0"}]);
    let (status, text) = put(&zhaomin, &quarter, &again).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        text.contains("/facts/0/judgement: 0 is for where nothing was found"),
        "{text}"
    );
    let two = json!([{"town": "luocun", "indicator": "2.2", "judgement": "2.5"}]);
    taken(&zhaomin, &quarter, two).await?;
    assert_eq!(
        cell(&scores(&zhaomin, &quarter).await?, "luocun", "2.2")["points"],
        "3.5"
    );
    Ok(())
}

#[tokio::test]
async fn a_record_that_frees_its_finding_outdates_a_judgement_of_0() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let priced = tablet.find(&app, &visit, "2.2/tell-once", 1).await?;
    let other = tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    confirm(&zhaomin, &priced).await?;
    let record = |finding: &str| {
        json!([{"town": "luocun", "indicator": "8.2.2", "id": "p1", "points": "3",
            "finding": finding, "status": "confirmed"}])
    };
    let nothing = json!([{"town": "luocun", "indicator": "2.2", "judgement": "0"}]);
    taken(&zhaomin, &quarter, record(&priced)).await?;
    taken(&zhaomin, &quarter, nothing).await?;
    // The record is corrected: its first finding counts in its own row again, which is judged anew.
    taken(&zhaomin, &quarter, record(&other)).await?;
    let after = scores(&zhaomin, &quarter).await?;
    let pending = town(&after, "luocun")["pending"].as_array().unwrap();
    assert!(pending.contains(&json!("2.2")), "{pending:?}");
    assert_eq!(town(&after, "luocun")["penalty"], "3");
    Ok(())
}

#[tokio::test]
async fn a_penalty_stands_though_its_finding_is_taken_back() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    let record = json!([{"town": "luocun", "indicator": "8.2.2", "id": "p1", "points": "3",
        "finding": finding, "status": "confirmed"}]);
    taken(&zhaomin, &quarter, record).await?;
    withdraw(&mut tablet, &app, &visit, &finding).await?;
    let after = scores(&zhaomin, &quarter).await?;
    assert_eq!(town(&after, "luocun")["penalty"], "3");
    let other = json!([{"town": "taihe", "indicator": "1.1", "tier": "standard"}]);
    taken(&zhaomin, &quarter, other).await?;
    Ok(())
}

#[tokio::test]
async fn what_a_penalty_prices_is_deducted_once_on_every_screen() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    tablet.close(&app, &visit).await?;
    confirm(&zhaomin, &finding).await?;
    let luocun = app.sign_in("luocun").await?;
    let record = |status: &str| {
        json!([{"town": "luocun", "indicator": "8.2.2", "id": "p1", "points": "3",
            "finding": finding, "status": status}])
    };
    for (status, now, then, deducted, why) in [
        ("pending", "3", "4", "1", Value::Null),
        ("confirmed", "4", "4", "0", json!("moved")),
        ("rejected", "3", "3", "1", Value::Null),
    ] {
        taken(&zhaomin, &quarter, record(status)).await?;
        let whole = scores(&zhaomin, &quarter).await?;
        assert_eq!(cell(&whole, "luocun", "1.3")["points"], now, "{status}");
        let shown = card(&luocun, Value::Null).await?;
        let rows = shown["rows"].as_array().unwrap();
        let row = rows.iter().find(|it| it["line"]["id"] == "1.3").unwrap();
        assert_eq!(
            (&row["line"]["points"], &row["provisional"]),
            (&json!(now), &json!(then))
        );
        assert_eq!(row["deductions"][0]["why"], why, "{status}");
        assert_eq!(shown["deducted"], deducted, "{status}");
        let reviewed = zhaomin
            .call("review_finding", json!({"finding": finding}))
            .await?
            .unwrap();
        assert_eq!(reviewed["row_now"]["points"], now, "{status}");
    }
    Ok(())
}

#[tokio::test]
async fn a_finding_of_a_closed_quarter_goes_to_no_other() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let next = quarter.parse::<domain::time::Quarter>()?.next().to_string();
    zhaomin
        .call(
            "quarter_open",
            json!({"quarter": next, "table": "zichuan-2022"}),
        )
        .await?
        .unwrap();
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let counted = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    confirm(&zhaomin, &counted).await?;
    ready(&app, &zhaomin, &quarter).await?;
    close(&zhaomin, &quarter).await?;
    let late = tablet.find(&app, &visit, "5.1/attitude", 2).await?;
    let ahead = format!("{}-01-05T09:00:00+08:00", &next[..4]);
    let there = json!({"observed_at": ahead});
    let answer = decide(&zhaomin, &counted, 1, confirmed(), there.clone()).await?;
    assert_eq!(answer.unwrap_err()["problem"], "frozen");
    // What came late is in no closing: it may be counted where it is still possible.
    decide(&zhaomin, &late, 1, confirmed(), there)
        .await?
        .unwrap();
    let after = scores(&zhaomin, &next).await?;
    assert_eq!(cell(&after, "luocun", "5.1")["points"], "3");
    // And nothing is carried by a finding of another quarter.
    let merged = json!({"is": "merged", "into": counted});
    let twin = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let moved = json!({"observed_at": ahead});
    decide(&zhaomin, &twin, 1, confirmed(), moved)
        .await?
        .unwrap();
    let why = json!({"reason": "同一事项"});
    let answer = decide(&zhaomin, &twin, 1, merged, why).await?;
    assert_eq!(answer.unwrap_err()["field"], "into");
    assert_eq!(verified(&app, &quarter).await?, [] as [&str; 0]);
    Ok(())
}

#[tokio::test]
async fn a_decision_after_a_signature_asks_for_a_new_one() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    ready(&app, &zhaomin, &quarter).await?;
    done(&zhaomin, &quarter, plain("first")).await?;
    done(&zhaomin, &quarter, sign()).await?;
    assert_eq!(missing(&zhaomin, &quarter).await?, [] as [&str; 0]);
    let seen = page(&zhaomin, &quarter).await?["head"].clone();
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    confirm(&zhaomin, &finding).await?;
    assert_eq!(missing(&zhaomin, &quarter).await?, ["signature"]);
    assert_eq!(
        refused(&zhaomin, &quarter, plain("second")).await?,
        "missing"
    );
    // Who signs what changed meanwhile is told.
    let stale = json!({"quarter": quarter, "act": sign(), "seen": seen});
    let answer = zhaomin.call("quarter_act", stale).await?;
    assert_eq!(answer.unwrap_err()["kind"], "changed");
    let seen = page(&zhaomin, &quarter).await?["head"].clone();
    let fresh = json!({"quarter": quarter, "act": sign(), "seen": seen});
    zhaomin.call("quarter_act", fresh).await?.unwrap();
    done(&zhaomin, &quarter, plain("second")).await?;
    done(&zhaomin, &quarter, meet()).await?;
    let other = tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    confirm(&zhaomin, &other).await?;
    assert_eq!(missing(&zhaomin, &quarter).await?, ["signature", "meeting"]);
    Ok(())
}

#[tokio::test]
async fn only_a_whole_result_is_published_and_no_visit_under_way_with_it() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "unannounced").await?;
    let finding = tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    let bytes = picture();
    let photo = tablet.attach(&app, &visit, &finding, &bytes).await?;
    upload(&tablet.user, &bytes).await?;
    tablet.close(&app, &visit).await?;
    ready(&app, &zhaomin, &quarter).await?;
    for step in [plain("first"), sign(), plain("second")] {
        done(&zhaomin, &quarter, step).await?;
    }
    assert_eq!(
        refused(&zhaomin, &quarter, plain("publish")).await?,
        "missing"
    );
    confirm(&zhaomin, &finding).await?;
    done(&zhaomin, &quarter, sign()).await?;
    done(&zhaomin, &quarter, plain("publish")).await?;
    let luocun = app.sign_in("luocun").await?;
    assert_eq!(content(&luocun, &photo).await?.status(), StatusCode::OK);
    let taihe = app.sign_in("taihe").await?;
    assert_eq!(
        content(&taihe, &photo).await?.status(),
        StatusCode::NOT_FOUND
    );
    let shown = card(&luocun, Value::Null).await?;
    assert_eq!(shown["places"].as_array().unwrap().len(), 13);
    assert_eq!(shown["visits"], 1, "what counts has its reason");

    let other = tablet.visit(&app, "luocun-center", "unannounced").await?;
    tablet.find(&app, &other, "5.1/dirty-hall", 1).await?;
    tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let after = card(&luocun, Value::Null).await?;
    assert_eq!(after, shown, "not a trace of it");
    Ok(())
}

#[tokio::test]
async fn the_figures_of_a_closed_quarter_stand() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    tablet.visit(&app, "luocun-center", "announced").await?;
    ready(&app, &zhaomin, &quarter).await?;
    close(&zhaomin, &quarter).await?;
    let asked = json!({"quarter": quarter});
    let figures = async || -> Result<[Value; 2]> {
        let bulletin = zhaomin.call("bulletin", asked.clone()).await?.unwrap();
        let sheet = zhaomin.call("scores", asked.clone()).await?.unwrap();
        Ok([bulletin, sheet])
    };
    let before = figures().await?;
    assert_eq!(before[0]["visits"], 1);
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    assert_eq!(figures().await?, before);
    Ok(())
}

#[tokio::test]
async fn in_the_first_evaluation_an_office_changes_nothing_more() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let sunmei = app.sign_in("sunmei").await?;
    enter_all(&app, &zhaomin, &quarter).await?;
    let evidence = format!("/api/v1/quarters/{quarter}/evidence/luocun/1.1");
    let add = || async {
        let request = sunmei
            .request(Method::POST, &evidence)
            .header("x-file-name", "a.pdf");
        let answer = request
            .body(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n".to_vec())
            .send()
            .await?;
        crate::app::json_of(answer).await
    };
    let (status, body) = add().await?;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    let seen = {
        let shown = sunmei
            .call("facts", json!({"query": {"row": "1.1"}}))
            .await?
            .unwrap();
        assert_eq!(shown["form"]["enters"], true);
        shown["form"]["lines"][0].clone()
    };
    let known = app.store.facts(&quarter).await?.1;
    sign_rows(&app, &quarter).await?;
    done(&zhaomin, &quarter, plain("first")).await?;

    let shown = sunmei
        .call("facts", json!({"query": {"row": "1.1"}}))
        .await?
        .unwrap();
    assert_eq!(
        shown["form"]["enters"], false,
        "the form does not look as if it could be saved"
    );
    let lines = json!([{"town": seen["town"], "slot": "1.1", "seen": seen["seen"],
        "values": ["below", ""]}]);
    let save = json!({"save": {"quarter": quarter, "row": "1.1", "columns": ["tier", "document"],
        "strike": false, "lines": lines}});
    let answer = sunmei.call("save_facts", save).await?.unwrap_err();
    assert_eq!(
        (&answer["kind"], &answer["problem"]),
        (&json!("invalid"), &json!("state"))
    );
    assert_eq!(add().await?.0, StatusCode::CONFLICT);
    let id = body["id"].as_str().unwrap();
    let gone = sunmei.request(Method::DELETE, &format!("/api/v1/evidence/{id}"));
    assert_eq!(gone.send().await?.status(), StatusCode::CONFLICT);
    // The state is looked at once more where it is written.
    let entering = |state| Entering {
        quarter: quarter.clone(),
        state,
        facts: Vec::new(),
        seen: known,
        by: "00000000-0000-7000-8000-000000000000".parse().unwrap(),
        at: app.clock.moment(),
    };
    assert!(!app.store.enter_facts(entering(State::Open)).await?);
    assert!(app.store.enter_facts(entering(State::First)).await?);
    Ok(())
}

#[tokio::test]
async fn a_town_learns_of_no_unreleased_visit_by_evidence() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let luocun = app.sign_in("luocun").await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "unannounced").await?;
    let finding = tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    tablet.close(&app, &visit).await?;
    let record = json!([{"town": "luocun", "indicator": "8.2.2", "id": "p1", "points": "3",
        "finding": finding, "status": "confirmed"}]);
    taken(&zhaomin, &quarter, record).await?;
    let at = format!("/api/v1/quarters/{quarter}/evidence/luocun/p1");
    let pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n".to_vec();
    let request = zhaomin
        .request(Method::POST, &at)
        .header("x-file-name", "a.pdf");
    let (_, body) = crate::app::json_of(request.body(pdf).send().await?).await?;
    let file = format!("/api/v1/evidence/{}", body["id"].as_str().unwrap());
    let asked = json!({"quarter": quarter, "town": "luocun", "slot": "p1"});
    for (released, listed, content, called) in [
        (false, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND, false),
        (true, StatusCode::OK, StatusCode::OK, true),
    ] {
        if released {
            zhaomin
                .call("release", json!({"visit": visit}))
                .await?
                .unwrap();
        }
        assert_eq!(luocun.get(&at).await?.0, listed);
        let got = luocun.request(Method::GET, &file).send().await?;
        assert_eq!(got.status(), content);
        assert_eq!(
            luocun.call("evidence", asked.clone()).await?.is_ok(),
            called
        );
    }
    Ok(())
}

#[tokio::test]
async fn acts_go_through_while_a_tablet_sends() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    ready(&app, &zhaomin, &quarter).await?;
    done(&zhaomin, &quarter, plain("first")).await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let stop = std::sync::atomic::AtomicBool::new(false);
    let sends = async {
        let mut sent = 0;
        while !stop.load(std::sync::atomic::Ordering::Relaxed) {
            tablet.find(&app, &visit, "5.1/attitude", 1).await?;
            sent += 1;
        }
        anyhow::Ok(sent)
    };
    let acts = async {
        for step in [sign(), plain("second"), meet(), because("back"), sign()] {
            done(&zhaomin, &quarter, step).await?;
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        anyhow::Ok(())
    };
    let (sent, acts) = tokio::join!(sends, acts);
    acts?;
    assert!(sent? > 5);
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
    for sql in [
        "DROP TRIGGER quarter_events_are_not_deleted",
        "DELETE FROM quarter_events WHERE number = (SELECT max(number) FROM quarter_events)",
        "UPDATE quarters SET state = 'closed', open = 0",
    ] {
        sqlx::query(sql).execute(&mut db).await?;
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
    let toml: String = sqlx::query_scalar("SELECT toml FROM tables")
        .fetch_one(&mut db)
        .await?;
    let other = format!("{toml}\n# another\n");
    let sha256 = domain::quarter::hash(other.as_bytes());
    sqlx::query(
        "INSERT INTO tables (district_id, sha256, id, toml)
         SELECT district_id, ?, id, ? FROM tables",
    )
    .bind(&sha256)
    .bind(&other)
    .execute(&mut db)
    .await?;
    // Tablets know tables by their ids, so an open quarter's is not replaced by another.
    let next = quarter.parse::<domain::time::Quarter>()?.next();
    let open = json!({"quarter": next.to_string(), "table": sha256});
    let answer = zhaomin.call("quarter_open", open).await?;
    assert_eq!(answer.unwrap_err()["problem"], "other-table");
    for far in [next.next().to_string(), "9999Q4".to_owned()] {
        let open = json!({"quarter": far, "table": "zichuan-2022"});
        let answer = zhaomin.call("quarter_open", open).await?;
        assert_eq!(answer.unwrap_err()["problem"], "too-far", "{far}");
    }
    sqlx::query("UPDATE quarters SET table_sha256 = ?")
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

#[tokio::test]
async fn an_address_that_cannot_be_read_is_told_as_a_problem() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    for (method, path) in [
        (Method::GET, "/api/v1/quarters/%FF/scores".to_owned()),
        (
            Method::POST,
            format!("/api/v1/quarters/{quarter}/facts/import?seen=abc"),
        ),
    ] {
        let answer = zhaomin.request(method, &path).send().await?;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(
            answer.headers()["content-type"],
            "application/problem+json",
            "{path}"
        );
    }
    let answer = act(&zhaomin, "2026Q9", plain("first")).await?;
    assert!(answer.is_err());
    Ok(())
}
