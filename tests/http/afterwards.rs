//! A change after something was entered, signed, closed or published must neither break a quarter's
//! scores nor change a settled result.

mod outdated;
mod penalties;

use crate::help::app::{TestApp, User};
use crate::help::deciding::{confirmed, decide};
use crate::help::quarter::{
    because, close, current, done, enter_all, meet, missing, page, plain, ready, refused, scores,
    sign, sign_rows, verified,
};
use crate::help::tablet::{Tablet, picture};
use crate::help::uploading::{content, upload};
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
    // A late finding is in no closing, so it may still count in another quarter.
    decide(&zhaomin, &late, 1, confirmed(), there)
        .await?
        .unwrap();
    let after = scores(&zhaomin, &next).await?;
    assert_eq!(cell(&after, "luocun", "5.1")["points"], "3");
    // A finding cannot be merged into one of another quarter.
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
    // Signing is refused if the signer has not seen the latest change.
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
    let first = tablet.visit(&app, "luocun-center", "announced").await?;
    tablet.close(&app, &first).await?;
    ready(&app, &zhaomin, &quarter).await?;
    close(&zhaomin, &quarter).await?;
    let asked = json!({"quarter": quarter});
    let card = json!({"town": "luocun", "quarter": quarter});
    let figures = async || -> Result<[Value; 3]> {
        let bulletin = zhaomin.call("bulletin", asked.clone()).await?.unwrap();
        let sheet = zhaomin.call("scores", asked.clone()).await?.unwrap();
        let card = zhaomin.call("scorecard", card.clone()).await?.unwrap();
        Ok([bulletin, sheet, card["visits"].clone()])
    };
    let before = figures().await?;
    assert_eq!((&before[0]["visits"], &before[2]), (&json!(1), &json!(1)));
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    tablet.close(&app, &visit).await?;
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
        crate::help::app::json_of(answer).await
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
    // The state is checked again at the moment of writing.
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
