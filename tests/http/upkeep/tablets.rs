//! 设备: what tablets report about themselves, and barring a tablet.

use super::page;
use crate::help::app::{TestApp, User, json_of};
use crate::help::tablet::{Tablet, id, record};
use anyhow::Result;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

/// A pull with `said` as the tablet's report.
async fn pull(user: &User, said: &str) -> Result<(StatusCode, Value)> {
    let request = user.request(Method::GET, "/api/v1/sync/pull?limit=1");
    let request = request.header("xuncha-tablet", said);
    json_of(request.send().await?).await
}

fn said(device: Uuid, ops: u64) -> String {
    json!({"device": device, "program": "0.1.0 b0", "ops": ops, "photos": 2, "new": true})
        .to_string()
}

async fn devices(user: &User, query: Value) -> Result<Vec<Value>> {
    let said = user.call("devices", json!({ "query": query })).await?;
    let said = said.unwrap_or_else(|error| panic!("{error}"));
    Ok(said["lines"].as_array().cloned().unwrap_or_default())
}

#[tokio::test]
async fn a_tablet_says_what_it_keeps_and_who_looks_after_it_reads_it() -> Result<()> {
    let app = TestApp::start().await?;
    let auditor = app.sign_in("qianjian").await?;
    assert_eq!(devices(&auditor, json!({})).await?, Vec::<Value>::new());
    let text = page(&auditor, "/manage/devices").await?;
    assert!(text.contains("还没有平板连接过服务器"), "{text}");

    let mut tablet = Tablet::of(&app, "lixia").await?;
    assert_eq!(pull(&tablet.user, &said(tablet.device, 3)).await?.0, 200);
    let line = devices(&auditor, json!({"state": "keeps"})).await?[0].clone();
    assert_eq!(
        (&line["login"], &line["arrived"]),
        (&json!("lixia"), &json!(0))
    );
    assert_eq!(line["first"], line["seen"]);
    let of_itself = &line["said"];
    assert_eq!(
        (&of_itself["ops"], &of_itself["photos"]),
        (&json!(3), &json!(2))
    );
    assert_eq!(of_itself["outdated"], true);
    let text = page(&auditor, "/manage/devices").await?;
    assert!(text.contains("3 项、2 张照片"), "{text}");

    // A report does not create the device for merging: the first push does.
    tablet.visit(&app, "luocun-center", "announced").await?;
    pull(&tablet.user, &said(tablet.device, 0)).await?;
    let line = devices(&auditor, json!({"text": "李霞"})).await?[0].clone();
    assert_eq!(
        (&line["arrived"], &line["said"]["ops"]),
        (&json!(1), &json!(0))
    );

    // A report for another person's tablet is ignored; a tablet without a report is still listed.
    let other = Tablet::of(&app, "wangqiang").await?;
    pull(&other.user, &said(tablet.device, 77)).await?;
    other.push(&app, &[]).await?;
    let lines = devices(&auditor, json!({})).await?;
    assert_eq!(lines.len(), 2);
    let silent = lines.iter().find(|it| it["login"] == "wangqiang").unwrap();
    assert_eq!(silent["said"], Value::Null);
    let said_by = lines.iter().find(|it| it["login"] == "lixia").unwrap();
    assert_eq!(said_by["said"]["ops"], 0);
    Ok(())
}

#[tokio::test]
async fn what_a_tablet_cannot_mean_is_named() -> Result<()> {
    let app = TestApp::start().await?;
    let lixia = app.sign_in("lixia").await?;
    let device = Uuid::now_v7();
    let long = "x".repeat(61);
    for (said, what) in [
        ("nothing".to_owned(), "xuncha-tablet"),
        (
            json!({"device": device, "ops": 1, "photos": 1}).to_string(),
            "program",
        ),
        (
            json!({"device": "x", "program": "", "ops": 1, "photos": 1}).to_string(),
            "device",
        ),
        (
            json!({"device": device, "program": long, "ops": 1, "photos": 1}).to_string(),
            "program",
        ),
        (
            json!({"device": device, "program": "", "ops": u64::MAX, "photos": 1}).to_string(),
            "range",
        ),
        (
            json!({"device": device, "program": "", "ops": -1, "photos": 1}).to_string(),
            "ops",
        ),
    ] {
        let (status, body) = pull(&lixia, &said).await?;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{said}: {body}");
        let detail = body["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(what), "{said}: {detail}");
    }
    Ok(())
}

#[tokio::test]
async fn a_barred_tablet_goes_on_where_it_stood_once_it_is_allowed() -> Result<()> {
    let app = TestApp::start().await?;
    let admin = app.sign_in("admin").await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let bar = |reason: &str| json!({"device": tablet.device, "reason": reason});
    assert_eq!(
        admin.call("bar_device", bar("  ")).await?,
        Err(json!({"kind": "invalid", "field": "reason", "problem": "required"}))
    );
    let done = admin.call("bar_device", bar("设备遗失")).await?;
    assert_eq!(done, Ok(Value::Null));
    let again = admin.call("bar_device", bar("设备遗失")).await?;
    assert_eq!(again, Err(json!({"kind": "not-found", "what": "device"})));
    let line = devices(&admin, json!({"state": "barred"})).await?[0].clone();
    assert_eq!(
        (&line["barred"]["why"], &line["barred"]["by"]),
        (&json!("设备遗失"), &json!("admin"))
    );
    let finding = id();
    let op = tablet.op(&app, record(&app, &finding, &visit, "1.3/wheelchair", 1));
    let (status, _) = tablet.push(&app, std::slice::from_ref(&op)).await?;
    assert_eq!(status, StatusCode::FORBIDDEN);

    let allow = json!({"device": tablet.device});
    let done = admin.call("allow_device", allow.clone()).await?;
    assert_eq!(done, Ok(Value::Null));
    assert!(admin.call("allow_device", allow).await?.is_err());
    tablet.apply(&app, &[op]).await?;
    let said = admin.call(
        "audit_log",
        json!({"query": {"text": tablet.device.to_string()}}),
    );
    let lines = said.await?.unwrap()["lines"].clone();
    let kinds: Vec<_> = lines
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["kind"])
        .collect();
    assert_eq!(
        kinds,
        [
            "allow-device",
            "allow-device",
            "revoke-device",
            "revoke-device"
        ]
    );
    assert_eq!(lines[3]["result"], "设备遗失");
    Ok(())
}

/// A tablet that has never sent anything can be barred by the device in its report. Once allowed, a
/// tablet that succeeds it still continues the one before.
#[tokio::test]
async fn a_tablet_is_barred_before_it_has_sent_anything() -> Result<()> {
    let app = TestApp::start().await?;
    let admin = app.sign_in("admin").await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let first = (tablet.device, tablet.next - 1);

    // The second device pulls, is barred and allowed, and never sends.
    let second = Uuid::now_v7();
    pull(&tablet.user, &said(second, 0)).await?;
    let device = json!({"device": second, "reason": "误操作"});
    assert_eq!(admin.call("bar_device", device).await?, Ok(Value::Null));
    tablet.device = second;
    tablet.succeeds = Some(first);
    assert_eq!(tablet.push(&app, &[]).await?.0, StatusCode::FORBIDDEN);
    let device = json!({"device": second});
    assert_eq!(admin.call("allow_device", device).await?, Ok(Value::Null));

    tablet.device = Uuid::now_v7();
    tablet.next = 1;
    tablet.succeeds = Some((second, 0));
    let amended = json!({"amend_finding": {"finding": finding, "visit": visit, "count": 2,
        "note": "", "observed_at": app.now()}});
    let op = tablet.op(&app, amended);
    let mut message = tablet.message(&app, &[op]);
    message["older"] = json!([{"device": first.0, "through": first.1}]);
    let (status, body) = tablet.user.post("/api/v1/sync/push", &message).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let result = &body["results"][0];
    assert_eq!(result["outcome"], "applied");
    assert!(result.get("flags").is_none(), "not seen before: {result}");
    let states = devices(&admin, json!({})).await?;
    assert_eq!(states.len(), 1, "{states:?}");
    let replaced = devices(&admin, json!({"state": "replaced"})).await?;
    assert_eq!(replaced.len(), 2, "{replaced:?}");
    Ok(())
}
