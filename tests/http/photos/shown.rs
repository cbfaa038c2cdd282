//! Who sees a photo, when it is no longer shown, and which time it carries.

use crate::help::app::TestApp;
use crate::help::card::card;
use crate::help::deciding::{confirmed, decide, detail, queue};
use crate::help::tablet::{Tablet, picture};
use crate::help::uploading::{content, upload};
use anyhow::Result;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::photos::files::sha256;

#[tokio::test]
async fn a_photo_is_shown_to_its_inspectors_the_supervisors_and_the_town() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let bytes = picture();
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let photo = tablet.attach(&app, &visit, &finding, &bytes).await?;
    upload(&tablet.user, &bytes).await?;
    let seen_by = async || {
        let mut seen = Vec::new();
        for login in [
            "lixia",
            "wangqiang",
            "zhaomin",
            "luocun",
            "hongshan",
            "admin",
        ] {
            let user = app.sign_in(login).await?;
            if content(&user, &photo).await?.status() == StatusCode::OK {
                seen.push(login);
            }
        }
        anyhow::Ok(seen)
    };
    assert_eq!(seen_by().await?, ["lixia", "zhaomin"], "not handed in");
    tablet.close(&app, &visit).await?;
    assert_eq!(seen_by().await?, ["lixia", "zhaomin", "luocun"]);
    let zhaomin = app.sign_in("zhaomin").await?;
    let reject: Value = json!({"request": {
        "finding": finding, "revision": 2, "verdict": {"is": "rejected"}, "reason": "证据不足",
        "count": null, "observed_at": null,
    }});
    let refused = zhaomin.call("decide", reject.clone()).await?;
    let revision = match refused {
        Ok(_) => 2,
        Err(changed) => changed["revision"].as_u64().unwrap(),
    };
    let mut reject = reject;
    reject["request"]["revision"] = json!(revision);
    zhaomin.call("decide", reject).await?.unwrap();
    assert_eq!(
        seen_by().await?,
        ["lixia", "zhaomin"],
        "what does not count is not shown"
    );
    assert_eq!(
        content(&app.anyone(), &photo).await?.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        content(&zhaomin, "nonsense").await?.status(),
        StatusCode::NOT_FOUND
    );
    Ok(())
}

/// The time of a photo is only ever what the tablet stated.
#[tokio::test]
async fn a_photo_of_unknown_time_is_given_none() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let bytes = picture();
    let undated = json!({"attach_photo": {
        "photo": crate::help::tablet::id(), "visit": visit, "finding": finding, "sha256": sha256(&bytes),
        "length": bytes.len(), "media_type": "image/png", "taken_at": app.now(), "undated": true,
    }});
    let op = tablet.op(&app, undated);
    tablet.apply(&app, &[op]).await?;
    tablet.attach(&app, &visit, &finding, &picture()).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let shown = detail(&zhaomin, &finding).await?;
    let times: Vec<&Value> = shown["photos"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["taken_at"])
        .collect();
    assert!(times[0].is_null() && times[1].is_string(), "{times:?}");
    Ok(())
}

#[tokio::test]
async fn a_photo_that_was_taken_back_is_shown_to_nobody_until_it_is_set_back() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let bytes = picture();
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let photo = tablet.attach(&app, &visit, &finding, &bytes).await?;
    upload(&tablet.user, &bytes).await?;
    tablet.close(&app, &visit).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let luocun = app.sign_in("luocun").await?;
    let shown = async || {
        let all = queue(&zhaomin, json!({"all": true})).await?;
        let page = detail(&zhaomin, &finding).await?;
        let card = card(&luocun, Value::Null).await?.unwrap();
        let on_card = card.to_string().contains(&photo);
        anyhow::Ok((
            all["items"][0]["photos"].as_u64().unwrap(),
            page["photos"].as_array().unwrap().len(),
            on_card,
            content(&zhaomin, &photo).await?.status().is_success(),
            content(&luocun, &photo).await?.status().is_success(),
        ))
    };
    assert_eq!(shown().await?, (1, 1, true, true, true));
    let known = json!({"photo": photo, "visit": visit});
    let op = tablet.op(&app, json!({"withdraw_photo": known.clone()}));
    tablet.apply(&app, &[op]).await?;
    assert_eq!(shown().await?, (0, 0, false, false, false));
    let row = tablet.user.row("visit", &visit).await?.unwrap();
    assert_eq!(
        row["photos"][&photo]["withdrawn"][0]["value"], true,
        "it stays on the record"
    );
    let op = tablet.op(&app, json!({"restore_photo": known.clone()}));
    tablet.apply(&app, &[op]).await?;
    assert_eq!(shown().await?, (1, 1, true, true, true));

    // A decision keeps its photos until the next decision.
    let revision = detail(&zhaomin, &finding).await?["item"]["revision"]
        .as_u64()
        .unwrap();
    decide(&zhaomin, &finding, revision, confirmed(), json!({}))
        .await?
        .unwrap();
    let op = tablet.op(&app, json!({"withdraw_photo": known}));
    tablet.apply(&app, &[op]).await?;
    assert_eq!(shown().await?, (1, 1, true, true, true));
    let all = queue(&zhaomin, json!({})).await?;
    assert_eq!(all["items"][0]["reopened"], true, "{all}");

    // Decided again without the photo: later operations on it do not add a photo that the
    // supervisor did not see.
    let revision = detail(&zhaomin, &finding).await?["item"]["revision"].as_u64();
    decide(
        &zhaomin,
        &finding,
        revision.unwrap(),
        confirmed(),
        json!({}),
    )
    .await?
    .unwrap();
    assert_eq!(shown().await?, (0, 0, false, false, false));
    for (word, stands) in [("restore_photo", true), ("withdraw_photo", false)] {
        let op = tablet.op(&app, json!({ word: {"photo": photo, "visit": visit} }));
        tablet.apply(&app, &[op]).await?;
        assert_eq!(shown().await?.4, stands, "{word}");
    }
    Ok(())
}

/// A reviewer is told of a photo that was taken before the visit began, and so is the visit's sheet.
#[tokio::test]
async fn a_photo_from_before_the_visit_is_marked() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let now: domain::time::Moment = app.now().parse()?;
    let mut attach = async |minutes: i64, undated: bool| -> Result<()> {
        let bytes = picture();
        let at = now.timestamp() - jiff::SignedDuration::from_mins(minutes);
        let at = domain::time::Moment::new(at, 8 * 3600);
        let op = tablet.op(
            &app,
            json!({"attach_photo": {
                "photo": crate::help::tablet::id(), "visit": visit, "finding": finding,
                "sha256": sha256(&bytes), "length": bytes.len(), "media_type": "image/png",
                "taken_at": at.to_string(), "undated": undated,
            }}),
        );
        tablet.apply(&app, &[op]).await?;
        Ok(())
    };
    attach(24 * 60, true).await?;
    attach(26 * 60, false).await?;
    attach(10, false).await?;
    tablet.close(&app, &visit).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let shown = detail(&zhaomin, &finding).await?;
    let early = |photos: &Value| -> Vec<bool> {
        let photos = photos.as_array().unwrap().iter();
        let mut early: Vec<bool> = photos
            .map(|it| {
                it["early"]
                    .as_bool()
                    .or(it["photo"]["early"].as_bool())
                    .unwrap()
            })
            .collect();
        early.sort_unstable();
        early
    };
    assert_eq!(early(&shown["photos"]), [false, false, true], "{shown}");
    let sheet = zhaomin.call("visit_sheet", json!({"visit": visit})).await?;
    assert_eq!(early(&sheet.unwrap()["photos"]), [false, false, true]);
    let (_, page) = crate::rights::shown(&zhaomin, &format!("/review?f={finding}")).await?;
    assert_eq!(page.matches("拍摄于检查前 · ").count(), 1, "{page}");
    Ok(())
}
