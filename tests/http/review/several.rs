//! Several supervisors on one finding, and one supervisor on several findings.

use crate::help::app::TestApp;
use crate::help::deciding::{confirmed, decide, detail, queue};
use crate::help::tablet::Tablet;
use anyhow::Result;
use serde_json::json;
use server::store::AuditFilter;

#[tokio::test]
async fn two_supervisors_do_not_overrule_each_other_without_knowing() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let first = decide(&zhaomin, &finding, 1, confirmed(), json!({})).await?;
    assert!(first.unwrap()["item"]["decided"].is_u64());
    // Another supervisor opened the finding before that decision.
    let rejected = json!({"is": "rejected"});
    let unaware = json!({"seen": null, "reason": "证据不足"});
    let second = decide(&zhaomin, &finding, 1, rejected.clone(), unaware).await?;
    assert_eq!(second.unwrap_err()["kind"], "changed");
    assert_eq!(
        detail(&zhaomin, &finding).await?["item"]["state"],
        "confirmed"
    );
    let aware = json!({"reason": "证据不足"});
    let third = decide(&zhaomin, &finding, 1, rejected, aware).await?;
    assert_eq!(third.unwrap()["item"]["state"], "rejected");
    Ok(())
}

#[tokio::test]
async fn many_are_decided_each_by_itself() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let mut requests = Vec::new();
    for checkpoint in ["1.3/wheelchair", "1.3/reading-glasses", "5.1/facilities"] {
        let finding = tablet.find(&app, &visit, checkpoint, 1).await?;
        requests.push(json!({
            "finding": finding, "revision": 1, "seen": null, "verdict": confirmed(),
            "reason": "", "count": null, "observed_at": null,
        }));
    }
    requests[1]["revision"] = json!(7);
    let zhaomin = app.sign_in("zhaomin").await?;
    let many = json!({"requests": requests});
    let answer = zhaomin.call("decide_many", many.clone()).await?.unwrap();
    assert_eq!(answer["done"], 2);
    assert_eq!(
        answer["refused"],
        json!([[requests[1]["finding"], {"kind": "changed", "revision": 1}]])
    );
    assert_eq!(queue(&zhaomin, json!({})).await?["total"], 1);
    // Sent again because the answer was lost: decisions already in force are reported as done, and
    // made once.
    let again = zhaomin.call("decide_many", many).await?.unwrap();
    assert_eq!(
        (&again["done"], again["refused"].as_array().unwrap().len()),
        (&json!(2), 1)
    );
    let decided = AuditFilter {
        kind: Some("decide".to_owned()),
        ..AuditFilter::default()
    };
    assert_eq!(app.store.audit_count(decided).await?, 2);

    let too_many = json!({"requests": vec![requests[0].clone(); 101]});
    let refused = zhaomin.call("decide_many", too_many).await?.unwrap_err();
    assert_eq!(refused["field"], "requests");
    for login in ["lixia", "luocun"] {
        let user = app.sign_in(login).await?;
        let one = json!({"requests": [requests[1].clone()]});
        let refused = user.call("decide_many", one).await?.unwrap_err();
        assert_eq!(refused["kind"], "forbidden", "{login}");
    }
    Ok(())
}
