//! A clock that was wrong offline and is right at the push.

use crate::help::app::TestApp;
use crate::help::tablet::{Tablet, id, open, record};
use anyhow::Result;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Once a clock that was ahead at one push is set right, later operations are not flagged.
#[tokio::test]
async fn a_clock_that_was_set_right_is_believed() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let year = 365 * 24;
    let ahead = app.clock.moment().shifted(SignedDuration::from_hours(year));
    tablet.clock = Some(ahead.to_string());
    let visit = id();
    let opened = made(
        &mut tablet,
        &app,
        -year,
        open(&visit, "luocun-center", "announced"),
    );
    let results = tablet.apply(&app, &[opened]).await?;
    assert_eq!(results[0]["flags"], json!(["skewed"]));

    tablet.clock = None;
    app.clock.advance(SignedDuration::from_hours(1));
    let intent = json!({"answer": {
        "visit": visit, "checkpoint": "1.3/reading-glasses", "answer": "meets",
    }});
    let answer = made(&mut tablet, &app, 0, intent);
    let results = tablet.apply(&app, &[answer]).await?;
    assert!(results[0].get("flags").is_none(), "{}", results[0]);
    Ok(())
}

/// An operation made `hours` ago.
fn made(tablet: &mut Tablet, app: &TestApp, hours: i64, intent: Value) -> Value {
    let at = app
        .clock
        .moment()
        .shifted(SignedDuration::from_hours(-hours));
    let mut body = json!({"v": 1, "base_seq": tablet.base, "at": at.to_string()});
    for (key, value) in intent.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    // The time of observation comes from the same clock.
    if let Some(seen) = body.pointer_mut("/record_finding/observed_at") {
        *seen = json!(at.to_string());
    }
    tablet.raw(body)
}

#[tokio::test]
async fn what_contradicts_earlier_times_is_flagged() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let (visit, finding) = (id(), id());
    let note = |finding: &str| record(&app, finding, &visit, "1.3/wheelchair", 1);
    let answer = json!({"answer": {
        "visit": visit, "checkpoint": "1.3/reading-glasses", "answer": "meets",
    }});
    let ops = [
        made(
            &mut tablet,
            &app,
            5,
            open(&visit, "luocun-center", "announced"),
        ),
        made(&mut tablet, &app, 4, note(&id())),
        made(&mut tablet, &app, 7, note(&finding)),
        made(&mut tablet, &app, 4, answer.clone()),
        made(&mut tablet, &app, -3, answer.clone()),
    ];
    let mut flags = Vec::new();
    for op in &ops {
        // One push for each: the server compares with times of earlier pushes.
        let results = tablet.apply(&app, std::slice::from_ref(op)).await?;
        flags.push(results[0]["flags"].clone());
    }
    let skewed = json!(["skewed"]);
    assert_eq!(
        flags,
        [
            Value::Null,
            Value::Null,
            skewed.clone(),
            Value::Null,
            skewed.clone()
        ]
    );
    let row = tablet.user.row("visit", &visit).await?.unwrap();
    assert_eq!(
        row["findings"][&finding]["flags"], skewed,
        "the reviewer sees it"
    );

    // Times that lie after their push, from a clock that was ahead, are no measure for later
    // operations.
    let later = made(&mut tablet, &app, 0, answer.clone());
    let results = tablet.apply(&app, &[later]).await?;
    assert!(results[0].get("flags").is_none(), "{}", results[0]);

    // Times are compared per device, but a time before the visit's opening is wrong on every
    // device.
    let mut other = Tablet::of(&app, "lixia").await?;
    let ops = [
        made(&mut other, &app, 9, answer.clone()),
        made(&mut other, &app, 4, answer),
    ];
    let results = other.apply(&app, &ops).await?;
    assert_eq!(results[0]["flags"], skewed);
    assert!(
        !results[1]["flags"].to_string().contains("skewed"),
        "{}",
        results[1]
    );
    Ok(())
}
