//! The life of a quarter: what is missing before each state, closing, late arrivals, reopening, and
//! who may not do these.

mod tampering;

use crate::help::quarter::{
    because, close, closing, current, done, enter_all, meet, missing, page, plain, put, ready,
    refused, scores, sign, sign_rows, verified,
};

use crate::help::app::TestApp;
use crate::help::deciding::{confirmed, decide};
use crate::help::tablet::Tablet;
use anyhow::Result;
use calamine::{Data, DataType, Reader, Xlsx};
use domain::points::Points;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::io::Cursor;

#[tokio::test]
async fn a_quarter_lives_through_its_states() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let found = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;

    assert_eq!(missing(&zhaomin, &quarter).await?, ["fact", "unsigned"]);
    assert_eq!(
        refused(&zhaomin, &quarter, plain("first")).await?,
        "missing"
    );
    enter_all(&app, &zhaomin, &quarter).await?;
    assert_eq!(missing(&zhaomin, &quarter).await?, ["unsigned"]);
    sign_rows(&app, &quarter).await?;
    // A fact entered after a row was signed voids the signature.
    let again = json!([{"town": "luocun", "indicator": "1.1", "tier": "benchmark"}]);
    put(&zhaomin, &quarter, &again).await?;
    assert_eq!(missing(&zhaomin, &quarter).await?, ["unsigned"]);
    sign_rows(&app, &quarter).await?;
    assert_eq!(missing(&zhaomin, &quarter).await?, [] as [&str; 0]);
    assert_eq!(refused(&zhaomin, &quarter, plain("second")).await?, "state");
    assert_eq!(
        refused(&zhaomin, &quarter, plain("publish")).await?,
        "state"
    );
    done(&zhaomin, &quarter, plain("first")).await?;

    assert_eq!(missing(&zhaomin, &quarter).await?, ["signature"]);
    assert_eq!(
        refused(&zhaomin, &quarter, plain("second")).await?,
        "missing"
    );
    let nameless = json!({"act": "sign", "name": " ", "date": "2026-12-28"});
    assert_eq!(refused(&zhaomin, &quarter, nameless).await?, "required");
    let dateless = json!({"act": "sign", "name": "孙立", "date": "28.12."});
    assert_eq!(refused(&zhaomin, &quarter, dateless).await?, "date");
    done(&zhaomin, &quarter, sign()).await?;
    let shown = page(&zhaomin, &quarter).await?;
    assert_eq!(
        shown["undecided"][0]["code"], "finding",
        "told long before the closing"
    );
    // Sent again because the answer was lost: done once.
    let body = json!({"quarter": quarter, "act": plain("second"), "seen": shown["head"]});
    for _ in 0..2 {
        zhaomin.call("quarter_act", body.clone()).await?.unwrap();
    }
    let acts = page(&zhaomin, &quarter).await?["acts"].clone();
    let seconds = acts
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["act"]["act"] == "second");
    assert_eq!(seconds.count(), 1);
    let other = json!({"quarter": quarter, "act": meet(), "seen": shown["head"]});
    let stale = zhaomin.call("quarter_act", other).await?;
    assert_eq!(stale.unwrap_err()["kind"], "changed");

    // A pending claim is missing a decision, beside the finding and the meeting. It was entered
    // after the office and the leader had signed.
    let claim = json!([{"town": "luocun", "indicator": "8.1.1", "id": "c1", "matter": "m", "level": "city", "status": "pending"}]);
    assert_eq!(
        put(&zhaomin, &quarter, &claim).await?.0,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        missing(&zhaomin, &quarter).await?,
        ["signature", "meeting", "unsigned", "finding", "claim"]
    );
    assert_eq!(refused(&zhaomin, &quarter, closing()).await?, "missing");
    done(&zhaomin, &quarter, meet()).await?;
    decide(&zhaomin, &found, 1, confirmed(), json!({}))
        .await?
        .unwrap();
    let mut claim = claim;
    claim[0]["status"] = json!("confirmed");
    assert_eq!(
        put(&zhaomin, &quarter, &claim).await?.0,
        StatusCode::NO_CONTENT
    );
    // Its decision comes after the signatures and the meeting, so all must be repeated.
    assert_eq!(
        missing(&zhaomin, &quarter).await?,
        ["signature", "meeting", "unsigned"]
    );
    assert_eq!(refused(&zhaomin, &quarter, closing()).await?, "missing");
    sign_rows(&app, &quarter).await?;
    done(&zhaomin, &quarter, sign()).await?;
    done(&zhaomin, &quarter, meet()).await?;
    // Closing before the quarter's last day needs a reason.
    let blank = json!({"act": "close", "early": " \u{3000}"});
    for (unsaid, why) in [(plain("close"), "early"), (blank, "early")] {
        assert_eq!(refused(&zhaomin, &quarter, unsaid).await?, why);
    }
    let before = page(&zhaomin, &quarter).await?;
    let preview = &before["preview"]["towns"];
    done(&zhaomin, &quarter, closing()).await?;
    // The frozen result equals the preview.
    let fixed = scores(&zhaomin, &quarter).await?;
    for (line, town) in preview
        .as_array()
        .unwrap()
        .iter()
        .zip(fixed["towns"].as_array().unwrap())
    {
        let total: Points = town["final"].as_str().unwrap().parse()?;
        assert_eq!(line["total"], total.fixed(2));
        assert_eq!(line["place"], town["place"]);
    }
    let moved = preview
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["since_first"][0] != "");
    assert!(
        moved.count() >= 1,
        "the finding and the claim came after 初评: {preview}"
    );
    done(&zhaomin, &quarter, plain("publish")).await?;

    let shown = page(&zhaomin, &quarter).await?;
    assert_eq!(
        (&shown["state"], &shown["published"]),
        (&json!("closed"), &json!(true))
    );
    assert_eq!(shown["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(shown["acts"].as_array().unwrap().len(), 9);
    assert_eq!(shown["acts"][0]["act"]["act"], "publish");
    assert_eq!(verified(&app, &quarter).await?, [] as [&str; 0]);
    // Tablets learn that the quarter is closed.
    let row = tablet.user.row("quarter", &quarter).await?.unwrap();
    assert_eq!(row["open"], false);
    Ok(())
}

#[tokio::test]
async fn what_comes_after_the_closing_is_kept_and_listed_and_does_not_score() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    ready(&app, &zhaomin, &quarter).await?;
    close(&zhaomin, &quarter).await?;
    let before = scores(&zhaomin, &quarter).await?;

    let late = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let outside = decide(&zhaomin, &late, 1, confirmed(), json!({})).await?;
    assert_eq!(outside.unwrap_err()["problem"], "outside-quarter");
    let rejected = json!({"is": "rejected"});
    decide(&zhaomin, &late, 1, rejected, json!({"reason": "已关账"}))
        .await?
        .unwrap();
    let (status, text) = put(
        &zhaomin,
        &quarter,
        &json!([{"town": "luocun", "showcase": "1"}]),
    )
    .await?;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(text.contains("the quarter is closed"), "{text}");

    assert_eq!(scores(&zhaomin, &quarter).await?, before);
    let shown = page(&zhaomin, &quarter).await?;
    let late: Vec<(&str, &str)> = shown["late"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["kind"].as_str().unwrap(),
                it["town_name"].as_str().unwrap(),
            )
        })
        .collect();
    let town = "罗村镇";
    assert_eq!(
        late,
        [("finding", town), ("decision", town), ("visit", town)]
    );
    assert_eq!(verified(&app, &quarter).await?, [] as [&str; 0]);

    // After reopening, everything recorded counts, and no signature holds.
    assert_eq!(
        refused(&zhaomin, &quarter, json!({"act": "reopen", "reason": ""})).await?,
        "required"
    );
    done(&zhaomin, &quarter, plain("publish")).await?;
    done(&zhaomin, &quarter, because("reopen")).await?;
    let shown = page(&zhaomin, &quarter).await?;
    assert_eq!(shown["state"], "first");
    assert_eq!(shown["published"], false);
    assert_eq!(
        (&shown["signed"], &shown["met"], &shown["sha256"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    let fresh = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    decide(&zhaomin, &fresh, 1, confirmed(), json!({}))
        .await?
        .unwrap();
    assert_ne!(scores(&zhaomin, &quarter).await?, before);
    for step in [sign(), plain("second"), meet(), closing()] {
        done(&zhaomin, &quarter, step).await?;
    }
    assert_eq!(verified(&app, &quarter).await?, [] as [&str; 0]);
    assert_eq!(
        app.store
            .book(quarter.parse()?)
            .await?
            .unwrap()
            .course
            .frozen
            .len(),
        2
    );
    Ok(())
}

#[tokio::test]
async fn a_tie_is_ruled_on_and_the_ruling_is_shown() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    enter_all(&app, &zhaomin, &quarter).await?;
    let towns = app.store.towns().await?;
    let (one, two) = (towns[0].id.to_string(), towns[1].id.to_string());
    // Makes the second town equal to the first in every row.
    let mut same = vec![json!({"town": two, "showcase": "95"})];
    for row in ["2.3", "3.1", "3.2", "3.3", "3.4", "4.2", "7"] {
        same.push(json!({"town": two, "indicator": row, "metric": "90"}));
    }
    put(&zhaomin, &quarter, &json!(same)).await?;
    sign_rows(&app, &quarter).await?;
    for step in [plain("first"), sign(), plain("second"), meet()] {
        done(&zhaomin, &quarter, step).await?;
    }
    assert_eq!(missing(&zhaomin, &quarter).await?, ["undecided"]);
    let mut tied = [one.clone(), two.clone()];
    tied.sort();
    let rule = |chosen: Value| json!({"act": "rule", "for": "red_flag", "towns": tied, "chosen": chosen, "reason": "群众评议"});
    for wrong in [json!([]), json!(["nowhere"]), json!([one, two])] {
        assert_eq!(refused(&zhaomin, &quarter, rule(wrong)).await?, "chosen");
    }
    done(&zhaomin, &quarter, rule(json!([two]))).await?;
    assert_eq!(missing(&zhaomin, &quarter).await?, [] as [&str; 0]);
    done(&zhaomin, &quarter, closing()).await?;
    let scores = scores(&zhaomin, &quarter).await?;
    let flags: Vec<&Value> = scores["towns"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|town| town["red_flag"] == true)
        .map(|town| &town["id"])
        .collect();
    assert_eq!(flags, [&json!(two)]);
    assert_eq!(verified(&app, &quarter).await?, [] as [&str; 0]);
    Ok(())
}

#[tokio::test]
async fn the_next_quarter_is_opened_and_the_year_lists_both() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    ready(&app, &zhaomin, &quarter).await?;
    close(&zhaomin, &quarter).await?;
    let shown = page(&zhaomin, &quarter).await?;
    let next = shown["next"].as_str().unwrap();
    let open = |quarter: &str, table: &str| json!({"quarter": quarter, "table": table});
    let table = shown["tables"][0][0].as_str().unwrap();
    let answer = zhaomin.call("quarter_open", open(next, "none")).await?;
    assert_eq!(answer.unwrap_err()["problem"], "no-table");
    zhaomin
        .call("quarter_open", open(next, table))
        .await?
        .unwrap();
    let again = zhaomin.call("quarter_open", open(next, table)).await?;
    assert_eq!(again.unwrap_err()["problem"], "there-already");
    assert_eq!(current(&app).await?, next);
    assert_eq!(page(&zhaomin, next).await?["state"], "open");
    assert_eq!(page(&zhaomin, &quarter).await?["state"], "closed");

    let year: i64 = quarter[..4].parse()?;
    let year = zhaomin.call("year", json!({"year": year})).await?.unwrap();
    let index: usize = quarter[5..].parse::<usize>()? - 1;
    assert_eq!(year["quarters"][index], json!([quarter, "closed"]));
    let best = &year["towns"][0];
    assert_eq!(best["place"], 1);
    assert_eq!(best["mean"], best["quarters"][index][0]);

    let path = format!("/api/v1/years/{}/export", &quarter[..4]);
    let text = zhaomin.request(Method::GET, &format!("{path}.csv"));
    let text = text.send().await?.text().await?;
    assert_eq!(text.lines().count(), 14, "{text}");
    assert!(text.contains(best["name"].as_str().unwrap()));
    let book = zhaomin.request(Method::GET, &format!("{path}.xlsx"));
    let bytes = book.send().await?.bytes().await?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec()))?;
    let sheet = book.worksheet_range(&quarter[..4])?;
    // Points are numbers in the sheet, so that people can calculate with them.
    let column = u32::try_from(1 + 2 * index)?;
    let total = sheet.get_value((1, column)).and_then(Data::as_f64);
    let shown: f64 = best["quarters"][index][0].as_str().unwrap().parse()?;
    assert!((total.unwrap() - shown).abs() < 1e-9, "{total:?}");
    let luocun = app.sign_in("luocun").await?;
    for ending in ["csv", "xlsx"] {
        let answer = luocun.request(Method::GET, &format!("{path}.{ending}"));
        assert_eq!(answer.send().await?.status(), StatusCode::FORBIDDEN);
    }
    Ok(())
}

#[tokio::test]
async fn quarters_are_for_supervisors() -> Result<()> {
    let app = TestApp::start().await?;
    let quarter = current(&app).await?;
    for login in ["luocun", "lixia", "admin"] {
        let user = app.sign_in(login).await?;
        for (function, body) in [
            ("quarter", json!({"quarter": quarter})),
            (
                "quarter_act",
                json!({"quarter": quarter, "act": plain("first")}),
            ),
            (
                "quarter_open",
                json!({"quarter": "2031Q1", "table": "zichuan-2022"}),
            ),
            ("year", json!({"year": 2026})),
        ] {
            let answer = user.call(function, body).await?;
            assert_eq!(
                answer.unwrap_err()["kind"],
                "forbidden",
                "{login} {function}"
            );
        }
    }
    Ok(())
}
