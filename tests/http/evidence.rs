//! Evidence beside facts: who may see it, which files are accepted, and that backups carry it.

use crate::help::app::{TestApp, User};
use crate::help::attaching::add;
use crate::help::quarter::taken;
use crate::help::tablet::Tablet;
use anyhow::Result;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::ground::clock::Clock;
use server::serve::backup::{back_up, restore};
use server::store::database;
use tests::stores;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n";

async fn quarter(app: &TestApp) -> Result<String> {
    let quarters = app.store.quarters().await?;
    Ok(quarters.current().unwrap().quarter.to_string())
}

async fn list(user: &User, at: &str) -> Result<Vec<Value>> {
    let (status, body) = user.get(at).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    Ok(body["evidence"].as_array().unwrap().clone())
}

async fn status(user: &User, method: Method, at: &str) -> Result<StatusCode> {
    Ok(user.request(method, at).send().await?.status())
}

#[tokio::test]
async fn evidence_is_kept_shown_and_withdrawn() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let claim = json!({ "facts": [{"town": "luocun", "indicator": "8.1.1", "id": "c1",
        "matter": "m", "level": "city", "status": "pending"}] });
    let facts = format!("/api/v1/quarters/{quarter}/facts");
    let put = zhaomin
        .request(Method::PUT, &facts)
        .json(&claim)
        .send()
        .await?;
    assert_eq!(put.status(), StatusCode::NO_CONTENT);

    let at = format!("/api/v1/quarters/{quarter}/evidence/luocun/c1");
    let name = "%E9%80%9A%E6%8A%A5%20%2F..%2F%E6%96%87.pdf";
    let (answered, body) = add(&zhaomin, &at, name, PDF.to_vec()).await?;
    assert_eq!(answered, StatusCode::CREATED, "{body}");
    let id = body["id"].as_str().unwrap().to_owned();
    let listed = list(&zhaomin, &at).await?;
    assert_eq!(listed[0]["name"], "文.pdf");
    assert_eq!(listed[0]["media_type"], "application/pdf");
    assert_eq!(listed[0]["length"], PDF.len());

    let content = format!("/api/v1/evidence/{id}");
    let answer = zhaomin.request(Method::GET, &content).send().await?;
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(
        header("content-disposition"),
        "attachment; filename*=UTF-8''%E6%96%87.pdf"
    );
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(answer.bytes().await?, PDF);

    // The same bytes can be added again as another piece of evidence, also to a row and the
    // showcase.
    for slot in ["c1", "1.1", "showcase"] {
        let at = format!("/api/v1/quarters/{quarter}/evidence/luocun/{slot}");
        assert_eq!(
            add(&zhaomin, &at, "a.pdf", PDF.to_vec()).await?.0,
            StatusCode::CREATED
        );
    }
    assert_eq!(list(&zhaomin, &at).await?.len(), 2);

    let town = app.sign_in("luocun").await?;
    assert_eq!(list(&town, &at).await?.len(), 2);
    assert_eq!(
        status(&zhaomin, Method::DELETE, &content).await?,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        status(&zhaomin, Method::DELETE, &content).await?,
        StatusCode::NO_CONTENT
    );
    assert_eq!(list(&town, &at).await?.len(), 1);
    assert_eq!(
        status(&town, Method::GET, &content).await?,
        StatusCode::NOT_FOUND
    );
    let listed = list(&zhaomin, &at).await?;
    assert!(listed[0]["withdrawn_at"].is_string() && listed[1]["withdrawn_at"].is_null());
    assert_eq!(
        status(&zhaomin, Method::GET, &content).await?,
        StatusCode::OK
    );
    let mut db = app.database().await?;
    for sql in [
        "DELETE FROM evidence",
        "UPDATE evidence SET name = ''",
        "DELETE FROM evidence_withdrawn",
    ] {
        assert!(
            database::query(sql).execute(&mut db).await.is_err(),
            "{sql}"
        );
    }
    let noted: i64 = database::scalar("SELECT count(*) FROM audit WHERE kind LIKE '%-evidence'")
        .fetch_one(&mut db)
        .await?;
    assert_eq!(noted, 5, "four were added, one was withdrawn");
    Ok(())
}

#[tokio::test]
async fn evidence_is_for_supervisors_and_its_own_town() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let of = |town: &str, slot: &str| format!("/api/v1/quarters/{quarter}/evidence/{town}/{slot}");
    let at = of("taihe", "1.1");
    let (_, body) = add(&zhaomin, &at, "a.pdf", PDF.to_vec()).await?;
    let content = format!("/api/v1/evidence/{}", body["id"].as_str().unwrap());
    for login in ["luocun", "lixia", "admin"] {
        let user = app.sign_in(login).await?;
        assert_eq!(
            status(&user, Method::GET, &content).await?,
            StatusCode::NOT_FOUND,
            "{login}"
        );
        assert_eq!(
            status(&user, Method::GET, &at).await?,
            StatusCode::FORBIDDEN,
            "{login}"
        );
        assert_eq!(
            status(&user, Method::DELETE, &content).await?,
            StatusCode::FORBIDDEN,
            "{login}"
        );
        for town in ["taihe", "luocun"] {
            let (answered, _) = add(&user, &of(town, "1.1"), "a.pdf", PDF.to_vec()).await?;
            assert_eq!(answered, StatusCode::FORBIDDEN, "{login}");
        }
    }
    for (method, at) in [
        (Method::GET, &content),
        (Method::DELETE, &content),
        (Method::GET, &at),
    ] {
        assert_eq!(
            status(&app.anyone(), method, at).await?,
            StatusCode::UNAUTHORIZED
        );
    }
    for (at, wanted) in [
        (of("luocun", "no-claim"), StatusCode::NOT_FOUND),
        (of("nowhere", "1.1"), StatusCode::NOT_FOUND),
        (of("No%20town", "1.1"), StatusCode::BAD_REQUEST),
        (
            "/api/v1/quarters/1999Q1/evidence/luocun/1.1".to_owned(),
            StatusCode::NOT_FOUND,
        ),
    ] {
        let (answered, body) = add(&zhaomin, &at, "a.pdf", PDF.to_vec()).await?;
        assert_eq!(answered, wanted, "{at}: {body}");
    }
    // The pages use a function of their own, with the same rights.
    let ask = |town: &str| json!({"quarter": quarter, "town": town, "slot": "1.1"});
    let seen = zhaomin.call("evidence", ask("taihe")).await?.unwrap();
    assert_eq!(seen[0]["name"], "a.pdf");
    let town = app.sign_in("luocun").await?;
    assert_eq!(
        town.call("evidence", ask("luocun")).await?.unwrap(),
        json!([])
    );
    for (login, town) in [("luocun", "taihe"), ("lixia", "taihe"), ("admin", "taihe")] {
        let user = app.sign_in(login).await?;
        let refused = user.call("evidence", ask(town)).await?.unwrap_err();
        assert_eq!(refused["kind"], "forbidden", "{login}");
    }
    for unknown in ["x", "0190163d-8694-739b-aea5-966c26f8ad91"] {
        let path = format!("/api/v1/evidence/{unknown}");
        assert_eq!(
            status(&zhaomin, Method::GET, &path).await?,
            StatusCode::NOT_FOUND
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_town_learns_of_no_unreleased_visit_by_evidence() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let luocun = app.sign_in("luocun").await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "unannounced").await?;
    let finding = tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    tablet.close(&app, &visit).await?;
    let record = json!([{"town": "luocun", "indicator": "8.2.2", "id": "p1", "points": "3",
        "finding": finding, "status": "confirmed"}]);
    taken(&zhaomin, &quarter, record).await?;
    let at = format!("/api/v1/quarters/{quarter}/evidence/luocun/p1");
    let (_, body) = add(&zhaomin, &at, "a.pdf", PDF.to_vec()).await?;
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
async fn what_is_no_evidence_is_refused() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let at = format!("/api/v1/quarters/{quarter}/evidence/luocun/1.1");
    for (bytes, wanted) in [
        (
            b"<script>alert(1)</script>".to_vec(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (b"MZ rest".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (Vec::new(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (
            [PDF, &vec![0; 20 * 1024 * 1024]].concat(),
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ] {
        assert_eq!(add(&zhaomin, &at, "a.pdf", bytes).await?.0, wanted);
    }
    // A file just below the limit is accepted.
    let large = [PDF, &vec![0; 20 * 1024 * 1024 - PDF.len()]].concat();
    assert_eq!(
        add(&zhaomin, &at, "a.pdf", large).await?.0,
        StatusCode::CREATED
    );
    assert_eq!(list(&zhaomin, &at).await?[0]["length"], 20 * 1024 * 1024);
    Ok(())
}

#[tokio::test]
async fn a_backup_carries_evidence() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let at = format!("/api/v1/quarters/{quarter}/evidence/luocun/1.1");
    let (_, body) = add(&zhaomin, &at, "a.pdf", PDF.to_vec()).await?;
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("backup");
    let report = back_up(&app.storage().await?, &copy, Clock::default()).await?;
    assert_eq!(report.photos, 1);
    drop(app);
    let data = tempfile::tempdir()?;
    restore(
        &copy,
        &stores::storage(data.path()).await?,
        Clock::default(),
    )
    .await?;
    let app = TestApp::start_in(data, Clock::default()).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let content = format!("/api/v1/evidence/{}", body["id"].as_str().unwrap());
    let answer = zhaomin.request(Method::GET, &content).send().await?;
    assert_eq!(answer.bytes().await?, PDF);
    Ok(())
}
