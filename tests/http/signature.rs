//! The site's drawn signature: stored with the photos, shown to the reviewer, and to no town.

use crate::help::app::TestApp;
use crate::help::tablet::{Tablet, id, picture};
use crate::help::uploading::{content, upload};
use anyhow::Result;
use reqwest::StatusCode;
use serde_json::{Value, json};

/// Attaches a photo to the visit as a whole.
fn attach(app: &TestApp, photo: &str, visit: &str, bytes: &[u8], media_type: &str) -> Value {
    json!({"attach_photo": {
        "photo": photo, "visit": visit, "sha256": server::photos::files::sha256(bytes),
        "length": bytes.len(), "media_type": media_type, "taken_at": app.now(),
    }})
}

fn signed(visit: &str, drawing: &str) -> Value {
    json!({"close_visit": {"visit": visit, "outcome": {
        "is": "inspected",
        "signature": {"is": "signed", "name": "刘建国", "drawing": drawing},
    }}})
}

#[tokio::test]
async fn a_drawn_signature_stands_beside_the_visit() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let shown = async || {
        let detail = zhaomin
            .call("review_finding", json!({"finding": finding}))
            .await?;
        anyhow::Ok(detail.unwrap())
    };
    assert_eq!(shown().await?["site_answer"], Value::Null, "not handed in");

    // Drawing and answer arrive in one push, the drawing first.
    let (drawing, bytes) = (id(), picture());
    let ops = [
        tablet.op(&app, attach(&app, &drawing, &visit, &bytes, "image/png")),
        tablet.op(&app, signed(&visit, &drawing)),
    ];
    tablet.apply(&app, &ops).await?;
    let answer = shown().await?["site_answer"].clone();
    assert_eq!(answer["words"], "刘建国");
    assert_eq!(answer["refused"], false);
    assert_eq!(
        answer["drawing"]["verified"], false,
        "the bytes are to come"
    );

    upload(&tablet.user, &bytes).await?;
    let detail = shown().await?;
    assert_eq!(detail["site_answer"]["drawing"]["id"], json!(drawing));
    assert_eq!(detail["site_answer"]["drawing"]["verified"], true);
    assert_eq!(detail["photos"], json!([]), "it is no photo of the finding");
    assert_eq!(content(&zhaomin, &drawing).await?.bytes().await?, bytes);
    let row = tablet.user.row("visit", &visit).await?.unwrap();
    assert_eq!(
        row["closings"][0]["value"]["signature"]["drawing"],
        json!(drawing)
    );

    // The town may see the visit, but never the name or the drawing of who signed.
    let town = app.sign_in("luocun").await?;
    let card = town.call("scorecard", json!({"town": null})).await?;
    let card = card.unwrap().to_string();
    assert!(card.contains(&finding));
    assert!(
        !card.contains(&drawing) && !card.contains("刘建国"),
        "{card}"
    );
    let status = content(&town, &drawing).await?.status();
    assert_eq!(status, StatusCode::NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn a_closing_names_a_drawing_of_its_own_visit() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let other = tablet.visit(&app, "hongshan-center", "announced").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let (elsewhere, jpeg) = (id(), id());
    let ops = [
        tablet.op(
            &app,
            attach(&app, &elsewhere, &other, &picture(), "image/png"),
        ),
        tablet.op(&app, attach(&app, &jpeg, &visit, &picture(), "image/jpeg")),
    ];
    tablet.apply(&app, &ops).await?;
    let evidence = tablet.attach(&app, &visit, &finding, &picture()).await?;
    for (drawing, reason) in [
        (id(), "out-of-range"),
        (elsewhere, "out-of-range"),
        (jpeg, "out-of-range"),
        (evidence, "out-of-range"),
        ("tomorrow".to_owned(), "malformed"),
    ] {
        let op = tablet.op(&app, signed(&visit, &drawing));
        let (status, body) = tablet.push(&app, &[op]).await?;
        assert_eq!(status, StatusCode::OK);
        let result = &body["results"][0];
        assert_eq!(result["quarantine"]["reason"], reason, "{result}");
        assert!(!result["quarantine"]["detail"].as_str().unwrap().is_empty());
    }
    let row = tablet.user.row("visit", &visit).await?.unwrap();
    assert_eq!(row["closings"], Value::Null, "it is still open");
    Ok(())
}
