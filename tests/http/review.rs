//! 核查认定: the queue, decisions with the revision they name, and their effect on the score.

mod around;
mod narrowed;
mod several;

use crate::help::app::TestApp;
use crate::help::deciding::{confirmed, decide, detail, queue};
use crate::help::tablet::{Tablet, id, record};
use crate::rights::shown as page_of;
use anyhow::Result;
use serde_json::{Value, json};
use server::store::database;

#[tokio::test]
async fn a_finding_is_shown_with_all_that_a_decision_needs() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "5.1/attitude", 2).await?;
    tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let related = tablet.find(&app, &visit, "5.1/facilities", 1).await?;
    let zhaomin = app.sign_in("zhaomin").await?;

    let all = queue(&zhaomin, json!({})).await?;
    assert_eq!((&all["total"], &all["waiting"]), (&json!(3), &json!(3)));
    assert_eq!(all["items"][0]["finding"], json!(related), "newest first");
    assert_eq!(all["towns"].as_array().unwrap().len(), 13);
    let item = &all["items"][2];
    assert_eq!(item["town_name"], "罗村镇");
    assert_eq!(item["site_name"], "罗村镇便民服务中心");
    assert_eq!(item["checkpoint_name"], "服务态度不热情诚恳");
    assert_eq!(item["inspector"], "李霞");

    let shown = detail(&zhaomin, &finding).await?;
    assert_eq!(shown["per"], "count");
    assert_eq!(shown["points"], "1");
    assert_eq!(
        shown["row_now"],
        json!({"id": "5.1", "points": "5", "of": "5"})
    );
    assert_eq!(shown["row_confirmed"]["points"], "3");
    assert!(shown["standard"].as_str().unwrap().contains("服务态度"));
    assert_eq!(
        (&shown["handed_in"], &shown["released"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(shown["versions"].as_array().unwrap().len(), 1);

    let wheelchair = queue(&zhaomin, json!({"indicator": "1.3"})).await?;
    assert_eq!(wheelchair["total"], 1);
    let wheelchair = wheelchair["items"][0]["finding"]
        .as_str()
        .unwrap()
        .to_owned();
    let shown = detail(&zhaomin, &wheelchair).await?;
    assert_eq!(shown["related"][0]["finding"], json!(related), "一事不二扣");
    for (filter, total) in [
        (json!({"town": "luocun"}), 3),
        (json!({"town": "hongshan"}), 0),
        (json!({"site": "luocun-center", "indicator": "5.1"}), 2),
        (json!({"method": "spot-check"}), 0),
        (json!({"form": "announced", "method": "routine"}), 3),
        (json!({"state": "confirmed"}), 0),
        (json!({"state": "recorded"}), 3),
    ] {
        assert_eq!(
            queue(&zhaomin, filter.clone()).await?["total"],
            total,
            "{filter}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_queue_is_paged_without_gaps() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let ops: Vec<_> = (0..60)
        .map(|_| {
            let intent = record(&app, &id(), &visit, "5.1/attitude", 1);
            tablet.op(&app, intent)
        })
        .collect();
    tablet.apply(&app, &ops).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let first = queue(&zhaomin, json!({})).await?;
    assert_eq!(first["items"].as_array().unwrap().len(), 50);
    let second = queue(&zhaomin, json!({"before": first["next"]})).await?;
    assert_eq!(second["items"].as_array().unwrap().len(), 10);
    assert_eq!(second["next"], Value::Null);
    let mut seen: Vec<_> = [&first, &second]
        .iter()
        .flat_map(|page| page["items"].as_array().unwrap())
        .map(|item| item["finding"].to_string())
        .collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 60);
    Ok(())
}

#[tokio::test]
async fn a_decision_names_the_revision_and_reaches_the_tablet() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "5.1/attitude", 2).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let amend = json!({"amend_finding": {
        "finding": finding, "visit": visit, "count": 3, "observed_at": app.now(),
    }});
    let op = tablet.op(&app, amend);
    tablet.apply(&app, &[op]).await?;
    let stale = decide(&zhaomin, &finding, 1, confirmed(), json!({})).await?;
    assert_eq!(
        stale.unwrap_err(),
        json!({"kind": "changed", "revision": 2})
    );

    let before = tablet.user.pull(0).await?["next"].as_u64().unwrap();
    let decided = decide(&zhaomin, &finding, 2, confirmed(), json!({"count": 1}))
        .await?
        .unwrap();
    assert_eq!(
        decided["row"],
        json!({"id": "5.1", "points": "4", "of": "5"})
    );
    assert_eq!(decided["item"]["state"], "confirmed");
    assert_eq!(decided["item"]["count"], 1);
    assert_eq!(decided["waiting"], 0);
    let pulled = tablet.user.pull(before).await?;
    let rows = pulled["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["kind"] == "visit").unwrap();
    let decision = &row["body"]["findings"][&finding]["decision"];
    assert_eq!(decision["verdict"], confirmed());
    assert_eq!(decision["content"]["count"], 1);
    assert!(row["seq"].as_u64() > decision["server_seq"].as_u64());

    // The inspector amends it afterwards: the decided value still scores, and the review is open
    // again.
    let amend = json!({"amend_finding": {
        "finding": finding, "visit": visit, "count": 5, "observed_at": app.now(),
    }});
    let op = tablet.op(&app, amend);
    tablet.apply(&app, &[op]).await?;
    let waiting = queue(&zhaomin, json!({})).await?;
    assert_eq!(waiting["items"][0]["reopened"], true);
    let shown = detail(&zhaomin, &finding).await?;
    assert_eq!(shown["row_now"]["points"], "4");
    assert_eq!(shown["row_confirmed"]["points"], "0");
    decide(&zhaomin, &finding, 3, confirmed(), json!({}))
        .await?
        .unwrap();
    let shown = detail(&zhaomin, &finding).await?;
    assert_eq!(shown["row_now"]["points"], "0");
    assert_eq!(shown["decisions"].as_array().unwrap().len(), 2);
    assert_eq!(shown["decisions"][0]["by"], "赵敏");

    let mut db = app.database().await?;
    let logged: i64 = database::scalar("SELECT count(*) FROM audit WHERE kind = 'decide'")
        .fetch_one(&mut db)
        .await?;
    assert_eq!(logged, 2);
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_decided_is_said() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let wheelchair = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let attitude = tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let rejected = json!({"is": "rejected"});
    let merged = |into: &str| json!({"is": "merged", "into": into});
    let why = json!({"reason": "同一事项"});
    for (finding, verdict, extra, field, problem) in [
        (
            &wheelchair,
            rejected.clone(),
            json!({"reason": "  "}),
            "reason",
            "required",
        ),
        (
            &wheelchair,
            json!({"is": "returned"}),
            json!({}),
            "reason",
            "required",
        ),
        (
            &wheelchair,
            json!({"is": "moved"}),
            why.clone(),
            "request",
            "malformed",
        ),
        (
            &wheelchair,
            merged(&wheelchair),
            why.clone(),
            "into",
            "not-allowed",
        ),
        (
            &wheelchair,
            merged(&attitude),
            why.clone(),
            "into",
            "unknown",
        ),
        (&wheelchair, merged(&id()), why.clone(), "into", "unknown"),
        (
            &wheelchair,
            confirmed(),
            json!({"count": 2}),
            "count",
            "not-allowed",
        ),
        (
            &attitude,
            confirmed(),
            json!({"count": 0}),
            "count",
            "out-of-range",
        ),
        (
            &attitude,
            confirmed(),
            json!({"count": 1000}),
            "count",
            "out-of-range",
        ),
        (
            &attitude,
            confirmed(),
            json!({"observed_at": "2001-01-01T00:00:00+08:00"}),
            "observed_at",
            "outside-quarter",
        ),
    ] {
        let refused = decide(&zhaomin, finding, 1, verdict.clone(), extra)
            .await?
            .unwrap_err();
        assert_eq!(refused["field"], field, "{verdict}: {refused}");
        assert_eq!(refused["problem"], problem, "{verdict}: {refused}");
    }
    let unknown = decide(&zhaomin, &id(), 1, confirmed(), json!({})).await?;
    assert_eq!(unknown.unwrap_err()["kind"], "not-found");
    assert_eq!(
        queue(&zhaomin, json!({})).await?["waiting"],
        2,
        "nothing was decided"
    );

    for login in ["lixia", "luocun", "admin"] {
        let user = app.sign_in(login).await?;
        let refused = decide(&user, &wheelchair, 1, confirmed(), json!({})).await?;
        assert_eq!(refused.unwrap_err()["kind"], "forbidden", "{login}");
        let refused = user
            .call("review_queue", json!({"filter": {"all": true}}))
            .await?;
        assert_eq!(refused.unwrap_err()["kind"], "forbidden", "{login}");
        let refused = user
            .call("review_finding", json!({"finding": wheelchair}))
            .await?;
        assert_eq!(refused.unwrap_err()["kind"], "forbidden", "{login}");
        let refused = user.call("release", json!({"visit": visit})).await?;
        assert_eq!(refused.unwrap_err()["kind"], "forbidden", "{login}");
    }
    Ok(())
}

#[tokio::test]
async fn duplicates_are_merged_and_count_once() -> Result<()> {
    let app = TestApp::start().await?;
    let mut lixia = Tablet::of(&app, "lixia").await?;
    let mut other = Tablet::of(&app, "wangqiang").await?;
    let visit = lixia.visit(&app, "luocun-center", "announced").await?;
    let ours = lixia.find(&app, &visit, "5.1/attitude", 2).await?;
    let visit = other.visit(&app, "luocun-center", "announced").await?;
    let theirs = other.find(&app, &visit, "5.1/attitude", 2).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let shown = detail(&zhaomin, &theirs).await?;
    assert_eq!(shown["twins"][0]["finding"], json!(ours));
    assert_eq!(shown["item"]["flags"], json!(["possible-duplicate"]));
    decide(&zhaomin, &ours, 1, confirmed(), json!({}))
        .await?
        .unwrap();
    let merged = json!({"is": "merged", "into": ours});
    let why = json!({"reason": "与李霞所记为同一事项"});
    let decided = decide(&zhaomin, &theirs, 1, merged, why).await?.unwrap();
    assert_eq!(decided["row"]["points"], "3");
    assert_eq!(decided["item"]["state"], "merged");
    assert_eq!(decided["item"]["flags"], json!([]));
    Ok(())
}

#[tokio::test]
async fn a_returned_finding_comes_back_with_an_answer() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "5.1/attitude", 2).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let returned = json!({"is": "returned"});
    let why = json!({"reason": "请补充窗口名称"});
    decide(&zhaomin, &finding, 1, returned, why).await?.unwrap();
    assert_eq!(queue(&zhaomin, json!({})).await?["waiting"], 0);
    let amend = json!({"amend_finding": {
        "finding": finding, "visit": visit, "count": 2, "note": "3号窗口", "observed_at": app.now(),
    }});
    let op = tablet.op(&app, amend);
    tablet.apply(&app, &[op]).await?;
    let waiting = queue(&zhaomin, json!({})).await?;
    assert_eq!(waiting["items"][0]["state"], "recorded");
    Ok(())
}

#[tokio::test]
async fn what_was_seen_in_no_open_quarter_waits_for_a_word() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = id();
    let late = json!({"record_finding": {
        "finding": finding, "visit": visit, "checkpoint": "5.1/attitude", "count": 2,
        "observed_at": "2001-02-03T10:00:00+08:00",
    }});
    let op = tablet.op(&app, late);
    let results = tablet.apply(&app, &[op]).await?;
    // It contradicts the time of the visit as well: stored as sent, and flagged.
    assert_eq!(results[0]["flags"], json!(["skewed", "late"]));
    let zhaomin = app.sign_in("zhaomin").await?;
    let shown = detail(&zhaomin, &finding).await?;
    assert_eq!(shown["item"]["flags"], json!(["skewed", "late"]));
    assert_eq!(shown["raw_observed_at"], "2001-02-03T10:00:00+08:00");
    // The time may be corrected to any time from the start of an open quarter until now.
    let now: String = app.now().chars().take(16).collect();
    let times = shown["times"].as_array().unwrap();
    assert!(times[0].as_str().unwrap().ends_with("-01T00:00"));
    assert!(times[0].as_str() < times[1].as_str() && times[1].as_str() <= Some(&*now));
    let untouched = json!({"id": "5.1", "points": "5", "of": "5"});
    assert_eq!(
        (&shown["row_now"], &shown["row_confirmed"]),
        (&untouched, &untouched)
    );
    let refused = decide(&zhaomin, &finding, 1, confirmed(), json!({}))
        .await?
        .unwrap_err();
    assert_eq!(refused["problem"], "outside-quarter");
    let extra = json!({"observed_at": app.now()});
    let decided = decide(&zhaomin, &finding, 1, confirmed(), extra)
        .await?
        .unwrap();
    assert_eq!(decided["row"]["points"], "3");
    Ok(())
}

/// Beside an empty list nothing can be picked.
#[tokio::test]
async fn an_empty_list_asks_for_no_choice() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let (_, page) = page_of(&zhaomin, "/review").await?;
    assert!(!page.contains("请选择一条问题"), "{page}");
    assert_eq!(page.matches("没有待核查的问题").count(), 2);
    assert!(!page.contains("review-hint-clear"));
    let (_, page) = page_of(&zhaomin, "/review?town=luocun").await?;
    assert!(!page.contains("请选择一条问题"), "{page}");
    assert!(page.contains("review-hint-clear"));
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    let (_, page) = page_of(&zhaomin, "/review").await?;
    assert!(page.contains("请选择一条问题"), "{page}");
    Ok(())
}
